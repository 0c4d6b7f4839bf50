package office

import (
	"fmt"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// ConfigureOne gives one setting another value, on an officer's word; the other officers are told. It refuses what
// Configure refuses.
func (o *Office) ConfigureOne(tx *store.Tx, me branch.Member, s branch.Setting, value string, now time.Time) error {
	if !me.Officer() {
		return Refusal(cards.NotYours)
	}
	b := getBranch(tx, me.Branch)
	was := s.Get(b.Settings)
	if err := b.Settings.Set(s.Name, value); err != nil {
		return Refusal(err.Error())
	}
	if err := o.Configure(tx, b.ID, b.Settings, now); err != nil {
		return err
	}
	if is := s.Get(b.Settings); is != was {
		number := tx.Next(store.K(b.ID).Str("setting"))
		eachChat(tx, officers(tx, b.ID), func(m branch.Member, c chat.Chat) {
			if m.ID != me.ID {
				tx.Show(c, cards.SettingsChanged(b.ID, number, s, was, is, me))
			}
		})
	}
	return nil
}

// CheckSetting refuses a value that Configure would refuse, without writing anything.
func (o *Office) CheckSetting(tx *store.Tx, b branch.BranchID, s branch.Setting, value string, now time.Time) (was, is string, err error) {
	row := getBranch(tx, b)
	was = s.Get(row.Settings)
	if err := row.Settings.Set(s.Name, value); err != nil {
		return "", "", Refusal(err.Error())
	}
	if err := o.fits(row.Settings, now); err != nil {
		return "", "", err
	}
	return was, s.Get(row.Settings), nil
}

// Settings gives a branch's card of one room of its settings.
func (o *Office) Settings(tx *store.Tx, b branch.BranchID, room int, now time.Time) chat.Card {
	var known []int
	for year := branch.DateOf(now).Year() - 1; year <= branch.DateOf(now).Year()+1; year++ {
		if o.Calendar.Known(year) {
			known = append(known, year)
		}
	}
	return cards.Settings(getBranch(tx, b), room, known)
}

// WantedYear gives the first year from this one on whose holidays are not known.
func (o *Office) WantedYear(now time.Time) int {
	year := branch.DateOf(now).Year()
	for o.Calendar.Known(year) {
		year++
	}
	return year
}

// MayLoad refuses holidays that chat may not load: those of a year that is known, which every branch stands on, or of one
// that is far off.
func (o *Office) MayLoad(year int, table []byte, now time.Time) error {
	if o.Calendar.Known(year) {
		return Refusal(fmt.Sprintf("%d年的节假日安排已经载入。如有差错，请管理员用命令 zhibu holidays 更正。", year))
	}
	if this := branch.DateOf(now).Year(); year < this || year > this+1 {
		return Refusal(fmt.Sprintf("这是%d年的安排，现在只能载入%d年或%d年的。", year, this, this+1))
	}
	if _, err := o.Calendar.With(year, table); err != nil {
		return Refusal(err.Error())
	}
	return nil
}

// LoadHolidays takes a year's holidays over, for all branches, and plans anew what is due. me is none for the command
// line, which may replace a year. note says what of this branch's own dates the new holidays have moved.
func (o *Office) LoadHolidays(tx *store.Tx, me branch.Member, year int, table []byte, now time.Time) (note string, err error) {
	if me.ID != 0 {
		if !me.Officer() {
			return "", Refusal(cards.NotYours)
		}
		if err := o.MayLoad(year, table, now); err != nil {
			return "", err
		}
	}
	c, err := o.Calendar.With(year, table)
	if err != nil {
		return "", Refusal(err.Error())
	}
	tx.Learn(store.Holidays{Year: year, Table: string(table), From: me.Branch, By: me.ID, At: now})
	with := *o
	with.Calendar = c
	for b := range store.Branches.Scan(tx, nil) {
		with.planBranch(tx, b, now)
		if b.ID != me.Branch {
			continue
		}
		w, err := c.NominationWindow(year, b.Settings)
		if err != nil {
			note = fmt.Sprintf("按新的安排，%d年“身边好党员”的提名日期已不合适：%s请在「支部设置」里修改。", year, err)
		} else {
			note = fmt.Sprintf("%d年“身边好党员”提名：%s开始，%s18:00截止。", year, branch.DateOf(w.Opens).ChineseWeekday(), branch.DateOf(w.Closes).ChineseWeekday())
		}
	}
	return note, nil
}
