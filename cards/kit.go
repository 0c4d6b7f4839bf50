package cards

import (
	"fmt"
	"strings"

	"zhibu/chat"
)

// What the words of a matter are made of, wherever its room is.

// NoSecrets stands at each step that takes free text which others will read.
const NoSecrets = "请勿发送涉密、未公开工作内容和他人隐私。"

// File is a card that sends a document of a kind under a name.
func File(key, text, kind, name string, args ...int64) chat.Card {
	return chat.Card{Key: key, Text: Say(text), Document: &chat.Document{Kind: kind, Name: name, Args: args}}
}

// Say puts a text together of strings, spans and lists of spans. It panics at anything else.
func Say(parts ...any) []chat.Span {
	var spans []chat.Span
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			spans = append(spans, chat.Span{Text: p})
		case chat.Span:
			spans = append(spans, p)
		case []chat.Span:
			spans = append(spans, p...)
		default:
			panic(fmt.Sprintf("cards: %T is no text", p))
		}
	}
	return spans
}

// Strong is a span in bold.
func Strong(s string) chat.Span { return chat.Span{Kind: chat.Bold, Text: s} }

// Quote is a span set apart as a quotation.
func Quote(s string) chat.Span { return chat.Span{Kind: chat.Quote, Text: s} }

// Button makes a button that does an action with these numbers.
func Button[N ~int64 | ~int32 | ~int](label, action string, args ...N) chat.Button {
	p := chat.Press{Action: action}
	for _, a := range args {
		p.Args = append(p.Args, int64(a))
	}
	return chat.Button{Label: label, Press: p.Encode()}
}

// Row sets buttons side by side.
func Row(b ...chat.Button) []chat.Button { return b }

// HomeRow leads back home.
var HomeRow = Row(Button[int64]("返回首页", ActHome))

// Shorten returns at most n characters of a text on one line, with … for what is left out.
func Shorten(s string, n int) string {
	r := []rune(strings.ReplaceAll(s, "\n", " "))
	if len(r) > n {
		return string(r[:n]) + "…"
	}
	return string(r)
}

// First returns at most the first n of a list.
func First[T any](list []T, n int) []T { return list[:min(n, len(list))] }

// InTwos sets buttons two a row.
func InTwos(all []chat.Button) (rows [][]chat.Button) {
	for len(all) > 0 {
		n := min(2, len(all))
		rows = append(rows, all[:n:n])
		all = all[n:]
	}
	return rows
}
