package ask

import (
	"fmt"
	"regexp"
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

var number = regexp.MustCompile(`\d+`)

func figures(text string) (list []int, err error) {
	for _, s := range number.FindAllString(branch.HalfWidth(text), -1) {
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
