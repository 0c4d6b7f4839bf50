package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/demo"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/points"
	"zhibu/topic/rounds"
	"zhibu/world"
	"zhibu/world/rig"
)

// TestYear runs the whole card from a roster file to a counted recommendation, through the real App over HTTP: from
// 2 March to 30 June 2026, with a restart in the middle of the vote.
func TestYear(t *testing.T) {
	if rig.Race {
		t.Skip("four months of a branch; TestFortnight is the one under race")
	}
	w := world.New(t, branch.On(2026, time.March, 2).At(9, 0))
	w.Open()
	w.Found()
	everyone := w.Members(func(branch.Member) bool { return true })
	bindAll(w, everyone)
	visits(w)
	nominations(w)
	ballot(w)
	w.Turn(branch.On(2026, time.June, 30).At(20, 0))
	w.Stop()

	once := map[string]int{}
	greeted := map[string]int{}
	for _, s := range w.Server.Log() {
		day := branch.DateOf(s.Time)
		if strings.Contains(s.Text, "今天是您的政治生日") {
			greeted[fmt.Sprint(s.Chat, " ", day)]++
			if s.Method != "sendPhoto" || strings.Contains(s.Text, branch.Oath) || s.Time.In(branch.Shanghai).Hour() != 9 {
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
			if got := greeted[fmt.Sprint(demo.FirstID+m.ID, " ", day)]; got != want {
				t.Errorf("%s (joined %s) got %d greetings on %s, want %d", m.Name, m.Joined, got, day, want)
			}
		}
	}
	if strings.Contains(w.Logged.String(), "rehearsal-in-this-process") {
		t.Error("the token is in the log")
	}
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

func bindAll(w *world.World, everyone []branch.Member) {
	w.Helper()
	for i, m := range everyone {
		p, code := w.Phone(m), w.Invite(m)
		if i%2 == 0 {
			p.Start(code)
		} else {
			w.Say(p, " "+code+" ")
		}
		w.Sees(p, m.Name)
		w.Press(p, "确认")
		w.Sees(p, "任何时候都不要在这里发送")
		w.Press(p, "我知道了")
		w.Sees(p, m.Name+"同志，您好")
		if got := len(p.Commands()); got < 6 {
			w.Errorf("%s has %d commands", m.Name, got)
		}
	}
}

// liaisons returns who looks after each contact point.
func liaisons(w *world.World) (firms []branch.Contact, who []branch.Member) {
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for c := range store.Contacts.Scan(tx, store.K(w.Branch)) {
			m, _ := office.Member(tx, w.Branch, branch.LiaisonOf(c, office.Group(tx, w.Branch, c.Group)))
			firms, who = append(firms, c), append(who, m)
		}
		return nil
	})
	return firms, who
}

// digests returns the days on which somebody was reminded of visits.
func digests(w *world.World, m branch.Member) (days []string) {
	for _, s := range w.Server.Log() {
		if s.Chat == demo.FirstID+int64(m.ID) && strings.HasPrefix(s.Text, "工作提醒") && strings.Contains(s.Text, "联系点任务") {
			days = append(days, branch.DateOf(s.Time).String())
		}
	}
	return days
}

func visits(w *world.World) {
	w.Helper()
	firms, who := liaisons(w)
	last := len(firms) - 1
	w.Turn(branch.On(2026, time.March, 18).At(10, 0))
	for i, c := range firms {
		p := w.Phone(who[i])
		if got := digests(w, who[i]); !slices.Equal(got, []string{"2026-03-03", "2026-03-17"}) { // asked once what has been done already
			w.Errorf("%s was reminded on %q", who[i].Name, got)
		}
		if leader := w.Members(func(m branch.Member) bool { return m.ID == c.Leader })[0]; !slices.Contains(digests(w, leader), "2026-03-17") {
			w.Errorf("%s, who is paired with %s, was reminded on %q", leader.Name, c.Name, digests(w, leader))
		}
		if i == last {
			break
		}
		w.Press(p, "登记："+points.FirmShort(c.Name))
		w.Sees(p, "请用一句话写下情况")
		w.Say(p, "了解生产情况，约定下月共同开展主题党日。")
		w.Sees(p, "2026年第一季度")
		w.Press(p, "确认")
		w.Sees(p, "已登记：3月18日走访"+c.Name)
	}
	if board := w.Say(w.Phone(who[0]), "/board"); !strings.Contains(board, "走访1家") {
		w.Errorf("the board does not show one contact point still to visit: %q", board)
	}
	w.Turn(branch.On(2026, time.March, 27).At(10, 0))
	for i, m := range who {
		want := []string{"2026-03-03", "2026-03-17"}
		if i == last || m.ID == who[last].ID {
			want = append(want, "2026-03-26")
		}
		if got := digests(w, m); !slices.Equal(got, want) {
			w.Errorf("%s was reminded on %q, want %q", m.Name, got, want)
		}
	}
	p := w.Phone(who[last])
	w.Say(p, "/visit")
	w.Press(p, firms[last].Name)
	w.Say(p, "走访车间党员，征求对支部的意见。")
	w.Press(p, "改日期")
	w.Press(p, "昨天")
	w.Sees(p, "2026年3月26日")
	w.Press(p, "改日期")
	w.Say(p, "3月25日")
	w.Press(p, "确认")
	w.Sees(p, "已登记：3月25日")
	w.Turn(branch.On(2026, time.April, 2).At(10, 0))
	for _, m := range who {
		if got := digests(w, m); got[len(got)-1] != "2026-04-01" {
			w.Errorf("%s was last reminded on %q", m.Name, got)
		}
	}
}

func nominations(w *world.World) {
	w.Helper()
	groups, leaders := w.Leaders()
	of := func(i, n int) string {
		return w.Members(func(m branch.Member) bool { return m.Group == groups[i].ID })[n].Name
	}
	w.Turn(branch.On(2026, time.May, 20).At(9, 30))
	for i := range 3 {
		p := w.Phone(leaders[i])
		w.Sees(p, groups[i].Name+"推荐“身边好党员”")
		w.Nominate(p, of(i, 1), "主动承担驻村帮扶任务，全年走访群众40余户。")
	}
	organiser := w.Phone(w.Post(branch.OrganisationPost))
	if m, ok := organiser.Find("已推荐 3 组，共 5 组"); !ok || strings.Count(m.Text, "未推荐") != 2 {
		w.Errorf("the 组织委员 sees %q", organiser.Last().Text)
	}
	w.Turn(branch.On(2026, time.June, 4).At(9, 30)) // the first reminder was on 3 June, 5 working days before
	for i := range leaders {
		reminders := 0
		for _, m := range w.Phone(leaders[i]).Messages() {
			if strings.HasPrefix(m.Text, "提醒：推荐") && len(m.Buttons) > 0 {
				reminders++
			}
		}
		if want := map[bool]int{true: 1}[i >= 3]; reminders != want {
			w.Errorf("%s has %d live reminders, want %d", leaders[i].Name, reminders, want)
		}
	}
	w.Nominate(w.Phone(leaders[3]), of(3, 0), "业务精湛，牵头完成年度重点课题。")
	w.Turn(branch.On(2026, time.June, 9).At(9, 30))
	w.Press(organiser, "代"+groups[4].Name+"提名")
	w.Nominate(organiser, of(4, 2), "热心服务台胞，多次得到来信感谢。")
	w.Sees(w.Phone(leaders[4]), "组织委员代录")
	w.Turn(branch.On(2026, time.June, 10).At(17, 50))
	w.Press(w.Phone(leaders[2]), "修改提名")
	w.Nominate(w.Phone(leaders[2]), of(2, 2), "连续三年承担值班和应急工作。")
	stale := w.Phone(leaders[1]).Last()
	for _, m := range w.Phone(leaders[1]).Messages() {
		if len(m.Buttons) > 0 && strings.HasPrefix(m.Buttons[0][0].Data, "nom") {
			stale = m
		}
	}
	w.Turn(branch.On(2026, time.June, 10).At(18, 1))
	w.Sees(w.Phone(leaders[2]), "提名已经截止")
	id := w.Phone(leaders[1]).PressData(stale.ID, stale.Buttons[0][0].Data)
	if a, err := w.Phone(leaders[1]).Answer(w.Ctx(), id); err != nil || !strings.Contains(a.Text, "截止") {
		w.Errorf("a press after the deadline was answered %q, %v", a.Text, err)
	}
	_ = w.App.Store.View(func(tx *store.Tx) error {
		n := 0
		for nom := range rounds.Nominations.Scan(tx, nil) {
			n++
			if nom.Group == groups[2].ID {
				if m, _ := office.Member(tx, w.Branch, nom.Nominee); m.Name != of(2, 2) {
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

func ballot(w *world.World) {
	w.Helper()
	w.Turn(branch.On(2026, time.June, 15).At(10, 0))
	chair := w.Phone(w.Post(branch.OrganisationPost))
	candidates := []string{}
	w.Say(chair, "/menu")
	w.Press(chair, "评选")
	w.Press(chair, "发起推荐")
	for _, m := range w.Members(func(m branch.Member) bool { return m.ID == 2 || m.ID == 5 || m.ID == 7 }) {
		candidates = append(candidates, m.Name)
		w.Press(chair, m.Name)
	}
	w.Press(chair, "选好了（3人）")
	w.Press(chair, "6月16日（周二）18:00")
	w.Sees(chair, "共 31 人")
	w.Press(chair, "确认")

	voters := w.Members(func(m branch.Member) bool { return m.Full != 0 })
	for _, m := range w.Members(func(m branch.Member) bool { return m.Full == 0 }) {
		w.Sees(w.Phone(m), "预备党员")
		for _, c := range candidates {
			if _, saw := w.Phone(m).Find("候选：" + c); saw {
				w.Error("a probationary member was shown a candidate")
			}
		}
	}
	want := make([]int, 4) // by candidate, then abstentions
	vote := func(m branch.Member, choice int) {
		p := w.Phone(m)
		label := "弃权"
		if choice < 3 {
			label = candidates[choice]
		}
		w.Press(p, label)
		w.Sees(p, "请点「确认」")
		if a := w.Press(p, "确认"); a.Text != "已投票" {
			w.Errorf("%s voted and was told %q", m.Name, a.Text)
		}
		w.Sees(p, "已投票")
		if strings.Contains(p.Last().Text, "您推荐") {
			w.Error("the card still shows the choice")
		}
	}
	for i, m := range voters[:len(voters)-2] { // two do not take part
		if i == 15 {
			w.Stop()
			w.Open()
		}
		vote(m, i%4)
		if i%3 == 0 { // changes his or her mind
			w.Press(w.Phone(m), "改投")
			vote(m, (i+1)%4)
			want[(i+1)%4]++
		} else {
			want[i%4]++
		}
	}
	w.Turn(branch.On(2026, time.June, 16).At(17, 59))
	if m, ok := chair.Find("已参加 29 人"); !ok {
		w.Errorf("the officers' card is %q", chair.Last().Text)
	} else if strings.Contains(m.Text, "得票") {
		w.Error("the officers see a count before the close")
	}
	w.Turn(branch.On(2026, time.June, 16).At(18, 0))
	result := "应参加 31 人，实参加 29 人。"
	w.Sees(chair, result)
	for i, c := range candidates {
		if line := fmt.Sprintf("得票 %d", want[i]); !strings.Contains(chair.Last().Text, c) || !strings.Contains(chair.Last().Text, line) {
			w.Errorf("the result is %q, want %s with %d", chair.Last().Text, c, want[i])
		}
	}
	if !strings.Contains(chair.Last().Text, fmt.Sprintf("弃权 %d", want[3])) {
		w.Errorf("the result is %q, want %d abstentions", chair.Last().Text, want[3])
	}
	if _, saw := w.Phone(voters[len(voters)-1]).Find(result); !saw {
		w.Error("somebody who did not vote is not shown the result")
	}
}
