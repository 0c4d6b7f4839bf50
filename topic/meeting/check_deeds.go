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

// checkers returns who may check minutes: who presided; but if that one has written in them or has left, the officers who have not and were
// there, if there are none the others of the committee, then those who were absent, and in the smallest branch whoever was there.
func checkers(tx *store.Tx, g Gathering, m Minutes) (list []branch.MemberID) {
	if chair, ok := office.Member(tx, g.Branch, m.Chair); ok && chair.Status == branch.Active && !m.wrote(m.Chair) {
		return []branch.MemberID{m.Chair}
	}
	officers, committee := office.Officers(tx, g.Branch), office.Posted(tx, g.Branch, func(x branch.Member) bool { return x.Post.Committee() })
	for _, there := range []bool{true, false} { // who was absent cannot tell, unless there is nobody else
		for _, of := range [][]branch.Member{officers, committee} {
			for _, x := range of {
				if !m.wrote(x.ID) && !(there && slices.Contains(m.Absent, x.ID)) {
					list = append(list, x.ID)
				}
			}
			if len(list) > 0 {
				return list
			}
		}
	}
	for _, x := range rollOf(tx, g).invited {
		if now, ok := office.Member(tx, g.Branch, x.ID); ok && now.Status == branch.Active && !m.wrote(x.ID) && !slices.Contains(m.Absent, x.ID) {
			list = append(list, x.ID)
		}
	}
	return list
}

// Check marks minutes as read and right, on the word of who presided, or of another where that one has written them. seen is Seen of what
// was shown.
func Check(tx *store.Tx, me branch.Member, gathering, seen int64, now time.Time) error {
	g, ok := Get(tx, me.Branch, gathering)
	m, written := GetMinutes(tx, me.Branch, gathering)
	switch {
	case !ok || !written || g.Withdrawn != nil || !mayReadMinutes(tx, me, g, m): // who may not read them does not learn that there are any
		return office.Refusal(cards.OldCard)
	case me.Status != branch.Active || m.Checked == nil && !slices.Contains(checkers(tx, g, m), me.ID):
		return office.Refusal(whoChecks(callNames(tx, g, m), m.wrote(m.Chair)))
	case m.Checked != nil && m.Checked.By == me.ID:
		return nil
	case m.Checked != nil || Seen(g, m) != seen:
		return office.Refusal(minutesMoved)
	}
	if err := checkWritten(tx, g, m.Written); err != nil {
		return err
	}
	m.Checked = &Signed{me.ID, now}
	MinutesOf.Put(tx, m)
	for _, id := range slices.Compact(slices.Sorted(slices.Values([]branch.MemberID{m.By, m.Recorder}))) {
		who, _ := office.Member(tx, g.Branch, id)
		if to := office.Chat(tx, who); to != "" && id != me.ID && mayReadMinutes(tx, who, g, m) {
			tx.ShowBelow(to, checkedCard(viewMinutes(tx, who, g, m)))
		}
	}
	return nil
}

// callNames are the names of who may check minutes.
func callNames(tx *store.Tx, g Gathering, m Minutes) string {
	var names []string
	for _, id := range checkers(tx, g, m) {
		names = append(names, office.PersonName(tx, g.Branch, id))
	}
	return strings.Join(names, "、")
}

// mayArchive refuses what may not be filed, or who may not file it.
func mayArchive(tx *store.Tx, me branch.Member, gathering int64) (Gathering, Minutes, error) {
	g, m, err := mayWrite(tx, me, gathering)
	if err == nil {
		err = keeps(tx, me, g)
	}
	if err == nil && m.Checked == nil {
		err = office.Refusal("会议记录经主持人核对后才能归档。")
	}
	return g, m, err
}

// Archive files minutes that were checked.
func Archive(tx *store.Tx, me branch.Member, gathering int64, now time.Time) error {
	_, m, err := mayArchive(tx, me, gathering)
	if err != nil || m.Archived != nil {
		return err
	}
	m.Archived = &Signed{me.ID, now}
	MinutesOf.Put(tx, m)
	return nil
}

// minutesWait are the minutes that wait for somebody to check them.
func minutesWait(_ *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, _ time.Time) (list []cards.Task) {
	for m := range minutesOpen.Scan(tx, store.K(b.ID)) {
		if g, ok := Get(tx, b.ID, m.Gathering); ok && g.Withdrawn == nil && slices.Contains(checkers(tx, g, m), me.ID) {
			list = append(list, checkTask(viewMinutes(tx, me, g, m)))
		}
	}
	return list
}

// checkKind is that minutes wait to be checked; it stands in the store and never changes.
const checkKind branch.PointKind = "meet.check"

// checkDays has add called with the day on which somebody is reminded, once, of minutes that wait for him or her: the working day after they
// were written.
func checkDays(o *office.Office, tx *store.Tx, b branch.Branch, me branch.Member, add func(branch.Date, store.Reminded)) {
	for m := range minutesOpen.Scan(tx, store.K(b.ID)) {
		if _, ok := checkLine(tx, me, m.Gathering); ok {
			add(o.CalendarOf(b.ID).Add(branch.DateOf(m.At), 1), store.Reminded{Kind: checkKind, Item: m.Gathering})
		}
	}
}

// checkLine is how minutes that waited for somebody stand now; ok is false if they never did.
func checkLine(tx *store.Tx, me branch.Member, gathering int64) (l cards.ReminderLine, ok bool) {
	g, _ := Get(tx, me.Branch, gathering)
	m, ok := GetMinutes(tx, me.Branch, gathering)
	if !ok || g.Withdrawn != nil || m.Checked == nil && !slices.Contains(checkers(tx, g, m), me.ID) || m.Checked != nil && m.Checked.By != me.ID {
		return l, false
	}
	t := checkTask(viewMinutes(tx, me, g, m))
	return cards.ReminderLine{Text: cards.Say(t.Text), Button: t.Button, Open: m.Checked == nil}, true
}

// StirCheckers plans and shows anew the reminders of who may check minutes, or has.
func StirCheckers(o *office.Office, tx *store.Tx, b branch.BranchID, gathering int64, now time.Time) {
	g, _ := Get(tx, b, gathering)
	if m, ok := GetMinutes(tx, b, gathering); ok {
		who := checkers(tx, g, m)
		if m.Checked != nil {
			who = append(who, m.Checked.By)
		}
		o.StirMembers(tx, office.GetBranch(tx, b), now, who...)
	}
}
