package rounds

import (
	"errors"
	"strconv"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// historyFile writes all finished rounds as a workbook.
func historyFile(_ *office.Office, tx *store.Tx, b branch.Branch, _ chat.Document, now time.Time) ([]byte, error) {
	return files.WriteTables(HistoryTables(tx, b, now))
}

// ofRoundFile writes a document about the round that its third argument names.
func ofRoundFile(make func(*office.Office, *store.Tx, branch.Branch, branch.RoundID) files.Document) func(*office.Office, *store.Tx, branch.Branch, chat.Document, time.Time) ([]byte, error) {
	return func(o *office.Office, tx *store.Tx, b branch.Branch, d chat.Document, _ time.Time) ([]byte, error) {
		if len(d.Args) != 3 {
			return nil, errors.New("no such document: " + d.Kind)
		}
		return files.WriteDocument(make(o, tx, b, branch.RoundID(d.Args[2])))
	}
}

// decisionDocument is what a round's meetings decided, as a resolution.
func decisionDocument(_ *office.Office, tx *store.Tx, b branch.Branch, round branch.RoundID) files.Document {
	r, _ := GetRound(tx, b.ID, round)
	doc := files.Document{Title: "关于" + RoundTitle(r) + "人选的决议"}
	list, _ := MinutesOf(tx, r)
	var signed []string
	for _, v := range list {
		doc.Parts = append(doc.Parts, files.Part{Text: Resolution(v)})
		table := [][]string{{"人选", "应到", "实到", "赞成", "通过线", "结果"}}
		for i, m := range v.Meeting.Motions {
			table = append(table, []string{v.Names[i].String(), number(v.Meeting.Due), number(v.Meeting.Present), number(m.For), number(v.Line),
				map[bool]string{true: "通过", false: "未通过"}[m.Passed]})
		}
		doc.Parts = append(doc.Parts, files.Part{Table: table})
		signed = []string{b.Name, v.Meeting.Day.Chinese()}
	}
	doc.Parts = append(doc.Parts, files.Part{Signed: signed})
	return doc
}

func number(n int) string { return strconv.Itoa(n) }

// reportsDocument is all groups' reports of a quarter, for the 党员大会.
func reportsDocument(o *office.Office, tx *store.Tx, b branch.Branch, round branch.RoundID) files.Document {
	r, _ := GetRound(tx, b.ID, round)
	doc := files.Document{Title: RoundTitle(r) + "各党小组报告", Under: b.Name}
	if r.Assembly != 0 {
		doc.Under += "　" + r.Assembly.Chinese()
	}
	for _, v := range ReportPages(o, tx, r) {
		doc.Parts = append(doc.Parts, files.Part{Heading: v.Group.Name}, files.Part{Text: v.Made.Draft})
		if v.Made.Added != "" {
			doc.Parts = append(doc.Parts, files.Part{Text: v.Made.Added})
		}
		switch {
		case !v.Named:
		case v.Made.Declined:
			doc.Parts = append(doc.Parts, files.Part{Text: "本组不提候选人。"})
		case v.Candidate != "":
			doc.Parts = append(doc.Parts, files.Part{Text: "本组候选人：" + v.Candidate + "。"})
		}
	}
	return doc
}
