package rounds

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Nominee is a candidate with what the group wrote.
type Nominee struct {
	cards.Name
	Deeds string // 事迹
}

// PresentView is the nominees as all members see them.
type PresentView struct {
	Round    Round
	Nominees []Nominee
	Page     int
}

// deedLines is how many lines of a phone a page of nominees with their deeds takes, but for one whose deeds alone take more.
const deedLines = 12

// nomineePages shares nominees out to pages that each fit a screen.
func nomineePages(list []Nominee) (pages [][]Nominee) {
	room := 0
	for _, n := range list {
		lines := 0
		for line := range strings.SplitSeq(n.String()+"："+n.Deeds, "\n") {
			lines += 1 + len([]rune(line))/22
		}
		if room -= lines; room < 0 || len(pages) == 0 {
			pages, room = append(pages, nil), deedLines-lines
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], n)
	}
	return pages
}

// deedsText writes a page of nominees, each with what is known of him or her.
func deedsText(list []Nominee) (text []chat.Span) {
	for _, n := range list {
		text = append(text, cards.Say("\n", cards.Strong(n.String()))...)
		if n.Deeds != "" {
			text = append(text, cards.Say("：", n.Deeds)...)
		}
	}
	return text
}

// pageOf is （1/3）, or nothing of a single page.
func pageOf(page, of int) string {
	if of < 2 {
		return ""
	}
	return fmt.Sprintf("（%d/%d）", page+1, of)
}

// presentCard is the card that presents the nominees to all.
func presentCard(v PresentView) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyPresent(r.Branch, r.ID)}
	if len(v.Nominees) == 0 {
		c.Text = cards.Say(cards.Strong(RoundTitle(r)), "\n没有推荐人选。")
		return c
	}
	all := nomineePages(v.Nominees)
	page := min(max(v.Page, 0), len(all)-1)
	c.Text = append(cards.Say(cards.Strong(RoundTitle(r)+"人选介绍"), pageOf(page, len(all))), deedsText(all[page])...)
	if s := r.Stage(StagePresent); r.Runs(StagePresent) {
		c.Text = append(c.Text, cards.Say("\n\n介绍到", cards.When(s.Closes), moved(s), "，随后由支部研究决定。")...)
	}
	c.Rows = cards.Turns(page, len(all), func(p int) chat.Button { return on2("", ActPresent, r.Branch, r.ID, int64(p)) })
	return c
}

// PresentStatus is the officers' card while the nominees are presented.
func PresentStatus(r Round, list []cards.Name, decide time.Time, moves []time.Time) chat.Card {
	s := r.Stage(StagePresent)
	var all []string
	for _, n := range list {
		all = append(all, n.String())
	}
	return chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n提名已经截止。人选：\n", strings.Join(all, "\n"),
		"\n\n向全体党员介绍：", cards.When(s.Opens), "至", cards.When(s.Closes), moved(s), "\n下一步：", cards.When(decide), "起支部研究决定。"),
		Rows: append([][]chat.Button{cards.Row(on2("查看事迹", ActPresent, r.Branch, r.ID, 0))}, moveRow(r, moves)...)}
}

// NoticeLine is one name made public.
type NoticeLine struct {
	cards.Name
	At       int // place in Round.Finals
	From, To time.Time
}

// NoticeView is a 公示.
type NoticeView struct {
	Round    Round
	Branch   string
	Lines    []NoticeLine
	Meeting  string
	Naming   branch.Date
	Objected branch.Post // the reader has just objected: to whom it went
	Open     bool        // about somebody one may object now
	Deeds    bool        // something is known of those who are named
}

func (v NoticeView) body() []chat.Span {
	r := v.Round
	s := r.Stage(StageNotice)
	text := cards.Say("经", v.Meeting, "研究，拟命名下列", subject(r), "为", RoundTitle(r), "：")
	from, to, alike := s.Opens, s.Closes, true // each name has days of its own
	if len(v.Lines) > 0 {
		from, to = v.Lines[0].From, v.Lines[0].To
	}
	for _, l := range v.Lines {
		alike = alike && l.From.Equal(from) && l.To.Equal(to)
	}
	for _, l := range v.Lines {
		text = append(text, cards.Say("\n", l.String())...)
		if !alike {
			text = append(text, cards.Say("：", cards.When(l.From), "至", cards.When(l.To))...)
		}
	}
	if !alike {
		return append(text, cards.Say("\n公示时间：各人如上", moved(s), "。")...)
	}
	return append(text, cards.Say("\n公示时间：", cards.When(from), "至", cards.When(to), moved(s), "。")...)
}

func subject(r Round) string {
	switch r.Of {
	case branch.OfSections:
		return "科室"
	case branch.OfGroups:
		return "党小组"
	}
	return "同志"
}

// NoticeCard is the 公示 as all members see it.
func NoticeCard(v NoticeView) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyNotice(r.Branch, r.ID), Text: append(cards.Say(cards.Strong("公示"), "\n"), v.body()...)}
	if !v.Open {
		c.Text = append(c.Text, cards.Say("\n\n公示已经结束。")...)
		return c
	}
	c.Text = append(c.Text, cards.Say("\n\n如有不同意见，请在公示期内点「提出意见」，只送纪检委员（涉及纪检委员的，只送书记），实名受理、逐条答复。")...)
	if v.Objected != "" {
		c.Text = append(c.Text, cards.Say("\n\n", cards.Strong("您的意见已送"+string(v.Objected)), "，办理后答复您。")...)
	}
	c.Rows = [][]chat.Button{cards.Row(on2("提出意见", ActObject, r.Branch, r.ID), on2("核对", ActCheck, r.Branch, r.ID, 0))}
	if v.Deeds {
		c.Rows = append(c.Rows, cards.Row(on2("看事迹", ActPresent, r.Branch, r.ID, 0)))
	}
	return c
}

// NoticeStatus is the officers' card of the 公示 and until the naming.
func NoticeStatus(v NoticeView, pending int, moves []time.Time) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyRound(r.Branch, r.ID), Text: append(cards.Say(cards.Strong(RoundTitle(r)), "\n"), v.body()...)}
	if r.Runs(StageName) {
		c.Text = append(c.Text, cards.Say("\n公示已经结束。\n\n下一步：", cards.When(r.Running().Opens), "自动命名，并发给全体党员。")...)
	} else {
		c.Text = append(c.Text, cards.Say("\n\n下一步：公示结束后，", v.Naming.ChineseWeekday(), "命名。")...)
	}
	if pending > 0 {
		c.Text = append(c.Text, cards.Say(fmt.Sprintf("\n有 %d 条意见正在办理，答复以前不命名。", pending))...)
	}
	c.Rows = append([][]chat.Button{cards.Row(on2("决议文本", ActMinutes, r.Branch, r.ID), on2("核对", ActCheck, r.Branch, r.ID, 0))}, moveRow(r, moves)...)
	return c
}

// ObjectWho asks about whom one objects.
func ObjectWho(v NoticeView, open []int) chat.Card {
	r := v.Round
	var all []chat.Button
	for _, l := range v.Lines {
		for _, i := range open {
			if i == l.At {
				all = append(all, on2(l.Short(), ActObjectWho, r.Branch, r.ID, int64(i)))
			}
		}
	}
	return chat.Card{Key: KeyNotice(r.Branch, r.ID), Text: cards.Say(cards.Strong("提出意见"), "\n对哪一位有意见？"),
		Rows: append(cards.Paged(all, 2, 0, func(string, int) chat.Button { return all[0] }), cards.Row(on2("返回", ActNotice, r.Branch, r.ID)))}
}

// ObjectHead stands over the question for an objection.
func ObjectHead(about string) []chat.Span {
	return cards.Say(cards.Strong("对" + about + "的意见"))
}

// ObjectAsk asks for it.
const ObjectAsk = "请写明具体情况，直接发送。请勿发送涉密内容、身份证号、电话、住址。"

// ObjectFilled shows what was understood, and to whom it goes.
func ObjectFilled(about, text string, to branch.Post) []chat.Span {
	return append(ObjectHead(about), cards.Say("\n", text, "\n\n确认后署您的姓名，只送", string(to), "。如需改写，重新发送即可。")...)
}

// ObjectionView is an objection as its handler sees it.
type ObjectionView struct {
	Round     Round
	Objection Objection
	By, About string
}

// objectionCard is the handler's card.
func objectionCard(v ObjectionView) chat.Card {
	r, ob := v.Round, v.Objection
	c := chat.Card{Key: KeyObjection(r.Branch, r.ID, ob.ID), Protect: true,
		Text: cards.Say(cards.Strong("公示意见"), "\n", RoundTitle(r), "\n", v.By, "对", v.About, "提出：\n", cards.Quote(ob.Text))}
	switch {
	case ob.AnsweredAt.IsZero():
		c.Text = append(c.Text, cards.Say("\n\n请核实后答复。意见成立的，退回支部重新研究；答复以前不命名。")...)
		c.Rows = [][]chat.Button{cards.Row(on2("意见成立", ActAnswer, r.Branch, r.ID, ob.ID, 1), on2("意见不成立", ActAnswer, r.Branch, r.ID, ob.ID, 0))}
	default:
		c.Text = append(c.Text, cards.Say("\n\n", cards.Strong(verdict(ob)), "。答复：", ob.Answer)...)
	}
	return c
}

func keyGive(b branch.BranchID, r branch.RoundID, id int64) string {
	return fmt.Sprintf("give:%d:%d:%d", b, r, id)
}

// ObjectionOpen tells who made an objection that nobody is left who may read it, and asks whom to give it to.
func ObjectionOpen(r Round, id int64, about string) chat.Card {
	return chat.Card{Key: keyGive(r.Branch, r.ID, id), Protect: true, Text: cards.Say(cards.Strong("您的公示意见"), "\n", RoundTitle(r), "，关于", about,
		"。\n原受理人已经离任，现任委员都是在您提出意见以后任职的，不能看到它，这个人选也暂不命名。\n您同意由现任委员办理的，请点下面的按钮；也可以直接向上级党组织反映。"),
		Rows: [][]chat.Button{cards.Row(on2("交现任委员办理", ActObjGive, r.Branch, r.ID, id))}}
}

// ObjectionGiven says who handles an objection now.
func ObjectionGiven(b branch.BranchID, r branch.RoundID, id int64, post branch.Post) chat.Card {
	return chat.Card{Key: keyGive(b, r, id), Protect: true, Text: cards.Say("您的意见已交", string(post), "办理，答复后通知您。")}
}

func verdict(ob Objection) string {
	if ob.Upheld {
		return "意见成立，已退回支部重新研究"
	}
	return "经核实，意见不成立"
}

// AnswerHead stands over the question for an answer.
func AnswerHead(v ObjectionView) []chat.Span {
	return cards.Say(cards.Strong("答复" + v.By + "同志"))
}

// AnswerAsk asks for it.
func AnswerAsk(upheld bool) string {
	if upheld {
		return "意见成立：这个人选退回支部重新研究。\n请写明核实情况，直接发送。"
	}
	return "意见不成立：公示继续。\n请写明核实情况，直接发送。"
}

// AnswerFilled shows the answer before it is sent.
func AnswerFilled(v ObjectionView, upheld bool, text string) []chat.Span {
	what := "意见不成立，公示继续"
	if upheld {
		what = "意见成立，退回支部重新研究"
	}
	return append(AnswerHead(v), cards.Say("\n", what, "。\n答复：", text, "\n\n确认后送达，不能撤回。确定吗？")...)
}

// ObjectionAnswer tells whoever objected what came of it.
func ObjectionAnswer(v ObjectionView) chat.Card {
	r, ob := v.Round, v.Objection
	return chat.Card{Key: fmt.Sprintf("answer:%d:%d:%d", r.Branch, r.ID, ob.ID), Protect: true,
		Text: cards.Say(cards.Strong("对您的意见的答复"), "\n", RoundTitle(r), "，关于", v.About, "：\n", verdict(ob), "。\n", ob.Answer)}
}

// NamedView is who was named.
type NamedView struct {
	Round   Round
	Check   bool // there is a result to be checked
	Branch  string
	Names   []Nominee
	Meeting string
}

// Named is the card of the naming, to all.
func Named(v NamedView) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyNamed(r.Branch, r.ID)}
	if len(v.Names) == 0 {
		c.Text = cards.Say(cards.Strong(RoundTitle(r)), "\n本次没有产生命名人选。")
	} else {
		c.Text = append(cards.Say(cards.Strong(RoundTitle(r)), "\n经", v.Meeting, "研究并公示，", v.Branch, "命名："), v.list()...)
		if r.Flag != nil && len(r.Flag.From) > 0 {
			c.Text = append(c.Text, cards.Say("\n流动红旗已经交接。")...)
		} else if r.Flag != nil {
			c.Text = append(c.Text, cards.Say("\n流动红旗已经授予。")...)
		}
	}
	if v.Check {
		c.Rows = [][]chat.Button{cards.Row(on2("核对", ActCheck, r.Branch, r.ID, 0))}
	}
	return c
}

func (v NamedView) list() (text []chat.Span) {
	for _, n := range v.Names {
		text = append(text, cards.Say("\n", cards.Strong(n.String()))...)
		if deeds := []rune(n.Deeds); len(v.Names) <= 2 && len(deeds) > 0 {
			text = append(text, cards.Say("\n", n.Deeds)...)
		}
	}
	return text
}

// EndedView is a round that has ended, as officers see it.
type EndedView struct {
	Named            NamedView
	Ballot           *BallotView
	Decided          bool
	Flag             bool
	FlagFrom, FlagTo []string
}

// RoundEnded is the officers' card of a round that has ended.
func RoundEnded(v EndedView) chat.Card {
	r := v.Named.Round
	c := chat.Card{Key: KeyRound(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n")}
	switch {
	case len(v.Named.Names) > 0:
		c.Text = append(c.Text, cards.Say("已于", cards.When(r.NamedAt), "命名：")...)
		for _, n := range v.Named.Names {
			c.Text = append(c.Text, cards.Say("\n", cards.Strong(n.String()))...)
		}
	case v.Ballot != nil:
		c.Text = append(c.Text, outcome(*v.Ballot)...)
		if r.Next != 0 {
			c.Text = append(c.Text, cards.Say("\n已组织复投。")...)
		}
	default:
		c.Text = append(c.Text, cards.Say("本次没有产生命名人选。")...)
	}
	if v.Flag {
		switch {
		case r.Flag == nil:
			c.Text = append(c.Text, cards.Say("\n\n交接流动红旗后，请点下面的按钮记录。")...)
			c.Rows = append(c.Rows, cards.Row(on2("流动红旗已交给"+strings.Join(plain(namesOnly(v.Named.Names)), "、"), ActFlag, r.Branch, r.ID)))
		case len(v.FlagFrom) > 0:
			c.Text = append(c.Text, cards.Say("\n流动红旗：", strings.Join(v.FlagFrom, "、"), "交给", strings.Join(v.FlagTo, "、"), "。")...)
		default:
			c.Text = append(c.Text, cards.Say("\n流动红旗：授予", strings.Join(v.FlagTo, "、"), "。")...)
		}
		c.Rows = append(c.Rows, cards.Row(cards.Button("流动红旗历次交接", ActFlags, int64(r.Branch))))
	}
	var last []chat.Button
	if v.Decided {
		last = append(last, on2("决议文本", ActMinutes, r.Branch, r.ID))
	}
	if v.Named.Check {
		last = append(last, on2("核对", ActCheck, r.Branch, r.ID, 0))
	}
	if len(last) > 0 {
		c.Rows = append(c.Rows, last)
	}
	return c
}

func namesOnly(list []Nominee) (names []cards.Name) {
	for _, n := range list {
		names = append(names, n.Name)
	}
	return names
}

// FlagLine is one time that the 流动红旗 passed on.
type FlagLine struct {
	Round    Round
	From, To []string
}

// maxFlags is how many handovers a card lists, the latest ones.
const maxFlags = 10

// FlagHistory lists the way of the 流动红旗 since the first.
func FlagHistory(b branch.BranchID, lines []FlagLine) chat.Card {
	c := chat.Card{Key: KeyFlags(b), Text: cards.Say(cards.Strong("流动红旗历次交接"))}
	if len(lines) == 0 {
		c.Text = append(c.Text, cards.Say("\n还没有交接记录。")...)
	}
	first := max(0, len(lines)-maxFlags)
	if first > 0 {
		c.Text = append(c.Text, cards.Say(fmt.Sprintf("\n（第1至%d次见历次评选）", first))...)
	}
	for i, l := range lines[first:] {
		year, quarter, _ := strings.Cut(l.Round.Period, "Q")
		c.Text = append(c.Text, cards.Say(fmt.Sprintf("\n%d. %s年%s季度：%s", first+i+1, year, quarter, strings.Join(l.To, "、")))...)
	}
	return c
}
