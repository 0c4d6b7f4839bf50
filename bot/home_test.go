package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/world"
)

// TestHomeAboveNews: home does not go on saying that nothing waits once something has come below it; on the day of the
// 党员大会 its end is a button of the keeper's home.
func TestHomeAboveNews(t *testing.T) {
	w := world.New(t, branch.On(2026, time.May, 19).At(9, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	_, leaders := w.Leaders()
	p := w.Phone(leaders[1])
	w.Say(p, "/menu")
	menu := p.Last().ID
	if text := p.Last().Text; strings.Contains(text, "推荐第二党小组") {
		t.Fatalf("before the opening: %q", text)
	}
	w.Turn(branch.On(2026, time.May, 20).At(9, 30))
	for _, m := range p.Messages() {
		if m.ID == menu && !strings.Contains(m.Text, "推荐第二党小组“身边好党员”") {
			t.Errorf("home above the nomination says %q", m.Text)
		}
	}

	chair := w.Phone(w.Post(branch.OrganisationPost))
	w.Assembly(chair, branch.On(2026, time.June, 9).At(10, 0), "6月26日（周五）", branch.On(2026, time.June, 25).At(10, 0))
	for _, day := range []int{25, 26} {
		w.Turn(branch.On(2026, time.June, day).At(11, 0))
		w.Say(chair, "/menu")
		if over := slices.Contains(chair.Last().Labels(), "大会结束"); over != (day == 26) {
			t.Errorf("on 26 June less %d days: 大会结束 is on home: %v\n%s", 26-day, over, chair.Last().Text)
		}
	}
	w.Press(chair, "大会结束")
	w.Press(chair, "开始推荐")
	w.Newest(chair, "推荐进展")
}

// TestOwnRoomInPassing: the room that leads to 「投诉建议」 is shown where home stands and no row tells of it; home comes back, and what
// is pressed in it goes on from there.
func TestOwnRoomInPassing(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	p := w.Phone(w.Member(5))
	w.Say(p, "/menu")
	home := p.Last()
	look := func(want string) {
		t.Helper()
		w.Settle()
		if got := p.Last(); got.ID != home.ID || !strings.Contains(got.Text, want) {
			t.Fatalf("home shows %q, not %q", got.Text, want)
		}
	}
	w.Unchanged("the room", func() { w.Twice(p, cards.RoomMine) })
	look("本人的记录")
	w.Press(p, "返回首页")
	look("目前没有待您办理的事项")
	w.Press(p, cards.RoomMine)
	w.Press(p, "我的信息")
	look("入党日期")
	w.Press(p, "返回首页")
	look("目前没有待您办理的事项")
	w.Press(p, cards.RoomMine)
	w.Say(p, "/menu")
	if got := p.Last(); got.ID == home.ID || !strings.Contains(got.Text, "目前没有待您办理的事项") {
		t.Errorf("asked for below, home says %q", got.Text)
	}
}

// TestMonthOfUse: of when an account was last used the month alone is kept, and officers are told no finer.
func TestMonthOfUse(t *testing.T) {
	w := world.FormWorld(t) // 1 June 2026
	defer func() { w.Stop() }()
	p, chief := w.Phone(w.Member(5)), w.Phone(w.Post(branch.Secretary))
	used := func(want string) {
		t.Helper()
		w.Say(chief, "/people "+w.Member(5).Name)
		if got := w.Newest(chief, "账号：").Text; !strings.Contains(got, "账号：已绑定，"+want) { // reminders may come below it
			t.Errorf("an officer is told %q, not %s", got, want)
		}
	}
	w.Clock.Set(branch.On(2026, time.July, 23).At(10, 0))
	w.Say(p, "/menu")
	for _, row := range w.Dump() {
		if strings.HasPrefix(row, "bindings ") && strings.Contains(row, `"member":5,`) && !strings.Contains(row, `"heard":"2026-07-01"`) {
			t.Errorf("the row says %s", row)
		}
	}
	used("近三个月使用过")
	w.Clock.Set(branch.On(2026, time.September, 30).At(10, 0))
	used("近三个月使用过")
	w.Clock.Set(branch.On(2026, time.October, 1).At(10, 0))
	used("近三个月没有使用")
}
