package office

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// AllEnterprises returns every enterprise, those no longer on record last.
func AllEnterprises(tx *store.Tx, b branch.BranchID, today branch.Date) (list []branch.Contact) {
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

// SumOfContact names an enterprise as it stands: a form about it that has been overtaken is told by it.
func SumOfContact(c branch.Contact) []byte {
	raw, err := json.Marshal(c)
	if err != nil {
		panic("office: an enterprise that cannot be written")
	}
	sum := sha256.Sum256(raw)
	return sum[:]
}

// PutFirm puts an enterprise on record, or changes it from today on, as somebody who keeps them has entered it; was names
// what he or she had before the eyes.
func (o *Office) PutFirm(tx *store.Tx, me branch.Member, c branch.Contact, was []byte, now time.Time) (branch.Contact, error) {
	if err := Entitled(me, branch.KeepFirms); err != nil {
		return c, err
	}
	today, p := branch.DateOf(now), People(tx, me.Branch)
	c.Branch = me.Branch
	if c.ID != 0 {
		old, ok := Enterprise(tx, me.Branch, c.ID)
		switch {
		case !ok:
			return c, Refusal(cards.OldForm)
		case !slices.Equal(SumOfContact(old), was):
			return c, Refusal(cards.FirmMoved)
		case slices.Equal(SumOfContact(c), was):
			return c, Refusal("没有改动。")
		}
	}
	if err := c.Fits(p); err != nil {
		return c, Refusal(err.Error())
	}
	if c.ID == 0 {
		for _, other := range p.Contacts {
			c.ID = max(c.ID, other.ID)
		}
		c.ID++
		c.Opened = today
	}
	o.PutContact(tx, c, now)
	c, _ = Enterprise(tx, me.Branch, c.ID)
	return c, nil
}
