package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// writeMinutes makes the file of minutes.
func writeMinutes(_ *office.Office, tx *store.Tx, b branch.Branch, d chat.Document, _ time.Time) ([]byte, error) {
	g, _ := Get(tx, b.ID, d.Args[2])
	m, _ := GetMinutes(tx, b.ID, d.Args[2])
	me, _ := office.Member(tx, b.ID, branch.MemberID(d.Args[1]))
	doc := minutesDocument(viewMinutes(tx, me, g, m))
	if m.Photo != "" {
		page, err := tx.Blob(m.Photo)
		if err != nil {
			return nil, err
		}
		doc.Parts = append(doc.Parts, files.Part{Break: true}, files.Part{Text: "附：会议记录本"}, files.Part{Picture: page})
	}
	return files.WriteDocument(doc)
}

// minutesDocument is minutes as a document. Nothing in it is made up: what was not written stands as a heading with nothing under it only
// where a hand is to sign.
func minutesDocument(v minutesView) files.Document {
	doc := files.Document{Title: v.Of.Name + v.called(), Under: v.State()}
	if s := v.checked(); s != "" {
		doc.Under = s
	}
	line := func(label, text string) {
		if text != "" {
			doc.Parts = append(doc.Parts, files.Part{Label: label + "：", Text: text})
		}
	}
	line("时间", v.Held.Day.ChineseWeekday()+v.Began)
	line("地点", v.Place)
	line("主持", v.Chair)
	line("记录", v.Recorder)
	line("出席", v.present())
	line("缺席", strings.Join(v.Absent, "、"))
	line("列席", v.Guests)
	section := func(n int, heading string) {
		doc.Parts = append(doc.Parts, files.Part{Heading: []string{"一", "二", "三", "四"}[n] + "、" + heading, Level: 1})
	}
	section(0, "议题")
	doc.Parts = append(doc.Parts, files.Part{Text: v.Held.Topics})
	section(1, "发言要点")
	doc.Parts = append(doc.Parts, files.Part{Text: v.points()})
	n := 2
	if len(v.Votes) > 0 {
		section(n, "表决")
		n++
		doc.Parts = append(doc.Parts, files.Part{Table: voteTable(v.Votes, Voters{v.Due, v.Present})})
	}
	if v.Decision != "" {
		section(n, "决定")
		doc.Parts = append(doc.Parts, files.Part{Text: v.Decision})
	}
	doc.Parts = append(doc.Parts, files.Part{Signed: []string{"主持人（签名）：" + roomToSign, "记录人（签名）：" + roomToSign}})
	return doc
}

// roomToSign is where a hand signs: a rule, since spaces at the end of a line are taken off.
const roomToSign = "＿＿＿＿＿＿"

// voteTable is votes as a table: of whom, how many each, and what came of it. all are those due and there, for votes of an older program.
func voteTable(votes []Vote, all Voters) [][]string {
	silent := slices.ContainsFunc(votes, func(x Vote) bool { return x.silent() > 0 })
	head := []string{"事项", "应到", "实到", "赞成", "反对", "弃权", "结果"}
	if silent {
		head = slices.Insert(head, 6, "未表决")
	}
	table := [][]string{head}
	for _, x := range votes {
		if x.Due == 0 {
			x.Voters = all
		}
		result := "未通过"
		if x.Passed {
			result = "通过"
		}
		yes := fmt.Sprint(x.For)
		if x.Written > 0 {
			yes += fmt.Sprintf("（含书面%d）", x.Written)
		}
		line := []string{x.matter(), fmt.Sprint(x.Due), fmt.Sprint(x.Present), yes, fmt.Sprint(x.Against), fmt.Sprint(x.Abstain), result}
		if silent {
			line = slices.Insert(line, 6, fmt.Sprint(x.silent()))
		}
		table = append(table, line)
	}
	return table
}
