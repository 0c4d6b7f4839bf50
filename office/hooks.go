package office

import (
	"iter"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// matters returns every matter in the order that was given; those that still live in this room, and were not, come first.
func (o *Office) matters() iter.Seq[Matter] {
	return func(yield func(Matter) bool) {
		for _, m := range own {
			if !slices.ContainsFunc(o.Matters, func(given Matter) bool { return given.own == m.own }) && !yield(*m) {
				return
			}
		}
		for _, m := range o.Matters {
			if !yield(m) {
				return
			}
		}
	}
}

// pushes returns every push of every matter.
func (o *Office) pushes() iter.Seq[Push] {
	return func(yield func(Push) bool) {
		for m := range o.matters() {
			for _, p := range m.Pushes {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// reminders returns what the matters have on the daily card.
func (o *Office) reminders() iter.Seq[*Reminders] {
	return func(yield func(*Reminders) bool) {
		for m := range o.matters() {
			if m.Reminders != nil && !yield(m.Reminders) {
				return
			}
		}
	}
}

// remindersOf returns those of a kind of thing; ok is false for one that no matter has.
func (o *Office) remindersOf(kind branch.PointKind) (*Reminders, bool) {
	for r := range o.reminders() {
		if slices.Contains(r.Kinds, kind) {
			return r, true
		}
	}
	return nil, false
}

// Push returns the push of that name; ok is false if there is none.
func (o *Office) Push(name string) (push Push, ok bool) {
	for p := range o.pushes() {
		if p.Name == name {
			return p, true
		}
	}
	return push, false
}

// CarryOut does one due thing in its hours, and reports whether it has used the key. What no matter knows is of another program,
// and is taken off the agenda.
func (o *Office) CarryOut(tx *store.Tx, due store.Due, key string, now time.Time) (used bool) {
	p, known := o.Push(due.Push)
	switch {
	case !known:
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	case p.Hours == WorkingHours && !o.Working(due.Branch, now):
		tx.Plan(due.Push, due.Branch, due.Subject, o.NextWorking(GetBranch(tx, due.Branch), now))
	case p.DoKeyed != nil:
		return p.DoKeyed(o, tx, due, key, now)
	default:
		p.Do(o, tx, due, now)
	}
	return false
}

// Describe says what is due, as the strip of a turned clock shows it. quiet is true for what nobody would notice.
func (o *Office) Describe(tx *store.Tx, due store.Due) (sentence string, quiet bool) {
	if p, _ := o.Push(due.Push); p.Says != nil {
		return p.Says(o, tx, due)
	}
	return "", true
}

// SettingRooms returns the settings of all matters, in the order in which people read them. Matters that name the same room share it.
func (o *Office) SettingRooms() branch.SettingRooms {
	rooms := slices.Clone(branch.OwnSettings)
	for m := range o.matters() {
		if m.Settings == nil {
			continue
		}
		if i := slices.IndexFunc(rooms, func(r branch.SettingRoom) bool { return r.Name == m.Settings.Name }); i >= 0 {
			rooms[i].Settings = slices.Concat(rooms[i].Settings, m.Settings.Settings)
		} else {
			rooms = append(rooms, *m.Settings)
		}
	}
	return rooms
}

// Evidence returns what speaks for a group, or for the whole branch, in some days, matter by matter.
func (o *Office) Evidence(tx *store.Tx, q Evidence) (lines []string) {
	for m := range o.matters() {
		if m.Evidence != nil {
			lines = append(lines, m.Evidence(tx, q)...)
		}
	}
	return lines
}

// commands returns the commands that matters bring.
func (o *Office) commands() (list []cards.Command) {
	for m := range o.matters() {
		list = append(list, m.Commands...)
	}
	return list
}

// CommandsFor is the command menu of an account that stands for these members.
func (o *Office) CommandsFor(as ...branch.Member) []chat.Command {
	return cards.CommandsFor(o.commands(), as...)
}

// forget takes off the agenda every push about a member.
func (o *Office) forget(tx *store.Tx, b branch.BranchID, m branch.MemberID) {
	for p := range o.pushes() {
		if p.Subject == OfMember {
			tx.Plan(p.Name, b, int64(m), time.Time{})
		}
	}
}

// Forget takes off the agenda whatever the matter of a push has to say or do about one of its things.
func (o *Office) Forget(tx *store.Tx, push string, b branch.BranchID, thing int64) {
	for m := range o.matters() {
		if !slices.ContainsFunc(m.Pushes, func(p Push) bool { return p.Name == push }) {
			continue
		}
		for _, p := range m.Pushes {
			if p.Subject == OfThing {
				tx.Plan(p.Name, b, thing, time.Time{})
			}
		}
	}
}

// Veiled returns what a message says once a card has gone from it that may show something in passing; nil for any other card.
func (o *Office) Veiled(key string) []chat.Span {
	for m := range o.matters() {
		for _, v := range m.Veils {
			if strings.HasPrefix(key, v+":") {
				return cards.Veil()
			}
		}
	}
	return nil
}

// planMember plans what is due of a member, in every matter.
func (o *Office) planMember(tx *store.Tx, b branch.Branch, m branch.Member, now time.Time) {
	for x := range o.matters() {
		if x.PlanMember != nil {
			x.PlanMember(o, tx, b, m, now)
		}
	}
}

// Broken notes, of what was due before or while the process was down, that it was; or takes that back. It reports whether it has
// noted anything.
func (o *Office) Broken(tx *store.Tx, due store.Due, down bool) bool {
	p, _ := o.Push(due.Push)
	return p.Broken != nil && p.Broken(o, tx, due, down)
}

// Opened puts right what the file cannot know, as its process starts, and returns which keys of the vault are still needed.
// restored: the file comes from a backup, and no chat is known to show what was last delivered to it.
func (o *Office) Opened(tx *store.Tx, restored bool, now time.Time) (needed map[string]bool) {
	needed = map[string]bool{}
	for m := range o.matters() {
		if m.Opened == nil {
			continue
		}
		for _, k := range m.Opened(o, tx, restored, now) {
			needed[k] = true
		}
	}
	if restored {
		tx.Doubt()
	}
	return needed
}

// bound tells every matter of an account that has just been bound.
func (o *Office) bound(tx *store.Tx, who branch.Member, same bool) {
	for m := range o.matters() {
		if m.Bound != nil {
			m.Bound(o, tx, who, same)
		}
	}
}

// vouched tells every matter that an account is known to be the right person's.
func (o *Office) vouched(tx *store.Tx, who branch.Member, by Voucher) {
	for m := range o.matters() {
		if m.Vouched != nil {
			m.Vouched(o, tx, who, by)
		}
	}
}

// heldBack shows an account, in every matter, what it was not shown until it was known to be the right person's.
func (o *Office) heldBack(tx *store.Tx, who branch.Member, bound time.Time) {
	for m := range o.matters() {
		if m.HeldBack != nil {
			m.HeldBack(tx, who, bound)
		}
	}
}

// silenced returns why a change by somebody needs a second officer because of what others would lose by it; "" if it does not.
func (o *Office) silenced(tx *store.Tx, before, after *branch.People, by branch.MemberID) string {
	if before == nil || before.Member(by) == nil { // of a change that is still planned nothing has happened
		return ""
	}
	for m := range o.matters() {
		if m.Silenced == nil {
			continue
		}
		if why := m.Silenced(tx, before, after); why != "" {
			return why
		}
	}
	return ""
}

// FirmParts returns what of each matter stands on an enterprise's card, as far as its reader may see it.
func (o *Office) FirmParts(tx *store.Tx, me branch.Member, c branch.Contact) (list []cards.FirmPart) {
	for m := range o.matters() {
		if m.Firm == nil {
			continue
		}
		part := m.Firm(tx, c)
		if part.For != (branch.Right{}) && !me.May(part.For) {
			continue
		}
		if !me.May(part.KeepFor) {
			part.Keep = chat.Button{}
		}
		list = append(list, part)
	}
	return list
}

// Sheets returns every matter's sheets of the year's ledger of the contact points.
func (o *Office) Sheets(tx *store.Tx, b branch.Branch, year int, today branch.Date) (list []branch.Sheet) {
	for m := range o.matters() {
		if m.Sheets != nil {
			list = append(list, m.Sheets(tx, b, year, today)...)
		}
	}
	return list
}

// Heard tells every matter what an enterprise asked for at a visit; at is its record.
func (o *Office) Heard(tx *store.Tx, me branch.Member, contact branch.ContactID, text string, at branch.RecordID, now time.Time) {
	for m := range o.matters() {
		if m.Heard != nil {
			m.Heard(o, tx, me, contact, text, at, now)
		}
	}
}

// CalledOn returns the days, from and to included, for which a branch has called a meeting of a kind.
func (o *Office) CalledOn(tx *store.Tx, b branch.BranchID, kind branch.MeetingKind, from, to branch.Date) (list []branch.Date) {
	for m := range o.matters() {
		if m.Called != nil {
			list = append(list, m.Called(tx, b, kind, from, to)...)
		}
	}
	return list
}

// Met tells every matter of a meeting that somebody has entered a decision of.
func (o *Office) Met(tx *store.Tx, me branch.Member, met Met, now time.Time) {
	for m := range o.matters() {
		if m.Met != nil {
			m.Met(o, tx, me, met, now)
		}
	}
}

// Owes returns what a branch as a whole still owes in the periods that run, a line a matter.
func (o *Office) Owes(tx *store.Tx, me branch.Member, now time.Time) (list []cards.Task) {
	for m := range o.matters() {
		if m.Owes == nil {
			continue
		}
		if t, ok := m.Owes(tx, me, now); ok {
			list = append(list, t)
		}
	}
	return list
}
