package bot_test

import (
	"testing"

	"zhibu/branch"
	"zhibu/world"
)

// TestDraftIsKept: what was half filled in stays behind whatever is only looked at, and is gone on with as the text promises.
func TestDraftIsKept(t *testing.T) {
	for _, c := range []struct {
		name string
		look []string // presses and, with 「=」, texts
	}{
		{"the roster", []string{"=/people"}},
		{"a search", []string{"=/people", "=陆文博"}},
		{"the calculator", []string{"=党费", "=8333.33"}},
		{"one after the other", []string{"=党费", "=/people", "=党费"}},
	} {
		for _, left := range []bool{true, false} {
			w := world.FormWorld(t)
			p := w.Phone(w.Post(branch.OrganisationPost))
			w.Say(p, "表彰")
			w.Press(p, "登记")
			w.Say(p, "机关党支部")
			w.Say(p, "先进集体")
			if left {
				w.Say(p, "/menu")
			}
			for _, step := range c.look {
				if step[0] == '=' {
					w.Say(p, step[1:])
				} else {
					w.Press(p, step)
				}
			}
			w.Say(p, "/menu")
			w.Press(p, "继续填写表彰登记")
			w.Sees(p, "先进集体")
			w.Press(p, "市级")
			w.Sees(p, "结果如何")
			w.Stop()
		}
	}
}
