package branch

import (
	"slices"
)

// DutyKind names a duty in keys: it never changes, whatever the duty is called.
type DutyKind string

// The duties there are.
const (
	VisitDuty    DutyKind = "visit"
	LifeDayDuty  DutyKind = "lifeday"
	LectureDuty  DutyKind = "lecture"
	ConsultDuty  DutyKind = "consult"
	CampaignDuty DutyKind = "campaign"
)

// Binding says on whom a duty is laid.
type Binding string

// Whom a duty may bind: each one by itself.
const (
	EachPoint      Binding = "points"      // every 联系点
	EachEnterprise Binding = "enterprises" // every enterprise on record
	EachLeader     Binding = "leaders"     // every 领导班子成员
	EachMember     Binding = "members"     // every member
	EachGroup      Binding = "groups"      // every 党小组
	EachPair       Binding = "pairs"       // every two members of a list that the matter has
	WholeBranch    Binding = "branch"      // the branch itself, once
)

// Subject returns the kind of those on whom the duty is laid.
func (b Binding) Subject() SubjectKind {
	switch b {
	case EachLeader:
		return ALeader
	case EachMember:
		return AMember
	case EachGroup:
		return AGroup
	case EachPair:
		return APair
	case WholeBranch:
		return TheBranch
	}
	return AnEnterprise
}

// Duty is owed by each whom it binds, so many times in each of its periods. It is no chain of due dates: a period ends
// done or not, and nothing is carried into the next.
type Duty struct {
	Kind      DutyKind   `json:"kind"`
	Name      string     `json:"name"`
	Short     string     `json:"short"` // for lines of a phone
	Binds     Binding    `json:"binds"`
	Satisfies []Activity `json:"satisfies"` // any of these counts
	Terms     []Term     `json:"terms"`     // by their first day; what changes is added, so that the past stays as it was
}

// Term is how often a duty is owed from a day on. It governs the periods that begin on that day or later: one that
// runs keeps the term under which it began.
type Term struct {
	From Date `json:"from,omitempty"` // none: always
	To   Date `json:"to,omitempty"`   // Once: the last day of its one period, which begins at From
	Span Span `json:"span"`
	Need int  `json:"need"` // 0: nothing is owed any more
}

// DefaultDuties are the branch's own rule for contact points (seed: 每季度至少走访1次,半年内至少参加1次支部生活日活动,
// 年度内至少讲1次党课或作1次形势政策宣讲) and 工作研商 (定期会同分管领域同志总结研究; how often is not said, so each
// quarter until a branch says otherwise). The campaign has no term until an officer gives it one.
func DefaultDuties() []Duty {
	always := func(s Span) []Term { return []Term{{Span: s, Need: 1}} }
	return []Duty{
		{VisitDuty, "走访", "走访", EachPoint, []Activity{Visit}, always(Quarter)},
		{LifeDayDuty, "参加支部生活日", "生活日", EachPoint, []Activity{LifeDay}, always(Half)},
		{LectureDuty, "讲党课或形势政策宣讲", "党课宣讲", EachPoint, []Activity{Lecture, PolicyTalk}, always(Year)},
		{ConsultDuty, "工作研商", "工作研商", EachLeader, []Activity{Consult}, always(Quarter)},
		{CampaignDuty, "进台企、走透透", "走透透", EachEnterprise, []Activity{Visit}, nil},
	}
}

// DutyOf returns the duty of a kind; ok is false if the branch has none such.
func (s Settings) DutyOf(kind DutyKind) (Duty, bool) {
	i := slices.IndexFunc(s.AllDuties(), func(d Duty) bool { return d.Kind == kind })
	if i < 0 {
		return Duty{}, false
	}
	return s.AllDuties()[i], true
}

// AllDuties returns the branch's duties at contact points: those of DefaultDuties, each with the branch's own terms if it has set any.
// Other matters have theirs, see Settings.Own.
func (s Settings) AllDuties() []Duty {
	list := DefaultDuties()
	for i := range list {
		list[i] = s.Own(list[i])
	}
	return list
}

// Own returns a duty with the branch's own terms, if it has set any.
func (s Settings) Own(d Duty) Duty {
	if i := slices.IndexFunc(s.Duties, func(own Duty) bool { return own.Kind == d.Kind }); i >= 0 {
		d.Terms = s.Duties[i].Terms
	}
	return d
}

// SetTerm returns the settings with another term for a duty from a day on. The terms that began before stay.
func (s Settings) SetTerm(kind DutyKind, t Term) Settings {
	d, ok := s.DutyOf(kind)
	if !ok {
		return s
	}
	d.Terms = slices.Clone(d.Terms)
	d.Terms = slices.DeleteFunc(d.Terms, func(old Term) bool { return old.From >= t.From })
	d.Terms = append(d.Terms, t)
	s.Duties = slices.DeleteFunc(slices.Clone(s.Duties), func(own Duty) bool { return own.Kind == kind })
	s.Duties = append(s.Duties, d)
	return s
}

// PeriodOn returns the period of the duty in which a day lies, and how often it is owed in it. ok is false if the duty has
// no period then. Of the terms it is the last one that governs the day's period.
func (d Duty) PeriodOn(day Date) (p Period, need int, ok bool) {
	for _, t := range slices.Backward(d.Terms) {
		p = Period{t.From, t.To}
		if t.Span != Once {
			p = PeriodOf(t.Span, day)
		}
		if t.From <= p.From && p.From <= day && day <= p.To {
			return p, t.Need, t.Need > 0
		}
	}
	return Period{}, 0, false
}

// PeriodAfter returns the first period of the duty that begins after a day and within two years of it.
func (d Duty) PeriodAfter(day Date) (p Period, ok bool) {
	for next := day + 1; next <= day+731; next++ {
		p, _, ok = d.PeriodOn(next)
		if ok && p.From > day {
			return p, true
		}
		if ok {
			next = p.To
		}
	}
	return Period{}, false
}

// Periods returns the duty's periods that overlap from to to, in order.
func (d Duty) Periods(from, to Date) (list []Period) {
	for day := from; day <= to; day++ {
		if p, _, ok := d.PeriodOn(day); ok {
			list = append(list, p)
			day = p.To
		}
	}
	return list
}

// Counts reports whether a record counts for the duty in a period.
func (d Duty) Counts(r Record, p Period) bool {
	return r.Withdrawn == nil && p.From <= r.Day && r.Day <= p.To &&
		slices.ContainsFunc(r.Activities, func(a Activity) bool { return slices.Contains(d.Satisfies, a) })
}

// Standing is how a duty stands at one of those it binds, in one period.
type Standing struct {
	Duty   Duty
	Period Period
	Bound  bool // else nothing is owed, though what was done is shown
	Need   int
	Done   []Record // those that count
}

// Owed tells how many times the duty is still to be done.
func (s Standing) Owed() int {
	if !s.Bound {
		return 0
	}
	return max(s.Need-len(s.Done), 0)
}

// Late reports whether the duty was met only by what was logged after the period (补录).
func (s Standing) Late() bool {
	return slices.ContainsFunc(s.Done, func(r Record) bool { return r.LateFor(s.Period) })
}

// hold returns how the duty stands in a period, given the records of the one in question and whether it is bound.
func (d Duty) hold(p Period, bound bool, records []Record) Standing {
	_, need, _ := d.PeriodOn(p.To)
	s := Standing{Duty: d, Period: p, Bound: bound, Need: need}
	for _, r := range records {
		if d.Counts(r, p) {
			s.Done = append(s.Done, r)
		}
	}
	return s
}

// settling is how many days before a period's end one must have become bound to owe anything in it: the last
// fortnight's reminder must still be able to come.
const settling = 14

// StandingOf returns how the duty stands at an enterprise in a period that has begun, given its records. founded is the
// branch's first import: nothing that ended before it is owed, nor what ran out within a fortnight of it.
func (d Duty) StandingOf(c Contact, p Period, founded, today Date, records []Record) Standing {
	bound := p.To-settling >= founded
	for _, day := range []Date{min(today, p.To-settling), min(today, p.To)} {
		bound = bound && c.OnRecord(day) && (d.Binds == EachEnterprise || d.Binds == EachPoint && c.On(day).Point)
	}
	return d.hold(p, bound, records)
}

// StandingOfLeader returns how the duty stands with a 领导班子成员 in a period.
func (d Duty) StandingOfLeader(m Member, p Period, founded Date, records []Record) Standing {
	return d.hold(p, d.Binds == EachLeader && m.Leadership && m.Status == Active && p.To-settling >= founded, records)
}

// StandingSince returns how the duty stands in a period with one who has been bound since a day, given the records of that one: a
// group, a member, a pair, the branch. Whether the duty binds that one at all is for its matter to say.
func (d Duty) StandingSince(since Date, p Period, records []Record) Standing {
	return d.hold(p, p.To-settling >= since, records)
}

// LiaisonOf returns who looks after the contact point's duties: its 联络员, or else the leader of its group g. None if
// the group has no leader.
func LiaisonOf(c Contact, g Group) MemberID {
	if c.Liaison != 0 {
		return c.Liaison
	}
	return g.Leader
}

// Lapse is why a period ended without the duty done (未完成).
type Lapse struct {
	Branch  BranchID `json:"branch"`
	Subject Subject  `json:"subject"`
	Duty    DutyKind `json:"duty"`
	Period  string   `json:"period"` // Period.Key
	Reason  string   `json:"reason"`
	By      MemberID `json:"by"`
	Day     Date     `json:"day"`
}
