package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
)

// TestLeaving has the leader of a group leave while nominations are open: nothing more is sent, the nomination is handed
// on, the own record stays readable; a successor is appointed; after a day it cannot be undone.
func TestLeaving(t *testing.T) {
	w, p, _ := peopleWorld(t)
	leader := w.member(w.group(2).Leader)
	successor := w.members(func(m branch.Member) bool { return m.Group == 2 && m.ID != leader.ID && m.Full != 0 })[0]
	phone := w.phone(leader)
	if _, ok := phone.Find("身边好党员"); !ok {
		t.Fatal("the leader was not asked to nominate")
	}
	w.say(p, "/people "+leader.Name)
	w.press(p, "登记变动")
	w.press(p, "离开支部")
	w.screen(p)
	w.press(p, "退休")
	w.press(p, "今天 2026年6月1日")
	w.screen(p)
	w.sees(p, "「第二党小组」组长空缺")
	sent := len(w.replies(phone, func() { w.press(p, "确认") }))
	w.turn(branch.On(2026, time.June, 10).At(9, 30)) // reminders of nominations and of visits go out
	sent += len(w.replies(phone, func() {}))
	if sent > 0 {
		t.Errorf("%d messages to who has left; the last is %q", sent, phone.Last().Text)
	}
	if got := w.say(phone, "/menu"); got != cards.Stranger {
		t.Errorf("who has left gets %q", got)
	}
	if got := w.say(phone, "/me"); !strings.Contains(got, "状态：退休") {
		t.Errorf("who has left sees %q", got)
	}
	w.screen(phone)
	w.say(p, "/people "+successor.Name)
	w.press(p, "登记变动")
	w.press(p, "任免职务")
	w.screen(p)
	w.press(p, "党小组组长")
	w.press(p, "今天 2026年6月10日")
	w.screen(p)
	news := w.replies(w.phone(successor), func() { w.press(p, "确认") })
	if !slices.ContainsFunc(news, func(s string) bool { return strings.Contains(s, "推荐") && strings.Contains(s, "第二党小组") }) {
		t.Errorf("the new leader was not handed the nomination: %q", news)
	}
	if w.group(2).Leader != successor.ID {
		t.Error("no new leader")
	}
	w.say(p, "/people "+leader.Name)
	w.screen(p)
	w.press(p, "变动记录")
	w.screen(p)
	if _, err := p.Press(w.pressed[p], "撤销第1项"); err == nil {
		t.Error("a change of nine days ago can be undone")
	}
	w.update(func(tx *store.Tx) error {
		m, _ := office.Member(tx, w.branch, w.post(branch.OrganisationPost).ID)
		if err := w.app.Office.UndoChange(tx, m, 1, w.clock.Now()); err == nil || !strings.Contains(err.Error(), "超过24小时") {
			t.Errorf("undone: %v", err)
		}
		return nil
	})
	w.stop()
}

// TestCommittee enters a new committee for a day to come: it takes office on that day, whether the process ran at
// midnight or not, and its roles go over with it.
func TestCommittee(t *testing.T) {
	w, p, _ := peopleWorld(t)
	old := w.post(branch.OrganisationPost)
	next := w.members(func(m branch.Member) bool { return m.Post == branch.NoPost && m.Full != 0 && !m.Leadership })[2]
	w.say(p, "/people")
	w.press(p, "换届与机构")
	w.screen(p)
	w.press(p, "换届")
	w.screen(p)
	w.press(p, "组织委员："+old.Name)
	w.screen(p)
	for range 3 {
		if slices.ContainsFunc(w.screen(p).Buttons, func(r []sandbox.Button) bool {
			return slices.ContainsFunc(r, func(b sandbox.Button) bool { return b.Text == next.Name })
		}) {
			break
		}
		for _, row := range w.screen(p).Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Text, "下一页") {
					w.press(p, b.Text)
				}
			}
		}
	}
	w.press(p, next.Name)
	w.sees(p, "换届")
	w.press(p, "选好了")
	w.say(p, "2026年7月1日")
	w.screen(p)
	w.press(p, "确认")
	w.screen(p)
	if w.post(branch.OrganisationPost).ID != old.ID {
		t.Error("in office before the day")
	}
	w.again()
	w.turn(branch.On(2026, time.June, 30).At(23, 50))
	if w.post(branch.OrganisationPost).ID != old.ID {
		t.Error("in office before the day")
	}
	w.stop() // over midnight
	w.clock.Set(branch.On(2026, time.July, 2).At(10, 0))
	w.open()
	w.turn(branch.On(2026, time.July, 2).At(10, 1))
	if got := w.post(branch.OrganisationPost); got.ID != next.ID {
		t.Errorf("%s is 组织委员", got.Name)
	}
	if w.member(old.ID).Post != branch.NoPost {
		t.Error("the former one still holds a post")
	}
	if got := w.replies(p, func() { p.Send("/people") }); !slices.Contains(got, cards.NotYours) || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "党员名册") }) {
		t.Errorf("the former one's /people was answered %q", got)
	}
	w.say(w.phone(next), "/people")
	w.sees(w.phone(next), "党员名册")
	w.stop()
}

// enter goes through a form of buttons and typed answers (those that begin with 「=」) up to 「确认」.
func (w *world) enter(p *sandbox.Client, steps ...string) {
	w.Helper()
	for _, s := range steps {
		if text, typed := strings.CutPrefix(s, "="); typed {
			w.say(p, text)
		} else {
			w.press(p, s)
		}
	}
}

// refuses presses a button and fails the test unless it is refused with that reason.
func (w *world) refuses(p *sandbox.Client, label, why string) {
	w.Helper()
	if a := w.press(p, label); !strings.Contains(a.Text, why) {
		w.Errorf("%s was answered %q, not %q", label, a.Text, why)
	}
}

// TestStanding takes a probationary member through 延长预备期, 转正 and a corrected date: 周年 and 党龄 follow, each from
// its own date.
func TestStanding(t *testing.T) {
	w, p, secretary := peopleWorld(t)
	who := w.members(func(m branch.Member) bool { return m.Full == 0 })[0]
	who.Joined = branch.On(2025, time.June, 5)
	w.update(func(tx *store.Tx) error { store.Members.Put(tx, who); return nil })
	phone := w.phone(who)
	w.enter(p, "=/people "+who.Name)
	w.screen(p)
	w.enter(p, "登记变动", "转正")
	w.screen(p)
	w.enter(p, "="+(who.PutOff()-1).Chinese())
	w.sees(p, "转正日期不能早于这一天")
	w.enter(p, "取消")
	w.sees(p, who.Name)
	w.enter(p, "登记变动", "任免职务", "宣传委员", "=2026年6月1日")
	w.sees(p, "是预备党员，不能担任宣传委员")
	w.enter(p, "取消", "登记变动", "延长预备期")
	w.screen(p)
	w.enter(p, "="+(who.PutOff()+30).Chinese())
	w.sees(p, "延长不少于半年、最长一年")
	until := branch.On(2026, time.December, 5)
	w.enter(p, until.Chinese())
	w.screen(p)
	w.enter(p, "确认")
	w.sees(phone, "预备期延长至"+until.Chinese())
	w.say(phone, "/me")
	w.sees(phone, "预备期延长至："+until.Chinese())
	w.turn(branch.On(2026, time.June, 3).At(10, 0))
	w.enter(secretary, "=/people "+who.Name, "登记变动", "转正", "预备期满"+until.Chinese())
	w.screen(secretary)
	w.enter(secretary, "确认")
	w.sees(secretary, "起生效，此前可以撤销")
	w.again()
	if w.member(who.ID).Full != 0 {
		t.Error("full before the day")
	}
	w.turn(until.At(9, 30))
	if got := w.member(who.ID).Full; got != until {
		t.Errorf("full on %s, not %s", got, until)
	}
	w.say(phone, "/me")
	w.sees(phone, "转正日期："+until.Chinese()+"\n党龄：不满一年")
	w.screen(phone)
	w.enter(p, "=/people "+who.Name, "登记变动", "更正日期", "入党日期", "="+(until+1).Chinese())
	w.sees(p, "不能晚于今天")
	right := who.Joined - 40
	w.enter(p, "="+right.Chinese())
	w.screen(p)
	w.enter(p, "确认")
	if got := w.member(who.ID); got.Joined != right || got.Full != until {
		t.Errorf("joined %s, full %s", got.Joined, got.Full)
	}
	w.stop()
}

// TestReform divides a group, merges another away and renames a section, from a day to come; nominations under way keep
// a group from being merged; the history names them as they were.
func TestReform(t *testing.T) {
	w, p, _ := peopleWorld(t)
	w.enter(p, "=/people", "换届与机构", "合并党小组", "第五党小组", "第一党小组")
	w.refuses(p, "今天 2026年6月1日", "请在截止后再合并党小组")
	w.enter(p, "取消", "=/people", "换届与机构", "新设党小组", "=第一党小组")
	two := w.members(func(m branch.Member) bool { return m.Group == 1 && m.Post == branch.NoPost })[:2]
	w.enter(p, two[0].Name, two[1].Name)
	w.screen(p)
	w.enter(p, "已选 "+two[1].Name, two[1].Name, "选好了（2人）")
	w.refuses(p, "今天 2026年6月1日", "已有名为「第一党小组」的党小组")
	w.enter(p, "取消", "=/people", "换届与机构", "新设党小组", "=第六党小组", two[0].Name, two[1].Name, "选好了（2人）", "今天 2026年6月1日")
	w.screen(p)
	w.sees(p, "「第六党小组」只有2名党员，不足3人")
	w.twice(p, "确认")
	if g := w.group(6); g.Name != "第六党小组" || w.member(two[0].ID).Group != 6 || w.group(7).ID != 0 {
		t.Errorf("%+v", g)
	}
	w.turn(branch.On(2026, time.June, 11).At(9, 30))
	w.enter(p, "=/people", "换届与机构", "合并党小组", "第六党小组", "第二党小组", "=2026年7月1日")
	w.screen(p)
	w.enter(p, "确认", "=/people", "换届与机构", "科室改名、合并", "秘书科", "=办公室", "今天 2026年6月11日")
	w.screen(p)
	w.enter(p, "确认", "=/people", "变动记录")
	w.screen(p)
	w.turn(branch.On(2026, time.July, 1).At(9, 30))
	if w.member(two[0].ID).Group != 2 || w.group(6).Ended != branch.On(2026, time.July, 1) {
		t.Errorf("%+v, %+v", w.member(two[0].ID), w.group(6))
	}
	if n := len(w.members(func(m branch.Member) bool { return m.Section == "办公室" })); n == 0 {
		t.Error("no section of the new name")
	}
	w.enter(p, "=/people", "变动记录", "撤销第2项", "确认")
	if w.member(two[0].ID).Group != 6 || w.group(6).Ended != 0 {
		t.Errorf("%+v, %+v", w.member(two[0].ID), w.group(6))
	}
	w.screen(p)
	w.enter(p, "=/people", "变动记录")
	w.screen(p)
	w.stop()
}

// TestUndoRefused takes back what nothing later stands on, and refuses the rest with the reason.
func TestUndoRefused(t *testing.T) {
	w, p, _ := peopleWorld(t)
	who := w.member(4)
	move := func(to string) {
		w.enter(p, "=/people "+who.Name, "登记变动", "换组", to, "今天 2026年6月1日", "确认")
	}
	move("第三党小组")
	message, first := w.button(p, "撤销")
	move("第四党小组")
	undo := func() string { return w.forge(p, message+1<<20, first) }
	if got := undo(); !strings.Contains(got, "此后又登记了“沈岩由第三党小组换到第四党小组”，须先撤销那一项") {
		t.Errorf("undone: %q", got)
	}
	w.enter(p, "撤销", "确认")
	if got := undo(); got != "" {
		t.Errorf("refused: %q", got)
	}
	w.enter(p, "确认")
	if w.member(who.ID).Group != 1 {
		t.Error("not undone")
	}
	// A change dated before one of the same thing.
	move("第二党小组")
	w.enter(p, "=/people "+who.Name, "登记变动", "换组", "第三党小组", "=2026年5月1日")
	w.sees(p, "已登记2026年6月1日起“沈岩由第一党小组换到第二党小组”，这次的日期不能早于那一天")
	// Rights on which a roll was frozen.
	probationer := w.members(func(m branch.Member) bool { return m.Full == 0 })[0]
	w.update(func(tx *store.Tx) error {
		m, _ := office.Member(tx, w.branch, probationer.ID)
		m.Joined = branch.On(2025, time.May, 30)
		store.Members.Put(tx, m)
		return nil
	})
	w.enter(p, "取消", "=/people "+probationer.Name, "登记变动", "转正", "=2026年5月31日", "确认")
	w.open3("6月2日（周二）18:00", "江月华", "陆文博", "程思敏")
	w.enter(p, "=/people "+probationer.Name, "变动记录")
	for _, row := range w.screen(p).Buttons {
		for _, b := range row {
			if strings.HasPrefix(b.Text, "撤销") {
				t.Error("what a roll stands on can be undone")
			}
		}
	}
	w.stop()
}

// TestPastPeriods registers a departure dated in the past: rounds that have ended keep their roll and their totals, and
// visits their names.
func TestPastPeriods(t *testing.T) {
	w, p, _ := peopleWorld(t)
	who := w.member(5)
	chair := w.open3("6月2日（周二）18:00", "江月华", "陆文博", "程思敏")
	for _, m := range w.members(func(m branch.Member) bool { return m.Full != 0 })[:18] {
		w.vote(m, "江月华")
	}
	w.turn(branch.On(2026, time.June, 2).At(18, 1))
	w.sees(chair, "应参加 31 人，实参加 18 人。")
	rounds := func() (rows []string) {
		for _, row := range w.dump() {
			if strings.Contains(row, "store.Seat ") || strings.Contains(row, "branch.Round ") && strings.Contains(row, "先锋岗") || strings.Contains(row, "branch.Record ") {
				rows = append(rows, row)
			}
		}
		return rows
	}
	before := rounds()
	w.enter(p, "=/people "+who.Name, "登记变动", "离开支部", "转出", "=2026年5月20日")
	w.screen(p)
	w.enter(p, "确认")
	if w.member(who.ID).Status != branch.Transferred {
		t.Error("still here")
	}
	if after := rounds(); !slices.Equal(before, after) || len(before) < 32 {
		t.Errorf("%d rows of what had ended, %d now", len(before), len(after))
	}
	w.stop()
}
