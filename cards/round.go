package cards

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// RoundTitle is what a round is called: 2026年第二季度“共产党员先锋岗”.
func RoundTitle(r branch.Round) string {
	if r.Kind == branch.GoodMember {
		return r.Period + "年“身边好党员”"
	}
	year, quarter, _ := strings.Cut(r.Period, "Q")
	n, _ := strconv.Atoi(quarter)
	return fmt.Sprintf("%s年第%s季度“共产党员先锋岗”", year, []string{"零", "一", "二", "三", "四"}[n])
}

// NominationView is a group's nomination as its leader sees it.
type NominationView struct {
	Round     branch.Round
	Group     branch.Group
	Members   []branch.Member // who may be nominated
	Made      *branch.Nomination
	Nominee   string // of Made
	By        string // who nominated for the leader (代录), "" if the leader did
	Open      bool
	Remind    bool // this is a reminder
	Page      int
	Replacing bool // choosing again although Made stands
}

// Nomination is the card with which a group leader nominates.
func Nomination(v NominationView) chat.Card {
	c := chat.Card{Key: KeyNomination(v.Round.Branch, v.Round.ID, v.Group.ID)}
	head := say(bold(v.Group.Name+"推荐“身边好党员”"), "\n")
	if v.Remind && v.Made == nil {
		head = say(bold("提醒：推荐“身边好党员”"), "\n", v.Group.Name, "还没有推荐。\n")
	}
	switch {
	case !v.Open && v.Made == nil:
		c.Text = append(head, say("提名已经截止，本组没有推荐。")...)
	case v.Made != nil && !v.Replacing:
		c.Text = append(head, say("已推荐：", bold(v.Nominee))...)
		if v.By != "" {
			c.Text = append(c.Text, say("（", v.By, "代录）")...)
		}
		c.Text = append(c.Text, say("\n事迹：", v.Made.Deeds)...)
		if v.Open {
			c.Text = append(c.Text, say("\n\n", when(v.Round.Running().Closes), "截止，截止前可以修改。")...)
			c.Rows = [][]chat.Button{row(on2("修改提名", ActNomPage, v.Round.Branch, v.Round.ID, int64(v.Group.ID), 0))}
		} else {
			c.Text = append(c.Text, say("\n\n提名已经截止。")...)
		}
	default:
		c.Text = append(head, say("请从本组党员中推荐1名，", when(v.Round.Running().Closes), "截止，截止前可以修改。")...)
		var all []chat.Button
		for _, m := range v.Members {
			all = append(all, on2(m.Name, ActNominee, v.Round.Branch, v.Round.ID, int64(v.Group.ID), int64(m.ID)))
		}
		c.Rows = paged(all, 2, v.Page, func(label string, p int) chat.Button {
			return on2(label, ActNomPage, v.Round.Branch, v.Round.ID, int64(v.Group.ID), int64(p))
		})
		if v.Made != nil {
			c.Rows = append(c.Rows, row(on2("返回", ActNomBack, v.Round.Branch, v.Round.ID, int64(v.Group.ID))))
		}
	}
	return c
}

// NominationDeeds asks for the deeds.
func NominationDeeds(form int64, r branch.Round, g branch.Group, nominee string) chat.Card {
	return chat.Card{Key: KeyNomination(r.Branch, r.ID, g.ID),
		Text: say(bold("推荐"+nominee+"同志"), "\n请用一两句话写下事迹，直接发送即可。\n例如：主动承担驻村帮扶任务，全年走访群众40余户，帮助解决用水难题。"),
		Rows: [][]chat.Button{row(on2("返回", ActNomBack, r.Branch, r.ID, int64(g.ID)))}}
}

// NominationConfirm shows what was understood.
func NominationConfirm(form int64, r branch.Round, g branch.Group, nominee, deeds string) chat.Card {
	return chat.Card{Key: KeyNomination(r.Branch, r.ID, g.ID),
		Text: say(bold(g.Name+"推荐"+nominee+"同志"), "\n事迹：", deeds, "\n\n如需改写，重新发送事迹即可。"),
		Rows: [][]chat.Button{row(button("确认提名", ActNomOK, form)), row(on2("返回", ActNomBack, r.Branch, r.ID, int64(g.ID)))}}
}

// GroupLine is one group on the officers' nomination card.
type GroupLine struct {
	Group   branch.Group
	Nominee string // "" while there is none
	Unbound bool   // the leader has no account
	Act     bool   // the reader may nominate for the leader (代录)
}

// NominationStatus shows officers which groups are missing.
func NominationStatus(r branch.Round, lines []GroupLine) chat.Card {
	c := chat.Card{Key: KeyRound(r.Branch, r.ID)}
	made := 0
	var list []chat.Span
	open := r.Running() != nil
	for _, l := range lines {
		list = append(list, say("\n", l.Group.Name, "：")...)
		if l.Nominee != "" {
			made++
			list = append(list, say(l.Nominee)...)
			continue
		}
		list = append(list, bold("未推荐"))
		if l.Unbound {
			list = append(list, say("（组长未绑定账号）")...)
		}
		if open && l.Act {
			c.Rows = append(c.Rows, row(on2("代"+l.Group.Name+"提名", ActNominate, r.Branch, r.ID, int64(l.Group.ID))))
		}
	}
	c.Text = say(bold(RoundTitle(r)), fmt.Sprintf("\n已推荐 %d 组，共 %d 组。", made, len(lines)))
	c.Text = append(c.Text, list...)
	s := r.Stage(branch.Nominate)
	switch {
	case s.Broken && open:
		c.Text = append(c.Text, say("\n\n截止前系统曾停机，请决定顺延24小时，还是现在截止。")...)
		c.Rows = append(c.Rows, row(on2("顺延24小时", ActExtend, r.Branch, r.ID, s.Closes.Unix()), on2("现在截止", ActClose, r.Branch, r.ID)))
	case open:
		c.Text = append(c.Text, say("\n\n", when(s.Closes), "截止。")...)
	default:
		c.Text = append(c.Text, say("\n\n提名已经截止。")...)
	}
	return c
}

// BallotView is a recommendation as one member sees it.
type BallotView struct {
	Round  branch.Round
	Names  []string // of the candidates, in the order of the round
	Groups []string // of the candidates
	Roll   int
	Voted  bool
	Held   bool // bound after the roll was frozen: waits for the 纪检委员 or 书记
	News   string
}

func (v BallotView) head() []chat.Span {
	return say(bold(RoundTitle(v.Round)+"推荐"), "\n")
}

func (v BallotView) card(text []chat.Span, rows ...[]chat.Button) chat.Card {
	return chat.Card{Key: KeyBallot(v.Round.Branch, v.Round.ID), Text: text, Rows: rows, Protect: true}
}

// Ballot is a member's card of a recommendation: choose, 已投票, or the result. It never shows a choice.
func Ballot(v BallotView) chat.Card {
	text := v.head()
	if v.News != "" {
		text = append(text, say(v.News, "\n")...)
	}
	s := v.Round.Stage(branch.Ballot)
	switch {
	case v.Round.Void != "":
		return v.card(append(text, say("本次推荐已作废：", v.Round.Void)...))
	case s.Outcome != nil:
		return v.card(append(text, outcome(v)...))
	case v.Held:
		return v.card(append(text, say("您的账号是在推荐开始后绑定的，请等待纪检委员或书记确认后参加。")...))
	case v.Voted:
		return v.card(append(text, say(bold("已投票"), "。", when(s.Closes), "截止，截止前可以改投，以最后一次为准。")...),
			row(on2("改投", ActVoteList, v.Round.Branch, v.Round.ID)))
	}
	return v.list(text, 0)
}

// BallotList shows the candidates; picked is a mask of those chosen so far, where several may be.
func BallotList(v BallotView, picked uint64) chat.Card { return v.list(v.head(), picked) }

func (v BallotView) list(text []chat.Span, picked uint64) chat.Card {
	s := v.Round.Stage(branch.Ballot)
	text = append(text, say(fmt.Sprintf("这是民主推荐，不是选举，也不是党员大会表决。按本支部规定由正式党员参加，应参加 %d 人，推荐 %d 名。\n", v.Roll, v.Round.Posts),
		"您的选择对支部所有人保密，", when(s.Closes), "截止。")...)
	var all []chat.Button
	for i, name := range v.Names {
		mask := picked ^ 1<<i
		if v.Round.Posts == 1 {
			mask = 1 << i
		}
		if picked>>i&1 == 1 {
			name = "已选 " + name
		}
		all = append(all, on2(name, ActVotePick, v.Round.Branch, v.Round.ID, int64(mask)))
	}
	var rows [][]chat.Button
	for r := range slices.Chunk(all, 2) {
		rows = append(rows, r)
	}
	if picked != 0 {
		rows = append(rows, row(on2("选好了", ActVotePick, v.Round.Branch, v.Round.ID, -2-int64(picked))))
	}
	rows = append(rows, row(on2("弃权", ActVotePick, v.Round.Branch, v.Round.ID, -1)))
	if v.Voted {
		rows = append(rows, row(on2("返回", ActVoteBack, v.Round.Branch, v.Round.ID)))
	}
	return v.card(text, rows...)
}

// BallotConfirm shows the choice once, to its maker alone; it is never stored.
func BallotConfirm(v BallotView, c branch.Choice) chat.Card {
	var names []string
	for i, n := range v.Names {
		if c.Mask>>i&1 == 1 {
			names = append(names, n+"（"+v.Groups[i]+"）")
		}
	}
	mask, what := int64(c.Mask), "您推荐："
	if c.Abstain {
		mask, what, names = -1, "您选择：", []string{"弃权"}
	}
	return v.card(append(v.head(), say(what, bold(strings.Join(names, "、")), "\n\n请点「确认」。截止前可以改投。")...),
		row(on2("确认", ActVoteOK, v.Round.Branch, v.Round.ID, mask), on2("返回", ActVoteList, v.Round.Branch, v.Round.ID)))
}

// NoVote tells somebody, in private and before any candidate is seen, why he or she does not take part.
func NoVote(r branch.Round, why string) chat.Card {
	if why == "预备党员" {
		return chat.Card{Key: KeyBallot(r.Branch, r.ID), Text: say(bold(RoundTitle(r)+"推荐"),
			"\n推荐已经开始。按本支部规定由正式党员参加；您现在是预备党员，没有表决权、选举权和被选举权（党章第七条），这次不参加推荐。转正后的推荐会及时请您参加。")}
	}
	return chat.Card{Key: KeyBallot(r.Branch, r.ID), Text: say(bold(RoundTitle(r)+"推荐"),
		"\n推荐已经开始。按本支部规定，您目前不在参加推荐的范围内。如有疑问，请与书记联系。")}
}

func outcome(v BallotView) []chat.Span {
	o := v.Round.Stage(branch.Ballot).Outcome
	text := say("推荐已经截止。\n")
	names := func(is []int) string {
		var s []string
		for _, i := range is {
			s = append(s, v.Names[i])
		}
		return strings.Join(s, "、")
	}
	if !branch.NamesOnly(o.Roll) {
		text = append(text, say(fmt.Sprintf("应参加 %d 人，实参加 %d 人。", o.Roll, o.Cast))...)
		for i, n := range o.Votes {
			text = append(text, say(fmt.Sprintf("\n%s（%s）：得票 %d", v.Names[i], v.Groups[i], n))...)
		}
		if o.Abstained > 0 {
			text = append(text, say(fmt.Sprintf("\n弃权 %d", o.Abstained))...)
		}
		text = append(text, say("\n")...)
	}
	switch {
	case len(o.Winners) > 0 && len(o.Tied) == 0:
		text = append(text, say("推荐人选：", bold(names(o.Winners)))...)
	case len(o.Tied) > 0:
		if len(o.Winners) > 0 {
			text = append(text, say("推荐人选：", bold(names(o.Winners)), "\n")...)
		}
		text = append(text, say(bold("平票"), "：", names(o.Tied), "，由支部研究决定。")...)
	default:
		text = append(text, say("没有产生推荐人选。")...)
	}
	return append(text, say("\n\n推荐结果供支部研究决定，不是最终命名。")...)
}

// BallotStatus is the officers' card while a recommendation runs and after: turnout, never how anybody chose.
func BallotStatus(v BallotView, cast int, now time.Time, unbound []string) chat.Card {
	r := v.Round
	s := r.Stage(branch.Ballot)
	c := chat.Card{Key: KeyRound(r.Branch, r.ID), Text: say(bold(RoundTitle(r)+"推荐进展"), "\n")}
	switch {
	case r.Void != "":
		c.Text = append(c.Text, say("已作废：", r.Void)...)
		return c
	case s.Outcome != nil:
		c.Text = append(c.Text, outcome(v)...)
		return c
	}
	need := (r.Threshold*v.Roll + 99) / 100
	c.Text = append(c.Text, say("候选：", strings.Join(v.Names, "、"), fmt.Sprintf("\n应参加 %d 人，已参加 %d 人；至少 %d 人参加方为有效。\n", v.Roll, cast, need), when(s.Closes), "截止。")...)
	if len(unbound) > 0 {
		c.Text = append(c.Text, say("\n尚未绑定账号：", strings.Join(unbound, "、"), "。")...)
	}
	end := on2("现在截止", ActClose, r.Branch, r.ID)
	extend := on2("顺延24小时", ActExtend, r.Branch, r.ID, s.Closes.Unix())
	void := on2("作废", ActVoid, r.Branch, r.ID)
	switch short := cast < need; {
	case s.Broken:
		c.Text = append(c.Text, say("\n\n截止前系统曾停机，请决定顺延24小时，还是现在截止。")...)
		c.Rows = [][]chat.Button{row(extend, end), row(void)}
	case !now.Before(s.Closes) && short:
		c.Text = append(c.Text, say("\n\n", bold("参加人数不足，没有结果。"), "请顺延或作废。")...)
		c.Rows = [][]chat.Button{row(extend, void)}
	case short:
		c.Rows = [][]chat.Button{row(extend, void)}
	default:
		c.Rows = [][]chat.Button{row(end, void)}
	}
	return c
}

// Sure asks an officer once more, with the consequence in the question.
func Sure(r branch.Round, question, yes, action string) chat.Card {
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: say(bold(RoundTitle(r)), "\n", question),
		Rows: [][]chat.Button{row(on2(yes, action, r.Branch, r.ID), on2("返回", ActRoundBack, r.Branch, r.ID))}}
}

// Seat asks the 纪检委员 and the 书记 whether somebody who bound an account during a round takes part.
func Seat(r branch.Round, m branch.Member, group string, done bool) chat.Card {
	c := chat.Card{Key: KeySeat(r.Branch, r.ID, m.ID), Text: say(bold(RoundTitle(r)+"推荐"), "\n", m.Name, "（", group, "）在推荐开始后绑定了账号。")}
	if done {
		c.Text = append(c.Text, say("已确认，可以参加推荐。")...)
		return c
	}
	c.Text = append(c.Text, say("请核实是否本人，确认后即可参加推荐。")...)
	c.Rows = [][]chat.Button{row(on2("确认是本人", ActSeat, r.Branch, r.ID, int64(m.ID)))}
	return c
}

// OpenView is a recommendation that an officer is about to open.
type OpenView struct {
	Form    int64
	Title   string
	Members []branch.Member
	Picked  map[branch.MemberID]bool
	Page    int
	Roll    int
	Need    int
}

// OpenWho asks who the candidates are.
func OpenWho(v OpenView) chat.Card {
	var all []chat.Button
	for _, m := range v.Members {
		label, set := m.Name, int64(1)
		if v.Picked[m.ID] {
			label, set = "已选 "+m.Name, 0
		}
		all = append(all, button(label, ActOpenSet, v.Form, int64(m.ID), set, int64(v.Page)))
	}
	rows := paged(all, 2, v.Page, func(label string, p int) chat.Button { return button(label, ActOpenPage, v.Form, int64(p)) })
	last := row(button("取消", ActCancel, v.Form))
	if len(v.Picked) >= 2 {
		last = row(button(fmt.Sprintf("选好了（%d人）", len(v.Picked)), ActOpenNext, v.Form), last[0])
	}
	return chat.Card{Key: KeyHome, Text: say(bold("发起推荐"), "：", v.Title, "\n请选择候选人，至少2名。", picked(v)), Rows: append(rows, last)}
}

func picked(v OpenView) string {
	var names []string
	for _, m := range v.Members {
		if v.Picked[m.ID] {
			names = append(names, m.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "\n已选：" + strings.Join(names, "、")
}

// OpenUntil asks for the deadline.
func OpenUntil(v OpenView, choices []time.Time) chat.Card {
	var rows [][]chat.Button
	for _, t := range choices {
		rows = append(rows, row(button(when(t), ActOpenUntil, v.Form, t.Unix())))
	}
	rows = append(rows, row(button("返回", ActOpenPage, v.Form, 0), button("取消", ActCancel, v.Form)))
	return chat.Card{Key: KeyHome, Text: say(bold("发起推荐"), "：", v.Title, picked(v), "\n\n什么时候截止？"), Rows: rows}
}

// OpenConfirm shows what will happen.
func OpenConfirm(v OpenView, until time.Time) chat.Card {
	return chat.Card{Key: KeyHome, Text: say(bold("发起推荐"), "：", v.Title, picked(v), "\n推荐名额：1名\n截止：", when(until),
		fmt.Sprintf("\n参加范围：正式党员，现在确定名单，共 %d 人；至少 %d 人参加方为有效。\n\n确认后立即发给每位参加人。", v.Roll, v.Need)),
		Rows: [][]chat.Button{row(button("确认", ActOpenOK, v.Form), button("取消", ActCancel, v.Form))}}
}

// Opened tells the officer that the recommendation runs.
func Opened(r branch.Round) chat.Card {
	return chat.Card{Key: KeyHome, Text: say("已发起：", RoundTitle(r), "推荐。进展见下方卡片。"), Rows: [][]chat.Button{homeRow}}
}

// Rounds lists the rounds of the year for officers.
func Rounds(b branch.BranchID, rounds []branch.Round) chat.Card {
	c := chat.Card{Key: KeyHome, Text: say(bold("推荐进展"))}
	if len(rounds) == 0 {
		c.Text = append(c.Text, say("\n今年还没有推荐。")...)
	}
	for _, r := range rounds {
		state := "已结束"
		if r.Void != "" {
			state = "已作废"
		} else if r.Running() != nil {
			state = "进行中"
		}
		c.Text = append(c.Text, say("\n", RoundTitle(r), "：", state)...)
		c.Rows = append(c.Rows, row(on2(RoundTitle(r), ActRound, r.Branch, r.ID)))
	}
	if len(c.Rows) > perPage {
		c.Rows = c.Rows[len(c.Rows)-perPage:]
	}
	c.Rows = append(c.Rows, row(button("发起推荐", ActOpen, b)), homeRow)
	return c
}
