package bot

import (
	"strings"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

func start(c *call) error {
	r, err := c.bot.Office.MayStart(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range r.Candidates {
		names = append(names, office.RoundName(c.tx, r, candidate))
	}
	roll, _, _ := office.Opening(c.tx, r.Branch, c.now)
	c.answerThere(cards.StartSure(r, names, office.Warned(c.tx, r), roll, c.bot.Office.Calendar.For(c.me.Branch).BallotCloses(branch.DateOf(c.now))))
	return nil
}

func startOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.NoKey)
	}
	return c.bot.Office.StartBallot(c.tx, c.me, branch.RoundID(c.arg(1)), c.key, c.now)
}

func runOff(c *call) error {
	r, next, err := c.bot.Office.MayRunOff(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range next.Candidates {
		names = append(names, office.RoundName(c.tx, next, candidate))
	}
	until := c.bot.Office.Calendar.For(c.me.Branch).BallotCloses(branch.DateOf(c.now))
	c.show(cards.Sure(r, "在得票相同的"+strings.Join(names, "、")+"中再推荐一次，重新确定参加名单，"+cards.When(until)+"截止。确认后立即发给每位参加人。确定吗？", "开始复投", cards.ActRunOffOK))
	return nil
}

func runOffOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.NoKey)
	}
	return c.bot.Office.RunOff(c.tx, c.me, branch.RoundID(c.arg(1)), c.key, c.now)
}

func poll(c *call) error {
	_, until, err := c.bot.Office.MayPoll(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.now)
	if err != nil {
		return err
	}
	r, _ := c.round()
	c.show(cards.PollSure(r, office.Group(c.tx, c.me.Branch, branch.GroupID(c.arg(2))), until))
	return nil
}

func pollOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.NoKey)
	}
	return c.bot.Office.OpenPoll(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.key, c.now)
}

// nominateDrop takes a nomination back. What was written stays in a form of who takes it back, and can be handed in again.
func nominateDrop(c *call) error {
	r, g, err := c.nomination(c.arg(1), c.arg(2))
	if err != nil {
		return err
	}
	n, _ := office.GetNomination(c.tx, r, g.ID)
	if err := c.bot.Office.Withdraw(c.tx, c.me, r.ID, g.ID, c.now); err != nil {
		return err
	}
	form := c.start("nominate", given("round", r.ID, "group", g.ID, "nominee", n.Nominee, "about", n.Nominee, "deeds", n.Deeds))
	if err := form.Rest(chat.Code("deeds")); err != nil {
		return err
	}
	face := form.Card()
	c.form.Face, c.form.Left = &face, true
	c.keep()
	c.tx.Reply(chat.Reply{Toast: "已撤回，写过的事迹还在"})
	c.show(cards.Nomination(c.nominationView(r, g)))
	return nil
}

func hush(c *call) error {
	if err := c.bot.Office.Hush(c.tx, c.me, branch.RoundID(c.arg(1))); err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: "这次推荐不再提醒您。"})
	return nil
}

// picking returns the ballot of a press as it stands on the pressed message: a page of it, and those picked so far.
func (c *call) picking() (v cards.BallotView, picked uint64, err error) {
	r, v, err := c.myBallot()
	mask := c.arg(3)
	if err == nil && (mask < 0 || mask>>len(r.Candidates) != 0) {
		err = office.Refusal(cards.OldCard)
	}
	v.Page = Page(c.arg(2))
	return v, uint64(mask), err
}

func votePage(c *call) error {
	v, picked, err := c.picking()
	if err == nil {
		c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.BallotList(v, picked))
	}
	return err
}

func voteDeeds(c *call) error {
	v, picked, err := c.picking()
	if err == nil {
		c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.BallotDeeds(v, picked, Page(c.arg(4))))
	}
	return err
}

func paper(c *call) error {
	r, err := c.kept()
	if err != nil {
		return err
	}
	if !r.Takes(branch.Ballot, c.now) {
		return office.Refusal(cards.RoundOver)
	}
	c.show(cards.PaperList(r, office.PaperList(c.tx, r), int(c.arg(2))))
	return nil
}

func paperAsk(c *call) error {
	r, seat, err := office.MayMarkPaper(c.tx, c.me, branch.RoundID(c.arg(1)), branch.MemberID(c.arg(2)), c.now)
	if err != nil {
		return err
	}
	if paper := c.arg(3) == 1; seat.Paper != paper {
		c.show(cards.PaperSure(office.PaperSure(c.tx, r, seat.Member, paper), Page(c.arg(4))))
		return nil
	}
	c.show(cards.PaperList(r, office.PaperList(c.tx, r), Page(c.arg(4)))) // another officer was quicker
	return nil
}

func paperSet(c *call) error {
	if err := c.bot.Office.MarkPaper(c.tx, c.me, branch.RoundID(c.arg(1)), branch.MemberID(c.arg(2)), c.arg(3) == 1, c.now); err != nil {
		return err
	}
	r, err := c.round()
	if err == nil {
		c.show(cards.PaperList(r, office.PaperList(c.tx, r), int(c.arg(4))))
	}
	return err
}

func paperIn(c *call) error {
	r, err := office.MayEnterPaper(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	return c.fill(formPaper, given("round", r.ID))
}

// paperForm takes the count of the paper votes. It goes straight under seal: a form would keep it in the open.
func paperForm(c *call) ask.Form {
	r, refused := office.MayEnterPaper(c.tx, c.me, chat.Get[branch.RoundID](c.form.Answers, "round"), c.now)
	return ask.Form{Title: "线下票数", Key: cards.KeyRound(c.me.Branch, r.ID), AtOnce: true, Passing: true, Away: cards.BackToRound(c.me.Branch, r.ID), May: func() error { return refused },
		Up:   func(chat.Answers) error { return c.roundCard(r.ID) },
		Head: func(ask.Context) []chat.Span { return cards.PaperHead },
		Fields: []ask.Field{ask.Numbers("count", "").
			Asking(func(ask.Context) string { return cards.PaperAsk(office.PaperForm(c.tx, r)) }).
			Check(func(x ask.Context) error {
				if len(chat.Get[[]int](x.Answers, "count")) < 3 {
					return office.Refusal("请按顺序写全线下票数、每位候选人的得票数和弃权数。")
				}
				return nil
			})},
		Done: func(a chat.Answers) error {
			list := chat.Get[[]int](a, "count")
			last := len(list) - 1
			c.drop()
			return c.bot.Office.EnterPaper(c.tx, c.me, r.ID, branch.Tally{Cast: list[0], Votes: list[1:last], Abstained: list[last]}, c.now)
		}}
}

func paperSee(c *call) error {
	r, t, err := c.bot.Office.PaperToConfirm(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	v, _ := office.PaperForm(c.tx, r)
	c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.PaperSee(v, t))
	return nil
}

func paperOK(c *call) error {
	return c.bot.Office.ConfirmPaper(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
}

// coverBallots shows the ballots of who types as they stand: what is answered comes below them, and a choice that was picked and
// not confirmed would stay on the screen. Nothing is stored of it, and it is done whether there is one or not.
func (c *call) coverBallots() {
	for _, b := range c.mine {
		for r := range store.RoundsOpen.Scan(c.tx, store.K(b.Branch)) {
			shown, ok := c.tx.ShownAs(c.e.Chat, cards.KeyBallot(b.Branch, r.ID))
			if v, on := office.MyBallot(c.tx, r, b.Member); on && ok && shown.Message != 0 && r.Takes(branch.Ballot, c.now) {
				c.tx.ReplyEdit(c.e.Chat, shown.Message, cards.Ballot(v))
			}
		}
	}
}
