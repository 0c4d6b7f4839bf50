package points

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// allEnterprises returns every enterprise, those no longer on record last.
func allEnterprises(tx *store.Tx, b branch.BranchID, today branch.Date) (list []branch.Contact) {
	for c := range store.Contacts.Scan(tx, store.K(b)) {
		list = append(list, c)
	}
	rank := func(c branch.Contact) int {
		switch {
		case !c.OnRecord(today):
			return 2
		case !c.Point:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b branch.Contact) int { return rank(a) - rank(b) })
	return list
}

// sumOfContact names an enterprise as it stands: a form about it that has been overtaken is told by it.
func sumOfContact(c branch.Contact) []byte {
	raw, err := json.Marshal(c)
	if err != nil {
		panic("office: an enterprise that cannot be written")
	}
	sum := sha256.Sum256(raw)
	return sum[:]
}

// PutFirm puts an enterprise on record, or changes it from today on, as somebody who keeps them has entered it; was names
// what he or she had before the eyes.
func PutFirm(o *office.Office, tx *store.Tx, me branch.Member, c branch.Contact, was []byte, now time.Time) (branch.Contact, error) {
	if err := office.Entitled(me, branch.KeepFirms); err != nil {
		return c, err
	}
	today, p := branch.DateOf(now), office.People(tx, me.Branch)
	c.Branch = me.Branch
	if c.ID != 0 {
		old, ok := office.Enterprise(tx, me.Branch, c.ID)
		switch {
		case !ok:
			return c, office.Refusal(cards.OldForm)
		case !slices.Equal(sumOfContact(old), was):
			return c, office.Refusal(FirmMoved)
		case slices.Equal(sumOfContact(c), was):
			return c, office.Refusal("没有改动。")
		}
	}
	if err := c.Fits(p); err != nil {
		return c, office.Refusal(err.Error())
	}
	if c.ID == 0 {
		for _, other := range p.Contacts {
			c.ID = max(c.ID, other.ID)
		}
		c.ID++
		c.Opened = today
	}
	o.PutContact(tx, c, now)
	c, _ = office.Enterprise(tx, me.Branch, c.ID)
	return c, nil
}

// yearOf returns how an enterprise's duties stand in each of a year's periods that have begun.
func yearOf(tx *store.Tx, b branch.Branch, c branch.Contact, year int, today branch.Date) (list []branch.Standing) {
	d := newDesk(tx, b, today)
	return d.year(branch.OfContact(c.ID), year)
}

// FirmOf returns an enterprise's card.
func FirmOf(o *office.Office, tx *store.Tx, me branch.Member, c branch.Contact, today branch.Date) FirmView {
	b := office.GetBranch(tx, me.Branch)
	v := FirmView{Contact: c, Today: today, Year: yearOf(tx, b, c, today.Year(), today), Keeps: me.May(branch.KeepFirms)}
	v.Leader, v.Liaison, v.Group = office.PersonName(tx, b.ID, c.Leader), office.PersonName(tx, b.ID, office.Liaison(tx, c)), office.Group(tx, b.ID, c.Group).Name
	for _, r := range RecordsOf(tx, b.ID, branch.OfContact(c.ID), today) {
		if r.Withdrawn == nil && len(v.Last) < 3 {
			v.Last = append(v.Last, r)
		}
	}
	v.Parts = o.FirmParts(tx, me, c)
	return v
}
