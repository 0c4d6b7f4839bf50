package ask

import (
	"slices"
	"testing"

	"zhibu/branch"
	"zhibu/chat"
)

func TestMember(t *testing.T) {
	testField(t, Member("who", "哪位同志？"), []fieldCase{
		{name: "pressed", pressed: "秦立民", wants: "1", shown: "秦立民"},
		{name: "by name", typed: "张三", wants: "2", shown: "张三"},
		{name: "by initials", typed: "qlm", wants: "1", shown: "秦立民"},
		{name: "nobody", typed: "王五", wrong: "请点选"},
	})
}

// TestMemberNamedAlike: what names several is looked for, and they are shown.
func TestMemberNamedAlike(t *testing.T) {
	r := begun(Member("who", "？"))
	if err := r.Typed("zhang", Sent{}); err != nil || r.Query != "zhang" {
		t.Fatal(err, r.Query)
	}
	if got := labels(r.Card()); !slices.Contains(got, "张三") || !slices.Contains(got, "张珊") || slices.Contains(got, "秦立民") {
		t.Errorf("shown %q", got)
	}
	if err := press(r, "张珊"); err != nil || string(r.Answers["who"]) != "3" {
		t.Error(err, string(r.Answers["who"]))
	}
}

func TestMemberOf(t *testing.T) {
	r := begun(MemberOf("who", "？", func(m branch.Member) bool { return m.ID < 2 }))
	if r.Set(chat.Code("who"), 2) == nil {
		t.Error("somebody is taken who is not asked about")
	}
}
