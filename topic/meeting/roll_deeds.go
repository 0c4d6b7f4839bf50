package meeting

import (
	"slices"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// roll is who belonged to a gathering, by the roster of its day.
type roll struct {
	of      []branch.Member          // of the branch on that day
	invited []branch.Member          // who belonged to the meeting
	due     map[branch.MemberID]bool // who counts as 应到
	voters  map[branch.MemberID]bool // who of these has a vote
	// maybe are those whose 转正 was entered on the day or later: a decision of that very meeting, at which they had no vote; or of one
	// before it, entered late. They are not counted unless who writes says so, by 应到.
	maybe map[branch.MemberID]bool
}

// rollOf returns who belonged to a gathering. At a 党员大会 those with a vote are due, and probationary members attend; at every other
// meeting whoever belongs to it is.
func rollOf(tx *store.Tx, g Gathering) roll {
	r := roll{due: map[branch.MemberID]bool{}, voters: map[branch.MemberID]bool{}, maybe: map[branch.MemberID]bool{}}
	n := Notice{Kinds: g.Kinds, Groups: g.Groups}
	all, late := office.MembersOn(tx, g.Branch, g.Day)
	r.of = all
	for _, m := range all {
		if !n.Invites(m) {
			continue
		}
		r.invited = append(r.invited, m)
		may := m.NoVote(g.Day) == ""
		r.voters[m.ID] = may && !late[m.ID]
		if decides(g.Kinds) != branch.Assembly {
			r.due[m.ID] = true
			continue
		}
		r.due[m.ID] = r.voters[m.ID]
		r.maybe[m.ID] = may && late[m.ID]
	}
	return r
}

// count returns how many of a set there are.
func count(set map[branch.MemberID]bool) (n int) {
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}

// within reports whether somebody is of a list.
func within(list []branch.Member, who branch.MemberID) bool {
	return slices.ContainsFunc(list, func(m branch.Member) bool { return m.ID == who })
}

// most is how many can be due.
func (r roll) most() int { return count(r.due) + count(r.maybe) }

// counts reports whether somebody counts among those due, where so many are.
func (r roll) counts(who branch.MemberID, due int) bool {
	return r.due[who] || r.maybe[who] && due > count(r.due)
}

// missing returns how many of the absentees count among those due.
func (r roll) missing(w Written) (n int) {
	for _, id := range w.Absent {
		if r.counts(id, w.Due) {
			n++
		}
	}
	return n
}

// votersOf returns who had a vote at a gathering, of those who were due and came.
func (r roll) votersOf(g Gathering, w Written) Voters {
	v := Voters{Due: w.Due, Present: w.Present}
	if decides(g.Kinds) != branch.GroupMeeting {
		return v
	}
	for id := range r.due { // probationary members of a group are due, and have no vote
		if !r.voters[id] {
			v.Due--
			if !slices.Contains(w.Absent, id) {
				v.Present--
			}
		}
	}
	return v
}

// noticeFor returns the notice by which a gathering was called.
func noticeFor(tx *store.Tx, g Gathering) (n Notice, ok bool) {
	for n := range Notices.Scan(tx, store.K(g.Branch)) {
		if n.Held == g.ID && g.ID != 0 && n.Off == nil {
			return n, true
		}
	}
	return n, false
}

// calledFor returns where and at what time a gathering was called, "" if it was not called, or was held on another day.
func calledFor(tx *store.Tx, g Gathering) (place, clock string) {
	if n, ok := noticeFor(tx, g); ok && n.Day() == g.Day {
		return n.Place, n.At.In(branch.Shanghai).Format("15:04")
	}
	return "", ""
}

// onLeave returns who has asked for leave from a gathering, as long as that is kept.
func onLeave(tx *store.Tx, g Gathering) (list []branch.MemberID) {
	n, ok := noticeFor(tx, g)
	if !ok {
		return nil
	}
	for l := range Leaves.Scan(tx, store.K(g.Branch).Int(n.ID)) {
		list = append(list, l.Member)
	}
	return list
}
