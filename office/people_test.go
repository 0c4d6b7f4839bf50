package office_test

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
	"zhibu/app"
	"zhibu/branch"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/vault"
)

// TestPeopleKeepTheirOrder runs random imports, changes of every kind, turns of the clock and undos, by whoever is an
// officer at the time, and checks after each what must always be so.
func TestPeopleKeepTheirOrder(t *testing.T) {
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	roster, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	o := &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: nine}
	did := map[branch.ChangeKind]int{}
	undone, dropped := 0, errors.New("dropped")
	rapid.Check(t, func(t *rapid.T) {
		var stopped any // by rapid: the store would make an error of it
		_, err := s.Update(func(tx *store.Tx) (err error) {
			defer func() {
				if stopped = recover(); stopped != nil {
					err = dropped
				}
			}()
			h := history{T: t, o: o, tx: tx, now: branch.On(2026, 6, 11).At(9, 0), founded: map[branch.BranchID]*branch.People{}, added: map[branch.BranchID]int{}}
			h.found(roster)
			for range rapid.IntRange(1, 25).Draw(t, "steps") {
				switch rapid.IntRange(0, 9).Draw(t, "what") {
				case 0:
					h.turn(rapid.IntRange(0, 40).Draw(t, "days"))
				case 1, 2:
					undone += h.undo()
				case 3:
					if len(h.founded) < 3 && rapid.Bool().Draw(t, "another branch") {
						h.found(roster)
					} else {
						h.rewrite()
					}
				default:
					if k, ok := h.change(); ok {
						did[k]++
					}
				}
				h.check()
			}
			return dropped
		})
		if stopped != nil {
			panic(stopped)
		}
		if !errors.Is(err, dropped) {
			t.Fatal(err)
		}
	})
	for _, k := range branch.ChangeKinds {
		if did[k.Kind] == 0 {
			t.Errorf("%s never took place: %v", k.Name, did)
		}
	}
	if undone == 0 {
		t.Error("nothing was undone")
	}
}

// history is one random course of events, inside one transaction.
type history struct {
	*rapid.T
	o       *office.Office
	tx      *store.Tx
	now     time.Time
	founded map[branch.BranchID]*branch.People
	added   map[branch.BranchID]int // people who came later
}

func (h *history) found(roster branch.Roster) {
	f, faults := branch.Establish(roster, fmt.Sprint("支部", len(h.founded)), branch.DateOf(h.now))
	if len(faults) > 0 {
		h.Fatal(faults)
	}
	b, err := h.o.Found(h.tx, f, h.now)
	if err != nil {
		h.Fatal(err)
	}
	h.founded[b] = office.People(h.tx, b)
}

// turn moves the clock, through what is due.
func (h *history) turn(days int) {
	to := h.now.AddDate(0, 0, days).Add(time.Minute)
	for {
		var due *store.Due
		for d := range store.DuesByAt.Range(h.tx, nil, store.Key(nil).Time(to.Add(time.Second))) {
			if d.Push == office.PushChange {
				due = &d
				break
			}
		}
		if due == nil {
			break
		}
		if due.At.After(h.now) {
			h.now = due.At
		}
		h.o.CarryOutChange(h.tx, *due, h.now)
	}
	h.now = to
}

func (h *history) pickBranch() branch.BranchID {
	return rapid.SampledFrom(slices.Sorted(maps.Keys(h.founded))).Draw(h.T, "branch")
}

// officer returns an officer: the 书记 if that is wanted and there is one, or by chance.
func (h *history) officer(p *branch.People, secretary bool) branch.Member {
	all := p.Active(branch.KeepRoster.HeldBy)
	if len(all) == 0 {
		h.Fatal("no officer is left")
	}
	if s := slices.IndexFunc(all, func(m branch.Member) bool { return m.Post == branch.Secretary }); s >= 0 && (secretary || rapid.Bool().Draw(h.T, "secretary")) {
		return all[s]
	}
	return rapid.SampledFrom(all).Draw(h.T, "officer")
}

// change enters a change with random answers, few of which are sensible.
func (h *history) change() (branch.ChangeKind, bool) {
	b := h.pickBranch()
	p := office.People(h.tx, b)
	kinds := branch.ChangeKinds
	if rapid.IntRange(0, 2).Draw(h.T, "follow up") == 0 { // else nobody would come back, or have the rights restored
		kinds = slices.DeleteFunc(slices.Clone(kinds), func(k branch.ChangeRule) bool {
			return k.Kind != "lift" && k.Kind != "return" ||
				!slices.ContainsFunc(p.Members, func(m branch.Member) bool { return k.OfferedTo(p, m, branch.DateOf(h.now)) })
		})
		if len(kinds) == 0 {
			kinds = branch.ChangeKinds
		}
	}
	k := rapid.SampledFrom(kinds).Draw(h.T, "kind")
	someone := func() branch.MemberID { return rapid.SampledFrom(p.Members).Draw(h.T, "member").ID }
	group := func() branch.GroupID { return rapid.SampledFrom(p.Groups).Draw(h.T, "group").ID }
	c := branch.Change{Kind: k.Kind, Member: someone(), From: branch.DateOf(h.now) + branch.Date(rapid.IntRange(-20, 20).Draw(h.T, "from")),
		Group: group(), To: group(), Name: rapid.SampledFrom([]string{"甲组", "乙组", "丙科", "第一党小组", "秘书科", "x"}).Draw(h.T, "name"), Reason: "某号决定"}
	if k.Kind == "full" || k.Kind == "extend" || k.Kind == "return" || k.Kind == "lift" { // few people are such
		if fit := slices.DeleteFunc(slices.Clone(p.Members), func(m branch.Member) bool { return !k.OfferedTo(p, m, branch.DateOf(h.now)) }); len(fit) > 0 {
			c.Member, c.From = rapid.SampledFrom(fit).Draw(h.T, "fit").ID, max(c.From, branch.DateOf(h.now))
		}
	}
	if m := p.Member(c.Member); m != nil {
		c.Date = m.PutOff() + branch.Date(rapid.SampledFrom([]int{-400, 0, 1, 190, 360, 900}).Draw(h.T, "date"))
		if k.Kind == "full" && rapid.Bool().Draw(h.T, "in time") {
			c.From = max(m.PutOff(), c.From)
		}
	}
	if len(k.Choices) > 0 {
		c.Choice = rapid.SampledFrom(k.Choices).Draw(h.T, "choice")
	}
	if k.Kind == branch.AddKind { // by hand: the two dates
		c.Date, c.Full = branch.DateOf(h.now)-500, rapid.SampledFrom([]branch.Date{0, branch.DateOf(h.now) - 100, branch.DateOf(h.now) - 900}).Draw(h.T, "full")
	}
	if list := p.Sections(); len(list) > 0 {
		c.Old = rapid.SampledFrom(list).Draw(h.T, "old")
	}
	for range rapid.IntRange(1, 5).Draw(h.T, "members") {
		c.Members = append(c.Members, someone())
	}
	if k.Kind == "committee" {
		for len(c.Members) < len(branch.Posts) {
			c.Members = append(c.Members, 0)
		}
	}
	me := h.officer(p, k.Secret && rapid.IntRange(0, 9).Draw(h.T, "anybody") > 0)
	h.now = h.now.Add(time.Minute)
	err := h.tx.Try(func() error {
		entered, err := h.o.Change(h.tx, me, c, h.now)
		if err == nil && entered.State == branch.ChangeAsked {
			return h.second(b, int64(entered.ID))
		}
		return err
	})
	h.refusalOnly(err)
	if err == nil && k.Kind == branch.AddKind {
		h.added[b]++
	}
	return k.Kind, err == nil
}

// second confirms what waits for another officer, if there is one; else the command line does.
func (h *history) second(b branch.BranchID, id int64) error {
	p, _ := store.Pendings.Get(h.tx, store.K(b).Int(id))
	for m := range store.MembersByPost.Scan(h.tx, store.K(b)) {
		if office.MaySecond(h.tx, m, p) {
			return h.o.ConfirmPending(h.tx, m, id, h.now)
		}
	}
	_, err := h.o.ConfirmPendingHere(h.tx, b, id, h.now)
	return err
}

// rewrite takes a roster over in which some people stand in other groups, have other dates, or are new.
func (h *history) rewrite() {
	b := h.pickBranch()
	after := office.People(h.tx, b)
	h.now = h.now.Add(time.Minute)
	for range rapid.IntRange(1, 4).Draw(h.T, "lines") {
		m := after.Member(rapid.SampledFrom(after.Members).Draw(h.T, "line").ID)
		switch g := rapid.SampledFrom(after.Living()).Draw(h.T, "group"); rapid.IntRange(0, 3).Draw(h.T, "column") {
		case 0:
			m.Group = g.ID // a leader who goes to another group is refused
		case 1:
			m.Joined -= 30
		case 2:
			m.Section = "秘书科"
		case 3:
			id := office.LastMember(h.tx, b) + branch.MemberID(len(after.Members)-len(office.People(h.tx, b).Members)) + 1
			after.Members = append(after.Members, branch.Member{Branch: b, ID: id, Name: "新同志", Group: g.ID, Joined: branch.DateOf(h.now) - 100})
			h.added[b]++
		}
	}
	err := h.tx.Try(func() error { _, err := h.o.Rewrite(h.tx, b, 1, "导入名册", after, h.now); return err })
	h.refusalOnly(err)
	if err != nil {
		h.added[b] = len(office.People(h.tx, b).Members) - len(h.founded[b].Members)
	}
}

func (h *history) undo() int {
	b := h.pickBranch()
	var all []branch.Change
	for c := range store.Changes.Scan(h.tx, store.K(b)) {
		all = append(all, c)
	}
	if len(all) == 0 {
		return 0
	}
	c := all[max(0, len(all)-1-rapid.IntRange(0, 4).Draw(h.T, "back"))]
	h.now = h.now.Add(time.Minute)
	err := h.tx.Try(func() error {
		if err := h.o.UndoChange(h.tx, h.officer(office.People(h.tx, b), false), c.ID, h.now); err != nil {
			return err
		}
		for _, p := range office.PendingsOf(h.tx, b) {
			if p.Undo == c.ID {
				return h.second(b, p.ID)
			}
		}
		return nil
	})
	h.refusalOnly(err)
	if err == nil {
		if c.Kind == branch.AddKind {
			h.added[b]--
		}
		return 1
	}
	return 0
}

func (h *history) refusalOnly(err error) {
	if refusal := office.Refusal(""); err != nil && !errors.As(err, &refusal) {
		var panicked *store.Panic
		if errors.As(err, &panicked) {
			h.Fatal(panicked.Stack)
		}
		h.Fatal(err)
	}
}

// check is what must always be so.
func (h *history) check() {
	for b, first := range h.founded {
		p := office.People(h.tx, b)
		if len(p.Members) != len(first.Members)+h.added[b] {
			h.Fatalf("%d members of %d and %d", len(p.Members), len(first.Members), h.added[b])
		}
		if err := p.Check(); err != nil {
			h.Fatal(err)
		}
		if len(p.Active(branch.KeepRoster.HeldBy)) == 0 {
			h.Fatal("nobody keeps the roster")
		}
		for _, m := range p.Members {
			_, living := store.Groups.Get(h.tx, store.K(b).Int(int64(m.Group)))
			if m.Status == branch.Active && !living {
				h.Fatalf("%s is in group %d, which is none", m.Name, m.Group)
			}
			for _, push := range []string{office.PushDigest} {
				if _, planned := store.Dues.Get(h.tx, store.K[int64]().Str(push).Int(int64(b)).Int(int64(m.ID))); planned && m.Status != branch.Active {
					h.Fatalf("%s has left, and %s is planned", m.Name, push)
				}
			}
			if m.Full != 0 && m.Full < m.Joined {
				h.Fatalf("%s: full on %s, joined on %s", m.Name, m.Full, m.Joined)
			}
		}
		h.gapless(b, first, p)
	}
}

// gapless fails unless the history, entry by entry, leads from the founding to the present: each entry begins where the
// one before it ended, and what was undone is as if it had not been.
func (h *history) gapless(b branch.BranchID, first, now *branch.People) {
	type field struct {
		table string
		id    int64
		name  string
	}
	type event struct {
		at    time.Time
		id    branch.ChangeID
		edits []branch.Edit
		back  bool
	}
	var events []event
	for c := range store.Changes.Scan(h.tx, store.K(b)) {
		_, due := store.Dues.Get(h.tx, store.K[int64]().Str(office.PushChange).Int(int64(b)).Int(int64(c.ID)))
		if planned := c.State == branch.ChangePlanned; planned != due || planned && !c.From.At(0, 0).After(h.now) {
			h.Fatalf("change %d is %q and due: %v, from %s at %s", c.ID, c.State, due, c.From, h.now)
		}
		if c.By == 0 || c.At.IsZero() || c.From == 0 || c.Says == "" {
			h.Fatalf("an entry without date or author: %+v", c)
		}
		if !c.Done.IsZero() {
			events = append(events, event{c.Done, c.ID, c.Edits, false})
			if c.State == branch.ChangeUndone {
				events = append(events, event{c.Ended, c.ID, c.Edits, true})
			}
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	was, is := map[field]string{}, map[field]string{}
	for _, e := range events {
		for _, x := range e.edits {
			f, from, to := field{x.Table, x.ID, x.Field}, x.Was, x.Is
			if e.back {
				from, to = to, from
			}
			if at, known := is[f]; known && at != from {
				h.Fatalf("change %d takes %v from %s, which was %s", e.id, f, from, at)
			}
			if _, known := was[f]; !known {
				was[f] = from
			}
			is[f] = to
		}
	}
	told := map[field][2]string{}
	for f := range is {
		if was[f] != is[f] {
			told[f] = [2]string{was[f], is[f]}
		}
	}
	seen := map[field][2]string{}
	for _, x := range branch.Diff(first, now) {
		seen[field{x.Table, x.ID, x.Field}] = [2]string{x.Was, x.Is}
	}
	if !reflect.DeepEqual(told, seen) {
		h.Fatalf("branch %d: the history tells of %v, the rows of %v", b, told, seen)
	}
}
