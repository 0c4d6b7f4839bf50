package branch

import (
	"fmt"
	"time"
)

// MeetingKind says which meeting decided.
type MeetingKind string

// The meetings that decide.
const (
	Assembly  MeetingKind = "党员大会"
	Committee MeetingKind = "支委会"
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
	Who    Candidate `json:"who"`
	For    int       `json:"for"` // 赞成
	Passed bool      `json:"passed"`
}

// NeedPresent returns how many at least must be present: half of those due, 半数以上 being read with the half included
// (中国共产党支部工作条例 11 for the 党员大会, 12 for the 支委会).
func NeedPresent(due int) int { return (due + 1) / 2 }

// NeedFor returns how many at least must be in favour: more than half of those due (应到会), never of those who voted
// (中国共产党支部工作条例 11; for the 支委会 this is the branch's own rule, see HalfOf).
func NeedFor(due int) int { return due/2 + 1 }

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

// Line returns the least number in favour with which a motion passes at this meeting.
func (m Meeting) Line(of HalfOf) int {
	if m.Kind == Committee && of == HalfOfPresent {
		return NeedFor(m.Present)
	}
	return NeedFor(m.Due)
}

// Judge fills in which motions have passed. It refuses figures that cannot be, a meeting that too few attended, and
// more passed motions than posts, with the figures in the sentence.
func (m *Meeting) Judge(of HalfOf, posts int) error {
	switch need := NeedPresent(m.Due); {
	case m.Due < 1:
		return fmt.Errorf("应到人数应为1以上的整数。")
	case m.Present < 0 || m.Present > m.Due:
		return fmt.Errorf("实到%d人，多于应到%d人，请核对。", m.Present, m.Due)
	case m.Present < need:
		return fmt.Errorf("应到%d人，实到%d人，不足半数（至少%d人），%s不能表决。请另定时间开会后再录入。", m.Due, m.Present, need, m.Kind)
	}
	passed := 0
	for i := range m.Motions {
		motion := &m.Motions[i]
		if motion.For < 0 || motion.For > m.Present {
			return fmt.Errorf("赞成%d人，多于实到%d人，请核对。", motion.For, m.Present)
		}
		motion.Passed = motion.For >= m.Line(of)
		if motion.Passed {
			passed++
		}
	}
	if passed > posts {
		return fmt.Errorf("名额%d名，通过的有%d名，请核对赞成人数。", posts, passed)
	}
	return nil
}
