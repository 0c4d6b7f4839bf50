package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/meeting"
	"zhibu/world"
)

// reminded returns the days on which somebody's card of reminders held a text, by the date in its head.
func reminded(p *sandbox.Client, text string) (days []string) {
	for _, m := range p.Messages() {
		if day, ok := strings.CutPrefix(m.Text, "工作提醒（"); ok && m.FromBot && strings.Contains(m.Text, text) {
			day, _, _ = strings.Cut(day, "）")
			days = append(days, day)
		}
	}
	return days
}

// log writes a record as somebody would.
func log(w *world.World, who branch.Member, day branch.Date, groups []branch.GroupID, kinds ...string) (id int64) {
	w.Helper()
	w.Update(func(tx *store.Tx) error {
		me, _ := office.Member(tx, w.Branch, who.ID)
		g, err := meeting.Log(w.App.Office, tx, me, meeting.Content{Kinds: kinds, Groups: groups, Day: day, Topics: "学习和讨论工作。"}, w.Clock.Now())
		id = g.ID
		return err
	})
	return id
}

// TestReminders: the 组织委员 is told at the month's start what it asks for with the fixed day, ten and three working days before its end
// what is owed, and once after it what was not held; a leader all but the first of these of the own group. What is said why of, nobody is
// asked about again.
func TestReminders(t *testing.T) {
	w := begin(t, branch.On(2026, 8, 20))
	groups, leaders := w.Leaders()
	post := w.Post(branch.OrganisationPost)
	organiser, leader, secretary := w.Phone(post), w.Phone(leaders[2]), w.Phone(w.Post(branch.Secretary))
	w.Turn(branch.On(2026, 9, 7).At(10, 0))
	if days := reminded(organiser, "9月会议：党员大会、支委会、各党小组会、主题党日、党课；主题党日按规则是9月7日（周一）"); !slices.Equal(days, []string{"9月1日"}) {
		t.Errorf("the month's start is said on %v; %q", days, organiser.Last().Text)
	}
	log(w, post, branch.On(2026, 9, 7), []branch.GroupID{groups[0].ID, groups[1].ID, groups[3].ID, groups[4].ID}, meeting.PartyDay, meeting.GroupMeet)
	w.Turn(branch.On(2026, 9, 29).At(10, 0))
	if days := reminded(organiser, "9月还差：党员大会1次、支委会1次、第三党小组会1次、党课1次"); !slices.Equal(days, []string{"9月16日", "9月24日"}) {
		t.Errorf("what is owed is said on %v", days)
	}
	if days := reminded(leader, "9月还差：第三党小组会1次"); !slices.Equal(days, []string{"9月16日", "9月24日"}) {
		t.Errorf("the leader is told on %v", days)
	}
	if days := reminded(leader, "支委会"); len(days) > 0 {
		t.Errorf("the leader is told of the 支委会 on %v", days)
	}
	if days := reminded(w.Phone(leaders[3]), "党小组会"); len(days) > 0 {
		t.Errorf("the leader of a group that has met is reminded on %v", days)
	}
	if days := reminded(secretary, "本周：会议"); len(days) == 0 {
		t.Error("the 书记's week says nothing of what is owed")
	}
	w.Say(leader, "/menu")
	w.Sees(leader, "9月还差：第三党小组会1次")

	// What was not held is asked about once, on the first working day; the reason ends it, for the 组织委员 as for the leader.
	w.Turn(branch.On(2026, 10, 8).At(10, 0))
	w.Sees(leader, "9月还没有登记：第三党小组会。请补登或说明原因")
	w.Press(leader, "本月还差")
	w.Press(leader, "说明未开展")
	w.Press(leader, "9月第三党小组会")
	w.Sees(leader, "2026年9月第三党小组会")
	w.FitsPhone(leader)
	w.Press(leader, "集中任务较多")
	w.Press(leader, "确认")
	if days := reminded(organiser, "至9月底还没有登记：党员大会、支委会、党课。"); !slices.Equal(days, []string{"10月8日"}) {
		t.Errorf("what was not held is asked about on %v", days)
	}
	w.Say(organiser, "/owed")
	w.Sees(organiser, "还没有登记：")
	w.Press(organiser, "说明未开展")
	w.Press(organiser, "9月支委会")
	w.Say(organiser, "委员分赴企业调研，时间没有协调好。")
	w.Press(organiser, "确认")
	w.Sees(organiser, "还没有登记：")

	// A reason is taken back by who may give it, and a meeting held after all counts though there is one.
	w.Press(organiser, "说明未开展")
	w.Button(organiser, "9月支委会（已说明）")
	w.Press(organiser, "9月第三党小组会（已说明）")
	w.Press(organiser, "撤回说明")
	w.Press(organiser, "确认")
	log(w, post, branch.On(2026, 9, 29), []branch.GroupID{groups[2].ID}, meeting.GroupMeet, meeting.Assembly)
	w.Say(organiser, "/owed")
	w.Sees(organiser, "还没有登记：") // the 党课
	log(w, post, branch.On(2026, 9, 30), nil, meeting.LeadsOne, meeting.Council)
	w.Say(organiser, "/owed")
	if text := organiser.Last().Text; strings.Contains(text, "上月") {
		t.Errorf("all is held or explained, and the board says %q", text)
	}
	w.Turn(branch.On(2026, 12, 15).At(10, 0))
	if days := reminded(organiser, "9月未开展"); len(days) > 1 {
		t.Errorf("what was not held in September is asked about on %v", days)
	}
	w.Stop()
}

// TestYearOfMeetings: with the 党小组会 on the 主题党日, and the 党员大会 and the 党课 too, a year's 95 meetings are 24 gatherings, and nobody
// is reminded of any; each card of reminders is its day's only one.
func TestYearOfMeetings(t *testing.T) {
	w := begin(t, branch.On(2026, 12, 20))
	post := w.Post(branch.OrganisationPost)
	groups, _ := w.Leaders()
	var ids []branch.GroupID
	for _, g := range groups {
		ids = append(ids, g.ID)
	}
	owed := func() (n int) {
		w.Update(func(tx *store.Tx) error {
			for m := time.January; m <= time.December; m++ {
				end := branch.PeriodOf(branch.Month, branch.On(2027, m, 1)).To
				for _, o := range meeting.Owed(tx, office.GetBranch(tx, w.Branch), end) {
					if o.Period.To == end {
						n += o.Owed()
					}
				}
			}
			return nil
		})
		return n
	}
	if n := owed(); n != 95 {
		t.Errorf("%d meetings are owed in the year", n)
	}
	held := 0
	for m := time.January; m <= time.December; m++ {
		var fixed branch.Date
		w.Update(func(tx *store.Tx) error {
			b := office.GetBranch(tx, w.Branch)
			fixed = meeting.FixedDay(b.Settings, w.App.Office.CalendarOf(b.ID), branch.On(2027, m, 1))
			return nil
		})
		w.Turn(fixed.At(17, 0))
		kinds := []string{meeting.PartyDay, meeting.GroupMeet}
		if m%3 == 1 {
			kinds = append(kinds, meeting.Assembly, meeting.Lesson)
		}
		if m == time.October {
			kinds = append(kinds, meeting.LeadsOne, "组织生活会", "民主评议")
		}
		log(w, post, fixed, ids, kinds...)
		log(w, post, fixed, nil, meeting.Council)
		held += 2
	}
	w.Turn(branch.On(2028, 1, 5).At(10, 0))
	if n := owed(); n > 0 || held > 40 {
		t.Errorf("%d are still owed after %d gatherings", n, held)
	}
	for _, p := range w.Phones {
		if days := reminded(p, "还差："); len(days) > 0 {
			t.Errorf("%s is reminded of meetings on %v", p.Person().First, days)
		}
		seen := map[string]bool{}
		for _, d := range reminded(p, "") {
			if seen[d] {
				t.Errorf("%s has two cards of reminders of %s", p.Person().First, d)
			}
			seen[d] = true
		}
	}
	w.Stop()
}
