package meeting

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// The tables of notices. Their names stand in the file and never change.
var (
	// Notices are the meetings that were called, by branch and number.
	Notices = store.NewTable("notices", func(n Notice) store.Key { return store.K(n.Branch).Int(n.ID) })
	// Leaves are who cannot come, by branch, notice and member, until the day has passed.
	Leaves = store.NewTable("leaves", func(l Leave) store.Key { return leaveKey(l.Branch, l.Notice, l.Member) })

	noticesAhead = Notices.Index("ahead", func(n Notice) store.Key {
		if n.Off != nil || n.Held != 0 {
			return nil
		}
		return store.K(n.Branch).Int(int64(n.Day()))
	})
)

func leaveKey(b branch.BranchID, notice int64, m branch.MemberID) store.Key {
	return store.K(b).Int(notice).Int(int64(m))
}

// PushOver has a notice for its subject: its day has passed, and who could not come is forgotten. The name never changes.
const PushOver = "meet.ended"

var pushes = []office.Push{{Name: PushOver, Subject: office.OfThing, Do: endDay, Grace: "没有期限：请假情况必须清除"}}

// GetNotice returns a notice of a branch.
func GetNotice(tx *store.Tx, b branch.BranchID, id int64) (Notice, bool) {
	return Notices.Get(tx, store.K(b).Int(id))
}

// called returns the notices without a record whose day is one of some days, both included.
func called(tx *store.Tx, b branch.BranchID, from, to branch.Date) (list []Notice) {
	for n := range noticesAhead.Range(tx, store.K(b).Int(int64(from)), store.K(b).Int(int64(to)+1)) {
		list = append(list, n)
	}
	return list
}

// calledDays returns the days, from and to included, for which a meeting of a kind of decision has been called.
func calledDays(tx *store.Tx, b branch.BranchID, kind branch.MeetingKind, from, to branch.Date) (list []branch.Date) {
	for _, n := range called(tx, b, from, to) {
		if n.Off == nil && slices.Contains(n.Kinds, string(kind)) {
			list = append(list, n.Day())
		}
	}
	return list
}

// invited returns who belongs to a meeting.
func invited(tx *store.Tx, n Notice) []branch.Member {
	return office.MembersOf(tx, n.Branch, n.Invites)
}

// convener returns who hears of leaves: who called the meeting, or the 组织委员 if that is not that one's to do any more.
func convener(tx *store.Tx, n Notice) branch.Member {
	if m, ok := office.Member(tx, n.Branch, n.By); ok && mayEnter(tx, m, n.Content()) == nil {
		return m
	}
	if list := office.Organisers(tx, n.Branch); len(list) > 0 {
		return list[0]
	}
	return branch.Member{}
}

// checkNotice puts a notice in order, and refuses what it may not say or who may not call it.
func checkNotice(tx *store.Tx, me branch.Member, n *Notice, now time.Time) error {
	if err := n.fits(groupsOf(tx, me.Branch), now); err != nil {
		return office.Refusal(err.Error())
	}
	if err := mayEnter(tx, me, n.Content()); err != nil {
		return err
	}
	for _, other := range called(tx, me.Branch, n.Day(), n.Day()) {
		if kind := both(n.Content(), other.Content()); kind != "" && other.ID != n.ID {
			return office.Refusal(calledTwice(n.Day(), kind))
		}
	}
	return nil
}

// Call tells everybody who belongs to a meeting of it.
func Call(o *office.Office, tx *store.Tx, me branch.Member, n Notice, now time.Time) (Notice, error) {
	n.Branch, n.ID, n.By, n.MadeAt = me.Branch, 0, me.ID, now
	if err := checkNotice(tx, me, &n, now); err != nil {
		return n, err
	}
	n.ID = tx.Next(store.K(me.Branch).Str("notice"))
	put(o, tx, n, now)
	return n, nil
}

// put writes a notice and shows it to everybody whom it concerns, below what they have.
func put(o *office.Office, tx *store.Tx, n Notice, now time.Time) {
	Notices.Put(tx, n)
	tx.Plan(PushOver, n.Branch, n.ID, (n.Day()+1).At(0, 0))
	office.EachChat(tx, invited(tx, n), func(m branch.Member, c chat.Chat) {
		tx.ShowBelow(c, noticeCard(viewNotice(tx, n, m), false))
	})
	stir(o, tx, n.Branch, now)
}

// toChange returns a notice for who may change it or call it off, or refuses.
func toChange(tx *store.Tx, me branch.Member, id int64, now time.Time) (Notice, error) {
	n, ok := GetNotice(tx, me.Branch, id)
	if !ok {
		return n, office.Refusal(cards.OldCard)
	}
	if err := mayEnter(tx, me, n.Content()); err != nil {
		return n, err
	}
	switch {
	case !n.Stands(now):
		return n, office.Refusal(noticeOver)
	case len(n.Moved) >= maxChanges:
		return n, office.Refusal("这次会议的通知已经多次改动。请取消后重新发通知。")
	}
	return n, nil
}

// Move has a notice say another time, place, topics or what to bring: everybody is shown it again, below.
func Move(o *office.Office, tx *store.Tx, me branch.Member, id int64, to Notice, now time.Time) (Notice, error) {
	n, err := toChange(tx, me, id, now)
	if err != nil {
		return n, err
	}
	was := n
	n.At, n.Place, n.Topics, n.Bring = to.At, to.Place, to.Topics, to.Bring
	if err := checkNotice(tx, me, &n, now); err != nil {
		return n, err
	}
	if n.same(was) {
		return n, nil
	}
	n.Moved = append(slices.Clone(n.Moved), Moved{was.At, was.Place, was.Topics, was.Bring, me.ID, now})
	put(o, tx, n, now)
	return n, nil
}

// CallOff says to everybody that the meeting is not held on that day.
func CallOff(o *office.Office, tx *store.Tx, me branch.Member, id int64, now time.Time) error {
	n, err := toChange(tx, me, id, now)
	if err != nil {
		return err
	}
	n.Off = &branch.Withdrawn{By: me.ID, At: now}
	put(o, tx, n, now)
	forget(tx, n)
	return nil
}

// TakeLeave notes that somebody cannot come, and tells the convener. A second time it changes the reason.
func TakeLeave(tx *store.Tx, me branch.Member, id int64, reason string, now time.Time) error {
	n, ok := GetNotice(tx, me.Branch, id)
	switch {
	case !ok || !n.Invites(me):
		return office.Refusal(cards.NotYours)
	case !n.Stands(now):
		return office.Refusal(noticeOver)
	}
	if l, had := Leaves.Get(tx, leaveKey(n.Branch, n.ID, me.ID)); had && l.Reason == reason {
		return nil
	}
	Leaves.Put(tx, Leave{Branch: n.Branch, Notice: n.ID, Member: me.ID, Reason: reason, At: now})
	tellLeave(tx, n, me)
	return nil
}

// Come takes a leave back.
func Come(tx *store.Tx, me branch.Member, id int64, now time.Time) error {
	n, ok := GetNotice(tx, me.Branch, id)
	switch {
	case !ok || !n.Invites(me):
		return office.Refusal(cards.NotYours)
	case !n.Stands(now):
		return office.Refusal(noticeOver)
	case !Leaves.Has(tx, leaveKey(n.Branch, n.ID, me.ID)):
		return nil
	}
	Leaves.Delete(tx, leaveKey(n.Branch, n.ID, me.ID))
	tellLeave(tx, n, me)
	return nil
}

// tellLeave shows a member's own notice as it stands now, and the convener who cannot come.
func tellLeave(tx *store.Tx, n Notice, me branch.Member) {
	if c := office.Chat(tx, me); c != "" {
		tx.Show(c, noticeCard(viewNotice(tx, n, me), false))
	}
	if c := office.Chat(tx, convener(tx, n)); c != "" {
		// One card: a second one below would leave the reasons of the first in the chat.
		tx.Show(c, leavesCard(n, leavesOf(tx, n)))
	}
}

// leavesOf returns who cannot come, with the reasons: for the convener alone.
func leavesOf(tx *store.Tx, n Notice) (list []leaveLine) {
	for l := range Leaves.Scan(tx, store.K(n.Branch).Int(n.ID)) {
		list = append(list, leaveLine{office.PersonName(tx, n.Branch, l.Member), l.Reason})
	}
	return list
}

// viewNotice returns a notice as a member sees it.
func viewNotice(tx *store.Tx, n Notice, me branch.Member) noticeView {
	v := noticeView{Notice: n, Reader: me.ID, By: office.PersonName(tx, n.Branch, n.By), Invited: n.Invites(me), Keeps: mayEnter(tx, me, n.Content()) == nil,
		Told: office.Chat(tx, convener(tx, n)) != "", OnLeave: Leaves.Has(tx, leaveKey(n.Branch, n.ID, me.ID))}
	for _, id := range n.Groups {
		v.Groups = append(v.Groups, office.Group(tx, n.Branch, id).Name)
	}
	return v
}

// endDay ends what can still be done with a notice once its day has passed: who could not come, and why, is forgotten.
func endDay(_ *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	n, ok := GetNotice(tx, due.Branch, due.Subject)
	if !ok {
		return
	}
	if end := (n.Day() + 1).At(0, 0); now.Before(end) {
		tx.Plan(due.Push, due.Branch, due.Subject, end)
		return
	}
	forget(tx, n)
	n.Ended = true
	Notices.Put(tx, n)
	redraw(tx, n)
}

// redraw shows a notice as it stands now where it has been shown.
func redraw(tx *store.Tx, n Notice) {
	office.EachChat(tx, invited(tx, n), func(m branch.Member, c chat.Chat) {
		if _, shown := tx.ShownAs(c, keyNotice(n)); shown {
			tx.Show(c, noticeCard(viewNotice(tx, n, m), false))
		}
	})
}

// forget removes who could not come, here and on the convener's card.
func forget(tx *store.Tx, n Notice) {
	for l := range Leaves.Scan(tx, store.K(n.Branch).Int(n.ID)) {
		Leaves.Delete(tx, leaveKey(l.Branch, l.Notice, l.Member))
	}
	if c := office.Chat(tx, convener(tx, n)); c != "" {
		if _, shown := tx.ShownAs(c, keyLeaves(n)); shown {
			tx.Show(c, leavesOver(n))
		}
	}
}

// unheldAs has a notice stand again whose record has been withdrawn.
func unheldAs(tx *store.Tx, g Gathering) {
	for n := range Notices.Scan(tx, store.K(g.Branch)) {
		if n.Held == g.ID {
			n.Held = 0
			Notices.Put(tx, n)
			redraw(tx, n)
		}
	}
}

// unreached returns who belongs to a meeting and has no account: somebody has to tell them.
func unreached(tx *store.Tx, n Notice) (list []branch.Member) {
	for _, m := range invited(tx, n) {
		if office.Chat(tx, m) == "" {
			list = append(list, m)
		}
	}
	return list
}

// heldAs notes on the notices of a day that their meeting has a record.
func heldAs(tx *store.Tx, g Gathering) {
	for _, n := range called(tx, g.Branch, g.Day, g.Day) {
		if both(n.Content(), g.Content) != "" {
			n.Held = g.ID
			Notices.Put(tx, n)
			redraw(tx, n)
		}
	}
}

// ahead returns the meetings to come to which somebody belongs or whose calling is his or hers, the next first.
func ahead(tx *store.Tx, me branch.Member, now time.Time) (list []Notice) {
	today := branch.DateOf(now)
	for _, n := range called(tx, me.Branch, today, today+farthest) {
		if n.Stands(now) && (n.Invites(me) || mayEnter(tx, me, n.Content()) == nil) {
			list = append(list, n)
		}
	}
	slices.SortStableFunc(list, func(x, y Notice) int { return x.At.Compare(y.At) })
	return list
}

// toLog returns the meetings that were called and have passed, of which somebody may enter the record that is missing.
func toLog(tx *store.Tx, me branch.Member, now time.Time) (list []Notice) {
	today := branch.DateOf(now)
	for _, n := range called(tx, me.Branch, today-explainFor, today) {
		if !n.At.After(now) && mayEnter(tx, me, n.Content()) == nil {
			list = append(list, n)
		}
	}
	return list
}

// lastPlace returns where a meeting like that was called last, and at what time of day; "" if there was none. Where another body meets is
// nobody's to read here, and no record's.
func lastPlace(tx *store.Tx, b branch.BranchID, like Content) (place, clock string) {
	var last Notice
	for n := range Notices.Scan(tx, store.K(b)) {
		if n.MadeAt.After(last.MadeAt) && slices.Equal(n.Kinds, like.Kinds) && slices.Equal(n.Groups, like.Groups) {
			last = n
		}
	}
	if last.ID == 0 {
		return "", ""
	}
	return last.Place, last.At.In(branch.Shanghai).Format("15:04")
}

// mayCalendar reports whether somebody may have the calendar's file of a notice.
func mayCalendar(tx *store.Tx, who branch.Member, args []int64) bool {
	if len(args) != 3 {
		return false
	}
	n, ok := GetNotice(tx, who.Branch, args[2])
	return ok && n.Invites(who)
}
