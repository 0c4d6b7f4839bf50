package ask

import (
	"testing"

	"zhibu/chat"
)

func TestYesNo(t *testing.T) {
	testField(t, YesNo("point", "是联系点吗？"), []fieldCase{
		{name: "pressed", pressed: "是", wants: "true", shown: "是"},
		{name: "typed", typed: "不是", wants: "false", shown: "否"},
		{name: "neither", typed: "也许", wrong: "“是”或“否”"},
	})
}

// TestYesNoTurned turns the answer by one press, and pressed twice it stays.
func TestYesNoTurned(t *testing.T) {
	r := begun(YesNo("point", "？").As("联系点").Turned("设为联系点", "不作联系点").Proposed(false))
	if err := press(r, "设为联系点"); err != nil || !chat.Get[bool](r.Answers, "point") {
		t.Fatal(err)
	}
	if err := r.Set(chat.Code("point"), 1); err != nil || !chat.Get[bool](r.Answers, "point") {
		t.Error("pressed twice it is turned back", err)
	}
	if err := press(r, "不作联系点"); err != nil || chat.Get[bool](r.Answers, "point") {
		t.Error(err)
	}
}
