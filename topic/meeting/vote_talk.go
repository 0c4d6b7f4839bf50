package meeting

import (
	"slices"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// formVote is the form of a vote in the store, ofVote what it holds beside its answers: the code of the vote that is corrected.
const (
	formVote = "meeting.vote"
	ofVote   = "vote"
)

// beginVote asks for a vote; where the minutes were checked, first whether they are to be a draft again.
func beginVote(c *bot.Call) error {
	return redraft(c, mayVote, "录入表决", ActVoteOK, addVote)
}

func addVote(c *bot.Call) error {
	g, _, err := mayVote(c.Tx(), c.Me(), c.Arg(1))
	if err != nil {
		return err
	}
	return c.Fill(formVote, bot.Given(ofMeeting, g.ID))
}

// readVote returns the minutes and the vote that a button names, for who may correct it.
func readVote(c *bot.Call) (v minutesView, x Vote, err error) {
	g, m, err := mayWrite(c.Tx(), c.Me(), c.Arg(1))
	if err == nil {
		err = keeps(c.Tx(), c.Me(), g)
	}
	if err != nil {
		return v, x, err
	}
	place, err := placeOf(m, c.Arg(2))
	if err != nil || place < 0 {
		return v, x, office.Refusal(minutesMoved)
	}
	return viewMinutes(c.Tx(), c.Me(), g, m), m.Votes[place], nil
}

func showVotes(c *bot.Call, id int64, page int) error {
	v, err := readMinutes(c, id)
	if err != nil || !v.Keeps {
		return office.Refusal(cards.OldCard)
	}
	if len(v.Votes) == 0 {
		c.Show(minutesCard(v))
		return nil
	}
	c.Show(votesCard(v, page))
	return nil
}

func listVotes(c *bot.Call) error { return showVotes(c, c.Arg(1), bot.Page(c.Arg(2))) }

func seeVote(c *bot.Call) error {
	v, x, err := readVote(c)
	if err != nil {
		return err
	}
	c.Show(voteCard(v, x))
	return nil
}

func fixVote(c *bot.Call) error {
	_, x, err := readVote(c)
	if err != nil {
		return err
	}
	k, _ := branch.MotionKindOf(x.Kind)
	figures := []int{x.For, x.Against, x.Abstain}
	if x.Written > 0 {
		figures = append(figures, x.Written)
	}
	return c.Fill(formVote, bot.Given(ofMeeting, c.Arg(1), ofVote, c.Arg(2), "kind", k.Name, "matter", x.Matter, "figures", figures))
}

func askDropVote(c *bot.Call) error {
	v, x, err := readVote(c)
	if err != nil {
		return err
	}
	c.Show(dropVoteCard(v, x))
	return nil
}

func dropVote(c *bot.Call) error {
	if err := DropVote(c.Tx(), c.Me(), c.Arg(1), c.Arg(2), c.Now()); err != nil {
		return err
	}
	StirCheckers(c.Office(), c.Tx(), c.Me().Branch, c.Arg(1), c.Now())
	return showVotes(c, c.Arg(1), 0)
}

// voteOf is what the answers of a form say.
func voteOf(a chat.Answers) (v Vote, k branch.MotionKind) {
	i := slices.IndexFunc(branch.MotionKinds, func(k branch.MotionKind) bool { return k.Name == chat.Get[string](a, "kind") })
	k = branch.MotionKinds[max(i, 0)]
	v = Vote{Kind: k.Key, Matter: chat.Get[string](a, "matter")}
	figures := append(chat.Get[[]int](a, "figures"), 0, 0, 0, 0)
	v.For, v.Against, v.Abstain, v.Written = figures[0], figures[1], figures[2], figures[3]
	return v, k
}

// voteForm asks for a vote, or for what is to be right in one.
func voteForm(c *bot.Call) ask.Form {
	id, code := chat.Get[int64](c.Form().Answers, ofMeeting), chat.Get[int64](c.Form().Answers, ofVote)
	g, m, refused := mayVote(c.Tx(), c.Me(), id)
	place := -1
	if refused == nil {
		place, refused = placeOf(m, code)
	}
	at := decides(g.Kinds)
	var kinds, names []string
	var of Voters
	if refused == nil {
		of = rollOf(c.Tx(), g).votersOf(g, m.Written)
		for _, k := range branch.MotionsAt(at) {
			kinds = append(kinds, k.Name)
		}
		for _, x := range c.Branch().People().Members {
			names = append(names, x.Name)
		}
	}
	judged := func(a chat.Answers) (Vote, error) {
		v, k := voteOf(a)
		if n := len(chat.Get[[]int](a, "figures")); n != 3 && !(n == 4 && k.Written) {
			return v, office.Refusal(figuresUnread)
		}
		return judgeVote(c.Tx(), g, m, place, v)
	}
	f := ask.Form{Title: "录入表决", May: func() error { return refused }, Up: func(chat.Answers) error { return showMinutes(c, id) },
		Fields: []ask.Field{
			ask.Choice("kind", askMotion, kinds...).As("事项类别").Columns(1),
			ask.Text("matter", "").As("事项").Most(60).
				Asking(func(x ask.Context) string { _, k := voteOf(x.Answers); return askMatter(k) }).
				Check(func(x ask.Context) error {
					v, k := voteOf(x.Answers)
					err := matterOf(v.Matter, names)
					if err == nil {
						err = kindly(k, at, v.Matter)
					}
					if err == nil {
						err = ripe(k, v.Matter, probationersOn(c.Tx(), g), g.Day)
					}
					return wrongOf(err)
				}),
			ask.Numbers("figures", "").As("赞成、反对、弃权").Rewritten().
				Worded(3, []string{"赞成", "同意"}, []string{"反对", "不赞成", "不同意"}, []string{"弃权"}, []string{"书面意见", "书面"}).
				Asking(func(x ask.Context) string {
					_, k := voteOf(x.Answers)
					m := branch.Meeting{Kind: at, Due: of.Due, Present: of.Present}
					return askFigures(k, at, of, m.LineOf(k, office.GetBranch(c.Tx(), g.Branch).Settings.HalfOf()))
				}).
				Check(func(x ask.Context) error { _, err := judged(x.Answers); return wrongOf(err) }),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			v, err := judged(x.Answers)
			if err != nil {
				return nil, err
			}
			return cards.Say(cards.Strong("录入表决"), "\n", v.says(), "。", v.unsaid()), nil
		},
		Done: func(a chat.Answers) error {
			v, err := judged(a)
			if err == nil {
				err = PutVote(c.Tx(), c.Me(), id, code, v, c.Now())
			}
			if err != nil {
				return err
			}
			StirCheckers(c.Office(), c.Tx(), c.Me().Branch, id, c.Now())
			return showMinutes(c, id)
		}}
	if code != 0 {
		f.Title = "改表决"
	}
	return f
}

// wrongOf is a refusal as a form says it beside its question.
func wrongOf(err error) error {
	if err == nil {
		return nil
	}
	return ask.Wrong(err.Error())
}
