package app

import (
	"errors"
	"strconv"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic"
)

// roundFiles are the documents of rounds.
var roundFiles = map[string]topic.File{
	cards.DocumentHistory: {May: topic.For(branch.FileRounds), Write: func(_ *office.Office, tx *store.Tx, b branch.Branch, _ chat.Document, now time.Time) ([]byte, error) {
		return files.WriteTables(office.HistoryTables(tx, b, now))
	}},
	cards.DocumentDecision: {May: topic.For(branch.FileRounds), Write: ofRound(decisionDocument)},
	cards.DocumentReports:  {May: topic.For(branch.FileRounds), Write: ofRound(reportsDocument)},
}

// ofRound writes a document about the round that its third argument names.
func ofRound(make func(*office.Office, *store.Tx, branch.Branch, branch.RoundID) files.Document) func(*office.Office, *store.Tx, branch.Branch, chat.Document, time.Time) ([]byte, error) {
	return func(o *office.Office, tx *store.Tx, b branch.Branch, d chat.Document, _ time.Time) ([]byte, error) {
		if len(d.Args) != 3 {
			return nil, errors.New("no such document: " + d.Kind)
		}
		return files.WriteDocument(make(o, tx, b, branch.RoundID(d.Args[2])))
	}
}

// decisionDocument is what a round's meetings decided, as a resolution.
func decisionDocument(_ *office.Office, tx *store.Tx, b branch.Branch, round branch.RoundID) files.Document {
	r, _ := office.GetRound(tx, b.ID, round)
	doc := files.Document{Title: "关于" + cards.RoundTitle(r) + "人选的决议"}
	list, _ := office.Minutes(tx, r)
	for _, v := range list {
		doc.Parts = append(doc.Parts, files.Part{Text: v.Resolution()})
		table := [][]string{{"人选", "应到", "实到", "赞成", "通过线", "结果"}}
		for i, m := range v.Meeting.Motions {
			table = append(table, []string{v.Names[i].String(), count(v.Meeting.Due), count(v.Meeting.Present), count(m.For), count(v.Line),
				map[bool]string{true: "通过", false: "未通过"}[m.Passed]})
		}
		doc.Parts = append(doc.Parts, files.Part{Table: table})
		doc.Signed = []string{b.Name, v.Meeting.Day.Chinese()}
	}
	return doc
}

func count(n int) string { return strconv.Itoa(n) }

// reportsDocument is all groups' reports of a quarter, for the 党员大会.
func reportsDocument(o *office.Office, tx *store.Tx, b branch.Branch, round branch.RoundID) files.Document {
	r, _ := office.GetRound(tx, b.ID, round)
	doc := files.Document{Title: cards.RoundTitle(r) + "各党小组报告", Under: b.Name}
	if r.Assembly != 0 {
		doc.Under += "　" + r.Assembly.Chinese()
	}
	for _, v := range o.ReportPages(tx, r) {
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
