package meeting

import (
	"slices"

	"zhibu/bot"
	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// The name of the form of minutes in the store, and what they hold beside their answers.
const (
	formMinutes = "meeting.minutes"
	ofMeeting   = "of"   // the gathering
	ofSeen      = "seen" // Seen of the minutes when the form was begun
)

// seeMinutes shows minutes; where there are none, who may write them is asked for them at once.
func seeMinutes(c *bot.Call) error {
	c.AtHome() // the button stands on cards of reminders, too
	if g, m, err := mayWrite(c.Tx(), c.Me(), c.Arg(1)); err == nil && m.Gathering == 0 {
		return c.Fill(formMinutes, bot.Given(ofMeeting, g.ID, ofSeen, 0))
	}
	return showMinutes(c, c.Arg(1))
}

// readMinutes returns the minutes that a button names, for who may read them.
func readMinutes(c *bot.Call, id int64) (v minutesView, err error) {
	g, ok := Get(c.Tx(), c.Me().Branch, id)
	m, written := GetMinutes(c.Tx(), c.Me().Branch, id)
	if !ok || !mayReadMinutes(c.Tx(), c.Me(), g, m) || !written && writes(c.Tx(), c.Me(), g, m) != nil {
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

// beginMinutes asks for minutes, or for what is to be right in them; where they were checked, first whether they are to be a draft again.
func beginMinutes(c *bot.Call) error {
	return redraft(c, mayWrite, "改记录", ActWriteOK, writeAgain)
}

// redraft does what a button asks for; where the minutes were checked, it asks first whether they are to be a draft again. may is who may
// do it, sure the action of who is sure.
func redraft(c *bot.Call, may func(*store.Tx, branch.Member, int64) (Gathering, Minutes, error), what, sure string, do func(*bot.Call) error) error {
	g, m, err := may(c.Tx(), c.Me(), c.Arg(1))
	if err != nil {
		return err
	}
	if m.Checked != nil {
		c.Show(redraftCard(viewMinutes(c.Tx(), c.Me(), g, m), what, sure))
		return nil
	}
	return do(c)
}

func writeAgain(c *bot.Call) error {
	g, m, err := mayWrite(c.Tx(), c.Me(), c.Arg(1))
	if err != nil {
		return err
	}
	known := bot.Given(ofMeeting, g.ID, ofSeen, Seen(g, m))
	if m.Gathering == 0 {
		return c.Fill(formMinutes, known)
	}
	for field, v := range map[string]any{"chair": m.Chair, "recorder": m.Recorder, "place": m.Place, "due": m.Due, "present": m.Present, "absent": m.Absent} {
		known.Put(field, v)
	}
	for field, text := range map[string]string{"clock": m.Clock, "less": m.Less, "guests": m.Guests, "points": m.Points, "decision": m.Decision, "photo": m.Photo} {
		switch {
		case text != "":
			known.Put(field, text)
		case field != "less" && field != "photo": // what was skipped is not asked for again
			known.Put(field, nil)
		}
	}
	return c.Fill(formMinutes, known)
}

// writtenOf is what the answers of a form say.
func writtenOf(a chat.Answers) Written {
	return Written{Chair: chat.Get[branch.MemberID](a, "chair"), Recorder: chat.Get[branch.MemberID](a, "recorder"), Place: chat.Get[string](a, "place"),
		Due: chat.Get[int](a, "due"), Present: chat.Get[int](a, "present"), Absent: chat.Get[[]branch.MemberID](a, "absent"),
		Clock: chat.Get[string](a, "clock"), Less: chat.Get[string](a, "less"), Guests: chat.Get[string](a, "guests"), Points: chat.Get[string](a, "points"), Decision: chat.Get[string](a, "decision"), Photo: chat.Get[string](a, "photo")}
}

// presider returns who usually presides: the leader of the one group that met, else the 书记, or the 副书记; nobody who has asked for leave.
func presider(c *bot.Call, g Gathering, r roll, away []branch.MemberID) any {
	fits := func(id branch.MemberID) bool { return id != 0 && within(r.invited, id) && !slices.Contains(away, id) }
	if g.ForGroups() {
		if lead := office.Group(c.Tx(), g.Branch, g.Groups[0]).Leader; fits(lead) {
			return lead
		}
		return nil
	}
	for _, seat := range []branch.Post{branch.Secretary, branch.DeputySecretary} {
		for _, m := range r.invited {
			if m.Post.Is(seat) && fits(m.ID) {
				return m.ID
			}
		}
	}
	return nil
}

// peopleOf are the choices of some of those who were of the branch on the day.
func peopleOf(list []branch.Member) func(ask.Context) []ask.Option {
	return func(x ask.Context) (options []ask.Option) {
		aparts := x.People().Aparts()
		for _, m := range list {
			options = append(options, ask.Option{Label: branch.Called(m.Name, aparts[m.ID]), Value: int64(m.ID)})
		}
		return options
	}
}

// minutesForm asks what is written down of a gathering: what is known is proposed.
func minutesForm(c *bot.Call) ask.Form {
	id := chat.Get[int64](c.Form().Answers, ofMeeting)
	g, m, refused := mayWrite(c.Tx(), c.Me(), id)
	var r roll
	var away []branch.MemberID
	var place, clock string
	if refused == nil {
		r, away = rollOf(c.Tx(), g), onLeave(c.Tx(), g)
		place, clock = calledFor(c.Tx(), g)
	}
	away = slices.DeleteFunc(away, func(id branch.MemberID) bool { return !within(r.invited, id) })
	return ask.Form{Title: "会议记录", May: func() error { return refused }, Up: func(chat.Answers) error { return showMinutes(c, id) },
		Head: func(ask.Context) []chat.Span {
			return cards.Say(cards.Strong("会议记录"), "\n", g.Content.title(), "，", g.Day.MonthDay())
		},
		Fields: minutesFieldsOf(c, g, m, r, away, place, clock),
		Filled: func(x ask.Context) ([]chat.Span, error) {
			w := writtenOf(x.Answers)
			if err := checkWritten(c.Tx(), g, w); err != nil {
				return nil, err
			}
			w.Roll = count(r.due)
			return filledMinutes(viewMinutes(c.Tx(), c.Me(), g, Minutes{Written: w})), nil
		},
		Done: func(a chat.Answers) error {
			if err := Write(c.Tx(), c.Me(), id, chat.Get[int64](a, ofSeen), writtenOf(a), c.Now()); err != nil {
				return err
			}
			StirCheckers(c.Office(), c.Tx(), c.Me().Branch, id, c.Now())
			return showMinutes(c, id)
		}}
}

// minutesFieldsOf are the fields of the form.
func minutesFieldsOf(c *bot.Call, g Gathering, m Minutes, r roll, away []branch.MemberID, place, clock string) []ask.Field {
	known := func(v any, ok bool) func(ask.Context) any {
		return func(ask.Context) any {
			if !ok {
				return nil
			}
			return v
		}
	}
	come := func(x ask.Context) any {
		w := writtenOf(x.Answers)
		return max(w.Due-r.missing(w), 0)
	}
	recount := func(x ask.Context) {
		if x.Has("present") {
			x.Put("present", come(x))
		}
	}
	var maybe []string
	for _, x := range r.invited {
		if r.maybe[x.ID] {
			maybe = append(maybe, x.Name)
		}
	}
	absent := ask.Picks("absent", askAbsent, peopleOf(r.invited)).Counted("人").As("缺席").Empty("无人缺席").Then(recount)
	if m.Gathering == 0 && len(away) > 0 { // who asked for leave is chosen already, and looked over
		absent.Question = askLeft
		absent = absent.Known(known(away, true)).Anyway("选好了")
	}
	due, most := count(r.due), max(r.most(), 1)
	return []ask.Field{
		ask.Pick("chair", askChair, peopleOf(r.invited)).As("主持人").Known(func(ask.Context) any { return presider(c, g, r, away) }),
		ask.Pick("recorder", askRecorder, peopleOf(r.of)).As("记录人").Known(known(c.Me().ID, within(r.of, c.Me().ID))),
		ask.Text("place", askPlace).As("地点").Most(40).Known(known(place, place != "")),
		ask.Text("clock", askBegan).As("时间").Most(20).Reads(func(text string) (any, error) {
			at, err := readClock(text)
			if err != nil {
				return nil, ask.Wrong(err.Error())
			}
			return at, nil
		}).Optional().Known(known(clock, clock != "")),
		ask.Number("due", dueAsk(due, maybe), 1, 9999).As("应到人数").Known(known(due, due > 0)).Then(recount).Check(func(x ask.Context) error {
			if chat.Get[int](x.Answers, "due") > most {
				return ask.Wrong(dueMost(most))
			}
			return wrongOf(Written{Due: chat.Get[int](x.Answers, "due"), Roll: due}.halved())
		}),
		ask.Text("less", askLess).As("扣除原因").Most(lessMost).When(func(x ask.Context) bool { return x.Has("due") && chat.Get[int](x.Answers, "due") < due }),
		absent,
		ask.Number("present", "实到多少人？", 1, 9999).As("实到人数").Known(come).Check(func(x ask.Context) error {
			w := writtenOf(x.Answers)
			if w.Present > w.Due || w.Present != w.Due-r.missing(w) {
				return wrongOf(w.fits(r.missing(w)))
			}
			return nil
		}),
		ask.Text("guests", askGuests).As("列席").Most(100).Offered(),
		ask.Text("points", askPoints).As("要点").Most(pointsMost).Added("写好了").Optional(),
		ask.Text("decision", askDecision).As("决定").Most(decisionMost).Optional().Known(known(cards.Shorten(g.Decided, decisionMost), g.Decided != "")),
		ask.Photo("photo", "").As("记录本照片").Offered(),
	}
}

func checkMinutes(c *bot.Call) error {
	if err := Check(c.Tx(), c.Me(), c.Arg(1), c.Arg(2), c.Now()); err != nil {
		return err
	}
	StirCheckers(c.Office(), c.Tx(), c.Me().Branch, c.Arg(1), c.Now())
	return showMinutes(c, c.Arg(1))
}

// askArchive asks whether minutes are to be filed.
func askArchive(c *bot.Call) error {
	g, m, err := mayArchive(c.Tx(), c.Me(), c.Arg(1))
	if err != nil {
		return err
	}
	if m.Archived != nil {
		return showMinutes(c, g.ID)
	}
	c.Show(archiveCard(viewMinutes(c.Tx(), c.Me(), g, m)))
	return nil
}

func seeHistory(c *bot.Call) error {
	v, err := readMinutes(c, c.Arg(1))
	if err != nil || writes(c.Tx(), c.Me(), v.Held, v.Minutes) != nil || len(v.Was) == 0 {
		return office.Refusal(cards.OldCard)
	}
	c.Show(historyCard(v))
	return nil
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
	parts := copyParts(v)
	c.Below()
	for i, text := range parts {
		c.ShowBelow(copyCard(v, i, text))
	}
	c.ShowBelow(copiedCard(v, len(parts)))
	return nil
}
