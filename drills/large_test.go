package drills

import (
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/rounds"
)

// throng returns the founding of a branch of n people in groups of 40, with two officers.
func throng(name string, n int) (f branch.Founding) {
	f.Branch.Name, f.Branch.Settings = name, branch.DefaultSettings()
	for i := range n {
		m := branch.Member{ID: branch.MemberID(i + 1), Name: fmt.Sprint("党员", i+1), Group: branch.GroupID(i/40 + 1), Joined: branch.On(1990+i%30, time.Month(i%12+1), i%28+1), Status: branch.Active,
			Section: fmt.Sprintf("第%d科（机关服务中心）", i/40+1), Title: "一级主任科员", Note: "由街道党工委转入，组织关系介绍信已核对，档案在县委组织部。"}
		m.Full = m.Joined + 366
		switch i {
		case 0:
			m.Post = branch.Secretary
		case 1:
			m.Post = branch.OrganisationPost
		}
		if i%40 == 0 {
			f.Groups = append(f.Groups, branch.Group{ID: m.Group, Name: fmt.Sprintf("第%d党小组", m.Group), Leader: m.ID})
		}
		f.Members = append(f.Members, m)
	}
	return f
}

// large is a small branch, and one of many beside it.
type large struct {
	*testing.T
	store   *store.Store
	office  *office.Office
	look    *scheduler.Scheduler
	fresh   func() (string, error)
	now     time.Time
	held    atomic.Int64             // for how long the writer was kept at most, since it was last asked // nanoseconds
	cpu     atomic.Int64             // how much of the processor its deeds took at most, likewise // nanoseconds
	wrote   atomic.Int64             // how many entries they wrote at most, likewise
	pushes  map[string]time.Duration // the CPU of the longest deed of each push
	folder  string
	small   branch.BranchID
	many    branch.BranchID
	figures []figure
}

// figure is what one kind of large work cost.
type figure struct {
	what  string
	held  time.Duration // the longest that the writer was kept
	wrote int           // the most that deeds that shared a commit wrote, in entries
	p99   time.Duration // of another branch's presses meanwhile
}

func newLarge(t *testing.T) *large {
	l := &large{T: t, now: branch.On(2026, time.March, 3).At(10, 0), pushes: map[string]time.Duration{}, folder: t.TempDir()}
	l.open()
	t.Cleanup(func() { l.store.Close() })
	return l
}

// open opens the folder as a process does that starts.
func (l *large) open() {
	was := time.Duration(-1)
	held := func(h store.Held) {
		l.held.Store(max(l.held.Load(), int64(h.Ran+h.Committed)))
		l.wrote.Store(max(l.wrote.Load(), int64(h.Wrote)))
		if was < 0 {
			runtime.LockOSThread() // the writer has a thread of its own from here on, whose CPU is what its deeds took
		}
		is := threadCPU()
		if was >= 0 {
			l.cpu.Store(max(l.cpu.Load(), int64(is-was)))
		}
		was = is
	}
	s, v, err := app.OpenData(filepath.Join(l.folder, "data"), filepath.Join(l.folder, "keys"), "large", store.Options{Held: held})
	if err != nil {
		l.Fatal(err)
	}
	l.store, l.fresh = s, v.Fresh
	if l.office, err = app.NewOffice(v, s); err != nil {
		l.Fatal(err)
	}
	for i, m := range l.office.Matters {
		timed := slices.Clone(m.Pushes)
		for j, p := range timed {
			if p.Do == nil {
				continue
			}
			timed[j].Do = func(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
				from := threadCPU()
				p.Do(o, tx, due, now)
				if due.Branch == l.many {
					l.pushes[p.Name] = max(l.pushes[p.Name], threadCPU()-from)
				}
			}
		}
		l.office.Matters[i].Pushes = timed
	}
	l.look = scheduler.New(s, l.office, scheduler.NewTurned(l.now), slog.New(slog.DiscardHandler))
	l.look.Fresh = v.Fresh
	var needed map[string]bool
	l.update(func(tx *store.Tx) error { needed = l.office.Opened(tx, false, l.now); return nil })
	if _, err := v.Keep(needed); err != nil {
		l.Fatal(err)
	}
}

func (l *large) update(deed func(*store.Tx) error) {
	l.Helper()
	if _, err := l.store.Update(deed); err != nil {
		l.Fatal(err)
	}
}

func (l *large) found(f branch.Founding) branch.BranchID {
	id, err := l.office.FoundBy(l.store, f, l.now)
	if err != nil {
		l.Fatal(err)
	}
	return id
}

// during does something large while somebody of the small branch presses every two milliseconds.
func (l *large) during(what string, do func()) {
	l.Helper()
	var waits []time.Duration
	over, ended, now := make(chan bool), make(chan bool), l.now // what is done may turn the clock
	go func() {
		defer close(ended)
		for {
			from := time.Now()
			if _, err := l.store.Update(func(tx *store.Tx) error {
				me, _ := office.Member(tx, l.small, 1)
				tx.Show("tg:1", l.office.Home(tx, me, now))
				return nil
			}); err != nil {
				l.Error(err)
			}
			waits = append(waits, time.Since(from))
			select {
			case <-over:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	l.held.Store(0)
	l.cpu.Store(0)
	l.wrote.Store(0)
	from := time.Now()
	do()
	took := time.Since(from)
	f := figure{what: what, held: time.Duration(l.held.Load()), wrote: int(l.wrote.Load())}
	close(over)
	<-ended
	slices.Sort(waits)
	f.p99 = waits[len(waits)*99/100]
	l.figures = append(l.figures, f)
	l.Logf("%s: %v, the writer kept for %v at most, %v of CPU; %d presses of another branch p50 %v p99 %v worst %v", what, took.Round(time.Millisecond),
		f.held.Round(time.Millisecond), time.Duration(l.cpu.Load()).Round(time.Millisecond), len(waits), waits[len(waits)/2].Round(10*time.Microsecond), f.p99.Round(10*time.Microsecond), waits[len(waits)-1].Round(time.Millisecond))
}

// planned returns how many of the large branch are to be greeted on their day.
func (l *large) planned() (n int) {
	_ = l.store.View(func(tx *store.Tx) error {
		for range store.Dues.Scan(tx, store.K[int64]().Str(birthday.PushGreeting).Int(int64(l.many))) {
			n++
		}
		return nil
	})
	return n
}

// settle has done what is due at once, until nothing is.
func (l *large) settle() {
	for pending := true; pending; {
		if err := l.look.Look(l.now); err != nil {
			l.Fatal(err)
		}
		pending = false
		_ = l.store.View(func(tx *store.Tx) error {
			for range store.DuesByAt.Range(tx, nil, store.Key(nil).Time(l.now.Add(time.Second))) {
				pending = true
			}
			return nil
		})
	}
}

// bind gives everybody of the large branch an account.
func (l *large) bind(people int) {
	for from := 1; from <= people; from += 500 {
		l.update(func(tx *store.Tx) error {
			for id := from; id < from+500 && id <= people; id++ {
				c := fmt.Sprint("tg:", 1_000_000+id)
				store.Bindings.Put(tx, store.Binding{Branch: l.many, Member: branch.MemberID(id), Account: chat.Account(c), Chat: chat.Chat(c), At: l.now})
			}
			return nil
		})
	}
}

// roster proposes a roster with so many more, as an officer sends it, and confirms it.
func (l *large) roster(people, more int) {
	r := branch.Roster{Columns: []branch.Column{branch.ColName, branch.ColGroup, branch.ColSection, branch.ColTitle, branch.ColJoined, branch.ColFull, branch.ColNote}}
	f := throng("", people+more)
	for i, m := range f.Members {
		p := branch.RosterPerson{Row: i + 2, Name: m.Name, Group: fmt.Sprintf("第%d党小组", i/40+1), Section: m.Section, Title: m.Title, Joined: m.Joined, Full: m.Full, Note: m.Note}
		if i >= people {
			p.Group = "第1党小组"
		}
		r.People = append(r.People, p)
	}
	l.during("comparing a roster with three tenths more", func() {
		_ = l.store.View(func(tx *store.Tx) error { l.office.Preview(tx, l.many, "hash", r, l.now); return nil })
		l.update(func(tx *store.Tx) error {
			_, faults, err := l.office.Propose(tx, l.many, 1, "名册.xlsx", "hash", r, l.now)
			if len(faults) > 0 {
				l.Fatal(faults[0])
			}
			return err
		})
	})
	l.during("taking it over", func() {
		l.update(func(tx *store.Tx) error {
			p, _ := office.GetProposal(tx, l.many, 1)
			_, stale, err := l.office.ConfirmImport(tx, p, l.now)
			if stale {
				l.Fatal("stale")
			}
			return err
		})
	})
}

// TestLargeBranch has a branch of many do all that grows with it, while people of another branch press: it is founded, planned,
// votes, counts, reminds everybody, and takes over a roster with more. ZHIBU_LARGE says how many; make full has 10,000, and then the
// same is done by a tenth of them before, since what the writer is kept for may grow with the branch, but not faster than it.
func TestLargeBranch(t *testing.T) {
	people := 0
	fmt.Sscan(os.Getenv("ZHIBU_LARGE"), &people)
	if people == 0 {
		largeBranch(t, 400)
		return
	}
	tenth, all := largeBranch(t, people/10), largeBranch(t, people)
	for i, f := range all {
		if most := 20*tenth[i].held + 50*time.Millisecond; f.held > most {
			t.Errorf("%s: the writer kept for %v by %d people, and for %v by a tenth of them", f.what, f.held, people, tenth[i].held)
		}
	}
}

// largeBranch does it by so many people, and returns what each kind of work cost.
func largeBranch(t *testing.T, people int) []figure {
	more := people * 3 / 10
	l := newLarge(t)
	l.small = l.found(throng("小支部", 32))
	l.settle()
	l.during("nothing", func() { time.Sleep(time.Second) })
	l.during("founding", func() { l.many = l.found(throng("大支部", people)) })
	if n := l.planned(); n > 100 {
		t.Errorf("the deed that founds the branch plans for %d people", n)
	}
	l.during("planning", l.settle)
	if n := l.planned(); n != people {
		t.Errorf("of %d people %d are to be greeted", people, n)
	}
	l.bind(people)
	var me branch.Member
	l.during("the 书记 at home", func() {
		for range 10 {
			l.update(func(tx *store.Tx) error {
				me, _ = office.Member(tx, l.many, 1)
				tx.Show("tg:1000001", l.office.Home(tx, me, l.now))
				return nil
			})
		}
	})
	l.ballot(me, people)
	l.roster(people, more)
	l.during("planning those", l.settle)
	if n := l.planned(); n != people+more {
		t.Errorf("of %d people %d are to be greeted", people+more, n)
	}
	l.during("eight days of reminders", func() {
		for range 8 {
			l.now = l.now.Add(24 * time.Hour)
			l.settle()
		}
	})
	_ = l.store.View(func(tx *store.Tx) error {
		last, _ := office.Member(tx, l.many, branch.MemberID(people+more))
		if got := office.ChangesOf(tx, branch.Member{Branch: l.many, ID: 1, Post: branch.Secretary}, last.ID); last.Name == "" || len(got) == 0 {
			t.Errorf("%+v has come, and the history knows of %d entries", last, len(got))
		}
		return nil
	})
	for _, push := range slices.SortedFunc(maps.Keys(l.pushes), func(a, b string) int { return int(l.pushes[b] - l.pushes[a]) })[:12] {
		t.Logf("%s: %v at most", push, l.pushes[push].Round(time.Millisecond))
	}
	for _, fault := range l.store.Check() {
		t.Error(fault)
	}
	return l.figures
}

// ballot has everybody recommend one of two.
func (l *large) ballot(me branch.Member, people int) {
	key, err := l.fresh()
	if err != nil {
		l.Fatal(err)
	}
	var r rounds.Round
	l.during("opening a ballot", func() {
		l.update(func(tx *store.Tx) (err error) {
			r, err = rounds.OpenBallot(l.office, tx, me, 0, []branch.Candidate{{Member: 3}, {Member: 4}}, l.now.Add(30*time.Hour), key, l.now)
			return err
		})
		l.settle()
	})
	if n := l.cards(r); n != people {
		l.Errorf("of %d people %d are shown the ballot", people, n)
	}
	l.during("their votes", func() {
		for from := 1; from <= people; from += 16 {
			l.update(func(tx *store.Tx) error {
				for id := from; id < from+16 && id <= people; id++ {
					who, _ := office.Member(tx, l.many, branch.MemberID(id))
					if err := rounds.CastBallot(l.office, tx, who, r.ID, rounds.Choice{Mask: 1 + uint64(id%3/2)}, l.now); err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
	l.during("counting them", func() {
		l.now = l.now.Add(31 * time.Hour)
		l.settle()
	})
	_ = l.store.View(func(tx *store.Tx) error {
		r, _ = rounds.GetRound(tx, l.many, r.ID)
		if s := r.Stage(rounds.StageBallot); s.Outcome == nil || s.Outcome.Tally.Cast != people {
			l.Errorf("%+v", s)
		}
		took := 0
		for seat := range rounds.Roll.Scan(tx, store.RoundKey(l.many, r.ID)) {
			if seat.Took {
				took++
			}
		}
		for b := range rounds.Ballots.Scan(tx, store.RoundKey(l.many, r.ID)) {
			l.Fatalf("the ballot of %d is still in the box", b.Member)
		}
		if took != people {
			l.Errorf("%d are known to have taken part", took)
		}
		return nil
	})
	if n := l.cards(r, "推荐已结束"); n != people {
		l.Errorf("of %d people %d are shown that the ballot has ended", people, n)
	}
}

// cards returns how many are to be shown a round's ballot, of those whose card says some words.
func (l *large) cards(r rounds.Round, words ...string) (n int) {
	_ = l.store.View(func(tx *store.Tx) error {
		for w := range store.Waitings.Scan(tx, nil) {
			if w.Card == nil || w.Card.Key != rounds.KeyBallot(r.Branch, r.ID) {
				continue
			}
			text := ""
			for _, s := range w.Card.Text {
				text += s.Text
			}
			if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) }) {
				n++
			}
		}
		return nil
	})
	return n
}
