package chat

import (
	"slices"
	"strings"
	"testing"
)

func FuzzParsePress(f *testing.F) {
	for _, s := range []string{"home", "v.pick:1:z", "a:-1", "a:", "a::", "A:1", "a:01", "a:+1", strings.Repeat("a", 65), "vote:1y2p0ij32e8e7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePress(s)
		if err != nil {
			return
		}
		if got := p.Encode(); got != s {
			t.Fatalf("%q parsed and encoded again is %q", s, got)
		}
	})
}

func TestPressRoundTrip(t *testing.T) {
	for _, p := range []Press{{Action: "home"}, {Action: "v.pick", Args: []int64{1, 35, 36, -7, 1 << 40}}} {
		got, err := ParsePress(p.Encode())
		if err != nil || got.Action != p.Action || !slices.Equal(got.Args, p.Args) {
			t.Errorf("%+v came back as %+v, %v", p, got, err)
		}
	}
}
