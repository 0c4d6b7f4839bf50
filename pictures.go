package main

import (
	"errors"

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
