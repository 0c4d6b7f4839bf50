package meeting

import (
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// The tables of the matter. Their names stand in the file and never change.
var (
	// Gatherings are the records of what was held, by branch and number.
	Gatherings = store.NewTable("gatherings", func(g Gathering) store.Key { return gatheringKey(g.Branch, g.ID) })
	// Unhelds are why meetings were not held, by branch, subject, duty and period.
	Unhelds = store.NewTable("unheld", func(u Unheld) store.Key { return unheldKey(u.Branch, u.Subject, u.Duty, u.Period) })

	gatheringsByDay = Gatherings.Index("day", func(g Gathering) store.Key { return store.K(g.Branch).Int(int64(g.Day)) })
)

func gatheringKey(b branch.BranchID, id int64) store.Key { return store.K(b).Int(id) }

func unheldKey(b branch.BranchID, s branch.Subject, duty branch.DutyKind, period string) store.Key {
	return store.K(b).Int(s.Code()).Str(string(duty)).Str(period)
}

// Get returns a record of a branch.
func Get(tx *store.Tx, b branch.BranchID, id int64) (Gathering, bool) {
	return Gatherings.Get(tx, gatheringKey(b, id))
}

// Between returns the records of some days, both included, by day; withdrawn ones are among them.
func Between(tx *store.Tx, b branch.BranchID, from, to branch.Date) (list []Gathering) {
	k := store.K(b)
	for g := range gatheringsByDay.Range(tx, k.Int(int64(from)), k.Int(int64(to)+1)) {
		list = append(list, g)
	}
	return list
}

// groupsOf returns the groups that a branch has, in their order.
func groupsOf(tx *store.Tx, b branch.BranchID) (list []branch.Group) {
	for g := range store.Groups.Scan(tx, store.K(b)) {
		list = append(list, g)
	}
	return list
}

// mayEnter refuses who may not enter or change a record like that: the branch's are the keepers', and a leader has the meetings of the
// own group alone.
func mayEnter(tx *store.Tx, me branch.Member, c Content) error {
	if c.ForGroups() {
		return office.Entitled(me, branch.EnterMeetings, office.Group(tx, me.Branch, c.Groups[0]))
	}
	return office.Entitled(me, branch.KeepMeetings)
}

// MayRead reports whether somebody may read of a gathering: who sees to them all, and everybody of each one to which he or she belonged.
func MayRead(me branch.Member, g Gathering) bool {
	if me.May(branch.OverseeMeetings) || g.LoggedBy == me.ID {
		return me.Status == branch.Active
	}
	return me.May(branch.SeeMeetings) && slices.ContainsFunc(g.Kinds, func(name string) bool {
		k, ok := KindOf(name)
		return ok && (k.Comes == All || k.Comes == OfGroup && slices.Contains(g.Groups, me.Group))
	})
}

// Readable returns the records that somebody may read, the latest first. Withdrawn ones are at the end, for who may correct them.
func Readable(tx *store.Tx, me branch.Member) (list []Gathering) {
	var gone []Gathering
	for g := range Gatherings.Scan(tx, store.K(me.Branch)) {
		switch {
		case !MayRead(me, g):
		case g.Withdrawn == nil:
			list = append(list, g)
		case mayEnter(tx, me, g.Content) == nil:
			gone = append(gone, g)
		}
	}
	slices.SortStableFunc(list, func(a, b Gathering) int { return int(b.Day - a.Day) })
	slices.SortStableFunc(gone, func(a, b Gathering) int { return b.Withdrawn.At.Compare(a.Withdrawn.At) })
	return append(list, gone...)
}

// check puts what a record is to say in order, and refuses what it may not. id is the record's own number, 0 for a new one.
func check(tx *store.Tx, me branch.Member, id int64, c *Content, now time.Time) error {
	if err := c.fits(groupsOf(tx, me.Branch), branch.DateOf(now)); err != nil {
		return office.Refusal(err.Error())
	}
	if err := mayEnter(tx, me, *c); err != nil {
		return err
	}
	for _, n := range called(tx, me.Branch, c.Day, c.Day) {
		if kind := both(*c, n.Content()); kind != "" && n.Stands(now) {
			return office.Refusal(tooEarly(n, kind))
		}
	}
	for _, other := range Between(tx, me.Branch, c.Day, c.Day) {
		if kind := both(*c, other.Content); kind != "" && other.ID != id && other.Withdrawn == nil {
			return office.Refusal(twice(c.Day, kind))
		}
	}
	return nil
}

// Log records a gathering.
func Log(o *office.Office, tx *store.Tx, me branch.Member, c Content, now time.Time) (Gathering, error) {
	if err := check(tx, me, 0, &c, now); err != nil {
		return Gathering{}, err
	}
	return add(o, tx, Gathering{Branch: me.Branch, Content: c, LoggedBy: me.ID, LoggedAt: now}, now), nil
}

// met records a meeting at which something was decided, unless it is recorded already; the minutes will propose what was decided.
func met(o *office.Office, tx *store.Tx, me branch.Member, m office.Met, now time.Time) {
	c := Content{Kinds: []string{string(m.Kind)}, Day: m.Day, Topics: m.Topics}
	if c.fits(nil, branch.DateOf(now)) != nil {
		return // an old round's: it is no meeting of these two years
	}
	for _, g := range Between(tx, me.Branch, m.Day, m.Day) {
		if g.Withdrawn == nil && both(g.Content, c) != "" {
			g.Decided = strings.TrimSpace(g.Decided + "\n" + m.Decided)
			Gatherings.Put(tx, g)
			return
		}
	}
	add(o, tx, Gathering{Branch: me.Branch, Content: c, LoggedBy: me.ID, LoggedAt: now, Decided: m.Decided}, now)
}

// add keeps a new record.
func add(o *office.Office, tx *store.Tx, g Gathering, now time.Time) Gathering {
	g.ID = tx.Next(store.K(g.Branch).Str("gathering"))
	Gatherings.Put(tx, g)
	heldAs(tx, g)
	stir(o, tx, g.Branch, now)
	return g
}

// toCorrect returns a record for who may correct or withdraw it, or refuses.
func toCorrect(tx *store.Tx, me branch.Member, id int64) (Gathering, error) {
	g, ok := Get(tx, me.Branch, id)
	if !ok || g.Withdrawn != nil {
		return g, office.Refusal(cards.OldCard)
	}
	if err := mayEnter(tx, me, g.Content); err != nil {
		return g, err
	}
	if len(g.Was) >= maxChanges {
		return g, office.Refusal(tooOften)
	}
	return g, nil
}

// Amend has a record say something else from now on. changes is how often it had been corrected when it was shown: what somebody else
// has corrected meanwhile is not written over.
func Amend(o *office.Office, tx *store.Tx, me branch.Member, id int64, changes int, c Content, now time.Time) (Gathering, error) {
	g, err := toCorrect(tx, me, id)
	if err == nil {
		err = check(tx, me, id, &c, now)
	}
	if err != nil {
		return g, err
	}
	if len(g.Was) != changes {
		return g, office.Refusal(moved)
	}
	was := g
	g = g.Changed(c, me.ID, now)
	if err := reopened(o, tx, me, was, g, now); err != nil {
		return g, err
	}
	Gatherings.Put(tx, g)
	stir(o, tx, me.Branch, now)
	return g, nil
}

// Withdraw takes a record back: it counts nowhere any more, and stays readable to who may correct it.
func Withdraw(o *office.Office, tx *store.Tx, me branch.Member, id int64, now time.Time) error {
	g, err := toCorrect(tx, me, id)
	if err != nil {
		return err
	}
	if err := withdrawn(tx, me, g); err != nil {
		return err
	}
	g.Withdrawn = &branch.Withdrawn{By: me.ID, At: now}
	Gatherings.Put(tx, g)
	stir(o, tx, me.Branch, now)
	return nil
}

// stir plans and shows anew the reminders of whoever sees to the meetings: what is owed has changed.
func stir(o *office.Office, tx *store.Tx, b branch.BranchID, now time.Time) {
	var who []branch.MemberID
	for _, m := range office.Organisers(tx, b) {
		who = append(who, m.ID)
	}
	for _, g := range groupsOf(tx, b) {
		who = append(who, g.Leader)
	}
	o.StirMembers(tx, office.GetBranch(tx, b), now, who...)
}

// evidence is what was held in some days, by the branch or by a group: of each kind how often, and when.
func evidence(tx *store.Tx, q office.Evidence) (lines []string) {
	days := map[string][]branch.Date{}
	for _, g := range Between(tx, q.Branch, q.From, q.To) {
		if g.Withdrawn != nil || q.Group != 0 && !slices.Contains(g.Groups, q.Group) {
			continue
		}
		for _, name := range g.Kinds {
			if k, _ := KindOf(name); q.Group == 0 || k.Binds == branch.EachGroup {
				days[name] = append(days[name], g.Day)
			}
		}
	}
	for _, k := range Kinds {
		if len(days[k.Name]) > 0 {
			lines = append(lines, heldLine(k.Name, days[k.Name]))
		}
	}
	return lines
}

var holdings = []office.Holding{
	{Tables: []string{"gatherings"}, Label: "登记或更正的会议", Count: office.RowsOf(Gatherings, Gathering.Handled)},
	{Tables: []string{"notices"}, Label: "发出或改动的会议通知", Count: office.RowsOf(Notices, func(n Notice, m branch.MemberID) bool {
		return n.By == m || slices.ContainsFunc(n.Moved, func(was Moved) bool { return was.By == m }) || n.Off != nil && n.Off.By == m
	})},
	{Tables: []string{"minutes"}, Label: "您主持、记录或列为缺席的会议记录，只按次写在各次记录里，不作统计", Count: isNamed, Told: toldNamed},
	{Tables: []string{"leaves"}, Label: "请假（会后清除，原因只有召集人能看）", Own: true, Count: office.RowsOf(Leaves, func(l Leave, m branch.MemberID) bool { return l.Member == m })},
	{Tables: []string{"unheld"}, Label: "说明会议未开展的原因", Count: office.RowsOf(Unhelds, func(u Unheld, m branch.MemberID) bool { return u.By == m })},
}
