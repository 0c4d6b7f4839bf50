package telegram

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"zhibu/chat"
)

func TestRender(t *testing.T) {
	for _, c := range []struct {
		span chat.Span
		want string
	}{
		{chat.Span{Text: "党费 & <3>\n\"x\""}, "党费 &amp; &lt;3&gt;\n&quot;x&quot;"},
		{chat.Span{Text: "a\x00b\x1bc\u202ed\u2067e\u200ff\ufeffg\xffh\r\n"}, "abcdefgh\n"},
		{chat.Span{Text: "👨\u200d👩"}, "👨\u200d👩"},
		{chat.Span{Kind: chat.Bold, Text: "</b>"}, "<b>&lt;/b&gt;</b>"},
		{chat.Span{Kind: chat.Quote, Text: "q"}, "<blockquote>q</blockquote>"},
		{chat.Span{Kind: chat.Link, Text: "t", URL: "tg://user?id=1"}, `<a href="tg://user?id=1">t</a>`},
		{chat.Span{Kind: chat.Link, Text: "t", URL: "javascript:x"}, "t"},
		{chat.Span{Kind: chat.Link, Text: "t"}, "t"},
	} {
		if got, cut := render([]chat.Span{c.span}, capabilities.Words, true); got != c.want || cut {
			t.Errorf("%+v\n got %q\nwant %q", c.span, got, c.want)
		}
	}
	if got, cut := render([]chat.Span{{Text: "12"}, {Kind: chat.Bold, Text: "345"}, {Text: "6"}}, 4, true); got != "12<b>3</b>…" || !cut {
		t.Error(got, cut)
	}
	if got, cut := render([]chat.Span{{Text: "12"}, {Kind: chat.Bold, Text: "34"}}, 4, true); got != "12<b>34</b>" || cut {
		t.Error(got, cut)
	}
}

var tagForm = regexp.MustCompile(`^<(/?)(b|blockquote|a)( href="[^"<>]*")?>`)

// unHTML parses as Telegram does, if more strictly: the three tags, never nested, and the four entities.
func unHTML(s string) (text string, tags int, err error) {
	var b strings.Builder
	open := ""
	for s != "" {
		m := tagForm.FindStringSubmatch(s)
		next := strings.IndexByte(s, '<')
		switch {
		case m != nil && m[1] == "" && open == "" && (m[2] == "a") == (m[3] != ""):
			open = m[2]
			tags++
		case m != nil && m[1] == "/" && open == m[2] && m[3] == "":
			open = ""
		case next == 0:
			return "", 0, fmt.Errorf("stray tag in %q", s)
		default:
			if next < 0 {
				next = len(s)
			}
			if strings.ContainsAny(s[:next], `>"`) {
				return "", 0, fmt.Errorf("unescaped in %q", s[:next])
			}
			b.WriteString(html.UnescapeString(s[:next]))
			s = s[next:]
			continue
		}
		s = s[len(m[0]):]
	}
	if open != "" {
		return "", 0, fmt.Errorf("<%s> is not closed", open)
	}
	return b.String(), tags, nil
}

func FuzzRender(f *testing.F) {
	f.Add("王&建国", "</b><a href=", `https://x.cn/"><b>`, uint8(3), 5)
	f.Add("&amp;", "\u202e\x00", "tg://x", uint8(2), 4096)
	f.Fuzz(func(t *testing.T, one, two, url string, kind uint8, limit int) {
		limit = 1 + (limit&0x7fffffff)%capabilities.Words
		spans := []chat.Span{{Text: one}, {Kind: chat.SpanKind(kind % 5), Text: two, URL: url}, {Kind: chat.Bold, Text: one}}
		marked, cut := render(spans, limit, true)
		plain, cut2 := render(spans, limit, false)
		text, tags, err := unHTML(marked)
		if err != nil || text != plain || cut != cut2 || tags > 2 {
			t.Fatalf("%v: %q shows %q, plain %q", err, marked, text, plain)
		}
		if n := len(utf16.Encode([]rune(plain))); n > limit || cut && (n < limit-1 || !strings.HasSuffix(plain, "…")) {
			t.Fatalf("%d units of %d: %q", n, limit, plain)
		}
		for _, r := range plain {
			if !visible(r) {
				t.Fatalf("%q holds %U", plain, r)
			}
		}
		if whole, _ := render(spans, 1<<30, false); !cut && whole != plain {
			t.Fatalf("%q became %q", whole, plain)
		}
	})
}
