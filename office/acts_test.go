package office_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/vault"
)

// actors is a branch in which random people do random things, within one transaction that is undone in the end.
type actors struct {
	*testing.T
	*rand.Rand
	o     *office.Office
	tx    *store.Tx
	now   time.Time
	keys  []string
	trace []string
	voted map[branch.RoundID]map[branch.MemberID]bool // whose ballot must be in the box
	stood map[string]rounds.StageKind                 // where each round stood before the last act
	seen  map[string]bool                             // stages reached and left, over all sequences
}

// smallRoster is three groups with a probationary member, and everybody a committee needs. The first group is large enough for
// a poll of its own.
func smallRoster() branch.Roster {
	r := branch.Roster{Branch: "中共虚构县台办机关支部委员会"}
	for i, post := range []branch.Post{branch.Secretary, branch.OrganisationPost, branch.DisciplinePost, branch.DeputySecretary, branch.PublicityPost,
		"", "", "", "", "", "", ""} {
		p := branch.RosterPerson{Row: i + 2, Name: fmt.Sprint("甲", i+1), Group: fmt.Sprint("第", i%3+1, "党小组"), Section: fmt.Sprint("科室", i%4), Post: post,
			GroupLeader: i >= 5 && i < 8, Joined: branch.On(1990+i, 3, 1), Full: branch.On(1991+i, 3, 1)}
		if i == 4 || i == 8 {
			p.Group = "第1党小组"
		}
		if i == 11 {
			p.Joined, p.Full = branch.On(2025, 12, 1), 0
		}
		r.People = append(r.People, p)
	}
	return r
}

// TestActs has random people do random things to all kinds of rounds through most of a year, and looks after each act.
func TestActs(t *testing.T) {
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	keys := make([]string, 40)
	for i := range keys {
		if keys[i], err = v.Fresh(); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	undone := errors.New("undone")
	for seed := range uint64(32) {
		if _, err := s.Update(func(tx *store.Tx) error {
			a := &actors{T: t, Rand: rand.New(rand.NewPCG(seed, 1)), o: &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: nine}, tx: tx,
				now: branch.On(2026, time.May, 18).At(10, 0), keys: slices.Clone(keys), voted: map[branch.RoundID]map[branch.MemberID]bool{},
				stood: map[string]rounds.StageKind{}, seen: seen}
			a.play()
			return undone
		}); !errors.Is(err, undone) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if t.Failed() {
			t.Fatalf("with seed %d", seed)
		}
	}
	for kind, k := range rounds.Kinds {
		for _, stage := range k.Stages {
			for _, what := range []string{"reached", "left"} {
				if !seen[fmt.Sprint(kind, " ", stage, " ", what)] {
					t.Errorf("%s: %s was never %s", kind, stage, what)
				}
			}
		}
	}
	for _, what := range []string{"named", "voided", "off", "run-off", "none named", "paper counted", "objection upheld", "nominated again", "early"} {
		if !seen[what] {
			t.Errorf("never happened: %s", what)
		}
	}
}

func (a *actors) fail(format string, args ...any) {
	a.Helper()
	a.Errorf(format, args...)
	a.Log(strings.Join(a.trace[max(0, len(a.trace)-12):], "\n"))
}

func (a *actors) play() {
	f, faults := branch.Establish(smallRoster(), "", branch.DateOf(a.now))
	if len(faults) > 0 {
		a.Fatal(faults)
	}
	if _, err := a.o.Found(a.tx, f, a.now); err != nil {
		a.Fatal(err)
	}
	for _, m := range office.Everybody(a.tx, 1) {
		if m.ID == 10 {
			continue // has no account
		}
		to := fmt.Sprint("tg:", m.ID)
		a.o.Attach(a.tx, m, chat.Account(to), chat.Chat(to), a.now)
	}
	talks := rounds.NewRound(1, rounds.MicroTalk, "2026")
	talks.Begin(rounds.StageNominate, a.now, branch.On(2026, time.May, 22).At(18, 0), a.now)
	talks = rounds.AddRound(a.tx, talks)
	a.tx.Plan(rounds.PushNominateClose, 1, int64(talks.ID), talks.Running().Closes)
	until := branch.On(2026, time.October, 30).At(0, 0)
	for range 900 {
		if a.IntN(3) == 0 {
			a.clock(until)
		} else {
			a.act()
		}
		a.look()
		if a.Failed() || !a.now.Before(until) {
			return
		}
	}
}

func (a *actors) key() string {
	k := a.keys[a.IntN(len(a.keys))]
	return k
}

// clock goes on a little, or to what is due next, and carries it out.
func (a *actors) clock(until time.Time) {
	for due := range store.DuesByAt.Scan(a.tx, nil) {
		step := time.Duration(1+a.IntN(30)) * time.Hour
		if due.At.After(a.now.Add(step)) {
			a.now = a.now.Add(step)
			return
		}
		if due.At.After(a.now) {
			a.now = due.At
		}
		a.trace = append(a.trace, fmt.Sprint(a.now.Format("01-02 15:04"), " due ", due.Push, " ", due.Subject))
		var push office.Push
		for _, m := range a.o.Matters {
			for _, p := range m.Pushes {
				if p.Name == due.Push {
					push = p
				}
			}
		}
		switch {
		case push.DoKeyed != nil:
			push.DoKeyed(a.o, a.tx, due, a.key(), a.now)
			return
		case push.Do == nil:
			a.tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
			return
		}
		push.Do(a.o, a.tx, due, a.now)
		if again, ok := store.Dues.Get(a.tx, store.K[int64]().Str(due.Push).Int(int64(due.Branch)).Int(due.Subject)); ok && !again.At.After(a.now) && again.At.Equal(due.At) {
			a.fail("%s of %d is due for ever at %s", due.Push, due.Subject, due.At)
		}
		return
	}
}

// act has somebody do something to some round: mostly what its stage asks for.
func (a *actors) act() {
	people := office.Everybody(a.tx, 1)
	me := people[a.IntN(len(people))]
	if a.IntN(2) == 0 {
		me = people[a.IntN(5)] // the committee
	}
	var open, all []rounds.Round
	for r := range rounds.Rounds.Scan(a.tx, nil) {
		all = append(all, r)
		if r.Running() != nil {
			open = append(open, r)
		}
	}
	r := all[a.IntN(len(all))]
	if len(open) > 0 && a.IntN(8) > 0 {
		r = open[a.IntN(len(open))]
	}
	group := branch.GroupID(1 + a.IntN(3))
	other := people[a.IntN(len(people))]
	what, do := a.choose(r, me, group, other)
	err := a.tx.Try(do)
	a.trace = append(a.trace, fmt.Sprintf("%s %s by %d on %s%s %d: %v", a.now.Format("01-02 15:04"), what, me.ID, r.Kind, r.Period, r.ID, err))
	var refusal office.Refusal
	if err != nil && !errors.As(err, &refusal) {
		var p *store.Panic
		if errors.As(err, &p) {
			a.trace = append(a.trace, p.Stack)
		}
		a.fail("%s: %v", what, err)
	}
	if err != nil {
		return
	}
	switch what {
	case "vote":
		if a.voted[r.ID] == nil {
			a.voted[r.ID] = map[branch.MemberID]bool{}
		}
		a.voted[r.ID][me.ID] = true // and stays so when marked for paper: the mark may be taken back
	}
	if what == "close" && a.now.Before(r.Running().Closes) && r.Runs(rounds.StageBallot) {
		a.seen["early"] = true
	}
}

func people(tx *store.Tx, id branch.MemberID) branch.Member {
	m, _ := office.Member(tx, 1, id)
	return m
}

func (a *actors) choose(r rounds.Round, me branch.Member, group branch.GroupID, other branch.Member) (string, func() error) {
	tx, o, now := a.tx, a.o, a.now
	if a.IntN(12) == 0 { // anything at all
		all := []struct {
			name string
			do   func() error
		}{
			{"void", func() error { return rounds.VoidRound(o, tx, me, r.ID, now) }},
			{"off", func() error { return rounds.CallOff(o, tx, me, r.ID, "原因", now) }},
			{"flag", func() error { return rounds.HandFlag(o, tx, me, r.ID, now) }},
			{"run-off", func() error { return rounds.RunOff(o, tx, me, r.ID, a.key(), now) }},
			{"vote", func() error { return rounds.CastBallot(o, tx, me, r.ID, rounds.Choice{Mask: 1}, now) }},
			{"open", func() error {
				_, err := rounds.OpenBallot(o, tx, me, r.ID, branch.MembersOf(3, 5, 7), now.Add(30*time.Hour), a.key(), now)
				return err
			}},
			{"withdraw", func() error { return rounds.Withdraw(o, tx, me, r.ID, group, now) }},
			{"broken", func() error {
				if s := r.Running(); s != nil {
					o.Broken(tx, store.Due{Push: rounds.PushBallotClose, Branch: 1, Subject: int64(r.ID), At: s.Closes}, true)
				}
				return nil
			}},
			{"gone", func() error { // somebody leaves, or comes back
				if other.ID > 8 {
					other.Status = []branch.Status{branch.Transferred, branch.Active}[a.IntN(2)]
					store.Members.Put(tx, other)
				}
				return nil
			}},
			{"close", func() error { return rounds.CloseRound(o, tx, me, r.ID, "", now) }},
			{"move", func() error {
				_, list, err := rounds.MayMove(o, tx, me, r.ID, time.Time{}, now)
				if err != nil {
					return err
				}
				return rounds.Move(o, tx, me, r.ID, list[a.IntN(len(list))], "原因", now)
			}},
		}
		x := all[a.IntN(len(all))]
		return x.name, x.do
	}
	s := r.Running()
	if s == nil {
		return "flag", func() error { return rounds.HandFlag(o, tx, me, r.ID, now) }
	}
	switch s.Kind {
	case rounds.StageReport:
		if r.Assembly == 0 {
			days := rounds.AssemblyDays(o, r, now)
			if len(days) == 0 {
				return "off", func() error { return rounds.CallOff(o, tx, me, r.ID, "原因", now) }
			}
			return "assembly", func() error { return rounds.SetAssembly(o, tx, me, r.ID, days[a.IntN(len(days))], now) }
		}
		switch a.IntN(3) {
		case 0:
			return "report", func() error { return rounds.Report(o, tx, me, r.ID, group, "补充", now) }
		case 1:
			return "name", func() error { return rounds.NameCandidate(o, tx, me, r.ID, group, int64(other.ID), now) }
		}
		return "start", func() error { return rounds.StartBallot(o, tx, me, r.ID, a.key(), now) }
	case rounds.StageNominate:
		switch a.IntN(8) {
		case 0:
			leader, _ := office.Member(tx, 1, office.Group(tx, 1, group).Leader)
			return "poll", func() error { return rounds.OpenPoll(o, tx, leader, r.ID, group, a.key(), now) }
		case 1:
			return "start", func() error { return rounds.StartBallot(o, tx, me, r.ID, a.key(), now) }
		}
		return "nominate", func() error { return rounds.Nominate(o, tx, me, r.ID, group, other.ID, "事迹", now) }
	case rounds.StageBallot:
		switch a.IntN(12) {
		case 0:
			return "paper", func() error {
				return rounds.MarkPaper(o, tx, me, r.ID, other.ID, (int(other.ID)+now.Hour())%4 > 0, now)
			}
		case 1:
			n := len(rounds.OnPaper(tx, r))
			t := rounds.Tally{Cast: n, Votes: make([]int, len(r.Candidates)), Abstained: a.IntN(2)}
			t.Votes[0] = n - t.Abstained
			return "enter", func() error { return rounds.EnterPaper(o, tx, me, r.ID, t, now) }
		case 2:
			return "confirm", func() error { return rounds.ConfirmPaper(o, tx, me, r.ID, now) }
		case 3:
			return "close", func() error { return rounds.CloseRound(o, tx, me, r.ID, "原因", now) }
		case 4:
			return "extend", func() error { return rounds.ExtendRound(o, tx, me, r.ID, s.Closes.Unix(), now) }
		}
		choice := rounds.Choice{Mask: 1 << a.IntN(len(r.Candidates))}
		if a.IntN(6) == 0 {
			choice = rounds.Choice{Abstain: true}
		}
		return "vote", func() error { return rounds.CastBallot(o, tx, me, r.ID, choice, now) }
	case rounds.StageDecide:
		days := rounds.MeetingDays(r, now)
		kind := []branch.MeetingKind{branch.Assembly, branch.Committee}[a.IntN(2)]
		due := office.MeetingDue(tx, 1, kind, days[0])
		figures := []int{a.IntN(due + 2)}
		for range r.Undecided() {
			figures = append(figures, a.IntN(due+1))
		}
		if a.IntN(2) == 0 { // all are there and agree on one
			for i := range figures {
				figures[i] = 0
			}
			figures[0], figures[1+a.IntN(len(figures)-1)] = due, due
		}
		if a.IntN(8) == 0 {
			return "run-off", func() error { return rounds.RunOff(o, tx, me, r.ID, a.key(), now) }
		}
		return "decide", func() error { return rounds.Decide(o, tx, me, r.ID, kind, days[0], due, figures, "理由", now) }
	case rounds.StageNotice:
		if a.IntN(5) == 0 {
			return "object", func() error { return rounds.Object(o, tx, me, r.ID, a.IntN(4), "意见", now) }
		}
		up := a.IntN(4) == 0
		handler := []branch.Member{me, people(tx, 3), people(tx, 1)}[a.IntN(3)]
		return "answer", func() error {
			err := rounds.Answer(o, tx, handler, r.ID, 1+int64(a.IntN(4)), up, "答复", now)
			if err == nil && up {
				a.seen["objection upheld"] = true
			}
			return err
		}
	}
	return "flag", func() error { return rounds.HandFlag(o, tx, me, r.ID, now) }
}

// runs reports whether the round of a ballot still runs: until it is counted, a mark for paper may be taken back.
func (a *actors) runs(b rounds.Sealed) bool {
	r, _ := rounds.GetRound(a.tx, b.Branch, b.Round)
	return r.Runs(rounds.StageBallot)
}

// look checks what must always be so.
func (a *actors) look() {
	ballots := map[branch.RoundID]map[branch.MemberID]bool{}
	for b := range rounds.Ballots.Scan(a.tx, nil) {
		if ballots[b.Round] == nil {
			ballots[b.Round] = map[branch.MemberID]bool{}
		}
		if ballots[b.Round][b.Member] {
			a.fail("two ballots of %d in %d", b.Member, b.Round)
		}
		ballots[b.Round][b.Member] = true
		if seat, ok := rounds.Roll.Get(a.tx, store.RoundKey(b.Branch, b.Round).Int(int64(b.Member))); !ok || seat.Paper && !a.runs(b) {
			a.fail("a ballot of %d, who is not to vote here", b.Member)
		}
	}
	for r := range rounds.Rounds.Scan(a.tx, nil) {
		a.lookAt(r, ballots[r.ID])
	}
}

func (a *actors) lookAt(r rounds.Round, ballots map[branch.MemberID]bool) {
	name := fmt.Sprint(r.Kind, r.Period, "/", r.ID)
	at := rounds.StageKind("ended")
	if s := r.Running(); s != nil {
		at = s.Kind
		a.seen[fmt.Sprint(r.Kind, " ", at, " reached")] = true
	}
	if was := a.stood[name]; was != "" && was != at {
		a.seen[fmt.Sprint(r.Kind, " ", was, " left")] = true
		if was == rounds.StageDecide && at == rounds.StageNominate {
			a.seen["nominated again"] = true
		}
	}
	a.stood[name] = at
	a.seen["voided"] = a.seen["voided"] || r.Void != ""
	a.seen["off"] = a.seen["off"] || r.Off
	a.seen["none named"] = a.seen["none named"] || len(r.Meetings) > 0 && len(r.Named) == 0 && at == "ended"
	a.seen["run-off"] = a.seen["run-off"] || len(r.Candidates) > 0 && r.After != 0 && r.Group == 0 && r.Stage(rounds.StageReport) == nil

	// The box holds the ballots of those who have voted, while the recommendation runs, and nothing before or after.
	running := r.Runs(rounds.StageBallot)
	if n := rounds.BallotsCast.Get(a.tx, store.RoundKey(1, r.ID)); n != len(ballots) {
		a.fail("%s: turnout %d, %d ballots", name, n, len(ballots))
	}
	if running && len(ballots) != len(a.voted[r.ID]) || !running && len(ballots) > 0 {
		a.fail("%s: %d ballots, %d have voted", name, len(ballots), len(a.voted[r.ID]))
	}
	if (r.Key != "") != running {
		a.fail("%s: a key in %s", name, at)
	}
	for _, s := range r.Stages {
		if s.Kind != rounds.StageBallot {
			continue
		}
		if s.Outcome != nil && (running || s.Closed.IsZero() || r.Void != "") {
			a.fail("%s: a count before the close", name)
		}
		if s.Paper != nil && (s.Paper.Sealed != nil) != running && r.Void == "" {
			a.fail("%s: paper votes %+v", name, s.Paper)
		}
		if o := s.Outcome; o != nil {
			took := 0
			for seat := range rounds.Roll.Scan(a.tx, store.RoundKey(1, r.ID)) {
				if seat.Took {
					took++
				}
			}
			if s.Paper != nil {
				took += s.Paper.Cast
				a.seen["paper counted"] = a.seen["paper counted"] || s.Paper.Cast > 0
			}
			if took != o.Cast || !rounds.Turnout(o.Cast, o.Roll, r.Threshold) {
				a.fail("%s: %d took part, %+v", name, took, *o)
			}
		}
	}

	// Nobody is named before 公示 has run, nor against a standing objection, nor beyond the posts.
	if r.NamedAt.IsZero() {
		if len(r.Named) > 0 {
			a.fail("%s: named at no time", name)
		}
		return
	}
	a.seen["named"] = a.seen["named"] || len(r.Named) > 0
	if r.Stage(rounds.StageBallot) != nil && len(r.Named) > r.Posts+len(r.Won) {
		a.fail("%s: %d named for %d posts", name, len(r.Named), r.Posts)
	}
	for _, c := range r.Named {
		i := slices.IndexFunc(r.Finals, func(f rounds.Final) bool { return f.Who == c })
		if i < 0 {
			a.fail("%s: %v was not decided on", name, c)
			continue
		}
		f := r.Finals[i]
		days := 0
		for day := branch.DateOf(f.From); day <= branch.DateOf(f.To); day++ {
			if a.o.Calendar.Working(day) {
				days++
			}
		}
		if !f.Passed || f.Upheld || f.Out != "" || days < 5 || r.NamedAt.Before(f.To) {
			a.fail("%s: named at %s: %+v, 公示 of %d days", name, r.NamedAt, f, days)
		}
	}
	for ob := range rounds.Objections.Scan(a.tx, store.RoundKey(1, r.ID)) {
		decided := slices.ContainsFunc(rounds.MeetingsOf(a.tx, r), func(m branch.Meeting) bool {
			return !m.At.Before(ob.AnsweredAt) && slices.ContainsFunc(m.Motions, func(x branch.Motion) bool { return x.Who == ob.About && x.Passed })
		})
		if ob.Upheld && slices.Contains(r.Named, ob.About) && !decided {
			a.fail("%s: %v was named though an objection was upheld", name, ob.About)
		}
		if ob.AnsweredAt.IsZero() && slices.Contains(r.Named, ob.About) { // each name has its own days
			a.fail("%s: %v was named while an objection to it is unanswered", name, ob.About)
		}
	}
}
