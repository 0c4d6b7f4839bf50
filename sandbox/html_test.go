package sandbox

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHTML(t *testing.T) {
	for _, c := range []struct {
		in, text string
		want     []Entity
	}{
		{"a &lt; b &amp;&quot;&#33;&#x4e2d; &nbsp; &", "a < b &\"!中 &nbsp; &", nil},
		{"<b>党</b>员<strong>x</strong>", "党员x", []Entity{{Type: "bold", Length: 1}, {Type: "bold", Offset: 2, Length: 1}}},
		{"😀<i>a<u>b</u></i>", "😀ab", []Entity{{Type: "italic", Offset: 2, Length: 2}, {Type: "underline", Offset: 3, Length: 1}}},
		{"<S>a</s><del>b</><strike>c</strike >", "abc", []Entity{{Type: "strikethrough", Length: 1}, {Type: "strikethrough", Offset: 1, Length: 1}, {Type: "strikethrough", Offset: 2, Length: 1}}},
		{"<b> a </b>\n", "a", []Entity{{Type: "bold", Length: 1}}},
		{"x<b></b>y", "xy", nil},
		{`<a href="https://a.cn?x=1&amp;y=2">去</a>`, "去", []Entity{{Type: "text_link", Length: 1, URL: "https://a.cn/?x=1&y=2"}}},
		{`<a href='a.cn'>去</a><a href="nowhere">不去</a><a>b.cn</a>`, "去不去b.cn", []Entity{
			{Type: "text_link", Length: 1, URL: "http://a.cn/"}, {Type: "text_link", Offset: 3, Length: 4, URL: "http://b.cn/"}}},
		{`<pre><code class="language-go">x</code></pre><code>y</code>`, "xy", []Entity{{Type: "pre", Length: 1, Language: "go"}, {Type: "code", Offset: 1, Length: 1}}},
		{"<blockquote expandable>a\nb</blockquote><blockquote>c</blockquote>", "a\nbc", []Entity{{Type: "expandable_blockquote", Length: 3}, {Type: "blockquote", Offset: 3, Length: 1}}},
		{`<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>`, "ab", []Entity{{Type: "spoiler", Length: 1}, {Type: "spoiler", Offset: 1, Length: 1}}},
		{`<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>`, "👍", []Entity{{Type: "custom_emoji", Length: 2, Emoji: "5368324170671202286"}}},
		{"a\r\u2028\tb\u202e", "a b", nil},
	} {
		text, spans, err := parseHTML(c.in)
		if err != nil || text != c.text || len(spans) != len(c.want) || len(spans) > 0 && !reflect.DeepEqual(spans, c.want) {
			t.Errorf("%q: %q %+v %v", c.in, text, spans, err)
		}
	}
	for in, want := range map[string]string{
		"党<x>":               `Unsupported start tag "x" at byte offset 3`,
		"a <":                `Unclosed start tag at byte offset 2`,
		"a < b":              `Unsupported start tag "" at byte offset 2`,
		"<b":                 `Unclosed start tag at byte offset 0`,
		"<b>a":               `Can't find end tag corresponding to start tag "b"`,
		"a</b>":              `Unexpected end tag at byte offset 1`,
		"<b>a</i>":           `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"<b>a</b":            `Unclosed end tag at byte offset 4`,
		`<a href="x>a</a>`:   `Unclosed start tag "a" at byte offset 0`,
		`<a href=x/y>a</a>`:  `Unexpected end of name token at byte offset 8`,
		`<a ="x">a</a>`:      `Empty attribute name in the tag "a" at byte offset 0`,
		`<span>a</span>`:     `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<b>a<i>b</b>c</i>d`: `Unmatched end tag at byte offset 8, expected "</i>", found "</b>"`,
	} {
		if _, _, err := parseHTML(in); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]string{
		"/start x":                "bot_command:/start",
		"😀 /a@helper_bot，好":       "bot_command:/a@helper_bot",
		"请点 /help。":               "bot_command:/help",
		"1/2 a/b /":               "",
		"/home/x":                 "",
		"见 https://a.cn/x?y=1。":   "url:https://a.cn/x?y=1",
		"t.me/helper_bot?start=1": "url:t.me/helper_bot?start=1",
		"http://":                 "",
		"/命令":                     "",
	} {
		var got []string
		for _, e := range detect(in, nil) {
			got = append(got, e.Type+":"+cut16(in, e.Offset, e.Length))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	_, spans, _ := parseHTML("<code>/start</code>")
	if got := detect("/start", spans); len(got) != 1 {
		t.Errorf("a command was found in code: %+v", got)
	}
}

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		"<b>党<i>x</i></b>", `<a href="t.me/x?a=1&amp;b">y</a>`, "<pre><code class='language-go'> x</code></pre>",
		"&#x10ffff;&#0;&lt", "</b>", "<b>😀 /start</b> https://a.cn ", "<blockquote expandable>\n\n</blockquote>",
	} {
		f.Add(seed)
	}
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
	f.Fuzz(func(t *testing.T, in string) {
		if !utf8.ValidString(in) {
			return
		}
		plain, _ := plainText(in)
		if text, spans, err := parseHTML(escape.Replace(in)); err != nil || text != plain || len(spans) > 0 {
			t.Fatalf("escaped %q became %q %+v %v", in, text, spans, err)
		}
		text, spans, err := parseHTML(in)
		if err != nil {
			return
		}
		if !utf8.ValidString(text) || text != strings.Trim(text, " \n") {
			t.Fatalf("text %q", text)
		}
		end := []int{len16(text)}
		for _, e := range spans { // properly nested, within the text
			for len(end) > 1 && e.Offset >= end[len(end)-1] {
				end = end[:len(end)-1]
			}
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > end[len(end)-1] {
				t.Fatalf("%q: %+v in %q", in, spans, text)
			}
			end = append(end, e.Offset+e.Length)
		}
		for _, e := range detect(text, spans) {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > end[0] {
				t.Fatalf("%q: %+v in %q", in, e, text)
			}
		}
	})
}

func TestMentions(t *testing.T) {
	s := newServer()
	c := s.Client(7)
	c.Send("hi")
	text := `text=请<a href="tg://user?id=8">李</a>和<a href="tg://user?id=99">某人</a>`
	r := call(t, s, "sendMessage", "chat_id=7", "parse_mode=HTML", text)
	id := messageID(t, r)
	m := c.Last()
	if len(m.Entities) != 1 || m.Entities[0].Type != "text_mention" || m.Entities[0].User.ID != 8 || m.Text != "请李和某人" {
		t.Errorf("%+v", m)
	}
	if err := conforms(r.Result, "Message"); err != nil {
		t.Error(err)
	}
	if r := call(t, s, "editMessageText", "chat_id=7", "message_id="+fmtInt(id), "parse_mode=HTML", text); !strings.Contains(r.Description, "message is not modified") {
		t.Errorf("%+v", r)
	}
}
