package ask

import (
	"slices"
	"testing"

	"zhibu/chat"
)

func groups(x Context) (list []Option) {
	for _, g := range x.People().Groups {
		list = append(list, Option{g.Name, int64(g.ID)})
	}
	return list
}

func TestPick(t *testing.T) {
	testField(t, Pick("group", "请选择党小组。", groups), []fieldCase{
		{name: "pressed", pressed: "第二党小组", wants: "2", shown: "第二党小组"},
		{name: "typed", typed: "第一党小组", wants: "1", shown: "第一党小组"},
		{name: "unknown", typed: "第九党小组", wrong: "请点选"},
	})
}

// TestPicks picks and unpicks, and needs as many as were asked for.
func TestPicks(t *testing.T) {
	r := begun(Picks("group", "？", groups).As("小组").Least(2).Counted("组"))
	code := chat.Code("group")
	for range 2 { // pressed twice it is picked once
		if err := r.Pick(code, 1, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Rest(code); err == nil || slices.Contains(labels(r.Card()), "选好了（1组）") {
		t.Error("one is enough where two are asked for")
	}
	if err := press(r, "第二党小组"); err != nil {
		t.Fatal(err)
	}
	if err := press(r, "去掉第一党小组"); err != nil {
		t.Fatal(err)
	}
	if err := r.Typed("第一", Sent{}); err != nil {
		t.Fatal(err)
	}
	if err := press(r, "选好了（2组）"); err != nil || r.Asked != "" {
		t.Fatal(err, r.Asked)
	}
	if got := chat.Get[[]int64](r.Answers, "group"); !slices.Equal(got, []int64{2, 1}) {
		t.Errorf("kept %v", got)
	}
	if r.Pick(code, 1, false) == nil {
		t.Error("a button of a question that is answered works")
	}
}

// TestPickedOldButtons: what is offered no more cannot be picked.
func TestPickedOldButtons(t *testing.T) {
	r := begun(Pick("group", "？", groups))
	if r.Set(chat.Code("group"), 3) == nil || r.Set(chat.Code("other"), 1) == nil || r.Pick(chat.Code("group"), 1, true) == nil {
		t.Error("a choice that is not offered is taken")
	}
}
