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

// The names of the forms of minutes in the store, and what they hold beside their answers.
const (
	formMinutes = "meeting.minutes"
	formVote    = "meeting.vote"
	ofMeeting   = "of" // the gathering
)

func seeMinutes(c *bot.Call) error { return showMinutes(c, c.Arg(1)) }

// readMinutes returns the minutes that a button names, for who may read them.
func readMinutes(c *bot.Call, id int64) (v minutesView, err error) {
	g, ok := Get(c.Tx(), c.Me().Branch, id)
	m, written := GetMinutes(c.Tx(), c.Me().Branch, id)
	if !ok || !mayReadMinutes(c.Tx(), c.Me(), g, m) || !written && mayEnter(c.Tx(), c.Me(), g.Content) != nil {
		return v, office.Refusal(cards.OldCard)
	}
	return viewMinutes(c.Tx(), c.Me(), g, m), nil
}

func showMinutes(c *bot.Call, id int64) error {
	v, err := readMinutes(c, id)
	if err != nil {
		return err
	}
	c.Show(minutesCard(v))
	return nil
}

// beginMinutes asks for minutes, or shows what they say to be corrected.
func beginMinutes(c *bot.Call) error {
	g, m, err := mayWrite(c.Tx(), c.Me(), c.Arg(1))
	if err != nil {
		return err
	}
	known := bot.Given(ofMeeting, g.ID, changes, len(m.Was))
	if m.Gathering != 0 {
		known = bot.Given(ofMeeting, g.ID, changes, len(m.Was), "chair", m.Chair, "recorder", m.Recorder, "place", m.Place, "due", m.Due, "present", m.Present,
			"absent", m.Absent, "points", m.Points)
		if m.Guests != "" {
			known.Put("guests", m.Guests)
		}
		if m.Decision != "" {
			known.Put("decision", m.Decision)
		}
		if m.Photo != "" {
			known.Put("photo", m.Photo)
		}
	}
	return c.Fill(formMinutes, known)
}

// writtenOf is what the answers of a form say.
func writtenOf(a chat.Answers) Written {
	return Written{Chair: chat.Get[branch.MemberID](a, "chair"), Recorder: chat.Get[branch.MemberID](a, "recorder"), Place: chat.Get[string](a, "place"),
		Due: chat.Get[int](a, "due"), Present: chat.Get[int](a, "present"), Absent: chat.Get[[]branch.MemberID](a, "absent"),
		Guests: chat.Get[string](a, "guests"), Points: chat.Get[string](a, "points"), Decision: chat.Get[string](a, "decision"), Photo: chat.Get[string](a, "photo")}
}

// presider returns who usually presides: the leader of the one group that met, else the 书记.
func presider(c *bot.Call, g Gathering) any {
	if g.ForGroups() {
		if lead := office.Group(c.Tx(), g.Branch, g.Groups[0]).Leader; lead != 0 {
			return lead
		}
	}
	for _, m := range office.Posted(c.Tx(), g.Branch, func(m branch.Member) bool { return m.Post.Is(branch.Secretary) }) {
		return m.ID
	}
	return nil
}

// minutesForm asks what is written down of a gathering: what is known is proposed.
func minutesForm(c *bot.Call) ask.Form {
	id := chat.Get[int64](c.Form().Answers, ofMeeting)
	g, _, refused := mayWrite(c.Tx(), c.Me(), id)
	var due []branch.Member
	place := ""
	if refused == nil {
		due = roll(c.Tx(), g)
		place, _ = lastPlace(c.Tx(), g.Branch, g.Content)
	}
	known := func(v any, ok bool) func(ask.Context) any {
		return func(ask.Context) any {
			if !ok {
				return nil
			}
			return v
		}
	}
	come := func(x ask.Context) any {
		missing := 0
		for _, id := range chat.Get[[]branch.MemberID](x.Answers, "absent") {
			if slices.ContainsFunc(due, func(m branch.Member) bool { return m.ID == id }) {
				missing++
			}
		}
		return max(chat.Get[int](x.Answers, "due")-missing, 0)
	}
	return ask.Form{Title: "会议记录", May: func() error { return refused }, Up: func(chat.Answers) error { return showMinutes(c, id) },
		Head: func(ask.Context) []chat.Span {
			return cards.Say(cards.Strong("会议记录"), "\n", g.Content.title(), "，", g.Day.MonthDay())
		},
		Fields: []ask.Field{
			ask.Member("chair", askChair).As("主持人").Known(func(ask.Context) any { return presider(c, g) }),
			ask.Member("recorder", askRecorder).As("记录人").Known(known(c.Me().ID, true)),
			ask.Text("place", askPlace).As("地点").Most(40).Known(known(place, place != "")),
			ask.Number("due", dueAsk(len(due)), 1, max(len(due), 1)).As("应到人数").Known(known(len(due), len(due) > 0)),
			ask.Members("absent", askAbsent).As("缺席").Empty("无人缺席").Then(func(x ask.Context) { x.Put("present", come(x)) }),
			ask.Number("present", "实到多少人？", 1, max(len(due), 1)).As("实到人数").Known(come),
			ask.Text("guests", askGuests).As("列席").Most(100).Offered(),
			ask.Text("points", askPoints).As("要点").Most(pointsMost).Added("写好了").Optional(),
			ask.Text("decision", askDecision).As("决定").Most(decisionMost).Optional(),
			ask.Photo("photo", "").As("记录本照片").Offered(),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			w := writtenOf(x.Answers)
			if err := checkWritten(c.Tx(), g, w); err != nil {
				return nil, err
			}
			v := viewMinutes(c.Tx(), c.Me(), g, Minutes{Written: w})
			return filledMinutes(v), nil
		},
		Done: func(a chat.Answers) error {
			if err := Write(c.Tx(), c.Me(), id, chat.Get[int](a, changes), writtenOf(a), c.Now()); err != nil {
				return err
			}
			return showMinutes(c, id)
		}}
}

func beginVote(c *bot.Call) error {
	g, m, err := mayWrite(c.Tx(), c.Me(), c.Arg(1))
	switch {
	case err != nil:
		return err
	case m.Gathering == 0:
		return office.Refusal(cards.OldCard)
	}
	return c.Fill(formVote, bot.Given(ofMeeting, g.ID))
}

// motionNames are the words of the choice.
func motionNames() (names []string) {
	for _, k := range branch.MotionKinds {
		names = append(names, k.Name)
	}
	return names
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

func voteForm(c *bot.Call) ask.Form {
	id := chat.Get[int64](c.Form().Answers, ofMeeting)
	g, m, refused := mayWrite(c.Tx(), c.Me(), id)
	judge := func(a chat.Answers) (Vote, error) {
		v, k := voteOf(a)
		if n := len(chat.Get[[]int](a, "figures")); n != 3 && !(n == 4 && k.Written) {
			return v, office.Refusal("请按顺序发送三个数：赞成、反对、弃权人数。")
		}
		if err := v.Judge(atVotes(g.Kinds), m.Written, office.GetBranch(c.Tx(), g.Branch).Settings); err != nil {
			return v, office.Refusal(err.Error())
		}
		return v, nil
	}
	return ask.Form{Title: "录入表决", May: func() error { return refused }, Up: func(chat.Answers) error { return showMinutes(c, id) },
		Fields: []ask.Field{
			ask.Choice("kind", askMotion, motionNames()...).As("事项类别").Columns(1),
			ask.Text("matter", askMatter).As("事项").Most(60),
			ask.Numbers("figures", "").As("赞成、反对、弃权").Rewritten().
				Asking(func(x ask.Context) string { _, k := voteOf(x.Answers); return askFigures(k, m.Written) }).
				Check(func(x ask.Context) error { _, err := judge(x.Answers); return wrongOf(err) }),
		},
		Filled: func(x ask.Context) ([]chat.Span, error) {
			v, err := judge(x.Answers)
			if err != nil {
				return nil, err
			}
			return cards.Say(cards.Strong("录入表决"), "\n", v.says(m.Written), "。"), nil
		},
		Done: func(a chat.Answers) error {
			v, err := judge(a)
			if err == nil {
				err = AddVote(c.Tx(), c.Me(), id, v, c.Now())
			}
			if err != nil {
				return err
			}
			return showMinutes(c, id)
		}}
}

// wrongOf is a refusal as a form says it beside its question.
func wrongOf(err error) error {
	if err == nil {
		return nil
	}
	return ask.Wrong(err.Error())
}

func checkMinutes(c *bot.Call) error {
	if err := Check(c.Tx(), c.Me(), c.Arg(1), int(c.Arg(2)), c.Now()); err != nil {
		return err
	}
	return showMinutes(c, c.Arg(1))
}

func archive(c *bot.Call) error {
	if err := Archive(c.Tx(), c.Me(), c.Arg(1), c.Now()); err != nil {
		return err
	}
	return showMinutes(c, c.Arg(1))
}

// seePhoto shows the photo of the handwritten book.
func seePhoto(c *bot.Call) error {
	v, err := readMinutes(c, c.Arg(1))
	if err != nil || v.Photo == "" {
		return office.Refusal(cards.OldCard)
	}
	c.Below()
	c.ShowBelow(photoCard(v))
	return nil
}

// printMinutes sends minutes as a file.
func printMinutes(c *bot.Call) error {
	v, err := readMinutes(c, c.Arg(1))
	if err != nil || v.Gathering == 0 {
		return office.Refusal(cards.OldCard)
	}
	c.Below()
	c.ShowBelow(minutesFile(v, c.Me().ID))
	return nil
}

// copyMinutes shows the text to be copied.
func copyMinutes(c *bot.Call) error {
	v, err := readMinutes(c, c.Arg(1))
	if err != nil || v.Gathering == 0 {
		return office.Refusal(cards.OldCard)
	}
	c.Show(chat.Card{Key: cards.KeyHome, Text: cards.Say(copyText(v)), Rows: [][]chat.Button{cards.Row(cards.Button("返回", ActMinutes, int64(v.Held.Branch), v.Held.ID))}})
	return nil
}
