package register

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// Entries are the entries of all kinds, by branch, kind and number. The name of the table stands in the file and never changes.
var Entries = store.NewTable("entries", func(e Entry) store.Key { return entryKey(e.Branch, e.Kind, e.ID) })

func entryKey(b branch.BranchID, kind string, id int64) store.Key {
	return store.K(b).Str(kind).Int(id)
}

// Get returns an entry of a branch.
func (k Kind) Get(tx *store.Tx, b branch.BranchID, id int64) (Entry, bool) {
	return Entries.Get(tx, entryKey(b, k.Name, id))
}

// All returns the entries of a branch, the latest first; those that were withdrawn are not among them.
func (k Kind) All(tx *store.Tx, b branch.BranchID) (list []Entry) {
	for e := range Entries.Scan(tx, store.K(b).Str(k.Name)) {
		if e.Withdrawn == nil {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b Entry) int { return int(b.Day()) - int(a.Day()) })
	return list
}

// withdrawn returns those that were withdrawn, the latest first.
func (k Kind) withdrawn(tx *store.Tx, b branch.BranchID) (list []Entry) {
	for e := range Entries.Scan(tx, store.K(b).Str(k.Name)) {
		if e.Withdrawn != nil {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b Entry) int { return b.Withdrawn.At.Compare(a.Withdrawn.At) })
	return list
}

// oldest is how long ago something may have been that is entered. // days
const oldest = 366 * 50

// fits refuses what an entry may not say.
func (k Kind) fits(tx *store.Tx, b branch.BranchID, c Content, today branch.Date) error {
	for _, f := range k.Fields {
		if len(c.Answers[f.Name]) == 0 && f.Required() {
			return office.Refusal(cards.OldForm)
		}
	}
	if k.Settle != "" && !slices.Contains(k.Outcomes, c.Says(k.Settle)) {
		return office.Refusal(cards.OldForm)
	}
	if day := c.Day(); day > today || day < today-oldest {
		return office.Refusal("日期不能晚于今天，请重新发送日期。")
	}
	if k.Firm != nil && c.Number(k.Firm.Field) != 0 {
		if _, ok := office.Enterprise(tx, b, branch.ContactID(c.Number(k.Firm.Field))); !ok {
			return office.Refusal("没有找到这家企业，请重新选择。")
		}
	}
	for _, m := range c.About {
		if _, ok := office.Member(tx, b, m); !ok {
			return office.Refusal("名册里没有这位同志，请重新选择。")
		}
	}
	return nil
}

// Log records an entry.
func (k Kind) Log(tx *store.Tx, me branch.Member, c Content, now time.Time) (Entry, error) {
	if err := office.Entitled(me, k.Enter); err != nil {
		return Entry{}, err
	}
	if err := k.fits(tx, me.Branch, c, branch.DateOf(now)); err != nil {
		return Entry{}, err
	}
	c.Settled = 0
	if k.Settle != "" && c.Says(k.Settle) != k.Outcomes[0] {
		c.Settled = branch.DateOf(now)
	}
	e := Entry{Branch: me.Branch, Kind: k.Name, Content: c, LoggedBy: me.ID, LoggedAt: now}
	e.ID = tx.Next(store.K(me.Branch).Str("entry").Str(k.Name))
	Entries.Put(tx, e)
	return e, nil
}

// mayCorrect reports whether somebody may correct or withdraw an entry: who always may, and for some days who has logged it and
// still may enter the like.
func (k Kind) mayCorrect(me branch.Member, e Entry, today branch.Date) bool {
	always := k.Correct != branch.Right{} && me.May(k.Correct)
	own := k.Days > 0 && e.LoggedBy == me.ID && !e.LoggedAt.IsZero() && today <= branch.DateOf(e.LoggedAt)+branch.Date(k.Days)
	return e.Withdrawn == nil && me.May(k.Enter) && (always || own)
}

// toCorrect returns an entry for who may correct or withdraw it, or refuses.
func (k Kind) toCorrect(tx *store.Tx, me branch.Member, id int64, now time.Time) (Entry, error) {
	e, ok := k.Get(tx, me.Branch, id)
	switch {
	case !ok || e.Withdrawn != nil:
		return e, office.Refusal(cards.OldCard)
	case !me.May(k.Enter):
		return e, office.Entitled(me, k.Enter)
	case !k.mayCorrect(me, e, branch.DateOf(now)):
		return e, office.Refusal(tooLate(k))
	case len(e.Was) >= maxChanges:
		return e, office.Refusal(tooOften)
	}
	return e, nil
}

// Amend has an entry say something else from now on. changes is how often it had been changed when it was shown: what somebody
// else has changed meanwhile is not written over.
func (k Kind) Amend(tx *store.Tx, me branch.Member, id int64, changes int, c Content, now time.Time) (Entry, error) {
	e, err := k.toCorrect(tx, me, id, now)
	if err == nil {
		err = k.fits(tx, me.Branch, c, branch.DateOf(now))
	}
	if err != nil {
		return e, err
	}
	if len(e.Was) != changes {
		return e, office.Refusal(moved)
	}
	c.Settled = e.Settled
	if k.Settle != "" && c.Says(k.Settle) != e.Says(k.Settle) {
		c.Settled = branch.DateOf(now)
	}
	e = e.Changed(c, false, me.ID, now)
	Entries.Put(tx, e)
	return e, nil
}

// EnterOutcome enters what came of an entry. Entered again it changes nothing.
func (k Kind) EnterOutcome(tx *store.Tx, me branch.Member, id int64, outcome string, now time.Time) error {
	e, ok := k.Get(tx, me.Branch, id)
	switch {
	case !ok || !me.May(k.Enter) || e.Withdrawn != nil || !slices.Contains(k.Outcomes, outcome):
		return office.Refusal(cards.NotYours)
	case e.Says(k.Settle) == outcome:
		return nil
	case len(e.Was) >= maxChanges:
		return office.Refusal(tooOften)
	}
	c := e.Content
	answers := chat.Answers{}
	for name, raw := range c.Answers {
		answers[name] = raw
	}
	answers.Put(k.Settle, outcome)
	c.Answers, c.Settled = answers, branch.DateOf(now)
	Entries.Put(tx, e.Changed(c, true, me.ID, now))
	return nil
}

// Withdraw takes an entry back: it counts nowhere any more, and stays readable to who may correct it.
func (k Kind) Withdraw(tx *store.Tx, me branch.Member, id int64, now time.Time) error {
	e, err := k.toCorrect(tx, me, id, now)
	if err != nil {
		return err
	}
	e.Withdrawn = &branch.Withdrawn{By: me.ID, At: now}
	Entries.Put(tx, e)
	return nil
}

// view returns an entry as somebody sees it.
func (k Kind) view(tx *store.Tx, me branch.Member, e Entry, now time.Time) entryView {
	v := entryView{Entry: e, By: office.PersonName(tx, me.Branch, e.LoggedBy), Like: k.beside(tx, e), Enters: me.May(k.Enter), Corrects: k.mayCorrect(me, e, branch.DateOf(now))}
	if k.Firm != nil {
		firm, _ := office.Enterprise(tx, me.Branch, branch.ContactID(e.Number(k.Firm.Field)))
		v.Firm = firm.Name
	}
	if was, ok := e.Corrected(); ok {
		v.Changer = office.PersonName(tx, me.Branch, was.Changer)
	}
	for _, w := range slices.Backward(e.Was) {
		if k.Settle != "" && w.Says(k.Settle) != e.Says(k.Settle) {
			v.Settler = office.PersonName(tx, me.Branch, w.Changer)
			break
		}
	}
	if v.Settler == "" {
		v.Settler = v.By
	}
	v.Late = k.Days > 0 && e.Withdrawn == nil && e.LoggedBy == me.ID && !v.Corrects
	if e.Withdrawn != nil {
		v.Taker = office.PersonName(tx, me.Branch, e.Withdrawn.By)
	}
	return v
}

// beside returns the entries that stand beside one.
func (k Kind) beside(tx *store.Tx, e Entry) (list []Entry) {
	if k.Like == nil {
		return nil
	}
	for _, other := range k.All(tx, e.Branch) {
		if other.ID != e.ID && k.Like(e, other) {
			list = append(list, other)
		}
	}
	return list
}

// SendFile sends somebody the kind's sheet.
func (k Kind) SendFile(tx *store.Tx, me branch.Member, now time.Time) error {
	to, err := office.SendTo(tx, me, k.Enter)
	if err == nil {
		err = office.Entitled(me, k.See)
	}
	if err != nil {
		return err
	}
	tx.ShowBelow(to, k.fileCard(office.GetBranch(tx, me.Branch), me.ID, branch.DateOf(now)))
	return nil
}

// mayFile reports whether somebody may have the sheet.
func (k Kind) mayFile(_ *store.Tx, who branch.Member, _ []int64) bool {
	return who.May(k.Enter) && who.May(k.See)
}

// firmPart is what of the kind stands on an enterprise's card: the latest two, and where to log one more.
func (k Kind) firmPart(tx *store.Tx, c branch.Contact) cards.FirmPart {
	part := cards.FirmPart{Name: k.Firm.Label, For: k.See, KeepFor: k.Enter, Keep: cards.Button(k.Firm.Button, k.act("new"), int64(c.Branch), int64(c.ID))}
	for _, e := range k.All(tx, c.Branch) {
		if branch.ContactID(e.Number(k.Firm.Field)) == c.ID && len(part.Further) < 2 {
			part.Further = append(part.Further, k.Firm.Line(e))
		}
	}
	return part
}

// sheets are the sheets of the kinds that stand in the ledger, each with the entries of a year as they were logged.
func sheets(kinds []Kind, tx *store.Tx, b branch.Branch, year int) (list []branch.Sheet) {
	for _, k := range kinds {
		if !k.Ledger || k.Secret {
			continue
		}
		sheet := branch.Sheet{Name: k.Sheet, Title: fmt.Sprintf("%s（%d年）", k.SheetTitle, year), Columns: []branch.SheetColumn{{Name: "序号", Width: 5}}}
		for _, c := range k.columns() {
			sheet.Columns = append(sheet.Columns, branch.SheetColumn{Name: c.Head, Width: c.Width})
		}
		for e := range Entries.Scan(tx, store.K(b.ID).Str(k.Name)) {
			if e.Withdrawn == nil && e.Day().Year() == year {
				sheet.Rows = append(sheet.Rows, append([]string{fmt.Sprint(len(sheet.Rows) + 1)}, k.cells(e)...))
			}
		}
		list = append(list, sheet)
	}
	return list
}

// columns are those of its sheet.
func (k Kind) columns() (list []Column) {
	if k.Columns != nil {
		return k.Columns
	}
	for _, f := range k.Fields {
		if f.Label() != "" {
			list = append(list, Column{f.Name, f.Label(), 20})
		}
	}
	return list
}

// cells are an entry in those columns.
func (k Kind) cells(e Entry) (list []string) {
	for _, c := range k.columns() {
		text := e.Says(c.Field)
		if c.Field == DayField {
			text = e.Day().Chinese()
		}
		list = append(list, text)
	}
	return list
}

// evidence is what the kinds that are evidence say for a group, or for the whole branch, in some days, the earliest first.
func evidence(kinds []Kind, tx *store.Tx, q office.Evidence) (lines []string) {
	for _, k := range kinds {
		if k.Report == nil || k.Secret {
			continue
		}
		for _, e := range slices.Backward(k.All(tx, q.Branch)) {
			of := func(m branch.MemberID) bool {
				who, _ := office.Member(tx, q.Branch, m)
				return who.Group == q.Group
			}
			if e.Day() < q.From || e.Day() > q.To || q.Group != 0 && !slices.ContainsFunc(e.About, of) {
				continue
			}
			if line := k.Report(e); line != "" {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// holding is what is stored of a kind about a member. Of a secret kind only who may see it is told of more than of what he or she
// has done.
func (k Kind) holding() office.Holding {
	named := func(e Entry, me branch.Member) bool {
		return e.Handled(me.ID) || e.Names(me.ID) && (!k.Secret || me.May(k.See))
	}
	return office.Holding{Tables: []string{"entries"}, Label: k.Held,
		Count: func(tx *store.Tx, me branch.Member) (n int) {
			for e := range Entries.Scan(tx, store.K(me.Branch).Str(k.Name)) {
				if named(e, me) {
					n++
				}
			}
			return n
		},
		Lines: func(tx *store.Tx, me branch.Member) (lines []string) {
			for _, e := range k.All(tx, me.Branch) {
				if e.Is(me.ID) && named(e, me) {
					lines = append(lines, k.Line(e))
				}
			}
			return lines
		}}
}

// erase removes what goes with somebody: entries of such kinds that are about nobody else.
func erase(kinds []Kind, tx *store.Tx, me branch.Member) {
	for _, k := range kinds {
		if k.Erase != Goes {
			continue
		}
		for e := range Entries.Scan(tx, store.K(me.Branch).Str(k.Name)) {
			if e.Is(me.ID) && len(e.About) == 1 {
				Entries.Delete(tx, entryKey(e.Branch, e.Kind, e.ID))
			}
		}
	}
}
