package sandbox

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMarkdownV2(t *testing.T) {
	for _, c := range []struct {
		in, text string
		want     []Entity
	}{
		{`党\.员 a`, "党.员 a", nil},
		{"*党*员 _i_ ~s~ __u__ ||p||", "党员 i s u p", []Entity{{Type: "bold", Length: 1}, {Type: "italic", Offset: 3, Length: 1},
			{Type: "strikethrough", Offset: 5, Length: 1}, {Type: "underline", Offset: 7, Length: 1}, {Type: "spoiler", Offset: 9, Length: 1}}},
		{"*😀 _a __b___ c*", "😀 a b c", []Entity{{Type: "bold", Length: 8}, {Type: "italic", Offset: 3, Length: 3}, {Type: "underline", Offset: 5, Length: 1}}},
		{"`a*b` ```\nx_y```", "a*b x_y", []Entity{{Type: "code", Length: 3}, {Type: "pre", Offset: 4, Length: 3}}},
		{"```go\nx\\`y```", "x`y", []Entity{{Type: "pre", Length: 3, Language: "go"}}},
		{`[去](https://a.cn/x\)?y=1) [b\.cn]`, "去 b.cn", []Entity{{Type: "text_link", Length: 1, URL: "https://a.cn/x)?y=1"}, {Type: "text_link", Offset: 2, Length: 4, URL: "http://b.cn/"}}},
		{"[不去](nowhere)", "不去", nil},
		{">引\n>文\n后", "引\n文\n后", []Entity{{Type: "blockquote", Length: 3}}},
		{">一\n**>二\n>三||", "一\n二\n三", []Entity{{Type: "blockquote", Length: 1}, {Type: "expandable_blockquote", Offset: 2, Length: 3}}},
	} {
		if text, spans, err := parseMarkdownV2(c.in); err != nil || text != c.text || !slices.Equal(spans, c.want) {
			t.Errorf("%q: %q %+v %v", c.in, text, spans, err)
		}
	}
	for in, want := range map[string]string{
		"a.":       `Character '.' is reserved and must be escaped with the preceding '\'`,
		"党|a":      `Character '|' is reserved and must be escaped with the preceding '\'`,
		"党*a":      "Can't find end of Bold entity at byte offset 3",
		"*a _b*":   "Can't find end of Bold entity at byte offset 5",
		"`a":       "Can't find end of Code entity at byte offset 0",
		"[a":       "Can't find end of TextUrl entity at byte offset 0",
		"[a](b.cn": "Can't find end of a URL at byte offset 3",
	} {
		if _, _, err := parseMarkdownV2(in); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	text, spans, err := parseMarkdown("*党* _i_ `c*` [去](a.cn) a\\_b ```go\nx``` 1.2!")
	want := []Entity{{Type: "bold", Length: 1}, {Type: "italic", Offset: 2, Length: 1}, {Type: "code", Offset: 4, Length: 2},
		{Type: "text_link", Offset: 7, Length: 1, URL: "http://a.cn/"}, {Type: "pre", Offset: 13, Length: 1, Language: "go"}}
	if err != nil || text != "党 i c* 去 a_b x 1.2!" || !slices.Equal(spans, want) {
		t.Errorf("%q %+v %v", text, spans, err)
	}
	if _, _, err := parseMarkdown("党 _a"); err == nil || err.Error() != "Can't find end of the entity starting at byte offset 4" {
		t.Errorf("%v", err)
	}
}

// Whatever is escaped arrives as it was; spans lie within the text.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"*党 _x_*", "[y](t.me/x)", "```go\nx```", ">q\n**>r||", "__a__ ||b||", `\*`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if !utf8.ValidString(in) {
			return
		}
		var escaped strings.Builder
		for _, r := range in {
			if r > 0 && r < 127 && r != '\n' {
				escaped.WriteByte('\\')
			}
			escaped.WriteRune(r)
		}
		plain, _ := plainText(in)
		if text, spans, err := parseMarkdownV2(escaped.String()); err != nil || text != plain || len(spans) > 0 {
			t.Fatalf("escaped %q became %q %+v %v", in, text, spans, err)
		}
		for _, parse := range []func(string) (string, []Entity, error){parseMarkdownV2, parseMarkdown} {
			text, spans, err := parse(in)
			for _, e := range spans {
				if err != nil || e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > len16(text) {
					t.Fatalf("%q: %+v in %q, %v", in, spans, text, err)
				}
			}
		}
	})
}
