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
	Votes    []Vote            `json:"votes,omitempty"`
	By       branch.MemberID   `json:"by"`
	At       time.Time         `json:"at"`
	Hands    []branch.MemberID `json:"hands,omitempty"`    // who has written in them since they were last checked
	Checked  *Signed           `json:"checked,omitempty"`  // 已核, by the chair
	Archived *Signed           `json:"archived,omitempty"` // 已归档
	Was      []WasWritten      `json:"was,omitempty"`      // before each correction, oldest first
}

// Written is what the recorder writes.
type Written struct {
	Chair    branch.MemberID   `json:"chair"`
	Recorder branch.MemberID   `json:"recorder"`
	Place    string            `json:"place"`
	Clock    string            `json:"clock,omitempty"` // when it began, 15:00
	Due      int               `json:"due"`             // 应到
	Roll     int               `json:"roll,omitempty"`  // how many were due by the day's roll
	Less     string            `json:"less,omitempty"`  // why fewer are due than the roll has
	Present  int               `json:"present"`         // 实到
	Absent   []branch.MemberID `json:"absent,omitempty"`
	Guests   string            `json:"guests,omitempty"` // 列席
	Points   string            `json:"points"`
	Decision string            `json:"decision,omitempty"`
	Photo    string            `json:"photo,omitempty"` // the blob of a page of the handwritten book
}

// Signed says who has done something, and when.
type Signed struct {
	By branch.MemberID `json:"by"`
	At time.Time       `json:"at"`
}

// WasWritten is what minutes said until they were corrected.
type WasWritten struct {
	Written
	Votes    []Vote          `json:"votes,omitempty"`
	Changer  branch.MemberID `json:"changer"`
	When     time.Time       `json:"when"`
	Checked  *Signed         `json:"checked,omitempty"` // as they stood then
	Archived *Signed         `json:"archived,omitempty"`
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
	lessMost     = 60
)

// stateOf is 草稿, 已核 or 已归档.
func stateOf(checked, archived *Signed) string {
	switch {
	case archived != nil:
		return "已归档"
	case checked != nil:
		return "已核"
	}
	return "草稿"
}

// State is 草稿, 已核 or 已归档.
func (m Minutes) State() string { return stateOf(m.Checked, m.Archived) }

// Changed returns the minutes as corrected by somebody, with what they said before: a draft again.
func (m Minutes) Changed(by branch.MemberID, at time.Time) Minutes {
	m.Was = append(slices.Clone(m.Was), WasWritten{m.Written, m.Votes, by, at, m.Checked, m.Archived})
	if m.Checked != nil {
		m.Hands = nil
	} else {
		m = m.handledBy(m.By)
	}
	m.Checked, m.Archived, m.By, m.At = nil, nil, by, at
	return m.handledBy(by)
}

// handledBy notes that somebody has written in them.
func (m Minutes) handledBy(who branch.MemberID) Minutes {
	if !slices.Contains(m.Hands, who) {
		m.Hands = append(slices.Clone(m.Hands), who)
	}
	return m
}

// wrote reports whether somebody has written what is to be checked: nobody checks the own words alone.
func (m Minutes) wrote(who branch.MemberID) bool {
	return m.By == who || m.Recorder == who || slices.Contains(m.Hands, who)
}

// fits refuses what minutes may not say. entitled are the absentees who count among those due.
func (w Written) fits(entitled int) error {
	switch {
	case w.Chair == 0 || w.Recorder == 0:
		return errors.New("请选择主持人和记录人。")
	case w.Due < 1:
		return errors.New("应到人数应为1以上的整数。")
	case w.Present < 1:
		return errors.New("实到人数应为1以上的整数，请核对缺席的同志。")
	case w.Present > w.Due:
		return fmt.Errorf("实到%d人，多于应到%d人，请核对。", w.Present, w.Due)
	case w.Present+entitled != w.Due:
		return fmt.Errorf("应到%d人，其中缺席%d人，实到应为%d人，填的是%d人，请核对。", w.Due, entitled, w.Due-entitled, w.Present)
	case w.halved() != nil:
		return w.halved()
	case w.Due < w.Roll && w.Less == "":
		return fmt.Errorf("按当天名册应到%d人，填的是%d人：请写明扣除的原因。", w.Roll, w.Due)
	case w.Points == "" && w.Photo == "":
		return errors.New("请写明发言要点，或者发来记录本的照片。")
	}
	return nil
}

// halved refuses to take off more than half of those due by the day's roll: what half of them decides is half of the branch's word.
func (w Written) halved() error {
	if 2*w.Due < w.Roll {
		return fmt.Errorf("按当天名册应到%d人，扣除后只剩%d人，不到半数，请核对应到人数。", w.Roll, w.Due)
	}
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
