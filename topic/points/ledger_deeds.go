package points

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// LedgerOf returns a year of a branch's contact points as it stands on a day.
func LedgerOf(o *office.Office, tx *store.Tx, b branch.Branch, year int, today branch.Date) Ledger {
	l := Ledger{Branch: b.Name, Year: year, Day: today}
	d := newDesk(tx, b, today)
	first, last := branch.On(year, time.January, 1), branch.On(year, time.December, 31)
	record := func(r branch.Record) LedgerRecord {
		return LedgerRecord{Record: r, Went: office.Names(tx, b.ID, r.Went()), Logger: office.PersonName(tx, b.ID, r.LoggedBy)}
	}
	var firms []branch.Contact
	for c := range store.Contacts.Scan(tx, store.K(b.ID)) {
		firms = append(firms, c)
		f := LedgerFirm{Contact: c, Leader: office.PersonName(tx, b.ID, c.Leader), Group: office.Group(tx, b.ID, c.Group).Name, Liaison: office.PersonName(tx, b.ID, office.Liaison(tx, c))}
		for _, p := range c.Past {
			past := c.On(p.Until)
			keeper := branch.LiaisonOf(past, office.Group(tx, b.ID, past.Group))
			f.Pairings = append(f.Pairings, LedgerPairing{Until: p.Until, Point: p.Point, Leader: office.PersonName(tx, b.ID, p.Leader), Liaison: office.PersonName(tx, b.ID, keeper)})
		}
		for _, r := range recordsOf(tx, b.ID, branch.OfContact(c.ID), first, last) {
			f.Records = append(f.Records, record(r))
		}
		if c.Point || len(f.Records) > 0 || len(c.Past) > 0 {
			l.Firms = append(l.Firms, f)
		}
	}
	line := func(s branch.Subject, name, leader string, x branch.Standing) LedgerStanding {
		line := LedgerStanding{Subject: name, Leader: leader, Standing: x}
		for _, r := range x.Done {
			line.Records = append(line.Records, record(r))
		}
		line.Lapse, _ = Lapses.Get(tx, dutyKey(b.ID, s, x.Duty.Kind, x.Period.Key()))
		line.LapseBy = office.PersonName(tx, b.ID, line.Lapse.By)
		return line
	}
	for _, duty := range d.duties {
		sheet := LedgerDuty{Name: duty.Name}
		if duty.Binds == branch.EachLeader {
			for m := range store.Members.Scan(tx, store.K(b.ID)) {
				for _, x := range d.yearOfDuty(branch.OfLeader(m.ID), duty, first, min(last, today)) {
					sheet.Lines = append(sheet.Lines, line(branch.OfLeader(m.ID), office.Called(tx, m), office.Called(tx, m), x))
				}
			}
		} else {
			for _, c := range firms {
				for _, x := range d.yearOfDuty(branch.OfContact(c.ID), duty, first, min(last, today)) {
					leader := office.PersonName(tx, b.ID, c.On(min(x.Period.To, today)).Leader)
					sheet.Lines = append(sheet.Lines, line(branch.OfContact(c.ID), c.Name, leader, x))
				}
			}
		}
		if len(sheet.Lines) > 0 || len(duty.Periods(first, last)) > 0 {
			l.Duties = append(l.Duties, sheet)
		}
	}
	l.Sheets = o.Sheets(tx, b, year, today)
	return l
}

// SendLedger sends somebody the 《联系点工作台账》 of a year as a file.
func SendLedger(o *office.Office, tx *store.Tx, me branch.Member, year int, now time.Time) error {
	to, err := office.SendTo(tx, me, branch.SeeLedger)
	if err != nil {
		return err
	}
	b := office.GetBranch(tx, me.Branch)
	if year < b.Imported.Year()-1 || year > branch.DateOf(now).Year() {
		return office.Refusal(cards.OldCard)
	}
	tx.ShowBelow(to, ledgerFile(b, me.ID, year, branch.DateOf(now)))
	return nil
}
