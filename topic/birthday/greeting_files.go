package birthday

import (
	"errors"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// drawGreeting draws the card of a member's 政治生日, as what it tells of stands now.
func drawGreeting(tx *store.Tx, p chat.Picture) ([]byte, error) {
	if len(p.Args) != 3 {
		return nil, errors.New("no such picture: " + p.Kind)
	}
	b, _ := store.Branches.Get(tx, store.K(p.Args[0]))
	m, _ := office.Member(tx, b.ID, branch.MemberID(p.Args[1]))
	day := branch.Date(p.Args[2])
	g := GreetingData{Branch: b.Name, Name: m.Name, Joined: m.Joined, Day: day,
		Years: m.Anniversary(day, b.Settings.MarchFirst), Probationary: m.Probationary(day)}
	if p.Kind == PictureGreetingPrint {
		return GreetingPrint(g)
	}
	return GreetingCard(g)
}

// drawMonth draws the one card of all who have theirs in a month.
func drawMonth(tx *store.Tx, p chat.Picture) ([]byte, error) {
	if len(p.Args) != 3 {
		return nil, errors.New("no such picture: " + p.Kind)
	}
	b, _ := store.Branches.Get(tx, store.K(p.Args[0]))
	g := MonthData{Branch: b.Name, Day: branch.Date(p.Args[2])}
	for _, l := range MonthOf(tx, b, branch.Date(p.Args[1])) {
		g.People = append(g.People, MonthPerson{Name: l.Name().Short(), Years: l.Years, Probationary: l.Member.Probationary(l.Day)})
	}
	if p.Kind == PictureMonthPrint {
		return MonthPrint(g)
	}
	return MonthCard(g)
}
