package dues_test

import (
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/world"
)

// TestDues: a member finds the calculator without a command, types a base, and is told what is due. The number is in no row, no log
// and no longer on the screen; nor is the answer stored.
func TestDues(t *testing.T) {
	w := world.New(t, branch.On(2026, 7, 1).At(9, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	p := w.Phone(w.Member(5))
	w.Say(p, "/menu")
	w.Press(p, "人员与我的")
	w.Press(p, "党费计算")
	w.Sees(p, "请输入月计算基数")
	w.Sees(p, "数字不保存")
	traces := func() string { return strings.Join(w.Dump(), "\n") + w.Logged.String() }
	before := traces()
	for _, c := range []struct{ typed, want string }{
		{"8333.33", "按1.5%，每月应交125.00元"},
		{"工资7654.32元左右", "请只发送一个金额"},
		{"10000.01元", "按2%，每月应交200.00元"},
		{"三千五", "请只发送一个金额"},
	} {
		got := w.Say(p, c.typed)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s is answered %q", c.typed, got)
		}
		if strings.Contains(got, c.typed) {
			t.Errorf("the answer repeats %s", c.typed)
		}
		w.Settle()
		for _, m := range p.Messages() {
			if strings.Contains(m.Text, c.typed) {
				t.Errorf("%s is still on the screen", c.typed)
			}
		}
	}
	if got := w.Say(p, "收到，谢谢，我明天参加活动"); !strings.Contains(got, "请只发送一个金额") {
		t.Errorf("words are answered %q", got)
	}
	w.Settle()
	if list := p.Messages(); !slices.ContainsFunc(list, func(m sandbox.Message) bool { return strings.Contains(m.Text, "我明天参加活动") }) {
		t.Error("words that hold no number are taken off the screen")
	}
	after := traces()
	for _, trace := range []string{"8333", "7654", "10000.01", "125.00", "200.00"} {
		if strings.Contains(after, trace) && !strings.Contains(before, trace) {
			t.Errorf("%s has left a trace", trace)
		}
	}
	w.Stop()
	w.Open()
	if got := w.Say(p, "5000"); !strings.Contains(got, "每月应交50.00元") {
		t.Errorf("after a restart: %q", got)
	}
	w.Press(p, "返回首页")
	if got := w.Say(p, "党费"); !strings.Contains(got, "请输入月计算基数") {
		t.Errorf("typed: %q", got)
	}
	w.FitsPhone(p)
	w.Stop()
}
