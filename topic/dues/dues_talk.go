package dues

import (
	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/chat"
)

// formDues is the form in which a base is typed. It never holds one.
const formDues = "dues"

func begin(c *bot.Call) error { return c.Fill(formDues, chat.Answers{}) }

// form answers each number in passing: neither the number nor the answer is in any row, log or file.
func form(c *bot.Call) ask.Form {
	return ask.Form{Title: "党费计算", Leave: "返回", AtOnce: true, Passing: true,
		Fields: []ask.Field{ask.Text("base", question).Reads(func(text string) (any, error) {
			if Numeral(text) { // other words stay: they were meant for somebody else
				c.Unsay()
			}
			base, err := ReadBase(text)
			if err != nil {
				return nil, ask.Wrong(err.Error())
			}
			return base, nil
		})},
		Done: func(a chat.Answers) error {
			card := answer(chat.Get[Fen](a, "base"))
			c.Tx().Reply(chat.Reply{Say: &card})
			return nil
		}}
}
