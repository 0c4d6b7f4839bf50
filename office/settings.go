package office

import (
	"fmt"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// ConfigureOne returns one setting another value, on an officer's word; the other officers are told. It refuses what
// Configure refuses.
func (o *Office) ConfigureOne(tx *store.Tx, me branch.Member, s branch.Setting, value string, now time.Time) error {
	if err := Entitled(me, branch.KeepSettings); err != nil {
		return err
	}
	b := GetBranch(tx, me.Branch)
	was := s.Get(b.Settings)
	if err := o.SettingRooms().Set(&b.Settings, s.Name, value); err != nil {
		return Refusal(err.Error())
	}
	if err := o.Configure(tx, b.ID, b.Settings, now); err != nil {
		return err
	}
	if is := s.Get(b.Settings); is != was {
		number := tx.Next(store.K(b.ID).Str("setting"))
		EachChat(tx, Officers(tx, b.ID), func(m branch.Member, c chat.Chat) {
			if m.ID != me.ID {
				tx.Show(c, cards.SettingsChanged(b.ID, number, s, was, is, me))
			}
		})
	}
	return nil
}

// CheckSetting refuses a value that Configure would refuse, without writing anything.
func (o *Office) CheckSetting(tx *store.Tx, b branch.BranchID, s branch.Setting, value string, now time.Time) (was, is string, err error) {
	row := GetBranch(tx, b)
	was = s.Get(row.Settings)
	if err := o.SettingRooms().Set(&row.Settings, s.Name, value); err != nil {
		return "", "", Refusal(err.Error())
	}
	if err := o.fits(b, row.Settings, now); err != nil {
		return "", "", err
	}
	return was, s.Get(row.Settings), nil
}

// Settings returns a branch's card of one room of its settings.
func (o *Office) Settings(tx *store.Tx, b branch.BranchID, room branch.SettingRoom, now time.Time) chat.Card {
	var known []int
	for year := branch.DateOf(now).Year() - 1; year <= branch.DateOf(now).Year()+1; year++ {
		if o.CalendarOf(b).Known(year) {
			known = append(known, year)
		}
	}
	return cards.Settings(GetBranch(tx, b), o.SettingRooms(), room, known)
}

// WantedYear returns the first year from this one on whose holidays a branch does not know.
func (o *Office) WantedYear(b branch.BranchID, now time.Time) int {
	year := branch.DateOf(now).Year()
	for o.CalendarOf(b).Known(year) {
		year++
	}
	return year
}

// MayLoad refuses holidays that chat may not load for a branch: those of a year that it knows, on which its dates stand, or
// of one that is far off.
func (o *Office) MayLoad(b branch.BranchID, n branch.HolidayNotice, now time.Time) error {
	year := n.Year
	if o.CalendarOf(b).Known(year) {
		return Refusal(fmt.Sprintf("%d年的节假日安排已经载入。如有差错，请管理员用命令 zhibu holidays 更正。", year))
	}
	if this := branch.DateOf(now).Year(); year < this || year > this+1 {
		return Refusal(fmt.Sprintf("这是%d年的安排，现在只能载入%d年或%d年的。", year, this, this+1))
	}
	if _, err := o.Calendar.With(b, year, n.Table()); err != nil {
		return Refusal(err.Error())
	}
	return nil
}

// LoadHolidays takes a year's holidays over and plans anew what is due: for the officer's branch alone, or, with me none, for
// all branches. That is the command line, which may replace a year. note says what of this branch's own dates the new
// holidays have moved.
func (o *Office) LoadHolidays(tx *store.Tx, me branch.Member, n branch.HolidayNotice, now time.Time) (note string, err error) {
	if me.ID != 0 {
		if err := Entitled(me, branch.KeepSettings); err != nil {
			return "", err
		}
		if err := o.MayLoad(me.Branch, n, now); err != nil {
			return "", err
		}
	}
	if err := n.Whole(); err != nil {
		return "", Refusal(err.Error())
	}
	with := *o
	if with.Calendar, err = o.Calendar.With(me.Branch, n.Year, n.Table()); err != nil {
		return "", Refusal(err.Error())
	}
	tx.Learn(store.Holidays{Year: n.Year, Table: string(n.Table()), From: me.Branch, Own: me.ID != 0, By: me.ID, At: now})
	if me.ID == 0 {
		for _, h := range OwnHolidays(tx, n.Year) { // all branches have that year now
			store.OwnHolidays.Delete(tx, store.K(h.From).Int(int64(h.Year)))
		}
		for b := range store.Branches.Scan(tx, nil) {
			with.planBranch(tx, b, now)
		}
		return "", nil
	}
	b := GetBranch(tx, me.Branch)
	with.planBranch(tx, b, now)
	for m := range o.matters() {
		if m.Dates != nil {
			note += m.Dates(&with, b, n.Year)
		}
	}
	return note, nil
}

// OwnHolidays returns what branches have loaded of a year for themselves; of every year for 0.
func OwnHolidays(tx *store.Tx, year int) (list []store.Holidays) {
	for h := range store.OwnHolidays.Scan(tx, nil) {
		if year == 0 || h.Year == year {
			list = append(list, h)
		}
	}
	return list
}
