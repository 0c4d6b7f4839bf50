package ask

import (
	"slices"
	"strings"

	"zhibu/chat"
)

// Pick asks for one of a list. The answer is the code of the choice (int64): an id, a day, a time.
func Pick(name, question string, options func(Context) []Option) Field {
	return Field{Name: name, Question: question, options: options, read: pressOrName, columns: 2,
		take: func(_ Field, _ Context, o Option) any { return o.Value },
		show: func(f Field, x Context) string {
			o, _ := f.option(x, chat.Get[int64](x.Answers, f.Name))
			return o.Label
		}}
}

// Picks asks for several of a list. The answer is their codes ([]int64), in the order of being picked.
func Picks(name, question string, options func(Context) []Option) Field {
	f := Pick(name, question, options)
	f.several, f.least = true, 1
	f.show = func(f Field, x Context) string {
		var labels []string
		for _, v := range chat.Get[[]int64](x.Answers, f.Name) {
			if o, ok := f.option(x, v); ok {
				labels = append(labels, o.Label)
			}
		}
		return strings.Join(labels, "、")
	}
	return f
}

// Counted says of what so many are picked.
func (f Field) Counted(unit string) Field { f.unit = unit; return f }

// Least sets how many have to be picked.
func (f Field) Least(n int) Field { f.least = n; return f }

// pick sets whether a choice is among those picked: pressed twice it sets the same again.
func (f Field) pick(x Context, value int64, on bool) {
	list := slices.DeleteFunc(chat.Get[[]int64](x.Answers, f.Name), func(v int64) bool { return v == value })
	if on {
		list = append(list, value)
	}
	x.Put(f.Name, list)
}
