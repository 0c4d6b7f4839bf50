package meeting

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
)

// Minutes are what is written down of a gathering (会议记录). Who was absent stands here alone: nobody's attendance is ever summed.
type Minutes struct {
	Branch    branch.BranchID `json:"branch"`
	Gathering int64           `json:"gathering"`
	Written
	Votes    []Vote          `json:"votes,omitempty"`
	By       branch.MemberID `json:"by"`
	At       time.Time       `json:"at"`
	Checked  *Signed         `json:"checked,omitempty"`  // 已核, by the chair
	Archived *Signed         `json:"archived,omitempty"` // 已归档
	Was      []WasWritten    `json:"was,omitempty"`      // before each correction, oldest first
}

// Written is what the recorder writes.
type Written struct {
	Chair    branch.MemberID   `json:"chair"`
	Recorder branch.MemberID   `json:"recorder"`
	Place    string            `json:"place"`
	Due      int               `json:"due"`     // 应到
	Present  int               `json:"present"` // 实到
	Absent   []branch.MemberID `json:"absent,omitempty"`
	Guests   string            `json:"guests,omitempty"` // 列席
	Points   string            `json:"points"`
	Decision string            `json:"decision,omitempty"`
	Photo    string            `json:"photo,omitempty"` // the blob of a page of the handwritten book
}

// Vote is one thing that was voted on.
type Vote struct {
	Kind    string `json:"kind,omitempty"` // the key of branch.MotionKind
	Matter  string `json:"matter"`
	For     int    `json:"for"` // opinions in writing among them
	Against int    `json:"against"`
	Abstain int    `json:"abstain"`
	Written int    `json:"written,omitempty"`
	Passed  bool   `json:"passed"`
}

// Signed says who has done something, and when.
type Signed struct {
	By branch.MemberID `json:"by"`
	At time.Time       `json:"at"`
}

// WasWritten is what minutes said until they were corrected.
type WasWritten struct {
	Written
	Votes   []Vote          `json:"votes,omitempty"`
	Changer branch.MemberID `json:"changer"`
	When    time.Time       `json:"when"`
}

// Photos returns the blobs of the photo, and of those that corrections took away.
func (m Minutes) Photos() (list []string) {
	for _, w := range m.Was {
		if w.Photo != "" {
			list = append(list, w.Photo)
		}
	}
	if m.Photo != "" {
		list = append(list, m.Photo)
	}
	return list
}

// How long what the recorder writes may be. // characters
const (
	pointsMost   = 3000
	decisionMost = 600
)

// maxVotes is how many votes minutes hold.
const maxVotes = 20

// State is 草稿, 已核 or 已归档.
func (m Minutes) State() string {
	switch {
	case m.Archived != nil:
		return "已归档"
	case m.Checked != nil:
		return "已核"
	}
	return "草稿"
}

// Changed returns the minutes as corrected by somebody, with what they said before: a draft again.
func (m Minutes) Changed(by branch.MemberID, at time.Time) Minutes {
	m.Was = append(slices.Clone(m.Was), WasWritten{m.Written, m.Votes, by, at})
	m.Checked, m.Archived, m.By, m.At = nil, nil, by, at
	return m
}

// atVotes is where the minutes' votes were taken: a meeting that decides.
func atVotes(kinds []string) branch.MeetingKind {
	if slices.Contains(kinds, Council) && !slices.Contains(kinds, Assembly) {
		return branch.Committee
	}
	return branch.Assembly
}

// fits refuses what minutes may not say. entitled are the absentees who count among those due.
func (w Written) fits(entitled int) error {
	switch {
	case w.Chair == 0 || w.Recorder == 0:
		return errors.New("请选择主持人和记录人。")
	case w.Due < 1:
		return errors.New("应到人数应为1以上的整数。")
	case w.Present < 1 || w.Present > w.Due:
		return fmt.Errorf("实到%d人，多于应到%d人，请核对。", w.Present, w.Due)
	case w.Present+entitled != w.Due:
		return fmt.Errorf("应到%d人，其中缺席%d人，实到应为%d人，填的是%d人，请核对。", w.Due, entitled, w.Due-entitled, w.Present)
	case slices.Contains(w.Absent, w.Chair) || slices.Contains(w.Absent, w.Recorder):
		return errors.New("主持人、记录人到了会，不能同时列为缺席，请核对。")
	case w.Points == "" && w.Photo == "":
		return errors.New("请写明发言要点，或者发来记录本的照片。")
	}
	return nil
}

// Judge fills in whether a vote has passed, by the rule of its kind, and refuses what cannot be.
func (v *Vote) Judge(at branch.MeetingKind, w Written, s branch.Settings) error {
	m := branch.Meeting{Kind: at, Due: w.Due, Present: w.Present, Motions: []branch.Motion{{Kind: v.Kind, For: v.For, Written: v.Written}}}
	if err := m.Judge(s.HalfOf(), 1); err != nil {
		return err
	}
	if sum := v.For + v.Against + v.Abstain; sum > w.Present+v.Written {
		return fmt.Errorf("赞成、反对、弃权合计%d人，多于实到%d人，请核对。", sum-v.Written, w.Present)
	}
	v.Passed = m.Motions[0].Passed
	return nil
}

// minutesFields are what the text to be copied holds, in the order in which 灯塔 asks until a branch says otherwise.
const minutesFields = "会议名称、会议时间、会议地点、主持人、记录人、应到人数、实到人数、缺席人员、列席人员、会议议题、会议内容、表决情况、会议决定"

// fieldsOf returns a branch's order; ok is false if a name is none, or stands there twice.
func fieldsOf(text string) (list []string, ok bool) {
	known := strings.Split(minutesFields, "、")
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == '、' || r == '，' || r == ',' }) {
		if !slices.Contains(known, f) || slices.Contains(list, f) {
			return nil, false
		}
		list = append(list, f)
	}
	return list, len(list) > 0
}

// minutesSetting is the order of the fields.
var minutesSetting = branch.Setting{Key: "minutes_fields", Name: "会议记录字段", About: "“复制到灯塔”的字段和顺序，用“、”隔开", Since: "下一次复制", Like: minutesFields,
	Get: func(s branch.Settings) string {
		if s.MinutesFields == "" {
			return minutesFields
		}
		return s.MinutesFields
	},
	Set: func(s *branch.Settings, v string) bool {
		list, ok := fieldsOf(v)
		if s.MinutesFields = strings.Join(list, "、"); s.MinutesFields == minutesFields {
			s.MinutesFields = ""
		}
		return ok
	}}
