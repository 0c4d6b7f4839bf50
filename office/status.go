package office

import (
	"maps"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Health is what the process knows of itself and the store does not.
type Health struct {
	Looked  time.Time // when the scheduler last did all that was due; zero: not yet
	Failed  time.Time // when a push last failed; zero: never
	Nightly bool      // backups are made every night
	Free    int64     // bytes free on the data folder's disk; negative: unknown
	Full    bool      // photos and files are not taken any more: the disk, or what they may take of it, is nearly full
}

// Overdue is for how long what is due may stand before something is wrong.
const Overdue = time.Hour

// lowDisk is with how little free the disk is something to tell of. // bytes
const lowDisk = 500 << 20

func (h Health) low() bool { return h.Free >= 0 && h.Free < lowDisk }

// stalled reports whether the clock has not done what is due, or could not of late.
func stalled(tx *store.Tx, h Health, now time.Time) bool {
	if !h.Failed.IsZero() && now.Sub(h.Failed) < 24*time.Hour {
		return true
	}
	for due := range store.DuesByAt.Scan(tx, nil) {
		return now.Sub(due.At) > Overdue
	}
	return false
}

// house is the first branch, whose officers set the bot up: what concerns no other branch goes to them.
func house(tx *store.Tx) branch.BranchID {
	for b := range store.Branches.Scan(tx, nil) {
		return b.ID
	}
	return 0
}

// undelivered returns what was given up, by the branch it was for, and the names of whom it was for.
func undelivered(tx *store.Tx) (dead map[branch.BranchID][]store.Dead, names map[branch.BranchID][]string) {
	dead, names = map[branch.BranchID][]store.Dead{}, map[branch.BranchID][]string{}
	for d := range store.Deads.Scan(tx, nil) {
		for b, name := range addressees(tx, d.Chat) {
			if b == 0 { // whoever it was for has no account any more
				b = house(tx)
			}
			dead[b] = append(dead[b], d)
			if name != "" && !slices.Contains(names[b], name) {
				names[b] = append(names[b], name)
			}
		}
	}
	return dead, names
}

// addressees returns for whom a chat stands: a branch's group, or a member, in each branch that the account is of. Which of them
// a message was for, its row does not say.
func addressees(tx *store.Tx, c chat.Chat) map[branch.BranchID]string {
	if v, ok := store.Venues.Get(tx, store.ChatKey(c)); ok {
		return map[branch.BranchID]string{v.Branch: v.Title}
	}
	names := map[branch.BranchID]string{}
	for b := range store.BindingsByAccount.Scan(tx, store.K[int64]().Str(string(c))) { // alone with the bot a chat is its account
		names[b.Branch] = PersonName(tx, b.Branch, b.Member)
	}
	if len(names) == 0 {
		names[0] = ""
	}
	return names
}

// maxNext is how many of the next pushes are shown, farthest how many rows of the agenda are looked at for them.
const (
	maxNext  = 3
	farthest = 2000
)

// Status returns the card that tells officers how the bot is doing.
func (o *Office) Status(tx *store.Tx, me branch.Member, h Health, now time.Time) chat.Card {
	b := me.Branch
	dead, names := undelivered(tx)
	v := cards.HealthView{Branch: b, Now: now, Looked: h.Looked, Late: stalled(tx, h, now), Dead: len(dead[b]), DeadTo: names[b],
		Nightly: h.Nightly, Free: h.Free, Low: h.low(), Full: h.Full}
	for x := range store.Bindings.Scan(tx, store.K(b)) {
		if state, _ := store.Chats.Get(tx, store.ChatKey(x.Chat)); state.Gone {
			if m, _ := Member(tx, b, x.Member); m.Status == branch.Active {
				v.Gone = append(v.Gone, Called(tx, m))
			}
			continue
		}
		for w := range store.Waitings.Scan(tx, store.ChatKey(x.Chat)) {
			if !w.NotBefore.After(now) {
				v.Waiting++
			}
		}
	}
	up, _ := store.Upkeeps.Get(tx, store.K(1))
	v.Backup, v.Failed = up.Backup, up.Failed
	rows := 0
	for due := range store.DuesByAt.Scan(tx, nil) {
		if rows++; rows > farthest || len(v.Next) == maxNext {
			break
		}
		if due.Branch != b || due.Push == PushChange && !mayReadDue(tx, me, due) {
			continue
		}
		if sentence, quiet := o.Describe(tx, due); !quiet {
			v.Next = append(v.Next, cards.Upcoming(due.At, sentence))
		}
	}
	return cards.Status(v)
}

// mayReadDue reports whether somebody may know of a change that is planned.
func mayReadDue(tx *store.Tx, me branch.Member, due store.Due) bool {
	c, ok := GetChange(tx, due.Branch, branch.ChangeID(due.Subject))
	return ok && MayRead(me, c.Kind)
}

// Resend has what could not be delivered to a branch sent again, and gives how much that is. Only for whoever sees how the bot fares.
func (o *Office) Resend(tx *store.Tx, me branch.Member) (n int, err error) {
	if err := Entitled(me, branch.SeeStatus); err != nil {
		return 0, err
	}
	dead, _ := undelivered(tx)
	for _, d := range dead[me.Branch] {
		tx.Resend(d)
		n++
	}
	return n, nil
}

// Watch tells the 书记 what is wrong with the bot: each kind once a day, not at night. What concerns the machine goes to
// the first branch; what could not be delivered to the branch it was for.
func (o *Office) Watch(tx *store.Tx, h Health, now time.Time) {
	if Night(now) {
		return
	}
	first := house(tx)
	if first == 0 {
		return
	}
	if stalled(tx, h, now) {
		alarm(tx, first, "stalled", cards.AlarmStalled, now)
	}
	if up, _ := store.Upkeeps.Get(tx, store.K(1)); up.Failed != "" {
		alarm(tx, first, "backup", cards.AlarmBackup, now)
	}
	if h.low() {
		alarm(tx, first, "disk", cards.AlarmDisk, now)
	} else if h.Full {
		alarm(tx, first, "files", cards.AlarmFiles, now)
	}
	dead, names := undelivered(tx)
	for _, b := range slices.Sorted(maps.Keys(dead)) {
		recent := 0
		for _, d := range dead[b] {
			if now.Sub(d.At) < 24*time.Hour {
				recent++
			}
		}
		if recent > 0 {
			alarm(tx, b, "dead", cards.AlarmDead(recent, names[b]), now)
		}
	}
}

// alarm tells the 书记, or the other officers if that post is vacant or cannot be reached.
func alarm(tx *store.Tx, b branch.BranchID, kind, sentence string, now time.Time) {
	day := branch.DateOf(now)
	if tx.HasSaid("alarm."+kind, b, 0, day.String()) {
		return
	}
	told := false
	tell := func(_ branch.Member, c chat.Chat) {
		if state, _ := store.Chats.Get(tx, store.ChatKey(c)); !state.Gone {
			tx.ShowBelow(c, cards.Alarm(kind, day, sentence))
			told = true
		}
	}
	EachChat(tx, Posted(tx, b, func(m branch.Member) bool { return m.Post.Is(branch.Secretary) }), tell)
	if !told {
		EachChat(tx, Officers(tx, b), tell)
	}
	if told {
		store.Saids.Put(tx, store.Said{Push: "alarm." + kind, Branch: b, Period: day.String(), At: now})
	}
}
