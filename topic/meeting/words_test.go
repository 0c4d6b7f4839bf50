package meeting

import (
	"testing"

	"zhibu/branch"
	"zhibu/cards"
)

// TestSays: a period in words, from the screen that was agreed on to a branch of many groups.
func TestSays(t *testing.T) {
	day := on(t, "2026-11-05")
	month := branch.PeriodOf(branch.Month, day)
	groups := []branch.Group{{ID: 1, Name: "第一党小组"}, {ID: 2, Name: "第二党小组"}, {ID: 3, Name: "第三党小组"}, {ID: 4, Name: "第四党小组"}, {ID: 5, Name: "离退休党员"}}
	of := func(name string, g branch.Group, done ...branch.Date) Owing {
		k, _ := KindOf(name)
		var records []branch.Record
		for _, d := range done {
			records = append(records, branch.Record{Day: d, Activities: []branch.Activity{branch.Activity(name)}})
		}
		return Owing{Standing: k.StandingSince(0, month, records), Group: g, Among: len(groups)}
	}
	why := func(w Owing) Owing { w.Reason = "时间未能协调"; return w }
	branchs := branch.Group{}
	meetings := func(held ...branch.GroupID) (list []Owing) {
		list = append(list, of(Council, branchs))
		for _, g := range groups {
			w := of(GroupMeet, g)
			for _, id := range held {
				if id == g.ID {
					w = of(GroupMeet, g, day+7)
				}
			}
			list = append(list, w)
		}
		return append(list, of(PartyDay, branchs, day))
	}
	for _, x := range []struct {
		list  []Owing
		whole bool
		want  string
	}{
		{meetings(1, 2, 4, 5), true, "11月：支委会1次、第三党小组会1次。主题党日已开（11月5日）。"},
		{meetings(), true, "11月：支委会1次、各党小组会1次。主题党日已开（11月5日）。"},
		{meetings(2), true, "11月：支委会1次、第一党小组等4个党小组的党小组会。主题党日已开（11月5日）。"},
		{meetings(1, 2), true, "11月：支委会1次、第三党小组会1次、第四党小组会1次、离退休党员党小组会1次。主题党日已开（11月5日）。"},
		{[]Owing{of(Council, branchs, day+1), of(PartyDay, branchs, day, day+9)}, true, "11月：没有还差的会议。支委会已开（11月6日）、主题党日已开（11月14日）。"},
		{[]Owing{why(of(Council, branchs)), of(PartyDay, branchs)}, true, "11月：主题党日1次。支委会未开展（时间未能协调）。"},
		{[]Owing{of(GroupMeet, groups[2])}, false, "11月：第三党小组会1次。"},
		{[]Owing{of(GroupMeet, groups[2], day)}, false, "11月：没有还差的会议。第三党小组会已开（11月5日）。"},
	} {
		if got := says(month, x.list, x.whole); got != x.want {
			t.Errorf("%s\nwant %s", got, x.want)
		}
	}
	line := cards.Plain("", "")
	line.Text = overLine(month, open(meetings(1, 2, 4, 5)))
	if got := line.PlainText(); got != "\n• 11月还没有登记：支委会、第三党小组会。请补登或说明原因" {
		t.Errorf("%q", got)
	}
	// What a reminder says of a December in which nothing was held fits a line or two.
	var all []Owing
	for _, k := range Kinds {
		all = append(all, Owing{Standing: k.StandingSince(0, month, nil)})
	}
	if got := briefly(all, false); got != "党员大会、支委会、党小组会、主题党日等8项" {
		t.Errorf("%q", got)
	}
	if got := briefly(all[:5], true); got != "党员大会1次、支委会1次、党小组会1次、主题党日1次、党课1次" {
		t.Errorf("%q", got)
	}
}
