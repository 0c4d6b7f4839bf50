package cards

import "zhibu/chat"

// What the words of a matter are made of, wherever its room is.

// NoSecrets stands at each step that takes free text which others will read.
const NoSecrets = "请勿发送涉密、未公开工作内容和他人隐私。"

// HomeRow leads back home.
var HomeRow = homeRow

// Say puts a text together of strings, spans and lists of spans.
func Say(parts ...any) []chat.Span { return say(parts...) }

// Strong is a span in bold.
func Strong(s string) chat.Span { return bold(s) }

// Quote is a span set apart as a quotation.
func Quote(s string) chat.Span { return quote(s) }

// Button makes a button that does an action with these numbers.
func Button[N ~int64 | ~int32 | ~int](label, action string, args ...N) chat.Button {
	return button(label, action, args...)
}

// Row sets buttons side by side.
func Row(b ...chat.Button) []chat.Button { return b }

// InTwos sets buttons two a row.
func InTwos(all []chat.Button) [][]chat.Button { return inTwos(all) }

// First returns at most the first n of a list.
func First[T any](list []T, n int) []T { return first(list, n) }

// File is a card that sends a document of a kind under a name.
func File(key, text, kind, name string, args ...int64) chat.Card {
	return chat.Card{Key: key, Text: say(text), Document: &chat.Document{Kind: kind, Name: name, Args: args}}
}

// Shorten returns at most so many characters of a text, with … for what is left out.
func Shorten(s string, n int) string { return shorten(s, n) }
