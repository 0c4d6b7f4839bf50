package cards

import (
	"fmt"

	"zhibu/chat"
)

// Actions of any form. A field is named by its code, and so is a choice (chat.Code): never a place in a list that may grow.
const (
	ActFormSet  = "form.set"  // form, field, value
	ActFormPick = "form.pick" // form, field, value, 1 or 0, page
	ActFormPage = "form.page" // form, field, page
	ActFormNext = "form.next" // form, field: the answer stays as it is
	ActFormBack = "form.back" // form, field (0: all answers): to the question before it
	ActFormSkip = "form.skip" // form, field
	ActFormFix  = "form.fix"  // form, field: its answer is changed from the card with all answers
	ActFormNone = "form.none" // form, field: its answer is taken away
	ActFormMore = "form.more" // form, field: the next text is added
	ActFormSee  = "form.see"  // form: back to the card with all answers
	ActFormOK   = "form.ok"   // form, the sum of the answers shown
)

// Option is one answer that a button gives.
type Option struct {
	Label string
	Value int64
	On    bool // chosen already, where several can be
}

// Question is one question of a form, and what can be pressed under it.
type Question struct {
	Key     string // the card it stands on
	Form    int64
	Field   int64 // its code
	Head    []chat.Span
	Step    int // of Steps; with one step nothing is counted
	Steps   int
	Ask     []chat.Span
	Is      string // the answer there is
	Options []Option
	Several bool // of Options
	Columns int
	Page    int
	Rest    string // the label that goes on with the answer as it is; "": none
	Back    bool   // there is a question before it
	Skip    bool
	None    string // the label that takes the answer away; "": none
	Fixing  bool   // back leads to the card with all answers
	Leave   chat.Button
	More    [][]chat.Button
	Protect bool
}

// AskCard shows a question.
func AskCard(q Question) chat.Card {
	text := append([]chat.Span{}, q.Head...)
	if q.Steps > 1 {
		text = append(text, Say(fmt.Sprintf("　第%d步，共%d步", q.Step, q.Steps))...)
	}
	text = append(append(text, Say("\n")...), q.Ask...)
	if q.Is != "" {
		text = append(text, Say(q.Is)...)
	}
	var all []chat.Button
	for _, o := range q.Options {
		switch {
		case !q.Several:
			all = append(all, Button(o.Label, ActFormSet, q.Form, q.Field, o.Value))
		case o.On:
			all = append(all, Button("去掉"+o.Label, ActFormPick, q.Form, q.Field, o.Value, 0, int64(q.Page)))
		default:
			all = append(all, Button(o.Label, ActFormPick, q.Form, q.Field, o.Value, 1, int64(q.Page)))
		}
	}
	rows := append([][]chat.Button{}, q.More...)
	if len(all) > 0 {
		rows = append(rows, Paged(all, max(1, q.Columns), q.Page, func(l string, p int) chat.Button { return Button(l, ActFormPage, q.Form, q.Field, int64(p)) })...)
	}
	if q.Rest != "" {
		rows = append(rows, Row(Button(q.Rest, ActFormNext, q.Form, q.Field)))
	}
	var last []chat.Button
	if q.Fixing {
		last = append(last, Button("不改，返回", ActFormSee, q.Form))
	}
	if q.Back {
		last = append(last, Button("上一步", ActFormBack, q.Form, q.Field))
	}
	if q.Skip {
		last = append(last, Button("跳过", ActFormSkip, q.Form, q.Field))
	}
	if q.None != "" {
		last = append(last, Button(q.None, ActFormNone, q.Form, q.Field))
	}
	if q.Leave.Label != "" {
		last = append(last, q.Leave)
	}
	if len(last) > 0 {
		rows = append(rows, inRows(last, 3)...)
	}
	return chat.Card{Key: q.Key, Text: text, Rows: rows, Protect: q.Protect}
}

// Fix is a button under all answers: it changes one of them, takes it away, or sets it.
type Fix struct {
	Label, Action string
	Args          []int64 // after the form
}

// Filled is a form with all its answers.
type Filled struct {
	Key     string
	Form    int64
	Text    []chat.Span
	Sum     int64  // of the answers
	Yes     string // the label that confirms; "": it cannot be confirmed as it stands
	Back    bool   // there was more than one question
	Fixes   []Fix
	Leave   chat.Button
	More    [][]chat.Button
	Protect bool
}

// FilledCard shows what was understood; each answer can be changed.
func FilledCard(f Filled) chat.Card {
	var first []chat.Button
	if f.Yes != "" {
		first = append(first, Button(f.Yes, ActFormOK, f.Form, f.Sum))
	}
	if f.Back {
		first = append(first, Button("上一步", ActFormBack, f.Form, 0))
	}
	if f.Leave.Label != "" {
		first = append(first, f.Leave)
	}
	var fixes []chat.Button
	for _, x := range f.Fixes {
		fixes = append(fixes, Button(x.Label, x.Action, append([]int64{f.Form}, x.Args...)...))
	}
	var rows [][]chat.Button
	if len(first) > 0 {
		rows = append(rows, first)
	}
	rows = append(append(rows, inRows(fixes, 2)...), f.More...)
	return chat.Card{Key: f.Key, Text: f.Text, Rows: rows, Protect: f.Protect}
}

// FixRow is a button under a question that changes an answer that was proposed.
func FixRow(label string, form, field int64) [][]chat.Button {
	return [][]chat.Button{Row(Button(label, ActFormFix, form, field))}
}

// LeaveForm is the button that leaves a form.
func LeaveForm(label string, form int64) chat.Button { return Button(label, ActCancel, form) }

// Lines says answers one below the other.
func Lines(head []chat.Span, lines [][2]string) []chat.Span {
	text := append([]chat.Span{}, head...)
	for _, l := range lines {
		text = append(text, Say("\n", l[0], "：", l[1])...)
	}
	return text
}

// Bold is a title.
func Bold(s string) []chat.Span { return Say(Strong(s)) }

// Words is plain text.
func Words(s string) []chat.Span { return Say(s) }

// Sentences of any form. Where something is not understood, they say what would be.
const (
	PickOne      = "这一步请点选按钮。"
	PickOrName   = "没有找到“%s”。请点选，或发送姓名、拼音或拼音首字母。"
	NameTwice    = "“%s”不止一个。请一个一个发送，或者点选。"
	DayUnread    = "没有看懂这个日期。请点选，或发送完整的日期，例如 2026年3月5日。"
	DayAhead     = "日期不能晚于今天，请重新选择或发送日期。"
	NumberUnread = "请发送一个数，在 %d 到 %d 之间，例如 %d。"
	YesOrNo      = "请点选，或发送“是”或“否”。"
	FileUnread   = "请直接发送文字，或发一份 Word 或 txt 文件。"
	PhotoOnly    = "这一步请发送一张照片。"
	PickSome     = "请至少选择%d项。"
	FormFirst    = "现在正在填写“%s”。请先提交，或发送 /menu 放一放（写好的内容会保留），再来写。"
	SplitText    = "这一条与上一条是同一段长文字，被自动分成了几条，都没有保存。请精简后作为一条重新发送，不超过%d字。"
	SplitPlain   = "这一条与上一条是同一段长文字，被自动分成了几条，都没有保存。请改好后重新发送全文。"
	SplitAdded   = "这一条没有收下，前面写的还在。"
	FormMoved    = "内容刚有改动，请核对后再确认。"
	WhichField   = "请点「确认」；要改动的，请点要改的一项。"
)
