package ask

import (
	"slices"

	"zhibu/chat"
)

// Choice asks for one of a few words. The answer is the word; its button carries the word's code.
func Choice(name, question string, choices ...string) Field {
	return ChoiceOf(name, question, func(Context) []string { return choices })
}

// ChoiceOf is Choice where the words depend on what was answered before.
func ChoiceOf(name, question string, choices func(Context) []string) Field {
	f := Pick(name, question, func(x Context) []Option { return worded(choices(x)) })
	f.take = func(_ Field, _ Context, o Option) any { return o.Label }
	f.show = func(f Field, x Context) string { return chat.Get[string](x.Answers, f.Name) }
	return f
}

func worded(words []string) (list []Option) {
	for _, w := range words {
		o := Option{w, chat.Code(w)}
		if slices.ContainsFunc(list, func(p Option) bool { return p.Value == o.Value }) {
			panic("ask: two choices with one code: " + w)
		}
		list = append(list, o)
	}
	return list
}

// Choices asks for several of a few words. The answer is their codes ([]int64); Chosen returns the words.
func Choices(name, question string, choices ...string) Field {
	return Picks(name, question, func(Context) []Option { return worded(choices) }).Columns(1)
}

// Chosen returns those of the words that were chosen, in the order of the words.
func Chosen(a chat.Answers, field string, words ...string) (list []string) {
	codes := chat.Get[[]int64](a, field)
	for _, w := range words {
		if slices.Contains(codes, chat.Code(w)) {
			list = append(list, w)
		}
	}
	return list
}

// Codes returns the answer that has those words chosen.
func Codes(words ...string) (list []int64) {
	for _, w := range words {
		list = append(list, chat.Code(w))
	}
	return list
}
