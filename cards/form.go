package cards

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions about whatever form is being filled in, and the way home from where no home card stands.
const (
	ActMenu = "menu"    // brings the home card to the bottom
	ActGoOn = "form.go" // form: brings its card to the bottom

	ActFormKeep = "form.keep" // form
	ActFormDrop = "form.drop" // form
	ActTextAdd  = "text.add"  // form
	ActTextSwap = "text.swap" // form
	ActTextKeep = "text.keep" // form
)

// FormTask says on the home card that a form lies open, until when it is kept, and leads back to it.
func FormTask(form int64, title string, until time.Time) Task {
	return Task{fmt.Sprintf("继续填写%s（保留到%s）", title, when(until)), Button("继续填写"+title, ActGoOn, form)}
}

// FormAside returns back what a form held that another has taken the place of: nothing typed is lost in silence.
func FormAside(number int64, title, words string) chat.Card {
	text := Say("刚才的", Strong(title), "没有填完，没有提交，已被新的内容替换。")
	if words != "" {
		text = append(text, Say("您写过：\n", Quote(words), "\n\n还需要的，请重新办理时复制使用。")...)
	}
	return chat.Card{Key: fmt.Sprintf("aside:%d", number), Text: text}
}

// FormGiven returns back what was written into a form of an older program.
func FormGiven(number int64, title, words string) chat.Card {
	return chat.Card{Key: fmt.Sprintf("aside:%d", number), Text: Say("系统已更新，刚才的", Strong(title), "没有填完，没有提交。您写过：\n", Quote(words), "\n\n还需要的，请重新办理时复制使用。")}
}

// FormKept says that what was entered can be gone on with.
const FormKept = "已放下，没有提交。24小时内可从首页继续填写。"

// FormLeave asks, before a form is cancelled, what is to become of what it holds.
func FormLeave(form int64, title string) chat.Card {
	return chat.Card{Key: KeyHome, Text: Say(Strong(title), "还没有提交。\n已写的内容怎么办？"),
		Rows: [][]chat.Button{Row(Button("返回继续填写", ActGoOn, form)), Row(Button("先放下，稍后再填", ActFormKeep, form), Button("不要了", ActFormDrop, form))}}
}

// FormWas is what the message of a form says once its person has gone on below it: it takes nothing more.
func FormWas(title string, held bool) []chat.Span {
	if !held {
		return Say(Strong(title), "：已经离开，没有提交内容。")
	}
	return Say(Strong(title), "：没有提交，已经离开。写过的内容保留24小时，可从首页继续填写。")
}

// FormLeft is a card of its own on which a form was being filled in, once its person has gone elsewhere.
func FormLeft(face chat.Card, form int64, title string) chat.Card {
	face.Text = append(slices.Clip(face.Text), Say("\n\n", Strong("没有提交，已经离开。"), "再发的文字不会写进这里，请先点「继续填写」。")...)
	face.Rows = [][]chat.Button{Row(Button("继续填写"+title, ActGoOn, form))}
	return face
}

// TextTwice asks what a text is for that was typed although the form holds one.
func TextTwice(key string, form int64, was, is string) chat.Card {
	return chat.Card{Key: key, Text: Say(Strong("已经写过："), "\n", Quote(was), "\n", Strong("刚才发来："), "\n", Quote(is),
		"\n\n「补充」接在后面，「替换」改用新的，「不改」保留原来的。"),
		Rows: [][]chat.Button{Row(Button("补充", ActTextAdd, form), Button("替换", ActTextSwap, form), Button("不改", ActTextKeep, form))}}
}

// Lost answers what was not understood, with the way home; and to the form that lies open, if form is one.
func Lost(sentence string, form int64, title string) chat.Card {
	r := Row(Button[int64]("首页", ActMenu))
	if form != 0 {
		r = append(Row(Button("继续填写"+title, ActGoOn, form)), r...)
	}
	return chat.Card{Key: "say", Text: Say(sentence), Rows: [][]chat.Button{r}}
}

const noPrivate = "这里不存身份证号和手机号；需要写明是谁的，写姓名和科室即可。"

// privateLines is how many lines with a private number are listed.
const privateLines = 12

// PrivateFound refuses what holds an ID number or a mobile number, and says what to write instead. Of a longer text, listed,
// the lines that hold one are named; no number is repeated.
func PrivateFound(lines []branch.PrivateLine, listed bool) string {
	if !listed {
		return "这条内容里有" + string(lines[0].Kind) + "，没有保存。请去掉后重新发送。" + noPrivate
	}
	var b strings.Builder
	fmt.Fprintf(&b, "有%d行含身份证号或手机号，全文没有保存：", len(lines))
	for i, l := range lines {
		if i == privateLines {
			fmt.Fprintf(&b, "\n……另有%d行", len(lines)-i)
			break
		}
		fmt.Fprintf(&b, "\n第%d行（%s）：%s", l.Line, l.Kind, l.Shown)
	}
	return b.String() + "\n\n请去掉后重新发送全文。" + noPrivate
}

// PrivateName refuses a file whose name holds an ID number or a mobile number.
func PrivateName(k branch.PrivateKind) string {
	return "文件名里有" + string(k) + "，文件没有保存。请改名后重新发送。"
}

// What is said about a file sent to a form.
const (
	FormFileReading  = "正在读取文件，请稍候。"
	FormFileBroken   = "这个文件打不开，请用 Word 或 WPS 另存为 .docx 后再发送，也可以直接发送文字。"
	FormFileKinds    = "这里只收 .docx 或 .txt 文件，也可以直接发送文字。刚才的文件没有保存。"
	FormFileTooLarge = "文件超过20 MB，没有读取。请只留文字后再发送。"
)
