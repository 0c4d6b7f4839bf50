package bot

import (
	"slices"
	"time"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// round returns the round of a press, whose second argument it is.
func (c *call) round() (branch.Round, error) {
	r, ok := office.GetRound(c.tx, c.me.Branch, branch.RoundID(c.arg(1)))
	if !ok {
		return r, office.Refusal(cards.OldCard)
	}
	return r, nil
}

// nomination returns the round and the group for which this person may nominate now.
func (c *call) nomination(round, group int64) (branch.Round, branch.Group, error) {
	r, ok := office.GetRound(c.tx, c.me.Branch, branch.RoundID(round))
	g := office.Group(c.tx, c.me.Branch, branch.GroupID(group))
	switch {
	case !ok || g.ID == 0 || r.Stage(branch.Nominate) == nil:
		return r, g, office.Refusal(cards.OldCard)
	case !office.MayNominate(c.me, g):
		return r, g, office.Refusal(cards.NotYours)
	case !r.Takes(branch.Nominate, c.now):
		return r, g, office.Refusal(cards.RoundOver)
	}
	return r, g, nil
}

func nominate(c *call) error {
	r, g, err := c.nomination(c.arg(1), c.arg(2))
	if err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.leaveForm()
	c.tx.ShowBelow(c.e.Chat, cards.Nomination(c.nominationView(r, g)))
	return nil
}

func nominatePage(c *call) error {
	r, g, err := c.nomination(c.arg(1), c.arg(2))
	if err != nil {
		return err
	}
	c.leaveForm()
	v := c.nominationView(r, g)
	v.Page, v.Replacing = int(c.arg(3)), true
	c.show(cards.Nomination(v))
	return nil
}

func nominee(c *call) error {
	r, g, err := c.nomination(c.arg(1), c.arg(2))
	if err != nil {
		return err
	}
	m, ok := office.Member(c.tx, c.me.Branch, branch.MemberID(c.arg(3)))
	if !ok || m.Group != g.ID || m.Status != branch.Active {
		return office.Refusal(cards.OldCard)
	}
	answers := given("round", r.ID, "group", g.ID, "nominee", m.ID)
	if was, ok := c.keptDeeds(r, g); ok {
		answers.Put("deeds", chat.Get[string](was.Answers, "deeds"))
		answers.Put("about", chat.Get[branch.MemberID](was.Answers, "nominee"))
		c.drop() // its words go on in the new form
	} else if n, made := office.GetNomination(c.tx, r, g.ID); made {
		answers.Put("deeds", n.Deeds)
		answers.Put("about", n.Nominee)
	}
	return c.fill("nominate", answers)
}

// keptDeeds returns the form in which something is written for a group's nomination already.
func (c *call) keptDeeds(r branch.Round, g branch.Group) (store.Form, bool) {
	f, ok := c.openForm()
	a := f.Answers
	return f, ok && f.Name == "nominate" && f.Branch == r.Branch && chat.Get[branch.RoundID](a, "round") == r.ID &&
		chat.Get[branch.GroupID](a, "group") == g.ID && chat.Get[string](a, "deeds") != ""
}

// nominationView is office.NominationView with what the reader has written and not handed in.
func (c *call) nominationView(r branch.Round, g branch.Group) cards.NominationView {
	v := office.NominationView(c.tx, r, g)
	if f, ok := c.keptDeeds(r, g); ok && v.Open && f.Face != nil {
		m, _ := office.Member(c.tx, r.Branch, chat.Get[branch.MemberID](f.Answers, "nominee"))
		v.Kept = &cards.KeptDeeds{Form: f.Number, Nominee: office.Called(c.tx, m), Deeds: chat.Get[string](f.Answers, "deeds"), Until: f.Touched.Add(office.FormLife)}
	}
	return v
}

// nominateForm asks for the deeds of who is nominated.
func nominateForm(c *call) ask.Form {
	a := c.form.Answers
	round, group := chat.Get[int64](a, "round"), chat.Get[int64](a, "group")
	r, g, refused := c.nomination(round, group)
	called := func(id branch.MemberID) string {
		m, _ := office.Member(c.tx, c.me.Branch, id)
		return office.Called(c.tx, m)
	}
	nominee := chat.Get[branch.MemberID](a, "nominee")
	about := called(chat.Get[branch.MemberID](a, "about"))
	return ask.Form{Title: "推荐事迹", Key: cards.KeyNomination(c.me.Branch, branch.RoundID(round), branch.GroupID(group)), Kept: true, Unasked: true,
		Yes: "确认提名", Away: cards.BackToNomination(c.me.Branch, branch.RoundID(round), branch.GroupID(group)),
		May:  func() error { return refused },
		Up:   func(chat.Answers) error { return c.nominationCard(round, group) },
		Head: func(ask.Context) []chat.Span { return cards.NominationHead(called(nominee)) },
		Fields: []ask.Field{ask.Text("deeds", "").As("事迹").GoesOn().OrFile().Anyway("就用这段文字").
			Asking(func(x ask.Context) string {
				return cards.NominationDeeds(r.Kind, about, chat.Get[string](x.Answers, "deeds"))
			})},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return cards.NominationFilled(g, called(nominee), chat.Get[string](x.Answers, "deeds")), nil
		},
		Done: func(a chat.Answers) error {
			return c.bot.Office.Nominate(c.tx, c.me, r.ID, g.ID, nominee, chat.Get[string](a, "deeds"), c.now)
		}}
}

func nominateBack(c *call) error {
	if f, ok := c.openForm(); ok && f.Name == "nominate" {
		c.leaveForm() // what was written is kept
	}
	return c.nominationCard(c.arg(1), c.arg(2))
}

// nominationCard shows a group's nomination as it stands, to who may see it.
func (c *call) nominationCard(round, group int64) error {
	r, ok := office.GetRound(c.tx, c.me.Branch, branch.RoundID(round))
	g := office.Group(c.tx, c.me.Branch, branch.GroupID(group))
	if !ok || !office.MayNominate(c.me, g) {
		return office.Refusal(cards.NotYours)
	}
	c.show(cards.Nomination(c.nominationView(r, g)))
	return nil
}

// myBallot returns the ballot of a press to who may vote in it now; nobody else sees a candidate.
func (c *call) myBallot() (branch.Round, cards.BallotView, error) {
	r, err := c.round()
	if err != nil {
		return r, cards.BallotView{}, err
	}
	if err := c.bot.Office.MayVote(c.tx, c.me, r, c.now); err != nil {
		return r, cards.BallotView{}, err
	}
	v, ok := office.MyBallot(c.tx, r, c.me.ID)
	if !ok {
		return r, v, office.Refusal(cards.NotYours)
	}
	return r, v, nil
}

func ballot(c *call) error {
	_, v, err := c.myBallot()
	if err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, cards.Ballot(v))
	return nil
}

// voteList shows the candidates again, to who wants to change a choice.
func voteList(c *call) error {
	_, v, err := c.myBallot()
	if err == nil {
		c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.BallotList(v, 0))
	}
	return err
}

func voteBack(c *call) error {
	_, v, err := c.myBallot()
	if err == nil {
		c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.Ballot(v))
	}
	return err
}

// votePick shows a choice to its maker alone: it stands in the buttons of the pressed message and nowhere else.
func votePick(c *call) error {
	r, v, err := c.myBallot()
	if err != nil {
		return err
	}
	mask := c.arg(2)
	if mask >= 0 && r.Posts > 1 {
		c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.BallotList(v, uint64(mask)))
		return nil
	}
	if mask <= -2 {
		mask = -2 - mask
	}
	choice, ok := choose(r, mask)
	if !ok {
		return office.Refusal("请重新选择。")
	}
	c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.BallotConfirm(v, choice))
	return nil
}

// choose reads a choice from a button: a mask of candidates, or -1 to abstain.
func choose(r branch.Round, mask int64) (branch.Choice, bool) {
	choice := branch.Choice{Abstain: mask == -1}
	if !choice.Abstain {
		choice.Mask = uint64(mask)
	}
	return choice, choice.Valid(len(r.Candidates), r.Posts)
}

func voteOK(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	choice, ok := choose(r, c.arg(2))
	if !ok {
		return office.Refusal("请重新选择后再确认。")
	}
	v, _ := office.MyBallot(c.tx, r, c.me.ID)
	if err := c.bot.Office.CastBallot(c.tx, c.me, r.ID, choice, c.now); err != nil {
		return err
	}
	if v.Voted { // the card has said 已投票 all along: only the message that was pressed says something else
		c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.Ballot(v))
	}
	c.tx.Reply(chat.Reply{Toast: "已投票"})
	return nil
}

// askSeat brings the question about an account below: from home one looks at it before one answers.
func askSeat(c *call) error {
	card, err := c.bot.Office.SeatCard(c.tx, c.me, branch.RoundID(c.arg(1)), branch.MemberID(c.arg(2)), c.now)
	if err == nil {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
		c.tx.ShowBelow(c.e.Chat, card)
	}
	return err
}

func confirmSeat(c *call) error {
	return c.bot.Office.ConfirmSeat(c.tx, c.me, branch.RoundID(c.arg(1)), branch.MemberID(c.arg(2)), c.now)
}

func open(c *call) error { return c.beginOpen(0) }

// openOf opens the recommendation of a certain round: with more candidates than the groups have named, or again after
// it was voided.
func openOf(c *call) error { return c.beginOpen(c.arg(1)) }

func (c *call) beginOpen(round int64) error {
	r, err := c.bot.Office.MayOpen(c.tx, c.me, branch.RoundID(round), c.now)
	if err != nil {
		return err
	}
	var put []int64
	for _, choice := range office.Candidates(c.tx, c.me.Branch, r.Of) {
		if slices.Contains(office.Put(c.tx, r), choice.Candidate) {
			put = append(put, choice.ID)
		}
	}
	if round != 0 {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	}
	return c.fill("open", given("round", round, "who", put))
}

// openForm asks who the candidates are, and until when.
func openForm(c *call) ask.Form {
	round := chat.Get[branch.RoundID](c.form.Answers, "round")
	r, refused := c.bot.Office.MayOpen(c.tx, c.me, round, c.now)
	choices := office.Candidates(c.tx, c.me.Branch, r.Of)
	picked := func(a chat.Answers) (ids []int64, list []branch.Candidate) {
		for _, x := range choices {
			if slices.Contains(chat.Get[[]int64](a, "who"), x.ID) {
				ids, list = append(ids, x.ID), append(list, x.Candidate)
			}
		}
		return ids, list
	}
	until := func(a chat.Answers) time.Time { return time.Unix(chat.Get[int64](a, "until"), 0) }
	return ask.Form{Title: "发起推荐", Secret: true, Right: branch.KeepRounds, May: func() error { return refused },
		Head: func(ask.Context) []chat.Span { return cards.OpenHead(cards.RoundTitle(r)) },
		Fields: []ask.Field{
			ask.Picks("who", cards.OpenWho, func(ask.Context) (list []ask.Option) {
				for _, x := range choices {
					list = append(list, ask.Option{Label: x.Name, Value: x.ID})
				}
				return list
			}).As("候选人").Changed("改候选人").Counted("人").Least(2).Anyway(""),
			ask.Pick("until", cards.OpenUntil, func(ask.Context) (list []ask.Option) {
				for _, t := range c.bot.Office.Deadlines(c.me.Branch, c.now) {
					list = append(list, ask.Option{Label: cards.When(t), Value: t.Unix()})
				}
				return list
			}).As("截止").Columns(1),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			ids, list := picked(x.Answers)
			v := cards.OpenView{Title: cards.RoundTitle(r), Picked: map[int64]bool{}, Posts: r.Posts}
			for _, x := range choices {
				v.Choices = append(v.Choices, cards.Choice{ID: x.ID, Name: x.Name})
				v.Picked[x.ID] = slices.Contains(ids, x.ID)
			}
			of := r
			of.Candidates = list
			v.Again = office.Warned(c.tx, of)
			v.Roll, v.Need, v.Everyone = office.Opening(c.tx, c.me.Branch, c.now)
			at := until(x.Answers)
			if !slices.ContainsFunc(c.bot.Office.Deadlines(c.me.Branch, c.now), at.Equal) {
				return nil, office.Refusal("这个截止时间已经不合适，请重新选择。")
			}
			return cards.OpenFilled(v, at), nil
		},
		Done: func(a chat.Answers) error {
			if c.key == "" {
				return office.Refusal(cards.NoKey)
			}
			_, list := picked(a)
			r, err := c.bot.Office.OpenBallot(c.tx, c.me, round, list, until(a), c.key, c.now)
			if err != nil {
				return err
			}
			c.show(cards.Opened(r))
			return nil
		}}
}

func rounds(c *call) error {
	c.show(cards.Rounds(c.me.Branch, office.RoundsOf(c.tx, c.me.Branch, c.now)))
	return nil
}

// kept returns the round of a press to who keeps it: the officers, or the leader whose group's poll it is.
func (c *call) kept() (branch.Round, error) {
	r, err := c.round()
	if err == nil && !office.MayKeep(c.tx, c.me, r) {
		return r, office.NotKept(c.me)
	}
	return r, err
}

// planned returns the round of a press to whoever keeps it, or sets the date that it waits for.
func (c *call) planned() (branch.Round, error) {
	r, err := c.round()
	if err == nil && office.MayDate(c.me, r) {
		return r, nil
	}
	return c.kept()
}

func roundBelow(c *call) error {
	r, err := c.planned()
	if err == nil {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
		c.tx.ShowBelow(c.e.Chat, c.bot.Office.RoundCard(c.tx, r, c.me, c.now))
	}
	return err
}

// roundBack leaves what was being filled in on a round's card and shows the card.
func roundBack(c *call) error {
	r, err := c.planned()
	if err == nil {
		c.leave(cards.KeyRound(r.Branch, r.ID))
		c.show(c.bot.Office.RoundCard(c.tx, r, c.me, c.now))
	}
	return err
}

// roundCard shows a round to who keeps it.
func (c *call) roundCard(id branch.RoundID) error {
	c.press.Args = []int64{int64(c.me.Branch), int64(id)}
	return roundBack(c)
}

func roundClose(c *call) error {
	r, err := office.MayClose(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	if office.Early(c.tx, r, c.now) {
		return c.fill(formWhy, given("what", whyClose, "round", r.ID))
	}
	c.show(cards.Sure(r, cards.CloseWhat(r)+"确定现在截止吗？", "确定截止", cards.ActCloseOK))
	return nil
}

func roundCloseOK(c *call) error {
	return c.bot.Office.CloseRound(c.tx, c.me, branch.RoundID(c.arg(1)), "", c.now)
}

func roundExtend(c *call) error {
	r, to, err := c.bot.Office.MayExtend(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2), c.now)
	if err == nil {
		c.show(cards.ExtendSure(r, to))
	}
	return err
}

func roundExtendOK(c *call) error {
	return c.bot.Office.ExtendRound(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2), c.now)
}

func roundVoid(c *call) error {
	r, err := office.MayVoid(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err == nil {
		c.show(cards.Sure(r, "作废后，已投的票全部销毁、不再计票，需要时可以重新发起。确定作废吗？", "确定作废", cards.ActVoidOK))
	}
	return err
}

func roundVoidOK(c *call) error {
	return c.bot.Office.VoidRound(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
}
