package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/testdata/rig"
)

// votes has those on the roll vote who do so by a share: the first of each five at once, the second after the first
// reminder, the third after the second, and two of five only if all is true.
func (w *world) votes(turn int, all bool, choose func(i int) string) {
	w.Helper()
	for i, m := range w.members(func(m branch.Member) bool { return m.Full != 0 }) {
		if i%5 == turn || all && turn == 2 && i%5 > 2 {
			w.vote(m, choose(i))
		}
	}
}

// assembly has an officer set the date of the quarter's 党员大会, and the leaders report: the last two late.
func (w *world) assembly(officer *sandbox.Client, asked time.Time, day string, last time.Time) {
	w.Helper()
	w.turn(asked)
	w.say(officer, "/rounds")
	w.press(officer, branch.PeriodOf(branch.Quarter, branch.DateOf(asked)).String()+"“共产党员先锋岗”")
	for !slices.Contains(w.lastLabels(officer), day) {
		if slices.ContainsFunc(w.newest(officer, "请确定本季度党员大会").Labels(), func(l string) bool { return l == day }) {
			break
		}
		w.press(officer, w.label(officer, "下一页"))
	}
	w.press(officer, day)
	w.press(officer, "确认")
	groups, leaders := w.leaders()
	report := func(i int) {
		p := w.phone(leaders[i])
		w.press(p, "就用这份")
		w.press(p, w.label(p, w.members(func(m branch.Member) bool { return m.Group == groups[i].ID })[2].Name)) // （上季度）
	}
	for i := range 3 {
		report(i)
	}
	w.turn(last)
	report(3)
	report(4)
}

// TestRoundsYear runs a year: four 先锋岗 and a 身边好党员, with a tie, a void, votes on paper, an objection, an officer who
// does not answer, members who vote late or never. No member gets more than two messages a day, or eight a round.
func TestRoundsYear(t *testing.T) {
	if rig.Race {
		t.Skip("a year; TestPioneer and TestGoodMember are the ones under race")
	}
	start := branch.On(2026, time.January, 19).At(8, 0)
	w := newWorld(t, start)
	w.open()
	w.found("demo/roster.xlsx")
	all := w.members(func(branch.Member) bool { return true })
	w.attach(all)
	at := func(m time.Month, d, hour, minute int) time.Time { return branch.On(2026, m, d).At(hour, minute) }
	chair, secretary := w.phone(w.post(branch.OrganisationPost)), w.phone(w.post(branch.Secretary))
	groups, leaders := w.leaders()
	third := func(g int) string {
		return w.members(func(m branch.Member) bool { return m.Group == groups[g].ID })[2].Name
	}
	one := func(int) string { return third(0) }
	name := func(ballot time.Time) { // decided, made public, named
		w.decideFor(chair, "支委会", "5 5")
		w.turn(ballot.AddDate(0, 0, 20))
		w.newest(chair, "命名：")
		w.press(chair, w.label(chair, "流动红旗已交给"))
	}

	// The first quarter: a tie, decided by the committee.
	w.assembly(chair, at(3, 10, 10, 0), "3月20日（周五）", at(3, 20, 10, 0))
	w.turn(at(3, 20, 18, 0))
	tie := func(i int) string {
		if i == 30 {
			return "弃权"
		}
		return third(i / 5 % 2)
	}
	w.votes(0, false, tie)
	w.turn(at(3, 23, 9, 0))
	w.votes(1, false, tie)
	w.turn(at(3, 24, 9, 0))
	w.votes(2, false, tie)
	w.turn(at(3, 24, 18, 1))
	w.newest(chair, "平票")
	w.press(chair, "录入决定")
	w.press(chair, "支委会")
	w.press(chair, "今天")
	w.say(chair, "5 4 1")
	w.sees(chair, "理由")
	w.say(chair, "结合全年急难任务的表现。")
	w.sees(chair, "理由：结合全年急难任务的表现。")
	w.press(chair, "确认决定")
	w.turn(at(4, 10, 9, 0))
	w.press(chair, w.label(chair, "流动红旗已交给"))

	// 身边好党员: two leaders late, one never (the 组织委员 acts), an objection answered.
	w.turn(at(5, 20, 9, 30))
	for i := range 2 {
		w.nominate(w.phone(leaders[i]), third(i), "认真负责，群众认可。")
	}
	w.turn(at(6, 5, 9, 30))
	w.nominate(w.phone(leaders[2]), third(2), "认真负责，群众认可。")
	w.turn(at(6, 9, 9, 30))
	w.nominate(w.phone(leaders[3]), third(3), "认真负责，群众认可。")
	w.press(chair, "代"+groups[4].Name+"提名")
	w.nominate(chair, third(4), "认真负责，群众认可。")
	w.turn(at(6, 16, 10, 0))
	w.decideFor(chair, "党员大会", "31 30 30 30 30 30")
	w.turn(at(6, 18, 10, 0))
	critic := w.phone(leaders[4])
	w.press(critic, "提出意见")
	w.press(critic, third(0))
	w.say(critic, "想了解事迹的依据。")
	w.press(critic, "确认提出")
	inspector := w.phone(w.post(branch.DisciplinePost))
	w.press(inspector, "意见不成立")
	w.say(inspector, "事迹有走访记录为证。")
	w.press(inspector, "确认答复")

	// The second quarter: voided and opened again.
	w.assembly(secretary, at(6, 18, 11, 0), "6月26日（周五）", at(6, 26, 10, 0))
	w.turn(at(6, 26, 18, 0))
	w.votes(0, false, one)
	w.press(chair, "作废")
	w.press(chair, "确定作废")
	w.turn(at(6, 29, 9, 0))
	w.press(chair, "重新发起")
	w.press(chair, "选好了（5人）")
	w.press(chair, "6月30日（周二）18:00")
	w.press(chair, "确认")
	for turn := range 3 {
		w.votes(turn, false, one)
	}
	w.turn(at(7, 1, 10, 0))
	w.newest(chair, "推荐人选："+third(0))
	name(at(7, 1, 10, 0))

	// The third: the 组织委员 is away and does not answer; the 书记 does. The fourth: two votes on paper.
	w.assembly(secretary, at(9, 14, 10, 0), "9月22日（周二）", at(9, 22, 10, 0))
	w.turn(at(9, 22, 18, 0))
	w.votes(0, true, one)
	w.turn(at(9, 24, 9, 0))
	w.votes(1, true, one)
	w.votes(2, true, one)
	w.turn(at(9, 24, 18, 1))
	name(at(9, 24, 18, 1))
	w.assembly(chair, at(12, 10, 10, 0), "12月21日（周一）", at(12, 21, 10, 0))
	w.press(chair, "大会结束")
	w.press(chair, "开始推荐")
	w.press(chair, "线下投票")
	w.press(chair, all[5].Name)
	w.press(chair, all[6].Name)
	w.press(chair, "返回")
	for i, m := range w.members(func(m branch.Member) bool { return m.Full != 0 && m.ID != all[5].ID && m.ID != all[6].ID }) {
		if i%2 == 0 {
			w.vote(m, third(0))
		}
	}
	w.turn(at(12, 23, 18, 1))
	w.press(chair, "录入线下票数")
	w.say(chair, "2 2 0 0 0 0 0")
	w.press(secretary, "核对线下票数")
	w.press(secretary, "核对无误")
	w.newest(secretary, "推荐人选："+third(0)) // and no figures, with two on paper
	w.turn(at(12, 24, 10, 0))
	w.decideFor(chair, "支委会", "5 5")
	w.turn(branch.On(2027, time.January, 6).At(12, 0))
	w.press(chair, w.label(chair, "流动红旗已交给"))
	w.press(chair, "流动红旗历次交接")
	w.sees(chair, "4. 2026年4季度："+third(0))
	rounds, _ := w.stored()
	named := 0
	for _, r := range rounds {
		if len(r.Named) > 0 {
			named++
		}
	}
	if named != 5 {
		t.Errorf("%d rounds have named somebody, want 5", named)
	}
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
	w.count(all)
	w.fits()
}

// count counts the messages that make a phone ring, by person and day and by person and round.
func (w *world) count(all []branch.Member) {
	w.Helper()
	perDay, perRound, most := map[string]int{}, map[string]int{}, map[string]int{}
	who := map[int64]branch.Member{}
	for _, m := range all {
		who[firstID+int64(m.ID)] = m
	}
	voided := branch.On(2026, time.June, 29).At(8, 0) // a void starts a new count
	for _, s := range w.server.Log() {
		m, ok := who[s.Chat]
		if !ok || w.answers[s] || s.Time.Before(branch.On(2026, time.January, 19).At(8, 30)) {
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
