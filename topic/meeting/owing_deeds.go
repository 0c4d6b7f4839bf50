package meeting

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// book is what a branch has held, as it is read within one transaction.
type book struct {
	tx     *store.Tx
	b      branch.Branch
	groups []branch.Group
	held   []Gathering
	called []Notice
}

// bookOf opens the book of the years of two days.
func bookOf(tx *store.Tx, b branch.Branch, from, to branch.Date) book {
	from, to = branch.PeriodOf(branch.Year, from).From, branch.PeriodOf(branch.Year, to).To
	return book{tx, b, groupsOf(tx, b.ID), Between(tx, b.ID, from, to), called(tx, b.ID, from, to)}
}

// binds returns whom a kind binds here: the branch, or each of its groups. A branch without a committee owes no 支委会.
func (k book) binds(kind Kind) (list []branch.Group) {
	switch {
	case kind.Binds == branch.EachGroup:
		return k.groups
	case kind.Comes == Committee && len(office.Posted(k.tx, k.b.ID, func(m branch.Member) bool { return m.Post.Committee() })) < 2:
		return nil
	}
	return []branch.Group{{}}
}

// on returns how all kinds stand in those of their periods that a day lies in.
func (k book) on(day branch.Date) (list []Owing) {
	for _, kind := range Kinds {
		duty := k.b.Settings.Own(kind.Duty)
		p, _, ok := duty.PeriodOn(day)
		if !ok {
			continue
		}
		bound := k.binds(kind)
		for _, g := range bound {
			w := Owing{Group: g, Among: len(bound)}
			var records []branch.Record
			for _, held := range k.held {
				records = append(records, held.Record(w.Of()))
			}
			w.Standing = duty.StandingSince(k.b.Imported, p, records)
			u, _ := Unhelds.Get(k.tx, unheldKey(k.b.ID, w.Of(), duty.Kind, p.Key()))
			w.Reason = u.Reason
			for _, n := range k.called {
				if day := n.Day(); n.Content().Is(kind, w.Of()) && p.From <= day && day <= p.To && w.Called == 0 {
					w.Called = day
				}
			}
			list = append(list, w)
		}
	}
	return list
}

// ending is on, of the periods that end with the month of a day.
func (k book) ending(day branch.Date) []Owing {
	end := branch.PeriodOf(branch.Month, day).To
	return slices.DeleteFunc(k.on(end), func(w Owing) bool { return w.Period.To != end })
}

// Owed returns how all meetings of a branch stand in the periods that a day lies in.
func Owed(tx *store.Tx, b branch.Branch, day branch.Date) []Owing {
	return bookOf(tx, b, day, day).on(day)
}

// scope is of whose meetings somebody is told: of all, of those of one group, or of none.
type scope struct {
	whole bool
	group branch.Group
}

// reach returns what of the meetings is somebody's to see on the board.
func reach(tx *store.Tx, me branch.Member) scope {
	s := scope{whole: me.May(branch.OverseeMeetings)}
	if g := office.Group(tx, me.Branch, me.Group); g.Ended == 0 && me.May(branch.EnterMeetings, g) {
		s.group = g
	}
	return s
}

// charge returns what of the meetings somebody is to see to, and is reminded of: the 组织委员 of all, a leader of those of the group.
func charge(tx *store.Tx, me branch.Member) scope {
	if office.Organises(tx, me) {
		return scope{whole: true}
	}
	if g := office.Group(tx, me.Branch, me.Group); g.ID != 0 && g.Ended == 0 && g.Leader == me.ID {
		return scope{group: g}
	}
	return scope{}
}

// none reports whether it reaches nothing.
func (s scope) none() bool { return !s.whole && s.group.ID == 0 }

// of returns whom it is about: the branch, or the group.
func (s scope) of() branch.Subject {
	if s.whole {
		return branch.OfBranch()
	}
	return branch.OfGroup(s.group.ID)
}

// within returns what of a list it reaches.
func (s scope) within(list []Owing) []Owing {
	return slices.DeleteFunc(slices.Clone(list), func(w Owing) bool { return !s.whole && (s.group.ID == 0 || w.Group.ID != s.group.ID) })
}

// explainFor is for how many days after its period somebody may say why a meeting was not held.
const explainFor = 31

// ToExplain returns what somebody may call 未开展, or has: of this month, and as long as that is recent of the month before.
func ToExplain(tx *store.Tx, me branch.Member, now time.Time) (list []Owing) {
	today := branch.DateOf(now)
	before := branch.PeriodOf(branch.Month, today).From - 1
	k := bookOf(tx, office.GetBranch(tx, me.Branch), before, today)
	all := k.ending(today)
	if today <= before+explainFor {
		all = append(k.ending(before), all...)
	}
	return slices.DeleteFunc(all, func(w Owing) bool { return w.Owed() == 0 || mayExplain(me, w) != nil })
}

func mayExplain(me branch.Member, w Owing) error {
	if w.Group.ID != 0 {
		return office.Entitled(me, branch.EnterMeetings, w.Group)
	}
	return office.Entitled(me, branch.KeepMeetings)
}

// Explain says why something that is owed was not held; with no reason it takes back what was said. code is its Code.
func Explain(o *office.Office, tx *store.Tx, me branch.Member, code, reason string, now time.Time) (Owing, error) {
	list := ToExplain(tx, me, now)
	i := slices.IndexFunc(list, func(w Owing) bool { return w.Code() == code })
	if i < 0 {
		return Owing{}, office.Refusal(nothingToExplain)
	}
	w := list[i]
	if w.Reason = reason; reason == "" {
		Unhelds.Delete(tx, unheldKey(me.Branch, w.Of(), w.Duty.Kind, w.Period.Key()))
	} else {
		Unhelds.Put(tx, Unheld{Branch: me.Branch, Subject: w.Of(), Duty: w.Duty.Kind, Period: w.Period.Key(), Reason: reason, By: me.ID, At: now})
	}
	stir(o, tx, me.Branch, now)
	return w, nil
}
