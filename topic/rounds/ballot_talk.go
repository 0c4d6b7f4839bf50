package rounds

import (
	"strings"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

func start(c *bot.Call) error {
	r, err := MayStart(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range r.Candidates {
		names = append(names, RoundName(c.Tx(), r, candidate))
	}
	roll, _, _ := Opening(c.Tx(), r.Branch, c.Now())
	c.ShowThere(StartSure(r, names, Warned(c.Tx(), r), roll, BallotCloses(c.Office().Calendar.For(c.Me().Branch), branch.DateOf(c.Now()))))
	return nil
}

func startOK(c *bot.Call) error {
	if c.Key() == "" {
		return office.Refusal(cards.NoKey)
	}
	return StartBallot(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Key(), c.Now())
}

func runOff(c *bot.Call) error {
	r, next, err := MayRunOff(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range next.Candidates {
		names = append(names, RoundName(c.Tx(), next, candidate))
	}
	until := BallotCloses(c.Office().Calendar.For(c.Me().Branch), branch.DateOf(c.Now()))
	c.Show(Sure(r, "在得票相同的"+strings.Join(names, "、")+"中再推荐一次，重新确定参加名单，"+cards.When(until)+"截止。确认后立即发给每位参加人。确定吗？", "开始复投", ActRunOffOK))
	return nil
}

func runOffOK(c *bot.Call) error {
	if c.Key() == "" {
		return office.Refusal(cards.NoKey)
	}
	return RunOff(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Key(), c.Now())
}

func poll(c *bot.Call) error {
	_, until, err := MayPoll(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)), c.Now())
	if err != nil {
		return err
	}
	r, _ := round(c)
	c.Show(PollSure(r, office.Group(c.Tx(), c.Me().Branch, branch.GroupID(c.Arg(2))), until))
	return nil
}

func pollOK(c *bot.Call) error {
	if c.Key() == "" {
		return office.Refusal(cards.NoKey)
	}
	return OpenPoll(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.GroupID(c.Arg(2)), c.Key(), c.Now())
}

// nominateDrop takes a nomination back. What was written stays in a form of who takes it back, and can be handed in again.
func nominateDrop(c *bot.Call) error {
	r, g, err := nomination(c, c.Arg(1), c.Arg(2))
	if err != nil {
		return err
	}
	n, _ := GetNomination(c.Tx(), r, g.ID)
	if err := Withdraw(c.Office(), c.Tx(), c.Me(), r.ID, g.ID, c.Now()); err != nil {
		return err
	}
	form := c.Begin(formNominate, bot.Given("round", r.ID, "group", g.ID, "nominee", n.Nominee, "about", n.Nominee, "deeds", n.Deeds))
	if err := form.Rest(chat.Code("deeds")); err != nil {
		return err
	}
	face := form.Card()
	c.PutBy(face)
	c.Toast("已撤回，写过的事迹还在")
	c.Show(NominationCard(nominationView(c, r, g)))
	return nil
}

func hush(c *bot.Call) error {
	if err := Hush(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1))); err != nil {
		return err
	}
	c.Toast("这次推荐不再提醒您。")
	return nil
}

// picking returns the ballot of a press as it stands on the pressed message: a page of it, and those picked so far.
func picking(c *bot.Call) (v BallotView, picked uint64, err error) {
	r, v, err := myBallot(c)
	mask := c.Arg(3)
	if err == nil && (mask < 0 || mask>>len(r.Candidates) != 0) {
		err = office.Refusal(cards.OldCard)
	}
	v.Page = bot.Page(c.Arg(2))
	return v, uint64(mask), err
}

func votePage(c *bot.Call) error {
	v, picked, err := picking(c)
	if err == nil {
		c.Passing(BallotList(v, picked))
	}
	return err
}

func voteDeeds(c *bot.Call) error {
	v, picked, err := picking(c)
	if err == nil {
		c.Passing(BallotDeeds(v, picked, bot.Page(c.Arg(4))))
	}
	return err
}

func paper(c *bot.Call) error {
	r, err := kept(c)
	if err != nil {
		return err
	}
	if !r.Takes(StageBallot, c.Now()) {
		return office.Refusal(RoundOver)
	}
	c.Show(paperListCard(r, PaperMarks(c.Tx(), r), int(c.Arg(2))))
	return nil
}

func paperAsk(c *bot.Call) error {
	r, seat, err := MayMarkPaper(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.MemberID(c.Arg(2)), c.Now())
	if err != nil {
		return err
	}
	if paper := c.Arg(3) == 1; seat.Paper != paper {
		c.Show(paperSureCard(ViewPaperSure(c.Tx(), r, seat.Member, paper), bot.Page(c.Arg(4))))
		return nil
	}
	c.Show(paperListCard(r, PaperMarks(c.Tx(), r), bot.Page(c.Arg(4)))) // another officer was quicker
	return nil
}

func paperSet(c *bot.Call) error {
	if err := MarkPaper(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.MemberID(c.Arg(2)), c.Arg(3) == 1, c.Now()); err != nil {
		return err
	}
	r, err := round(c)
	if err == nil {
		c.Show(paperListCard(r, PaperMarks(c.Tx(), r), int(c.Arg(4))))
	}
	return err
}

func paperIn(c *bot.Call) error {
	r, err := MayEnterPaper(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	return c.Fill(FormPaper, bot.Given("round", r.ID))
}

// paperForm takes the count of the paper votes. It goes straight under seal: a form would keep it in the open.
func paperForm(c *bot.Call) ask.Form {
	r, refused := MayEnterPaper(c.Tx(), c.Me(), chat.Get[branch.RoundID](c.Form().Answers, "round"), c.Now())
	return ask.Form{Title: "线下票数", Key: KeyRound(c.Me().Branch, r.ID), AtOnce: true, Passing: true, Away: BackToRound(c.Me().Branch, r.ID), May: func() error { return refused },
		Up:   func(chat.Answers) error { return roundCard(c, r.ID) },
		Head: func(ask.Context) []chat.Span { return PaperHead },
		Fields: []ask.Field{ask.Numbers("count", "").
			Asking(func(ask.Context) string { return PaperAsk(PaperForm(c.Tx(), r)) }).
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
			return EnterPaper(c.Office(), c.Tx(), c.Me(), r.ID, Tally{Cast: list[0], Votes: list[1:last], Abstained: list[last]}, c.Now())
		}}
}

func paperSee(c *bot.Call) error {
	r, t, err := PaperToConfirm(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err != nil {
		return err
	}
	v, _ := PaperForm(c.Tx(), r)
	c.Passing(PaperSee(v, t))
	return nil
}

func paperOK(c *bot.Call) error {
	return ConfirmPaper(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
}

// coverBallots shows the ballots of who types as they stand: what is answered comes below them, and a choice that was picked and
// not confirmed would stay on the screen. Nothing is stored of it, and it is done whether there is one or not.
func coverBallots(c *bot.Call) {
	for _, b := range c.Mine() {
		for r := range RoundsOpen.Scan(c.Tx(), store.K(b.Branch)) {
			shown, ok := c.Tx().ShownAs(c.Event().Chat, KeyBallot(b.Branch, r.ID))
			if v, on := MyBallot(c.Tx(), r, b.Member); on && ok && shown.Message != 0 && r.Takes(StageBallot, c.Now()) {
				c.Cover(shown.Message, ballotCard(v))
			}
		}
	}
}
