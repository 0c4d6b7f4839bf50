package meeting

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"zhibu/branch"
)

// Vote is one thing that was voted on.
type Vote struct {
	Kind    string `json:"kind,omitempty"` // the key of branch.MotionKind
	Matter  string `json:"matter"`
	For     int    `json:"for"` // opinions in writing among them
	Against int    `json:"against"`
	Abstain int    `json:"abstain"`
	Written int    `json:"written,omitempty"`
	Passed  bool   `json:"passed"`
	Voters         // of whom it was taken
	Need    int    `json:"need,omitempty"` // how many in favour it takes
}

// Voters are those with a vote at a meeting.
type Voters struct {
	Due     int `json:"due,omitempty"`     // 应到, with a vote
	Present int `json:"present,omitempty"` // 实到, with a vote
}

// maxVotes is how many votes minutes hold.
const maxVotes = 20

// decides is by which meeting's rule votes are taken at a gathering, "" where none are: a gathering that is a 党员大会, whatever else it is,
// decides as one; a 支委会 or a 党小组会 only where it is nothing else, since else nobody could tell who was due at it.
func decides(kinds []string) branch.MeetingKind {
	switch {
	case slices.Contains(kinds, Assembly):
		return branch.Assembly
	case len(kinds) == 1 && kinds[0] == Council:
		return branch.Committee
	case OfGroups(kinds):
		return branch.GroupMeeting
	}
	return ""
}

// votable refuses votes at a gathering where none are taken.
func votable(kinds []string) error {
	switch {
	case decides(kinds) != "":
		return nil
	case slices.Contains(kinds, Council) || slices.Contains(kinds, GroupMeet):
		return errors.New("支委会、党小组会与别的会一起登记，表决的应到人数分不开。请把它单独登记，再录入表决。")
	}
	return errors.New(strings.Join(kinds, "、") + "不作表决。会上同时召开了党员大会的，请先更正这次会议，加选「党员大会」。")
}

// same reports whether two votes are about one matter, however it is punctuated.
func (v Vote) same(o Vote) bool {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" 　。，、；;,.“”\"《》", r) {
				return -1
			}
			return r
		}, s)
	}
	return v.Kind == o.Kind && plain(v.Matter) == plain(o.Matter)
}

// cast is how many have voted, in the room or in writing.
func (v Vote) cast() int { return v.For + v.Against + v.Abstain }

// silent is how many of those present have not voted; 0 for what an older program has entered.
func (v Vote) silent() int { return max(v.Present+v.Written-v.cast(), 0) }

// Judge fills in whether a vote has passed, by the rule of its kind, and refuses what cannot be.
func (v *Vote) Judge(at branch.MeetingKind, of Voters, s branch.Settings) error {
	m := branch.Meeting{Kind: at, Due: of.Due, Present: of.Present, Motions: []branch.Motion{{Kind: v.Kind, For: v.For, Written: v.Written}}}
	if err := m.Judge(s.HalfOf(), 1); err != nil {
		return err
	}
	switch {
	case v.cast() == 0:
		return errors.New("赞成、反对、弃权都是0人，这样不是表决。请核对后重新发送。")
	case v.cast() > of.Present+v.Written:
		return fmt.Errorf("赞成、反对、弃权合计%d人，多于实到%d人，请核对。", v.cast()-v.Written, of.Present)
	}
	k, _ := branch.MotionKindOf(v.Kind)
	v.Passed, v.Voters, v.Need = m.Motions[0].Passed, of, m.LineOf(k, s.HalfOf())
	return nil
}

// admitting is what reads as an admission or a 转正; proposing, as what another meeting is asked to decide.
var (
	admitting = regexp.MustCompile(`接收.*党员|转正|转为.*正式党员|入党`)
	proposing = regexp.MustCompile(`提请|提交|上报|报请|审查|建议`)
)

// kindly refuses a matter that is not of the kind it was entered as: an admission or a 转正 has its own figures, and its own meeting. What a
// 支委会 or a 党小组会 asks of a 党员大会 is an ordinary matter.
func kindly(k branch.MotionKind, at branch.MeetingKind, matter string) error {
	switch {
	case k.Key != branch.Ordinary.Key || !admitting.MatchString(matter):
		return nil
	case at == branch.Assembly:
		return errors.New("接收预备党员、预备党员转正的到会和赞成人数另有规定，请按「上一步」，改选事项类别。")
	case proposing.MatchString(matter):
		return nil
	}
	return errors.New("接收预备党员、预备党员转正由党员大会讨论表决（" + branch.RuleConfirmation.Cite() + "）。" + string(at) + "审查、提出意见的，请写成“提请党员大会讨论……”。")
}

// ripe refuses to decide on a 转正 before the probation has ended. those were probationary members on the day.
func ripe(k branch.MotionKind, matter string, those []branch.Member, day branch.Date) error {
	if k.Key != branch.Confirmation.Key {
		return nil
	}
	named := false
	for _, m := range those {
		if !strings.Contains(matter, m.Name) {
			continue
		}
		if named = true; day < m.PutOff() {
			return errors.New(m.Name + "的预备期到" + m.PutOff().Chinese() + "届满，支部大会届满以后才能讨论，不提前讨论（" + branch.RuleAtEnd.Cite() + "）。")
		}
	}
	switch {
	case len(those) == 0:
		return errors.New("会议当天名册里没有预备党员，请核对会议日期，或者改选事项类别。")
	case !named:
		return errors.New("请写明是哪位预备党员，例如：" + those[0].Name + "同志按期转为正式党员。")
	}
	return nil
}

// matterOf refuses as a matter what is only a name: what was decided about that person has to stand in the minutes.
func matterOf(text string, names []string) error {
	if slices.Contains(names, strings.Trim(text, "。 ")) {
		return errors.New("请写成一句完整的话，例如：接收" + strings.Trim(text, "。 ") + "同志为预备党员。")
	}
	return nil
}
