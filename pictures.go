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

// drawCard makes the PNG of a picture, as what it tells of stands now.
func drawCard(tx *store.Tx, p chat.Picture) ([]byte, error) {
	if len(p.Args) != 3 {
		return nil, errors.New("no such picture: " + p.Kind)
	}
	b, _ := store.Branches.Get(tx, store.K(p.Args[0]))
	day := branch.Date(p.Args[2])
	switch p.Kind {
	case cards.PictureGreeting, cards.PictureGreetingPrint:
		m, _ := office.Member(tx, b.ID, branch.MemberID(p.Args[1]))
		g := files.GreetingData{Branch: b.Name, Name: m.Name, Joined: m.Joined, Day: day,
			Years: m.Anniversary(day, b.Settings.MarchFirst), Probationary: m.Probationary(day)}
		if p.Kind == cards.PictureGreetingPrint {
			return files.GreetingPrint(g)
		}
		return files.GreetingCard(g)
	case cards.PictureMonth, cards.PictureMonthPrint:
		g := files.MonthData{Branch: b.Name, Day: day}
		for _, l := range office.MonthOf(tx, b, branch.Date(p.Args[1])) {
			g.People = append(g.People, files.MonthPerson{Name: l.Member.Name, Years: l.Years, Probationary: l.Member.Probationary(l.Day)})
		}
		if p.Kind == cards.PictureMonthPrint {
			return files.MonthPrint(g)
		}
		return files.MonthCard(g)
	}
	return nil, errors.New("no such picture: " + p.Kind)
}

// write makes a card's document, as far as who asked for it may have it now.
func (a *App) write(d chat.Document) (file []byte, err error) {
	_ = a.Store.View(func(tx *store.Tx) error {
		file, err = writeDocument(tx, d, a.config.Clock.Now())
		return nil
	})
	return file, err
}

func writeDocument(tx *store.Tx, d chat.Document, now time.Time) ([]byte, error) {
	if len(d.Args) < 2 {
		return nil, errors.New("no such document: " + d.Kind)
	}
	b, _ := store.Branches.Get(tx, store.K(d.Args[0]))
	who, _ := office.Member(tx, b.ID, branch.MemberID(d.Args[1]))
	switch {
	case d.Kind == cards.DocumentCard && len(d.Args) == 4:
		m := branch.MemberID(d.Args[2])
		if !office.MayPrint(tx, who, m) {
			return nil, errors.New("who asked for the card may not have it any more")
		}
		return drawCard(tx, chat.Picture{Kind: cards.PictureGreetingPrint, Args: []int64{d.Args[0], d.Args[2], d.Args[3]}})
	case who.Status != branch.Active || !who.Officer():
		return nil, errors.New("who asked for the file is no officer any more")
	case d.Kind == cards.DocumentBirthdays:
		return files.WriteTables(office.BirthdayTables(tx, b, now))
	case d.Kind == cards.DocumentReflections:
		return files.WriteReflections(office.SharedBook(tx, b, now))
	}
	return nil, errors.New("no such document: " + d.Kind)
}
