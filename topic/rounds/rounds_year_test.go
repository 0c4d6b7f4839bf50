package rounds_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/demo"
	"zhibu/world"
	"zhibu/world/rig"
)

// votes has those on the roll vote who do so by a share: the first of each five at once, the second after the first
// reminder, the third after the second, and two of five only if all is true.
func votes(w *world.World, turn int, all bool, choose func(i int) string) {
	w.Helper()
	for i, m := range w.Members(func(m branch.Member) bool { return m.Full != 0 }) {
		if i%5 == turn || all && turn == 2 && i%5 > 2 {
			w.Vote(m, choose(i))
		}
	}
}

// TestRoundsYear runs a year: four 先锋岗 and a 身边好党员, with a tie, a void, votes on paper, an objection, an officer who
// does not answer, members who vote late or never. No member gets more than two messages a day, or eight a round.
func TestRoundsYear(t *testing.T) {
	if rig.Race {
		t.Skip("a year; TestPioneer and TestGoodMember are the ones under race")
	}
	start := branch.On(2026, time.January, 19).At(8, 0)
	w := world.New(t, start)
	w.Open()
	w.Found()
	all := w.Members(func(branch.Member) bool { return true })
	w.Attach(all)
	at := func(m time.Month, d, hour, minute int) time.Time { return branch.On(2026, m, d).At(hour, minute) }
	chair, secretary := w.Phone(w.Post(branch.OrganisationPost)), w.Phone(w.Post(branch.Secretary))
	groups, leaders := w.Leaders()
	third := func(g int) string {
		return w.Members(func(m branch.Member) bool { return m.Group == groups[g].ID })[2].Name
	}
	one := func(int) string { return third(0) }
	name := func(ballot time.Time) { // decided, made public, named
		decideFor(w, chair, "支委会", "5 5")
		w.Turn(ballot.AddDate(0, 0, 20))
		w.Newest(chair, "命名：")
		w.Press(chair, w.Label(chair, "流动红旗已交给"))
		w.Press(chair, "确认记录")
	}

	// The first quarter: a tie, decided by the committee.
	w.Assembly(chair, at(3, 10, 10, 0), "3月20日（周五）", at(3, 20, 10, 0))
	w.Turn(at(3, 20, 18, 0))
	tie := func(i int) string {
		if i == 30 {
			return "弃权"
		}
		return third(i / 5 % 2)
	}
	votes(w, 0, false, tie)
	w.Turn(at(3, 23, 9, 0))
	votes(w, 1, false, tie)
	w.Turn(at(3, 24, 9, 0))
	votes(w, 2, false, tie)
	w.Turn(at(3, 24, 18, 1))
	w.Newest(chair, "平票")
	w.Press(chair, "录入决定")
	w.Press(chair, "支委会")
	w.Press(chair, "今天")
	w.Say(chair, "5 4 1")
	w.Sees(chair, "理由")
	w.Say(chair, "结合全年急难任务的表现。")
	w.Sees(chair, "理由：结合全年急难任务的表现。")
	w.Press(chair, "确认决定")
	w.Turn(at(4, 10, 9, 0))
	w.Press(chair, w.Label(chair, "流动红旗已交给"))
	w.Press(chair, "确认记录")

	// 身边好党员: two leaders late, one never (the 组织委员 acts), an objection answered.
	w.Turn(at(5, 20, 9, 30))
	for i := range 2 {
		w.Nominate(w.Phone(leaders[i]), third(i), "认真负责，群众认可。")
	}
	w.Turn(at(6, 5, 9, 30))
	w.Nominate(w.Phone(leaders[2]), third(2), "认真负责，群众认可。")
	w.Turn(at(6, 9, 9, 30))
	w.Nominate(w.Phone(leaders[3]), third(3), "认真负责，群众认可。")
	w.Press(chair, "代"+groups[4].Name+"提名")
	w.Nominate(chair, third(4), "认真负责，群众认可。")
	w.Turn(at(6, 16, 10, 0))
	decideFor(w, chair, "党员大会", "31 30 30 30 30 30")
	w.Turn(at(6, 18, 10, 0))
	critic := w.Phone(leaders[4])
	w.Press(critic, "提出意见")
	w.Press(critic, third(0))
	w.Say(critic, "想了解事迹的依据。")
	w.Press(critic, "确认提出")
	inspector := w.Phone(w.Post(branch.DisciplinePost))
	w.Press(inspector, "意见不成立")
	w.Say(inspector, "事迹有走访记录为证。")
	w.Press(inspector, "确认答复")

	// The second quarter: voided and opened again.
	w.Assembly(secretary, at(6, 18, 11, 0), "6月26日（周五）", at(6, 26, 10, 0))
	w.Turn(at(6, 26, 18, 0))
	votes(w, 0, false, one)
	w.Press(chair, "作废")
	w.Press(chair, "确定作废")
	w.Turn(at(6, 29, 9, 0))
	w.Press(chair, "重新发起")
	w.Press(chair, "选好了（5人）")
	w.Press(chair, "6月30日（周二）18:00")
	w.Press(chair, "确认")
	for turn := range 3 {
		votes(w, turn, false, one)
	}
	w.Turn(at(7, 1, 10, 0))
	w.Newest(chair, "推荐人选："+third(0))
	name(at(7, 1, 10, 0))

	// The third: the 组织委员 is away and does not answer; the 书记 does. The fourth: two votes on paper.
	w.Assembly(secretary, at(9, 14, 10, 0), "9月22日（周二）", at(9, 22, 10, 0))
	w.Turn(at(9, 22, 18, 0))
	votes(w, 0, true, one)
	w.Turn(at(9, 24, 9, 0))
	votes(w, 1, true, one)
	votes(w, 2, true, one)
	w.Turn(at(9, 24, 18, 1))
	name(at(9, 24, 18, 1))
	w.Assembly(chair, at(12, 10, 10, 0), "12月21日（周一）", at(12, 21, 10, 0))
	w.Press(chair, "大会结束")
	w.Press(chair, "开始推荐")
	w.Press(chair, "线下投票")
	for _, m := range all[5:7] {
		w.Press(chair, m.Name)
		w.Press(chair, "登记线下")
	}
	w.Press(chair, "返回")
	for i, m := range w.Members(func(m branch.Member) bool { return m.Full != 0 && m.ID != all[5].ID && m.ID != all[6].ID }) {
		if i%2 == 0 {
			w.Vote(m, third(0))
		}
	}
	w.Turn(at(12, 23, 18, 1))
	w.Press(chair, "录入线下票数")
	w.Say(chair, "2 2 0 0 0 0 0")
	w.Press(secretary, "核对线下票数")
	w.Press(secretary, "核对无误")
	w.Newest(secretary, "推荐人选："+third(0)) // and no figures, with two on paper
	w.Turn(at(12, 24, 10, 0))
	decideFor(w, chair, "支委会", "5 5")
	w.Turn(branch.On(2027, time.January, 6).At(12, 0))
	w.Press(chair, w.Label(chair, "流动红旗已交给"))
	w.Press(chair, "确认记录")
	w.Press(chair, "流动红旗历次交接")
	w.Sees(chair, "4. 2026年4季度："+third(0))
	stored, _ := w.Stored()
	named := 0
	for _, r := range stored {
		if len(r.Named) > 0 {
			named++
		}
	}
	if named != 5 {
		t.Errorf("%d rounds have named somebody, want 5", named)
	}
	pushedOnce(w)
	count(w, all)
	fits(w)
	w.PressAll(30)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// count counts the messages that make a phone ring, by person and day and by person and round.
func count(w *world.World, all []branch.Member) {
	w.Helper()
	perDay, perRound, most := map[string]int{}, map[string]int{}, map[string]int{}
	who := map[int64]branch.Member{}
	for _, m := range all {
		who[demo.FirstID+int64(m.ID)] = m
	}
	voided := branch.On(2026, time.June, 29).At(8, 0) // a void starts a new count
	for _, s := range w.Server.Log() {
		m, ok := who[s.Chat]
		if !ok || w.Answers[s] || s.Time.Before(branch.On(2026, time.January, 19).At(8, 30)) {
			continue
		}
		perDay[fmt.Sprint(m.ID, " ", branch.DateOf(s.Time))]++
		round := ""
		switch day := branch.DateOf(s.Time); {
		case strings.Contains(s.Text, "先锋岗") || strings.Contains(s.Text, "季度报告"): // its draft may speak of the other
			round = branch.PeriodOf(branch.Quarter, day-20).Key() // from its asking to its naming
			if s.Time.After(voided) && round == "2026Q2" {
				round += " again"
			}
		case strings.Contains(s.Text, "身边好党员"):
			round = "身边好党员"
		}
		if round != "" {
			perRound[fmt.Sprint(m.ID, " ", round)]++
		}
	}
	report := func(what string, n map[string]int, limit int) {
		for _, key := range slices.Sorted(maps.Keys(n)) {
			var id branch.MemberID
			fmt.Sscan(key, &id)
			m := all[id-1]
			if m.Post == branch.NoPost && n[key] > limit {
				w.Errorf("%s (%s): %d messages %s", m.Name, key, n[key], what)
			}
			role := "member"
			if m.Post != branch.NoPost {
				role = "committee"
			}
			most[role+" "+what] = max(most[role+" "+what], n[key])
		}
	}
	report("a day", perDay, 2)
	report("a round", perRound, 8)
	w.Log("the most that anybody got: ", most)
}
