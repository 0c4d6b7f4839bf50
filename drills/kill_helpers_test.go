package drills

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/demo"
	"zhibu/demo/roster"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/points"
	"zhibu/topic/rounds"
	"zhibu/vault"
	"zhibu/world"
)

const (
	lossToken  = "100001:killed-and-started-again"
	strangerID = 9000 // of the first stranger
	strikes    = 4    // wrong codes of one stranger: fewer than the bot puts up with, so that it counts each
)

// siege is a branch with an open ballot, people who never stop using the bot, and the real binary as a child process
// that is ended again and again. The Bot API server lives here.
type siege struct {
	*testing.T
	binary, data, keys, output string
	seed                       uint64
	server                     *sandbox.Server
	url                        string
	watch                      *watch
	vault                      *vault.Vault
	round, nominations         rounds.Round
	voters                     []*voter
	typists, leaders           []*typist      // who log visits, and who nominate
	plan                       []presentation // by time
	strangers                  atomic.Int64   // wrong codes typed so far
	starts                     atomic.Int64   // of the bot
	env                        []string       // for the child, beside what it needs
	child                      *exec.Cmd
	ended                      chan error
	inspected                  int64          // updates below this were found in the store
	waiting                    int            // what the outbox held then
	doubled                    map[int64]bool // messages sent in vain: the store does not know them
}

func newSiege(t *testing.T, seed uint64) *siege {
	folder := t.TempDir()
	s := &siege{T: t, seed: seed, binary: filepath.Join(folder, "zhibu.exe"), data: filepath.Join(folder, "data"),
		keys: filepath.Join(folder, "keys"), output: filepath.Join(folder, "output"), watch: newWatch(), doubled: map[int64]bool{}}
	if out, err := exec.Command("go", "build", "-o", s.binary, "zhibu").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	s.server = sandbox.New(sandbox.Options{Token: lossToken, BotName: "助手", BotUsername: demo.Bot, KeepLog: 1 << 30})
	s.server.SetHooks(sandbox.Hooks{OnDelivered: s.watch.onDelivered, OnConfirmed: s.watch.onConfirmed, Fault: far})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + l.Addr().String()
	api := &http.Server{Handler: s.watch.around(s.server.Handler()), ConnState: s.watch.onConn}
	go api.Serve(l)
	t.Cleanup(func() {
		if s.child != nil {
			_ = s.child.Process.Kill()
			<-s.ended
		}
		s.server.Close()
		api.Close()
		if out, err := os.ReadFile(s.output); t.Failed() && err == nil {
			t.Logf("the end of what the bot logged:\n%s", out[max(0, len(out)-4000):])
		}
	})
	s.prepare()
	return s
}

// away is how long a request to send or to edit is on its way, and its answer: a moment to be killed in. A request whose
// sender dies before it arrives is not carried out.
func away(method string) time.Duration {
	if method == "sendMessage" || method == "editMessageText" {
		return rand.N(3 * time.Millisecond)
	}
	return 0
}

func far(method string) *sandbox.Fault { return sandbox.Stalled(away(method)) }

// prepare founds the branch, binds everybody and opens a ballot, as the bot would have, and gives everybody a phone.
func (s *siege) prepare() {
	now := time.Now()
	f := world.Founded(s, "roster.xlsx", roster.File, "", now)
	db, v, err := app.OpenData(s.data, s.keys, "test", store.Options{})
	if err != nil {
		s.Fatal(err)
	}
	s.vault = v
	key, err := v.Fresh()
	if err != nil {
		s.Fatal(err)
	}
	o, err := app.NewOffice(v, db)
	if err != nil {
		s.Fatal(err)
	}
	var everyone []branch.Member
	leads := map[branch.MemberID]bool{}
	_, err = db.Update(func(tx *store.Tx) error {
		info, _ := store.Infos.Get(tx, store.K(1)) // it bears the store's id
		info.Made = now
		store.Infos.Put(tx, info)
		b, err := o.Found(tx, f, now)
		if err != nil {
			return err
		}
		for m := range store.Members.Scan(tx, store.K(b)) {
			everyone = append(everyone, m)
		}
		var opener branch.Member
		var candidates []branch.Candidate
		for _, m := range everyone {
			o.Attach(tx, m, chat.Account(world.LossChat(m)), world.LossChat(m), now)
			if m.May(branch.KeepRoster) {
				opener = m
			}
			if len(candidates) < 16 {
				candidates = append(candidates, branch.Candidate{Member: m.ID})
			}
		}
		if s.round, err = rounds.OpenBallot(o, tx, opener, 0, candidates, now.AddDate(0, 0, 7), key, now); err != nil {
			return err
		}
		for seat := range rounds.Roll.Scan(tx, store.RoundKey(b, s.round.ID)) {
			s.voters = append(s.voters, &voter{ration: ration{starts: &s.starts}, member: seat.Member, next: int(seat.Member)})
		}
		s.nominations = rounds.NewRound(b, rounds.GoodMember, fmt.Sprint(now.Year()+1))
		s.nominations.ID = branch.RoundID(tx.Next(store.K(b).Str("round")))
		s.nominations.Begin(rounds.StageNominate, now, now.AddDate(0, 0, 7), now)
		rounds.Rounds.Put(tx, s.nominations)
		for g := range store.Groups.Scan(tx, store.K(b)) { // a leader is asked for one of two in turn
			leader, _ := office.Member(tx, b, g.Leader)
			var two []branch.MemberID
			for _, m := range everyone {
				if m.Group == g.ID && len(two) < 2 {
					two = append(two, m.ID)
				}
			}
			if leader.ID == 0 || len(two) < 2 {
				continue
			}
			leads[leader.ID] = true
			tx.Show(world.LossChat(leader), rounds.NominationCard(rounds.ViewNomination(tx, s.nominations, g)))
			s.leaders = append(s.leaders, &typist{ration: ration{starts: &s.starts}, member: leader.ID, group: g.ID, two: two, prompt: "请用一两句话写下事迹", done: "已推荐",
				begin: func(n int) chat.Press {
					return chat.Press{Action: rounds.ActNominee, Args: []int64{int64(b), int64(s.nominations.ID), int64(g.ID), int64(two[n%2])}}
				},
				card: func(m sandbox.Message) bool { return world.Action(m, "nom.") }, ok: cards.ActFormOK})
		}
		for i, m := range everyone { // every second logs visits: whatever is typed comes back on a card
			if i%2 == 0 && !leads[m.ID] {
				s.typists = append(s.typists, &typist{ration: ration{starts: &s.starts}, member: m.ID, prompt: "请用一句话写下情况", done: "已登记",
					begin: func(int) chat.Press { return chat.Press{Action: points.ActVisitAt, Args: []int64{int64(b), 1, 0}} },
					card:  func(m sandbox.Message) bool { return strings.Contains(m.Text, "登记：") }, ok: cards.ActFormOK})
			}
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		s.Fatal(err)
	}
	for _, m := range everyone {
		s.server.AddPerson(sandbox.Person{ID: demo.FirstID + int64(m.ID), First: m.Name})
		s.server.Client(demo.FirstID + int64(m.ID)).Start("")
	}
	for _, v := range s.voters {
		v.phone, v.round = s.server.Client(demo.FirstID+int64(v.member)), s.round
	}
	for _, w := range slices.Concat(s.typists, s.leaders) {
		w.phone = s.server.Client(demo.FirstID + int64(w.member))
	}
}

// presentation is a push that falls due while the bot is killed: nominees are presented to everybody, in words of its own.
type presentation struct {
	round rounds.Round
	at    time.Time
	words string
}

// presents plans so many presentations, one after the other. Each goes to every chat, so bulks are killed in as well.
func (s *siege) presents(n int, every time.Duration) {
	s.Helper()
	db, _, err := app.OpenData(s.data, s.keys, "test", store.Options{})
	if err != nil {
		s.Fatal(err)
	}
	now := time.Now()
	_, err = db.Update(func(tx *store.Tx) error {
		for i := range n {
			p := presentation{at: now.Add(time.Duration(i) * every).Truncate(time.Second), words: fmt.Sprintf("编号0-%d。", i+1)}
			r := rounds.NewRound(s.round.Branch, rounds.GoodMember, fmt.Sprint(now.Year()+2+i))
			r.ID = branch.RoundID(tx.Next(store.K(r.Branch).Str("round")))
			r.Candidates = branch.MembersOf(s.voters[0].member)
			r.Begin(rounds.StagePresent, p.at, now.AddDate(0, 0, 7), now)
			rounds.Rounds.Put(tx, r)
			rounds.Nominations.Put(tx, rounds.Nomination{Branch: r.Branch, Round: r.ID, Group: 1, Nominee: s.voters[0].member, Deeds: p.words, At: now})
			tx.Plan(rounds.PushStage, r.Branch, int64(r.ID), p.at)
			p.round = r
			s.plan = append(s.plan, p)
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		s.Fatal(err)
	}
}

// start starts the bot.
func (s *siege) start() {
	s.Helper()
	out, err := os.OpenFile(s.output, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.Fatal(err)
	}
	defer out.Close()
	s.child = exec.Command(s.binary, "serve")
	s.child.Env = append(os.Environ(), "ZHIBU_DATA="+s.data, "ZHIBU_KEYS="+s.keys, "TELEGRAM_BOT_TOKEN="+lossToken, "TELEGRAM_API_URL="+s.url, "ZHIBU_DAILY=100000")
	s.child.Env = append(s.child.Env, s.env...)
	s.child.Stderr = out
	s.watch.begin()
	s.starts.Add(1)
	if err := s.child.Start(); err != nil {
		s.Fatal(err)
	}
	child, ended := s.child, make(chan error, 1)
	s.ended = ended
	go func() { ended <- child.Wait() }()
}

// up waits until the bot has been given its first updates, and gives how long that took.
func (s *siege) up() time.Duration {
	s.Helper()
	from := time.Now()
	select {
	case <-s.watch.up:
	case err := <-s.ended:
		s.child = nil
		s.Fatal("the bot ended by itself: ", err)
	case <-time.After(20 * time.Second):
		s.Fatal("the bot does not poll")
	}
	return time.Since(from)
}

// end ends the bot by a signal and waits for its end, and for that of its last requests. It gives what was under way.
func (s *siege) end(sig os.Signal, patience time.Duration) (at state, err error) {
	s.Helper()
	if sig == os.Kill {
		at = s.watch.dead() // nothing handed out from here on reaches it
	}
	if err := s.child.Process.Signal(sig); err != nil {
		s.Fatal("the bot had ended by itself: ", err)
	}
	select {
	case err = <-s.ended:
	case <-time.After(patience):
		_ = s.child.Process.Kill()
		<-s.ended
		err = fmt.Errorf("it did not end within %v", patience)
	}
	s.child = nil
	if sig != os.Kill {
		at = s.watch.dead()
	}
	s.watch.quiet(s.T)
	at.unconfirmed = s.watch.unconfirmed()
	return at, err
}

// verb runs another command of the binary on the same folders.
func (s *siege) verb(name string) (string, error) {
	c := exec.Command(s.binary, name)
	c.Env = append(os.Environ(), "ZHIBU_DATA="+s.data, "ZHIBU_KEYS="+s.keys)
	out, err := c.CombinedOutput()
	return string(out), err
}

// look opens a copy of the store as the bot left it.
func (s *siege) look(do func(*store.Store, *store.Tx)) {
	s.Helper()
	folder := filepath.Join(filepath.Dir(s.data), "copy")
	err := os.MkdirAll(folder, 0o700)
	from, e := os.Open(filepath.Join(s.data, "zhibu.db"))
	if err = errors.Join(err, e); err != nil {
		s.Fatal(err)
	}
	defer from.Close()
	to, err := os.Create(filepath.Join(folder, "zhibu.db"))
	if err == nil {
		_, err = io.Copy(to, from)
		err = errors.Join(err, to.Close())
	}
	if err != nil {
		s.Fatal(err)
	}
	secret, err := os.ReadFile(filepath.Join(s.keys, "outbox.secret")) // an update is known by a hash under it
	if err != nil {
		s.Fatal(err)
	}
	db, err := store.Open(folder, store.Options{Secret: secret})
	if err != nil {
		s.Fatal("the store cannot be opened: ", err)
	}
	_ = db.View(func(tx *store.Tx) error { do(db, tx); return nil })
	if err := db.Close(); err != nil {
		s.Error(err)
	}
}

// use has everybody use the bot until the func it gives is called; that waits until nobody waits for an answer.
func (s *siege) use(phase uint64) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	rng := func(i uint64) *rand.Rand { return s.random(phase<<32 | i) }
	for i, v := range s.voters {
		wg.Go(func() { v.vote(ctx, rng(uint64(i)), i%5 == 0) })
	}
	for i, w := range slices.Concat(s.typists, s.leaders) {
		wg.Go(func() { w.write(ctx, s.T, rng(uint64(100+i))) })
	}
	wg.Go(func() {
		for r := rng(200); pass(ctx, r, 50, 250); {
			n := s.strangers.Add(1) - 1
			s.server.Client(strangerID + n/strikes).Send(office.NewCode())
		}
	})
	return func() { cancel(); wg.Wait() }
}

func (s *siege) random(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(s.seed, stream)) }

// ration keeps what one account asks for within what the bot grants it, also when all of it waits for a slow start: what goes
// beyond is dropped, and no loss.
type ration struct {
	starts *atomic.Int64 // of the bot, which begins with full purses
	at     int64
	left   float64
	since  time.Time
}

// wait takes one; it is false when ctx has ended.
func (r *ration) wait(ctx context.Context) bool {
	const burst, perSecond = 10, 1.5 // a stall of the disk lasts seconds
	for ctx.Err() == nil {
		if now := r.starts.Load(); now != r.at {
			r.at, r.left, r.since = now, burst, time.Now()
		}
		r.left = min(r.left+time.Since(r.since).Seconds()*perSecond, burst)
		r.since = time.Now()
		if r.left >= 1 {
			r.left--
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

// pass waits between from and to milliseconds; it is false when ctx has ended.
func pass(ctx context.Context, r *rand.Rand, from, to int) bool {
	t := time.NewTimer(time.Duration(from*1000+r.IntN((to-from)*1000)) * time.Microsecond)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// voter votes again and again. Each vote is for the next choice in a fixed round of seventeen, so that an older vote
// is not mistaken for a later one.
type voter struct {
	member branch.MemberID
	round  rounds.Round
	phone  *sandbox.Client
	next   int
	ration

	mu      sync.Mutex
	presses []*press // in the order in which they were made
}

// press is one 确认.
type press struct {
	id       string // of the press, as the update names it
	choice   rounds.Choice
	made     time.Time
	answered chan struct{} // closed with the answer
	answer   string        // 已投票, or a refusal, or nothing: its effect was had before a crash
}

const (
	voted    = "已投票"
	patience = time.Second // of somebody who waits for an answer
)

// mask returns the next choice as a button carries it.
func (v *voter) mask() int64 {
	v.next++
	n := v.next % (len(v.round.Candidates) + 1)
	if n == len(v.round.Candidates) {
		return -1
	}
	return 1 << n
}

func (v *voter) vote(ctx context.Context, r *rand.Rand, byButtons bool) {
	for pass(ctx, r, 20, 250) && v.wait(ctx) {
		m, ok := v.card()
		switch {
		case !ok: // not sent yet
		case byButtons:
			v.step(m)
		default:
			v.confirm(m.ID, v.mask())
		}
	}
}

// finish votes if that was not done or is half done, and waits until the card says so.
func (v *voter) finish(deadline time.Time) (m sandbox.Message, ok bool) {
	for begun := time.Now(); time.Now().Before(deadline); {
		m, ok = v.card()
		_, changing := m.Button("返回")
		switch {
		case ok && strings.Contains(m.Text, voted):
			return m, true
		case ok && (changing || len(v.presses) == 0 || time.Since(begun) > 3*time.Second): // or had pressed on an older copy
			v.step(m)
		default:
			time.Sleep(20 * time.Millisecond)
		}
	}
	return m, false
}

// card is the newest message that is a ballot.
func (v *voter) card() (sandbox.Message, bool) { return world.BallotCard(v.phone.Messages()) }

// step presses one button as a person would, 改投, a choice or 确认, and waits for what comes of it.
func (v *voter) step(m sandbox.Message) {
	if b, ok := m.Button("确认"); ok {
		p, err := chat.ParsePress(b.Data)
		if err != nil {
			panic(err)
		}
		v.confirm(m.ID, p.Args[2])
	} else if b, ok := m.Button("改投"); ok {
		v.phone.PressData(m.ID, b.Data)
	} else {
		v.phone.PressData(m.ID, v.data(rounds.ActVotePick, v.mask()))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second) // an edit may wait for its chat's pace
	defer cancel()
	_ = v.phone.WaitFor(ctx, func(all []sandbox.Message) bool {
		now, ok := world.BallotCard(all)
		return ok && (now.ID != m.ID || now.Text != m.Text)
	})
}

func (v *voter) data(action string, mask int64) string {
	return chat.Press{Action: action, Args: []int64{int64(v.round.Branch), int64(v.round.ID), mask}}.Encode()
}

// confirm presses 确认 and waits for the answer, though not for ever: it may be lost in a crash.
func (v *voter) confirm(message int64, mask int64) {
	p := &press{choice: rounds.Choice{Abstain: mask == -1}, made: time.Now(), answered: make(chan struct{})}
	if !p.choice.Abstain {
		p.choice.Mask = uint64(mask)
	}
	v.mu.Lock()
	v.presses = append(v.presses, p)
	v.mu.Unlock()
	id := v.phone.PressData(message, v.data(rounds.ActVoteOK, mask))
	v.mu.Lock()
	p.id = id
	v.mu.Unlock()
	go func() { // an answer that comes late counts all the same
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if a, err := v.phone.Answer(ctx, id); err == nil {
			v.mu.Lock()
			p.answer = a.Text
			v.mu.Unlock()
			close(p.answered)
		}
	}()
	select {
	case <-p.answered:
	case <-time.After(patience):
	}
}

// traceless reports whether a press of 确认 may have left no trace: it was refused, on an older copy of the card, or a crash left it
// unanswered, so that nobody can tell. inspectBallots holds the ballot to every vote that was acknowledged.
func (s *siege) traceless(id string) bool {
	return slices.ContainsFunc(s.voters, func(v *voter) bool {
		v.mu.Lock()
		defer v.mu.Unlock()
		return slices.ContainsFunc(v.presses, func(p *press) bool { return p.id == id && (!p.has() || p.answer != voted && p.answer != "") })
	})
}

func (p *press) has() bool {
	select {
	case <-p.answered:
		return true
	default:
		return false
	}
}

// may returns the choices of which the store must hold one: that of the last vote that was acknowledged, or of one that
// was pressed after it. must tells that there was an acknowledged one.
func (v *voter) may() (choices []rounds.Choice, must bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, p := range v.presses {
		switch {
		case p.has() && p.answer == voted:
			choices, must = []rounds.Choice{p.choice}, true
		case p.has() && p.answer != "": // refused
		default:
			choices = append(choices, p.choice)
		}
	}
	return choices, must
}

// typist fills in a form again and again, about a visit or a nomination: opens it, types a sentence that no other holds,
// waits for the card that shows it, and confirms until the card says that it is done. No sentence may be lost, and of what
// was said to be done nothing.
type typist struct {
	member branch.MemberID
	phone  *sandbox.Client
	ration
	prompt, done string
	begin        func(n int) chat.Press
	card         func(sandbox.Message) bool // which message it is about
	ok           string                     // the action that confirms

	group branch.GroupID    // of a leader
	two   []branch.MemberID // who is nominated by sentences of even and of odd number

	mu   sync.Mutex
	n    int   // sentences typed
	said []int // those said to be done
}

// forever is for how long a typist waits for a card before it counts as lost: after a restart it waits behind what goes to
// everybody, at the set rate, and the bot is killed again and again meanwhile.
const forever = 3 * time.Minute

func (w *typist) write(ctx context.Context, t *testing.T, r *rand.Rand) {
	for pass(ctx, r, 0, 1500) && w.wait(ctx) {
		w.mu.Lock()
		w.n++
		n := w.n
		w.mu.Unlock()
		words := fmt.Sprintf("了解情况，编号%d-%d。", w.member, n)
		if !w.until(w.begin(n).Encode(), w.prompt) {
			t.Errorf("the form of member %d does not open", w.member)
			return
		}
		w.phone.Send(words)
		wait, cancel := context.WithTimeout(context.Background(), forever)
		_, err := w.phone.WaitText(wait, words)
		cancel()
		if err != nil {
			t.Error("a card was lost: ", err)
			return
		}
		if !w.until("", w.done) {
			t.Errorf("%s is not said to be done", words)
			return
		}
		w.mu.Lock()
		w.said = append(w.said, n)
		w.mu.Unlock()
	}
}

// until presses on the newest card, the button that confirms if data is "", until its text holds what is wanted. A press may
// be refused, since it was made on a copy that the bot knows nothing of.
func (w *typist) until(data, want string) bool {
	for deadline := time.Now().Add(forever); time.Now().Before(deadline); {
		m, ok := world.Newest(w.phone.Messages(), w.card)
		if ok && strings.Contains(m.Text, want) {
			return true
		}
		press := data
		if !ok && press != "" { // what begins a form is good on any message
			m, ok = world.Newest(w.phone.Messages(), func(sandbox.Message) bool { return true })
		}
		for _, b := range slices.Concat(m.Buttons...) {
			if p, err := chat.ParsePress(b.Data); press == "" && err == nil && p.Action == w.ok {
				press = b.Data
			}
		}
		if ok && press != "" {
			w.wait(context.Background())
			w.phone.PressData(m.ID, press)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		_ = w.phone.WaitFor(ctx, func(all []sandbox.Message) bool {
			now, ok := world.Newest(all, w.card)
			return ok && (now.ID != m.ID || now.Text != m.Text)
		})
		cancel()
	}
	return false
}

// watch sees what passes between the child and the server.
type watch struct {
	mu        sync.Mutex
	up        chan struct{} // closed when the child got the answer to its first poll
	running   bool
	polled    bool
	delivered map[int64]bool   // to this child, and not confirmed
	first     int64            // the first update there was; they are numbered without gaps
	confirmed int64            // all below were
	under     map[string]int   // requests under way, by method
	votes     map[int64]string // updates that press 确认: their press
	looks     map[int64]bool   // updates that only look at a ballot: they leave no trace, not even that they were seen
	open      int              // connections
	handedOut chan struct{}    // has room for one: updates were handed out
	sending   chan struct{}    // has room for one: a sendMessage has come in
}

// state is what was under way when the child was ended.
type state struct {
	starting    bool // not polled yet
	unconfirmed []int64
	sends       int // first sends
	others      int // edits and answers
}

func newWatch() *watch {
	return &watch{delivered: map[int64]bool{}, looks: map[int64]bool{}, votes: map[int64]string{}, under: map[string]int{}, handedOut: make(chan struct{}, 1), sending: make(chan struct{}, 1)}
}

func (w *watch) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running, w.polled, w.up = true, false, make(chan struct{})
	clear(w.delivered)
}

func (w *watch) dead() state {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running = false
	return state{starting: !w.polled, sends: w.under["sendMessage"], others: w.under["editMessageText"] + w.under["editMessageReplyMarkup"] + w.under["answerCallbackQuery"]}
}

func (w *watch) unconfirmed() (ids []int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id := range w.delivered {
		ids = append(ids, id)
	}
	return ids
}

func (w *watch) onDelivered(ids []int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.running {
		return // written to nobody
	}
	if !w.polled {
		w.polled = true
		close(w.up)
	}
	for _, id := range ids {
		if w.first == 0 || id < w.first {
			w.first = id
		}
		if id >= w.confirmed { // else the next poll has overtaken this call
			w.delivered[id] = true
		}
	}
	if len(ids) > 0 {
		tell(w.handedOut)
	}
}

func (w *watch) onConfirmed(offset int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.confirmed = max(w.confirmed, offset)
	for id := range w.delivered {
		if id < offset {
			delete(w.delivered, id)
		}
	}
}

func tell(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// around counts the requests under way, and delays their answers.
func (w *watch) around(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		method := path.Base(r.URL.Path)
		w.mu.Lock()
		w.under[method]++
		w.mu.Unlock()
		defer func() {
			w.mu.Lock()
			w.under[method]--
			w.mu.Unlock()
		}()
		if method == "sendMessage" {
			tell(w.sending)
		}
		if method == "getUpdates" {
			rw = &tee{ResponseWriter: rw}
			defer func() { w.noteLooks(rw.(*tee).body.Bytes()) }()
		}
		h.ServeHTTP(rw, r)
		time.Sleep(away(method)) // the answer is written when this returns
	})
}

// tee keeps what is written to the child.
type tee struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (t *tee) Write(data []byte) (int, error) {
	t.body.Write(data)
	return t.ResponseWriter.Write(data)
}

// noteLooks remembers which of the updates of an answer only look at a ballot.
func (w *watch) noteLooks(answer []byte) {
	var a struct {
		Result []struct {
			ID    int64 `json:"update_id"`
			Press struct {
				ID   string `json:"id"`
				Data string `json:"data"`
			} `json:"callback_query"`
		} `json:"result"`
	}
	_ = json.Unmarshal(answer, &a)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, u := range a.Result {
		action, _, _ := strings.Cut(u.Press.Data, ":")
		if slices.Contains([]string{rounds.ActVoteList, rounds.ActVoteBack, rounds.ActVotePick, rounds.ActVotePage}, action) {
			w.looks[u.ID] = true
		}
		if action == rounds.ActVoteOK {
			w.votes[u.ID] = u.Press.ID
		}
	}
}

func (w *watch) onConn(_ net.Conn, now http.ConnState) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch now {
	case http.StateNew:
		w.open++
	case http.StateClosed:
		w.open--
	}
}

// quiet waits until the server has read the connections of a dead child to their end: what it asked for last may
// still lie in them.
func (w *watch) quiet(t *testing.T) {
	t.Helper()
	for range 5000 {
		w.mu.Lock()
		open := w.open
		w.mu.Unlock()
		if open == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("connections of a dead process are still open")
}

// moment waits until something has happened after now, or half a second.
func moment(c chan struct{}) {
	select {
	case <-c:
	default:
	}
	select {
	case <-c:
	case <-time.After(500 * time.Millisecond):
	}
}
