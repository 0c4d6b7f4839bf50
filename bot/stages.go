package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// The forms that are filled in on a card of a round. Each has the round in its Numbers.
const (
	formWhy     = "why"     // why an officer moves a date, ends early, or calls off
	formPaper   = "paper"   // the count of paper votes
	formDecide  = "decide"  // the figures of a meeting
	formObject  = "object"  // an objection
	formAnswer  = "answer"  // the answer to one
	formReport  = "report"  // a leader's own sentence
	stepFigures = "figures" // of formDecide: the figures
	stepDue     = "due"     // of formDecide: how many are due
)

// What a reason is given for.
const (
	whyClose = iota + 1
	whyOff
	whyMove
)

// on gives the place of an answer: the card with that key if the button pressed stands on it, else a new message.
func (c *call) on(key string) {
	if c.e.Kind == chat.Pressed && c.tx.Current(c.e.Chat, key, c.e.Message) {
		c.place = key
	} else if c.e.Kind == chat.Pressed {
		c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	}
}

// leave drops the form that is being filled in on a card, and no other.
func (c *call) leave(key string) {
	if f, ok := c.openForm(); ok && f.Card == key {
		c.drop()
	}
}

// beginOn starts a form on a card of a round.
func (c *call) beginOn(name, step, card string, r branch.Round, numbers map[string]int64) {
	c.begin(name, step, numbers)
	c.set("round", int64(r.ID))
	c.form.Card = card
	c.keep()
}

// formRound gives the round of a form.
func (c *call) formRound() branch.RoundID { return branch.RoundID(c.form.Numbers["round"]) }

// ours refuses a button of a form that no longer stands on the form's card.
func (c *call) ours() error {
	if !c.tx.Current(c.e.Chat, c.form.Card, c.e.Message) {
		return office.Refusal(cards.OldForm)
	}
	c.place = c.form.Card
	return nil
}

// askWhy asks an officer for a reason.
func (c *call) askWhy(r branch.Round, what int64, question string) error {
	c.beginOn(formWhy, stepText, cards.KeyRound(r.Branch, r.ID), r, map[string]int64{"what": what})
	c.show(cards.WhyAsk(c.form.Number, r, question))
	return nil
}

// whyText gives what the form's reason is for, and the button that does it.
func (c *call) whyText() (r branch.Round, what, yes string, err error) {
	n := c.form.Numbers
	switch n["what"] {
	case whyClose:
		r, err = office.MayClose(c.tx, c.me, c.formRound())
		return r, "现在截止后立即计票，不能撤回，没有参加的同志不能再参加。", "确定截止", err
	case whyOff:
		r, err = office.MayCallOff(c.tx, c.me, c.formRound())
		return r, "记为“未开展”，不再推荐，不能撤回。", "确定", err
	case whyMove:
		to := time.Unix(n["to"], 0)
		r, _, err = c.bot.Office.MayMove(c.tx, c.me, c.formRound(), to, c.now)
		if err != nil {
			return r, "", "", err
		}
		return r, cards.MoveWhat(r, to), "确定改期", nil
	}
	return r, "", "", office.Refusal(cards.OldForm)
}

func whyTyped(c *call, text string) error {
	r, what, yes, err := c.whyText()
	if err != nil {
		return err
	}
	if c.form.Numbers["what"] == whyMove && c.form.Numbers["to"] == 0 {
		return office.Refusal(cards.Unknown)
	}
	if c.form.Text, err = office.ReadText(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.WhyConfirm(c.form.Number, r, what, c.form.Text, yes))
	return nil
}

func whyOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	c.drop()
	switch n := c.form.Numbers; n["what"] {
	case whyClose:
		return c.bot.Office.CloseRound(c.tx, c.me, c.formRound(), c.form.Text, c.now)
	case whyOff:
		return c.bot.Office.CallOff(c.tx, c.me, c.formRound(), c.form.Text, c.now)
	case whyMove:
		return c.bot.Office.Move(c.tx, c.me, c.formRound(), time.Unix(n["to"], 0), c.form.Text, c.now)
	}
	return office.Refusal(cards.OldForm)
}

func callOff(c *call) error {
	r, err := office.MayCallOff(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	return c.askWhy(r, whyOff, "记为“未开展”，不再推荐，不能撤回。")
}

func move(c *call) error {
	r, list, err := c.bot.Office.MayMove(c.tx, c.me, branch.RoundID(c.arg(1)), time.Time{}, c.now)
	if err != nil {
		return err
	}
	c.beginOn(formWhy, stepConfirm, cards.KeyRound(r.Branch, r.ID), r, map[string]int64{"what": whyMove})
	c.show(cards.MoveWhen(c.form.Number, r, list, int(c.arg(2))))
	return nil
}

func moveTo(c *call) error {
	to := time.Unix(c.arg(1), 0)
	r, _, err := c.bot.Office.MayMove(c.tx, c.me, c.formRound(), to, c.now)
	if err != nil {
		return err
	}
	if err := c.ours(); err != nil || c.form.Numbers["what"] != whyMove {
		return office.Refusal(cards.OldForm)
	}
	c.set("to", c.arg(1))
	c.form.Step, c.form.Text = stepText, ""
	c.keep()
	c.show(cards.WhyAsk(c.form.Number, r, cards.MoveWhat(r, to)))
	return nil
}

func assemblyPage(c *call) error {
	r, err := c.kept()
	if err != nil {
		return err
	}
	if !r.Runs(branch.Report) || r.Assembly != 0 {
		return office.Refusal(cards.OldCard)
	}
	c.show(c.bot.Office.AssemblyCard(r, int(c.arg(2)), c.now))
	return nil
}

func assemblyDay(c *call) error {
	r, ballot, closes, err := c.bot.Office.Assembly(c.tx, c.me, branch.RoundID(c.arg(1)), branch.Date(c.arg(2)), c.now)
	if err == nil {
		c.show(cards.AssemblySure(r, ballot, closes))
	}
	return err
}

func assemblyOK(c *call) error {
	return c.bot.Office.SetAssembly(c.tx, c.me, branch.RoundID(c.arg(1)), branch.Date(c.arg(2)), c.now)
}

func report(c *call) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)))
	if err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, cards.Report(office.ReportView(c.tx, r, g)))
	return nil
}

func reportUse(c *call) error {
	return c.bot.Office.Report(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), "", c.now)
}

func reportAdd(c *call) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)))
	if err != nil {
		return err
	}
	c.beginOn(formReport, stepText, cards.KeyReport(r.Branch, r.ID, g.ID), r, map[string]int64{"group": int64(g.ID)})
	c.show(cards.ReportAsk(r, g))
	return nil
}

func reportTyped(c *call, text string) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, c.formRound(), branch.GroupID(c.form.Numbers["group"]))
	if err != nil {
		return err
	}
	if c.form.Text, err = office.ReadText(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.ReportConfirm(c.form.Number, r, g, office.ReportDraft(c.tx, r, g), c.form.Text))
	return nil
}

func reportOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	c.drop()
	return c.bot.Office.Report(c.tx, c.me, c.formRound(), branch.GroupID(c.form.Numbers["group"]), c.form.Text, c.now)
}

func reportWho(c *call) error {
	return c.bot.Office.NameCandidate(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.arg(3), c.now)
}

func reportEdit(c *call) error {
	r, g, err := c.bot.Office.MayReportNow(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)))
	if err != nil {
		return err
	}
	v := office.ReportView(c.tx, r, g)
	v.Page, v.Choosing = int(c.arg(3)), true
	c.show(cards.Report(v))
	return nil
}

func reportBack(c *call) error {
	c.leave(cards.KeyReport(c.me.Branch, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2))))
	return c.reportCard(c.arg(1), c.arg(2))
}

// reportCard shows a group's report as it stands, to who may see it.
func (c *call) reportCard(round, group int64) error {
	r, ok := office.GetRound(c.tx, c.me.Branch, branch.RoundID(round))
	g := office.Group(c.tx, c.me.Branch, branch.GroupID(group))
	if !ok || g.ID == 0 || r.Stage(branch.Report) == nil || !office.MayReport(c.me, g) {
		return office.Refusal(cards.NotYours)
	}
	c.show(cards.Report(office.ReportView(c.tx, r, g)))
	return nil
}

// reports pages through the groups' reports: for officers at any time, for all from the day of the 党员大会.
func reports(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	list := office.ReportPages(c.tx, r)
	switch {
	case !c.me.Officer() && (r.Assembly == 0 || branch.DateOf(c.now) < r.Assembly):
		return office.Refusal(cards.NotYours)
	case len(list) == 0:
		return office.Refusal("还没有党小组提交报告。")
	}
	c.on(cards.KeyReports(r.Branch, r.ID))
	c.show(cards.Reports(r, list, int(c.arg(2))))
	return nil
}

func start(c *call) error {
	r, err := c.bot.Office.MayStart(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range r.Candidates {
		names = append(names, office.CandidateName(c.tx, r.Branch, candidate))
	}
	roll, _ := office.Opening(c.tx, r.Branch, c.now)
	c.show(cards.StartSure(r, names, office.Warned(c.tx, r), roll, c.bot.Office.Calendar.BallotCloses(branch.DateOf(c.now))))
	return nil
}

func startOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.Internal)
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
		names = append(names, office.CandidateName(c.tx, r.Branch, candidate))
	}
	until := c.bot.Office.Calendar.BallotCloses(branch.DateOf(c.now))
	c.show(cards.Sure(r, "在得票相同的"+strings.Join(names, "、")+"中再推荐一次，重新确定参加名单，"+cards.When(until)+"截止。确认后立即发给每位参加人。确定吗？", "开始复投", cards.ActRunOffOK))
	return nil
}

func runOffOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.Internal)
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
		return office.Refusal(cards.Internal)
	}
	return c.bot.Office.OpenPoll(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.key, c.now)
}

func nominateDrop(c *call) error {
	return c.bot.Office.Withdraw(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.now)
}

func hush(c *call) error {
	if err := c.bot.Office.Hush(c.tx, c.me, branch.RoundID(c.arg(1))); err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: "这次推荐不再提醒您。"})
	return nil
}

func votePage(c *call) error {
	r, v, err := c.myBallot()
	if err != nil {
		return err
	}
	mask := c.arg(3)
	if mask < 0 || mask>>len(r.Candidates) != 0 {
		return office.Refusal(cards.OldCard)
	}
	v.Page = int(c.arg(2))
	c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.BallotList(v, uint64(mask)))
	return nil
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
	c.beginOn(formPaper, stepText, cards.KeyRound(r.Branch, r.ID), r, nil)
	v, n := office.PaperForm(c.tx, r)
	c.show(cards.PaperAsk(c.form.Number, v, n))
	return nil
}

var number = regexp.MustCompile(`\d+`)

// figures reads the numbers of a message, however they are separated.
func figures(text string) (list []int, err error) {
	for _, s := range number.FindAllString(text, -1) {
		n, err := strconv.Atoi(s)
		if err != nil || n > 9999 {
			return nil, office.Refusal("数字太大，请核对。")
		}
		list = append(list, n)
	}
	if len(list) == 0 || len(list) > 99 {
		return nil, office.Refusal("请按顺序发送各个数，用空格隔开。")
	}
	return list, nil
}

// paperTyped takes the count of the paper votes. It goes straight under seal: a form would keep it in the open.
func paperTyped(c *call, text string) error {
	list, err := figures(text)
	if err != nil {
		return err
	}
	if len(list) < 3 {
		return office.Refusal("请按顺序写全线下票数、每位候选人的得票数和弃权数。")
	}
	last := len(list) - 1
	round := c.formRound()
	c.drop()
	return c.bot.Office.EnterPaper(c.tx, c.me, round, branch.Tally{Cast: list[0], Votes: list[1:last], Abstained: list[last]}, c.now)
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

func decide(c *call) error {
	r, err := office.MayDecide(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err == nil {
		c.show(cards.DecideWhere(r))
	}
	return err
}

func decideIn(c *call) error {
	r, err := office.MayDecide(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	if cards.MeetingKindOf(c.arg(2)) == "" {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.DecideWhen(r, c.arg(2), office.MeetingDays(r, c.now), branch.DateOf(c.now)))
	return nil
}

func decideOn(c *call) error {
	r, err := office.MayDecide(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	kind, day := cards.MeetingKindOf(c.arg(2)), branch.Date(c.arg(3))
	if kind == "" || !slices.Contains(office.MeetingDays(r, c.now), day) {
		return office.Refusal(cards.OldCard)
	}
	due := office.MeetingDue(c.tx, r.Branch, kind, day)
	c.beginOn(formDecide, stepFigures, cards.KeyRound(r.Branch, r.ID), r, map[string]int64{"kind": c.arg(2), "day": int64(day), "due": int64(due)})
	return c.decideFigures(r)
}

// decideFigures asks for the figures of the form's meeting.
func (c *call) decideFigures(r branch.Round) error {
	n := c.form.Numbers
	v := c.bot.Office.DecideForm(c.tx, r, cards.MeetingKindOf(n["kind"]), int(n["due"]))
	c.show(cards.DecideFigures(c.form.Number, r, cards.MeetingKindOf(n["kind"]), branch.Date(n["day"]), int(n["due"]), v.Need, v.Line, v.Names, v.OfPresent))
	return nil
}

func decideDue(c *call) error {
	if err := c.ours(); err != nil {
		return err
	}
	r, err := office.MayDecide(c.tx, c.me, c.formRound())
	if err != nil {
		return err
	}
	c.form.Step = stepDue
	c.keep()
	n := c.form.Numbers
	c.show(cards.DecideDue(c.form.Number, r, office.MeetingDue(c.tx, r.Branch, cards.MeetingKindOf(n["kind"]), branch.Date(n["day"]))))
	return nil
}

// decideTyped takes how many are due, the figures, or the reason, whichever is asked for.
func decideTyped(c *call, text string) error {
	r, err := office.MayDecide(c.tx, c.me, c.formRound())
	if err != nil {
		return err
	}
	if c.form.Step == stepText {
		if c.form.Text, err = office.ReadText(text); err != nil {
			return err
		}
		return c.decideConfirm()
	}
	list, err := figures(text)
	if err != nil {
		return err
	}
	n := c.form.Numbers
	if c.form.Step == stepDue {
		most := office.MeetingDue(c.tx, r.Branch, cards.MeetingKindOf(n["kind"]), branch.Date(n["day"]))
		if len(list) != 1 || list[0] < 1 || list[0] > most {
			return office.Refusal("应到人数请发送 1 到 " + strconv.Itoa(most) + " 之间的一个数。")
		}
		c.set("due", int64(list[0]))
		c.form.Step = stepFigures
		c.keep()
		return c.decideFigures(r)
	}
	was := c.form.Picked
	c.form.Picked = nil
	for _, f := range list {
		c.form.Picked = append(c.form.Picked, int64(f))
	}
	if _, _, err := c.draft(); err != nil {
		c.form.Picked = was
		return err
	}
	if office.NeedsWhy(r) && c.form.Text == "" {
		c.form.Step = stepText
		c.keep()
		c.show(cards.DecideWhy(c.form.Number, r))
		return nil
	}
	return c.decideConfirm()
}

func (c *call) draft() (branch.Round, branch.Meeting, error) {
	n := c.form.Numbers
	var list []int
	for _, f := range c.form.Picked {
		list = append(list, int(f))
	}
	return c.bot.Office.Draft(c.tx, c.me, c.formRound(), cards.MeetingKindOf(n["kind"]), branch.Date(n["day"]), int(n["due"]), list, c.now)
}

func (c *call) decideConfirm() error {
	r, m, err := c.draft()
	if err != nil {
		return err
	}
	m.Why = c.form.Text
	c.form.Step = stepFigures // figures sent again replace these
	c.keep()
	c.show(cards.DecideConfirm(c.form.Number, office.MeetingView(c.tx, r, m), c.bot.Office.LateNaming(c.tx, r, c.now)))
	return nil
}

func decideOK(c *call) error {
	if len(c.form.Picked) == 0 {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	_, m, err := c.draft()
	if err != nil {
		return err
	}
	var list []int
	for _, f := range c.form.Picked {
		list = append(list, int(f))
	}
	c.drop()
	return c.bot.Office.Decide(c.tx, c.me, c.formRound(), m.Kind, m.Day, m.Due, list, c.form.Text, c.now)
}

func minutes(c *call) error {
	r, err := c.kept()
	if err != nil {
		return err
	}
	list, ok := office.Minutes(c.tx, r)
	if !ok {
		return office.Refusal("还没有录入决定。")
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, cards.Minutes(r, list))
	return nil
}

func present(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	if r.Stage(branch.Present) == nil || r.Stage(branch.Present).Opens.IsZero() || !c.me.Officer() && c.now.Before(r.Stage(branch.Present).Opens) {
		return office.Refusal("人选介绍还没有开始。")
	}
	c.on(cards.KeyPresent(r.Branch, r.ID))
	c.show(cards.Present(office.PresentView(c.tx, r, int(c.arg(2)))))
	return nil
}

// notice leaves an objection that was being written and shows the 公示.
func notice(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	c.leave(cards.KeyNotice(r.Branch, r.ID))
	return c.noticeCard(r)
}

func (c *call) noticeCard(r branch.Round) error {
	if s := r.Stage(branch.Notice); s == nil || s.Opens.IsZero() || c.now.Before(s.Opens) {
		return office.Refusal(cards.OldCard)
	}
	c.show(cards.NoticeCard(c.bot.Office.NoticeView(c.tx, r)))
	return nil
}

func object(c *call) error {
	r, open, err := office.MayObject(c.tx, c.me, branch.RoundID(c.arg(1)), -1, c.now)
	if err != nil {
		return err
	}
	if len(open) == 1 {
		return c.objectTo(r, open[0])
	}
	c.show(cards.ObjectWho(c.bot.Office.NoticeView(c.tx, r), open))
	return nil
}

func objectWho(c *call) error {
	at := c.arg(2)
	if at < 0 {
		return office.Refusal(cards.OldCard)
	}
	r, _, err := office.MayObject(c.tx, c.me, branch.RoundID(c.arg(1)), int(at), c.now)
	if err != nil {
		return err
	}
	return c.objectTo(r, int(at))
}

func (c *call) objectTo(r branch.Round, at int) error {
	c.beginOn(formObject, stepText, cards.KeyNotice(r.Branch, r.ID), r, map[string]int64{"at": int64(at)})
	c.show(cards.ObjectAsk(c.form.Number, r, office.CandidateName(c.tx, r.Branch, r.Finals[at].Who)))
	return nil
}

func objectTyped(c *call, text string) error {
	at := int(c.form.Numbers["at"])
	r, _, err := office.MayObject(c.tx, c.me, c.formRound(), at, c.now)
	if err != nil {
		return err
	}
	if c.form.Text, err = office.ReadText(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	who := r.Finals[at].Who
	c.show(cards.ObjectConfirm(c.form.Number, r, office.CandidateName(c.tx, r.Branch, who), c.form.Text, office.HandlerPost(c.tx, c.me, who)))
	return nil
}

func objectOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	c.drop()
	return c.bot.Office.Object(c.tx, c.me, c.formRound(), int(c.form.Numbers["at"]), c.form.Text, c.now)
}

func objection(c *call) error {
	r, ob, err := office.MayAnswer(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2))
	if err == nil {
		c.leave(cards.KeyObjection(r.Branch, r.ID, ob.ID))
		c.show(cards.Objection(office.ObjectionCard(c.tx, r, ob)))
	}
	return err
}

func answer(c *call) error {
	r, ob, err := office.MayAnswer(c.tx, c.me, branch.RoundID(c.arg(1)), c.arg(2))
	if err != nil {
		return err
	}
	c.beginOn(formAnswer, stepText, cards.KeyObjection(r.Branch, r.ID, ob.ID), r, map[string]int64{"objection": ob.ID, "upheld": c.arg(3)})
	c.show(cards.AnswerAsk(c.form.Number, office.ObjectionCard(c.tx, r, ob), c.arg(3) == 1))
	return nil
}

func answerTyped(c *call, text string) error {
	n := c.form.Numbers
	r, ob, err := office.MayAnswer(c.tx, c.me, c.formRound(), n["objection"])
	if err != nil {
		return err
	}
	if c.form.Text, err = office.ReadText(text); err != nil {
		return err
	}
	c.form.Step = stepConfirm
	c.keep()
	c.show(cards.AnswerConfirm(c.form.Number, office.ObjectionCard(c.tx, r, ob), n["upheld"] == 1, c.form.Text))
	return nil
}

func answerOK(c *call) error {
	if c.form.Text == "" {
		return office.Refusal(cards.OldForm)
	}
	if err := c.ours(); err != nil {
		return err
	}
	c.drop()
	n := c.form.Numbers
	return c.bot.Office.Answer(c.tx, c.me, c.formRound(), n["objection"], n["upheld"] == 1, c.form.Text, c.now)
}

func flagOK(c *call) error { return c.bot.Office.HandFlag(c.tx, c.me, branch.RoundID(c.arg(1)), c.now) }

func flags(c *call) error {
	c.on(cards.KeyFlags(c.me.Branch))
	c.show(cards.FlagHistory(c.me.Branch, office.FlagView(c.tx, c.me.Branch)))
	return nil
}

func check(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	v, err := office.Check(c.tx, r, c.me)
	if err != nil {
		return err
	}
	c.on(cards.KeyCheck(r.Branch, r.ID))
	c.show(cards.Check(v, int(c.arg(2))))
	return nil
}

func history(c *call) error {
	c.show(cards.History(c.me.Branch, office.History(c.tx, c.me.Branch), int(c.arg(1))))
	return nil
}

func public(c *call) error {
	r, err := c.round()
	if err != nil {
		return err
	}
	if r.Group != 0 {
		return office.Refusal(cards.NotYours)
	}
	c.tx.Reply(chat.Reply{Toast: cards.SeeBelow})
	c.tx.ShowBelow(c.e.Chat, c.bot.Office.PublicCard(c.tx, r, c.me, c.now))
	return nil
}
