package rounds

import (
	"slices"
	"time"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// round returns the round of a press, whose second argument it is.
func round(c *bot.Call) (Round, error) {
	r, ok := GetRound(c.Tx(), c.Me().Branch, branch.RoundID(c.Arg(1)))
	if !ok {
		return r, office.Refusal(cards.OldCard)
	}
	return r, nil
}

// nomination returns the round and the group for which this person may nominate now.
func nomination(c *bot.Call, round, group int64) (Round, branch.Group, error) {
	r, ok := GetRound(c.Tx(), c.Me().Branch, branch.RoundID(round))
	g := office.Group(c.Tx(), c.Me().Branch, branch.GroupID(group))
	switch {
	case !ok || g.ID == 0 || r.Stage(StageNominate) == nil:
		return r, g, office.Refusal(cards.OldCard)
	case !MayNominate(c.Me(), g):
		return r, g, office.Refusal(cards.NotYours)
	case !r.Takes(StageNominate, c.Now()):
		return r, g, office.Refusal(RoundOver)
	}
	return r, g, nil
}

func nominate(c *bot.Call) error {
	r, g, err := nomination(c, c.Arg(1), c.Arg(2))
	if err != nil {
		return err
	}
	c.Below()
	c.Leave()
	c.ShowBelow(NominationCard(nominationView(c, r, g)))
	return nil
}

func nominatePage(c *bot.Call) error {
	r, g, err := nomination(c, c.Arg(1), c.Arg(2))
	if err != nil {
		return err
	}
	c.Leave()
	v := nominationView(c, r, g)
	v.Page, v.Replacing = int(c.Arg(3)), true
	c.Show(NominationCard(v))
	return nil
}

func pickNominee(c *bot.Call) error {
	r, g, err := nomination(c, c.Arg(1), c.Arg(2))
	if err != nil {
		return err
	}
	m, ok := office.Member(c.Tx(), c.Me().Branch, branch.MemberID(c.Arg(3)))
	if !ok || m.Group != g.ID || m.Status != branch.Active {
		return office.Refusal(cards.OldCard)
	}
	answers := bot.Given("round", r.ID, "group", g.ID, "nominee", m.ID)
	if was, ok := keptDeeds(c, r, g); ok {
		answers.Put("deeds", chat.Get[string](was.Answers, "deeds"))
		answers.Put("about", chat.Get[branch.MemberID](was.Answers, "nominee"))
		c.Drop() // its words go on in the new form
	} else if n, made := GetNomination(c.Tx(), r, g.ID); made {
		answers.Put("deeds", n.Deeds)
		answers.Put("about", n.Nominee)
	}
	return c.Fill(formNominate, answers)
}

// keptDeeds returns the form in which something is written for a group's nomination already.
func keptDeeds(c *bot.Call, r Round, g branch.Group) (store.Form, bool) {
	f, ok := c.Filling()
	a := f.Answers
	return f, ok && f.Name == formNominate && f.Branch == r.Branch && chat.Get[branch.RoundID](a, "round") == r.ID &&
		chat.Get[branch.GroupID](a, "group") == g.ID && chat.Get[string](a, "deeds") != ""
}

// nominationView is office.NominationView with what the reader has written and not handed in.
func nominationView(c *bot.Call, r Round, g branch.Group) NominationView {
	v := ViewNomination(c.Tx(), r, g)
	if f, ok := keptDeeds(c, r, g); ok && v.Open && f.Face != nil {
		m, _ := office.Member(c.Tx(), r.Branch, chat.Get[branch.MemberID](f.Answers, "nominee"))
		v.Kept = &KeptDeeds{Form: f.Number, Nominee: office.Called(c.Tx(), m), Deeds: chat.Get[string](f.Answers, "deeds"), Until: f.Touched.Add(office.FormLife)}
	}
	return v
}

// nominateForm asks for the deeds of who is nominated.
func nominateForm(c *bot.Call) ask.Form {
	a := c.Form().Answers
	round, group := chat.Get[int64](a, "round"), chat.Get[int64](a, "group")
	r, g, refused := nomination(c, round, group)
	called := func(id branch.MemberID) string {
		m, _ := office.Member(c.Tx(), c.Me().Branch, id)
		return office.Called(c.Tx(), m)
	}
	nominee := chat.Get[branch.MemberID](a, "nominee")
	about := called(chat.Get[branch.MemberID](a, "about"))
	return ask.Form{Title: "推荐事迹", Key: KeyNomination(c.Me().Branch, branch.RoundID(round), branch.GroupID(group)), Kept: true, Unasked: true,
		Yes: "确认提名", Away: BackToNomination(c.Me().Branch, branch.RoundID(round), branch.GroupID(group)),
		May:  func() error { return refused },
		Up:   func(chat.Answers) error { return backToNomination(c, round, group) },
		Head: func(ask.Context) []chat.Span { return NominationHead(called(nominee)) },
		Fields: []ask.Field{ask.Text("deeds", "").As("事迹").GoesOn().OrFile().Anyway("就用这段文字").
			Asking(func(x ask.Context) string {
				if c.Form().Adding {
					return NominationGoesOn(chat.Get[string](x.Answers, "deeds"))
				}
				return NominationDeeds(r.Kind, about, chat.Get[string](x.Answers, "deeds"))
			})},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			return NominationFilled(g, called(nominee), chat.Get[string](x.Answers, "deeds")), nil
		},
		Done: func(a chat.Answers) error {
			return Nominate(c.Office(), c.Tx(), c.Me(), r.ID, g.ID, nominee, chat.Get[string](a, "deeds"), c.Now())
		}}
}

func nominateBack(c *bot.Call) error {
	if f, ok := c.Filling(); ok && f.Name == formNominate {
		c.Leave() // what was written is kept
	}
	return backToNomination(c, c.Arg(1), c.Arg(2))
}

// backToNomination shows a group's nomination as it stands, to who may see it.
func backToNomination(c *bot.Call, round, group int64) error {
	r, ok := GetRound(c.Tx(), c.Me().Branch, branch.RoundID(round))
	g := office.Group(c.Tx(), c.Me().Branch, branch.GroupID(group))
	if !ok || !MayNominate(c.Me(), g) {
		return office.Refusal(cards.NotYours)
	}
	c.Show(NominationCard(nominationView(c, r, g)))
	return nil
}

// myBallot returns the ballot of a press to who may vote in it now; nobody else sees a candidate.
func myBallot(c *bot.Call) (Round, BallotView, error) {
	r, err := round(c)
	if err != nil {
		return r, BallotView{}, err
	}
	if err := MayVote(c.Office(), c.Tx(), c.Me(), r, c.Now()); err != nil {
		return r, BallotView{}, err
	}
	v, ok := MyBallot(c.Tx(), r, c.Me().ID)
	if !ok {
		return r, v, office.Refusal(cards.NotYours)
	}
	return r, v, nil
}

func ballot(c *bot.Call) error {
	_, v, err := myBallot(c)
	if err != nil {
		return err
	}
	c.Below()
	c.ShowBelow(ballotCard(v))
	return nil
}

// voteList shows the candidates again, to who wants to change a choice.
func voteList(c *bot.Call) error {
	_, v, err := myBallot(c)
	if err == nil {
		c.Passing(BallotList(v, 0))
	}
	return err
}

func voteBack(c *bot.Call) error {
	_, v, err := myBallot(c)
	if err == nil {
		c.Passing(ballotCard(v))
	}
	return err
}

// votePick shows a choice to its maker alone: it stands in the buttons of the pressed message and nowhere else.
func votePick(c *bot.Call) error {
	r, v, err := myBallot(c)
	if err != nil {
		return err
	}
	mask := c.Arg(2)
	if mask >= 0 && r.Posts > 1 {
		c.Passing(BallotList(v, uint64(mask)))
		return nil
	}
	if mask <= -2 {
		mask = -2 - mask
	}
	choice, ok := choose(r, mask)
	if !ok {
		return office.Refusal("请重新选择。")
	}
	c.Passing(BallotConfirm(v, choice))
	return nil
}

// choose reads a choice from a button: a mask of candidates, or -1 to abstain.
func choose(r Round, mask int64) (Choice, bool) {
	choice := Choice{Abstain: mask == -1}
	if !choice.Abstain {
		choice.Mask = uint64(mask)
	}
	return choice, choice.Valid(len(r.Candidates), r.Posts)
}

func voteOK(c *bot.Call) error {
	r, err := round(c)
	if err != nil {
		return err
	}
	choice, ok := choose(r, c.Arg(2))
	if !ok {
		return office.Refusal("请重新选择后再确认。")
	}
	v, _ := MyBallot(c.Tx(), r, c.Me().ID)
	if err := CastBallot(c.Office(), c.Tx(), c.Me(), r.ID, choice, c.Now()); err != nil {
		return err
	}
	if v.Voted { // the card has said 已投票 all along: only the message that was pressed says something else
		c.Passing(ballotCard(v))
	}
	c.Toast("已投票")
	return nil
}

// askSeat brings the question about an account below: from home one looks at it before one answers.
func askSeat(c *bot.Call) error {
	card, err := SeatCard(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.MemberID(c.Arg(2)), c.Now())
	if err == nil {
		c.Below()
		c.ShowBelow(card)
	}
	return err
}

func confirmSeat(c *bot.Call) error {
	return ConfirmSeat(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), branch.MemberID(c.Arg(2)), c.Now())
}

func open(c *bot.Call) error { return beginOpen(c, 0) }

// openOf opens the recommendation of a certain round: with more candidates than the groups have named, or again after
// it was voided.
func openOf(c *bot.Call) error { return beginOpen(c, c.Arg(1)) }

func beginOpen(c *bot.Call, round int64) error {
	r, err := MayOpen(c.Office(), c.Tx(), c.Me(), branch.RoundID(round), c.Now())
	if err != nil {
		return err
	}
	var put []int64
	for _, choice := range Candidates(c.Tx(), c.Me().Branch, r.Of) {
		if slices.Contains(Put(c.Tx(), r), choice.Candidate) {
			put = append(put, choice.ID)
		}
	}
	if round != 0 {
		c.Below()
	}
	return c.Fill(formOpen, bot.Given("round", round, "who", put))
}

// openForm asks who the candidates are, and until when.
func openForm(c *bot.Call) ask.Form {
	round := chat.Get[branch.RoundID](c.Form().Answers, "round")
	r, refused := MayOpen(c.Office(), c.Tx(), c.Me(), round, c.Now())
	choices := Candidates(c.Tx(), c.Me().Branch, r.Of)
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
		Head: func(ask.Context) []chat.Span { return OpenHead(RoundTitle(r)) },
		Fields: []ask.Field{
			ask.Picks("who", OpenWho, func(ask.Context) (list []ask.Option) {
				for _, x := range choices {
					list = append(list, ask.Option{Label: x.Name, Value: x.ID})
				}
				return list
			}).As("候选人").Changed("改候选人").Counted("人").Least(2).Anyway(""),
			ask.Pick("until", OpenUntil, func(ask.Context) (list []ask.Option) {
				for _, t := range Deadlines(c.Office(), c.Me().Branch, c.Now()) {
					list = append(list, ask.Option{Label: cards.When(t), Value: t.Unix()})
				}
				return list
			}).As("截止").Columns(1),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			ids, list := picked(x.Answers)
			v := OpenView{Title: RoundTitle(r), Picked: map[int64]bool{}, Posts: r.Posts}
			for _, x := range choices {
				v.Choices = append(v.Choices, cards.Choice{ID: x.ID, Name: x.Name})
				v.Picked[x.ID] = slices.Contains(ids, x.ID)
			}
			of := r
			of.Candidates = list
			v.Again = Warned(c.Tx(), of)
			v.Roll, v.Need, v.Everyone = Opening(c.Tx(), c.Me().Branch, c.Now())
			at := until(x.Answers)
			if !slices.ContainsFunc(Deadlines(c.Office(), c.Me().Branch, c.Now()), at.Equal) {
				return nil, office.Refusal("这个截止时间已经不合适，请重新选择。")
			}
			return OpenFilled(v, at), nil
		},
		Done: func(a chat.Answers) error {
			if c.Key() == "" {
				return office.Refusal(cards.NoKey)
			}
			_, list := picked(a)
			r, err := OpenBallot(c.Office(), c.Tx(), c.Me(), round, list, until(a), c.Key(), c.Now())
			if err != nil {
				return err
			}
			c.Show(Opened(r))
			return nil
		}}
}

func rounds(c *bot.Call) error {
	c.Show(roundsCard(c.Me().Branch, RoundsOf(c.Tx(), c.Me().Branch, c.Now())))
	return nil
}

// kept returns the round of a press to who keeps it: the officers, or the leader whose group's poll it is.
func kept(c *bot.Call) (Round, error) {
	r, err := round(c)
	if err == nil && !MayKeep(c.Tx(), c.Me(), r) {
		return r, NotKept(c.Me())
	}
	return r, err
}

// planned returns the round of a press to whoever keeps it, or sets the date that it waits for.
func planned(c *bot.Call) (Round, error) {
	r, err := round(c)
	if err == nil && MayDate(c.Me(), r) {
		return r, nil
	}
	return kept(c)
}

func roundBelow(c *bot.Call) error {
	r, err := planned(c)
	if err == nil {
		c.Below()
		c.ShowBelow(RoundCard(c.Office(), c.Tx(), r, c.Me(), c.Now()))
	}
	return err
}

// roundBack leaves what was being filled in on a round's card and shows the card.
func roundBack(c *bot.Call) error {
	r, err := planned(c)
	if err == nil {
		c.DropOn(KeyRound(r.Branch, r.ID))
		c.Show(RoundCard(c.Office(), c.Tx(), r, c.Me(), c.Now()))
	}
	return err
}

// roundCard shows a round to who keeps it.
func roundCard(c *bot.Call, id branch.RoundID) error {
	return c.With(roundBack, int64(id))
}

func roundClose(c *bot.Call) error {
	r, err := MayClose(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
	if err != nil {
		return err
	}
	if Early(c.Tx(), r, c.Now()) {
		return c.Fill(FormWhy, bot.Given("what", whyClose, "round", r.ID))
	}
	c.Show(Sure(r, CloseWhat(r)+"确定现在截止吗？", "确定截止", ActCloseOK))
	return nil
}

func roundCloseOK(c *bot.Call) error {
	return CloseRound(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), "", c.Now())
}

func roundExtend(c *bot.Call) error {
	r, to, err := MayExtend(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Arg(2), c.Now())
	if err == nil {
		c.Show(ExtendSure(r, to))
	}
	return err
}

func roundExtendOK(c *bot.Call) error {
	return ExtendRound(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Arg(2), c.Now())
}

func roundVoid(c *bot.Call) error {
	r, err := MayVoid(c.Tx(), c.Me(), branch.RoundID(c.Arg(1)))
	if err == nil {
		c.Show(Sure(r, "作废后，已投的票全部销毁、不再计票，需要时可以重新发起。确定作废吗？", "确定作废", ActVoidOK))
	}
	return err
}

func roundVoidOK(c *bot.Call) error {
	return VoidRound(c.Office(), c.Tx(), c.Me(), branch.RoundID(c.Arg(1)), c.Now())
}
