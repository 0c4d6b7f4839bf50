package office_test

import (
	"strings"
	"testing"

	"zhibu/office"
)

func TestFindCode(t *testing.T) {
	o := &office.Office{CodeKey: []byte("a key that is in no backup")}
	long := "Ab3-_9zYxWvUtSrQpOnMlA"
	if !office.IsCode(long) {
		t.Fatal("no long code")
	}
	short := "ABCD2EFG"
	for name, c := range map[string]struct {
		text string
		want office.FoundCode
	}{
		"short":               {"ABCD-2EFG", office.FoundCode{Code: short, Alone: true}},
		"without hyphen":      {"abcd2efg", office.FoundCode{Code: short, Alone: true}},
		"full width":          {"ＡＢＣＤ－２ＥＦＧ", office.FoundCode{Code: short, Alone: true}},
		"blanks":              {" AB CD 2E FG ", office.FoundCode{Code: short, Alone: true}},
		"two lines":           {"ABCD\n2EFG", office.FoundCode{Code: short, Alone: true}},
		"in a sentence":       {"王芳 ABCD-2EFG", office.FoundCode{Code: short}},
		"said to be one":      {"邀请码：ABCD-2EFG", office.FoundCode{Code: short, Alone: true}},
		"a link":              {"https://t.me/some_bot?start=" + long, office.FoundCode{Code: long, Alone: true, Long: true}},
		"long":                {long, office.FoundCode{Code: long, Alone: true, Long: true}},
		"a letter missing":    {"ABCD-2EF", office.FoundCode{Near: 7}},
		"said, one missing":   {"邀请码 ABCD-2EF", office.FoundCode{Near: 7, Alone: true}},
		"a wrong letter":      {"ABCD-0EFG", office.FoundCode{Near: 8}},
		"figures alone":       {"2222-3333", office.FoundCode{Code: "22223333", Alone: true}},
		"figures, no hyphen":  {"22223333", office.FoundCode{Code: "22223333"}},
		"letters alone":       {"ABCD-EFGH", office.FoundCode{Code: "ABCDEFGH", Alone: true}},
		"letters, called one": {"邀请码：ABCDEFGH", office.FoundCode{Code: "ABCDEFGH", Alone: true}},
		"a number in words":   {"电话 2222-3333", office.FoundCode{Near: 8}},
		"a name, hyphen":      {"Wang-Feng", office.FoundCode{}},
		"the example":         {"abcd 2345", office.FoundCode{Code: "ABCD2345", Alone: true}},
		"a name":              {"wangfeng", office.FoundCode{}},
		"a name of two words": {"wang feng", office.FoundCode{}},
		"a date":              {"2026-5-23", office.FoundCode{Near: 7}},
		"nothing":             {"你好", office.FoundCode{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := office.FindCode(c.text); got != c.want {
				t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
			}
		})
	}
	seen := map[string]bool{}
	for range 2000 {
		code := o.ShortCode(office.NewCode())
		if len(code) != 9 || !office.IsShort(strings.ReplaceAll(code, "-", "")) || seen[code] {
			t.Fatalf("%q is no code of its own", code)
		}
		seen[code] = true
	}
	if (&office.Office{}).ShortCode(long) != "" {
		t.Error("a short code without a key")
	}
}
