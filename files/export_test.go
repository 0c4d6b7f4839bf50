package files

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhibu/branch"
)

// drawKnown draws a branch: namesakes, rare hanzi, markup, people who have left, formulas in texts.
func drawKnown(t *rapid.T) branch.Known {
	k := branch.Known{Branch: branch.Branch{ID: branch.BranchID(rapid.IntRange(1, 300).Draw(t, "branch")), Name: "中共云州市委台办机关党支部"}}
	surname := rapid.SampledFrom([]string{"王", "李", "㛃", "䶮", "𠮷", "喆", "欧阳", "王<b>", "O'"})
	given := rapid.SampledFrom([]string{"强", "静", "喆", "𠮷䶮", "买提·艾力", "·", "&", " X"})
	text := rapid.OneOf(rapid.Just(""), rapid.SampledFrom([]string{"秘书科", "=1+1", "@SUM(A1)", "-3", "001", "1998.7", "2026年1月", "注：某某", "合计", "<b>科</b>", "姓名", "TRUE", "1E5", "'引", "_x000D_", "㛃𠮷", "无", "—"}),
		rapid.StringN(0, 30, 200))
	for g := range rapid.IntRange(1, 4).Draw(t, "groups") {
		k.Groups = append(k.Groups, branch.Group{Branch: k.Branch.ID, ID: branch.GroupID(g + 1), Name: []string{"第一党小组", "二组=A1", "𠮷组", "4"}[g]})
	}
	var active []branch.Member
	for i := range rapid.IntRange(1, 12).Draw(t, "people") {
		name, why := personName(surname.Draw(t, "surname") + given.Draw(t, "given"))
		if why != "" {
			name = "甲乙"
		}
		joined := branch.On(1980, 1, 1) + branch.Date(rapid.IntRange(0, 15_000).Draw(t, "joined"))
		m := branch.Member{Branch: k.Branch.ID, ID: branch.MemberID(i + 1), Name: name, Group: branch.GroupID(rapid.IntRange(1, len(k.Groups)).Draw(t, "group")),
			Section: clean(text.Draw(t, "section")), Title: clean(text.Draw(t, "title")), Note: clean(text.Draw(t, "note")), Joined: joined,
			Leadership: rapid.Bool().Draw(t, "leadership"), Status: rapid.SampledFrom([]branch.Status{branch.Active, branch.Active, branch.Active, branch.Retired}).Draw(t, "status")}
		if rapid.Bool().Draw(t, "full") {
			m.Full = joined + branch.Date(rapid.IntRange(0, 700).Draw(t, "until full"))
		}
		if i < len(branch.Posts) && m.Status == branch.Active {
			m.Post = branch.Posts[i]
		} else if m.Status == branch.Active && rapid.Bool().Draw(t, "clerk") { // several may be
			m.Post = branch.PartyClerk
		}
		for slices.ContainsFunc(k.Members, func(o branch.Member) bool { return o.Name == m.Name && o.Joined == m.Joined }) {
			m.Joined++
			if m.Full != 0 {
				m.Full++
			}
		}
		k.Members = append(k.Members, m)
		if m.Status == branch.Active {
			active = append(active, m)
			if g := &k.Groups[m.Group-1]; g.Leader == 0 && rapid.Bool().Draw(t, "leads") {
				g.Leader = m.ID
			}
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "contacts") {
		c := branch.Contact{Branch: k.Branch.ID, ID: branch.ContactID(i + 1), Name: []string{"=甲公司", "乙公司（台）", "𠮷公司"}[i], PartyOrg: clean(text.Draw(t, "org")),
			Point: rapid.Bool().Draw(t, "point"), Group: branch.GroupID(rapid.IntRange(1, len(k.Groups)).Draw(t, "paired"))}
		if rapid.Bool().Draw(t, "led") {
			c.Leader = k.Members[rapid.IntRange(0, len(k.Members)-1).Draw(t, "leader")].ID
		}
		if rapid.Bool().Draw(t, "looked after") {
			c.Liaison = k.Members[rapid.IntRange(0, len(k.Members)-1).Draw(t, "liaison")].ID
		}
		k.Contacts = append(k.Contacts, c)
	}
	if len(active) == 0 {
		k.Members[0].Status = branch.Active
	}
	return k
}

// TestExportComesBack: whatever stands in a branch, its export is read back without a difference.
func TestExportComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawKnown(t)
		data, err := WriteRoster(k.Roster(), branch.On(2026, 6, 1))
		if err != nil {
			t.Fatal(err)
		}
		r, faults, err := ReadRoster("名册.xlsx", data)
		if err != nil || len(faults) > 0 {
			t.Fatalf("faults %v, error %v", faults, err)
		}
		d, faults := branch.Compare(k, r, nil, branch.On(2026, 6, 1))
		if !d.Empty() || len(faults) > 0 || r.Branch != k.Branch.Name {
			t.Fatalf("%s\n%+v\nfaults %v", r.Branch, d, faults)
		}
	})
}
