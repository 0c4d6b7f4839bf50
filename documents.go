package main

import (
	"errors"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
)

// write makes a card's document when it is sent: as things stand then, and only if who asked for it may have it still.
// All of them begin with the branch and who asked.
func (a *App) write(d chat.Document) (file []byte, err error) {
	err = a.Store.View(func(tx *store.Tx) (err error) {
		file, err = writeDocument(tx, d, a.config.Clock.Now())
		return err
	})
	return file, err
}

func writeDocument(tx *store.Tx, d chat.Document, now time.Time) ([]byte, error) {
	if len(d.Args) < 2 {
		return nil, errors.New("no such document: " + d.Kind)
	}
	b, _ := store.Branches.Get(tx, store.K(d.Args[0]))
	who, ok := office.Member(tx, b.ID, branch.MemberID(d.Args[1]))
	switch officer := who.Status == branch.Active && who.Officer(); {
	case !ok:
		return nil, errors.New("nobody asked for the document")
	case d.Kind == "mine":
		return files.WriteDocument(mineDocument(tx, b, who, branch.DateOf(now)))
	case d.Kind == cards.DocumentCard && len(d.Args) == 4:
		m := branch.MemberID(d.Args[2])
		if !office.MayPrint(tx, who, m) {
			return nil, errors.New("who asked for the card may not have it any more")
		}
		return drawCard(tx, chat.Picture{Kind: cards.PictureGreetingPrint, Args: []int64{d.Args[0], d.Args[2], d.Args[3]}})
	case !officer:
		return nil, errors.New("who asked for the file is no officer any more")
	case d.Kind == "roster":
		return files.WriteRoster(office.Roster(tx, b.ID), branch.DateOf(now))
	case d.Kind == cards.DocumentLedger && len(d.Args) == 3:
		return files.WriteLedger(office.Ledger(tx, b, int(d.Args[2]), branch.DateOf(now)))
	case d.Kind == cards.DocumentBirthdays:
		return files.WriteTables(office.BirthdayTables(tx, b, now))
	case d.Kind == cards.DocumentHistory:
		return files.WriteTables(office.HistoryTables(tx, b, now))
	case d.Kind == cards.DocumentDecision && len(d.Args) == 3:
		return files.WriteDocument(decisionDocument(tx, b, branch.RoundID(d.Args[2])))
	case d.Kind == cards.DocumentReports && len(d.Args) == 3:
		return files.WriteDocument(reportsDocument(tx, b, branch.RoundID(d.Args[2])))
	case d.Kind == cards.DocumentReflections:
		return files.WriteDocument(reflectionsDocument(office.SharedBook(tx, b, now)))
	}
	return nil, errors.New("no such document: " + d.Kind)
}

// mineDocument is everything that is stored about a member, for that member.
func mineDocument(tx *store.Tx, b branch.Branch, m branch.Member, today branch.Date) files.Document {
	doc := files.Document{Title: "支部存储的" + m.Name + "同志的信息", Under: b.Name + "　" + today.Chinese()}
	doc.Parts = append(doc.Parts, files.Part{Heading: "一、基本信息"},
		files.Part{Text: cards.Facts(b, m, office.Group(tx, m.Branch, m.Group), today)}, files.Part{Heading: "二、存储的记录"})
	for _, line := range office.Mine(tx, m)[1:] {
		doc.Parts = append(doc.Parts, files.Part{Text: line})
	}
	doc.Parts = append(doc.Parts, files.Part{Heading: "三、谁查看过"})
	looks := [][]string{{"日期", "查看人", "职务", "方式"}}
	for _, l := range office.LooksAt(tx, m) {
		looks = append(looks, []string{l.Day.Chinese(), l.Name, string(l.Post), map[bool]string{false: "查看", true: "导出名册"}[l.File]})
	}
	if len(looks) == 1 {
		doc.Parts = append(doc.Parts, files.Part{Text: "还没有人查看过。"})
	} else {
		doc.Parts = append(doc.Parts, files.Part{Table: looks})
	}
	return doc
}

// reflectionsDocument is what members have shared with the branch, with the oath, whole, before it.
func reflectionsDocument(book branch.Book) files.Document {
	doc := files.Document{Title: "政治生日心得体会", Signed: []string{book.Branch, book.Day.Chinese()},
		Parts: []files.Part{{Heading: "入党誓词"}, {Text: branch.Oath}}}
	for _, c := range book.Chapters {
		doc.Parts = append(doc.Parts, files.Part{Heading: c.Heading})
		for _, p := range c.Paragraphs {
			doc.Parts = append(doc.Parts, files.Part{Text: p})
		}
	}
	return doc
}
