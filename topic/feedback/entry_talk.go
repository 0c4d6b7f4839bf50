package feedback

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// formAnswer is the name of the form in the store.
const formAnswer = "feedback.answer"

// mostNamelessADay is how many somebody hands in without a name on a day. It is counted in memory alone.
const mostNamelessADay = 3

const (
	gone   = "这份草稿已经改过、提交过，或者程序刚刚重新启动过。请以最新的卡片为准，或重新写。"
	enough = "您今天匿名提交的已经不少，请明天再提，或者署名提交。刚才写的还在，没有提交。"
)

// say answers in passing: nothing of it is stored, and no card of the chat has moved.
func say(c *bot.Call, card chat.Card) error {
	if c.Event().Kind == chat.Pressed {
		c.Below()
	}
	c.Tell(card)
	return nil
}

// over has the draft's card that was pressed say what came of it: it has no buttons any more.
func over(c *bot.Call, card chat.Card) {
	card.Key = fmt.Sprintf("draft:%d", c.Event().Message) // no row is about it
	c.Tx().ReplyOver(c.Event().Chat, c.Event().Message, card)
}

func days(c *bot.Call) int { return daysOf(office.GetBranch(c.Tx(), c.Me().Branch).Settings) }

// start asks for what somebody has to say, or shows what is written already.
func start(c *bot.Call) error { return listen(c, wayOpen) }

func chooseWay(c *bot.Call) error {
	if way := c.Arg(1); way == wayNameless || way == waySigned {
		return listen(c, way)
	}
	return office.Refusal(cards.OldCard)
}

func listen(c *bot.Call, way int64) error {
	d, err := c.Listen(way)
	if err != nil {
		return err
	}
	if d.Words != "" {
		return say(c, draftCard(c.Me().Branch, d.Number, d.Way, d.Words, days(c)))
	}
	n := own{Owed: len(owedBy(c.Tx(), c.Me()))}
	if office.Vouched(c.Tx(), c.Me()) == nil {
		n.Mine = len(OwnOf(c.Tx(), c.Me()))
	}
	return say(c, startCard(c.Me().Branch, days(c), int(way), n))
}

var tenFigures = regexp.MustCompile(`^[1-9][0-9]{9}$`)

// readTicket reads a ticket as it is typed, in groups or not.
func readTicket(text string) (int64, bool) {
	text = strings.NewReplacer(" ", "", "-", "", "－", "").Replace(branch.HalfWidth(text))
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && tenFigures.MatchString(text)
}

// typed is start, or shows what became of the ticket that follows.
func typed(c *bot.Call) error {
	if c.Rest() == "" {
		return start(c)
	}
	if n, ok := readTicket(c.Rest()); ok {
		return showTicket(c, n)
	}
	return office.Refusal("查询码是10位数字。要提投诉建议，请只发送 /feedback，再按提示写。")
}

// write takes what is typed.
func write(c *bot.Call, text string) error {
	if n, ok := readTicket(text); ok {
		return showTicket(c, n)
	}
	d, err := c.Write(text, maxText)
	if err != nil {
		return err
	}
	return say(c, draftCard(c.Me().Branch, d.Number, d.Way, d.Words, days(c)))
}

func showTicket(c *bot.Call, ticket int64) error {
	e, err := Find(c.Office(), c.Tx(), c.Me().Branch, ticket)
	if err != nil {
		return err
	}
	return say(c, ticketCard(entryView(c.Office(), c.Tx(), e, c.Now()), ticket))
}

func seeTicket(c *bot.Call) error { return showTicket(c, c.Arg(1)) }

// untell takes back what has no name, by its ticket.
func untell(c *bot.Call) error {
	e, err := TakeBackBy(c.Office(), c.Tx(), c.Me().Branch, c.Arg(1), c.Now())
	if err != nil {
		return err
	}
	return say(c, givenBack("已撤回", e.Text))
}

func rewrite(c *bot.Call) error {
	d, ok := c.Drafted(c.Arg(1))
	if !ok {
		return office.Refusal(gone)
	}
	if _, err := c.Listen(d.Way); err != nil { // before anything is dropped
		return err
	}
	c.DropDraft()
	over(c, givenBack("请重新写", d.Words))
	return listen(c, d.Way)
}

func drop(c *bot.Call) error {
	d, ok := c.Drafted(c.Arg(1))
	if !ok {
		return office.Refusal(gone)
	}
	c.DropDraft()
	over(c, givenBack("没有提交", d.Words))
	return nil
}

// nameless hands the draft in. The deed is not told whose it is.
func nameless(c *bot.Call) error {
	d, ok := c.Drafted(c.Arg(1))
	if !ok {
		return office.Refusal(gone)
	}
	if c.Nameless() >= mostNamelessADay {
		return office.Refusal(enough)
	}
	e, ticket, err := Nameless(c.Office(), c.Tx(), c.Me().Branch, d.Words, c.Now())
	if err != nil {
		return err
	}
	c.HandIn(true)
	c.Alert("已匿名提交，查询码 " + strconv.FormatInt(ticket, 10)) // should the message not arrive
	over(c, givenBack("投诉建议（已提交）", d.Words))
	c.Tell(handedIn(e, ticket))
	return nil
}

// sign hands the draft in with the name.
func sign(c *bot.Call) error {
	d, ok := c.Drafted(c.Arg(1))
	if !ok {
		return office.Refusal(gone)
	}
	e, err := Sign(c.Office(), c.Tx(), c.Me(), d.Words, c.Now())
	if err != nil {
		return err
	}
	c.HandIn(false)
	over(c, givenBack("投诉建议（已提交）", d.Words))
	c.Show(mineCard(entryView(c.Office(), c.Tx(), e, c.Now()), "已署名提交"))
	return nil
}

func mine(c *bot.Call) error {
	c.ShowThere(listCard(c.Me().Branch, "我提出的投诉建议", ActMine, viewsOf(c.Office(), c.Tx(), OwnOf(c.Tx(), c.Me()), c.Now()), bot.Page(c.Arg(1)), mineListed))
	return nil
}

// seeMine shows an own entry.
func seeMine(c *bot.Call) error {
	e, ok := Get(c.Tx(), c.Me().Branch, ID(c.Arg(1)))
	if !ok || e.By != c.Me().ID {
		return office.Refusal(cards.OldCard)
	}
	c.Show(mineCard(entryView(c.Office(), c.Tx(), e, c.Now()), "我提出的投诉建议"))
	return nil
}

func takeBack(c *bot.Call) error {
	e, err := TakeBack(c.Office(), c.Tx(), c.Me(), ID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	card := givenBack("已撤回", e.Text)
	card.Key, card.Rows = cards.KeyHome, [][]chat.Button{cards.Row(cards.HomeRow[0])}
	c.Show(card)
	return nil
}

func list(c *bot.Call) error {
	c.ShowThere(listCard(c.Me().Branch, "投诉建议", ActList, viewsOf(c.Office(), c.Tx(), ListOf(c.Tx(), c.Me()), c.Now()), bot.Page(c.Arg(1)), listed))
	return nil
}

func seeOne(c *bot.Call) error {
	e, err := MayRead(c.Tx(), c.Me(), ID(c.Arg(1)))
	if err != nil {
		return err
	}
	c.ShowThere(seeCard(entryView(c.Office(), c.Tx(), e, c.Now())))
	return nil
}

func answer(c *bot.Call) error {
	e, err := MayAnswer(c.Tx(), c.Me(), ID(c.Arg(1)))
	if err != nil {
		return err
	}
	return c.Fill(formAnswer, bot.Given("entry", e.ID))
}

// answerForm takes the answer to an entry.
func answerForm(c *bot.Call) ask.Form {
	id := chat.Get[ID](c.Form().Answers, "entry")
	e, refused := MayAnswer(c.Tx(), c.Me(), id)
	if refused == nil {
		refused = office.Vouched(c.Tx(), c.Me())
	}
	return ask.Form{Title: "意见答复", Right: branch.AnswerFeedback, Yes: "确认答复", Protect: true, Up: c.Up(seeOne, int64(id)),
		May:    func() error { return refused },
		Head:   func(ask.Context) []chat.Span { return answerHead(entryView(c.Office(), c.Tx(), e, c.Now())) },
		Fields: []ask.Field{ask.Text("text", answerAsk(e.By == 0)).As("答复").Rewritten()},
		Done: func(a chat.Answers) error {
			if err := Answer(c.Office(), c.Tx(), c.Me(), id, chat.Get[string](a, "text"), c.Now()); err != nil {
				return err
			}
			return c.With(seeOne, int64(id))
		}}
}

// talk is the talk about it. What is written leaves no trace until it is handed in, and what has no name none of who handed it in.
var talk = bot.Matter{
	Routes: map[string]bot.Route{
		ActStart:    bot.InBranch(1, start).Aside(),
		ActWay:      bot.InBranch(2, chooseWay).Aside(),
		ActRewrite:  bot.InBranch(2, rewrite).Aside(),
		ActDrop:     bot.InBranch(2, drop).Aside(),
		ActNameless: bot.InBranch(2, nameless).Mute(),
		ActSign:     bot.InBranch(2, sign),
		ActTicket:   bot.InBranch(2, seeTicket).Aside(),
		ActUntell:   bot.InBranch(2, untell).Mute(),
		ActMine:     bot.InBranch(2, mine).Own(),
		ActBack:     bot.InBranch(2, seeMine).OnHome().Own(),
		ActBackOK:   bot.InBranch(2, takeBack).OnHome().Own(),
		ActList:     bot.InBranch(2, list).For(branch.AnswerFeedback).Own(),
		ActSee:      bot.InBranch(2, seeOne).For(branch.AnswerFeedback).Own(),
		ActAnswer:   bot.InBranch(2, answer).OnHome().For(branch.AnswerFeedback).Own(),
	},
	Commands: map[string]bot.Command{"/feedback": bot.Typed(typed).WithWords().Aside()},
	Words:    map[string]string{"投诉建议": "/feedback", "投诉": "/feedback", "意见建议": "/feedback"},
	Forms:    map[string]bot.Form{formAnswer: answerForm},
	Aside:    write,
}
