package ask

import (
	"strings"

	"zhibu/cards"
	"zhibu/chat"
)

// YesNo asks whether something is so. The answer is a bool; among all answers one press turns it.
func YesNo(name, question string) Field {
	return Field{Name: name, Question: question, columns: 2, direct: true,
		options: func(Context) []Option { return []Option{{"是", 1}, {"否", 0}} },
		read: func(_ Field, _ Context, text string) (any, error) {
			switch strings.Trim(text, "。 .") {
			case "是", "是的", "对", "有":
				return true, nil
			case "否", "不是", "不", "没有", "无":
				return false, nil
			}
			return nil, Wrong(cards.YesOrNo)
		},
		take: func(_ Field, _ Context, o Option) any { return o.Value == 1 },
		show: func(f Field, x Context) string {
			if chat.Get[bool](x.Answers, f.Name) {
				return "是"
			}
			return "否"
		}}
}

// Turned names the buttons that turn the answer to yes and to no.
func (f Field) Turned(yes, no string) Field {
	f.options = func(Context) []Option { return []Option{{yes, 1}, {no, 0}} }
	return f
}
