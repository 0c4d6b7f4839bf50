package ask

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Number asks for a whole number between two others. The answer is an int.
func Number(name, question string, least, most int) Field {
	return NumberOf(name, question, func(Context) (int, int) { return least, most })
}

// NumberOf is Number where the bounds depend on what was answered before.
func NumberOf(name, question string, bounds func(Context) (least, most int)) Field {
	return Field{Name: name, Question: question,
		read: func(_ Field, x Context, text string) (any, error) {
			least, most := bounds(x)
			list, err := figures(text)
			if err != nil && minus.MatchString(branch.HalfWidth(text)) {
				return nil, err
			}
			if err != nil || len(list) != 1 || list[0] < least || list[0] > most {
				return nil, Wrong(fmt.Sprintf(cards.NumberUnread, least, most, most))
			}
			return list[0], nil
		},
		show: func(f Field, x Context) string { return strconv.Itoa(chat.Get[int](x.Answers, f.Name)) }}
}

// Numbers asks for a row of whole numbers, however they are separated. The answer is a list of int; Check judges it.
func Numbers(name, question string) Field {
	return Field{Name: name, Question: question, rewrites: true,
		read: func(_ Field, _ Context, text string) (any, error) { return figures(text) },
		show: func(f Field, x Context) string {
			var s []string
			for _, n := range chat.Get[[]int](x.Answers, f.Name) {
				s = append(s, strconv.Itoa(n))
			}
			return strings.Join(s, "、")
		}}
}

// Worded is Numbers where each may also be typed beside its word, in any order: 「反对2 赞成20」. words are in the order of the answer, each with
// its other spellings after it; a number whose word is not typed is 0, and beyond the first least it is left out. What is not plain is
// refused.
func (f Field) Worded(least int, words ...[]string) Field {
	var all, names []string
	place := map[string]int{}
	for i, spelled := range words {
		names = append(names, spelled[0])
		for _, w := range spelled {
			place[w] = i
			all = append(all, regexp.QuoteMeta(w))
		}
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) }) // 不同意 before 同意
	token := regexp.MustCompile(strings.Join(all, "|") + `|\d+`)
	f.read = func(_ Field, _ Context, text string) (any, error) {
		list, err := figures(text)
		tokens := token.FindAllString(branch.HalfWidth(text), -1)
		wordy := slices.ContainsFunc(tokens, func(t string) bool { _, word := place[t]; return word })
		if err != nil || !wordy {
			return list, err
		}
		unclear := Wrong("没有看懂哪个数是哪一项。请写成例如：" + names[0] + "20 " + names[1] + "2，一项一个数。")
		first := 0 // the word stands before its number, or after it
		if _, word := place[tokens[0]]; !word {
			first = 1
		}
		if len(tokens) != 2*len(list) {
			return nil, unclear
		}
		out, seen, last := make([]int, len(words)), map[int]bool{}, 0
		for i := 0; i < len(tokens); i += 2 {
			at, word := place[tokens[i+first]]
			if n, err := strconv.Atoi(tokens[i+1-first]); !word || err != nil || seen[at] {
				return nil, unclear
			} else {
				out[at], seen[at], last = n, true, max(last, at)
			}
		}
		return out[:max(last+1, least)], nil
	}
	return f
}

var (
	number = regexp.MustCompile(`\d+`)
	// minus is a sign before a number, not a dash between two.
	minus = regexp.MustCompile(`(?:^|[^\d\s])\s*[-−–—－]\d|\s[-−–—－]\d|负\s*\d`)
)

func figures(text string) (list []int, err error) {
	text = branch.HalfWidth(text)
	if minus.MatchString(text) {
		return nil, Wrong("人数、份数等不会是负数，请核对后重新发送。")
	}
	for _, s := range number.FindAllString(text, -1) {
		n, err := strconv.Atoi(s)
		if err != nil || n > 9999 {
			return nil, Wrong("数字太大，请核对。")
		}
		list = append(list, n)
	}
	if len(list) == 0 || len(list) > 99 {
		return nil, Wrong("请按顺序发送各个数，用空格隔开。")
	}
	return list, nil
}
