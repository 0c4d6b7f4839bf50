package dues_test

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"zhibu/app"
	"zhibu/bot"
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
		{"工资7654.32元左右", "请只发送一个大于0的金额"},
		{"10000.01元", "按2%，每月应交200.00元"},
		{"三千五", "请只发送一个大于0的金额"},
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
	if got := w.Say(p, "收到，谢谢，我明天参加活动"); !strings.Contains(got, "请只发送一个大于0的金额") {
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

// duesWorld is a branch, and one of its phones in which the form is open.
func duesWorld(t *testing.T) (*world.World, *sandbox.Client) {
	w := world.New(t, branch.On(2026, 7, 1).At(9, 0))
	return w, openDues(w)
}

func openDues(w *world.World) *sandbox.Client {
	w.Open()
	w.Found()
	w.Attach(w.Members(func(m branch.Member) bool { return m.ID == 5 }))
	p := w.Phone(w.Member(5))
	w.Say(p, "党费")
	return p
}

// failing has the platform answer each deletion so.
func failing(w *world.World, status int, body string) {
	w.Server.SetHooks(sandbox.Hooks{Fault: func(method string) *sandbox.Fault {
		if method != "deleteMessage" {
			return nil
		}
		return &sandbox.Fault{Status: status, Body: body}
	}})
}

func shows(p *sandbox.Client, text string) bool {
	return slices.ContainsFunc(p.Messages(), func(m sandbox.Message) bool { return strings.Contains(m.Text, text) })
}

// TestDuesTraces: a number goes from the screen on whatever way it came there.
func TestDuesTraces(t *testing.T) {
	w, p := duesWorld(t)
	defer func() { w.Stop() }()
	for _, c := range []struct{ name, leave, typed, want string }{
		{"with the command", "返回", "/dues 8766.41", "每月应交131.50元"},
		{"with the word", "返回", "党费 9766.42", "每月应交146.50元"},
		{"after the form was left", "返回", "8766.43", "没有看懂"},
		{"in two lines", "", "8766.44\n33", "请只发送一个大于0的金额"},
		{"two numbers", "", "8766 45", "请只发送一个大于0的金额"},
		{"as a mobile number", "", "13800138000", "手机号"},
	} {
		w.Say(p, "党费")
		if c.leave != "" {
			w.Press(p, c.leave)
		}
		w.Say(p, c.typed)
		w.Settle()
		if !shows(p, c.want) {
			t.Errorf("%s: not answered %s", c.name, c.want)
		}
		if shows(p, c.typed) {
			t.Errorf("%s: %s is still on the screen", c.name, c.typed)
		}
	}
}

// TestDuesWithCommand: what follows the command is answered by one message, and by what is right where it is no base.
func TestDuesWithCommand(t *testing.T) {
	w := world.New(t, branch.On(2026, 7, 1).At(9, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(m branch.Member) bool { return m.ID == 5 }))
	defer func() { w.Stop() }()
	p := w.Phone(w.Member(5))
	for typed, want := range map[string]string{"8000": "每月应交120.00元", "0": "大于0的金额", "-5": "大于0的金额", "abc": "大于0的金额"} {
		got := w.Replies(p, func() { w.Say(p, "/dues "+typed) })
		if len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("/dues %s is answered %q", typed, got)
		}
	}
	w.Press(p, "再算一个")
	if got := p.Last().Text; !strings.Contains(got, "请输入月计算基数") {
		t.Errorf("for another sum: %q", got)
	}
	if got := w.Say(p, "5000"); !strings.Contains(got, "每月应交50.00元") {
		t.Errorf("another sum is answered %q", got)
	}
}

// TestDuesCaption: an amount below a photo goes from the screen with it.
func TestDuesCaption(t *testing.T) {
	w, p := duesWorld(t)
	defer func() { w.Stop() }()
	var shot bytes.Buffer
	if err := png.Encode(&shot, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	p.SendPhoto(shot.Bytes(), "8766.48")
	w.Settle()
	if shows(p, "8766.48") {
		t.Error("the photo with the amount is still on the screen")
	}
}

// TestDuesKilled: a process that ends between the commit and the answer takes the number off the screen once it runs again.
func TestDuesKilled(t *testing.T) {
	w, p := duesWorld(t)
	defer func() { w.Stop() }()
	failing(w, 500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
	w.Say(p, "8766.46")
	w.Stop()
	w.Server.SetHooks(sandbox.Hooks{})
	w.Open()
	w.Settle()
	if shows(p, "8766.46") {
		t.Error("the number is still on the screen after a restart")
	}
}

// TestDuesRefused: where the platform does not delete, its writer is told to.
func TestDuesRefused(t *testing.T) {
	w, p := duesWorld(t)
	defer func() { w.Stop() }()
	failing(w, 400, `{"ok":false,"error_code":400,"description":"Bad Request: message can't be deleted"}`)
	w.Say(p, "8766.47")
	w.Settle()
	if !shows(p, "请您自己删除") {
		t.Error("nobody says that the number is still there")
	}
	if dump := strings.Join(w.Dump(), "\n"); strings.Contains(dump, "8766") {
		t.Error("the number is stored")
	}
}

// TestDuesOverBudget: a number that is not looked at since too much was sent goes from the screen all the same.
func TestDuesOverBudget(t *testing.T) {
	w := world.New(t, branch.On(2026, 7, 1).At(9, 0))
	w.With = func(c *app.Config) {
		c.Budget = bot.Budget{Burst: 3, StrangerBurst: 3, PerSecond: 0.001, StrangerPerSecond: 0.001}
	}
	p := openDues(w)
	defer func() { w.Stop() }()
	for _, typed := range []string{"8766.51", "8766.52", "8766.53", "8766.54"} {
		p.Send(typed)
	}
	w.Eventually("the numbers are gone", func() bool { return !shows(p, "8766.5") })
}
