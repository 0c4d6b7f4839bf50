package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// GetCommendation returns a commendation of a branch.
func GetCommendation(tx *store.Tx, b branch.BranchID, id int64) (branch.Commendation, bool) {
	return store.Commendations.Get(tx, store.K(b).Int(id))
}

// Commendations returns those of a branch, the latest first.
func Commendations(tx *store.Tx, b branch.BranchID) (list []branch.Commendation) {
	for c := range store.Commendations.Scan(tx, store.K(b)) {
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b branch.Commendation) int { return int(b.Day) - int(a.Day) })
	return list
}

// Commend records that somebody is put forward for an honour that others give, or has received one. c names who, what
// for, the level, the day and the outcome; a member is known by a name that only one has.
func (o *Office) Commend(tx *store.Tx, me branch.Member, c branch.Commendation, now time.Time) (branch.Commendation, error) {
	today := branch.DateOf(now)
	switch {
	case !me.May(branch.KeepHonours):
		return c, Entitled(me, branch.KeepHonours)
	case c.Who == "" || c.Honour == "" || !slices.Contains(branch.HonourLevels, c.Level) || !slices.Contains(branch.Outcomes, c.Outcome):
		return c, Refusal(cards.OldForm)
	case c.Day > today || c.Day < today-366*50:
		return c, Refusal("日期不能晚于今天，请重新发送日期。")
	}
	if c.Contact != 0 {
		if _, ok := Enterprise(tx, me.Branch, c.Contact); !ok {
			return c, Refusal("没有找到这家企业，请重新选择。")
		}
	} else if m, err := Whom(tx, me.Branch, c.Who); err != nil {
		return c, err
	} else {
		c.Member = m
	}
	c.Branch, c.By, c.ID = me.Branch, me.ID, tx.Next(store.K(me.Branch).Str("commendation"))
	if c.Outcome != branch.Outcomes[0] {
		c.Decided = today
	}
	store.Commendations.Put(tx, c)
	return c, nil
}

// SettleCommendation enters what came of it.
func (o *Office) SettleCommendation(tx *store.Tx, me branch.Member, id int64, outcome string, now time.Time) error {
	c, ok := GetCommendation(tx, me.Branch, id)
	if !ok || !me.May(branch.KeepHonours) || !slices.Contains(branch.Outcomes, outcome) {
		return Refusal(cards.NotYours)
	}
	c.Outcome, c.Decided = outcome, branch.DateOf(now)
	store.Commendations.Put(tx, c)
	return nil
}

// Held returns the honours that whom a commendation is for holds already.
func Held(tx *store.Tx, c branch.Commendation) (list []branch.Commendation) {
	for _, other := range Commendations(tx, c.Branch) {
		same := c.Contact != 0 && other.Contact == c.Contact || c.Member != 0 && other.Member == c.Member || other.Who == c.Who
		if same && other.ID != c.ID && other.Outcome == "已获评" {
			list = append(list, other)
		}
	}
	return list
}
