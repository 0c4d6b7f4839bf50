package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// undoFor is for how long a change that was carried out can be undone.
const undoFor = 24 * time.Hour

// Change is a change of a branch's people that somebody has confirmed: carried out now, or planned for its day.
// It returns the change as it stands in the history; or as ChangeAsked, with the number of the pending change, where another
// officer has to confirm it first.
func (o *Office) Change(tx *store.Tx, me branch.Member, c branch.Change, now time.Time) (branch.Change, error) {
	c.Branch, c.By, c.At = me.Branch, me.ID, now
	before, after, err := o.judge(tx, me, &c, now)
	if err != nil {
		return c, err
	}
	c.Says = cards.ChangeSays(c, before)
	if o.needsSecond(tx, before, after, me.ID) {
		p, err := o.ask(tx, store.Pending{Branch: c.Branch, By: me.ID, Change: &c}, time.Time{}, now)
		c.State, c.ID = branch.ChangeAsked, branch.ChangeID(p.ID)
		return c, err
	}
	o.enact(tx, &c, before, after, now)
	return c, nil
}

// enact numbers a change and carries it out, or plans it for its day.
func (o *Office) enact(tx *store.Tx, c *branch.Change, before, after *branch.People, now time.Time) {
	c.ID = branch.ChangeID(tx.Next(store.K(c.Branch).Str("change")))
	if c.From > branch.DateOf(now) {
		store.Changes.Put(tx, *c)
		tx.Plan(PushChange, c.Branch, int64(c.ID), c.From.At(0, 0))
		return
	}
	o.carryOut(tx, c, before, after, now)
}

// Foresee returns what a change would lead to, as the card that asks for 「确认」 shows it: what it is, and what to look at.
// The error says why it cannot be.
func (o *Office) Foresee(tx *store.Tx, me branch.Member, c branch.Change, now time.Time) (says string, warnings []string, err error) {
	c.Branch = me.Branch
	before, after, err := o.judge(tx, me, &c, now)
	if err != nil {
		return "", nil, err
	}
	known := before.Warnings(c.From)
	for _, w := range after.Warnings(c.From) {
		if !slices.Contains(known, w) {
			warnings = append(warnings, w)
		}
	}
	if c.Kind.Names() {
		warnings = append(before.Namesakes(c.Name), warnings...)
	}
	if m := after.Member(c.Member); m != nil && (c.Kind == branch.AddKind || c.Kind == "correct") {
		if odd := branch.OddProbation(m.Joined, m.Full); odd != "" {
			warnings = append([]string{odd + "，请核对两个日期。"}, warnings...)
		}
	}
	if o.needsSecond(tx, before, after, me.ID) {
		wanted := cards.SecondWanted(me)
		if why := o.silenced(tx, before, after, me.ID); why != "" {
			wanted = why + "：确认后还须另一名同志确认，才会生效。"
		}
		warnings = append([]string{wanted}, warnings...)
	}
	return cards.ChangeSays(c, before), warnings, nil
}

// MayEnter refuses who may not enter a change of that kind.
func MayEnter(me branch.Member, k branch.ChangeRule) error {
	return Entitled(me, k.Right)
}

// MayRead reports whether somebody may read that kind of change of another person's: what restricts a member's rights is
// for the 书记 and the 纪检委员.
func MayRead(me branch.Member, k branch.ChangeKind) bool {
	kind, _ := branch.ChangeRuleOf(k)
	if kind.Secret {
		return me.May(branch.SeeRestrictions)
	}
	return me.May(branch.SeeRoster)
}

// judge returns the people before and after a change that is entered now, or refuses it.
func (o *Office) judge(tx *store.Tx, me branch.Member, c *branch.Change, now time.Time) (before, after *branch.People, err error) {
	k, ok := branch.ChangeRuleOf(c.Kind)
	if !ok {
		return nil, nil, Refusal(cards.OldForm)
	}
	if err := MayEnter(me, k); err != nil {
		return nil, nil, err
	}
	today := branch.DateOf(now)
	if !slices.Contains(k.Needs, branch.NeedFrom) {
		c.From = today
	}
	before = People(tx, me.Branch)
	if c.Kind == branch.AddKind {
		c.Member = lastMember(tx, me.Branch) + 1
	}
	var m branch.Member
	if k.Member {
		who := before.Member(c.Member)
		if who == nil || !k.OfferedTo(before, *who, today) {
			return nil, nil, Refusal(cards.OldForm)
		}
		m = *who
	}
	if err := branch.MayBegin(c.From, today, m); err != nil {
		return nil, nil, Refusal(err.Error())
	}
	after, err = o.after(tx, before, c, now)
	if err == nil && !me.May(branch.KeepRoster) && branch.Decides(branch.Diff(before, after), before, after) {
		err = Refusal(cards.ClerkDecides)
	}
	return before, after, err
}

// after returns the people as a change leaves them, or refuses it: because of its kind's own rules, because the state
// would be one that cannot be, or because something later stands on what it would change.
func (o *Office) after(tx *store.Tx, before *branch.People, c *branch.Change, now time.Time) (*branch.People, error) {
	k, _ := branch.ChangeRuleOf(c.Kind)
	if k.Member && before.Member(c.Member) == nil { // whose coming has been taken back since this was planned
		return nil, Refusal(cards.OldForm)
	}
	after := before.Clone()
	if err := k.Do(after, c); err != nil {
		return nil, Refusal(err.Error())
	}
	if err := after.Check(); err != nil {
		return nil, Refusal(err.Error())
	}
	edits := branch.Diff(before, after)
	if err := o.mayChange(tx, c.Branch, edits, now); err != nil {
		return nil, err
	}
	for old := range store.ChangesByDay.Range(tx, store.K(c.Branch).Int(int64(c.From+1)), store.K(c.Branch+1)) {
		if old.State == branch.ChangeDone && old.ID != c.ID && overlap(old.Edits, edits) {
			return nil, Refusal(cards.ChangeLater(old))
		}
	}
	return after, nil
}

func overlap(a, b []branch.Edit) bool {
	return slices.ContainsFunc(a, func(x branch.Edit) bool {
		return slices.ContainsFunc(b, func(y branch.Edit) bool {
			return x.Table == y.Table && x.ID == y.ID && x.Field == y.Field
		})
	})
}

// mayChange refuses a change of the people while something hangs on how they are.
func (o *Office) mayChange(tx *store.Tx, b branch.BranchID, edits []branch.Edit, now time.Time) error {
	for m := range o.matters() {
		if m.MayChange == nil {
			continue
		}
		if err := m.MayChange(tx, b, edits, now); err != nil {
			return err
		}
	}
	return nil
}

// carryOut makes a change take effect: rows, history, and everything that follows from it.
func (o *Office) carryOut(tx *store.Tx, c *branch.Change, before, after *branch.People, now time.Time) {
	branch.Stamp(before, after, now)
	o.carryOutEdits(tx, c, before, after, branch.Diff(before, after), now)
}

// carryOutEdits is carryOut where it is known already what differs.
func (o *Office) carryOutEdits(tx *store.Tx, c *branch.Change, before, after *branch.People, edits []branch.Edit, now time.Time) {
	c.State, c.Done, c.Edits = branch.ChangeDone, now, edits
	putChange(tx, *c)
	tx.Plan(PushChange, c.Branch, int64(c.ID), time.Time{})
	o.settle(tx, c.Branch, before, after, now)
	o.tellChange(tx, *c, after, now)
	o.tellNewcomers(tx, *c, before, after, now)
}

// editsPerEntry is how many edits of a roster one entry of the history holds at most: some 200 KB.
const editsPerEntry = 2000

// putChange keeps what was carried out. A roster, which is never undone, may change more than fits into one row.
func putChange(tx *store.Tx, c branch.Change) {
	all := c.Edits
	for c.Kind == branch.Imported && len(all) > editsPerEntry {
		c.Edits, all = all[:editsPerEntry:editsPerEntry], all[editsPerEntry:]
		store.Changes.Put(tx, c)
		c.ID = branch.ChangeID(tx.Next(store.K(c.Branch).Str("change")))
	}
	c.Edits = all
	store.Changes.Put(tx, c)
}

// Rewrite takes over a branch's people as a roster says they are, as one entry of the history: who is concerned finds it
// there, and no change dated earlier undoes it. It cannot be undone. after is People with the roster's values; nobody may
// be missing from it. by is none for the command line.
func (o *Office) Rewrite(tx *store.Tx, b branch.BranchID, by branch.MemberID, says string, after *branch.People, now time.Time) (branch.Change, error) {
	before := People(tx, b)
	return o.rewrite(tx, branch.Change{Branch: b, By: by, Says: says}, before, after, nil, now)
}

// rewrite is Rewrite. edits are what differs, if that is known.
func (o *Office) rewrite(tx *store.Tx, c branch.Change, before, after *branch.People, edits []branch.Edit, now time.Time) (branch.Change, error) {
	if slices.ContainsFunc(before.Members, func(m branch.Member) bool { return after.Member(m.ID) == nil }) {
		panic("office: a roster that would lose somebody")
	}
	if err := mayStand(before, after); err != nil {
		return branch.Change{}, err
	}
	c.ID, c.Kind, c.At, c.From = branch.ChangeID(tx.Next(store.K(c.Branch).Str("change"))), branch.Imported, now, branch.DateOf(now)
	if branch.Stamp(before, after, now) || edits == nil {
		edits = branch.Diff(before, after)
	}
	o.carryOutEdits(tx, &c, before, after, edits, now)
	return c, nil
}

// tellChange tells who is concerned: the member about the own record, the 书记 and the 纪检委员 about restricted rights.
// What takes effect at midnight is told in the morning.
func (o *Office) tellChange(tx *store.Tx, c branch.Change, after *branch.People, now time.Time) {
	at := now
	if Night(now) && c.At.Before(now) {
		at = o.When(GetBranch(tx, c.Branch).Settings.RemindAt, now)
	}
	k, _ := branch.ChangeRuleOf(c.Kind)
	edited := map[branch.MemberID]bool{}
	for _, e := range c.Edits {
		edited[e.MemberOf()] = true
	}
	concerned := func(m branch.Member) bool {
		return m.ID != c.By && (k.Secret && MayRead(m, c.Kind) || !k.Secret && edited[m.ID] || c.Kind == "appoint" && c.Member == m.ID)
	}
	for _, m := range after.Active(concerned) {
		if to := Chat(tx, m); to != "" {
			tx.ShowLater(to, cards.ChangeTold(c), at)
		}
	}
}

// maxNewcomers is how many new members a card names.
const maxNewcomers = 10

// tellNewcomers tells the officers and the leaders of their groups who has come to the branch. Of a roster the officers are told
// with the roster.
func (o *Office) tellNewcomers(tx *store.Tx, c branch.Change, before, after *branch.People, now time.Time) {
	here := make(map[branch.MemberID]bool, len(before.Members))
	for i := range before.Members {
		here[before.Members[i].ID] = before.Members[i].Status == branch.Active
	}
	fresh, groups := after.Active(func(m branch.Member) bool { return !here[m.ID] }), map[branch.GroupID]bool{}
	for i := range fresh {
		groups[fresh[i].Group] = true
	}
	if len(fresh) == 0 {
		return
	}
	at := now
	if Night(now) {
		at = o.When(GetBranch(tx, c.Branch).Settings.RemindAt, now)
	}
	tell := func(to branch.Member, which func(branch.Member) bool) {
		var names []string
		n := 0
		for _, m := range fresh {
			if m.ID == to.ID || !which(m) {
				continue
			}
			if n++; n <= maxNewcomers {
				names = append(names, Called(tx, m)+"（"+after.GroupName(m.Group)+"）")
			}
		}
		if to := Chat(tx, to); to != "" && n > 0 {
			tx.ShowLater(to, cards.Newcomers(c.Branch, c.ID, PersonName(tx, c.Branch, c.By), names, n), at)
		}
	}
	all := func(branch.Member) bool { return true }
	told := map[branch.MemberID]bool{c.By: true}
	if c.Kind != branch.Imported {
		for _, m := range Officers(tx, c.Branch) {
			if !told[m.ID] {
				tell(m, all)
			}
			told[m.ID] = true
		}
	}
	for _, g := range after.Living() {
		if l, ok := Member(tx, c.Branch, g.Leader); ok && groups[g.ID] && !told[l.ID] && (c.Kind != branch.Imported || !l.May(branch.KeepRoster)) {
			tell(l, func(m branch.Member) bool { return m.Group == g.ID })
		}
	}
}

// untellNewcomers has the cards that told of somebody new say that it was taken back.
func untellNewcomers(tx *store.Tx, c branch.Change) {
	card := cards.NewcomersUndone(c)
	for _, m := range MembersOf(tx, c.Branch, func(branch.Member) bool { return true }) {
		if to := Chat(tx, m); to != "" {
			Redraw(tx, to, card)
		}
	}
}

// GetChange returns a change of a branch.
func GetChange(tx *store.Tx, b branch.BranchID, id branch.ChangeID) (branch.Change, bool) {
	return store.Changes.Get(tx, store.K(b).Int(int64(id)))
}

// ChangesOf returns the history of a member, or of the whole branch for none, newest first, as far as somebody may read it.
func ChangesOf(tx *store.Tx, reader branch.Member, m branch.MemberID) (list []branch.Change) {
	for c := range store.Changes.Scan(tx, store.K(reader.Branch)) {
		if (m == 0 || c.Concerns(m)) && MayRead(reader, c.Kind) {
			list = append(list, c)
		}
	}
	slices.Reverse(list)
	return list
}

// CarryOutChange carries out a planned change on its day. One that can no longer be is given up, and the officers told.
func (o *Office) CarryOutChange(tx *store.Tx, due store.Due, now time.Time) {
	c, ok := GetChange(tx, due.Branch, branch.ChangeID(due.Subject))
	if !ok || c.State != branch.ChangePlanned {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	before := People(tx, c.Branch)
	after, err := o.after(tx, before, &c, now)
	if err == nil && c.Seconded.IsZero() && o.needsSecond(tx, before, after, c.By) { // it was another matter when it was entered
		err = Refusal(cards.SecondMissing)
		if why := o.silenced(tx, before, after, c.By); why != "" {
			err = Refusal(why + "，须经另一名同志确认，请重新登记。")
		}
	}
	if err == nil {
		o.carryOut(tx, &c, before, after, now)
	} else {
		c.State, c.Ended, c.Why = branch.ChangeLapsed, now, err.Error()
		store.Changes.Put(tx, c)
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	}
	at := now
	if Night(now) {
		at = o.When(GetBranch(tx, c.Branch).Settings.RemindAt, now)
	}
	EachChat(tx, Officers(tx, c.Branch), func(m branch.Member, to chat.Chat) {
		if MayRead(m, c.Kind) {
			tx.ShowLater(to, cards.ChangeOnItsDay(c), at)
		}
	})
}

// MayUndo returns a change that may be undone or withdrawn now, and the people as they were without it; else the reason
// why not.
func (o *Office) MayUndo(tx *store.Tx, me branch.Member, id branch.ChangeID, now time.Time) (c branch.Change, before, after *branch.People, err error) {
	c, ok := GetChange(tx, me.Branch, id)
	k, known := branch.ChangeRuleOf(c.Kind)
	switch {
	case !me.May(branch.KeepRoster):
		return c, nil, nil, Entitled(me, branch.KeepRoster)
	case ok && c.Kind == branch.Imported:
		return c, nil, nil, Refusal("导入的名册不能撤销。如有差错，请另行登记更正，或改好文件重新导入。")
	case !ok || !known || !MayRead(me, c.Kind): // alike, or the numbers of hidden changes could be found
		return c, nil, nil, Refusal(cards.OldCard)
	case MayEnter(me, k) != nil:
		return c, nil, nil, MayEnter(me, k)
	case c.State == branch.ChangePlanned:
		return c, nil, nil, nil
	case c.State != branch.ChangeDone:
		return c, nil, nil, Refusal("这项变动已经撤销或没有生效。")
	case now.Sub(c.Done) >= undoFor:
		return c, nil, nil, Refusal("变动生效已超过24小时，不能撤销。如有差错，请另行登记更正。")
	}
	before = People(tx, me.Branch)
	after, inTheWay, ok := before.Revert(c.Edits)
	if !ok {
		return c, nil, nil, Refusal(cards.ChangeBuiltOn(laterThan(tx, c, inTheWay)))
	}
	if err := o.mayRevert(tx, c, after, now); err != nil {
		return c, nil, nil, err
	}
	return c, before, after, nil
}

// laterThan returns what has changed a field after a change did.
func laterThan(tx *store.Tx, c branch.Change, e branch.Edit) (later branch.Change) {
	for x := range store.Changes.Scan(tx, store.K(c.Branch)) {
		if x.State == branch.ChangeDone && x.ID != c.ID && !x.Done.Before(c.Done) && overlap(x.Edits, []branch.Edit{e}) {
			later = x
		}
	}
	return later
}

// mayRevert refuses what would contradict a state that something else stands on by now.
func (o *Office) mayRevert(tx *store.Tx, c branch.Change, after *branch.People, now time.Time) error {
	if err := after.Check(); err != nil {
		return Refusal("现在不能撤销：" + err.Error())
	}
	if before := People(tx, c.Branch); len(before.Active(branch.KeepRoster.HeldBy)) > 0 && len(after.Active(branch.KeepRoster.HeldBy)) == 0 {
		return Refusal("现在不能撤销：撤销后书记、副书记、组织委员无人在任。")
	}
	if err := o.mayChange(tx, c.Branch, c.Edits, now); err != nil {
		return err
	}
	if who, ok := Member(tx, c.Branch, c.Member); ok && c.Kind == branch.AddKind {
		if on := o.standsOn(tx, who); on != "" {
			return Refusal(Called(tx, who) + on + "，不能撤销。如有差错，请另行登记更正。")
		}
	}
	for m := range o.matters() {
		if m.MayUndo == nil {
			continue
		}
		if err := m.MayUndo(tx, c, after); err != nil {
			return err
		}
	}
	return nil
}

// UndoChange takes a change back: a planned one at any time before its day, one carried out within a day if nothing
// later stands on it. The history keeps that it was. What another officer has to confirm waits for that.
func (o *Office) UndoChange(tx *store.Tx, me branch.Member, id branch.ChangeID, now time.Time) error {
	c, before, after, err := o.MayUndo(tx, me, id, now)
	if err != nil {
		return err
	}
	second, until := false, time.Time{}
	if c.State == branch.ChangePlanned {
		people, planned := People(tx, me.Branch), c
		would, err := o.after(tx, people, &planned, now)
		second = !c.Seconded.IsZero() || err == nil && o.needsSecond(tx, people, would, me.ID)
		until = c.From.At(0, 0)
	} else {
		second, until = o.needsSecond(tx, before, after, me.ID), c.Done.Add(undoFor)
	}
	if second {
		for _, p := range PendingsOf(tx, me.Branch) {
			if p.Undo == id {
				return Refusal("这项变动的撤销已在等待另一名同志确认。")
			}
		}
		_, err := o.ask(tx, store.Pending{Branch: me.Branch, By: me.ID, Undo: id}, until, now)
		return err
	}
	o.takeBack(tx, c, before, after, me.ID, now)
	return nil
}

// takeBack is what undoing a change does. before and after are nil of one that was planned.
func (o *Office) takeBack(tx *store.Tx, c branch.Change, before, after *branch.People, by branch.MemberID, now time.Time) {
	c.State, c.EndedBy, c.Ended = branch.ChangeUndone, by, now
	store.Changes.Put(tx, c)
	tx.Plan(PushChange, c.Branch, int64(c.ID), time.Time{})
	if after == nil {
		return
	}
	gone := branch.Diff(before, after)
	for _, g := range before.Groups { // one that the change had made
		if after.Group(g.ID) == nil {
			store.Groups.Delete(tx, store.K(c.Branch).Int(int64(g.ID)))
		}
	}
	if c.Kind == branch.AddKind {
		o.strike(tx, *before.Member(c.Member), now)
	}
	o.settle(tx, c.Branch, before, after, now)
	untellNewcomers(tx, c)
	told := c
	told.Edits = gone
	o.tellChange(tx, told, after, now)
}

// lastMember returns the highest number that a member of a branch ever had: that of somebody struck off is not given again.
func lastMember(tx *store.Tx, b branch.BranchID) (last branch.MemberID) {
	store.Members.Where(tx, store.K(b), func(m branch.Member) bool { last = max(last, m.ID); return false })
	for c := range store.ChangesAdding.Scan(tx, store.K(b)) {
		last = max(last, c.Member)
	}
	return last
}

// strike takes back that somebody was entered by hand, with what has come of itself since: nothing stands on it.
func (o *Office) strike(tx *store.Tx, m branch.Member, now time.Time) {
	key := store.K(m.Branch).Int(int64(m.ID))
	store.Members.Delete(tx, key)
	store.Invites.Delete(tx, key)
	store.Digests.Delete(tx, key)
	for l := range store.Looks.Scan(tx, key) {
		store.Looks.Delete(tx, key.Int(int64(l.Day)).Int(int64(l.By)))
	}
	o.forget(tx, m.Branch, m.ID)
}
