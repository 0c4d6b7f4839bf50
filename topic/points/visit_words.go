package points

import (
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/topic/requests"
)

// Actions at contact points. They never change.
const (
	ActVisit    = "visit"    // branch, page
	ActVisitAt  = "visit.at" // branch, contact, 1 if pressed elsewhere than on the home card
	ActRecPhoto = "rec.pic"  // branch, record
	ActConsult  = "consult"  // branch, the leadership member or 0
	ActRecs     = "recs"     // branch, subject, page
	ActRec      = "rec"      // branch, record
	ActRecFix   = "rec.fix"  // branch, record
	ActRecNo    = "rec.no"   // branch, record
	ActRecNoOK  = "rec.nok"  // branch, record
)

// Sentences about records.
const (
	TooLate   = "登记后7天内本人可以更正或撤回，之后请联系组织委员。"
	Withdrawn = "已撤回，不再计入；原登记保留备查。"
)

// visitWhere asks where something was done; contacts come in the order to show. consult offers 工作研商 too.
func visitWhere(b branch.BranchID, contacts []branch.Contact, page int, consult bool) chat.Card {
	var more [][]chat.Button
	if consult {
		more = append(more, cards.Row(cards.Button("登记工作研商", ActConsult, int64(b), 0)))
	}
	more = append(more, cards.HomeRow)
	if len(contacts) == 0 {
		return chat.Card{Key: cards.KeyHome, Text: cards.Say("支部还没有登记联系点，请联系组织委员。"), Rows: more}
	}
	var all []chat.Button
	for _, c := range contacts {
		all = append(all, cards.Button(c.Name, ActVisitAt, int64(b), int64(c.ID), 0))
	}
	rows := cards.Paged(all, 1, page, func(label string, p int) chat.Button { return cards.Button(label, ActVisit, int64(b), int64(p)) })
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("登记走访"), "\n请选择企业。参加支部生活日、讲党课、政策宣讲也从这里登记。"), Rows: append(rows, more...)}
}

// consultWhose asks an officer whose 工作研商 it was.
func consultWhose(b branch.BranchID, leaders []branch.Member) chat.Card {
	var all []chat.Button
	for _, m := range leaders {
		all = append(all, cards.Button(m.Name, ActConsult, int64(b), int64(m.ID)))
	}
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("登记工作研商"), "\n请选择主持研商的领导班子成员。"),
		Rows: append(cards.Paged(all, 2, 0, func(l string, p int) chat.Button { return cards.Button(l, ActConsult, int64(b), 0) }), cards.HomeRow)}
}

// EntryView is what the form about an occasion holds.
type EntryView struct {
	Contact    branch.Contact
	Lead       string // 工作研商: whose
	Correcting bool
	Activities []branch.Activity
	Day, Today branch.Date
	Went       []string
	Text, Ask  string
	Photo      bool
	Periods    []branch.Standing // in which it counts
}

func (v EntryView) title() chat.Span {
	what := "登记"
	if v.Correcting {
		what = "更正"
	}
	if v.Lead != "" {
		return cards.Strong(what + "：" + v.Lead + "主持的工作研商")
	}
	return cards.Strong(what + "：" + v.Contact.Name)
}

// visitHead stands over the questions.
func visitHead(v EntryView) []chat.Span { return cards.Say(v.title()) }

// visitText asks for the one sentence.
func visitText(v EntryView) string {
	ask := "\n请用一句话写下情况，直接发送即可。\n例如：了解企业党支部换届准备情况，商定下月共同开展主题党日。"
	if v.Lead != "" {
		ask = "\n请写下研商纪要，直接发送即可，不超过500字。\n例如：研究三季度招商项目推进，明确两项重点任务和责任人。"
	}
	return "内容：" + activities(v.Activities) + ask + photoHint(v)
}

// visitElsewhere leads to the other enterprises.
func visitElsewhere(b branch.BranchID) [][]chat.Button {
	return [][]chat.Button{cards.Row(cards.Button("换一家企业", ActVisit, int64(b), 0))}
}

func photoHint(v EntryView) string {
	if v.Photo {
		return "\n照片已收到。"
	}
	return "\n现场照片可一并发来，限一张；照片的说明就作为文字。"
}

func activities(list []branch.Activity) string {
	var s []string
	for _, a := range list {
		s = append(s, string(a))
	}
	return strings.Join(s, "、")
}

// visitFilled shows what was understood. Everything but the sentence has been filled in and can be changed.
func visitFilled(v EntryView) []chat.Span {
	lines := cards.Say(v.title(), "\n日期：", v.Day.ChineseWeekday(), "\n内容：", activities(v.Activities), "\n参加：", people(v.Went),
		"\n计入：", counted(v.Periods, v.Today), "\n情况：", v.Text)
	if v.Ask != "" {
		lines = append(lines, cards.Say("\n诉求：", v.Ask)...)
	}
	if v.Photo {
		lines = append(lines, cards.Say("\n照片：1张")...)
	}
	return lines
}

// people returns names for one line: the first few, and how many there are.
func people(names []string) string {
	if len(names) > 6 {
		return strings.Join(names[:6], "、") + fmt.Sprintf("等%d人", len(names))
	}
	return strings.Join(names, "、")
}

// counted says in which periods an occasion counts: 补录 where the period has ended.
func counted(list []branch.Standing, logged branch.Date) string {
	var s []string
	for _, x := range list {
		line := x.Period.String()
		if logged > x.Period.To {
			line += "（补录）"
		}
		if !slices.Contains(s, line) {
			s = append(s, line)
		}
	}
	if len(s) == 0 {
		return "不计入联系点任务"
	}
	return strings.Join(s, "、")
}

// What can be changed of a visit.
const (
	VisitDay  = "是哪一天？请点选，或直接发送日期，例如 2026年3月5日。"
	VisitWhat = "这次做了什么？可以选几项，一次登记全部计入。"
	VisitWho  = "谁参加了？"
)

// visitAsk asks what the enterprise asked for.
func visitAsk(is string) string {
	if is != "" {
		return "要改的，请把新的写法完整发来，将替换这一段。"
	}
	return "企业提出了什么诉求？请直接发送。\n例如：厂区夜间用电不足，希望协调增容。"
}

// visitLogged says that the record stands.
func visitLogged(v RecordView, asked bool) chat.Card {
	r := v.Record
	verb := "已登记："
	if len(r.Was) > 0 {
		verb = "已更正："
	}
	text := cards.Say(verb, v.what())
	if len(v.Counts) > 0 {
		text = append(text, cards.Say("，计入", counted(v.Counts, branch.DateOf(r.LoggedAt)))...)
	}
	text = append(text, cards.Say("。")...)
	if asked {
		text = append(text, cards.Say("\n企业诉求已受理，由支部交办。")...)
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: [][]chat.Button{
		cards.Row(cards.Button("再登记一次", ActVisit, int64(r.Branch), 0), cards.Button("更正或撤回", ActRec, int64(r.Branch), int64(r.ID))),
		cards.Row(cards.Button("本季度走访", ActBoard, r.Branch), cards.HomeRow[0])}}
}

// RecordView is one record with what its card needs.
type RecordView struct {
	Record   branch.Record
	Contact  branch.Contact
	Went     []string
	Logger   string
	Changers []string // of Record.Was and Withdrawn, in order
	Counts   []branch.Standing
	May      bool // the reader may correct it
	Late     bool // the reader has logged it and may not correct it any more
	Today    branch.Date
}

// what is 3月17日走访某企业, or 3月17日在某企业走访、讲党课.
func (v RecordView) what() string {
	r := v.Record
	done := activities(r.Activities)
	switch {
	case r.Lead != 0:
		return r.Day.MonthDay() + done
	case done == string(branch.Visit):
		return r.Day.MonthDay() + done + v.Contact.Name
	}
	return r.Day.MonthDay() + "在" + v.Contact.Name + done
}

// recordCard shows one record and what it said before.
func recordCard(v RecordView) chat.Card {
	r := v.Record
	title := v.Contact.Name
	if r.Lead != 0 {
		title = "工作研商"
	}
	at := branch.DateOf(r.LoggedAt)
	text := cards.Say(cards.Strong(title), "\n日期：", r.Day.ChineseWeekday(), "\n内容：", activities(r.Activities), "\n参加：", people(v.Went), "\n计入：", counted(v.Counts, at),
		"\n情况：", r.Text, "\n登记：", v.Logger, "，", at.Chinese())
	for i, f := range r.Was {
		text = append(text, cards.Say("\n更正：", v.Changers[i], "，", branch.DateOf(f.At).MonthDay(), "；原为", f.Day.MonthDay(), activities(f.Activities), "，", cards.Shorten(f.Text, 40))...)
	}
	if r.Withdrawn != nil {
		text = append(text, cards.Say("\n", cards.Strong("已撤回"), "：", v.Changers[len(v.Changers)-1], "，", branch.DateOf(r.Withdrawn.At).Chinese(), "，不再计入。")...)
	}
	if v.Late {
		text = append(text, cards.Say("\n", TooLate)...)
	}
	var rows [][]chat.Button
	if r.Photo != "" {
		rows = append(rows, cards.Row(cards.Button("看照片", ActRecPhoto, int64(r.Branch), int64(r.ID))))
	}
	if v.May {
		rows = append(rows, cards.Row(cards.Button("更正", ActRecFix, int64(r.Branch), int64(r.ID)), cards.Button("撤回", ActRecNo, int64(r.Branch), int64(r.ID))))
	}
	if r.Contact != 0 {
		rows = append(rows, cards.Row(cards.Button("返回企业", requests.ActFirm, int64(r.Branch), int64(r.Contact)), cards.HomeRow[0]))
	} else {
		rows = append(rows, cards.HomeRow)
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: rows}
}

// recordWithdraw asks once more.
func recordWithdraw(v RecordView) chat.Card {
	r := v.Record
	return chat.Card{Key: cards.KeyHome, Text: cards.Say("撤回", v.what(), "的登记？\n撤回后不再计入，相应提醒会重新开始；原登记保留备查。"),
		Rows: [][]chat.Button{cards.Row(cards.Button("确定撤回", ActRecNoOK, int64(r.Branch), int64(r.ID)), cards.Button("返回", ActRec, int64(r.Branch), int64(r.ID)))}}
}

// recordsCard lists what was logged about a subject, the latest first.
func recordsCard(b branch.BranchID, s branch.Subject, title string, list []branch.Record, page int) chat.Card {
	var all []chat.Button
	for _, r := range list {
		label := r.Day.String() + " " + activities(r.Activities)
		if r.Withdrawn != nil {
			label += "（已撤回）"
		}
		all = append(all, cards.Button(label, ActRec, int64(b), int64(r.ID)))
	}
	text := cards.Say(cards.Strong(title), "\n近三年的登记：")
	if len(list) == 0 {
		text = cards.Say(cards.Strong(title), "\n还没有登记。")
	}
	back := cards.HomeRow
	if s.Contact() != 0 {
		back = cards.Row(cards.Button("返回企业", requests.ActFirm, int64(b), int64(s.Contact())), cards.HomeRow[0])
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(cards.Paged(all, 1, page, func(l string, p int) chat.Button { return cards.Button(l, ActRecs, int64(b), s.Code(), int64(p)) }), back)}
}

// PictureVisit is the photo of a record. Its arguments: branch, record.
const PictureVisit = "visit"

// RecordPhoto shows the photo of a record.
func RecordPhoto(v RecordView) chat.Card {
	r := v.Record
	return chat.Card{Key: fmt.Sprintf("photo:%d:%d", r.Branch, r.ID), Text: cards.Say(v.what()),
		Picture: &chat.Picture{Kind: PictureVisit, Args: []int64{int64(r.Branch), int64(r.ID)}}}
}
