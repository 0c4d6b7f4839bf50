package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
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
