// Package office holds the deeds: what members, officers and the clock do to a branch. Each deed takes a *store.Tx,
// who acts and values; asks branch/ what is right; writes; and shows cards. The same deed serves a button, the clock
// and the command line. A deed touches nothing but its Tx, so that another engine may run it more than once.
//
// A deed that may not be done returns a Refusal and leaves nothing behind.
package office

import (
	"cmp"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/store"
	"zhibu/vault"
)

// Refusal is an outcome, not a fault: the sentence tells the person why not and what to do.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// Keys returns the key of a sealed round while it is open.
type Keys interface {
	Key(id string) (vault.Key, bool)
}

// Office is what the deeds need beside the store. All of it is read-only.
type Office struct {
	Calendar *branch.Calendar
	Keys     Keys
	// CodeKey keys what is stored of short invitation codes; it lies outside the data and in no backup.
	CodeKey []byte
	// When returns the first instant at or after from that a cron spec of a branch's settings names, in Shanghai.
	When func(spec string, from time.Time) time.Time
	// Matters are those with rooms of their own, in their order.
	Matters []Matter
}

// GetBranch returns a branch that is known to be there.
func GetBranch(tx *store.Tx, b branch.BranchID) branch.Branch {
	row, ok := store.Branches.Get(tx, store.K(b))
	if !ok {
		panic("office: no such branch")
	}
	return row
}

// Member returns a member of a branch, and whether there is one.
func Member(tx *store.Tx, b branch.BranchID, m branch.MemberID) (branch.Member, bool) {
	return store.Members.Get(tx, store.K(b).Int(int64(m)))
}

// Group returns a group of a branch, a former one too; the zero Group if there is none.
func Group(tx *store.Tx, b branch.BranchID, g branch.GroupID) branch.Group {
	row, ok := store.Groups.Get(tx, store.K(b).Int(int64(g)))
	if !ok {
		row, _ = store.FormerGroups.Get(tx, store.K(b).Int(int64(g)))
	}
	return row
}

// MembersOf returns the active members of a branch of whom which is true, in the order of its list.
func MembersOf(tx *store.Tx, b branch.BranchID, which func(branch.Member) bool) []branch.Member {
	return store.Members.Where(tx, store.K(b), func(m branch.Member) bool { return m.Status == branch.Active && which(m) })
}

// Officers returns who keeps the roster and the rounds of a branch, in the order of its list.
func Officers(tx *store.Tx, b branch.BranchID) []branch.Member {
	return Posted(tx, b, branch.KeepRoster.HeldBy)
}

// Organisers returns who sees to the daily keeping of a branch: the 组织委员, or if there is none the other officers.
func Organisers(tx *store.Tx, b branch.BranchID) []branch.Member {
	if list := Posted(tx, b, func(m branch.Member) bool { return m.Post.Is(branch.OrganisationPost) }); len(list) > 0 {
		return list
	}
	return Officers(tx, b)
}

// Organises reports whether a member is one of the Organisers.
func Organises(tx *store.Tx, m branch.Member) bool {
	return m.Post != branch.NoPost && slices.ContainsFunc(Organisers(tx, m.Branch), func(k branch.Member) bool { return k.ID == m.ID })
}

// Posted is MembersOf among those who hold a post. It reads nobody else.
func Posted(tx *store.Tx, b branch.BranchID, which func(branch.Member) bool) (list []branch.Member) {
	for m := range store.MembersByPost.Scan(tx, store.K(b)) {
		if m.Status == branch.Active && which(m) {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b branch.Member) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// ChatOf returns where a member can be reached: "" if nowhere, and for who has left the branch.
func ChatOf(tx *store.Tx, b branch.BranchID, m branch.MemberID) chat.Chat {
	who, _ := Member(tx, b, m)
	return Chat(tx, who)
}

// Chat returns where a member can be reached: "" if nowhere, and for who has left the branch.
func Chat(tx *store.Tx, m branch.Member) chat.Chat {
	if m.Status != branch.Active {
		return ""
	}
	row, _ := store.Bindings.Get(tx, store.K(m.Branch).Int(int64(m.ID)))
	return row.Chat
}

// Unreached returns who of a branch, those who have left included, cannot be reached. It copies nobody's rows.
func Unreached(tx *store.Tx, b branch.BranchID) (list []branch.MemberID) {
	bound := map[branch.MemberID]bool{}
	store.Bindings.Where(tx, store.K(b), func(x store.Binding) bool { bound[x.Member] = true; return false })
	store.Members.Where(tx, store.K(b), func(m branch.Member) bool {
		if m.Status != branch.Active || !bound[m.ID] {
			list = append(list, m.ID)
		}
		return false
	})
	return list
}

// Trusted reports whether a member can be reached, on an account that is known to be the right person's.
func Trusted(tx *store.Tx, m branch.Member) bool {
	return Chat(tx, m) != "" && !BindingOf(tx, m).Unvouched
}

// EachChat calls fn for every member of a list that can be reached.
func EachChat(tx *store.Tx, list []branch.Member, fn func(branch.Member, chat.Chat)) {
	for _, m := range list {
		if c := Chat(tx, m); c != "" {
			fn(m, c)
		}
	}
}

// CalendarOf returns the calendar that a branch goes by: every deed asks here, since a branch may have loaded a year for itself.
func (o *Office) CalendarOf(b branch.BranchID) *branch.Calendar { return o.Calendar.For(b) }

// Working reports whether t is a working hour of a working day of a branch.
func (o *Office) Working(b branch.BranchID, t time.Time) bool {
	return o.CalendarOf(b).Working(branch.DateOf(t)) && inHours(t)
}

// inHours reports whether t is a working hour, whatever the day: 8:30 to 18:00.
func inHours(t time.Time) bool {
	day := branch.DateOf(t)
	return !t.Before(day.At(8, 30)) && t.Before(day.At(18, 0))
}

// Night reports whether t is no hour to write of what is late anyway: from 21:00 to 8:00.
func Night(t time.Time) bool {
	hour := t.In(branch.Shanghai).Hour()
	return hour < 8 || hour >= 21
}

// NextWorking returns the first moment after t at which the branch lets reminders go out, on a working day.
func (o *Office) NextWorking(b branch.Branch, t time.Time) time.Time {
	for {
		t = o.When(b.Settings.RemindAt, t.Add(time.Second))
		if t.IsZero() || o.CalendarOf(b.ID).Working(branch.DateOf(t)) {
			return t
		}
	}
}

// RemindOn returns when on a working day the branch lets reminders go out.
func (o *Office) RemindOn(b branch.Branch, day branch.Date) time.Time {
	return o.When(b.Settings.RemindAt, day.At(0, 0))
}
