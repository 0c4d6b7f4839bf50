package requests

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// Actions about 诉求. They carry the branch first.
const (
	ActRequests = "req.list"  // branch, filter, page
	ActFirmReqs = "req.firm"  // branch, contact, page
	ActRequest  = "req"       // branch, request, 1 if pressed elsewhere than on the home card
	ActReqTo    = "req.to"    // branch, request, page
	ActReqDue   = "req.due"   // branch, request, member
	ActReqGive  = "req.give"  // branch, request, member, until
	ActReqDo    = "req.do"    // branch, request, step
	ActReqFine  = "req.fine"  // branch, request
	ActReqClose = "req.close" // branch, request
	ActReqRefer = "req.refer" // branch, request
	ActReqSend  = "req.send"  // branch, request, the other branch
	ActAskAt    = "ask.at"    // branch, page
	ActAsk      = "ask"       // branch, contact
)

// ActFirm leads to an enterprise's card: branch, contact. Its card is of the contact points, which know requests and not the other way round.
const ActFirm = "firm"

// Moved answers a step that may not be taken any more.
const Moved = "这件诉求的状态已经变化，请以最新的卡片为准。"

// TextSteps are the steps that take a sentence.
var TextSteps = []StepKind{DidNote, DidAnswer, DidReport, DidReply, DidUpset}

var stepLabels = map[StepKind]string{DidAssign: "交办", DidNote: "记办理情况", DidAnswer: "反馈企业", DidRefer: "转办",
	DidReport: "上报", DidReply: "记对方答复", DidPlease: "回访：满意", DidUpset: "回访：不满意"}

var stepAsks = map[StepKind]string{
	DidNote:   "请用一句话写下办理情况，直接发送即可。\n例如：已与供电公司对接，约定周五现场勘查。",
	DidAnswer: "请写下反馈给企业的内容，直接发送即可。\n例如：增容方案已批准，6月底前完工，已电话告知企业。",
	DidReport: "请写下上报给哪个单位、请求什么，直接发送即可。\n例如：报省台办经济处，请协调跨市用地指标。",
	DidReply:  "请写下对方的答复，直接发送即可。",
	DidUpset:  "请写下企业不满意的地方，直接发送即可。这件诉求将重新办理。",
}

// View is one request as its card shows it to somebody.
type View struct {
	Request  Request
	Names    map[branch.MemberID]string
	Steps    []StepKind // what the reader may do
	Mine     bool
	There    Stage  // where it was referred to
	FromName string // whose copy it is
	Today    branch.Date
}

// storyLines is how many steps the card tells in full; of a longer story the first and the last ones.
const storyLines = 8

// card tells the whole story of a request.
func card(v View) chat.Card {
	r := v.Request
	b, id := int64(r.Branch), int64(r.ID)
	state, rest := v.turn()
	text := cards.Say(cards.Strong("诉求："+r.Firm), "\n", r.Text, "\n状态：", cards.Strong(state), rest)
	if r.Overdue(v.Today) {
		text = append(text, cards.Say("，", cards.Strong("已超期"))...)
	}
	if v.There != "" {
		text = append(text, cards.Say("\n转办单位：", string(v.There))...)
	}
	if v.FromName != "" {
		text = append(text, cards.Say("\n转自：", v.FromName)...)
	}
	for i, s := range r.Steps {
		if n := len(r.Steps); n > storyLines && i >= 2 && i < n-storyLines+3 {
			if i == 2 {
				text = append(text, cards.Say(fmt.Sprintf("\n（其间%d条见诉求台账）", n-storyLines+1))...)
			}
			continue
		}
		line := "\n" + branch.DateOf(s.At).MonthDay() + " " + string(s.Kind)
		if s.To != 0 {
			line += v.Names[s.To] + "，" + s.Due.MonthDay() + "前"
		}
		if s.Text != "" {
			line += "：" + cards.Shorten(s.Text, 60)
		}
		if who := v.Names[s.By]; s.By != 0 && who != "" {
			line += "（" + who + "）"
		}
		text = append(text, cards.Say(line)...)
	}
	for _, c := range r.Cited {
		text = append(text, cards.Say("\n依据：", c.Policy, c.No)...)
	}
	var rows [][]chat.Button
	var buttons []chat.Button
	for _, k := range v.Steps {
		switch label := stepLabels[k]; k {
		case DidAssign:
			buttons = append(buttons, cards.Button(label, ActReqTo, b, id, 0))
		case DidRefer:
			buttons = append(buttons, cards.Button(label, ActReqRefer, b, id))
		case DidPlease:
			buttons = append(buttons, cards.Button(label, ActReqFine, b, id))
		case DidCite:
		default:
			buttons = append(buttons, cards.Button(label, ActReqDo, b, id, chat.Code(string(k))))
		}
	}
	for len(buttons) > 0 {
		n := min(2, len(buttons))
		rows, buttons = append(rows, buttons[:n:n]), buttons[n:]
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("诉求列表", ActRequests, b, 0, 0), cards.HomeRow[0]))}
}

// key is the key of the news that a request has come to somebody.
func key(b branch.BranchID, r ID) string { return fmt.Sprintf("req:%d:%d", b, r) }

// cameCard tells somebody, at once, that a request is his or hers now.
func cameCard(r Request) chat.Card {
	what := map[Stage]string{Accepted: "新受理一件诉求，请交办", Answered: "诉求已反馈企业，请回访企业是否满意"}[r.Stage]
	if what == "" {
		what = "有一件诉求由您承办"
		if n := len(r.Steps); n > 0 && r.Steps[n-1].Kind == DidUpset {
			what = "企业回访不满意，请重新办理"
		}
	}
	return chat.Card{Key: key(r.Branch, r.ID), Text: cards.Say(cards.Strong(what), "\n", r.Firm, "：", cards.Shorten(r.Text, 100), "\n", r.Due.ChineseWeekday(), "前办理。"),
		Rows: [][]chat.Button{cards.Row(cards.Button("查看办理", ActRequest, int64(r.Branch), int64(r.ID), 1))}}
}

// askedCard tells how the enterprise took what was done: to who did it, or to the 组织委员.
func askedCard(v View) chat.Card {
	r := v.Request
	title, says := "企业满意，诉求已办结", v.stands()+"没有需要再办的事项。"
	if r.Open() {
		title, says = "企业回访不满意", "不满意之处：见诉求记录。"
		if n := len(r.Steps); n > 0 && r.Steps[n-1].Text != "" {
			says = "不满意之处：" + cards.Shorten(r.Steps[n-1].Text, 100)
		}
		says += "\n" + v.stands()
	}
	return chat.Card{Key: key(r.Branch, r.ID), Text: cards.Say(cards.Strong(title), "\n", r.Firm, "：", cards.Shorten(r.Text, 100), "\n", says),
		Rows: [][]chat.Button{cards.Row(cards.Button("查看", ActRequest, int64(r.Branch), int64(r.ID), 1))}}
}

// turn returns the stage, and whose turn it is until when, or who did the work.
func (v View) turn() (stage, rest string) {
	r := v.Request
	switch holder := v.Names[r.Holder]; {
	case !r.Open():
		if who := v.Names[r.Doer()]; who != "" {
			rest = "，由" + who + "办理"
		}
	case r.Stage == Answered && r.From == nil:
		rest = "，待" + holder + "回访企业"
	case holder != "":
		rest = "，" + holder + "承办"
	case r.From == nil:
		rest = "，待交办"
	}
	switch {
	case r.Overdue(v.Today):
		rest += "，应于" + r.Due.MonthDay() + "前"
	case r.Open() && r.Due != 0:
		rest += "，" + r.Due.MonthDay() + "前"
	}
	return string(r.Stage), rest
}

// stands is turn as a sentence.
func (v View) stands() string {
	stage, rest := v.turn()
	return "状态：" + stage + rest + "。"
}

// standsCard is what becomes of the news of a request once its reader has nothing more to do about it.
func standsCard(v View) chat.Card {
	r := v.Request
	return chat.Card{Key: key(r.Branch, r.ID), Text: cards.Say(cards.Strong("诉求"), "\n", r.Firm, "：", cards.Shorten(r.Text, 100), "\n", v.stands()),
		Rows: [][]chat.Button{cards.Row(cards.Button("查看", ActRequest, int64(r.Branch), int64(r.ID), 1))}}
}

// closeCard asks, once, before a request is closed.
func closeCard(r Request) chat.Card {
	b, id := int64(r.Branch), int64(r.ID)
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("回访：满意"), "\n", r.Firm, "：", cards.Shorten(r.Text, 60), "\n企业对办理结果满意？确认后这件诉求办结。"),
		Rows: [][]chat.Button{cards.Row(cards.Button("确认办结", ActReqClose, b, id), cards.Button("返回", ActRequest, b, id, 0))}}
}

// whereCard asks whose request is to be recorded.
func whereCard(b branch.BranchID, contacts []branch.Contact, page int) chat.Card {
	last := cards.Row(cards.Button("诉求列表", ActRequests, int64(b), 0, 0), cards.HomeRow[0])
	if len(contacts) == 0 {
		return chat.Card{Key: cards.KeyHome, Text: cards.Say("支部还没有登记联系点，请联系组织委员。"), Rows: [][]chat.Button{last}}
	}
	var all []chat.Button
	for _, c := range contacts {
		all = append(all, cards.Button(c.Name, ActAsk, int64(b), int64(c.ID)))
	}
	rows := cards.Paged(all, 1, page, func(label string, p int) chat.Button { return cards.Button(label, ActAskAt, int64(b), int64(p)) })
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("记企业诉求"), "\n请选择企业。"), Rows: append(rows, last)}
}

// toCard asks whom to give a request to.
func toCard(r Request, list []branch.Member, page int) chat.Card {
	b, id := int64(r.Branch), int64(r.ID)
	var all []chat.Button
	for _, m := range list {
		all = append(all, cards.Button(m.Name, ActReqDue, b, id, int64(m.ID)))
	}
	rows := cards.Paged(all, 2, page, func(l string, p int) chat.Button { return cards.Button(l, ActReqTo, b, id, int64(p)) })
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("交办"), "\n", r.Firm, "：", cards.Shorten(r.Text, 60), "\n交给谁办理？"),
		Rows: append(rows, cards.Row(cards.Button("返回", ActRequest, b, id, 0)))}
}

// dueCard asks until when.
func dueCard(r Request, to branch.Member, days []branch.Date) chat.Card {
	b, id := int64(r.Branch), int64(r.ID)
	var rows [][]chat.Button
	for _, d := range days {
		rows = append(rows, cards.Row(cards.Button(strings.TrimPrefix(d.ChineseWeekday(), fmt.Sprintf("%d年", d.Year()))+"前", ActReqGive, b, id, int64(to.ID), int64(d))))
	}
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("交办"), "\n", r.Firm, "：", cards.Shorten(r.Text, 60), "\n由", to.Name, "办理，什么时候办完？"),
		Rows: append(rows, cards.Row(cards.Button("返回", ActReqTo, b, id, 0)))}
}

// referCard asks which branch to refer a request to.
func referCard(r Request, list []branch.Branch) chat.Card {
	b, id := int64(r.Branch), int64(r.ID)
	text := cards.Say(cards.Strong("转办"), "\n", r.Firm, "：", cards.Shorten(r.Text, 60), "\n转给哪个支部的台办？对方收到一份，由对方承办；这里能看到进度和答复。")
	if len(list) == 0 {
		text = cards.Say(cards.Strong("转办"), "\n这里还没有其他支部。报上级台办请用「上报」。")
	}
	var all []chat.Button
	for _, other := range list {
		all = append(all, cards.Button(cards.Shorten(other.Name, 24), ActReqSend, b, id, int64(other.ID)))
	}
	rows := cards.Paged(cards.First(all, cards.PerPage), 1, 0, nil)
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.Button("返回", ActRequest, b, id, 0)))}
}

// stepHead stands over the form of a step of a request.
func stepHead(r Request, k StepKind) []chat.Span {
	return cards.Say(cards.Strong(strings.TrimPrefix(stepLabels[k], "记")), "\n", r.Firm, "：", cards.Shorten(r.Text, 60))
}

// stepAsk returns what is asked for a step.
func stepAsk(k StepKind) string { return stepAsks[k] }

// askHead stands over the form about what an enterprise asked for.
func askHead(c branch.Contact) []chat.Span {
	return cards.Say(cards.Strong("企业诉求：" + c.Name))
}

// askText asks what it asked for.
const askText = "企业提出了什么诉求？请直接发送。\n例如：厂区夜间用电不足，希望协调增容。"

// taskOf says that a request waits for somebody.
func taskOf(r Request, today branch.Date) cards.Task {
	what := map[Stage]string{Accepted: "交办", Answered: "回访"}[r.Stage]
	if what == "" {
		what = "办理"
	}
	text := what + "诉求：" + cards.Shorten(r.Firm, 12) + "，" + cards.Shorten(r.Text, 16)
	switch {
	case r.Overdue(today):
		text += "，应于" + r.Due.MonthDay() + "前，已超期"
	case r.Due != 0:
		text += "，" + r.Due.MonthDay() + "前"
	}
	return cards.Task{Text: text, Button: cards.Button(what+"："+cards.Shorten(r.Text, 12), ActRequest, int64(r.Branch), int64(r.ID), 0)}
}

// ways are those to 诉求.
func ways(me branch.Member) []cards.Way {
	return []cards.Way{{Room: cards.RoomPoints, Button: cards.Button("诉求", ActRequests, int64(me.Branch), 0, 0)}}
}
