package ask

import (
	"slices"
	"testing"

	"zhibu/chat"
)

func TestChoice(t *testing.T) {
	testField(t, Choice("what", "做了什么？", "走访慰问", "推荐培训", "挂职锻炼"), []fieldCase{
		{name: "pressed", pressed: "推荐培训", wants: `"推荐培训"`, shown: "推荐培训"},
		{name: "typed", typed: "走访慰问", wants: `"走访慰问"`, shown: "走访慰问"},
		{name: "by its initials", typed: "gzdl", wants: `"挂职锻炼"`, shown: "挂职锻炼"},
		{name: "something else", typed: "喝茶聊天", wrong: "请点选"},
	})
}

// TestCodesStay: a choice keeps its code wherever it stands, so that a list may grow at any place.
func TestCodesStay(t *testing.T) {
	before := begun(Choice("what", "？", "甲", "乙")).Card().Rows[0]
	after := begun(Choice("what", "？", "新", "甲", "乙")).Card()
	for _, b := range before {
		found := false
		for _, row := range after.Rows {
			found = found || slices.Contains(row, b)
		}
		if !found {
			t.Errorf("%s is carried by another button now", b.Label)
		}
	}
}

func TestChoices(t *testing.T) {
	r := begun(Choices("what", "做了什么？", "走访", "讲党课", "宣讲").As("内容"))
	for _, label := range []string{"宣讲", "走访"} {
		if err := press(r, label); err != nil {
			t.Fatal(err)
		}
	}
	if err := press(r, "选好了"); err != nil {
		t.Fatal(err)
	}
	if got := Chosen(r.Answers, "what", "走访", "讲党课", "宣讲"); !slices.Equal(got, []string{"走访", "宣讲"}) {
		t.Errorf("chose %v", got)
	}
	if !slices.Equal(Codes("宣讲", "走访"), chat.Get[[]int64](r.Answers, "what")) {
		t.Error("Codes is not the answer")
	}
}
