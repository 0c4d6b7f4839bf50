package branch

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Held reports whether the member holds a post and held it already at an instant.
func (m Member) Held(seat Post, at time.Time) bool {
	return m.Post.Is(seat) && !slices.ContainsFunc(m.Since, func(s Seated) bool { return s.Seat == seat && s.At.After(at) })
}

// Stamp notes in after, of whoever holds a seat there that he or she did not hold before, since when: now. Who keeps a seat
// keeps its instant.
func Stamp(before, after *People, now time.Time) (changed bool) {
	old := make(map[MemberID]*Member, len(before.Members))
	for i := range before.Members {
		old[before.Members[i].ID] = &before.Members[i]
	}
	for i := range after.Members {
		m, was := &after.Members[i], old[after.Members[i].ID]
		if was == nil {
			was = &Member{}
		}
		if m.Post == was.Post {
			continue
		}
		changed = true
		m.Since = slices.DeleteFunc(slices.Clone(was.Since), func(s Seated) bool { return !m.Post.Is(s.Seat) })
		for _, seat := range m.Post.Seats() {
			if !was.Post.Is(seat) {
				m.Since = append(m.Since, Seated{seat, now.UTC()})
			}
		}
		switch {
		case !m.May(KeepRoster):
			m.OfficerSince = time.Time{}
		case !was.May(KeepRoster):
			m.OfficerSince = now.UTC()
		}
	}
	return changed
}

// ownFields are those of a member's row on which rights hang.
var ownFields = []string{"status", "group", "full", "extended", "restrictions", "leadership"}

// NeedsSecond reports whether edits wait for the 「确认」 of another officer when by enters them: because they weigh, or because
// by enters for the officers and is none (党务干事).
func NeedsSecond(edits []Edit, before, after *People, by MemberID) bool {
	if m := before.Member(by); m != nil && m.May(EnterRoster) && !m.May(KeepRoster) {
		return len(edits) > 0
	}
	return weigh(edits, before, after, by)
}

// Decides reports whether edits appoint or remove somebody, or touch the name, status or rights of whoever holds a post: an
// officer enters these, and another one confirms them.
func Decides(edits []Edit, before, after *People) bool { return weigh(edits, before, after, 0) }

// weigh reports whether edits give or take a post, or give a post's holder another name, status or rights; or change what the
// rights of by hang on. Nobody gives himself or herself a post or a right.
func weigh(edits []Edit, before, after *People, by MemberID) bool {
	own := fmt.Sprint(int64(by))
	seated := func(id MemberID) bool {
		was, is := before.Member(id), after.Member(id)
		return was != nil && was.Post != NoPost || is != nil && is.Post != NoPost
	}
	return slices.ContainsFunc(edits, func(e Edit) bool {
		switch m := e.MemberOf(); {
		case m != 0 && e.Field == "post", by != 0 && m == by && slices.Contains(ownFields, e.Field):
			return true
		case m != 0 && e.Field == "name" && e.Was != "", m != 0 && (e.Field == "status" || e.Field == "restrictions"):
			return seated(m)
		}
		return by != 0 && e.Table == groupTable && e.Field == "leader" && (e.Was == own || e.Is == own)
	})
}

// Gainers returns who receives a post or the lead of a group by edits: they do not confirm them.
func Gainers(edits []Edit) []MemberID {
	list := map[MemberID]bool{}
	for _, e := range edits {
		var was, is Post
		if e.MemberOf() != 0 && e.Field == "post" {
			read(e.Was, &was)
			read(e.Is, &is)
			for _, seat := range is.Seats() {
				list[e.MemberOf()] = list[e.MemberOf()] || !was.Is(seat)
			}
		}
		var leader MemberID
		if e.Table == groupTable && e.Field == "leader" {
			if read(e.Is, &leader); leader != 0 {
				list[leader] = true
			}
		}
	}
	maps.DeleteFunc(list, func(_ MemberID, gains bool) bool { return !gains })
	return slices.Sorted(maps.Keys(list))
}

// Losers returns who loses a post by edits, or whose status or rights they change: they do not refuse them.
func Losers(edits []Edit) []MemberID {
	list := map[MemberID]bool{}
	for _, e := range edits {
		switch m := e.MemberOf(); {
		case m != 0 && e.Field == "post":
			var was, is Post
			read(e.Was, &was)
			read(e.Is, &is)
			if slices.ContainsFunc(was.Seats(), func(seat Post) bool { return !is.Is(seat) }) {
				list[m] = true
			}
		case m != 0 && (e.Field == "status" && e.Is != "" || e.Field == "restrictions"):
			list[m] = true
		}
	}
	return slices.Sorted(maps.Keys(list))
}

// read reads a value of an edit; "" is none.
func read[T any](s string, to *T) {
	if s != "" && json.Unmarshal([]byte(s), to) != nil {
		panic("branch: an edit that cannot be read")
	}
}

// Weighty says, a line each, what in edits makes them wait for a second officer.
func Weighty(edits []Edit, before, after *People, by MemberID) (lines []string) {
	called := func(id MemberID) string {
		for _, p := range []*People{before, after} {
			if m := p.Member(id); m != nil {
				return p.Called(*m)
			}
		}
		return "空缺"
	}
	post := func(s string) string {
		var p Post
		if read(s, &p); p == NoPost {
			return "无"
		}
		return string(p)
	}
	leader := func(s string) string {
		var m MemberID
		read(s, &m)
		return called(m)
	}
	rights, of := false, map[MemberID]bool{}
	for _, e := range edits {
		one := []Edit{e}
		switch m := e.MemberOf(); {
		case !weigh(one, before, after, by):
		case m != 0 && e.Field == "post":
			lines = append(lines, fmt.Sprintf("%s：党内职务 %s → %s", called(m), post(e.Was), post(e.Is)))
		case m != 0 && e.Field == "name":
			var was, is string
			read(e.Was, &was)
			read(e.Is, &is)
			lines = append(lines, fmt.Sprintf("担任党内职务或登记人本人的姓名：%s → %s", was, is))
		case e.Table == groupTable:
			lines = append(lines, fmt.Sprintf("「%s」组长：%s → %s", after.GroupName(GroupID(e.ID)), leader(e.Was), leader(e.Is)))
		case m != 0 && m != by:
			if !of[m] {
				lines = append(lines, called(m)+"担任党内职务，其组织关系或权利")
			}
			of[m] = true
		default:
			rights = true
		}
	}
	if rights {
		lines = append(lines, "登记人"+called(by)+"本人的组织关系、党小组、转正日期或权利")
	}
	return lines
}
