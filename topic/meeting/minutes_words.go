package meeting

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of minutes. They never change.
const (
	ActMinutes   = "min"      // branch, gathering
	ActWrite     = "min.do"   // branch, gathering
	ActWriteOK   = "min.dook" // branch, gathering: although they were checked
	ActCheck     = "min.ok"   // branch, gathering, Seen
	ActArchive   = "min.file" // branch, gathering
	ActArchiveOK = "min.fok"  // branch, gathering
	ActPrint     = "min.doc"  // branch, gathering
	ActCopy      = "min.copy" // branch, gathering
	ActPhoto     = "min.pic"  // branch, gathering
	ActHistory   = "min.was"  // branch, gathering
)

// DocumentMinutes are minutes as a Word document. Its arguments: branch, who asked, gathering.
const DocumentMinutes = "meeting.minutes"

// PictureBook is the photo of the handwritten book. Its arguments: branch, gathering.
const PictureBook = "meeting.book"

// Refusals about minutes.
const (
	minutesMoved    = "这份会议记录刚才有改动，请打开最新的记录核对后再办。"
	minutesTooOften = "这份记录已经多次更正，不能再改。"
)

func dueMost(n int) string {
	return fmt.Sprintf("按当天名册，应到人数最多为%d人，请核对。", n)
}

func notOfMeeting(name string) string {
	return name + "不在这次会议的参会范围，不列为缺席，请核对。"
}

// bothThereAndNot refuses an absentee who has presided, or written.
func bothThereAndNot(name string, chair bool) string {
	did := "记录人"
	if chair {
		did = "主持人"
	}
	return name + "是" + did + "，不能同时列为缺席，请核对。"
}

func chairOutside(name string) string {
	return name + "不在这次会议的参会范围，请重新选择主持人。"
}

func recorderOutside(name string) string {
	return "会议当天" + name + "不在册，请重新选择记录人。"
}

func chairIsOneself(chair string) string {
	return "不能把主持人改成自己。原主持人是" + chair + "，请由" + chair + "或另一名同志更正。"
}

// standsInMinutes refuses to withdraw a gathering whose minutes were checked.
func standsInMinutes(state string) string {
	return "这次会议的记录" + state + "，不能撤回。内容有误的，请点「更正」；确要撤回的，请先在会议记录里点「改记录」，使它回到草稿。"
}

// whoChecks says who checks minutes.
func whoChecks(names string, wrote bool) string {
	if wrote && names != "" {
		return "主持人参与了记录，请由另一名同志核对：" + names + "。"
	}
	return "会议记录由主持人核对。"
}

// againDraft says what a change of checked minutes leads to.
func againDraft(m Minutes) string {
	return "记录" + m.State() + "，改动会使它回到草稿，须重新核对、归档。"
}

// Seen is a number of all that minutes say, and of what they are about: a button that confirms them carries it. 0: there are none.
func Seen(g Gathering, m Minutes) int64 {
	if m.Gathering == 0 {
		return 0
	}
	all, err := json.Marshal(struct {
		Content
		Written
		Votes []Vote
	}{g.Content, m.Written, m.Votes})
	if err != nil {
		panic("meeting: minutes that are no JSON")
	}
	return max(chat.Code(string(all)), 1)
}

// photoCard shows the photo of the handwritten book.
func photoCard(v minutesView) chat.Card {
	return chat.Card{Key: fmt.Sprintf("book:%d:%d", v.Held.Branch, v.Held.ID), Text: cards.Say(v.title() + "，" + v.Held.Day.MonthDay() + "，记录本"),
		Picture: &chat.Picture{Kind: PictureBook, Args: []int64{int64(v.Held.Branch), v.Held.ID}}}
}

// minutesView is minutes as somebody sees them.
type minutesView struct {
	Minutes
	Of              branch.Branch
	Held            Gathering
	Chair, Recorder string
	Began           string // when it began, as written or as it was called
	Absent, Groups  []string
	CheckedBy       string
	Checkers        string // who may check them, while nobody has
	History         []string
	Writes          bool // may correct them
	Keeps           bool // may enter votes and file them
	Checks          bool
}

// title is what the meeting was.
func (v minutesView) title() string {
	if OfGroups(v.Held.Kinds) && len(v.Groups) == 1 {
		return groupMeeting(branch.Group{Name: v.Groups[0]})
	}
	return v.Held.title()
}

// called is what the minutes are called: 第五党小组会记录, 主题党日会议记录.
func (v minutesView) called() string {
	if strings.HasSuffix(v.title(), "会") {
		return v.title() + "记录"
	}
	return v.title() + "会议记录"
}

// points are what was written, or where it stands.
func (v minutesView) points() string {
	if v.Points == "" && v.Photo != "" {
		return "见记录本照片。"
	}
	return v.Points
}

// present is 应到31人（有表决权），实到29人.
func (v minutesView) present() string {
	who := ""
	if decides(v.Held.Kinds) == branch.Assembly {
		who = "（有表决权）"
	}
	text := fmt.Sprintf("应到%d人%s，实到%d人", v.Due, who, v.Present)
	if v.Due < v.Roll {
		text += fmt.Sprintf("（按名册%d人，扣除%d人：%s）", v.Roll, v.Roll-v.Due, strings.TrimSuffix(v.Less, "。"))
	}
	return text
}

// lacking says that too few were there for a meeting that decides.
func (v minutesView) lacking() string {
	at := decides(v.Held.Kinds)
	if need := branch.Ordinary.NeedPresent(v.Due); at != "" && v.Present < need {
		return fmt.Sprintf("请注意：实到不足半数（至少%d人），%s不能进行（%s），请核对。", need, at, branch.Ordinary.Article(at, false))
	}
	return ""
}

// checked is who has checked them, and when; "" while nobody has.
func (v minutesView) checked() string {
	if v.Checked == nil {
		return ""
	}
	text := "已核：" + v.CheckedBy + "，" + branch.DateOf(v.Checked.At).Chinese()
	if v.Archived != nil {
		text += "；已归档：" + branch.DateOf(v.Archived.At).Chinese()
	}
	return text
}

// cardMost is how much of minutes a card to be signed says before it leads to the file. // characters; a message holds 4096
const cardMost = 3400

// minutesCard shows minutes, or asks whether to write them. Who is to check them is shown the whole.
func minutesCard(v minutesView) chat.Card {
	b, id := int64(v.Held.Branch), v.Held.ID
	back := cards.Row(cards.Button("返回", ActSee, b, id), cards.HomeRow[0])
	if v.Gathering == 0 {
		return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("会议记录"), "\n", v.title(), "，", v.Held.Day.MonthDay(), "\n还没有记录。"),
			Rows: [][]chat.Button{cards.Row(cards.Button("写记录", ActWrite, b, id)), back}}
	}
	text := minutesText(v, v.Checks)
	var rows [][]chat.Button
	switch {
	case v.Checks:
		rows = append(rows, cards.Row(cards.Button("核对无误", ActCheck, b, id, Seen(v.Held, v.Minutes))))
	case v.Checked == nil && v.Checkers != "":
		text = append(text, cards.Say("\n待核对：", v.Checkers, "。")...)
	}
	if v.Writes {
		var change []chat.Button
		if v.Keeps && decides(v.Held.Kinds) != "" {
			change = append(change, cards.Button("录入表决", ActVote, b, id))
		}
		if v.Keeps && len(v.Votes) > 0 {
			change = append(change, cards.Button(fmt.Sprintf("表决（%d项）", len(v.Votes)), ActVotes, b, id, 0))
		}
		change = append(change, cards.Button("改记录", ActWrite, b, id))
		rows = append(rows, change)
	}
	if v.Keeps && v.Checked != nil && v.Archived == nil {
		rows = append(rows, cards.Row(cards.Button("归档", ActArchive, b, id)))
	}
	var more []chat.Button
	if v.Photo != "" {
		more = append(more, cards.Button("看记录本照片", ActPhoto, b, id))
	}
	if v.Writes && len(v.Was) > 0 {
		more = append(more, cards.Button("更正情况", ActHistory, b, id))
	}
	if len(more) > 0 {
		rows = append(rows, more)
	}
	rows = append(rows, cards.Row(cards.Button("生成会议记录", ActPrint, b, id), cards.Button("复制到灯塔", ActCopy, b, id)))
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, back)}
}

// minutesText is what minutes say: in brief, or the whole of it.
func minutesText(v minutesView, whole bool) []chat.Span {
	votes, names := 4, 6
	points, decision := 60, 60
	if whole {
		votes, names, decision = maxVotes, len(v.Absent), decisionMost
		points = cardMost - decisionMost
		for _, x := range v.Votes {
			points -= len([]rune(x.says())) + 3
		}
		points = max(points-len([]rune(v.Held.Topics+v.Guests+strings.Join(v.Absent, "、"))), 60)
	}
	text := cards.Say(cards.Strong("会议记录（"+v.State()+"）"), "\n", v.title(), "，", v.Held.Day.MonthDay(), v.Began, "，", v.present(), "。")
	line := func(label, s string) {
		switch {
		case strings.Contains(s, "\n"): // set apart: a line of it is none of the card's
			text = append(text, cards.Say("\n", label, "：\n", cards.Quote(s))...)
		case s != "":
			text = append(text, cards.Say("\n", label, "：", s)...)
		}
	}
	if s := v.lacking(); s != "" {
		text = append(text, cards.Say("\n", s)...)
	}
	text = append(text, cards.Say("\n主持：", v.Chair, "　记录：", v.Recorder)...)
	line("缺席", strings.Join(cards.First(v.Absent, names), "、")+andMore(len(v.Absent), names))
	if whole {
		line("地点", v.Place)
		line("列席", v.Guests)
		line("议题", v.Held.Topics)
	}
	line("要点", cards.Shorten(v.points(), points))
	for _, x := range cards.First(v.Votes, votes) {
		text = append(text, cards.Say("\n• ", x.says())...)
	}
	if n := len(v.Votes); n > votes {
		text = append(text, cards.Say(fmt.Sprintf("\n等%d项表决", n))...)
	}
	line("决定", cards.Shorten(v.Decision, decision))
	if whole && len([]rune(v.points())) > points {
		text = append(text, cards.Say("\n\n要点没有显示完，请点「生成会议记录」看全文，再核对。")...)
	}
	if s := v.checked(); s != "" {
		text = append(text, cards.Say("\n", s)...)
	}
	return text
}

func andMore(n, most int) string {
	if n <= most {
		return ""
	}
	return fmt.Sprintf("等%d人", n)
}

// redraftCard asks whether checked minutes are to be a draft again.
func redraftCard(v minutesView, what, action string) chat.Card {
	b, id := int64(v.Held.Branch), v.Held.ID
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong(what), "\n", v.title(), "，", v.Held.Day.MonthDay(), "\n", againDraft(v.Minutes)),
		Rows: [][]chat.Button{cards.Row(cards.Button("仍要"+what, action, b, id), cards.Button("返回", ActMinutes, b, id))}}
}

// archiveCard asks whether minutes are to be filed.
func archiveCard(v minutesView) chat.Card {
	b, id := int64(v.Held.Branch), v.Held.ID
	return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("归档"), "\n", v.called(), "，", v.Held.Day.MonthDay(), "\n", v.checked(), "。\n\n归档后再改，会回到草稿，须重新核对。确认归档吗？"),
		Rows: [][]chat.Button{cards.Row(cards.Button("确认归档", ActArchiveOK, b, id), cards.Button("返回", ActMinutes, b, id))}}
}

// checkedCard tells the recorder that the minutes were checked.
func checkedCard(v minutesView) chat.Card {
	return chat.Card{Key: fmt.Sprintf("minok:%d:%d", v.Held.Branch, v.Held.ID), Text: cards.Say(v.called(), "，", v.Held.Day.MonthDay(), "：", v.CheckedBy, "已核对无误。"),
		Rows: [][]chat.Button{cards.Row(cards.Button("看会议记录", ActMinutes, int64(v.Held.Branch), v.Held.ID))}}
}

// checkTask is minutes that wait for the reader to check them.
func checkTask(v minutesView) cards.Task {
	return cards.Task{Text: "待您核对：" + v.Held.Day.MonthDay() + v.called(), Button: cards.Button("核对会议记录", ActMinutes, int64(v.Held.Branch), v.Held.ID)}
}

// historyCard says when minutes were changed, by whom, and what: the latest first.
func historyCard(v minutesView) chat.Card {
	text := cards.Say(cards.Strong("更正情况"), "\n", v.called(), "，", v.Held.Day.MonthDay())
	list := slices.Clone(v.History)
	slices.Reverse(list)
	for _, l := range cards.First(list, 8) {
		text = append(text, cards.Say("\n• ", l)...)
	}
	if len(list) > 8 {
		text = append(text, cards.Say(fmt.Sprintf("\n等%d次", len(list)))...)
	}
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: [][]chat.Button{cards.Row(cards.Button("返回", ActMinutes, int64(v.Held.Branch), v.Held.ID))}}
}

// wasLine is one change of minutes: what they were before, and what differs.
func wasLine(w WasWritten, now Written, votes []Vote, by string) string {
	text := shortly(w.When) + "，" + by + "更正"
	if w.Checked != nil {
		text += "（此前" + stateOf(w.Checked, w.Archived) + "）"
	}
	var parts []string
	for _, x := range []struct {
		what    string
		differs bool
	}{
		{"主持人", w.Chair != now.Chair}, {"记录人", w.Recorder != now.Recorder}, {"地点、时间", w.Place != now.Place || w.Clock != now.Clock},
		{fmt.Sprintf("人数（原应到%d人，实到%d人）", w.Due, w.Present), w.Due != now.Due || w.Present != now.Present}, {"缺席", !slices.Equal(w.Absent, now.Absent)},
		{"列席", w.Guests != now.Guests}, {"要点", w.Points != now.Points}, {"决定", w.Decision != now.Decision}, {"照片", w.Photo != now.Photo},
	} {
		if x.differs {
			parts = append(parts, x.what)
		}
	}
	for _, v := range w.Votes {
		if !slices.Contains(votes, v) {
			parts = append(parts, "原表决"+v.says())
		}
	}
	if len(parts) == 0 {
		return text
	}
	return text + "：" + strings.Join(parts, "；")
}

// minutesFile is the file of minutes.
func minutesFile(v minutesView, asker branch.MemberID) chat.Card {
	name := "会议记录-" + v.Held.Day.String() + ".docx"
	return cards.File(fmt.Sprintf("minutes:%d:%d", v.Held.Branch, v.Held.ID), v.called()+"（"+v.State()+"），"+v.Held.Day.Chinese()+"，仅供支部工作使用。",
		DocumentMinutes, name, int64(v.Held.Branch), int64(asker), v.Held.ID)
}

// What the forms of minutes ask.
const (
	askChair    = "是哪位同志主持的？"
	askRecorder = "是哪位同志记录的？"
	askBegan    = "会议是几点开始的？例如：15:00。"
	askAbsent   = "有哪些同志缺席？没有的，点「无人缺席」。只写进这份记录，不作统计。"
	askLeft     = "有哪些同志缺席？请假的同志已经选上，请核对。只写进这份记录，不作统计。"
	askLess     = "应到人数比当天名册少，请写明扣除的原因，例如：1人长期患病，经上级同意不计入应到会。"
	askGuests   = "有哪些人列席？例如：机关纪委李同志。"
	askPoints   = "请发送发言要点，可以分几条发送，发完点「写好了」。也可以发来记录本的照片，限一张。\n" + cards.NoSecrets
	askDecision = "会议作了什么决定？请用几句话写明。"
)

// dueAsk asks for another number of those due.
func dueAsk(due int, maybe []string) string {
	text := fmt.Sprintf("按当天名册应到%d人。经上级同意不计入应到会的（如长期患病、出国等），请发送扣除后的应到人数。", due)
	if len(maybe) > 0 {
		text += "\n" + strings.Join(maybe, "、") + "的转正是会议当天或以后登记的，没有计入；会前已经转正的，请把人数加上。"
	}
	return text
}

// filledMinutes shows what is written before it is confirmed, the whole of it.
func filledMinutes(v minutesView) []chat.Span {
	lines := [][2]string{{"主持", v.Chair}, {"记录", v.Recorder}, {"时间", v.Began}, {"地点", v.Place}, {"人数", v.present()}, {"缺席", strings.Join(v.Absent, "、")},
		{"列席", v.Guests}, {"要点", v.points()}, {"决定", v.Decision}, {"记录本照片", map[bool]string{true: "1张"}[v.Photo != ""]}}
	return cards.Lines(cards.Bold(v.title()+"，"+v.Held.Day.MonthDay()), slices.DeleteFunc(lines, func(l [2]string) bool { return l[1] == "" }))
}
