package drills

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/store"
	"zhibu/topic/points"
	"zhibu/topic/rounds"
	"zhibu/world/rig"
)

// TestKill ends the real binary with SIGKILL at random moments while a branch of 32 votes, logs visits and nominates, and
// while pushes fall due whose cards go to everybody, looks into the store after each, and then restarts it with SIGTERM. ZHIBU_KILLS is how many kills, ZHIBU_SEED repeats a run as
// far as two processes can be repeated.
func TestKill(t *testing.T) {
	t.Parallel() // its processes wait more than they work
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM")
	}
	kills := 20
	if testing.Short() || rig.Race { // the child is built without race; here the server and the hooks are under it
		kills = 5
	}
	number(t, "ZHIBU_KILLS", &kills)
	seed := int(time.Now().UnixNano() % 1_000_000)
	number(t, "ZHIBU_SEED", &seed)
	t.Logf("ZHIBU_SEED=%d ZHIBU_KILLS=%d", seed, kills)

	s := newSiege(t, uint64(seed))
	pushes := min(kills/12+2, 50) // more would pile up: who asks for something takes the places of the bulk
	s.presents(pushes, max(6*time.Second, time.Duration(kills)*600*time.Millisecond/time.Duration(pushes)))
	s.killed(kills)
	s.terminated(10)
	s.settled()
	out, err := os.ReadFile(s.output)
	if err != nil || strings.Contains(string(out), "killed-and-started") || strings.Contains(string(out), "level=ERROR") || strings.Contains(string(out), "panic") {
		t.Error("the log holds the token, an error or a panic: ", err)
	}
}

func number(t *testing.T, name string, n *int) {
	if v := os.Getenv(name); v != "" {
		var err error
		if *n, err = strconv.Atoi(v); err != nil || *n < 0 {
			t.Fatalf("%s=%q is no number", name, v)
		}
	}
}

// toll counts in what the kills fell.
type toll struct {
	kills, starting, idle        int
	unconfirmed, before, after   int // an update handed out and not confirmed; its effect was not, or was, in the store
	sends, unrecorded, requested int
	up, upMost                   time.Duration
}

func (l toll) String() string {
	return fmt.Sprintf(`%d kills by SIGKILL (one may count in several lines):
  %4d while starting, before the first poll
  %4d idle
  %4d between the receipt of an update and the confirmation of its offset: %d before its commit, %d after it
  %4d during a first send: %d under way, %d carried out and not recorded
  %4d during an edit or the answer to a press
a start took %v on average, %v at most`, l.kills, l.starting, l.idle, l.unconfirmed, l.before, l.after,
		l.sends+l.unrecorded, l.sends, l.unrecorded, l.requested, (l.up / time.Duration(max(l.kills, 1))).Round(100*time.Microsecond), l.upMost.Round(100*time.Microsecond))
}

// killed kills the bot at random moments: a third of them right after it was handed updates, some while it sends, the
// rest whenever.
func (s *siege) killed(kills int) {
	s.Helper()
	rng := s.random(0)
	stop := s.use(1)
	var l toll
	begun := time.Now()
	need := (kills*30 + 99) / 100 // this many must fall between receipt and confirmation
	for l.kills < kills || l.unconfirmed < need && l.kills < 5*kills {
		l.kills++
		s.start()
		if rng.IntN(4) == 0 {
			s.server.Redeliver(10) // as if the last confirmations had been lost: not even then is anything done twice
		}
		u := rng.Float64()
		delay := time.Duration(u * u * 3e6) // up to 3 ms, mostly under one: that is what a commit takes
		if rng.IntN(10) == 0 {
			time.Sleep(time.Duration(rng.IntN(40)) * time.Millisecond)
		} else {
			up := s.up()
			l.up, l.upMost = l.up+up, max(l.upMost, up)
			time.Sleep(time.Duration(rng.IntN(650)) * time.Millisecond)
			switch n := rng.IntN(10); {
			case n < 5 || l.unconfirmed*100 < 35*l.kills && n < 8:
				moment(s.watch.handedOut)
				time.Sleep(delay)
			case n < 8:
				moment(s.watch.sending)
				time.Sleep(2 * delay)
			}
		}
		at, _ := s.end(os.Kill, 10*time.Second)
		l.add(at, s.inspect(at))
		if s.Failed() {
			s.Fatalf("after kill %d", l.kills)
		}
	}
	s.Logf("%v\n%.1f s in all", l, time.Since(begun).Seconds())
	if l.unconfirmed < need {
		s.Errorf("%d kills, not %d, fell between receipt and confirmation", l.unconfirmed, need)
	}
	if out, err := s.verb("check"); err != nil { // whatever a killed process leaves in the folder
		s.Errorf("zhibu check after a kill: %v\n%s", err, out)
	}
	s.start()
	stop()
	s.idle()
	if err := s.stop(); err != nil {
		s.Error(err)
	}
	if found := s.inspect(state{}); found.unrecorded > 0 {
		s.Error("a first send was not recorded before the end by SIGTERM")
	}
	n := s.duplicates()
	s.Logf("first sends carried out twice: %d in %d kills; %d had been under way", n, l.kills, len(s.doubled))
	s.answers("kills", begun)
}

func (l *toll) add(at state, f found) {
	switch {
	case at.starting:
		l.starting++
	case len(at.unconfirmed) == 0 && at.sends+at.others+f.unrecorded == 0:
		l.idle++
	}
	if len(at.unconfirmed) > 0 {
		l.unconfirmed++
		if f.effects < len(at.unconfirmed) {
			l.before++
		} else {
			l.after++
		}
	}
	switch {
	case f.unrecorded > 0:
		l.unrecorded++
	case at.sends > 0:
		l.sends++
	}
	if at.others > 0 {
		l.requested++
	}
}

// terminated restarts the bot with SIGTERM under the same load: it ends well, soon, and sends nothing twice.
func (s *siege) terminated(times int) {
	s.Helper()
	rng := s.random(1)
	before, begun := s.duplicates(), time.Now()
	stop := s.use(2)
	var longest time.Duration
	for range times {
		s.start()
		s.up()
		time.Sleep(time.Duration(rng.IntN(650)) * time.Millisecond)
		if rng.IntN(2) == 0 {
			moment(s.watch.handedOut)
		} else {
			moment(s.watch.sending)
		}
		from := time.Now()
		if err := s.stop(); err != nil {
			s.Error(err)
		}
		longest = max(longest, time.Since(from))
		if f := s.inspect(state{}); f.unrecorded > 0 {
			s.Errorf("%d first sends were not recorded before the end", f.unrecorded)
		}
	}
	s.start()
	stop()
	s.idle()
	if err := s.stop(); err != nil {
		s.Error(err)
	}
	n := s.duplicates() - before
	s.Logf("%d restarts by SIGTERM: %d first sends carried out twice, the longest end took %v", times, n, longest.Round(time.Millisecond))
	if n > 0 {
		s.Errorf("%d first sends were repeated after SIGTERM", n)
	}
	s.answers("SIGTERM", begun)
}

// stop ends the bot as a supervisor does.
func (s *siege) stop() error {
	_, err := s.end(syscall.SIGTERM, 10*time.Second)
	return err
}

// idle waits until the bot has nothing left to do and everybody who voted is told so by the card.
func (s *siege) idle() {
	s.Helper()
	deadline := time.Now().Add(40*time.Second + time.Duration(s.waiting)*time.Second/20) // at the set rate of 25, and what is said meanwhile
	var all sync.WaitGroup
	for _, v := range s.voters {
		all.Go(func() {
			if m, ok := v.finish(deadline); !ok {
				s.Errorf("the card of voter %d is %q with %q", v.member, m.Text, m.Labels())
			}
		})
	}
	all.Wait()
	calm := func() (n int) {
		for method, calls := range s.server.Calls() {
			if method != "getUpdates" {
				n += calls
			}
		}
		return n
	}
	for n, since := calm(), time.Now(); time.Since(since) < 1500*time.Millisecond; time.Sleep(20 * time.Millisecond) { // the pace of a chat is 1 s
		if now := calm(); now != n {
			n, since = now, time.Now()
		}
		if time.Now().After(deadline) {
			s.Fatal("the bot does not come to rest")
		}
	}
}

// settled compares the end of it all with what people were told.
func (s *siege) settled() {
	s.Helper()
	if out, err := s.verb("check"); err != nil {
		s.Errorf("zhibu check: %v\n%s", err, out)
	}
	s.inspect(state{})
	s.look(func(_ *store.Store, tx *store.Tx) {
		if cast := rounds.BallotsCast.Get(tx, store.RoundKey(s.round.Branch, s.round.ID)); cast != len(s.voters) {
			s.Errorf("%d have taken part, %d are counted", len(s.voters), cast)
		}
		typed := s.strangers.Load()
		for n := int64(0); n < typed; n += strikes {
			account := fmt.Sprintf("tg:%d", strangerID+n/strikes)
			g, _ := store.GuessesOf.Get(tx, store.K[int64]().Str(account))
			if want := min(typed-n, strikes); int64(len(g.At)) != want {
				s.Errorf("%s typed %d wrong codes, and %d were counted", account, want, len(g.At))
			}
		}
		s.inspectPresented(tx)
		for w := range store.Waitings.Scan(tx, nil) {
			if !w.NotBefore.After(time.Now()) {
				s.Errorf("something still waits to be sent to %s", w.Chat)
			}
		}
		for d := range store.Deads.Scan(tx, nil) {
			s.Errorf("given up: %s for %s: %s", d.Key, d.Chat, d.Reason)
		}
	})
	for _, v := range s.voters {
		for _, m := range v.phone.Messages() {
			if strings.Contains(m.Text, "您推荐：") || strings.Contains(m.Text, "您选择：") {
				s.Errorf("a choice still stands in message %d of voter %d: %q", m.ID, v.member, m.Text)
			}
		}
	}
	visits, nominations := logged(s.typists), logged(s.leaders)
	if visits == 0 || nominations == 0 {
		s.Error("nobody has logged a visit, or nominated")
	}
	s.Logf("%d updates, %d votes by %d voters, %d visits by %d, %d nominations by %d, %d wrong codes; each had its effect once",
		s.inspected-s.watch.first, s.pressed(), len(s.voters), visits, len(s.typists), nominations, len(s.leaders), s.strangers.Load())
}

// found is what the store of a killed bot tells of the moment.
type found struct {
	effects    int // of the updates that were not confirmed, those that are in the store
	unrecorded int // first sends that were carried out and are not in the store: each will be repeated
}

// inspect looks into the store of a bot that has ended: it is sound, nothing that was acknowledged is missing, and no
// update was confirmed before its effect was durable.
func (s *siege) inspect(at state) (f found) {
	s.Helper()
	log := s.server.Log()
	s.look(func(db *store.Store, tx *store.Tx) {
		if faults := db.Check(); len(faults) > 0 {
			s.Errorf("the store is not sound: %q", faults)
		}
		s.inspectBallots(tx)
		s.inspectRecords(tx)
		s.inspectNominations(tx)
		s.inspected = max(s.inspected, s.watch.first)
		for ; s.inspected < s.watch.confirmed; s.inspected++ {
			vote, is := s.watch.votes[s.inspected]
			if !tx.Seen("tg", s.inspected) && !s.watch.looks[s.inspected] && !(is && s.traceless(vote)) {
				s.Errorf("update %d was confirmed and had no effect", s.inspected)
			}
		}
		for _, id := range at.unconfirmed {
			if tx.Seen("tg", id) {
				f.effects++
			}
		}
		s.waiting = 0
		for range store.Waitings.Scan(tx, nil) {
			s.waiting++
		}
		known := map[int64]int64{} // the newest message that the store knows, by chat
		for w := range store.Shows.Scan(tx, nil) {
			known[idOf(w.Chat)] = max(known[idOf(w.Chat)], w.Message)
		}
		unrecorded := map[int64]int{}
		for _, m := range log {
			if m.Chat < strangerID && m.MessageID > known[m.Chat] && !s.doubled[m.MessageID] {
				s.doubled[m.MessageID] = true
				unrecorded[m.Chat]++
				f.unrecorded++
			}
		}
		for c, n := range unrecorded { // there are fewer chats than the courier sends at once, so this bounds all of them too
			if n > 1 {
				s.Errorf("%d first sends to chat %d are not recorded: the next was sent before", n, c)
			}
		}
	})
	return f
}

func idOf(c chat.Chat) int64 {
	n, _ := strconv.ParseInt(strings.TrimPrefix(string(c), "tg:"), 10, 64)
	return n
}

func (s *siege) inspectBallots(tx *store.Tx) {
	s.Helper()
	key, ok := s.vault.Key(s.round.Key)
	if !ok {
		s.Fatal("no key")
	}
	ballots := map[branch.MemberID][]byte{}
	for b := range rounds.Ballots.Scan(tx, nil) {
		if b.Branch != s.round.Branch || b.Round != s.round.ID || ballots[b.Member] != nil {
			s.Errorf("a ballot of member %d that nobody cast", b.Member)
		}
		ballots[b.Member] = b.Choice
	}
	if cast := rounds.BallotsCast.Get(tx, store.RoundKey(s.round.Branch, s.round.ID)); cast != len(ballots) {
		s.Errorf("%d ballots, and %d are counted", len(ballots), cast)
	}
	for _, v := range s.voters {
		choices, must := v.may()
		sealed := ballots[v.member]
		delete(ballots, v.member)
		if sealed == nil {
			if must {
				s.Errorf("the acknowledged vote of member %d is lost", v.member)
			}
			continue
		}
		plain, err := key.Open(int64(s.round.Branch), int64(s.round.ID), int64(v.member), sealed)
		if err != nil {
			s.Error(err)
			continue
		}
		if got, err := rounds.DecodeChoice(plain); err != nil || !slices.Contains(choices, got) {
			s.Errorf("member %d has chosen %v, %v, not one of %v", v.member, got, err, choices)
		}
	}
	for m := range ballots {
		s.Errorf("member %d is not on the roll and has a ballot", m)
	}
}

// inspectRecords finds every visit that was said to be logged, and none twice.
func (s *siege) inspectRecords(tx *store.Tx) {
	s.Helper()
	rows := map[string]int{}
	for r := range points.Records.Scan(tx, nil) {
		rows[sentence.FindString(r.Text)]++
	}
	for _, w := range s.typists {
		n, said := w.typed()
		for i := 1; i <= n; i++ {
			what := fmt.Sprintf("编号%d-%d", w.member, i)
			if rows[what] > 1 {
				s.Errorf("the visit %s is logged %d times", what, rows[what])
			}
			if rows[what] == 0 && slices.Contains(said, i) {
				s.Errorf("the visit %s was said to be logged and is lost", what)
			}
			delete(rows, what)
		}
	}
	for what := range rows {
		s.Errorf("%q is logged, and nobody has typed it", what)
	}
}

// inspectNominations finds the nomination of each group that was acknowledged last, or one made after it.
func (s *siege) inspectNominations(tx *store.Tx) {
	s.Helper()
	for _, w := range s.leaders {
		n, said := w.typed()
		row, made := rounds.GetNomination(tx, s.nominations, w.group)
		if !made {
			if len(said) > 0 {
				s.Errorf("the nomination of group %d is lost", w.group)
			}
			continue
		}
		var by, i int
		_, err := fmt.Sscanf(sentence.FindString(row.Deeds), "编号%d-%d", &by, &i)
		if err != nil || branch.MemberID(by) != w.member || i > n || len(said) > 0 && i < said[len(said)-1] || row.Nominee != w.two[i%2] {
			s.Errorf("group %d has nominated %d for %q; %d were typed, acknowledged were %v", w.group, row.Nominee, row.Deeds, n, said)
		}
	}
}

// inspectPresented sees that whatever was due has been said once to everybody, and nothing else. A copy of which a killed
// bot could know nothing does not count.
func (s *siege) inspectPresented(tx *store.Tx) {
	s.Helper()
	type line struct {
		chat  int64
		words string
	}
	copies := map[line]int{}
	for _, m := range s.server.Log() {
		if !s.doubled[m.MessageID] {
			copies[line{m.Chat, sentence.FindString(m.Text) + "。"}]++
		}
	}
	due, last := 0, time.Now().Add(-10*time.Second)
	for _, p := range s.plan {
		next, _ := store.Dues.Get(tx, store.K[int64]().Str(rounds.PushStage).Int(int64(p.round.Branch)).Int(int64(p.round.ID)))
		said := !next.At.Equal(p.at)
		if !said && p.at.Before(last) {
			s.Errorf("what was due at %v has not been done", p.at)
		}
		if said {
			due++
		}
		for _, v := range s.voters {
			if n := copies[line{demo.FirstID + int64(v.member), p.words}]; said && n != 1 || !said && n > 0 {
				s.Errorf("%s, due at %v, done: %v, was sent %d times to member %d", p.words, p.at, said, n, v.member)
			}
		}
	}
	if s.Logf("%d pushes were due, each said once to %d people", due, len(s.voters)); due == 0 {
		s.Error("nothing was due")
	}
}

// typed returns how many sentences somebody has typed, and which were said to be done.
func (w *typist) typed() (n int, said []int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.n, slices.Clone(w.said)
}

func logged(list []*typist) (n int) {
	for _, w := range list {
		_, said := w.typed()
		n += len(said)
	}
	return n
}

var sentence = regexp.MustCompile(`编号\d+-\d+`)

// duplicates counts the first sends that were repeated: one of the two must be one that a killed bot could not record.
// Every card of these people has words of its own, but for the ballot, which is shown in several states.
func (s *siege) duplicates() (n int) {
	s.Helper()
	first, recorded := map[string]bool{}, map[string]bool{}
	for _, m := range s.server.Log() {
		if m.Chat >= strangerID {
			continue // told once, never stored, never repeated
		}
		what := m.Text
		if nonce := sentence.FindString(what); nonce != "" {
			what = nonce
		} else if strings.Contains(what, "这是民主推荐") || strings.Contains(what, voted) {
			what = "ballot"
		} else if strings.Contains(what, "登记：") {
			continue // a form confirmed on a copy, before its card was sent again: that one says the same of every visit
		}
		what = fmt.Sprint(m.Chat, what)
		if first[what] {
			n++
		}
		first[what] = true
		if !s.doubled[m.MessageID] {
			if recorded[what] {
				s.Errorf("sent twice, and it was recorded: %q", what)
			}
			recorded[what] = true
		}
	}
	return n
}

// answers tells how the votes since a time were answered.
func (s *siege) answers(what string, since time.Time) {
	acked, empty, refused, none := 0, 0, 0, 0
	for _, v := range s.voters {
		v.mu.Lock()
		for _, p := range v.presses {
			switch {
			case p.made.Before(since):
			case !p.has():
				none++
			case p.answer == voted:
				acked++
			case p.answer == "":
				empty++
			default:
				refused++
			}
		}
		v.mu.Unlock()
	}
	s.Logf("%s: %d votes acknowledged, %d answered without a word, %d refused (an older card), %d never answered", what, acked, empty, refused, none)
}

func (s *siege) pressed() (n int) {
	for _, v := range s.voters {
		v.mu.Lock()
		n += len(v.presses)
		v.mu.Unlock()
	}
	return n
}
