package meeting

import (
	"slices"
	"strings"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// The names of the forms in the store.
const (
	formGathering = "meeting"
	formUnheld    = "meeting.off"
)

// What a form holds beside its answers: the record that it corrects, and how often that had been corrected.
const (
	correcting = "gathering"
	changes    = "changes"
)

func showOwed(c *bot.Call) error {
	c.ShowThere(boardCard(board(c.Office(), c.Tx(), c.Me(), c.Now())))
	return nil
}

func list(c *bot.Call) error {
	s := reach(c.Tx(), c.Me())
	c.Show(listCard(c.Me().Branch, entries(c.Tx(), c.Me(), bot.Page(c.Arg(1))), bot.Page(c.Arg(1)), c.Me().May(branch.KeepMeetings) || s.group.ID != 0, branch.DateOf(c.Now())))
	return nil
}

func see(c *bot.Call) error { return show(c, c.Arg(1)) }

func show(c *bot.Call, id int64) error {
	g, ok := Get(c.Tx(), c.Me().Branch, id)
	if !ok || !MayRead(c.Me(), g) {
		return office.Refusal(cards.OldCard)
	}
	corrects := mayEnter(c.Tx(), c.Me(), g.Content) == nil
	if g.Withdrawn != nil && !corrects {
		return office.Refusal(cards.OldCard)
	}
	name := func(m branch.MemberID) string { return office.PersonName(c.Tx(), g.Branch, m) }
	v := gatheringView{Gathering: g, By: name(g.LoggedBy), Corrects: corrects && g.Withdrawn == nil}
	var groups []string
	for _, id := range g.Groups {
		groups = append(groups, office.Group(c.Tx(), g.Branch, id).Name)
	}
	v.Groups = strings.Join(groups, "、")
	if n := len(g.Was); n > 0 {
		v.Changer = name(g.Was[n-1].Changer)
	}
	if g.Withdrawn != nil {
		v.Taker = name(g.Withdrawn.By)
	}
	switch m, written := GetMinutes(c.Tx(), g.Branch, g.ID); {
	case written && mayReadMinutes(c.Tx(), c.Me(), g, m):
		v.Minutes = m.State()
	case !written && v.Corrects:
		v.Minutes = "-"
	}
	c.Show(gatheringCard(v))
	return nil
}

// begin asks for a record. A leader who keeps no others enters the own group's meeting: nothing is left to choose.
func begin(c *bot.Call) error {
	me, known := c.Me(), chat.Answers{}
	if !me.May(branch.KeepMeetings) {
		known.Put("kinds", ask.Codes(GroupMeet))
		known.Put("groups", []branch.GroupID{me.Group})
	}
	return c.Fill(formGathering, known)
}

func correct(c *bot.Call) error {
	g, err := toCorrect(c.Tx(), c.Me(), c.Arg(1))
	if err != nil {
		return err
	}
	return c.Fill(formGathering, bot.Given("kinds", ask.Codes(g.Kinds...), "groups", g.Groups, "day", g.Day, "topics", g.Topics, correcting, g.ID, changes, len(g.Was)))
}

// kindNames are the words of the choice.
func kindNames() (names []string) {
	for _, k := range Kinds {
		names = append(names, k.Name)
	}
	return names
}

// groupOptions are the groups to choose from.
func groupOptions(x ask.Context) (list []ask.Option) {
	for _, g := range x.People().Living() {
		list = append(list, ask.Option{Label: g.Name, Value: int64(g.ID)})
	}
	return list
}

// contentOf is what a form's answers say.
func contentOf(a chat.Answers) Content {
	return Content{Kinds: ask.Chosen(a, "kinds", kindNames()...), Groups: chat.Get[[]branch.GroupID](a, "groups"),
		Day: chat.Get[branch.Date](a, "day"), Topics: chat.Get[string](a, "topics")}
}

// kindFields ask what kinds of meeting it is, and of which groups. A leader's are the own group's: nothing is left to choose.
func kindFields(c *bot.Call, question string) (kinds, groups ask.Field) {
	kinds = ask.Choices("kinds", question, kindNames()...).As("会议").Columns(2)
	groups = ask.Picks("groups", askGroups, groupOptions).As("党小组").When(func(x ask.Context) bool {
		return slices.Contains(ask.Chosen(x.Answers, "kinds", kindNames()...), GroupMeet)
	})
	if !c.Me().May(branch.KeepMeetings) {
		kinds, groups = kinds.Fixed(), groups.Fixed()
	}
	return kinds, groups
}

// entitledHere refuses who enters no meetings, not even those of the own group.
func entitledHere(c *bot.Call) func() error {
	return func() error {
		return office.Entitled(c.Me(), branch.EnterMeetings, office.Group(c.Tx(), c.Me().Branch, c.Me().Group))
	}
}

// gatheringForm asks for a record, or for what is to be right in one.
func gatheringForm(c *bot.Call) ask.Form {
	id := chat.Get[int64](c.Form().Answers, correcting)
	kinds, groups := kindFields(c, askKinds)
	f := ask.Form{Title: "登记会议", May: entitledHere(c),
		Fields: []ask.Field{kinds, groups,
			ask.Day("day", askDay).As("日期").Past(),
			ask.Text("topics", askTopics).As("议题").Most(200).Loose(),
		},
		Up: func(chat.Answers) error {
			if id != 0 {
				return show(c, id)
			}
			return c.With(showOwed)
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			content := contentOf(x.Answers)
			if err := check(c.Tx(), c.Me(), id, &content, c.Now()); err != nil {
				return nil, err
			}
			return filledGathering(content, groupsNamed(x, content)), nil
		},
		Done: func(a chat.Answers) error {
			var g Gathering
			var err error
			if id == 0 {
				g, err = Log(c.Office(), c.Tx(), c.Me(), contentOf(a), c.Now())
			} else {
				g, err = Amend(c.Office(), c.Tx(), c.Me(), id, chat.Get[int](a, changes), contentOf(a), c.Now())
			}
			if err != nil {
				return err
			}
			return show(c, g.ID)
		}}
	if id != 0 {
		f.Title = "更正会议"
	}
	return f
}

// groupsNamed returns the names of the groups that a record is about.
func groupsNamed(x ask.Context, content Content) string {
	var names []string
	for _, id := range content.Groups {
		names = append(names, x.People().GroupName(id))
	}
	return strings.Join(names, "、")
}

func askWithdraw(c *bot.Call) error {
	g, err := toCorrect(c.Tx(), c.Me(), c.Arg(1))
	if err != nil {
		return err
	}
	c.Show(withdrawCard(g))
	return nil
}

func withdraw(c *bot.Call) error {
	if err := Withdraw(c.Office(), c.Tx(), c.Me(), c.Arg(1), c.Now()); err != nil {
		return err
	}
	return show(c, c.Arg(1))
}

// beginUnheld asks which meeting was not held, and why; where there is but one, only why.
func beginUnheld(c *bot.Call) error {
	list, known := ToExplain(c.Tx(), c.Me(), c.Now()), chat.Answers{}
	switch len(list) {
	case 0:
		return office.Refusal(nothingToExplain)
	case 1:
		known.Put("what", chat.Code(list[0].Code()))
	}
	return c.Fill(formUnheld, known)
}

func unheldForm(c *bot.Call) ask.Form {
	list := ToExplain(c.Tx(), c.Me(), c.Now())
	of := func(a chat.Answers) Owing {
		w, _ := chat.Coded(list, chat.Get[int64](a, "what"), Owing.Code)
		return w
	}
	return ask.Form{Title: "未开展", Unasked: true, Up: func(chat.Answers) error { return c.With(showOwed) },
		May: func() error {
			if len(list) == 0 {
				return office.Refusal(nothingToExplain)
			}
			return nil
		},
		Head: func(x ask.Context) []chat.Span {
			if w := of(x.Answers); w.Duty.Name != "" {
				return cards.Say(cards.Strong("未开展"), "\n", w.Period.String(), w.called())
			}
			return cards.Bold("未开展")
		},
		Fields: []ask.Field{
			ask.Pick("what", askWhich, func(ask.Context) (options []ask.Option) {
				for _, w := range list {
					options = append(options, ask.Option{Label: unheldLabel(w), Value: chat.Code(w.Code())})
				}
				return options
			}).As("会议").Columns(1),
			ask.Text("why", "").As("原因").Most(reasonMost).Rewritten().Columns(1).
				Asking(func(x ask.Context) string { return askWhy(of(x.Answers)) }).
				Offer(func(x ask.Context) (options []ask.Option) {
					reasons := Reasons
					if of(x.Answers).Reason != "" {
						reasons = append([]string{takeBack}, Reasons...)
					}
					for _, r := range reasons {
						options = append(options, ask.Option{Label: r, Value: chat.Code(r)})
					}
					return options
				}).
				Takes(func(o ask.Option) any { return o.Label }),
		},
		Done: func(a chat.Answers) error {
			w, why := of(a), chat.Get[string](a, "why")
			if why == takeBack {
				why = ""
			}
			w, err := Explain(c.Office(), c.Tx(), c.Me(), w.Code(), why, c.Now())
			if err != nil {
				return err
			}
			c.Note(unheldSaid(w))
			return c.With(showOwed)
		}}
}
