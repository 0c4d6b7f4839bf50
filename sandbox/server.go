// Package sandbox is a Telegram Bot API server that lives inside a process: a
// bot talks to it as to api.telegram.org, people talk to the bot through a
// browser page or, in tests, through a [Client]. It knows nothing of the bot.
//
// The shape:
//
//	bot ──HTTP──► api.go ─► check.go ─► send.go, edit.go, … ─► chats (one slice of messages each)
//	    ◄─polls── updates.go ◄── client.go, groups.go ◄── tests
//	    ◄─posts── webhook.go     ▲                          │
//	                   page.go ──┘ ◄──HTTP, SSE── browser   └─► keep.go ─► a folder
//
// Each call is checked against the Bot API as data (spec/table.txt) before it is
// carried out; refusals carry Telegram's own words. What exists in the Bot API
// and is not carried out is refused by name, what a call holds that the API
// does not know is ignored and noted, see [Server.Oddities].
//
// One mutex guards everything. Messages are immutable once they are in a chat:
// an edit puts a new value in the old one's place, so that a pointer taken
// under the lock can be encoded or shown after it. Every change of a chat or a
// message carries a rising revision; a browser tab is sent what is newer than
// the revision it has seen. Nothing polls: waiting is always on a channel, so a
// bot, this server and a [MemListener] between them run in a testing/synctest
// bubble through years of fake time.
//
// Over TCP only this machine is answered, under its own names, and no page of
// another site.
package sandbox

import (
	"context"
	"errors"
	"maps"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options configure a [Server].
type Options struct {
	Token       string // the bot's token, e.g. "100001:sandbox"; its digits are the bot's id
	BotName     string // as shown at the head of the chat
	BotUsername string // without @
	Clock       Clock  // nil: real time, and no clock on the page
	// AnswerWithin is how long a press may be answered; 0: 150 s. Telegram does
	// not say how long it waits; between 10 and 60 s have been seen.
	AnswerWithin time.Duration

	KeepLog int  // how many messages Log holds, the newest; 0: 10,000
	Flood   bool // begin with the flood limits enforced; see SetFlood
	ReadAll bool // privacy mode off: the bot sees all that is said in its groups

	// Dial connects to the webhook, e.g. in memory. Without it only addresses of
	// this machine are taken.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	Tour []Task // small tasks the page proposes; none: no tour
	// Spell returns how a name is spelled, syllable by syllable (pinyin), so that the page can search for it. May be nil.
	Spell func(name string) []string
}

// Clock is what the clock strip of the page turns.
type Clock interface {
	// Now is the time shown, and the date of every message.
	Now() time.Time
	// NextDue says when something happens next and, in Chinese, what.
	NextDue() (at time.Time, sentence string, ok bool)
	// Turn steps to a later time and returns when all that was due by then has
	// been delivered.
	Turn(ctx context.Context, to time.Time) error
}

// Person is one who may talk to the bot, alone or in groups. Label, Role and Note are shown on the
// page and never sent to the bot.
type Person struct {
	ID       int64
	First    string
	Last     string
	Username string
	Label    string // where one belongs, e.g. a department
	Role     string
	Note     string // an invitation link or code to try: shown until the person has sent it
}

// Name is the name shown. Chinese names are written family name first.
func (p Person) Name() string {
	if p.Last == "" {
		return p.First
	}
	if isHan(p.First) && isHan(p.Last) {
		return p.Last + p.First
	}
	return p.First + " " + p.Last
}

// Sent is one accepted sendMessage, sendPhoto or sendDocument.
type Sent struct {
	Method    string
	Chat      int64
	MessageID int64
	Text      string // or the caption
	Time      time.Time
}

// Hooks let a test watch the server and make it misbehave. All are optional,
// called without any lock held, and possibly from several goroutines.
type Hooks struct {
	// Fault is asked before each method, and with "file" before the download of
	// a file; nil means behave.
	Fault func(method string) *Fault
	// OnDelivered is called when getUpdates has written its answer.
	OnDelivered func(updateIDs []int64)
	// OnSent is called for each message that Log gains.
	OnSent func(Sent)
	// OnConfirmed is called when a poll has confirmed all updates below offset.
	OnConfirmed func(offset int64)
}

// Server is the Bot API server, its chats and its page.
type Server struct {
	opt   Options
	id    int64 // the bot's
	hooks atomic.Pointer[Hooks]
	epoch string          // tells a page that this is another server than before
	alive context.Context // ends with Close
	end   context.CancelFunc

	mu          sync.Mutex
	bot         *user   // replaced when it is renamed
	rev         int64   // raised by every change a page can show
	people      []*chat // private chats
	groups      []*chat
	chats       map[int64]*chat // all of them; groups have negative ids
	flooding    bool
	lastMsg     int64
	lastFile    int
	files       map[string]*file   // by file_id
	paths       map[string]*file   // by file_path
	contents    map[[32]byte]*file // photos by content, so that each is decoded once
	commands    map[commandKey][]Command
	profile     profile
	menuButtons map[int64]menuButton // by private chat, 0 for all
	queries     map[int64]*query
	lastCall    int64  // the newest callback query
	log         []Sent // the newest
	logged      int    // how many there have been
	calls       map[string]int
	oddities    map[string]bool
	changed     signal // any change
	flood       bucket

	queue      []update  // ascending ids, not yet confirmed
	soonest    time.Time // nothing in queue expires before
	confirmed  []update  // the latest of those already confirmed
	again      []update  // to be delivered once more, whatever the offset
	nextUpdate int64
	allowed    map[string]bool
	kinds      []string      // as allowed was given, nil: the usual ones
	hook       *webhook      // nil: updates are fetched
	poller     chan struct{} // closed when another poll takes over
	arrived    signal

	clock clockState

	folder        string        // where the state is kept, see Keep
	kept          chan struct{} // closed when it was written for the last time
	saveError     error
	journal       *os.File // what has happened since the state was last written
	journalNumber int
	saving        sync.Mutex // held while writing, never taken under mu
	tour          tour
}

// New makes a server without people.
func New(opt Options) *Server {
	digits, _, _ := strings.Cut(opt.Token, ":")
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || id <= 0 {
		id = 100001
	}
	s := &Server{
		opt:         opt,
		id:          id,
		bot:         &user{ID: id, IsBot: true, First: opt.BotName, Username: opt.BotUsername},
		epoch:       strconv.FormatInt(time.Now().UnixNano(), 36),
		chats:       map[int64]*chat{},
		lastMsg:     100,
		files:       map[string]*file{},
		paths:       map[string]*file{},
		contents:    map[[32]byte]*file{},
		commands:    map[commandKey][]Command{},
		profile:     newProfile(opt.BotName),
		menuButtons: map[int64]menuButton{},
		queries:     map[int64]*query{},
		calls:       map[string]int{},
		oddities:    map[string]bool{},
		nextUpdate:  880000001,
		allowed:     defaultUpdates,
	}
	s.flooding = opt.Flood
	s.tour.tasks = make([]taskState, len(opt.Tour))
	s.alive, s.end = context.WithCancel(context.Background())
	s.hooks.Store(&Hooks{})
	return s
}

// Close ends long polls, page streams, deliveries and a turn of the clock that
// are under way, so that an http.Server around the handler can shut down at
// once, and writes what Keep keeps.
func (s *Server) Close() {
	s.end()
	s.mu.Lock()
	kept := s.kept
	s.mu.Unlock()
	if kept != nil {
		<-kept
	}
}

// SetHooks replaces the hooks.
func (s *Server) SetHooks(h Hooks) { s.hooks.Store(&h) }

// SetFlood switches the flood limits: 1 message a second per private chat
// (bursts of 3), 20 a minute per group and 30 a second in all.
func (s *Server) SetFlood(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flooding = on
}

// keptLog is how many messages Log holds unless Options says otherwise.
const keptLog = 10000

// Log is the newest messages of the bot that were accepted, oldest first; see
// Options.KeepLog. Who needs all hooks OnSent.
func (s *Server) Log() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

// record adds to the log. A list that was handed out stays as it is.
func (s *Server) record(m Sent) {
	most := s.opt.KeepLog
	if most <= 0 {
		most = keptLog
	}
	s.logged++
	if s.log = append(s.log, m); len(s.log) >= 2*most { // seldom, so that it costs little
		s.log = slices.Clone(s.log[len(s.log)-most:])
	}
}

// Calls counts the API calls made so far, by method, the refused ones included.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// WaitLog waits until ok accepts the log.
func (s *Server) WaitLog(ctx context.Context, ok func([]Sent) bool) error {
	return s.wait(ctx, &s.changed, func() func() bool {
		log := s.log[:len(s.log):len(s.log)]
		return func() bool { return ok(log) }
	})
}

// WaitDrained waits until the bot has confirmed every update, or those left
// have expired.
func (s *Server) WaitDrained(ctx context.Context) error {
	for {
		s.mu.Lock()
		s.expire()
		left := s.untilExpiry()
		s.mu.Unlock()
		next, cancel := context.WithTimeoutCause(ctx, left, errExpired)
		err := s.wait(next, &s.changed, func() func() bool {
			empty := len(s.queue) == 0
			return func() bool { return empty }
		})
		cancel()
		if !errors.Is(err, errExpired) {
			return err
		}
	}
}

// wait calls look under the lock, and what it returns without it, after every
// change that sig tells of, until that is true.
func (s *Server) wait(ctx context.Context, sig *signal, look func() func() bool) error {
	for {
		s.mu.Lock()
		ok := look()
		again := sig.wait()
		s.mu.Unlock()
		if ok() {
			return nil
		}
		select {
		case <-again:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (s *Server) now() time.Time {
	if s.opt.Clock != nil {
		return s.opt.Clock.Now()
	}
	return time.Now()
}

// signal wakes all who wait for the next change; it costs nothing when nobody
// does. Guarded by the server's lock.
type signal struct{ ch chan struct{} }

func (g *signal) wait() <-chan struct{} {
	if g.ch == nil {
		g.ch = make(chan struct{})
	}
	return g.ch
}

func (g *signal) fire() {
	if g.ch != nil {
		close(g.ch)
		g.ch = nil
	}
}
