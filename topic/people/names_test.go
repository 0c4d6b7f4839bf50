package people_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
	"zhibu/world"
)

// TestTypedNames: a name that chat takes is one that a roster's cell could hold, so an export comes back; a group is called neither
// like another one, nor like a person.
func TestTypedNames(t *testing.T) {
	w, p, _ := world.PeopleWorld(t)
	defer func() { w.Stop() }()
	enter(w, p, "=/people", "新增党员")
	for _, c := range []struct{ name, typed, says string }{
		{"one character", "王", "姓名至少两个字"},
		{"two people", "张三和李四", "请一次只写一位"},
		{"with a word beside it", "李小明同志", "请只发送姓名"},
		{"a header", "预备党员", "这不是姓名"},
		{"a formula", "=1+1", "请只发送姓名"},
		{"fillers of Hangul", "ㅤㅤ", "姓名至少两个字"},
	} {
		if got := w.Say(p, c.typed); !strings.Contains(got, c.says) {
			t.Errorf("%s: answered %q", c.name, got)
		}
	}
	w.Say(p, "林\U000E0100　丽") // a compatibility character, a variation selector, a space
	enter(w, p, "第一党小组", "=2031年1月1日")
	w.Sees(p, "日期不能晚于今天")
	enter(w, p, "=2001年7月1日", "=2001年9月1日")
	w.Sees(p, "新增党员林丽（")
	w.Sees(p, "不满一年就转正")
	w.Press(p, "改姓名")
	w.Sees(p, "请直接发送姓名")
	enter(w, p, "=林丽", "确认")
	if list := w.Members(func(m branch.Member) bool { return m.Name == "林丽" }); len(list) != 1 {
		t.Errorf("%d of the name", len(list))
	}
	for _, kind := range []string{"新设党小组", "党小组改名"} {
		enter(w, p, "=/people", "换届与机构", kind)
		if kind == "党小组改名" {
			w.Press(p, "第二党小组")
		}
		for _, typed := range []string{"正式党员", "2026年7月1日"} {
			if got := w.Say(p, typed); !strings.Contains(got, "这不是名称") {
				t.Errorf("%s to %s: answered %q", kind, typed, got)
			}
		}
		enter(w, p, "=第1党小组")
		if kind == "新设党小组" {
			enter(w, p, w.Member(3).Name, "选好了（1人）")
		}
		refuses(w, p, "今天 2026年6月1日", "已有名为「第一党小组」的党小组")
		enter(w, p, "取消")
	}
}

// TestNamesOfGroups: what a group or section can be called.
func TestNamesOfGroups(t *testing.T) {
	w, _, _ := world.PeopleWorld(t)
	defer func() { w.Stop() }()
	w.Update(func(tx *store.Tx) error {
		me := w.Post(branch.OrganisationPost)
		for _, c := range []struct{ name, says string }{
			{"第1党小组", "已有名为「第一党小组」"}, {"１组", "已有名为「第一党小组」"}, {w.Member(3).Name, "是本支部党员的姓名"},
			{"=1+1", "名称请用汉字"}, {"@SUM(A1)", "名称请用汉字"}, {"-组", "名称请用汉字"}, {"第六党小组（机关）", ""}, {"第二党小组", ""},
		} {
			_, _, err := w.App.Office.Foresee(tx, me, branch.Change{Kind: "group.name", Group: 2, Name: c.name, From: branch.DateOf(w.Clock.Now())}, w.Clock.Now())
			switch {
			case c.name == "第二党小组": // its own
				if err == nil || !strings.Contains(err.Error(), "已叫") {
					t.Errorf("its own name: %v", err)
				}
			case (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says):
				t.Errorf("%s: %v", c.name, err)
			}
		}
		return nil
	})
}

// TestRename: a wrong character in a name is corrected in chat, told to its bearer, kept in the history, and undone. Of who holds a
// post another officer confirms it.
func TestRename(t *testing.T) {
	w, p, secretary := world.PeopleWorld(t)
	defer func() { w.Stop() }()
	who := w.Member(4)
	phone := w.Phone(who)
	enter(w, p, "=/people "+who.Name, "登记变动", "更正姓名")
	w.Sees(p, "请直接发送正确的姓名")
	if got := w.Say(p, "李小明同志"); !strings.Contains(got, "请只发送姓名") {
		t.Errorf("answered %q", got)
	}
	enter(w, p, "="+who.Name)
	w.Sees(p, "登记的姓名已是")
	enter(w, p, "="+w.Member(5).Name) // a namesake is allowed, and said
	w.Sees(p, "已有同名的")
	enter(w, p, "改姓名", "=沈巖", "确认")
	if got := w.Member(who.ID).Name; got != "沈巖" {
		t.Errorf("is called %s", got)
	}
	w.Sees(phone, who.Name+"的姓名更正为沈巖")
	enter(w, p, "撤销", "确认")
	if got := w.Member(who.ID).Name; got != who.Name {
		t.Errorf("after undoing: %s", got)
	}
	inspector := w.Post(branch.DisciplinePost)
	enter(w, p, "=/people "+inspector.Name, "登记变动", "更正姓名", "=甄真实", "确认")
	w.Sees(secretary, inspector.Name+"的姓名更正为甄真实")
	if got := w.Member(inspector.ID).Name; got != inspector.Name {
		t.Error("nobody else has confirmed the name of who holds a post")
	}
	w.Update(func(tx *store.Tx) error {
		if n := len(office.PendingsOf(tx, w.Branch)); n != 1 {
			t.Errorf("%d wait", n)
		}
		return nil
	})
}

// TestUndoneNewcomer: who was told of somebody new is told where it was taken back, and a second tap says the same.
func TestUndoneNewcomer(t *testing.T) {
	w, p, secretary := world.PeopleWorld(t)
	defer func() { w.Stop() }()
	enter(w, p, "=/people", "新增党员", "=林丽", "第一党小组", "=2001年7月1日", "=2002年7月1日", "确认")
	w.Newest(secretary, "林丽（第一党小组）")
	w.Press(p, "撤销")
	message, data := w.Button(p, "确认")
	w.Press(p, "确认")
	w.Sees(p, "已撤销")
	if m := w.Newest(secretary, "新增党员"); !strings.Contains(m.Text, "已撤销") {
		t.Errorf("the notice still says %q", m.Text)
	}
	if got := w.Forge(p, message, data); got != "" {
		t.Errorf("a second tap is answered %q", got)
	}
	w.Sees(p, "已撤销")
}
