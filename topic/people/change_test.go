package people_test

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
	"zhibu/world"
)

// TestLeaving has the leader of a group leave while nominations are open: nothing more is sent, the nomination is handed
// on, the own record stays readable; a successor is appointed; after a day it cannot be undone.
func TestLeaving(t *testing.T) {
	w, p, _ := world.PeopleWorld(t)
	leader := w.Member(w.Group(2).Leader)
	successor := w.Members(func(m branch.Member) bool { return m.Group == 2 && m.ID != leader.ID && m.Full != 0 })[0]
	phone := w.Phone(leader)
	if _, ok := phone.Find("身边好党员"); !ok {
		t.Fatal("the leader was not asked to nominate")
	}
	w.Say(p, "/people "+leader.Name)
	w.Press(p, "登记变动")
	w.Press(p, "离开支部")
	screen(w, p)
	w.Press(p, "退休")
	w.Press(p, "今天 2026年6月1日")
	screen(w, p)
	w.Sees(p, "「第二党小组」组长空缺")
	sent := len(w.Replies(phone, func() { w.Press(p, "确认") }))
	w.Turn(branch.On(2026, time.June, 10).At(9, 30)) // reminders of nominations and of visits go out
	sent += len(w.Replies(phone, func() {}))
	if sent > 0 {
		t.Errorf("%d messages to who has left; the last is %q", sent, phone.Last().Text)
	}
	if got := w.Say(phone, "/menu"); got != cards.Stranger {
		t.Errorf("who has left gets %q", got)
	}
	if got := w.Say(phone, "/me"); !strings.Contains(got, "状态：退休") {
		t.Errorf("who has left sees %q", got)
	}
	screen(w, phone)
	w.Say(p, "/people "+successor.Name)
	w.Press(p, "登记变动")
	w.Press(p, "任免职务")
	screen(w, p)
	w.Press(p, "党小组组长")
	w.Press(p, "今天 2026年6月10日")
	screen(w, p)
	news := w.Replies(w.Phone(successor), func() { w.Press(p, "确认") })
	if !slices.ContainsFunc(news, func(s string) bool { return strings.Contains(s, "推荐") && strings.Contains(s, "第二党小组") }) {
		t.Errorf("the new leader was not handed the nomination: %q", news)
	}
	if w.Group(2).Leader != successor.ID {
		t.Error("no new leader")
	}
	w.Say(p, "/people "+leader.Name)
	screen(w, p)
	w.Press(p, "变动记录")
	screen(w, p)
	if _, err := p.Press(w.Pressed[p], "撤销第1项"); err == nil {
		t.Error("a change of nine days ago can be undone")
	}
	w.Update(func(tx *store.Tx) error {
		m, _ := office.Member(tx, w.Branch, w.Post(branch.OrganisationPost).ID)
		if err := w.App.Office.UndoChange(tx, m, 1, w.Clock.Now()); err == nil || !strings.Contains(err.Error(), "超过24小时") {
			t.Errorf("undone: %v", err)
		}
		return nil
	})
	w.PressAll(3)
	w.Stop()
}

// TestCommittee enters a new committee for a day to come: it takes office on that day, whether the process ran at
// midnight or not, and its roles go over with it.
func TestCommittee(t *testing.T) {
	w, p, secretary := world.PeopleWorld(t)
	old := w.Post(branch.OrganisationPost)
	next := w.Members(func(m branch.Member) bool { return m.Post == branch.NoPost && m.Full != 0 && !m.Leadership })[2]
	w.Say(p, "/people")
	w.Press(p, "换届与机构")
	screen(w, p)
	w.Press(p, "换届")
	screen(w, p)
	w.Say(p, "2026年7月1日")
	screen(w, p)
	w.Press(p, "改组织委员")
	screen(w, p)
	for range 3 {
		if slices.ContainsFunc(screen(w, p).Buttons, func(r []sandbox.Button) bool {
			return slices.ContainsFunc(r, func(b sandbox.Button) bool { return b.Text == next.Name })
		}) {
			break
		}
		for _, row := range screen(w, p).Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Text, "下一页") {
					w.Press(p, b.Text)
				}
			}
		}
	}
	w.Press(p, next.Name)
	w.Sees(p, "换届")
	screen(w, p)
	w.Sees(p, "须另一名书记、副书记或组织委员确认")
	w.Twice(p, "确认")
	screen(w, p)
	again(w)
	w.Say(p, "/menu")
	screen(w, p)
	w.Sees(p, "等待另一名同志确认：换届")
	w.Say(secretary, "/menu")
	w.Press(secretary, "确认变动")
	screen(w, secretary)
	w.Sees(secretary, "组织委员"+next.Name)
	again(w)
	w.Twice(secretary, "确认")
	w.Sees(p, "同志确认，已办理")
	screen(w, p)
	if w.Post(branch.OrganisationPost).ID != old.ID {
		t.Error("in office before the day")
	}
	again(w)
	w.Turn(branch.On(2026, time.June, 30).At(23, 50))
	if w.Post(branch.OrganisationPost).ID != old.ID {
		t.Error("in office before the day")
	}
	w.Stop() // over midnight
	w.Clock.Set(branch.On(2026, time.July, 2).At(10, 0))
	w.Open()
	w.Turn(branch.On(2026, time.July, 2).At(10, 1))
	if got := w.Post(branch.OrganisationPost); got.ID != next.ID {
		t.Errorf("%s is 组织委员", got.Name)
	}
	if _, ok := w.Phone(w.Member(7)).Find("7月1日是您的政治生日，祝贺来迟"); !ok { // the change planned everybody's anew before it
		t.Error("a greeting that was due while the process was down is lost")
	}
	if w.Member(old.ID).Post != branch.NoPost {
		t.Error("the former one still holds a post")
	}
	if got := w.Replies(p, func() { p.Send("/people") }); !slices.Contains(got, cards.NotYours) || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "党员名册") }) {
		t.Errorf("the former one's /people was answered %q", got)
	}
	w.Say(w.Phone(next), "/people")
	w.Sees(w.Phone(next), "党员名册")
	w.PressAll(5)
	w.Stop()
}

// enter goes through a form of buttons and typed answers (those that begin with 「=」) up to 「确认」.
func enter(w *world.World, p *sandbox.Client, steps ...string) {
	w.Helper()
	for _, s := range steps {
		if text, typed := strings.CutPrefix(s, "="); typed {
			w.Say(p, text)
		} else {
			w.Press(p, s)
		}
	}
}

// refuses presses a button and fails the test unless it is refused with that reason.
func refuses(w *world.World, p *sandbox.Client, label, why string) {
	w.Helper()
	if a := w.Press(p, label); !strings.Contains(a.Text, why) {
		w.Errorf("%s was answered %q, not %q", label, a.Text, why)
	}
}

// TestStanding takes a probationary member through 延长预备期, 转正 and a corrected date: 周年 and 党龄 follow, each from
// its own date.
func TestStanding(t *testing.T) {
	w, p, secretary := world.PeopleWorld(t)
	who := w.Members(func(m branch.Member) bool { return m.Full == 0 })[0]
	who.Joined = branch.On(2025, time.June, 5)
	w.Update(func(tx *store.Tx) error { store.Members.Put(tx, who); return nil })
	phone := w.Phone(who)
	enter(w, p, "=/people "+who.Name)
	screen(w, p)
	enter(w, p, "登记变动", "转正")
	screen(w, p)
	enter(w, p, "="+(who.PutOff()-1).Chinese())
	w.Sees(p, "转正日期不能早于这一天")
	enter(w, p, "取消")
	w.Sees(p, who.Name)
	enter(w, p, "登记变动", "任免职务", "宣传委员", "=2026年6月1日")
	w.Sees(p, "是预备党员，不能担任宣传委员")
	enter(w, p, "取消", "登记变动", "延长预备期")
	screen(w, p)
	enter(w, p, "="+(who.PutOff()+30).Chinese())
	w.Sees(p, "延长不少于半年、最长一年")
	until := branch.On(2026, time.December, 5)
	enter(w, p, until.Chinese())
	screen(w, p)
	enter(w, p, "确认")
	w.Sees(phone, "预备期延长至"+until.Chinese())
	w.Say(phone, "/me")
	w.Sees(phone, "预备期延长至："+until.Chinese())
	w.Turn(branch.On(2026, time.June, 3).At(10, 0))
	enter(w, secretary, "=/people "+who.Name, "登记变动", "转正", "预备期满"+until.Chinese())
	screen(w, secretary)
	enter(w, secretary, "确认")
	w.Sees(secretary, "起生效，此前可以撤销")
	again(w)
	if w.Member(who.ID).Full != 0 {
		t.Error("full before the day")
	}
	w.Turn(until.At(9, 30))
	if got := w.Member(who.ID).Full; got != until {
		t.Errorf("full on %s, not %s", got, until)
	}
	w.Say(phone, "/me")
	w.Sees(phone, "转正日期："+until.Chinese()+"\n党龄：不满一年")
	screen(w, phone)
	enter(w, p, "=/people "+who.Name, "登记变动", "更正日期", "入党日期", "="+(until+1).Chinese())
	w.Sees(p, "不能晚于今天")
	right := who.Joined - 40
	enter(w, p, "="+right.Chinese())
	screen(w, p)
	enter(w, p, "确认")
	if got := w.Member(who.ID); got.Joined != right || got.Full != until {
		t.Errorf("joined %s, full %s", got.Joined, got.Full)
	}
	w.Stop()
}

// TestReform divides a group, merges another away and renames a section, from a day to come; nominations under way keep
// a group from being merged; the history names them as they were.
func TestReform(t *testing.T) {
	w, p, _ := world.PeopleWorld(t)
	enter(w, p, "=/people", "换届与机构", "合并党小组", "第五党小组", "第一党小组")
	refuses(w, p, "今天 2026年6月1日", "请在截止后再合并党小组")
	enter(w, p, "取消", "=/people", "换届与机构", "新设党小组", "=第一党小组")
	two := w.Members(func(m branch.Member) bool { return m.Group == 1 && m.Post == branch.NoPost })[:2]
	enter(w, p, two[0].Name, two[1].Name)
	screen(w, p)
	enter(w, p, "去掉"+two[1].Name, two[1].Name, "选好了（2人）")
	refuses(w, p, "今天 2026年6月1日", "已有名为「第一党小组」的党小组")
	enter(w, p, "取消", "=/people", "换届与机构", "新设党小组", "=第六党小组", two[0].Name, two[1].Name, "选好了（2人）", "今天 2026年6月1日")
	screen(w, p)
	w.Sees(p, "「第六党小组」只有2名党员，不足3人")
	w.Twice(p, "确认")
	if g := w.Group(6); g.Name != "第六党小组" || w.Member(two[0].ID).Group != 6 || w.Group(7).ID != 0 {
		t.Errorf("%+v", g)
	}
	w.Turn(branch.On(2026, time.June, 11).At(9, 30))
	enter(w, p, "=/people", "换届与机构", "合并党小组", "第六党小组", "第二党小组", "=2026年7月1日")
	screen(w, p)
	enter(w, p, "确认", "=/people", "换届与机构", "科室改名、合并", "秘书科", "=办公室", "今天 2026年6月11日")
	screen(w, p)
	enter(w, p, "确认", "=/people", "变动记录")
	screen(w, p)
	w.Turn(branch.On(2026, time.July, 1).At(9, 30))
	if w.Member(two[0].ID).Group != 2 || w.Group(6).Ended != branch.On(2026, time.July, 1) {
		t.Errorf("%+v, %+v", w.Member(two[0].ID), w.Group(6))
	}
	if n := len(w.Members(func(m branch.Member) bool { return m.Section == "办公室" })); n == 0 {
		t.Error("no section of the new name")
	}
	enter(w, p, "=/people", "变动记录", "撤销第2项", "确认")
	if w.Member(two[0].ID).Group != 6 || w.Group(6).Ended != 0 {
		t.Errorf("%+v, %+v", w.Member(two[0].ID), w.Group(6))
	}
	screen(w, p)
	enter(w, p, "=/people", "变动记录")
	screen(w, p)
	w.Stop()
}

// TestUndoRefused takes back what nothing later stands on, and refuses the rest with the reason.
func TestUndoRefused(t *testing.T) {
	w, p, _ := world.PeopleWorld(t)
	who := w.Member(4)
	move := func(to string) {
		enter(w, p, "=/people "+who.Name, "登记变动", "换组", to, "今天 2026年6月1日", "确认")
	}
	move("第三党小组")
	message, first := w.Button(p, "撤销")
	move("第四党小组")
	undo := func() string { return w.Forge(p, message+1<<20, first) }
	if got := undo(); !strings.Contains(got, "此后又登记了“沈岩由第三党小组换到第四党小组”，须先撤销那一项") {
		t.Errorf("undone: %q", got)
	}
	enter(w, p, "撤销", "确认")
	if got := undo(); got != "" {
		t.Errorf("refused: %q", got)
	}
	enter(w, p, "确认")
	if w.Member(who.ID).Group != 1 {
		t.Error("not undone")
	}
	// A change dated before one of the same thing.
	move("第二党小组")
	enter(w, p, "=/people "+who.Name, "登记变动", "换组", "第三党小组", "=2026年5月1日")
	w.Sees(p, "已登记2026年6月1日起“沈岩由第一党小组换到第二党小组”，这次的日期不能早于那一天")
	// Rights on which a roll was frozen.
	probationer := w.Members(func(m branch.Member) bool { return m.Full == 0 })[0]
	w.Update(func(tx *store.Tx) error {
		m, _ := office.Member(tx, w.Branch, probationer.ID)
		m.Joined = branch.On(2025, time.May, 30)
		store.Members.Put(tx, m)
		return nil
	})
	enter(w, p, "取消", "=/people "+probationer.Name, "登记变动", "转正", "=2026年5月31日", "确认")
	w.Open3("6月2日（周二）18:00", "江月华", "陆文博", "程思敏")
	enter(w, p, "=/people "+probationer.Name, "变动记录")
	for _, row := range screen(w, p).Buttons {
		for _, b := range row {
			if strings.HasPrefix(b.Text, "撤销") {
				t.Error("what a roll stands on can be undone")
			}
		}
	}
	w.Stop()
}

// TestPastPeriods registers a departure dated in the past: rounds that have ended keep their roll and their totals, and
// visits their names.
func TestPastPeriods(t *testing.T) {
	w, p, _ := world.PeopleWorld(t)
	who := w.Member(5)
	chair := w.Open3("6月2日（周二）18:00", "江月华", "陆文博", "程思敏")
	for i, m := range w.Members(func(m branch.Member) bool { return m.Full != 0 })[:18] {
		w.Vote(m, []string{"江月华", "江月华", "陆文博"}[i%3])
	}
	w.Turn(branch.On(2026, time.June, 2).At(18, 1))
	w.Sees(chair, "应参加 31 人，实参加 18 人。")
	rounds := func() (rows []string) {
		for _, row := range w.Dump() {
			if strings.HasPrefix(row, "roll ") || strings.HasPrefix(row, "rounds ") && strings.Contains(row, "先锋岗") || strings.HasPrefix(row, "records ") {
				rows = append(rows, row)
			}
		}
		return rows
	}
	before := rounds()
	enter(w, p, "=/people "+who.Name, "登记变动", "离开支部", "转出", "=2026年5月20日")
	screen(w, p)
	enter(w, p, "确认")
	if w.Member(who.ID).Status != branch.Transferred {
		t.Error("still here")
	}
	if after := rounds(); !slices.Equal(before, after) || len(before) < 32 {
		t.Errorf("%d rows of what had ended, %d now", len(before), len(after))
	}
	w.Stop()
}

// TestChangeBack: a change is gone back in question by question, and a name that was typed is not dropped at once.
func TestChangeBack(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Post(branch.OrganisationPost))
	w.Say(p, "/people "+w.Member(3).Name)
	w.Press(p, "登记变动")
	w.Press(p, "换组")
	first := w.Screen("which group", p)
	w.Press(p, "第二党小组")
	w.Screen("from when", p)
	w.Press(p, "上一步")
	if got := w.Screen("back", p); !strings.HasPrefix(got, first[:strings.Index(first, "[")]+"现在：第二党小组\n") || strings.Contains(got, "上一步") {
		t.Errorf("one step back is %q", got)
	}
	w.Press(p, "第三党小组")
	w.Press(p, "今天 2026年6月1日")
	w.Screen("all of it", p)
	w.Press(p, "上一步")
	w.Press(p, "今天 2026年6月1日")
	w.Press(p, "确认")
	w.Sees(p, "第三党小组")
	w.Say(p, "名册")
	w.Say(p, "新增党员")
	w.Say(p, "郑䶮")
	w.Press(p, "取消")
	w.Sees(p, "还没有提交")
	w.Press(p, "返回继续填写")
	w.Press(p, "第四党小组")
	w.Press(p, "上一步")
	w.Press(p, "第四党小组") // what was chosen before can be chosen again
	w.Press(p, "上一步")
	w.Press(p, "上一步")
	w.Sees(p, "请直接发送姓名")
}
