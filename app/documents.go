package app

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
	err = a.guarded("document "+d.Kind, func() error {
		return a.Store.View(func(tx *store.Tx) (err error) {
			file, err = writeDocument(a.Office, tx, d, a.config.Clock.Now())
			return err
		})
	})
	return file, err
}

// documentRights says who may have a file. It is asked anew when the file is made, which may be later than it was asked for.
// The own record is judged by whose it is, and the matters judge their own.
var documentRights = map[string]branch.Right{
	cards.DocumentRoster: branch.SeeRoster,
}

// errNotTheirs is returned for a document of which whoever asked for it may not have it any more.
var errNotTheirs = errors.New("who asked for the file may not have it any more")

func writeDocument(o *office.Office, tx *store.Tx, d chat.Document, now time.Time) ([]byte, error) {
	if len(d.Args) < 2 {
		return nil, errors.New("no such document: " + d.Kind)
	}
	b, _ := store.Branches.Get(tx, store.K(d.Args[0]))
	who, ok := office.Member(tx, b.ID, branch.MemberID(d.Args[1]))
	if !ok {
		return nil, errors.New("nobody asked for the document")
	}
	for _, t := range topics {
		if f, known := t.Files[d.Kind]; known {
			if !f.May(tx, who, d.Args) {
				return nil, errNotTheirs
			}
			return f.Write(o, tx, b, d, now)
		}
	}
	right, listed := documentRights[d.Kind]
	switch {
	case d.Kind == cards.DocumentMine:
		return files.WriteDocument(mineDocument(o, tx, b, who, branch.DateOf(now)))
	case !listed || !who.May(right):
		return nil, errNotTheirs
	case d.Kind == cards.DocumentRoster:
		return files.WriteRoster(office.Roster(tx, b.ID), branch.DateOf(now))
	}
	return nil, errors.New("no such document: " + d.Kind)
}

// mineDocument is everything that is stored about a member, for that member.
func mineDocument(o *office.Office, tx *store.Tx, b branch.Branch, m branch.Member, today branch.Date) files.Document {
	doc := files.Document{Title: "支部存储的" + m.Name + "同志的信息", Under: b.Name + "　" + today.Chinese()}
	doc.Parts = append(doc.Parts, files.Part{Heading: "一、基本信息"},
		files.Part{Text: cards.Facts(b, m, office.Group(tx, m.Branch, m.Group), today)}, files.Part{Heading: "二、存储的记录"})
	for _, line := range o.Mine(tx, m)[1:] {
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
