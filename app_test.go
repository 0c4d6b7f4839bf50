package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/testdata/rig"
)

// TestYear runs the whole card from a roster file to a counted recommendation, through the real App over HTTP: from
// 2 March to 30 June 2026, with a restart in the middle of the vote.
func TestYear(t *testing.T) {
	if rig.Race {
		t.Skip("four months of a branch; TestFortnight is the one under race")
	}
	w := newWorld(t, branch.On(2026, time.March, 2).At(9, 0))
	w.open()
	w.found("demo/roster.xlsx")
	everyone := w.members(func(branch.Member) bool { return true })
	bindAll(w, everyone)
	visits(w)
	nominations(w)
	ballot(w)
	w.turn(branch.On(2026, time.June, 30).At(20, 0))
	w.stop()

	once := map[string]int{}
	greeted := map[string]int{}
	for _, s := range w.server.Log() {
		day := branch.DateOf(s.Time)
		if strings.Contains(s.Text, "今天是您的政治生日") {
			greeted[fmt.Sprint(s.Chat, " ", day)]++
			if s.Method != "sendPhoto" || !strings.Contains(s.Text, branch.Oath) || s.Time.In(branch.Shanghai).Hour() != 9 {
				t.Errorf("a greeting by %s at %s: %q", s.Method, s.Time, s.Text)
			}
		}
		for _, push := range []string{"工作提醒", "提醒：推荐", "政治生日", "请从本组党员中推荐"} {
			if strings.Contains(s.Text, push) {
				once[fmt.Sprint(s.Chat, s.Text)]++
			}
		}
	}
	for what, n := range once {
		if n > 1 && !strings.Contains(what, "提醒：推荐") { // said on three days, in the same words
			t.Errorf("%d times: %s", n, what)
		}
	}
	for _, m := range everyone {
		for day := branch.On(2026, time.March, 2); day <= branch.On(2026, time.June, 30); day++ {
			want := 0
			if m.Joined.Anniversary(2026, false) == day && m.Joined.Year() < 2026 {
				want = 1
			}
			if got := greeted[fmt.Sprint(firstID+m.ID, " ", day)]; got != want {
				t.Errorf("%s (joined %s) got %d greetings on %s, want %d", m.Name, m.Joined, got, day, want)
			}
		}
	}
	if strings.Contains(w.log.String(), "rehearsal-in-this-process") {
		t.Error("the token is in the log")
	}
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
}

func bindAll(w *world, everyone []branch.Member) {
	w.Helper()
	for i, m := range everyone {
		p, code := w.phone(m), w.invite(m)
		if i%2 == 0 {
			p.Start(code)
		} else {
			w.say(p, " "+code+" ")
		}
		w.sees(p, m.Name)
		w.press(p, "确认")
		w.sees(p, "任何时候都不要在这里发送")
		w.press(p, "我知道了")
		w.sees(p, m.Name+"同志，您好")
		if got := len(p.Commands()); got < 6 {
			w.Errorf("%s has %d commands", m.Name, got)
		}
	}
}

// liaisons gives who looks after each contact point.
func (w *world) liaisons() (points []branch.Contact, who []branch.Member) {
	_ = w.app.Store.View(func(tx *store.Tx) error {
		for c := range store.Contacts.Scan(tx, store.K(w.branch)) {
			m, _ := office.Member(tx, w.branch, branch.LiaisonOf(c, office.Group(tx, w.branch, c.Group)))
			points, who = append(points, c), append(who, m)
		}
		return nil
	})
	return points, who
}

// digests gives the days on which somebody was reminded of visits.
func (w *world) digests(m branch.Member) (days []string) {
	for _, s := range w.server.Log() {
		if s.Chat == firstID+int64(m.ID) && strings.HasPrefix(s.Text, "工作提醒") {
			days = append(days, branch.DateOf(s.Time).String())
		}
	}
	return days
}

func visits(w *world) {
	w.Helper()
	points, who := w.liaisons()
	last := len(points) - 1
	w.turn(branch.On(2026, time.March, 18).At(10, 0))
	for i, c := range points {
		p := w.phone(who[i])
		if got := w.digests(who[i]); !slices.Equal(got, []string{"2026-03-03", "2026-03-17"}) { // asked once what has been done already
			w.Errorf("%s was reminded on %q", who[i].Name, got)
		}
		if leader := w.members(func(m branch.Member) bool { return m.ID == c.Leader })[0]; !slices.Contains(w.digests(leader), "2026-03-17") {
			w.Errorf("%s, who is paired with %s, was reminded on %q", leader.Name, c.Name, w.digests(leader))
		}
		if i == last {
			break
		}
		w.press(p, "登记："+c.Name)
		w.sees(p, "请用一句话写下情况")
		w.say(p, "了解生产情况，约定下月共同开展主题党日。")
		w.sees(p, "2026年第一季度")
		w.press(p, "确认")
		w.sees(p, "已登记：3月18日走访"+c.Name)
	}
	if n := strings.Count(w.say(w.phone(who[0]), "/board"), "：走访、"); n != 1 {
		w.Errorf("the board shows %d contact points still to visit, not 1", n)
	}
	w.turn(branch.On(2026, time.March, 27).At(10, 0))
	for i, m := range who {
		want := []string{"2026-03-03", "2026-03-17"}
		if i == last || m.ID == who[last].ID {
			want = append(want, "2026-03-26")
		}
		if got := w.digests(m); !slices.Equal(got, want) {
			w.Errorf("%s was reminded on %q, want %q", m.Name, got, want)
		}
	}
	p := w.phone(who[last])
	w.say(p, "/visit")
	w.press(p, points[last].Name)
	w.say(p, "走访车间党员，征求对支部的意见。")
	w.press(p, "改日期")
	w.press(p, "昨天")
	w.sees(p, "2026年3月26日")
	w.press(p, "改日期")
	w.say(p, "3月25日")
	w.press(p, "确认")
	w.sees(p, "已登记：3月25日")
	w.turn(branch.On(2026, time.April, 2).At(10, 0))
	for _, m := range who {
		if got := w.digests(m); got[len(got)-1] != "2026-04-01" {
			w.Errorf("%s was last reminded on %q", m.Name, got)
		}
	}
}

// leaders gives the group leaders in the order of their groups.
func (w *world) leaders() (groups []branch.Group, leaders []branch.Member) {
	_ = w.app.Store.View(func(tx *store.Tx) error {
		for g := range store.Groups.Scan(tx, store.K(w.branch)) {
			m, _ := office.Member(tx, w.branch, g.Leader)
			groups, leaders = append(groups, g), append(leaders, m)
		}
		return nil
	})
	return groups, leaders
}

func (w *world) nominate(p *sandbox.Client, nominee, deeds string) {
	w.Helper()
	w.press(p, nominee)
	w.sees(p, "请用一两句话写下事迹")
	w.say(p, deeds)
	w.press(p, "确认提名")
	w.sees(p, "已推荐："+nominee)
}

func nominations(w *world) {
	w.Helper()
	groups, leaders := w.leaders()
	of := func(i, n int) string {
		return w.members(func(m branch.Member) bool { return m.Group == groups[i].ID })[n].Name
	}
	w.turn(branch.On(2026, time.May, 20).At(9, 30))
	for i := range 3 {
		p := w.phone(leaders[i])
		w.sees(p, groups[i].Name+"推荐“身边好党员”")
		w.nominate(p, of(i, 1), "主动承担驻村帮扶任务，全年走访群众40余户。")
	}
	organiser := w.phone(w.post(branch.OrganisationPost))
	if m, ok := organiser.Find("已推荐 3 组，共 5 组"); !ok || strings.Count(m.Text, "未推荐") != 2 {
		w.Errorf("the 组织委员 sees %q", organiser.Last().Text)
	}
	w.turn(branch.On(2026, time.June, 4).At(9, 30)) // the first reminder was on 3 June, 5 working days before
	for i := range leaders {
		reminders := 0
		for _, m := range w.phone(leaders[i]).Messages() {
			if strings.HasPrefix(m.Text, "提醒：推荐") && len(m.Buttons) > 0 {
				reminders++
			}
		}
		if want := map[bool]int{true: 1}[i >= 3]; reminders != want {
			w.Errorf("%s has %d live reminders, want %d", leaders[i].Name, reminders, want)
		}
	}
	w.nominate(w.phone(leaders[3]), of(3, 0), "业务精湛，牵头完成年度重点课题。")
	w.turn(branch.On(2026, time.June, 9).At(9, 30))
	w.press(organiser, "代"+groups[4].Name+"提名")
	w.nominate(organiser, of(4, 2), "热心服务台胞，多次得到来信感谢。")
	w.sees(w.phone(leaders[4]), "组织委员代录")
	w.turn(branch.On(2026, time.June, 10).At(17, 50))
	w.press(w.phone(leaders[2]), "修改提名")
	w.nominate(w.phone(leaders[2]), of(2, 2), "连续三年承担值班和应急工作。")
	stale := w.phone(leaders[1]).Last()
	for _, m := range w.phone(leaders[1]).Messages() {
		if len(m.Buttons) > 0 && strings.HasPrefix(m.Buttons[0][0].Data, "nom") {
			stale = m
		}
	}
	w.turn(branch.On(2026, time.June, 10).At(18, 1))
	w.sees(w.phone(leaders[2]), "提名已经截止")
	id := w.phone(leaders[1]).PressData(stale.ID, stale.Buttons[0][0].Data)
	if a, err := w.phone(leaders[1]).Answer(w.ctx(), id); err != nil || !strings.Contains(a.Text, "截止") {
		w.Errorf("a press after the deadline was answered %q, %v", a.Text, err)
	}
	_ = w.app.Store.View(func(tx *store.Tx) error {
		n := 0
		for nom := range store.Nominations.Scan(tx, nil) {
			n++
			if nom.Group == groups[2].ID {
				if m, _ := office.Member(tx, w.branch, nom.Nominee); m.Name != of(2, 2) {
					w.Errorf("the changed nomination names %s", m.Name)
				}
			}
		}
		if n != 5 {
			w.Errorf("%d nominations", n)
		}
		return nil
	})
}

func ballot(w *world) {
	w.Helper()
	w.turn(branch.On(2026, time.June, 15).At(10, 0))
	chair := w.phone(w.post(branch.OrganisationPost))
	candidates := []string{}
	w.say(chair, "/menu")
	w.press(chair, "发起推荐")
	for _, m := range w.members(func(m branch.Member) bool { return m.ID == 2 || m.ID == 5 || m.ID == 7 }) {
		candidates = append(candidates, m.Name)
		w.press(chair, m.Name)
	}
	w.press(chair, "选好了（3人）")
	w.press(chair, "6月16日（周二）18:00")
	w.sees(chair, "共 31 人")
	w.press(chair, "确认")

	voters := w.members(func(m branch.Member) bool { return m.Full != 0 })
	for _, m := range w.members(func(m branch.Member) bool { return m.Full == 0 }) {
		w.sees(w.phone(m), "预备党员")
		for _, c := range candidates {
			if _, saw := w.phone(m).Find("候选：" + c); saw {
				w.Error("a probationary member was shown a candidate")
			}
		}
	}
	want := make([]int, 4) // by candidate, then abstentions
	vote := func(m branch.Member, choice int) {
		p := w.phone(m)
		label := "弃权"
		if choice < 3 {
			label = candidates[choice]
		}
		w.press(p, label)
		w.sees(p, "请点「确认」")
		if a := w.press(p, "确认"); a.Text != "已投票" {
			w.Errorf("%s voted and was told %q", m.Name, a.Text)
		}
		w.sees(p, "已投票")
		if strings.Contains(p.Last().Text, "您推荐") {
			w.Error("the card still shows the choice")
		}
	}
	for i, m := range voters[:len(voters)-2] { // two do not take part
		if i == 15 {
			w.stop()
			w.open()
		}
		vote(m, i%4)
		if i%3 == 0 { // changes his or her mind
			w.press(w.phone(m), "改投")
			vote(m, (i+1)%4)
			want[(i+1)%4]++
		} else {
			want[i%4]++
		}
	}
	w.turn(branch.On(2026, time.June, 16).At(17, 59))
	if m, ok := chair.Find("已参加 29 人"); !ok {
		w.Errorf("the officers' card is %q", chair.Last().Text)
	} else if strings.Contains(m.Text, "得票") {
		w.Error("the officers see a count before the close")
	}
	w.turn(branch.On(2026, time.June, 16).At(18, 0))
	result := "应参加 31 人，实参加 29 人。"
	w.sees(chair, result)
	for i, c := range candidates {
		if line := fmt.Sprintf("得票 %d", want[i]); !strings.Contains(chair.Last().Text, c) || !strings.Contains(chair.Last().Text, line) {
			w.Errorf("the result is %q, want %s with %d", chair.Last().Text, c, want[i])
		}
	}
	if !strings.Contains(chair.Last().Text, fmt.Sprintf("弃权 %d", want[3])) {
		w.Errorf("the result is %q, want %d abstentions", chair.Last().Text, want[3])
	}
	if _, saw := w.phone(voters[len(voters)-1]).Find(result); !saw {
		w.Error("somebody who did not vote is not shown the result")
	}
}
