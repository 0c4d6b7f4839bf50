package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/store"
)

// Matter is what the office has to know of one matter of the branch's year: 政治生日, 评选, 联系点. The kernel asks every matter in
// their order and knows none by name, so that a further matter is one more value. A hook that a matter does not need is nil.
type Matter struct {
	Pushes []Push
	// Plan plans what is due next of the branch as a whole; PlanMember, of one member, and takes off the agenda what is due of
	// somebody who is not of the branch any more. Both may be called at any time, and plan the same again.
	Plan       func(o *Office, tx *store.Tx, b branch.Branch, now time.Time)
	PlanMember func(o *Office, tx *store.Tx, b branch.Branch, m branch.Member, now time.Time)
	// Settings are the branch's own rules about the matter; nil: it has none. Fits returns a sentence about settings that do not fit, or nil.
	Settings *branch.SettingRoom
	Fits     func(o *Office, b branch.BranchID, s branch.Settings, now time.Time) error
	// Dates says what of the matter's own dates a year's holidays have moved, once a branch has loaded them.
	Dates func(o *Office, b branch.Branch, year int) string
	// Veils are how the keys of cards begin, up to the branch, that may show in passing what nobody else may see, as which name was
	// picked: their messages are made to say something else once the card has gone from them.
	Veils []string
	// Waits are what may wait for a member on home; Doors, what runs now in one of home's rooms; Ways, the buttons of home's rooms that lead a member into the matter.
	Waits []Wait
	Doors func(o *Office, tx *store.Tx, me branch.Member, now time.Time) cards.Doors
	Ways  func(o *Office, tx *store.Tx, me branch.Member, now time.Time) []cards.Way
	// Reminders are what of the matter stands on a member's daily card of reminders; nil: nothing.
	Reminders *Reminders
	// Firm is what of the matter stands on an enterprise's card; Heard takes what an enterprise asked for at a visit; Sheets are the
	// matter's in the year's ledger of the contact points.
	Firm   func(tx *store.Tx, c branch.Contact) cards.FirmPart
	Heard  func(o *Office, tx *store.Tx, me branch.Member, contact branch.ContactID, text string, at branch.RecordID, now time.Time)
	Sheets func(tx *store.Tx, b branch.Branch, year int, today branch.Date) []branch.Sheet
	// Owes returns what the branch as a whole still owes in the periods that run, in a line with the way there; ok is false if nothing.
	Owes func(tx *store.Tx, me branch.Member, now time.Time) (t cards.Task, ok bool)
	// Called returns the days, from and to included, for which the branch has called a meeting of a kind. Met is told of a meeting at
	// which another matter has had something decided.
	Called func(tx *store.Tx, b branch.BranchID, kind branch.MeetingKind, from, to branch.Date) []branch.Date
	Met    func(o *Office, tx *store.Tx, me branch.Member, m Met, now time.Time)
	// Evidence is what speaks for a group, or for the branch as a whole, in some days: nothing that only some may see.
	Evidence func(tx *store.Tx, q Evidence) []string
	// Commands stand in the command menu of whoever may type them; the bot knows what they do.
	Commands []cards.Command
	// Opened puts right, before the process does anything else, what a file cannot know of the time since it was written, and
	// returns the keys of the vault that are still needed: all others are destroyed. restored: the file comes from a backup.
	Opened func(o *Office, tx *store.Tx, restored bool, now time.Time) (keys []string)
	// Bound is called when somebody has bound an account; same tells that it stood for the member before. Vouched is called when it is
	// known that the account is the right person's, HeldBack after that, for what the account was not shown because it was bound
	// since; bound is when.
	Bound    func(o *Office, tx *store.Tx, who branch.Member, same bool)
	Vouched  func(o *Office, tx *store.Tx, who branch.Member, by Voucher)
	HeldBack func(tx *store.Tx, who branch.Member, bound time.Time)
	// MayChange refuses a change of the people while something hangs on how they are; MayUndo, to take one back on which
	// something has been built. OnRoll says on what somebody stands by being of the branch, or "".
	MayChange func(tx *store.Tx, b branch.BranchID, edits []branch.Edit, now time.Time) error
	MayUndo   func(tx *store.Tx, c branch.Change, after *branch.People) error
	OnRoll    func(tx *store.Tx, me branch.Member) string
	// Silenced returns why a change of the people needs a second officer, as one of whom it takes a say that is still to be had;
	// "" if it does not.
	Silenced func(tx *store.Tx, before, after *branch.People) string
	// Tells are the lines of what is stored about a member that the member reads one by one, not only counted.
	Tells    func(tx *store.Tx, me branch.Member) []string
	ToldLast bool // they are read after those of the other matters
	// HandOn hands on what waited for people who have left or no longer hold a post or a lead.
	HandOn func(o *Office, tx *store.Tx, h Handover)
	// Holdings are what is stored about a member; Erase removes what of it is not of the branch's own records.
	Holdings []Holding
	Erase    func(tx *store.Tx, me branch.Member)

	own int // its number among those that still live in this room; 0: it has one of its own
}

// Met is a meeting at which something was decided, as the matter knows it that asked for the decision.
type Met struct {
	Kind    branch.MeetingKind
	Day     branch.Date
	Topics  string // 议题
	Decided string // for the minutes
}

// Wait is one kind of thing that may wait for somebody.
type Wait struct {
	Rank Rank
	Of   func(o *Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) []cards.Task
}

// Reminders is what a matter has on a member's daily card of reminders.
type Reminders struct {
	Title string
	Most  int                // how many lines the card shows; 0: all
	Kinds []branch.PointKind // what its reminders are called in the store; they never change
	// Days has add called with each day on which a member is to be reminded of something, while that still waits.
	Days func(o *Office, tx *store.Tx, b branch.Branch, m branch.Member, now time.Time, add func(branch.Date, store.Reminded))
	// Line returns how a thing stands now; ok is false if it is gone. What is not open is not reminded of any more.
	Line func(o *Office, tx *store.Tx, m branch.Member, x store.Reminded, now time.Time) (line cards.ReminderLine, ok bool)
	// Week returns what the 书记 is told of the matter once a week; nil: nothing. Weeks is it for more than one part.
	Week  func(o *Office, tx *store.Tx, b branch.Branch, now time.Time) cards.ReminderPart
	Weeks func(o *Office, tx *store.Tx, b branch.Branch, now time.Time) []cards.ReminderPart
	// Part stands in the place of Title, Most and Line for a matter that has more to say than lines. It is asked of every card.
	Part func(o *Office, tx *store.Tx, b branch.Branch, m branch.Member, day branch.Date, items []store.Reminded, now time.Time) cards.ReminderPart
	// Stale reports whether a thing is not worth saying any more; nil: when its line is not open.
	Stale func(o *Office, tx *store.Tx, b branch.Branch, x store.Reminded, now time.Time) bool
	// One reports whether two things of a day are one; nil: if they are equal. Again reports whether a thing need not be said on the
	// working day after another; nil: never.
	One, Again func(said, x store.Reminded) bool
}

// same reports whether two things of a day are one. nil is of no matter.
func (r *Reminders) same(x, y store.Reminded) bool {
	if r == nil || r.One == nil {
		return x == y
	}
	return r.One(x, y)
}

// again reports whether a thing need not be said, given what was on the card of the working day before.
func (r *Reminders) again(items []store.Reminded, x store.Reminded) bool {
	return r != nil && r.Again != nil && slices.ContainsFunc(items, func(said store.Reminded) bool { return r.Again(said, x) })
}

// Rank says where home lists a kind of thing; within a rank the order is that of the matters.
type Rank uint8

// The ranks, in the order of home.
const (
	Begun     Rank = iota // what somebody has begun, and only has to end
	Asked                 // what a round asks of everybody, or of who keeps it
	Given                 // what is this person's to look after
	Recurring             // what is owed in every period
	Keeping               // what the branch's own lists ask for
	ranks
)

// Evidence is for whom and for which days something is looked for that speaks for them.
type Evidence struct {
	Branch   branch.BranchID
	Group    branch.GroupID // none: the whole branch
	From, To branch.Date    // both included
}

// Handover is a change of a branch's people, as those see it who hand something on.
type Handover struct {
	Branch        branch.Branch
	Before, After *branch.People
	Left          []branch.MemberID // who is not of the branch any more
	Roles         bool              // whether a post or a lead has changed hands
	Now           time.Time
	At            time.Time // when to tell of it: not at night
}

// Holding is one kind of thing that the store keeps about a member, beside what cards.MineView spells out: in which tables it lies,
// and how many rows of it name the member.
type Holding struct {
	Tables []string // by the names of store's schema; a test holds every table against this list
	Label  string
	Own    bool // what comes by itself with being a member: it does not keep an entry from being undone
	Late   bool // read after what somebody has done in the branch
	Count  func(tx *store.Tx, me branch.Member) int
	// Told reports whether the member reads of it, without a number: where a number would be a sum that must not be made. nil: by Count.
	Told func(tx *store.Tx, me branch.Member) bool
	// Lines are the rows that are shown to the member beside their number; nil: none.
	Lines func(tx *store.Tx, me branch.Member) []string
}

// Push is one thing that the clock has to say or do, as the agenda of the store names it (store.Dues).
type Push struct {
	Name    string // in the store; it never changes
	Subject SubjectKind
	// Do carries out what is due, and plans it anew or takes it off the agenda. One that leaves it there is called again at once.
	Do func(o *Office, tx *store.Tx, due store.Due, now time.Time)
	// Beside reads beside the writer, shortly before, what Do would take long over: for store.Derive to remember. nil: nothing. What it
	// fails at, Do fails at.
	Beside func(o *Office, tx *store.Tx, due store.Due)
	// DoKeyed stands in the place of Do where a fresh key of the vault may be needed. It reports whether it has used the key; key
	// is "" if none could be made.
	DoKeyed func(o *Office, tx *store.Tx, due store.Due, key string, now time.Time) bool
	// Says announces it, as the strip of a turned clock and 运行情况 show it. quiet is true for what nobody would notice. nil: always.
	Says  func(o *Office, tx *store.Tx, due store.Due) (sentence string, quiet bool)
	Hours Hours
	Grace string // until when it is still worth saying after a breakdown; the deed keeps to it
	// Broken is called for a deadline before which the process was down, and again with false if it turns out that nothing was
	// missed: whoever it concerns decides whether it is moved. It reports whether it has noted anything. Around a push that has it
	// the process must be known to run. nil: no deadline.
	Broken func(o *Office, tx *store.Tx, due store.Due, down bool) bool
}

// SubjectKind says what the subject of a push is.
type SubjectKind uint8

// The kinds of subjects.
const (
	NoSubject SubjectKind = iota // 0: the push is about the branch; or a number that only its matter knows
	OfMember
	OfThing // something of the matter's own, by its number
)

// Voucher is on whose word an account is known to be the right person's.
type Voucher struct {
	By     branch.Member // nobody: the account that stood for the member before
	Former time.Time     // when that one was bound
}

// Hours says when a push may speak that is late.
type Hours uint8

const (
	// AnyHour leaves it to the deed.
	AnyHour Hours = iota
	// WorkingHours has what is due at another time put off until the branch's reminders go out next on a working day.
	WorkingHours
)
