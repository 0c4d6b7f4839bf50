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
	r, err := c.Office().MayStart(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range r.Candidates {
		names = append(names, office.RoundName(c.Tx(), r, candidate))
	}
	roll, _, _ := office.Opening(c.Tx(), r.Branch, c.Now())
	c.ShowThere(cards.StartSure(r, names, office.Warned(c.Tx(), r), roll, c.Office().Calendar.For(c.Me().Branch).BallotCloses(branch.DateOf(c.Now()))))
	return nil
}

func startOK(c *call) error {
	if c.Key() == "" {
		return office.Refusal(cards.NoKey)
	}
	return c.Office().StartBallot(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Key(), c.Now())
}

func runOff(c *call) error {
	r, next, err := c.Office().MayRunOff(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range next.Candidates {
		names = append(names, office.RoundName(c.Tx(), next, candidate))
	}
	until := c.Office().Calendar.For(c.Me().Branch).BallotCloses(branch.DateOf(c.Now()))
	c.Show(cards.Sure(r, "在得票相同的"+strings.Join(names, "、")+"中再推荐一次，重新确定参加名单，"+cards.When(until)+"截止。确认后立即发给每位参加人。确定吗？", "开始复投", cards.ActRunOffOK))
	return nil
}

func runOffOK(c *call) error {
	if c.Key() == "" {
		return office.Refusal(cards.NoKey)
	}
	return c.Office().RunOff(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Key(), c.Now())
}

func poll(c *call) error {
	_, until, err := c.Office().MayPoll(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)), c.Now())
	if err != nil {
		return err
	}
	r, _ := c.round()
	c.Show(cards.PollSure(r, office.Group(c.Tx(), c.Me().Branch, branch.GroupID(c.Arg(2))), until))
	return nil
}

func pollOK(c *call) error {
	if c.Key() == "" {
		return office.Refusal(cards.NoKey)
	}
	return c.Office().OpenPoll(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)), c.Key(), c.Now())
}

// nominateDrop takes a nomination back. What was written stays in a form of who takes it back, and can be handed in again.
func nominateDrop(c *call) error {
	r, g, err := c.nomination(c.Arg(1), c.Arg(2))
	if err != nil {
		return err
	}
	n, _ := office.GetNomination(c.Tx(), r, g.ID)
	if err := c.Office().Withdraw(c.Tx(), c.Me(), r.ID, g.ID, c.Now()); err != nil {
		return err
	}
	form := c.Begin(formNominate, Given("round", r.ID, "group", g.ID, "nominee", n.Nominee, "about", n.Nominee, "deeds", n.Deeds))
	if err := form.Rest(chat.Code("deeds")); err != nil {
		return err
	}
	face := form.Card()
	c.PutBy(face)
	c.Toast("已撤回，写过的事迹还在")
	c.Show(cards.Nomination(c.nominationView(r, g)))
	return nil
}

func hush(c *call) error {
	if err := c.Office().Hush(c.Tx(), c.Me(), branch.RoundID(c.Arg(1))); err != nil {
		return err
	}
	c.Toast("这次推荐不再提醒您。")
	return nil
}

// picking returns the ballot of a press as it stands on the pressed message: a page of it, and those picked so far.
func (c *call) picking() (v cards.BallotView, picked uint64, err error) {
	r, v, err := c.myBallot()
	mask := c.Arg(3)
	if err == nil && (mask < 0 || mask>>len(r.Candidates) != 0) {
		err = office.Refusal(cards.OldCard)
	}
	v.Page = Page(c.Arg(2))
	return v, uint64(mask), err
}

func votePage(c *call) error {
	v, picked, err := c.picking()
	if err == nil {
		c.Passing(cards.BallotList(v, picked))
	}
	return err
}

func voteDeeds(c *call) error {
	v, picked, err := c.picking()
	if err == nil {
		c.Passing(cards.BallotDeeds(v, picked, Page(c.Arg(4))))
	}
	return err
}

func paper(c *call) error {
	r, err := c.kept()
	if err != nil {
		return err
	}
	if !r.Takes(branch.Ballot, c.Now()) {
		return office.Refusal(cards.RoundOver)
	}
	c.Show(cards.PaperList(r, office.PaperList(c.Tx(), r), int(c.Arg(2))))
	return nil
}

func paperAsk(c *call) error {
	r, seat, err := office.MayMarkPaper(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.MemberID(c.Arg(2)), c.Now())
	if err != nil {
		return err
	}
	if paper := c.Arg(3) == 1; seat.Paper != paper {
		c.Show(cards.PaperSure(office.PaperSure(c.Tx(), r, seat.Member, paper), Page(c.Arg(4))))
		return nil
	}
	c.Show(cards.PaperList(r, office.PaperList(c.Tx(), r), Page(c.Arg(4)))) // another officer was quicker
	return nil
}

func paperSet(c *call) error {
	if err := c.Office().MarkPaper(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.MemberID(c.Arg(2)), c.Arg(3) == 1, c.Now()); err != nil {
		return err
	}
	r, err := c.round()
	if err == nil {
		c.Show(cards.PaperList(r, office.PaperList(c.Tx(), r), int(c.Arg(4))))
	}
	return err
}

func paperIn(c *call) error {
	r, err := office.MayEnterPaper(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	return c.Fill(formPaper, Given("round", r.ID))
}

// paperForm takes the count of the paper votes. It goes straight under seal: a form would keep it in the open.
func paperForm(c *call) ask.Form {
	r, refused := office.MayEnterPaper(c.Tx(), c.Me(), chat.Get[branch.RoundID](c.Form().Answers, "round"), c.Now())
	return ask.Form{Title: "线下票数", Key: cards.KeyRound(c.Me().Branch, r.ID), AtOnce: true, Passing: true, Away: cards.BackToRound(c.Me().Branch, r.ID), May: func() error { return refused },
		Up:   func(chat.Answers) error { return c.roundCard(r.ID) },
		Head: func(ask.Context) []chat.Span { return cards.PaperHead },
		Fields: []ask.Field{ask.Numbers("count", "").
			Asking(func(ask.Context) string { return cards.PaperAsk(office.PaperForm(c.Tx(), r)) }).
			Check(func(x ask.Context) error {
				if len(chat.Get[[]int](x.Answers, "count")) < 3 {
					return office.Refusal("请按顺序写全线下票数、每位候选人的得票数和弃权数。")
				}
				return nil
			})},
		Done: func(a chat.Answers) error {
			list := chat.Get[[]int](a, "count")
			last := len(list) - 1
			c.Drop()
			return c.Office().EnterPaper(c.Tx(), c.Me(), r.ID, branch.Tally{Cast: list[0], Votes: list[1:last], Abstained: list[last]}, c.Now())
		}}
}

func paperSee(c *call) error {
	r, t, err := c.Office().PaperToConfirm(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	v, _ := office.PaperForm(c.Tx(), r)
	c.Passing(cards.PaperSee(v, t))
	return nil
}

func paperOK(c *call) error {
	return c.Office().ConfirmPaper(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
}

// coverBallots shows the ballots of who types as they stand: what is answered comes below them, and a choice that was picked and
// not confirmed would stay on the screen. Nothing is stored of it, and it is done whether there is one or not.
func coverBallots(c *call) {
	for _, b := range c.Mine() {
		for r := range store.RoundsOpen.Scan(c.Tx(), store.K(b.Branch)) {
			shown, ok := c.Tx().ShownAs(c.Event().Chat, cards.KeyBallot(b.Branch, r.ID))
			if v, on := office.MyBallot(c.Tx(), r, b.Member); on && ok && shown.Message != 0 && r.Takes(branch.Ballot, c.Now()) {
				c.Tx().ReplyEdit(c.Event().Chat, shown.Message, cards.Ballot(v))
			}
		}
	}
}
