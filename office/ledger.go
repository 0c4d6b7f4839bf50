package office

import (
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// Ledger returns a year of a branch's contact points as it stands on a day.
func (o *Office) Ledger(tx *store.Tx, b branch.Branch, year int, today branch.Date) branch.Ledger {
	l := branch.Ledger{Branch: b.Name, Year: year, Day: today}
	d := newDesk(tx, b, today)
	first, last := branch.On(year, time.January, 1), branch.On(year, time.December, 31)
	record := func(r branch.Record) branch.LedgerRecord {
		return branch.LedgerRecord{Record: r, Went: names(tx, b.ID, r.Went()), Logger: PersonName(tx, b.ID, r.LoggedBy)}
	}
	var firms []branch.Contact
	for c := range store.Contacts.Scan(tx, store.K(b.ID)) {
		firms = append(firms, c)
		f := branch.LedgerFirm{Contact: c, Leader: PersonName(tx, b.ID, c.Leader), Group: Group(tx, b.ID, c.Group).Name, Liaison: PersonName(tx, b.ID, Liaison(tx, c))}
		for _, p := range c.Past {
			past := c.On(p.Until)
			keeper := branch.LiaisonOf(past, Group(tx, b.ID, past.Group))
			f.Pairings = append(f.Pairings, branch.LedgerPairing{Until: p.Until, Point: p.Point, Leader: PersonName(tx, b.ID, p.Leader), Liaison: PersonName(tx, b.ID, keeper)})
		}
		for _, r := range recordsOf(tx, b.ID, branch.OfContact(c.ID), first, last) {
			f.Records = append(f.Records, record(r))
		}
		if c.Point || len(f.Records) > 0 || len(c.Past) > 0 {
			l.Firms = append(l.Firms, f)
		}
	}
	line := func(s branch.Subject, name, leader string, x branch.Standing) branch.LedgerStanding {
		line := branch.LedgerStanding{Subject: name, Leader: leader, Standing: x}
		for _, r := range x.Done {
			line.Records = append(line.Records, record(r))
		}
		line.Lapse, _ = store.Lapses.Get(tx, store.DutyKey(b.ID, s, x.Duty.Kind, x.Period.Key()))
		line.LapseBy = PersonName(tx, b.ID, line.Lapse.By)
		return line
	}
	for _, duty := range d.duties {
		sheet := branch.LedgerDuty{Name: duty.Name}
		if duty.Binds == branch.EachLeader {
			for m := range store.Members.Scan(tx, store.K(b.ID)) {
				for _, x := range d.yearOfDuty(branch.OfLeader(m.ID), duty, first, min(last, today)) {
					sheet.Lines = append(sheet.Lines, line(branch.OfLeader(m.ID), Called(tx, m), Called(tx, m), x))
				}
			}
		} else {
			for _, c := range firms {
				for _, x := range d.yearOfDuty(branch.OfContact(c.ID), duty, first, min(last, today)) {
					leader := PersonName(tx, b.ID, c.On(min(x.Period.To, today)).Leader)
					sheet.Lines = append(sheet.Lines, line(branch.OfContact(c.ID), c.Name, leader, x))
				}
			}
		}
		if len(sheet.Lines) > 0 || len(duty.Periods(first, last)) > 0 {
			l.Duties = append(l.Duties, sheet)
		}
	}
	for x := range o.matters() {
		if x.Sheets != nil {
			l.Sheets = append(l.Sheets, x.Sheets(tx, b, year, today)...)
		}
	}
	return l
}
