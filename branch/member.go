// Package branch holds the rules of a Party branch: people, groups, contact points, duties, rounds, the calendar.
// Values in, values out: no clock, no files, no store, and nothing imported but the standard library.
//
// Terms are those of docs/glossary.md. 入党日期 (Joined) is the day the branch assembly accepted a person as a
// probationary member; 转正日期 (Full) the day of becoming a full member (党章第七条). 政治生日 and 周年 count
// from Joined, 党龄 from Full; neither is ever stored as a number of years.
package branch

import (
	"slices"
	"strings"
	"time"
)

// Numbers of ours. Each but BranchID counts within its branch, from 1; zero means "none".
type (
	BranchID  int64
	MemberID  int64
	GroupID   int64
	ContactID int64
	RoundID   int64
)

// Branch is one Party branch.
type Branch struct {
	ID       BranchID `json:"id"`
	Name     string   `json:"name"`
	Imported Date     `json:"imported"` // the first import: nothing dated before it is due
	Settings Settings `json:"settings"`
}

// Group is a 党小组.
type Group struct {
	Branch BranchID `json:"branch"`
	ID     GroupID  `json:"id"`
	Name   string   `json:"name"`
	Leader MemberID `json:"leader,omitempty"`
	Ended  Date     `json:"ended,omitempty"` // merged into another from this day; none while it is there
}

// Post is a seat on the branch committee (支部委员会), or none; or two, where a committee is smaller than its seats: 副书记、组织委员.
// PartyClerk is a post beside the committee.
type Post string

// The five seats, and the post that is none of them.
const (
	NoPost           Post = ""
	Secretary        Post = "书记"
	DeputySecretary  Post = "副书记"
	OrganisationPost Post = "组织委员"
	PublicityPost    Post = "宣传委员"
	DisciplinePost   Post = "纪检委员"

	// PartyClerk keeps the daily Party work for the 组织委员 (党务干事, as a rule of the 秘书科): plans and enters, and decides nothing.
	// Several people may be, none of them of the committee; nobody is elected to it, so a probationary member may be one.
	PartyClerk Post = "党务干事"
)

// Posts lists the seats in the order in which a committee is named.
var Posts = []Post{Secretary, DeputySecretary, OrganisationPost, PublicityPost, DisciplinePost}

// AllPosts lists whatever stands under 党内职务: the seats, then the post beside them.
var AllPosts = append(slices.Clone(Posts), PartyClerk)

// seatMark stands between the seats of one person.
const seatMark = "、"

// Seats returns the single seats that a post is made of, none for NoPost.
func (p Post) Seats() (list []Post) {
	for s := range strings.SplitSeq(string(p), seatMark) {
		if s != "" {
			list = append(list, Post(s))
		}
	}
	return list
}

// Is reports whether a post is a seat, or holds it beside another.
func (p Post) Is(seat Post) bool { return slices.Contains(p.Seats(), seat) }

// Committee reports whether a post is a seat of the committee.
func (p Post) Committee() bool { return p != NoPost && !p.Is(PartyClerk) }

// With returns the post with one seat more, in the order of AllPosts.
func (p Post) With(seat Post) (both Post) {
	for _, s := range AllPosts {
		if s == seat || p.Is(s) {
			if both != NoPost {
				both += seatMark
			}
			both += s
		}
	}
	return both
}

// Without returns the post with one seat less.
func (p Post) Without(seat Post) (rest Post) {
	for _, s := range p.Seats() {
		if s != seat {
			rest = rest.With(s)
		}
	}
	return rest
}

// Status reports whether somebody is of the branch. Only Active people are pushed to, asked or counted.
type Status string

// How somebody stands to the branch.
const (
	Active      Status = ""   // 在册
	Transferred Status = "转出" // 组织关系转出
	Retired     Status = "退休" // 退休转出
	Deceased    Status = "去世" //
	Expelled    Status = "除名" //
)

// Restriction takes or suspends a full member's rights for a time (留党察看, 留置, 逮捕).
type Restriction struct {
	Kind   string `json:"kind"`
	Reason string `json:"reason,omitempty"` // for the 书记 and the 纪检委员 only
	From   Date   `json:"from"`
	To     Date   `json:"to,omitempty"` // the last day; none while it lasts
}

// Member is one person of a branch.
type Member struct {
	Branch       BranchID      `json:"branch"`
	ID           MemberID      `json:"id"`
	Name         string        `json:"name"`
	Group        GroupID       `json:"group"`
	Section      string        `json:"section,omitempty"` // 科室
	Post         Post          `json:"post,omitempty"`
	Leadership   bool          `json:"leadership,omitempty"` // 领导班子成员
	Title        string        `json:"title,omitempty"`      // 行政职务
	Joined       Date          `json:"joined"`               // 入党日期
	Full         Date          `json:"full,omitempty"`       // 转正日期; none while probationary
	Extended     Date          `json:"extended,omitempty"`   // 延长预备期: to this day; none if it was not
	Status       Status        `json:"status,omitempty"`
	Restrictions []Restriction `json:"restrictions,omitempty"`
	Note         string        `json:"note,omitempty"`

	// Since is since when the member holds each seat of Post, and OfficerSince since when he or she is an officer without a
	// break. What is not there was so before the branch came here, or before it was noted.
	Since        []Seated  `json:"since,omitempty"`
	OfficerSince time.Time `json:"officer_since,omitzero"`
}

// Seated is since when somebody holds a seat.
type Seated struct {
	Seat Post      `json:"seat"`
	At   time.Time `json:"at"`
}

// Probationary reports whether the member is 预备党员 on that day.
func (m Member) Probationary(day Date) bool { return m.Full == 0 || m.Full > day }

// NoVote says why a member has no 表决权 on a day, or "" who has it. Probationary members have none (党章第七条);
// 留党察看 takes it, 留置 and 逮捕 suspend it.
func (m Member) NoVote(day Date) string { return m.LeftOut(day, false) }

// LeftOut says why a member does not take part in a recommendation (民主推荐) opened on a day, or "" who does: as NoVote,
// but where everyone takes part (本支部规定), 预备党员 do.
func (m Member) LeftOut(day Date, everyone bool) string {
	if m.Status != Active {
		return string(m.Status)
	}
	if !everyone && m.Probationary(day) {
		return "预备党员"
	}
	i := slices.IndexFunc(m.Restrictions, func(r Restriction) bool { return r.From <= day && (r.To == 0 || day <= r.To) })
	if i >= 0 {
		return m.Restrictions[i].Kind
	}
	return ""
}

// Anniversary returns the 周年 of 入党 that the member has completed on day.
func (m Member) Anniversary(day Date, marchFirst bool) int { return m.Joined.Years(day, marchFirst) }

// Standing returns the 党龄 in whole years on day: counted from 转正日期 (党章第七条), none (0, false) while probationary.
func (m Member) FullYears(day Date) (years int, ok bool) {
	if m.Probationary(day) {
		return 0, false
	}
	return m.Full.Years(day, false), true
}
