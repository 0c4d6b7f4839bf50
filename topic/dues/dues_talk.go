package dues

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/chat"
)

// formDues is the form in which a base is typed. It never holds one.
const formDues = "dues"

// begin asks for a base. One that was typed with the command is answered at once.
func begin(c *bot.Call) error {
	if err := c.Fill(formDues, chat.Answers{}); err != nil {
		return err
	}
	if base, err := ReadBase(c.Rest()); err == nil {
		c.Tell(answer(base))
	}
	return nil
}

// unsays: in the form whatever holds a number goes from the screen, also what cannot be read; elsewhere what is nothing but a base,
// since the form may have been left a moment ago. Other words stay: they were meant for somebody else.
func unsays(form, text string) bool {
	if rest, asked := Asked(text); asked {
		text, form = rest, formDues
	}
	return form == formDues && Numeral(text) || form == "" && Lone(text)
}

// form answers each number in passing: neither the number nor the answer is in any row, log or file.
func form(c *bot.Call) ask.Form {
	return ask.Form{Title: "党费计算", Leave: "返回", AtOnce: true, Passing: true,
		Fields: []ask.Field{ask.Text("base", question).Reads(func(text string) (any, error) {
			base, err := ReadBase(text)
			if err != nil {
				return nil, ask.Wrong(err.Error())
			}
			return base, nil
		})},
		Done: func(a chat.Answers) error {
			c.Tell(answer(chat.Get[Fen](a, "base")))
			return nil
		}}
}
