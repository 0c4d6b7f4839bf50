package branch

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// stored is the branch that listed founds, and its roster as an export writes it but without ids.
func stored(t *testing.T) (Known, Roster) {
	t.Helper()
	f, faults := Establish(listed(), "", foundingDay)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	f.SetID(7)
	k := Known{Branch: f.Branch, Members: f.Members, Groups: f.Groups, Contacts: f.Contacts}
	r := k.Roster()
	for i := range r.People {
		r.People[i].Mark, r.People[i].Row = "", i+3
	}
	for i := range r.Contacts {
		r.Contacts[i].Mark, r.Contacts[i].Row = "", i+2
	}
	return k, r
}

func said(d Difference) (lines []string) {
	for _, a := range d.Asks {
		lines = append(lines, fmt.Sprintf("ask %d %s of %d", a.Line.Row, a.Line.Name, len(a.Candidates)))
	}
	for _, p := range d.People {
		line := fmt.Sprintf("%d %s", p.Member.ID, p.Member.Name)
		if p.New {
			line += " new"
		}
		for _, c := range p.Changes {
			line += fmt.Sprintf(" %s:%s→%s", c.Field, c.Old, c.New)
		}
		lines = append(lines, line)
	}
	for _, g := range d.Groups {
		lines = append(lines, fmt.Sprintf("group %d %s led by %d", g.ID, g.Name, g.Leader))
	}
	for _, m := range d.Absent {
		lines = append(lines, "absent "+m.Name)
	}
	return lines
}

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		change func(k *Known, r *Roster)
		want   string
	}{
		"nothing": {func(*Known, *Roster) {}, ""},
		"a column less": {func(_ *Known, r *Roster) {
			r.Columns = []Column{ColName, ColGroup, ColJoined, ColFull}
			r.People[0].Post = NoPost
		}, ""},
		"another group":      {func(_ *Known, r *Roster) { r.People[0].Group = "第二党小组" }, "1 甲一 党小组:第一党小组→第二党小组"},
		"a leader moves":     {func(_ *Known, r *Roster) { r.People[1].Group, r.People[1].GroupLeader = "第二党小组", false }, "2 甲二 党小组:第一党小组→第二党小组 党小组组长:是（第一党小组）→\ngroup 1 第一党小组 led by 0"},
		"another leader":     {func(_ *Known, r *Roster) { r.People[1].GroupLeader, r.People[0].GroupLeader = false, true }, "1 甲一 党小组组长:→是（第一党小组）\n2 甲二 党小组组长:是（第一党小组）→\ngroup 1 第一党小组 led by 1"},
		"a corrected date":   {func(_ *Known, r *Roster) { r.People[0].Joined++ }, "1 甲一 入党时间:2000年1月1日→2000年1月2日"},
		"perhaps a namesake": {func(_ *Known, r *Roster) { r.People[0].Joined++; r.People[0].Group = "第二党小组" }, "ask 3 甲一 of 1"},
		"a namesake more": {func(_ *Known, r *Roster) {
			p := r.People[0]
			p.Row, p.Joined, p.Post = 9, p.Joined+1, NoPost
			r.People = append(r.People, p)
		}, "7 甲一 new"},
		"absent":                {func(_ *Known, r *Roster) { r.People = slices.Delete(r.People, 0, 1) }, "absent 甲一"},
		"two of a name swapped": {func(_ *Known, r *Roster) { r.People[2].Group, r.People[5].Group = r.People[5].Group, r.People[2].Group }, "3 同名 党小组:第一党小组→第二党小组\n6 同名 党小组:第二党小组→第一党小组"},
		"a name by id": {func(_ *Known, r *Roster) {
			r.People[0].Mark, r.People[0].Name, r.ContactColumns = "B7M1", "甲壹", nil
		}, "1 甲壹 姓名:甲一→甲壹"},
		"ids slipped by a line":          {func(_ *Known, r *Roster) { r.People[0].Mark, r.People[0].Joined = "B7M2", r.People[0].Joined+9 }, "ask 3 甲一 of 2"},
		"ids of the store that wrote it": {func(_ *Known, r *Roster) { r.People[0].Mark, r.People[4].Mark = r.People[4].Mark, r.People[0].Mark }, ""},
		"ids of another branch":          {func(_ *Known, r *Roster) { r.People[0].Mark = "B8M2" }, ""},
		"who has left":                   {func(k *Known, _ *Roster) { k.Members[0].Status = Transferred }, "ask 3 甲一 of 1"},
		"who has died":                   {func(k *Known, _ *Roster) { k.Members[0].Status = Deceased }, "7 甲一 new"},
		"no 转正时间":                        {func(_ *Known, r *Roster) { r.People[0].Full = 0 }, ""},
		"a seat passed on":               {func(_ *Known, r *Roster) { r.People[0].Post, r.People[5].Post = NoPost, Secretary }, "1 甲一 党内职务:书记→\n6 同名 党内职务:→书记"},
	} {
		k, r := stored(t)
		k.Members, r.People = slices.Clone(k.Members), slices.Clone(r.People)
		c.change(&k, &r)
		d, faults := Compare(k, r, nil, foundingDay)
		if got := strings.Join(said(d), "\n"); got != c.want || len(faults) > 0 {
			t.Errorf("%s: faults %v\ngot  %s\nwant %s", name, faults, got, c.want)
		}
	}
}

func TestCompareAnswers(t *testing.T) {
	for answer, want := range map[MemberID]string{1: "1 甲一 党小组:第一党小组→第二党小组 入党时间:2000年1月1日→2000年1月2日", LeaveOut: "", 99: "ask 3 甲一 of 1"} {
		k, r := stored(t)
		r.People[0].Joined, r.People[0].Group = r.People[0].Joined+1, "第二党小组"
		d, faults := Compare(k, r, map[int]MemberID{3: answer}, foundingDay)
		if got := strings.Join(said(d), "\n"); got != want || len(faults) > 0 {
			t.Errorf("%d: faults %v\ngot  %s\nwant %s", answer, faults, got, want)
		}
	}
}

func TestCompareFaults(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *Roster)
		want   string
	}{
		"a seat of who is absent": {func(r *Roster) { r.People[5].Post = Secretary; r.People = r.People[1:]; r.ContactColumns = nil }, "第8行「党内职务」「书记」：现任书记甲一不在这份名册里，请先办理其免职或转出，或把其写进文件"},
		"a group of who is absent": {func(r *Roster) { r.People[2].GroupLeader = true; r.People = slices.Delete(r.People, 1, 2) },
			"第5行「党小组组长」「同名」：「第一党小组」的组长甲二不在这份名册里，请先在名册里免去其组长，或把其写进文件"},
		"one id on two lines": {func(r *Roster) {
			r.People[0].Mark, r.People[1].Mark, r.People[1].Joined = "B7M1", "B7M1", r.People[0].Joined
		}, "第4行「姓名」「甲二」：与第3行是同一人，请删去重复的一行"},
		"an unknown leader": {func(r *Roster) { r.Contacts[0].Leader = "丙" }, "「联系点」表第2行「联系领导」「丙」：名册里没有这个人，请核对姓名"},
	} {
		k, r := stored(t)
		c.change(&r)
		d, faults := Compare(k, r, nil, foundingDay)
		if len(faults) != 1 || faults[0].String() != c.want || !d.Empty() {
			t.Errorf("%s: %v\nwant %s", name, faults, c.want)
		}
	}
}

// TestCompareLosesNobody: whatever the file says, once it is taken over each active person is in one group, each leader
// in the group he or she leads, each seat held by one, who was absent is as before, and the file says nothing new.
func TestCompareLosesNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, _ := Establish(listed(), "", foundingDay)
		f.SetID(7)
		k := Known{Branch: f.Branch, Members: f.Members, Groups: f.Groups, Contacts: f.Contacts}
		r := Roster{Columns: []Column{ColName, ColGroup, ColPost, ColHead, ColJoined, ColFull, ColMark}}
		for i := range rapid.IntRange(1, 8).Draw(t, "lines") {
			p := RosterPerson{Row: i + 3, Name: rapid.SampledFrom([]string{"甲一", "甲二", "同名", "乙一", "新人"}).Draw(t, "name"),
				Group:       rapid.SampledFrom([]string{"第一党小组", "第二党小组", "第三党小组"}).Draw(t, "group"),
				Post:        rapid.SampledFrom([]Post{NoPost, NoPost, NoPost, Secretary, PublicityPost}).Draw(t, "post"),
				GroupLeader: rapid.Bool().Draw(t, "leads"), Joined: On(2000, 1, 1) + Date(rapid.IntRange(0, 2).Draw(t, "joined"))}
			if rapid.Bool().Draw(t, "marked") {
				p.Mark = MemberMark(7, MemberID(rapid.IntRange(1, 7).Draw(t, "mark")))
			}
			r.People = append(r.People, p)
		}
		answers := map[int]MemberID{}
		d, faults := Compare(k, r, answers, foundingDay)
		for range len(r.People) {
			if len(faults) > 0 || len(d.Asks) == 0 {
				break
			}
			answers[d.Asks[0].Line.Row] = rapid.SampledFrom([]MemberID{d.Asks[0].Candidates[0].ID, IsNew, LeaveOut}).Draw(t, "answer")
			d, faults = Compare(k, r, answers, foundingDay)
		}
		if len(faults) > 0 {
			return
		}
		after := map[MemberID]Member{}
		for _, m := range k.Members {
			after[m.ID] = m
		}
		for _, p := range d.People {
			if _, known := after[p.Member.ID]; known == p.New {
				t.Fatalf("%+v: new or not?", p)
			}
			after[p.Member.ID] = p.Member
		}
		groups := slices.Clone(k.Groups)
		for _, g := range d.Groups {
			if int(g.ID) > len(groups) {
				groups = append(groups, g)
			}
			groups[g.ID-1] = g
		}
		seats := map[Post]MemberID{}
		for id, m := range after {
			if m.Group < 1 || int(m.Group) > len(groups) {
				t.Fatalf("%s is in no group", m.Name)
			}
			if seats[m.Post] != 0 && m.Post != NoPost {
				t.Fatalf("two are %s", m.Post)
			}
			seats[m.Post] = id
		}
		for _, g := range groups {
			if g.Leader != 0 && after[g.Leader].Group != g.ID {
				t.Fatalf("%s is led by %s, who is of another group", g.Name, after[g.Leader].Name)
			}
		}
		for _, m := range d.Absent {
			if after[m.ID].Name != m.Name || after[m.ID].Group != m.Group {
				t.Fatalf("%s was absent and changed", m.Name)
			}
		}
		for _, m := range k.Members {
			if _, ok := after[m.ID]; !ok {
				t.Fatalf("%s is lost", m.Name)
			}
		}
	})
}
