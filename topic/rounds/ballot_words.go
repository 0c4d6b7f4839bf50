package rounds

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// BallotView is a recommendation as one member sees it.
type BallotView struct {
	Round Round
	Names []cards.Name // of the candidates, in the order of the round
	Group string       // a group's poll: whose
	Roll  int
	Voted bool
	Held  bool // bound after the roll was frozen: waits for the 纪检委员 or 书记
	Paper bool // votes on paper
	Nudge bool // this is a reminder, of the day
	Today branch.Date
	Quiet bool // wants no more reminders
	Page  int  // of the candidates
	News  string
	Over  bool     // the deadline has passed, and it is not counted yet
	Deeds []string // of the candidates, in their order; nil: nobody's are known
}

func (v BallotView) head() []chat.Span {
	return cards.Say(cards.Strong(v.Group+ballotTitle(v.Round)), "\n")
}

// ballotTitle is what a recommendation is called: also whether it follows another one.
func ballotTitle(r Round) string {
	title := RoundTitle(r) + "推荐"
	switch {
	case r.After == 0 || r.Group != 0:
	case r.Stage(StageReport) == nil && r.Stage(StageNominate) == nil:
		title += "（复投）"
	default: // the former was voided
		title += "（重新推荐）"
	}
	return title
}

func (v BallotView) card(text []chat.Span, rows ...[]chat.Button) chat.Card {
	return chat.Card{Key: KeyBallot(v.Round.Branch, v.Round.ID), Text: text, Rows: rows, Protect: true}
}

// ballotCard is a member's card of a recommendation: choose, 已投票, or the result. It never shows a choice.
func ballotCard(v BallotView) chat.Card {
	text := v.head()
	switch {
	case v.News != "":
		text = append(text, cards.Say(v.News, "\n")...)
	case v.Nudge:
		text = append(text, cards.Say("提醒：还没有收到您的推荐（截至", v.Today.MonthDay(), "）。\n")...)
	}
	s := v.Round.Stage(StageBallot)
	switch {
	case v.Round.Void != "":
		return v.card(append(text, cards.Say("本次推荐已作废：", v.Round.Void)...))
	case s.Outcome != nil:
		return v.card(append(text, outcome(v)...), v.checkRow()...)
	case v.Over:
		return v.card(append(text, cards.Say("推荐已于", cards.When(s.Closes), "截止，正在办理，有结果会在这里显示。")...))
	case v.Paper:
		return v.card(append(text, cards.Say("您已登记为线下投票：请用纸质票参加，这里不再接受您的推荐。", cards.When(s.Closes), "截止。")...))
	case v.Held:
		return v.card(append(text, cards.Say("您的账号还没有确认是本人，请等待纪检委员或书记确认后参加。")...))
	case v.Voted:
		return v.card(append(text, cards.Say(cards.Strong("已投票"), "。", cards.When(s.Closes), "截止，截止前可以改投，以最后一次为准。")...),
			cards.Row(on2("改投", ActVoteList, v.Round.Branch, v.Round.ID)))
	}
	return v.list(text, 0)
}

func (v BallotView) checkRow() [][]chat.Button {
	return [][]chat.Button{cards.Row(on2("核对", ActCheck, v.Round.Branch, v.Round.ID, 0))}
}

// BallotList shows the candidates; picked is a mask of those chosen so far, where several may be.
func BallotList(v BallotView, picked uint64) chat.Card { return v.list(v.head(), picked) }

func (v BallotView) list(text []chat.Span, picked uint64) chat.Card {
	s := v.Round.Stage(StageBallot)
	what := "这是民主推荐，不是选举，也不是党员大会表决。按本支部规定由%s参加，应参加 %d 人，推荐 %d 名。\n"
	if v.Round.Group != 0 {
		what = "这是组内民主推荐，结果供组长提名时参考。由本组%s参加，应参加 %d 人，推荐 %d 名。\n"
	}
	text = append(text, cards.Say(fmt.Sprintf(what, TakePart(v.Round.Everyone), v.Roll, v.Round.Posts), "您的选择对支部所有人保密，", cards.When(s.Closes), "截止。")...)
	if picked != 0 {
		text = append(text, cards.Say("\n已选：", cards.Strong(strings.Join(v.chosen(Choice{Mask: picked}), "、")))...)
	}
	var all []chat.Button
	for i, name := range v.Names {
		mask, label := picked^1<<i, name.Short()
		if v.Round.Posts == 1 {
			mask = 1 << i
		}
		if picked>>i&1 == 1 {
			label = "已选 " + label
		}
		all = append(all, on2(label, ActVotePick, v.Round.Branch, v.Round.ID, int64(mask)))
	}
	var rows [][]chat.Button
	if len(all) <= maxShort {
		for r := range slices.Chunk(all, ballotRow(len(all))) {
			rows = append(rows, r)
		}
	} else {
		rows = cards.Paged(all, 2, v.Page, func(label string, p int) chat.Button {
			return on2(label, ActVotePage, v.Round.Branch, v.Round.ID, int64(p), int64(picked))
		})
	}
	if picked != 0 {
		rows = append(rows, cards.Row(on2("选好了", ActVotePick, v.Round.Branch, v.Round.ID, -2-int64(picked))))
	}
	last := cards.Row(on2("弃权", ActVotePick, v.Round.Branch, v.Round.ID, -1))
	if v.Deeds != nil {
		last = append(cards.Row(on2("看事迹", ActVoteDeeds, v.Round.Branch, v.Round.ID, int64(v.Page), int64(picked), 0)), last...)
	}
	rows = append(rows, last)
	if v.Nudge && !v.Quiet {
		rows = append(rows, cards.Row(on2("不再提醒", ActHush, v.Round.Branch, v.Round.ID)))
	}
	if v.Voted {
		rows = append(rows, cards.Row(on2("返回", ActVoteBack, v.Round.Branch, v.Round.ID)))
	}
	return v.card(text, rows...)
}

// BallotDeeds shows what the groups wrote of the candidates, to who is about to choose; from there one goes back to the ballot as
// it stood, with those who were picked so far.
func BallotDeeds(v BallotView, picked uint64, page int) chat.Card {
	var list []Nominee
	for i, n := range v.Names {
		if v.Deeds != nil && v.Deeds[i] != "" {
			list = append(list, Nominee{n, v.Deeds[i]})
		}
	}
	all := nomineePages(list)
	page = min(max(page, 0), len(all)-1)
	text := cards.Say(cards.Strong("候选人事迹"), pageOf(page, len(all)))
	if len(all) > 0 {
		text = append(text, deedsText(all[page])...)
	}
	if n := len(v.Names) - len(list); n > 0 {
		text = append(text, cards.Say(fmt.Sprintf("\n\n其余%d名没有写事迹。", n))...)
	}
	rows := append(cards.Turns(page, len(all), func(p int) chat.Button {
		return on2("", ActVoteDeeds, v.Round.Branch, v.Round.ID, int64(v.Page), int64(picked), int64(p))
	}), cards.Row(on2("返回投票", ActVotePage, v.Round.Branch, v.Round.ID, int64(v.Page), int64(picked))))
	return v.card(text, rows...)
}

// ballotRow returns how many candidates stand side by side: as many in each row, or the last one would have a wider button. 11
// and 13 would not fit a screen so.
func ballotRow(candidates int) int {
	switch {
	case candidates%2 == 1 && candidates <= 7:
		return 1
	case candidates%3 == 0 && candidates%2 == 1:
		return 3
	}
	return 2
}

// maxShort is how many candidates stand on one page, and with how many a result is one line each.
const maxShort = 16

func (v BallotView) chosen(c Choice) (s []string) {
	for i, n := range v.Names {
		if c.Mask>>i&1 == 1 {
			s = append(s, n.String())
		}
	}
	return s
}

// BallotConfirm shows the choice once, to its maker alone; it is never stored.
func BallotConfirm(v BallotView, c Choice) chat.Card {
	names := v.chosen(c)
	mask, what := int64(c.Mask), "您推荐："
	if c.Abstain {
		mask, what, names = -1, "您选择：", []string{"弃权"}
	}
	return v.card(append(v.head(), cards.Say(what, cards.Strong(strings.Join(names, "、")), "\n\n请点「确认」。截止前可以改投。")...),
		cards.Row(on2("确认", ActVoteOK, v.Round.Branch, v.Round.ID, mask), on2("返回", ActVoteList, v.Round.Branch, v.Round.ID)))
}

// NoVote tells somebody, in private and before any candidate is seen, why he or she does not take part.
func NoVote(r Round, why string) chat.Card {
	if why == "预备党员" {
		return chat.Card{Key: KeyBallot(r.Branch, r.ID), Text: cards.Say(cards.Strong(ballotTitle(r)),
			"\n推荐已经开始。按本支部规定由正式党员参加；您现在是预备党员，没有表决权、选举权和被选举权（"+branch.RuleProbation.Cite()+"），这次不参加推荐。转正后的推荐会及时请您参加。")}
	}
	return chat.Card{Key: KeyBallot(r.Branch, r.ID), Text: cards.Say(cards.Strong(ballotTitle(r)),
		"\n推荐已经开始。按本支部规定，您目前不在参加推荐的范围内。如有疑问，请与书记联系。")}
}

// oneLine is with how many candidates each has a line of the result.
const oneLine = 6

func outcome(v BallotView) []chat.Span {
	o := v.Round.Stage(StageBallot).Outcome
	text := cards.Say("推荐已结束。\n")
	names := func(is []int) string {
		var s []string
		for _, i := range is {
			s = append(s, v.Names[i].Short())
		}
		return strings.Join(s, "、")
	}
	if !v.Round.Stage(StageBallot).NamesOnly() {
		text = append(text, cards.Say(figures(v))...)
	}
	after := "，由支部研究决定。"
	if v.Round.Group != 0 {
		after = "，由组长提名时参考。"
	}
	switch {
	case len(o.Winners) > 0 && len(o.Tied) == 0:
		text = append(text, cards.Say("推荐人选：", cards.Strong(names(o.Winners)))...)
	case len(o.Tied) > 0:
		if len(o.Winners) > 0 {
			text = append(text, cards.Say("推荐人选：", cards.Strong(names(o.Winners)), "\n")...)
		}
		text = append(text, cards.Say(cards.Strong("平票"), "：", names(o.Tied), after)...)
	default:
		text = append(text, cards.Say("没有产生推荐人选。")...)
	}
	if v.Round.Group != 0 {
		return append(text, cards.Say("\n\n结果供组长提名时参考。")...)
	}
	return append(text, cards.Say("\n\n推荐结果供支部研究决定，不是最终命名。")...)
}

// figures returns the count: how many took part, and who received how many votes, in the candidates' order.
func figures(v BallotView) string {
	o := v.Round.Stage(StageBallot).Outcome
	text := fmt.Sprintf("应参加 %d 人，实参加 %d 人。", o.Roll, o.Cast)
	if p := v.Round.Stage(StageBallot).Paper; p != nil && p.Cast > 0 {
		text += fmt.Sprintf("其中线下 %d 人。", p.Cast)
	}
	var list []string
	for i, n := range o.Votes {
		switch {
		case len(o.Votes) <= oneLine:
			text += fmt.Sprintf("\n%s：得票 %d", v.Names[i], n)
		case n > 0:
			list = append(list, fmt.Sprintf("%s %d", v.Names[i].Short(), n))
		}
	}
	if len(list) > 0 {
		text += "\n得票：" + strings.Join(list, "、") + "，其余为 0。"
	}
	if o.Abstained > 0 {
		text += fmt.Sprintf("\n弃权 %d", o.Abstained)
	}
	return text + "\n"
}

// StatusView is what those who keep a ballot see beside what everybody sees.
type StatusView struct {
	BallotView
	Cast    int // ballots in the box
	Marked  int // who votes on paper
	Full    bool
	Missing bool // the paper votes are still to be entered or confirmed
	Now     time.Time
	Moves   []time.Time

	Unbound      int      // how many have no account
	UnboundNames []string // the first maxUnbound of them
}

// maxUnbound is how many of those who have no account the card of a ballot names: of thousands it could not be sent.
const maxUnbound = 30

// BallotStatus is the card of those who keep a recommendation, while it runs and after: turnout, never how anybody chose.
func BallotStatus(v StatusView) chat.Card {
	r := v.Round
	s := r.Stage(StageBallot)
	c := chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(v.Group+ballotTitle(r)+"进展"), "\n")}
	switch {
	case r.Void != "":
		c.Text = append(c.Text, cards.Say("已作废：", r.Void)...)
		if r.Next == 0 && r.Group == 0 {
			c.Rows = [][]chat.Button{cards.Row(on2("重新发起", ActOpenOf, r.Branch, r.ID))}
		} else if r.Next != 0 {
			c.Text = append(c.Text, cards.Say("。已经重新发起。")...)
		}
		return c
	case s.Outcome != nil:
		c.Text = append(c.Text, outcome(v.BallotView)...)
		c.Rows = v.checkRow()
		return c
	}
	need := Quorum(v.Roll, r.Threshold)
	c.Text = append(c.Text, cards.Say("候选：", strings.Join(plain(v.Names), "、"),
		fmt.Sprintf("\n应参加 %d 人，已参加 %d 人；至少 %d 人参加方为有效。", v.Roll, v.Cast, need))...)
	if v.Marked > 0 {
		c.Text = append(c.Text, cards.Say(fmt.Sprintf("登记线下投票 %d 人，以纸质票为准。", v.Marked))...)
	}
	c.Text = append(c.Text, cards.Say("\n", cards.When(s.Closes), "截止", moved(s), "。")...)
	if v.Unbound > 0 {
		more := ""
		if v.Unbound > len(v.UnboundNames) {
			more = fmt.Sprintf("等%d人", v.Unbound)
		}
		c.Text = append(c.Text, cards.Say("\n尚未绑定账号：", strings.Join(v.UnboundNames, "、"), more, "。")...)
	}
	end, early := on2("现在截止", ActClose, r.Branch, r.ID), on2("提前截止", ActClose, r.Branch, r.ID)
	extend := on2("顺延24小时", ActExtend, r.Branch, r.ID, s.Closes.Unix())
	void := on2("作废", ActVoid, r.Branch, r.ID)
	over := !v.Now.Before(s.Closes)
	var paper [][]chat.Button
	if r.Group == 0 {
		paper = append(moveRow(r, v.Moves), cards.Row(on2("线下投票", ActPaper, r.Branch, r.ID, 0)))
	}
	switch short := v.Cast < need; {
	case s.Broken:
		c.Text = append(c.Text, cards.Say("\n\n截止前系统曾停机，请决定顺延24小时，还是现在截止。")...)
		c.Rows = [][]chat.Button{cards.Row(extend, end), cards.Row(void)}
	case over && v.Missing && s.Paper == nil:
		c.Text = append(c.Text, cards.Say("\n\n投票已经截止，请录入线下票数；再由另一名支委核对后一并计票。")...)
		c.Rows = [][]chat.Button{cards.Row(on2("录入线下票数", ActPaperIn, r.Branch, r.ID)), cards.Row(extend, void)}
	case over && v.Missing:
		c.Text = append(c.Text, cards.Say("\n\n线下票数已经录入，请另一名支委核对。")...)
		c.Rows = [][]chat.Button{cards.Row(on2("核对线下票数", ActPaperSee, r.Branch, r.ID)), cards.Row(on2("重新录入", ActPaperIn, r.Branch, r.ID))}
	case over && short:
		c.Text = append(c.Text, cards.Say("\n\n", cards.Strong("参加人数不足，没有结果。"), "请顺延或作废。")...)
		c.Rows = [][]chat.Button{cards.Row(extend, void)}
		if s.Paper != nil {
			c.Rows = [][]chat.Button{cards.Row(void)}
		}
	case short:
		c.Rows = append([][]chat.Button{cards.Row(extend, void)}, paper...)
	case v.Full:
		c.Text = append(c.Text, cards.Say("\n\n应参加的同志已全部参加，可以现在截止；不截止时，大家仍可改投。")...)
		c.Rows = append([][]chat.Button{cards.Row(end, void)}, paper...)
	case over:
		c.Rows = [][]chat.Button{cards.Row(end, void)}
	case r.Group != 0: // ends at its deadline, or once all have voted
		c.Rows = [][]chat.Button{cards.Row(void)}
	default:
		c.Rows = append([][]chat.Button{cards.Row(early, void)}, paper...)
	}
	return c
}

// PaperLine is one person of the roll, on the list of who votes on paper.
type PaperLine struct {
	branch.Member
	Paper, Unbound bool
}

// PaperSureView is somebody of the roll whom an officer would mark as voting on paper, or whose mark he or she would take back.
type PaperSureView struct {
	Round  Round
	Member branch.MemberID
	Name   string
	Paper  bool // to be marked
	Bound  bool
	Marked int // how many would be marked then
}

// paperSureCard asks before a member is marked as voting on paper, or the mark is taken back: with what it means for the vote, and
// for what will be published. It does not know whether that member has voted.
func paperSureCard(v PaperSureView, page int) chat.Card {
	r, text, yes, set := v.Round, cards.Say(cards.Strong("登记"+v.Name+"为线下投票？"), "\n"), "登记线下", int64(1)
	switch {
	case v.Paper && v.Bound:
		text = append(text, cards.Say("登记后由本人投纸质票，手机上不能再投，已经投的也不计；本人会收到通知。请先征得本人同意。")...)
	case v.Paper:
		text = append(text, cards.Say("登记后由本人投纸质票。请先征得本人同意。")...)
	default:
		yes, set = "取消登记", 0
		text = cards.Say(cards.Strong("取消"+v.Name+"的线下投票登记？"), "\n")
		if v.Bound {
			text = append(text, cards.Say("取消后本人改用手机投票，原来在手机上投的票重新有效；本人会收到通知。")...)
		}
	}
	if n := v.Marked; 0 < n && n < LeastApart {
		text = append(text, cards.Say(fmt.Sprintf("\n\n这样线下共 %d 人。线下不足%d人时，为保密只公布人选，", n, LeastApart), cards.Strong("不公布得票数"), "；拆票的支委会看出选择，请事先告诉本人。")...)
	}
	if n := r.Roll - v.Marked; v.Paper && 0 < n && n < LeastApart {
		text = append(text, cards.Say(fmt.Sprintf("\n\n这样手机投票的至多 %d 人：知道线下票数的支委能推知他们的选择。请考虑请他们也用纸质票。", n))...)
	}
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: append(text, cards.Say("\n\n", cards.When(r.Stage(StageBallot).Closes), "截止以前都可以改回来。")...),
		Rows: [][]chat.Button{cards.Row(on2(yes, ActPaperSet, r.Branch, r.ID, int64(v.Member), set, int64(page)), on2("返回", ActPaper, r.Branch, r.ID, int64(page)))}}
}

// paperListCard lets officers mark who votes on paper.
func paperListCard(r Round, lines []PaperLine, page int) chat.Card {
	var all []chat.Button
	var marked []string
	for _, l := range lines {
		label, set := l.Name, int64(1)
		if l.Paper {
			label, set = "线下 "+l.Name, 0
			marked = append(marked, l.Name)
		}
		all = append(all, on2(label, ActPaperAsk, r.Branch, r.ID, int64(l.ID), set, int64(page)))
	}
	c := chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong("线下投票"), fmt.Sprintf("\n点选用纸质票参加的同志，再点可以取消；每次都会先问您。没有绑定账号的排在前面。\n线下不足%d人时，只公布人选，不公布得票数。", LeastApart))}
	if len(marked) > 0 {
		c.Text = append(c.Text, cards.Say("\n线下：", strings.Join(marked, "、"))...)
	}
	c.Rows = append(cards.Paged(all, 2, page, func(label string, p int) chat.Button {
		return on2(label, ActPaper, r.Branch, r.ID, int64(p))
	}), cards.Row(on2("返回", ActRoundBack, r.Branch, r.ID)))
	return c
}

// PaperHead stands over the question for the count of paper votes.
var PaperHead = cards.Say(cards.Strong("录入线下票数"))

// PaperAsk asks for it: so many people voted on paper.
func PaperAsk(v BallotView, people int) string {
	example := fmt.Sprintf("%d %d %d", people, people-people/2, people/2) // the first two share them
	for range len(v.Names) - 2 {
		example += " 0"
	}
	return fmt.Sprintf("线下投票 %d 人。请按下面的顺序发送各个数，用空格隔开：", people) +
		"\n线下票数、" + strings.Join(plain(v.Names), "、") + "的得票数、弃权数。\n例如：" + example + " 0\n发送后由另一名支委核对，并请把您发送的数字删去。"
}

// Marked tells somebody that an officer has marked him or her as voting on paper, or has taken the mark back. voted tells whether
// there is a vote of theirs in the box.
func Marked(by branch.Member, paper, voted bool) string {
	s := string(by.Post) + by.Name + "取消了您的线下投票登记，请在这里投票。"
	if paper {
		s = string(by.Post) + by.Name + "已把您登记为线下投票。"
	}
	switch {
	case paper && voted:
		s += "请投纸质票，您在手机上投的票不计；截止前取消登记的，仍然有效。"
	case voted:
		s = string(by.Post) + by.Name + "取消了您的线下投票登记，您在手机上投的票仍然有效。"
	}
	if paper && by.Post.Is(branch.OrganisationPost) {
		s += "如果不是您本人要求，请告诉书记或纪检委员。"
	} else if paper {
		s += "如果不是您本人要求，请告诉组织委员或纪检委员。"
	}
	return s
}

// PaperMark begins a line about who was marked.
func PaperMark(by branch.Member, paper bool, day branch.Date) string {
	what := "登记线下："
	if !paper {
		what = "取消线下："
	}
	return string(by.Post) + by.Name + day.MonthDay() + what
}

// PaperSee shows the second officer the paper votes. It is fleeting. Of so few that a number would stand for somebody it shows
// how many they are, and no more.
func PaperSee(v BallotView, t Tally) chat.Card {
	r := v.Round
	text := cards.Say(cards.Strong("核对线下票数"), fmt.Sprintf("\n线下票 %d 张", t.Cast))
	ask := "数字相符吗？"
	if 0 < t.Cast && t.Cast < LeastApart {
		text = append(text, cards.Say("。票数很少，为保密，这里不显示得票。请与录入人一起当面核对录入的数字，再确认。")...)
		ask = ""
	} else {
		for i, n := range t.Votes {
			text = append(text, cards.Say(fmt.Sprintf("\n%s：%d", v.Names[i].Short(), n))...)
		}
		text = append(text, cards.Say(fmt.Sprintf("\n弃权：%d", t.Abstained))...)
	}
	text = append(text, cards.Say("\n\n确认后与手机投票一并计票，不能撤回。", ask)...)
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: text,
		Rows: [][]chat.Button{cards.Row(on2("核对无误", ActPaperOK, r.Branch, r.ID), on2("返回", ActRoundBack, r.Branch, r.ID))}, Protect: true}
}
