package transfer_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/world"
)

// TestLetter goes with the 介绍信 of somebody who was transferred: the 组织委员 alone is reminded once, a week before it runs out, and
// finds it on home until the answer has come. Who retires or comes back has no letter.
func TestLetter(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	organiser := w.Phone(w.Post(branch.OrganisationPost))
	plain := w.Members(func(m branch.Member) bool { return m.Post == branch.NoPost && m.Full != 0 })
	gone, retired, back := plain[2], plain[5], plain[8]
	said := func(text string) (n int) {
		for _, q := range w.Phones {
			for _, m := range q.Messages() {
				if m.FromBot && strings.HasPrefix(m.Text, "工作提醒") && strings.Contains(m.Text, text) {
					n++
					if q != organiser {
						t.Errorf("%s is reminded: %q", q.Person().First, m.Text)
					}
				}
			}
		}
		return n
	}
	leave := func(m branch.Member, how string) {
		w.Say(organiser, "/people "+m.Name)
		w.Press(organiser, "登记变动")
		w.Press(organiser, "离开支部")
		w.Press(organiser, how)
		w.Say(organiser, "2026年5月31日")
		w.Press(organiser, "确认")
		if got := w.Member(m.ID).Status; string(got) != how {
			t.Fatalf("%s is %q", m.Name, got)
		}
	}
	leave(gone, "转出")
	leave(retired, "退休")
	leave(back, "转出")
	w.Say(organiser, "/people "+back.Name)
	w.Press(organiser, "登记变动")
	w.Press(organiser, "重新转入")
	w.Press(organiser, w.Group(back.Group).Name)
	w.Press(organiser, "今天 2026年6月1日")
	w.Press(organiser, "确认")

	const ends = "同志的组织关系介绍信2026年8月31日到期，请核对是否已收到回执"
	w.Turn(branch.On(2026, 8, 21).At(18, 0))
	if n := said("介绍信"); n != 0 {
		t.Errorf("reminded %d times more than a week before", n)
	}
	if w.Waiting(organiser, "介绍信") {
		t.Errorf("home says %q", organiser.Last().Text)
	}
	w.Turn(branch.On(2026, 9, 20).At(18, 0))
	if n := said(gone.Name + ends); n != 1 {
		t.Errorf("reminded %d times of the letter", n)
	}
	if n := said("介绍信"); n != 1 {
		t.Errorf("reminded %d times of letters, of which there is one", n)
	}
	if !w.Waiting(organiser, gone.Name+ends) {
		t.Errorf("home says %q", organiser.Last().Text)
	}
	w.Press(organiser, "介绍信")
	w.Sees(organiser, gone.Name+"同志2026年5月31日转出，介绍信2026年8月31日到期。")
	w.Press(organiser, "已收到回执")
	w.Sees(organiser, "2026年9月20日登记：已收到接收党组织的回执。")
	if w.Waiting(organiser, "介绍信") {
		t.Errorf("once it has been answered home says %q", organiser.Last().Text)
	}
	w.Stop()
}

// TestMonths: the setting moves the end, and what is none is refused.
func TestMonths(t *testing.T) {
	w := world.New(t, branch.On(2026, 6, 1).At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(m branch.Member) bool { return m.Post != branch.NoPost }))
	p := w.Phone(w.Post(branch.OrganisationPost))
	set := func(p *sandbox.Client, value string) {
		w.Say(p, "/people")
		w.Press(p, "支部设置")
		w.Press(p, "组织关系…")
		w.Button1(p, "介绍信有效期")
		w.Say(p, value)
	}
	for _, wrong := range []string{"0个月", "13个月", "半年"} {
		set(p, wrong)
		w.Sees(p, "介绍信有效期应写成 3个月 的样子")
	}
	set(p, "6")
	w.Press(p, "确认")
	w.Sees(p, "6个月")
	w.Stop()
}
