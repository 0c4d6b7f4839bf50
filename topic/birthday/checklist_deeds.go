package birthday

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// checkAhead is how long before a 政治生日 its checklist comes, and checkEarly by how much at most it may be earlier still, where the
// days before that are holidays. // days
const (
	checkAhead = 7
	checkEarly = 15
)

// planChecklist plans the checklist of a member's next 政治生日: a week before, moved to the working day before.
func planChecklist(o *office.Office, tx *store.Tx, b branch.Branch, m branch.Member, now time.Time) {
	var at time.Time
	if m.Status == branch.Active && m.Joined != 0 && len(checklistOf(b.Settings)) > 0 {
		today := branch.DateOf(now)
		for year := today.Year(); at.IsZero() && year <= today.Year()+2; year++ {
			day := m.Joined.Anniversary(year, b.Settings.MarchFirst)
			if day > m.Joined && day > today && day >= b.Imported && !tx.HasSaid(PushChecklist, b.ID, int64(m.ID), yearOf(day)) {
				at = o.RemindOn(b, o.CalendarOf(b.ID).OnOrBefore(day-checkAhead))
			}
		}
	}
	tx.Plan(PushChecklist, b.ID, int64(m.ID), at)
}

// preparers are those who get the checklist of a member's 政治生日: who keeps it, and the group leader.
func preparers(tx *store.Tx, m branch.Member) []branch.Member {
	list := keepers(tx, m)
	leader, ok := office.Member(tx, m.Branch, office.Group(tx, m.Branch, m.Group).Leader)
	if ok && leader.Status == branch.Active && leader.ID != m.ID && !slices.ContainsFunc(list, func(k branch.Member) bool { return k.ID == leader.ID }) {
		list = append(list, leader)
	}
	return list
}

// SendChecklist shows the checklist of a member's 政治生日 to those who prepare it. Grace: until the day itself; nobody to
// be reached, and it is tried again each working day.
func SendChecklist(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	b := office.GetBranch(tx, due.Branch)
	m, _ := office.Member(tx, due.Branch, branch.MemberID(due.Subject))
	today := branch.DateOf(now)
	day := m.Joined.Anniversary(today.Year(), b.Settings.MarchFirst)
	if day <= today {
		day = m.Joined.Anniversary(today.Year()+1, b.Settings.MarchFirst)
	}
	if m.Status != branch.Active || day-checkAhead > today+checkEarly { // the one it was due for has passed: no week before it is so long ago
		planChecklist(o, tx, b, m, now)
		return
	}
	to := preparers(tx, m)
	if !slices.ContainsFunc(to, func(p branch.Member) bool { return office.Chat(tx, p) != "" }) {
		tx.Plan(due.Push, due.Branch, due.Subject, o.NextWorking(b, now))
		return
	}
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: b.ID, Subject: due.Subject, Period: yearOf(day), At: now})
	office.EachChat(tx, to, func(p branch.Member, c chat.Chat) {
		tx.ShowBelow(c, prepareCard(b.ID, Preparing(o, tx, p, today))) // with the others of these days: what is due at once is one message
	})
	planChecklist(o, tx, b, m, now)
}

// mayUntick reports whether somebody may take back what stands on a checklist: who recorded it, and who keeps the branch's 政治生日.
func mayUntick(me branch.Member, done Checked) bool {
	return done.By == me.ID || me.May(branch.PrepareBirthdays)
}

// viewOf returns what a checklist shows to one of those who prepare it.
func viewOf(tx *store.Tx, b branch.Branch, me, m branch.Member, day branch.Date) checklistView {
	return viewBeside(tx, b, me, m, day, secretaryOf(tx, b.ID))
}

// secretaryOf returns what the 书记 is called.
func secretaryOf(tx *store.Tx, b branch.BranchID) (name string) {
	for _, s := range office.Posted(tx, b, func(s branch.Member) bool { return s.Post.Is(branch.Secretary) }) {
		name = office.Called(tx, s)
	}
	return name
}

// viewBeside is viewOf where it is known who the 书记 is: of many checklists nobody else changes.
func viewBeside(tx *store.Tx, b branch.Branch, me, m branch.Member, day branch.Date, secretary string) checklistView {
	v := checklistView{Branch: b, Line: lineOf(tx, b, m, day), Own: m.Post.Is(branch.Secretary), Unbound: office.Chat(tx, m) == "", Secretary: secretary}
	for _, c := range checklistOf(b.Settings) {
		item := checkItem{Check: c}
		if done, ok := Checkeds.Get(tx, checkKey(b.ID, m.ID, day.Year(), c)); ok {
			item.Day, item.By, item.Fixed = done.Day, office.PersonName(tx, b.ID, done.By), !mayUntick(me, done)
		}
		v.Items = append(v.Items, item)
	}
	return v
}

// Preparing returns the checklists that are out and whose day has not passed, of those whose 政治生日 a member prepares.
func Preparing(o *office.Office, tx *store.Tx, me branch.Member, today branch.Date) (list []checklistView) {
	b := office.GetBranch(tx, me.Branch)
	next := func(m branch.Member) branch.Date {
		if day := m.Joined.Anniversary(today.Year(), b.Settings.MarchFirst); day >= today {
			return day
		}
		return m.Joined.Anniversary(today.Year()+1, b.Settings.MarchFirst)
	}
	near := func(m branch.Member) bool { return m.Joined != 0 && next(m)-checkAhead <= today+checkEarly } // of a branch of many a few
	is := func(p branch.Member) bool { return p.ID == me.ID }
	keeps := slices.ContainsFunc(keepers(tx, branch.Member{Branch: b.ID}), is)
	mine := func(m branch.Member) bool {
		if m.Post == branch.NoPost && keeps { // who keeps those of all; of who holds a post it may be others
			return true
		}
		return slices.ContainsFunc(preparers(tx, m), is)
	}
	secretary := secretaryOf(tx, b.ID)
	for _, m := range office.MembersOf(tx, b.ID, near) {
		day := next(m)
		if tx.HasSaid(PushChecklist, b.ID, int64(m.ID), yearOf(day)) && mine(m) {
			list = append(list, viewBeside(tx, b, me, m, day, secretary))
		}
	}
	slices.SortStableFunc(list, func(x, y checklistView) int { return int(x.Line.Day - y.Line.Day) })
	return list
}

// Prepared reports whether a 政治生日 of some year that somebody was asked to prepare has gone by.
func Prepared(tx *store.Tx, me branch.Member, who branch.MemberID, year int64, today branch.Date) bool {
	m, ok := office.Member(tx, me.Branch, who)
	now := int64(today.Year())
	return ok && now-1 <= year && year <= now && tx.HasSaid(PushChecklist, m.Branch, int64(m.ID), yearOf(branch.On(int(year), 1, 1))) &&
		slices.ContainsFunc(preparers(tx, m), func(p branch.Member) bool { return p.ID == me.ID })
}

// showPreparing shows what changed about a member's checklist: to who changed it the checklist itself, to the others who
// have the card the card.
func showPreparing(o *office.Office, tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date, by branch.MemberID, today branch.Date) {
	office.EachChat(tx, preparers(tx, m), func(p branch.Member, c chat.Chat) {
		list := Preparing(o, tx, p, today)
		if p.ID == by {
			tx.Show(c, checklistCard(viewOf(tx, b, p, m, day), len(list) < 2))
		} else if _, has := tx.ShownAs(c, KeyPrepare(b.ID)); has {
			tx.Show(c, prepareCard(b.ID, list))
		}
	})
}

// Tick records that something of a checklist was done today, or takes that back. Who prepares the 政治生日 may, and any
// other keeper but the member. Nobody can record what a talk was about.
func Tick(o *office.Office, tx *store.Tx, me branch.Member, member branch.MemberID, year int, check Check, done bool, now time.Time) error {
	b := office.GetBranch(tx, me.Branch)
	m, ok := office.Member(tx, me.Branch, member)
	if !ok || m.Status != branch.Active || m.Joined == 0 || year < branch.DateOf(now).Year()-1 || year > branch.DateOf(now).Year()+1 ||
		!tx.HasSaid(PushChecklist, b.ID, int64(m.ID), yearOf(branch.On(year, 1, 1))) || !slices.Contains(checklistOf(b.Settings), check) {
		return office.Refusal(cards.OldCard)
	}
	mine := me.May(branch.PrepareBirthdays) && me.ID != m.ID || slices.ContainsFunc(preparers(tx, m), func(p branch.Member) bool { return p.ID == me.ID })
	if !mine {
		return office.Refusal(cards.NotYours)
	}
	key := checkKey(b.ID, m.ID, year, check)
	was, ticked := Checkeds.Get(tx, key)
	switch {
	case done && !ticked:
		Checkeds.Put(tx, Checked{Branch: b.ID, Member: m.ID, Year: year, Check: check, Day: branch.DateOf(now), By: me.ID})
	case !done && ticked && !mayUntick(me, was):
		return office.Refusal("这一项由" + office.PersonName(tx, b.ID, was.By) + "同志登记，请由其更正。")
	case !done && ticked:
		Checkeds.Delete(tx, key)
	}
	showPreparing(o, tx, b, m, m.Joined.Anniversary(year, b.Settings.MarchFirst), me.ID, branch.DateOf(now))
	return nil
}

// unprepared are the 政治生日 of the coming week that a member prepares and that are not prepared yet.
func unprepared(o *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) []cards.Task {
	var names []string
	for _, v := range Preparing(o, tx, me, branch.DateOf(now)) {
		if slices.ContainsFunc(v.Items, func(i checkItem) bool { return i.Day == 0 }) {
			names = append(names, v.Line.Name().Short())
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []cards.Task{prepareTask(b.ID, names)}
}

// handChecklists shows the checklists that are out to who prepares them, on the card of each.
func handChecklists(o *office.Office, tx *store.Tx, h office.Handover) {
	if !h.Roles {
		return
	}
	b := h.Branch.ID
	office.EachChat(tx, office.Everybody(tx, b), func(m branch.Member, c chat.Chat) {
		_, has := tx.ShownAs(c, KeyPrepare(b))
		if list := Preparing(o, tx, m, branch.DateOf(h.At)); has || len(list) > 0 {
			tx.ShowLater(c, prepareCard(b, list), h.At)
		}
	})
}
