package bot

import "testing"

// TestMattersDoNotCollide: two matters that bring one button, command, word or form are a fault of the program.
func TestMattersDoNotCollide(t *testing.T) {
	do := func(*Call) error { return nil }
	for what, m := range map[string]Matter{
		"a button of the kernel's":  {Routes: map[string]Route{"home": InBranch(1, do)}},
		"a command of the kernel's": {Commands: map[string]Command{"/menu": Typed(do)}},
		"a word of the kernel's":    {Words: map[string]string{"首页": "/other"}},
		"a form of the kernel's":    {Forms: map[string]Form{"setting": nil}},
	} {
		t.Run(what, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it was taken")
				}
			}()
			New(Options{Matters: []Matter{m}})
		})
	}
}
