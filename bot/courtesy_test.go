package bot_test

import (
	"testing"

	"zhibu/cards"
	"zhibu/world"
)

// TestCourtesy: a greeting or thanks is answered in kind and leads to the menu; more than that is read as before.
func TestCourtesy(t *testing.T) {
	w, organiser, _ := world.PeopleWorld(t)
	defer func() { w.Stop() }()
	for text, want := range map[string]string{"你好": cards.Greeted, "您好！": cards.Greeted, "Hello": cards.Greeted, "谢谢。": cards.Thanked, "谢谢啦我再问问": cards.Unknown} {
		if got := w.Say(organiser, text); got != want {
			t.Errorf("%q is answered %q", text, got)
		}
		if b := organiser.Last().Buttons; len(b) == 0 || b[0][len(b[0])-1].Text != "首页" {
			t.Errorf("%q leads nowhere: %+v", text, b)
		}
	}
}
