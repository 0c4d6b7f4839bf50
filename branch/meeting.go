package branch

import (
	"fmt"
	"slices"
	"time"
)

// MeetingKind says which meeting decided.
type MeetingKind string

// The meetings that decide.
const (
	Assembly  MeetingKind = "党员大会"
	Committee MeetingKind = "支委会"

	// GroupMeeting is a 党小组会: it may settle ordinary matters of the group, as whom it recommends.
	GroupMeeting MeetingKind = "党小组会"
)

// MeetingID numbers the meetings of a branch, from 1.
type MeetingID int64

// Meeting is what a meeting decided, for the minutes. Due and Present count members with voting rights (党员大会), or
// members of the committee (支委会).
type Meeting struct {
	Branch  BranchID    `json:"branch"`
	ID      MeetingID   `json:"id"`
	Kind    MeetingKind `json:"kind"`
	Round   RoundID     `json:"round"`
	Day     Date        `json:"day"`
	Due     int         `json:"due"`     // 应到
	Present int         `json:"present"` // 实到
	Motions []Motion    `json:"motions"`
	Why     string      `json:"why,omitempty"` // the reason given, where a tie was decided
	By      MemberID    `json:"by"`            // who recorded it
	At      time.Time   `json:"at"`
}

// Motion is one thing voted on.
type Motion struct {
	Who     Candidate `json:"who"`
	Kind    string    `json:"kind,omitempty"` // the key of its kind; "": an ordinary one
	For     int       `json:"for"`            // 赞成, opinions in writing among them
	Written int       `json:"written,omitempty"`
	Passed  bool      `json:"passed"`
}

// MotionKind is a kind of motion, which decides how many must be present and how many in favour. A further kind is one more value.
type MotionKind struct {
	Key  string // in rows; it never changes. "": an ordinary one
	Name string // what the meeting discusses
	// Over has more than half of those due be present; else half of them is enough.
	Over bool
	// Written counts opinions that were handed in in writing before the meeting by who could not come, among those in favour.
	Written bool
	Present Rule // about who must be present; none: that of the meeting
	InFavor Rule // about who must be in favour; none: the same
	// OfAssembly is that a 党员大会 alone decides it, no other meeting.
	OfAssembly bool
}

// The kinds of motions.
var (
	// Ordinary is what has no rule of its own: 表彰, 推荐 and the like.
	Ordinary = MotionKind{Name: "一般事项"}
	// Admission takes somebody in as a probationary member, Confirmation ends the probation: more than half must be present (发展党员工作细则
	// 20), and more than half of those due in favour, opinions in writing counted (21); of a 转正 the same is asked (33). Both are decided
	// by a 党员大会 alone (21, 33): the 支委会 examines them, and a 党小组会 may discuss them.
	Admission    = MotionKind{"admission", "接收预备党员", true, true, RuleAdmission, RuleAdmissionFor, true}
	Confirmation = MotionKind{"confirmation", "预备党员转正", true, true, RuleConfirmation, RuleConfirmation, true}

	// MotionKinds are all of them.
	MotionKinds = []MotionKind{Ordinary, Admission, Confirmation}
)

// MotionKindOf returns the kind of a key; ok is false if there is none.
func MotionKindOf(key string) (k MotionKind, ok bool) {
	i := slices.IndexFunc(MotionKinds, func(k MotionKind) bool { return k.Key == key })
	if i < 0 {
		return k, false
	}
	return MotionKinds[i], true
}

// DecidedAt reports whether a meeting may decide it.
func (k MotionKind) DecidedAt(at MeetingKind) bool { return at == Assembly || !k.OfAssembly }

// MotionsAt returns the kinds that a meeting may decide.
func MotionsAt(at MeetingKind) (list []MotionKind) {
	for _, k := range MotionKinds {
		if k.DecidedAt(at) {
			list = append(list, k)
		}
	}
	return list
}

// articles are the rules of the meetings themselves.
var articles = map[MeetingKind]Rule{Assembly: RuleAssembly, Committee: RuleCommittee, GroupMeeting: RuleGroupVote}

// Article returns the rule by which a motion of the kind is voted on at a meeting: about those present, or about those in favour.
func (k MotionKind) Article(at MeetingKind, inFavour bool) string {
	switch {
	case inFavour && k.InFavor.Key != "":
		return k.InFavor.Cite()
	case k.Present.Key != "":
		return k.Present.Cite()
	}
	return articles[at].Cite()
}

// NeedPresent returns how many at least must be present: of an ordinary motion half of those due, 半数以上 being read with the half included
// (中国共产党支部工作条例 11 for the 党员大会, 12 for the 支委会); of one that asks for 超过半数, more than half.
func (k MotionKind) NeedPresent(due int) int {
	if k.Over {
		return due/2 + 1
	}
	return (due + 1) / 2
}

// NeedFor returns how many at least must be in favour: more than half of those due (应到会), never of those who voted
// (中国共产党支部工作条例 11; for the 支委会 this is the branch's own rule, see HalfOf).
func (k MotionKind) NeedFor(due int) int { return due/2 + 1 }

// HalfOf says of whom more than half must be in favour in the 支委会.
type HalfOf string

// Of whom it may be more than half.
const (
	HalfOfAll     HalfOf = "all"     // the committee's members
	HalfOfPresent HalfOf = "present" // those who have come
)

// HalfOf returns of whom more than half decide in the 支委会, for a round that begins now.
func (s Settings) HalfOf() HalfOf {
	if s.CommitteePresent {
		return HalfOfPresent
	}
	return HalfOfAll
}

// LineOf returns the least number in favour with which a motion of a kind passes at this meeting.
func (m Meeting) LineOf(k MotionKind, of HalfOf) int {
	if m.Kind == Committee && of == HalfOfPresent && !k.Over {
		return k.NeedFor(m.Present)
	}
	return k.NeedFor(m.Due)
}

// Line is LineOf for ordinary motions.
func (m Meeting) Line(of HalfOf) int { return m.LineOf(Ordinary, of) }

// Quorum refuses to have a motion of a kind voted on where too few are present, with the figures and the article.
func (m Meeting) Quorum(k MotionKind) error {
	switch need := k.NeedPresent(m.Due); {
	case m.Due < 1:
		return fmt.Errorf("应到人数应为1以上的整数。")
	case m.Present < 0 || m.Present > m.Due:
		return fmt.Errorf("实到%d人，多于应到%d人，请核对。", m.Present, m.Due)
	case m.Present < need && k.Over:
		return fmt.Errorf("应到%d人，实到%d人，没有超过半数（至少%d人），讨论%s不能表决（%s）。请另定时间开会后再录入。", m.Due, m.Present, need, k.Name, k.Article(m.Kind, false))
	case m.Present < need:
		return fmt.Errorf("应到%d人，实到%d人，不足半数（至少%d人），%s不能表决（%s）。请另定时间开会后再录入。", m.Due, m.Present, need, m.Kind, k.Article(m.Kind, false))
	}
	return nil
}

// votes refuses figures of a motion that cannot be.
func (m Meeting) votes(motion Motion, k MotionKind) error {
	switch {
	case motion.Written < 0 || motion.Written > 0 && !k.Written:
		return fmt.Errorf("书面意见不计入这一项的票数，请核对。")
	case motion.Written > m.Due-m.Present:
		return fmt.Errorf("应到%d人，实到%d人，书面意见最多%d份，请核对。", m.Due, m.Present, m.Due-m.Present)
	case motion.For < 0 || motion.For > m.Present+motion.Written:
		if motion.Written > 0 {
			return fmt.Errorf("赞成%d人，多于实到%d人加书面意见%d份，请核对。", motion.For, m.Present, motion.Written)
		}
		return fmt.Errorf("赞成%d人，多于实到%d人，请核对。", motion.For, m.Present)
	}
	return nil
}

// Judge fills in which motions have passed, each by the rule of its kind. It refuses figures that cannot be, a meeting that too few
// attended, and more passed motions than posts, with the figures in the sentence.
func (m *Meeting) Judge(of HalfOf, posts int) error {
	if err := m.Quorum(Ordinary); err != nil { // whatever is voted on asks for no less
		return err
	}
	passed := 0
	for i := range m.Motions {
		motion := &m.Motions[i]
		k, ok := MotionKindOf(motion.Kind)
		if !ok {
			return fmt.Errorf("没有这种表决事项，请重新选择。")
		}
		if !k.DecidedAt(m.Kind) {
			return fmt.Errorf("%s须由党员大会讨论决定（%s），%s不能表决。", k.Name, k.InFavor.Cite(), m.Kind)
		}
		if err := m.Quorum(k); err != nil {
			return err
		}
		if err := m.votes(*motion, k); err != nil {
			return err
		}
		motion.Passed = motion.For >= m.LineOf(k, of)
		if motion.Passed {
			passed++
		}
	}
	if passed > posts {
		return fmt.Errorf("名额%d名，通过的有%d名，请核对赞成人数。", posts, passed)
	}
	return nil
}
