package people_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/world"
)

// TestClerkInChat: a member becomes 党务干事 by two officers, enters a change that waits for an officer, is offered what is his
// or hers and refused the rest in a sentence, and stands in the roster's file.
func TestClerkInChat(t *testing.T) {
	w, organiser, secretary := world.PeopleWorld(t)
	clerk, who := w.Member(17), w.Member(4)
	p := w.Phone(clerk)
	if got := w.Say(p, "/people"); got != cards.NotYours {
		t.Errorf("a member's /people is answered %q", got)
	}
	w.Say(organiser, "/people "+clerk.Name)
	w.Press(organiser, "登记变动")
	w.Press(organiser, "任免职务")
	screen(w, organiser)
	w.Press(organiser, "党务干事")
	w.Press(organiser, "今天 2026年6月1日")
	w.Sees(organiser, clerk.Name+"任党务干事")
	w.Press(organiser, "确认")
	if w.Member(clerk.ID).Post != branch.NoPost {
		t.Error("one officer appoints alone")
	}
	w.Press(secretary, "确认")
	if w.Member(clerk.ID).Post != branch.PartyClerk {
		t.Fatal("not appointed")
	}
	w.Sees(p, "党务干事")

	w.Say(p, "/menu")
	w.Press(p, "人员与我的")
	rooms := screen(w, p)
	for _, label := range []string{"党员名册", "导出名册"} {
		if _, ok := rooms.Button(label); !ok {
			t.Errorf("no %s", label)
		}
	}
	for _, label := range []string{"支部设置", "运行情况"} {
		if _, ok := rooms.Button(label); ok {
			t.Errorf("%s is offered", label)
		}
	}
	for command, want := range map[string]string{
		"/settings": "「修改支部设置」由书记、副书记、组织委员办理，党务干事不能办理。",
		"/rounds":   "「办理评选推荐」由书记、副书记、组织委员办理，党务干事不能办理。",
		"/status":   "「查看运行情况」由书记、副书记、组织委员办理，党务干事不能办理。",
	} {
		if got := w.Say(p, command); got != want {
			t.Errorf("%s is answered %q", command, got)
		}
	}

	w.Say(p, "/people "+who.Name)
	w.Press(p, "登记变动")
	if m := screen(w, p); strings.Contains(strings.Join(w.LastLabels(p), " "), "任免职务") {
		t.Errorf("an appointment is offered: %v", m.Buttons)
	}
	w.Press(p, "换组")
	w.Press(p, "第三党小组")
	w.Press(p, "今天 2026年6月1日")
	screen(w, p)
	w.Sees(p, "经书记、副书记或组织委员确认后才会生效")
	w.Press(p, "确认")
	screen(w, p)
	w.Sees(p, "您以党务干事登记，等林致和或方正平或高远山同志确认")
	if w.Member(who.ID).Group != 1 {
		t.Error("it holds at once")
	}
	again(w)
	w.Sees(organiser, "由党务干事登记，经您确认才生效")
	screen(w, organiser)
	w.Press(organiser, "确认")
	if w.Member(who.ID).Group != 3 {
		t.Error("confirmed, it does not hold")
	}
	w.Say(p, "/export")
	for _, x := range w.Exported(p).People {
		if (x.Name == clerk.Name) != (x.Post == branch.PartyClerk) {
			t.Errorf("%s is %s in the file", x.Name, x.Post)
		}
	}
}
