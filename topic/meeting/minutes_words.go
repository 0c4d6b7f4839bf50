package meeting

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// The actions of minutes. They never change.
const (
	ActMinutes = "min"      // branch, gathering
	ActWrite   = "min.do"   // branch, gathering
	ActVote    = "min.vote" // branch, gathering
	ActCheck   = "min.ok"   // branch, gathering, how often it had been corrected
	ActArchive = "min.file" // branch, gathering
	ActPrint   = "min.doc"  // branch, gathering
	ActCopy    = "min.copy" // branch, gathering
	ActPhoto   = "min.pic"  // branch, gathering
)

// DocumentMinutes are minutes as a Word document. Its arguments: branch, who asked, gathering.
const DocumentMinutes = "meeting.minutes"

// PictureBook is the photo of the handwritten book. Its arguments: branch, gathering.
const PictureBook = "meeting.book"

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
	Absent, Groups  []string
	CheckedBy       string
	Writes, Checks  bool
}

// title is what the meeting was.
func (v minutesView) title() string {
	if OfGroups(v.Held.Kinds) && len(v.Groups) == 1 {
		return groupMeeting(branch.Group{Name: v.Groups[0]})
	}
	return v.Held.title()
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
	if atVotes(v.Held.Kinds) == branch.Assembly && !OfGroups(v.Held.Kinds) {
		who = "（有表决权）"
	}
	return fmt.Sprintf("应到%d人%s，实到%d人", v.Due, who, v.Present)
}

func dueMost(n int) string {
	return fmt.Sprintf("按当天名册，应到人数最多为%d人，请核对。", n)
}

// says is a vote in a line.
func (v Vote) says(w Written) string {
	k, _ := branch.MotionKindOf(v.Kind)
	text := fmt.Sprintf("%s：赞成%d人，反对%d人，弃权%d人", v.Matter, v.For, v.Against, v.Abstain)
	if v.Written > 0 {
		text += fmt.Sprintf("（含书面意见%d份）", v.Written)
	}
	if v.Passed {
		return text + "，通过"
	}
	return text + fmt.Sprintf("，不足%d人，未通过", k.NeedFor(w.Due))
}

// minutesCard shows minutes, or asks whether to write them.
func minutesCard(v minutesView) chat.Card {
	b, id := int64(v.Held.Branch), v.Held.ID
	back := cards.Row(cards.Button("返回", ActSee, b, id), cards.HomeRow[0])
	if v.Gathering == 0 {
		return chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("会议记录"), "\n", v.title(), "，", v.Held.Day.MonthDay(), "\n还没有记录。"),
			Rows: [][]chat.Button{cards.Row(cards.Button("写记录", ActWrite, b, id)), back}}
	}
	text := cards.Say(cards.Strong("会议记录（"+v.State()+"）"), "\n", v.title(), "，", v.Held.Day.MonthDay(), "，", v.present(), "。")
	text = append(text, cards.Say("\n主持：", v.Chair, "　记录：", v.Recorder)...)
	if len(v.Absent) > 0 {
		text = append(text, cards.Say("\n缺席：", strings.Join(cards.First(v.Absent, 6), "、"), andMore(len(v.Absent), 6))...)
	}
	text = append(text, cards.Say("\n要点：", cards.Shorten(v.points(), 60))...)
	for _, x := range cards.First(v.Votes, 4) {
		text = append(text, cards.Say("\n• ", x.says(v.Written))...)
	}
	if n := len(v.Votes); n > 4 {
		text = append(text, cards.Say(fmt.Sprintf("\n等%d项表决", n))...)
	}
	if v.Decision != "" {
		text = append(text, cards.Say("\n决定：", cards.Shorten(v.Decision, 60))...)
	}
	var rows [][]chat.Button
	if v.Checks && v.Checked == nil {
		rows = append(rows, cards.Row(cards.Button("核对无误", ActCheck, b, id, int64(len(v.Was)))))
	} else if v.Checked == nil {
		text = append(text, cards.Say("\n待主持人核对。")...)
	}
	if v.Writes {
		rows = append(rows, cards.Row(cards.Button("录入表决", ActVote, b, id), cards.Button("改记录", ActWrite, b, id)))
		if v.Checked != nil && v.Archived == nil {
			rows = append(rows, cards.Row(cards.Button("归档", ActArchive, b, id)))
		}
	}
	if v.Photo != "" {
		rows = append(rows, cards.Row(cards.Button("看记录本照片", ActPhoto, b, id)))
	}
	rows = append(rows, cards.Row(cards.Button("生成会议记录", ActPrint, b, id), cards.Button("复制到灯塔", ActCopy, b, id)))
	return chat.Card{Key: cards.KeyHome, Text: text, Rows: append(rows, back)}
}

func andMore(n, most int) string {
	if n <= most {
		return ""
	}
	return fmt.Sprintf("等%d人", n)
}

// values are what the text to be copied says for each of its fields.
func (v minutesView) values() map[string]string {
	var votes []string
	for _, x := range v.Votes {
		votes = append(votes, x.says(v.Written))
	}
	or := func(s string) string {
		if s == "" {
			return "无"
		}
		return s
	}
	return map[string]string{"会议名称": v.title(), "会议时间": v.Held.Day.Chinese(), "会议地点": v.Place, "主持人": v.Chair, "记录人": v.Recorder,
		"应到人数": fmt.Sprint(v.Due), "实到人数": fmt.Sprint(v.Present), "缺席人员": or(strings.Join(v.Absent, "、")), "列席人员": or(v.Guests),
		"会议议题": v.Held.Topics, "会议内容": v.points(), "表决情况": or(strings.Join(votes, "；")), "会议决定": or(v.Decision)}
}

// copyText is the text to be copied, in the branch's order.
func copyText(v minutesView) string {
	order, ok := fieldsOf(v.Of.Settings.MinutesFields)
	if !ok {
		order, _ = fieldsOf(minutesFields)
	}
	values := v.values()
	var lines []string
	for _, f := range order {
		lines = append(lines, f+"："+values[f])
	}
	return strings.Join(lines, "\n")
}

// minutesFile is the file of minutes.
func minutesFile(v minutesView, asker branch.MemberID) chat.Card {
	name := "会议记录-" + v.Held.Day.String() + ".docx"
	return cards.File(fmt.Sprintf("minutes:%d:%d", v.Held.Branch, v.Held.ID), v.title()+"记录（"+v.State()+"），"+v.Held.Day.Chinese()+"，仅供支部工作使用。",
		DocumentMinutes, name, int64(v.Held.Branch), int64(asker), v.Held.ID)
}

// What the forms of minutes ask.
const (
	askChair    = "是哪位同志主持的？"
	askRecorder = "是哪位同志记录的？"
	askAbsent   = "有哪些同志缺席？没有的，点「无人缺席」。只写进这份记录，不作统计。"
	askGuests   = "有哪些人列席？例如：机关纪委李同志。"
	askPoints   = "请发送发言要点，可以分几条发送，发完点「写好了」。也可以发来记录本的照片，限一张。\n" + cards.NoSecrets
	askDecision = "会议作了什么决定？请用几句话写明。"
	askMotion   = "表决的是哪类事项？"
	askMatter   = "请写明表决的事项，例如：接收李明同志为预备党员。"
)

// askFigures asks for the figures of a vote.
func askFigures(k branch.MotionKind, w Written) string {
	text := fmt.Sprintf("应到%d人，实到%d人。须至少%d人到会、至少%d人赞成（%s）。\n请按顺序发送：赞成、反对、弃权人数", w.Due, w.Present, k.NeedPresent(w.Due), k.NeedFor(w.Due), k.Article(branch.Assembly, true))
	if k.Written {
		text += "，有书面意见的，再加书面意见份数（赞成数含书面意见）"
	}
	return text + fmt.Sprintf("，用空格隔开。\n例如：%d 0 0", w.Present)
}

// dueAsk asks for another number of those due.
func dueAsk(due int) string {
	return fmt.Sprintf("按当天名册应到%d人。经上级同意不计入应到会的（如长期患病、出国等），请发送扣除后的应到人数。", due)
}

// filledMinutes shows what is written before it is confirmed, the whole of it.
func filledMinutes(v minutesView) []chat.Span {
	lines := [][2]string{{"主持", v.Chair}, {"记录", v.Recorder}, {"地点", v.Place}, {"人数", v.present()}}
	for _, l := range [][2]string{{"缺席", strings.Join(v.Absent, "、")}, {"列席", v.Guests}, {"要点", v.points()}, {"决定", v.Decision}, {"记录本照片", map[bool]string{true: "1张"}[v.Photo != ""]}} {
		if l[1] != "" {
			lines = append(lines, l)
		}
	}
	return cards.Lines(cards.Bold(v.title()+"，"+v.Held.Day.MonthDay()), lines)
}
