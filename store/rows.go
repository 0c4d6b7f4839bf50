// Package store keeps everything in one file: typed tables, transactions, the outbox. What lies below its rows is an engine
// (package engine), which engine.go names.
//
// The bucket tree; each name but meta is declared beside its table below, or in the room of the matter whose it is. "/" marks an index, "#" a counter.
//
//	meta                version of the file
//	info                one row: rehearsal or real
//	numbers             the last number given, by what it numbers
//	seen                updates that have had their effect, by day, platform and update id; kept two days
//	alive               one row: when the process was last known to run
//	upkeep              one row: backups
//	branches            branch.Branch by id
//	groups, members     by branch and id; members /name
//	contacts            by branch and id; /leader, /group, /liaison
//	former              groups that were merged into others, by branch and id
//	changes             what changed in a branch's people, dated, by branch and id
//	pendings            changes that wait for a second officer, by branch and number
//	looks               which officer looked at whose record on which day, by branch, member, day and officer
//	holidays            a year's holidays, loaded after the program was built, by year
//	ownholidays         the same, for one branch alone, by branch and year
//	bindings            who chats from which account, by branch and member; /account
//	venues              groups on the platform that the bot is in, by chat; /id, /branch
//	invites             the one open invitation of a member, by branch and member; /hash
//	guesses             wrong invitation codes, by account
//	forms               half-filled forms, by chat
//	records             what was done at contact points, by branch and id; /contact, /lead (工作研商)
//	lapses, putoffs     why a duty was not done; until when a reminder was put off: by branch, subject, duty and period
//	digests             what a member was last reminded of, by branch and member
//	requests            诉求, by branch and id; /holder (those open), /due (those open), /contact
//	entries             dated records of all kinds (表彰), by branch, kind and id (topic/register)
//	policies, articles  by branch and id; by branch, policy, version and part
//	rounds              by branch and id; /period (kind and period), /open
//	roll                who is on a round's frozen roll, by branch, round and member
//	ballots             sealed choices, by branch, round and member; #cast
//	nominations         by branch, round and group
//	reports             what groups report to the 党员大会, by branch, round and group
//	meetings            what meetings decided, by branch and id
//	objections          during 公示, by branch, round and id
//	due                 what is to be said or done next, by push, branch and subject; /at over all branches
//	said                what has been said, by push, branch, subject and period
//	uploads             a roster that was sent and is still to be fetched, by chat
//	proposals           what a further roster would change, not yet confirmed, by branch and who sent it
//	proposed            the roster of a proposal in parts, by branch, who sent it and part
//	imports             rosters that were taken over, by branch and number
//	exports             who was sent the roster, by branch and number
//	shown, waiting      the outbox (outbox.go): what each chat shows, what waits to be shown there
//	chats, dead         chats that cannot be reached; cards that were given up
package store

import (
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// Info says what a data folder is for.
type Info struct {
	Rehearsal bool      `json:"rehearsal,omitempty"` // invented people, and a clock that may be turned
	Clock     time.Time `json:"clock,omitzero"`      // of a rehearsal: where its clock was left
	Made      time.Time `json:"made"`
	Bot       string    `json:"bot,omitempty"`   // the bot's user name, for the links of invitations
	ID        string    `json:"id,omitempty"`    // random; stands in the folder of keys and in the names of nightly backups too
	Check     string    `json:"check,omitempty"` // of the secret under which updates are marked as seen
}

// Binding says from which account a member chats.
type Binding struct {
	Branch  branch.BranchID `json:"branch"`
	Member  branch.MemberID `json:"member"`
	Account chat.Account    `json:"account"`
	Chat    chat.Chat       `json:"chat"`
	At      time.Time       `json:"at"`
	Issuer  branch.MemberID `json:"issuer,omitempty"` // whose invitation it came from; none: the command line's
	// Unvouched marks an account from an officer's invitation of which nobody else has said that it is the right person; Former
	// is then the account that was last known to be. A binding of before this was asked counts as vouched for.
	Unvouched bool        `json:"unvouched,omitempty"`
	Former    *Former     `json:"former,omitempty"`
	Front     int64       `json:"front,omitempty"` // of an account's branches, the one with the highest is spoken of
	Heard     branch.Date `json:"heard,omitempty"` // the first day of the month in which this account last did something here; by an older program, the day itself
}

// Former is the account that stood for a member before, from an invitation of Issuer.
type Former struct {
	Account chat.Account    `json:"account"`
	Chat    chat.Chat       `json:"chat"`
	At      time.Time       `json:"at"`
	Issuer  branch.MemberID `json:"issuer,omitempty"`
}

// Venue is a group on the platform that the bot is in. It stands for a branch once an officer has said so.
type Venue struct {
	ID     int64           `json:"id"`
	Chat   chat.Chat       `json:"chat"`
	Title  string          `json:"title"`
	Topic  int64           `json:"topic,omitempty"`  // of a group with topics: where the branch speaks
	Branch branch.BranchID `json:"branch,omitempty"` // none: nothing is said there
	By     chat.Account    `json:"by"`               // who brought the bot there, or who linked it
	At     time.Time       `json:"at"`
}

// Invite is the open invitation of a member. The code itself is never stored.
type Invite struct {
	Branch  branch.BranchID `json:"branch"`
	Member  branch.MemberID `json:"member"`
	Hash    []byte          `json:"hash"`              // SHA-256 of the long code
	Short   []byte          `json:"short,omitempty"`   // HMAC of the short code, under a key outside the data
	Issuer  branch.MemberID `json:"issuer,omitempty"`  // none: the command line
	Account chat.Account    `json:"account,omitempty"` // of the issuer when it was issued
	Expires time.Time       `json:"expires"`
}

// Guesses are an account's wrong invitation codes of late.
type Guesses struct {
	Account chat.Account `json:"account"`
	At      []time.Time  `json:"at"`
}

// Form is what somebody has begun to fill in and not yet confirmed. A chat has at most one.
type Form struct {
	Chat    chat.Chat       `json:"chat"`
	Name    string          `json:"name"`           // which form
	Title   string          `json:"title"`          // what it is called to who fills it in
	Card    string          `json:"card,omitempty"` // the card it stands on; "": the home card
	Branch  branch.BranchID `json:"branch,omitempty"`
	Member  branch.MemberID `json:"member,omitempty"` // who fills it in
	Number  int64           `json:"number"`           // buttons of an earlier form do not work on this one
	Touched time.Time       `json:"touched"`
	Left    bool            `json:"left,omitempty"`    // its person has gone elsewhere: it takes nothing until it is gone on with
	Face    *chat.Card      `json:"face,omitempty"`    // the card that shows it, to go on with
	Passing bool            `json:"passing,omitempty"` // nothing is lost with it
	Search  bool            `json:"search,omitempty"`  // what is typed is looked for until its person goes home
	Secret  bool            `json:"secret,omitempty"`  // its confirmation needs a fresh key of the vault
	Kept    *Form           `json:"kept,omitempty"`    // of a passing one: what had been left half-filled before it, which stands again after it
	chat.Filling
}

// Pending is something that an officer has entered and another one has to confirm: a change, an undoing, or a roster.
type Pending struct {
	Branch   branch.BranchID   `json:"branch"`
	ID       int64             `json:"id"`
	By       branch.MemberID   `json:"by"`
	At       time.Time         `json:"at"`
	Expires  time.Time         `json:"expires"`
	Change   *branch.Change    `json:"change,omitempty"`
	Undo     branch.ChangeID   `json:"undo,omitempty"`     // the change that is to be undone
	Proposal int64             `json:"proposal,omitempty"` // the number of By's Proposal
	Says     string            `json:"says"`
	Secret   bool              `json:"secret,omitempty"`  // for the 书记 and the 纪检委员 only
	Gainers  []branch.MemberID `json:"gainers,omitempty"` // who receives a post or a lead by it
	Losers   []branch.MemberID `json:"losers,omitempty"`  // whose post it takes, or whose standing or rights it changes
	Sum      []byte            `json:"sum"`               // of what it would do, as it was shown
}

// Look marks that an officer looked at somebody's record on a day.
type Look struct {
	Branch branch.BranchID `json:"branch"`
	Member branch.MemberID `json:"member"`
	Day    branch.Date     `json:"day"`
	By     branch.MemberID `json:"by"`
}

// Holidays is a year's table, in the form that branch.Calendar reads.
type Holidays struct {
	Year  int             `json:"year"`
	Table string          `json:"table"`
	From  branch.BranchID `json:"from,omitempty"` // whose officer loaded it; none: the command line
	Own   bool            `json:"own,omitempty"`  // it holds for From alone
	By    branch.MemberID `json:"by,omitempty"`
	At    time.Time       `json:"at"`
}

// RollLook is the trace of a look at who took part in a recommendation.
type RollLook struct {
	Branch branch.BranchID `json:"branch"`
	Round  branch.RoundID  `json:"round"`
	By     branch.MemberID `json:"by"`
	Day    branch.Date     `json:"day"`
}

// Due is the next thing that a push has to say or do about a subject (a member, a round; the push knows which).
type Due struct {
	Push    string          `json:"push"`
	Branch  branch.BranchID `json:"branch"`
	Subject int64           `json:"subject"`
	At      time.Time       `json:"at"`
}

// Said marks that a push has said what it had to say about a subject in a period. It is never said again.
type Said struct {
	Push    string          `json:"push"`
	Branch  branch.BranchID `json:"branch"`
	Subject int64           `json:"subject"`
	Period  string          `json:"period"`
	At      time.Time       `json:"at"`
}

// Founding is a branch of many that is being founded, in more than one deed: what stands under its number is no branch's yet.
type Founding struct {
	Branch branch.BranchID `json:"branch"`
}

// Alive is when the process was last known to run.
type Alive struct {
	At time.Time `json:"at"`
}

// Upkeep is what the process has done for its own safety.
type Upkeep struct {
	Backup   time.Time `json:"backup"`           // when the latest backup was made
	Failed   string    `json:"failed,omitempty"` // why none could be made since
	FailedAt time.Time `json:"failed_at"`
}

// Upload is a roster that an officer has sent to the bot and that is still to be fetched.
type Upload struct {
	Chat   chat.Chat       `json:"chat"`
	Branch branch.BranchID `json:"branch"`
	Member branch.MemberID `json:"member"`
	Number int64           `json:"number"`
	Ref    string          `json:"ref"` // the platform's handle
	File   string          `json:"file"`
	Kind   UploadKind      `json:"kind,omitempty"`
	Form   int64           `json:"form,omitempty"`  // what is being filled in with it
	Field  string          `json:"field,omitempty"` // the field of that form
	Hash   string          `json:"hash,omitempty"`  // of its blob, if it has been fetched
	Update int64           `json:"update,omitempty"`
	At     time.Time       `json:"at,omitzero"`     // when the officer was asked
	Begun  bool            `json:"begun,omitempty"` // its reading has begun: if that ended the process, it is not read again
}

// UploadKind says what an upload is taken for.
type UploadKind string

// The kinds of uploads; what a text is called is its matter's.
const (
	UploadAny    UploadKind = "" // a roster or a text that a matter reads: what it holds tells
	UploadRoster UploadKind = "roster"
	UploadAsked  UploadKind = "asked" // the officer is being asked which it is; it is not read until then
	UploadPhoto  UploadKind = "photo" // with a record
	UploadWords  UploadKind = "words" // for what is being filled in

	UploadDropped UploadKind = "dropped" // neither; it never stands in a row
)

// UploadKey is the key of what is being read for a chat: one photo, and one of all else.
func UploadKey(u Upload) Key {
	if u.Kind == UploadPhoto {
		return ChatKey(u.Chat).Str(string(UploadPhoto))
	}
	return ChatKey(u.Chat)
}

// Proposal is a roster that was read and compared, and waits for a confirmation. Its roster is in Proposeds.
type Proposal struct {
	Branch  branch.BranchID `json:"branch"`
	By      branch.MemberID `json:"by,omitempty"`   // none: the command line
	Chat    chat.Chat       `json:"chat,omitempty"` // of By
	Number  int64           `json:"number"`         // buttons of an earlier one do not work on this one
	File    string          `json:"file"`
	Hash    string          `json:"hash"`   // of the file, which is not kept
	Digest  []byte          `json:"digest"` // of the difference that was shown
	Answers []Answer        `json:"answers,omitempty"`
	At      time.Time       `json:"at"`
}

// Answer says whom a line of a proposed roster means.
type Answer struct {
	Row    int             `json:"row"`
	Member branch.MemberID `json:"member"`
}

// Proposed is a part of a proposal's roster; a whole one may be larger than a row.
type Proposed struct {
	Branch branch.BranchID `json:"branch"`
	By     branch.MemberID `json:"by,omitempty"`
	Part   int64           `json:"part"`
	Roster branch.Roster   `json:"roster"`
}

// Import is a further roster that was taken over.
type Import struct {
	Branch   branch.BranchID `json:"branch"`
	ID       int64           `json:"id"`
	By       branch.MemberID `json:"by,omitempty"` // none: the command line
	File     string          `json:"file"`
	Hash     string          `json:"hash"`
	Added    int             `json:"added,omitempty"`   // people
	Changed  int             `json:"changed,omitempty"` // people
	Contacts int             `json:"contacts,omitempty"`
	At       time.Time       `json:"at"`
}

// Export is a trace: the roster was sent to an officer, or written on the command line.
type Export struct {
	Branch branch.BranchID `json:"branch"`
	ID     int64           `json:"id"`
	By     branch.MemberID `json:"by,omitempty"` // none: the command line
	At     time.Time       `json:"at"`
}

type seen struct {
	Day      int64  `json:"d"` // UTC days since 1970
	Platform string `json:"p"` // each numbers its own updates
	ID       int64  `json:"i"`
}

// The tables. Keys are as the package comment says.
var (
	Infos     = NewTable("info", func(Info) Key { return K(1) })
	seens     = NewTable("seen", func(s seen) Key { return K(s.Day).Str(s.Platform).Int(s.ID) })
	Alives    = NewTable("alive", func(Alive) Key { return K(1) })
	Upkeeps   = NewTable("upkeep", func(Upkeep) Key { return K(1) })
	Branches  = NewTable("branches", func(b branch.Branch) Key { return K(b.ID) }).Remember()
	Foundings = NewTable("foundings", func(f Founding) Key { return K(f.Branch) })
	Groups    = NewTable("groups", func(g branch.Group) Key { return K(g.Branch).Int(int64(g.ID)) }).Remember().Together()
	Members   = NewTable("members", func(m branch.Member) Key { return K(m.Branch).Int(int64(m.ID)) }).Remember().Together()
	// MembersByName finds those who share a name.
	MembersByName = Members.Index("name", func(m branch.Member) Key { return K(m.Branch).Str(m.Name) })
	// MembersByPost finds those who hold a post, of however many people a branch has.
	MembersByPost = Members.Index("post", func(m branch.Member) Key {
		if m.Post == "" {
			return nil
		}
		return K(m.Branch).Str(string(m.Post))
	})
	Contacts = NewTable("contacts", func(c branch.Contact) Key { return K(c.Branch).Int(int64(c.ID)) }).Together()

	FormerGroups = NewTable("former", func(g branch.Group) Key { return K(g.Branch).Int(int64(g.ID)) }).Together()
	Changes      = NewTable("changes", func(c branch.Change) Key { return K(c.Branch).Int(int64(c.ID)) })
	// ChangesByDay finds the changes that take effect on a day or later, and ChangesAdding those by which somebody came, without the
	// rest of a history: what a roster of thousands has left in it is megabytes.
	ChangesByDay  = Changes.Index("day", func(c branch.Change) Key { return K(c.Branch).Int(int64(c.From)) })
	ChangesAdding = Changes.Index("adding", func(c branch.Change) Key {
		if c.Kind != branch.AddKind {
			return nil
		}
		return K(c.Branch)
	})
	Pendings          = NewTable("pendings", func(p Pending) Key { return K(p.Branch).Int(p.ID) })
	Looks             = NewTable("looks", func(l Look) Key { return K(l.Branch).Int(int64(l.Member)).Int(int64(l.Day)).Int(int64(l.By)) })
	LooksByDay        = Looks.Index("day", func(l Look) Key { return K(int64(l.Day)) })
	HolidaysOf        = NewTable("holidays", func(h Holidays) Key { return K(h.Year) })
	OwnHolidays       = NewTable("ownholidays", func(h Holidays) Key { return K(h.From).Int(int64(h.Year)) })
	ContactsByLeader  = Contacts.Index("leader", func(c branch.Contact) Key { return K(c.Branch).Int(int64(c.Leader)) })
	ContactsByGroup   = Contacts.Index("group", func(c branch.Contact) Key { return K(c.Branch).Int(int64(c.Group)) })
	ContactsByLiaison = Contacts.Index("liaison", func(c branch.Contact) Key {
		if c.Liaison == 0 {
			return nil
		}
		return K(c.Branch).Int(int64(c.Liaison))
	})

	Bindings          = NewTable("bindings", func(b Binding) Key { return K(b.Branch).Int(int64(b.Member)) }).Remember().Together()
	BindingsByAccount = Bindings.unique("account", func(b Binding) Key { return K[int64]().Str(string(b.Account)).Int(int64(b.Branch)) })
	BindingsUnvouched = Bindings.Index("unvouched", func(b Binding) Key {
		if !b.Unvouched {
			return nil
		}
		return K(b.Branch)
	})
	Venues         = NewTable("venues", func(v Venue) Key { return ChatKey(v.Chat) })
	VenuesByID     = Venues.unique("id", func(v Venue) Key { return K(v.ID) })
	VenuesByBranch = Venues.Index("branch", func(v Venue) Key {
		if v.Branch == 0 {
			return nil
		}
		return K(v.Branch)
	})
	Invites        = NewTable("invites", func(i Invite) Key { return K(i.Branch).Int(int64(i.Member)) })
	InvitesByHash  = Invites.unique("hash", func(i Invite) Key { return Key(i.Hash) })
	InvitesByShort = Invites.unique("short", func(i Invite) Key { return Key(i.Short) })
	GuessesOf      = NewTable("guesses", func(g Guesses) Key { return K[int64]().Str(string(g.Account)) })
	GuessesByTime  = GuessesOf.Index("last", func(g Guesses) Key {
		if len(g.At) == 0 {
			return nil
		}
		return K[int64]().Time(g.At[len(g.At)-1])
	})
	Forms = NewTable("forms", func(f Form) Key { return ChatKey(f.Chat) })

	Dues     = NewTable("due", func(d Due) Key { return K[int64]().Str(d.Push).Int(int64(d.Branch)).Int(d.Subject) })
	DuesByAt = Dues.Index("at", func(d Due) Key { return K[int64]().Time(d.At) })
	Saids    = NewTable("said", func(s Said) Key {
		return K[int64]().Str(s.Push).Int(int64(s.Branch)).Int(s.Subject).Str(s.Period)
	})

	Uploads   = NewTable("uploads", UploadKey)
	Proposals = NewTable("proposals", func(p Proposal) Key { return K(p.Branch).Int(int64(p.By)) })
	Proposeds = NewTable("proposed", func(p Proposed) Key { return K(p.Branch).Int(int64(p.By)).Int(p.Part) })
	Imports   = NewTable("imports", func(i Import) Key { return K(i.Branch).Int(i.ID) })
	// RollLooks are the looks of the 纪检委员 at who took part in a recommendation.
	RollLooks      = NewTable("roll_looks", func(l RollLook) Key { return RoundKey(l.Branch, l.Round).Int(int64(l.Day)).Int(int64(l.By)) })
	RollLooksByDay = RollLooks.Index("day", func(l RollLook) Key { return K(int64(l.Day)) })
	Exports        = NewTable("exports", func(e Export) Key { return K(e.Branch).Int(e.ID) })
	ExportsByTime  = Exports.Index("at", func(e Export) Key { return K[int64]().Time(e.At) })
)

var numbers = declare("numbers")

// ChatKey is the key of what belongs to a chat.
func ChatKey(c chat.Chat) Key { return K[int64]().Str(string(c)) }

// RoundKey is the key of a round, and the prefix of what belongs to it.
func RoundKey(b branch.BranchID, r branch.RoundID) Key { return K(b).Int(int64(r)) }

// Next returns the next number of a sequence: 1, 2, 3, … A refused deed gives its number back.
func (tx *Tx) Next(sequence Key) int64 {
	n := int64(1)
	if raw := tx.get(numbers, sequence); raw != nil {
		n = parseInt(raw) + 1
	}
	tx.put(numbers, sequence, Key(nil).Int(n))
	return n
}

// NextOn returns the next number of a sequence that begins anew each day: how many there have been today. One row, whatever the day.
func (tx *Tx) NextOn(sequence Key, day branch.Date) int64 {
	const most = 1_000_000 // a day
	n := int64(day) * most
	if raw := tx.get(numbers, sequence); raw != nil {
		n = max(n, parseInt(raw))
	}
	tx.put(numbers, sequence, Key(nil).Int(n+1))
	return (n + 1) % most
}

// Plan sets when a push has something to say or do about a subject next; the zero time means never.
func (tx *Tx) Plan(push string, b branch.BranchID, subject int64, at time.Time) {
	d := Due{Push: push, Branch: b, Subject: subject, At: at}
	if at.IsZero() {
		Dues.Delete(tx, Dues.key(d))
	} else if old, ok := Dues.Get(tx, Dues.key(d)); !ok || !old.At.Equal(at) {
		Dues.Put(tx, d)
	} else {
		return
	}
	tx.outcome.due = true
}

// HasSaid reports whether a push has said what it had to say about a subject in a period.
func (tx *Tx) HasSaid(push string, b branch.BranchID, subject int64, period string) bool {
	return Saids.Has(tx, Saids.key(Said{Push: push, Branch: b, Subject: subject, Period: period}))
}
