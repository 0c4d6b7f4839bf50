package bot

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// round gives the round of a press, whose second argument it is.
func (c *call) round() (branch.Round, error) {
	r, ok := office.GetRound(c.tx, c.me.Branch, branch.RoundID(c.arg(1)))
	if !ok {
		return r, office.Refusal(cards.OldCard)
	}
	return r, nil
}

// nomination gives the round and the group for which this person may nominate now.
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
	c.tx.ShowBelow(c.e.Chat, cards.Nomination(office.NominationView(c.tx, r, g)))
	return nil
}

func nominatePage(c *call) error {
	r, g, err := c.nomination(c.arg(1), c.arg(2))
	if err != nil {
		return err
	}
	v := office.NominationView(c.tx, r, g)
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
	f := c.begin("nominate", stepText, map[string]int64{"round": int64(r.ID), "group": int64(g.ID), "nominee": int64(m.ID)})
	c.show(cards.NominationDeeds(f.Number, r, g, m.Name))
	return nil
}

func nominateTyped(c *call, text string) error {
	r, g, err := c.nomination(c.form.Numbers["round"], c.form.Numbers["group"])
	if err != nil {
		return err
	}
	if c.form.Text, err = c.words(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	m, _ := office.Member(c.tx, c.me.Branch, branch.MemberID(c.form.Numbers["nominee"]))
	c.show(cards.NominationConfirm(c.form.Number, r, g, m.Name, c.form.Text))
	return nil
}

func nominateOK(c *call) error {
	n := c.form.Numbers
	key := cards.KeyNomination(c.me.Branch, branch.RoundID(n["round"]), branch.GroupID(n["group"]))
	if c.form.Text == "" || !c.tx.Current(c.e.Chat, key, c.e.Message) {
		return office.Refusal(cards.OldForm)
	}
	c.drop()
	return c.bot.Office.Nominate(c.tx, c.me, branch.RoundID(n["round"]), branch.GroupID(n["group"]), branch.MemberID(n["nominee"]), c.form.Text, c.now)
}

func nominateBack(c *call) error {
	if f, ok := c.openForm(); ok && f.Name == "nominate" {
		c.drop()
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
	c.show(cards.Nomination(office.NominationView(c.tx, r, g)))
	return nil
}

// myBallot gives the ballot of a press to who may vote in it now; nobody else sees a candidate.
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
		c.show(cards.Ballot(v))
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
	if err := c.bot.Office.CastBallot(c.tx, c.me, r.ID, choice, c.now); err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: "已投票"})
	return nil
}

func confirmSeat(c *call) error {
	return c.bot.Office.ConfirmSeat(c.tx, c.me, branch.RoundID(c.arg(1)), branch.MemberID(c.arg(2)))
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
	c.begin("open", stepConfirm, map[string]int64{"round": round})
	for _, choice := range office.Candidates(c.tx, c.me.Branch, r.Of) {
		if slices.Contains(office.Put(c.tx, r), choice.Candidate) {
			c.form.Picked = append(c.form.Picked, choice.ID)
		}
	}
	c.keep()
	if round != 0 {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	}
	return c.openWho(0)
}

// openView gives what the form shows, and the candidates picked.
func (c *call) openView() (v cards.OpenView, picked []branch.Candidate, err error) {
	r, err := c.bot.Office.MayOpen(c.tx, c.me, branch.RoundID(c.form.Numbers["round"]), c.now)
	if err != nil {
		return v, nil, err
	}
	v = cards.OpenView{Form: c.form.Number, Title: cards.RoundTitle(r), Picked: map[int64]bool{}, Posts: r.Posts}
	for _, choice := range office.Candidates(c.tx, c.me.Branch, r.Of) {
		v.Choices = append(v.Choices, cards.Choice{ID: choice.ID, Name: choice.Name})
		if slices.Contains(c.form.Picked, choice.ID) {
			v.Picked[choice.ID] = true
			picked = append(picked, choice.Candidate)
		}
	}
	r.Candidates = picked
	v.Again = office.Warned(c.tx, r)
	v.Roll, v.Need, v.Everyone = office.Opening(c.tx, c.me.Branch, c.now)
	return v, picked, nil
}

func (c *call) openWho(page int64) error {
	v, _, err := c.openView()
	if err != nil {
		return err
	}
	v.Page = int(page)
	c.show(cards.OpenWho(v))
	return nil
}

// openSet sets whether somebody is a candidate; pressing twice changes nothing.
func openSet(c *call) error {
	v, _, err := c.openView()
	if err != nil {
		return err
	}
	m := c.arg(1)
	if !slices.ContainsFunc(v.Choices, func(x cards.Choice) bool { return x.ID == m }) {
		return office.Refusal(cards.OldForm)
	}
	c.form.Picked = slices.DeleteFunc(c.form.Picked, func(p int64) bool { return p == m })
	if c.arg(2) == 1 {
		c.form.Picked = append(c.form.Picked, m)
	}
	c.keep()
	return c.openWho(c.arg(3))
}

func openPage(c *call) error { return c.openWho(c.arg(1)) }

func openNext(c *call) error {
	v, picked, err := c.openView()
	if err != nil {
		return err
	}
	if len(picked) < 2 {
		return office.Refusal("候选人至少2名，请继续选择。")
	}
	c.show(cards.OpenUntil(v, c.bot.Office.Deadlines(c.now)))
	return nil
}

func openUntil(c *call) error {
	until := time.Unix(c.arg(1), 0)
	if !slices.ContainsFunc(c.bot.Office.Deadlines(c.now), until.Equal) {
		return office.Refusal("这个截止时间已经不合适，请返回重新选择。")
	}
	v, _, err := c.openView()
	if err != nil {
		return err
	}
	c.set("until", c.arg(1))
	c.keep()
	c.show(cards.OpenConfirm(v, until))
	return nil
}

func openOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.Internal)
	}
	_, picked, err := c.openView()
	if err != nil {
		return err
	}
	n := c.form.Numbers
	r, err := c.bot.Office.OpenBallot(c.tx, c.me, branch.RoundID(n["round"]), picked, time.Unix(n["until"], 0), c.key, c.now)
	if err != nil {
		return err
	}
	c.drop()
	c.show(cards.Opened(r))
	return nil
}

func rounds(c *call) error {
	c.show(cards.Rounds(c.me.Branch, office.RoundsOf(c.tx, c.me.Branch, c.now)))
	return nil
}

// kept gives the round of a press to who keeps it: the officers, or the leader whose group's poll it is.
func (c *call) kept() (branch.Round, error) {
	r, err := c.round()
	if err == nil && !office.MayKeep(c.tx, c.me, r) {
		return r, office.Refusal(cards.NotYours)
	}
	return r, err
}

func roundBelow(c *call) error {
	r, err := c.kept()
	if err == nil {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
		c.tx.ShowBelow(c.e.Chat, c.bot.Office.RoundCard(c.tx, r, c.me, c.now))
	}
	return err
}

// roundBack leaves what was being filled in on a round's card and shows the card.
func roundBack(c *call) error {
	r, err := c.kept()
	if err == nil {
		c.leave(cards.KeyRound(r.Branch, r.ID))
		c.show(c.bot.Office.RoundCard(c.tx, r, c.me, c.now))
	}
	return err
}

func roundClose(c *call) error {
	r, err := office.MayClose(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	question := "现在截止后立即计票，不能撤回，没有参加的同志不能再参加。"
	if r.Runs(branch.Nominate) {
		question = "现在截止后，未推荐的党小组不能再推荐。"
	}
	if office.Early(c.tx, r, c.now) {
		return c.askWhy(r, whyClose, question)
	}
	c.show(cards.Sure(r, question+"确定现在截止吗？", "确定截止", cards.ActCloseOK))
	return nil
}

func roundCloseOK(c *call) error {
	return c.bot.Office.CloseRound(c.tx, c.me, branch.RoundID(c.arg(1)), "", c.now)
}

func roundExtend(c *call) error {
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
