package ask

import (
	"slices"
	"strings"
	"testing"
)

func TestMembers(t *testing.T) {
	testField(t, Members("who", "谁参加了？"), []fieldCase{
		{name: "pressed", pressed: "秦立民", wants: "[1]", shown: "秦立民"},
		{name: "typed", typed: "张三", wants: "[2]", shown: "张三"},
		{name: "nobody", typed: "王五", wrong: "请点选"},
	})
}

// TestMembersTogether: names in one text are all picked, or none with the one that is not found; nobody is a word, or a button, and
// what follows from who is picked follows each time.
func TestMembersTogether(t *testing.T) {
	for name, c := range map[string]struct{ typed, wants, wrong string }{
		"two":              {"秦立民、张三", "[1,2]", ""},
		"with a space":     {"秦立民 张珊", "[1,3]", ""},
		"one not found":    {"秦立民、王五", "", "请点选"},
		"one of two Lis":   {"秦立民、李四", "", "“李四”不止一个"},
		"nobody, in words": {"无人缺席", "null", ""},
		"nobody, in short": {"无", "null", ""},
	} {
		t.Run(name, func(t *testing.T) {
			followed := 0
			r := begun(Members("who", "谁缺席？").Empty("无人缺席").Then(func(Context) { followed++ }))
			if l := labels(r.Card()); slices.Contains(l, "选好了（0人）") || !slices.Contains(l, "无人缺席") {
				t.Errorf("before anybody is picked: %v", l)
			}
			err := r.Typed(c.typed, Sent{})
			if (err != nil) != (c.wrong != "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
				t.Fatalf("said: %v", err)
			}
			if got := string(r.Answers["who"]); got != c.wants || (followed > 0) != (c.wrong == "") {
				t.Errorf("kept as %s, followed %d times", got, followed)
			}
		})
	}
}
