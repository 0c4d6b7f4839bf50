package feedback

import (
	"fmt"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of its buttons. They never change.
const (
	ActStart    = "fb"        // branch
	ActWay      = "fb.way"    // branch, how it is to be handed in
	ActRewrite  = "fb.redo"   // branch, draft
	ActDrop     = "fb.drop"   // branch, draft
	ActNameless = "fb.anon"   // branch, draft
	ActSign     = "fb.sign"   // branch, draft
	ActTicket   = "fb.ticket" // branch, ticket
	ActUntell   = "fb.untell" // branch, ticket
	ActMine     = "fb.mine"   // branch, page
	ActBack     = "fb.back"   // branch, entry
	ActBackOK   = "fb.backok" // branch, entry
	ActList     = "fb.list"   // branch, page
	ActSee      = "fb.see"    // branch, entry
	ActAnswer   = "fb.answer" // branch, entry
)

// How a draft is to be handed in, as buttons carry it.
const (
	wayOpen     = 0 // it is chosen at the end
	wayNameless = 1
	waySigned   = 2
)

// maxText is how long it may be. // characters
const maxText = 800

// view is an entry as cards show it.
type view struct {
	Entry
	Today    branch.Date
	Age      int    // working days
	Who      string // who signed it; "": nobody
	Answerer string
}

func way(b branch.BranchID) cards.Way {
	return cards.Way{Room: cards.RoomMine, Rank: 2, Button: cards.Button("投诉建议", ActStart, b)}
}

// own are the counts that its first card shows somebody.
type own struct{ Mine, Owed int }

// startCard asks for what somebody has to say.
func startCard(b branch.BranchID, days, way int, n own) chat.Card {
	text := cards.Say(cards.Strong("投诉建议"), fmt.Sprintf("\n请直接写。只有书记和组织委员看得到；要匿名请点“匿名”。%d个工作日内答复。\n", days), cards.NoSecrets)
	rows := [][]chat.Button{cards.Row(cards.Button("匿名", ActWay, int64(b), wayNameless), cards.Button("署名", ActWay, int64(b), waySigned))}
	switch way {
	case wayNameless:
		text = cards.Say(cards.Strong("投诉建议（匿名）"), "\n请直接写。提交前的内容不保存；提交后只存内容和日期，不存姓名、账号和时刻，谁也查不到是谁提的。请不要写出能看出您是谁的话。提交时给您一个查询码，凭它看答复。\n", cards.NoSecrets)
		rows = [][]chat.Button{cards.Row(cards.Button("改为署名", ActWay, int64(b), waySigned))}
	case waySigned:
		text = cards.Say(cards.Strong("投诉建议（署名）"), fmt.Sprintf("\n请直接写。提交后只有书记和组织委员看得到，%d个工作日内答复，答复发给您本人。\n", days), cards.NoSecrets)
		rows = [][]chat.Button{cards.Row(cards.Button("改为匿名", ActWay, int64(b), wayNameless))}
	}
	more := cards.Row()
	if n.Mine > 0 {
		more = append(more, cards.Button(fmt.Sprintf("我提出的（%d）", n.Mine), ActMine, int64(b), 0))
	}
	if n.Owed > 0 {
		more = append(more, cards.Button(fmt.Sprintf("待答复（%d）", n.Owed), ActList, int64(b), 0))
	}
	if len(more) > 0 {
		rows = append(rows, more)
	}
	return chat.Card{Key: "say", Text: text, Rows: rows}
}

// draftCard shows what has been written, before it is handed in.
func draftCard(b branch.BranchID, draft, way int64, words string, days int) chat.Card {
	nameless, signed := cards.Button("匿名提交", ActNameless, int64(b), draft), cards.Button("署名提交", ActSign, int64(b), draft)
	first := cards.Row(nameless, signed)
	if way == waySigned {
		first = cards.Row(signed, nameless)
	}
	return chat.Card{Key: "say", Text: cards.Say(cards.Strong("投诉建议（还没有提交）"), "\n", cards.Quote(words),
		fmt.Sprintf("\n可以接着写。提交后只有书记和组织委员看得到，%d个工作日内答复。匿名的不存姓名和时刻，凭查询码看答复。", days)),
		Rows: [][]chat.Button{first, cards.Row(cards.Button("重写", ActRewrite, int64(b), draft), cards.Button("不提交", ActDrop, int64(b), draft))}}
}

// givenBack returns the words of what is not handed in: nothing that was typed is lost.
func givenBack(title, words string) chat.Card {
	return chat.Card{Key: "say", Text: cards.Say(cards.Strong(title), "\n您写的是：\n", cards.Quote(words))}
}

// handedIn is said to who has handed something in without a name. It has no way home: going there leaves a day on the account.
func handedIn(e Entry, ticket int64) chat.Card {
	return chat.Card{Key: "say", Text: cards.Say(cards.Strong("已匿名提交"), "\n", cards.Quote(cards.Shorten(e.Text, 60)), "\n查询码：", cards.Strong(fmt.Sprint(ticket)),
		"\n", view{Entry: e, Today: e.Day}.day(e.Due), "前答复。届时请点「看答复」，或发送 /feedback 加查询码。查询码只在这里显示一次，请自己记好；没有它，谁也找不回这条意见是谁提的。"),
		Rows: [][]chat.Button{ticketRow(e, ticket)}}
}

func ticketRow(e Entry, ticket int64) []chat.Button {
	r := cards.Row(cards.Button("看答复", ActTicket, int64(e.Branch), ticket))
	if e.Open() {
		r = append(r, cards.Button("撤回", ActUntell, int64(e.Branch), ticket))
	}
	return r
}

// ticketCard shows who has the ticket what became of it.
func ticketCard(v view, ticket int64) chat.Card {
	return chat.Card{Key: "say", Text: append(cards.Say(cards.Strong("匿名意见"), "\n", cards.Quote(v.Text), "\n"), v.stands()...), Rows: [][]chat.Button{ticketRow(v.Entry, ticket)}, Protect: true}
}

// day says a day, with its year if that is another than today's.
func (v view) day(d branch.Date) string {
	if d.Year() != v.Today.Year() {
		return d.Chinese()
	}
	return d.MonthDay()
}

// age says for how many working days it has waited.
func (v view) age() string {
	if v.Age > mostAge {
		return fmt.Sprintf("超过%d个工作日", mostAge)
	}
	return fmt.Sprintf("%d个工作日", v.Age)
}

// came says when it was handed in, and until when it is to be answered.
func (v view) came() string {
	due := "，" + v.day(v.Due) + "前答复"
	switch {
	case v.Day == v.Today:
		return v.day(v.Day) + "（今天）提出" + due
	case v.Age == 0: // no working day since
		return v.day(v.Day) + "提出" + due
	}
	return v.day(v.Day) + "提出，已" + v.age() + due
}

// late says the same of one that should have been answered.
func (v view) late() string {
	return v.day(v.Day) + "提出，应于" + v.day(v.Due) + "前答复，"
}

// stands says how far it is.
func (v view) stands() []chat.Span {
	switch {
	case !v.Open():
		return cards.Say(v.day(v.Day), "提出。\n", cards.Strong("答复"), "（", v.Answerer, "，", v.day(branch.DateOf(v.AnsweredAt)), "）：\n", cards.Quote(v.Answer))
	case v.Overdue(v.Today):
		return cards.Say(v.late(), cards.Strong("已超期"), "（", v.age(), "）。")
	}
	return cards.Say(v.came(), "。")
}

// by says who it is from.
func (v view) by() string {
	if v.Who == "" {
		return "匿名"
	}
	return v.Who + "同志"
}

// number tells it from others of the branch.
func (v view) number() string { return fmt.Sprintf("第%d号", v.ID) }

// line is an entry on a card that comes by itself: without its words, and without who wrote it.
func (v view) line() string {
	by := v.number() + "，署名，"
	if v.Who == "" {
		by = v.number() + "，匿名，"
	}
	switch {
	case !v.Open():
		return by + v.day(v.Day) + "提出，已答复"
	case v.Overdue(v.Today):
		return by + v.late() + "已超期"
	}
	return by + v.came()
}

// reminderLine is an entry on the daily card.
func reminderLine(v view, mine bool) cards.ReminderLine {
	return cards.ReminderLine{Text: cards.Say("\n• ", v.line()), Open: mine && v.Open(), Button: see(v, "答复"+v.number())}
}

func see(v view, label string) chat.Button {
	return cards.Button(label, ActSee, int64(v.Branch), int64(v.ID))
}

// taskOf says that an entry waits for an answer.
func taskOf(v view) cards.Task {
	return cards.Task{Text: "投诉建议：" + v.line(), Button: see(v, "答复"+v.number())}
}

// seeCard shows an entry to who answers it.
func seeCard(v view) chat.Card {
	c := chat.Card{Key: cards.KeyHome, Text: append(cards.Say(cards.Strong("投诉建议（"+v.number()+"，"+v.by()+"）"), "\n", cards.Quote(v.Text), "\n"), v.stands()...), Protect: true}
	if v.Open() {
		c.Rows = append(c.Rows, cards.Row(cards.Button("写答复", ActAnswer, int64(v.Branch), int64(v.ID))))
	}
	c.Rows = append(c.Rows, cards.Row(cards.Button("全部投诉建议", ActList, int64(v.Branch), 0), cards.HomeRow[0]))
	return c
}

// listCard lists entries: those that somebody reads for the branch, or the own.
func listCard(b branch.BranchID, title, action string, list []view, page int, each func(view) chat.Button) chat.Card {
	text := cards.Say(cards.Strong(title), fmt.Sprintf("，共%d条", len(list)))
	var all []chat.Button
	for _, v := range list {
		all = append(all, each(v))
	}
	rows := cards.Paged(all, 1, page, func(l string, p int) chat.Button { return cards.Button(l, action, int64(b), int64(p)) })
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, cards.Row(cards.HomeRow[0]))}
}

// listed is a list's button of an entry, for who answers.
func listed(v view) chat.Button {
	state := "待答复"
	switch {
	case !v.Open():
		state = "已答复"
	case v.Overdue(v.Today):
		state = "已超期"
	}
	return see(v, v.number()+" "+v.day(v.Day)+" "+v.by()+"（"+state+"）")
}

// mineListed is that of an own one.
func mineListed(v view) chat.Button {
	state := "待答复"
	if !v.Open() {
		state = "已答复"
	}
	return cards.Button(v.day(v.Day)+" "+cards.Shorten(v.Text, 10)+"（"+state+"）", ActBack, int64(v.Branch), int64(v.ID))
}

// mineCard shows somebody an own entry.
func mineCard(v view, title string) chat.Card {
	c := chat.Card{Key: cards.KeyHome, Text: append(cards.Say(cards.Strong(title), "\n", cards.Quote(v.Text), "\n"), v.stands()...), Protect: true}
	if v.Open() {
		c.Rows = append(c.Rows, cards.Row(cards.Button("撤回", ActBackOK, int64(v.Branch), int64(v.ID))))
	}
	c.Rows = append(c.Rows, cards.Row(cards.Button("我提出的", ActMine, int64(v.Branch), 0), cards.HomeRow[0]))
	return c
}

// answerCard tells who signed an entry what was answered.
func answerCard(e Entry, by string) chat.Card {
	return chat.Card{Key: fmt.Sprintf("feedback:%d:%d", e.Branch, e.ID), Protect: true,
		Text: cards.Say(cards.Strong("您的投诉建议已有答复"), "\n", cards.Quote(cards.Shorten(e.Text, 200)), "\n", cards.Strong("答复"), "（", by, "）：\n", cards.Quote(e.Answer)),
		Rows: [][]chat.Button{cards.Row(cards.Button[int64]("首页", cards.ActMenu))}}
}

// answerHead stands over the form of an answer.
func answerHead(v view) []chat.Span {
	return cards.Say(cards.Strong("答复投诉建议（"+v.number()+"，"+v.by()+"）"), "\n", cards.Quote(cards.Shorten(v.Text, 300)))
}

// answerAsk asks for it.
func answerAsk(nameless bool) string {
	if nameless {
		return "请写明怎样处理，直接发送。提出人凭查询码看答复，其他人看不到。\n" + cards.NoSecrets
	}
	return "请写明怎样处理，直接发送。答复只发给提出人。\n" + cards.NoSecrets
}
