package drills

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/app"
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/sandbox"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/points"
	"zhibu/topic/rounds"
	"zhibu/world"
	"zhibu/world/rig"
)

// jumping is a machine's clock that somebody sets: it runs on like the platform's, ahead of it by some time. As on a real
// machine nobody is told of a jump, and what waits goes on waiting.
type jumping struct {
	*scheduler.Turned // the platform's
	mu                sync.Mutex
	ahead             time.Duration
}

func (j *jumping) Now() time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.Turned.Now().Add(j.ahead)
}

func (j *jumping) After(d time.Duration) (<-chan struct{}, func()) { return scheduler.Wall{}.After(d) }

func (j *jumping) jump(d time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ahead += d
}

// walk is a random walk of the clock under a world.
type walk struct {
	*world.World
	rng     *rand.Rand
	clock   *jumping
	latest  time.Time // the latest that the clock has shown
	voters  []branch.Member
	records int // logged
	jumps   int
	stopped bool
	nightly string // where backups go

	mu     sync.Mutex
	heard  []heard
	saids  map[string]store.Said
	days   map[branch.MemberID]store.Digest // the latest digest of each
	told   map[string]int                   // what digests have reminded of
	closed map[branch.RoundID]string        // ballots, with their outcome
	at     map[branch.RoundID]int           // the stage
}

// heard is a message, and what the bot's clock showed then.
type heard struct {
	sandbox.Sent
	at time.Time
}

const (
	jumpsAWalk = 12
	behind     = 48 * time.Hour       // the clock goes back at most so far behind the latest it has shown
	farthest   = 150 * 24 * time.Hour // ahead of the platform: holidays are known to the year's end
)

// TestClockJumps has the clock of the machine jump, from a minute to a month ahead and to two days back, while the whole App
// runs and between two runs, while members vote, log visits and ask. Nothing is said twice, no ballot is opened or
// counted again, updates that come again have no effect and new ones have theirs, nobody is locked out, and once time goes
// on as usual what was due is done. ZHIBU_JUMPS walks are made.
func TestClockJumps(t *testing.T) {
	if rig.Race {
		t.Skip("weeks of a branch; the rooms have tests of their own under race")
	}
	seed, walks := int(time.Now().UnixNano()%1_000_000), 2
	number(t, "ZHIBU_SEED", &seed)
	number(t, "ZHIBU_JUMPS", &walks)
	t.Logf("ZHIBU_SEED=%d", seed)
	jumps, messages, began := 0, 0, time.Now()
	for i := range walks {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWalk(t, rand.New(rand.NewPCG(uint64(seed), uint64(i))))
				defer w.Server.Close()
				defer w.end() // of one that has failed
				w.wander()
				jumps += w.jumps
				messages += len(w.heard)
			})
		})
	}
	t.Logf("%d jumps of the clock in %d walks, %d messages, %.0f s", jumps, walks, messages, time.Since(began).Seconds())
}

func newWalk(t *testing.T, rng *rand.Rand) *walk {
	start := branch.On(2026, time.February, 9+rng.IntN(90)).At(8+rng.IntN(10), rng.IntN(60))
	w := &walk{World: world.New(t, start), rng: rng, latest: start, saids: map[string]store.Said{}, days: map[branch.MemberID]store.Digest{},
		told: map[string]int{}, closed: map[branch.RoundID]string{}, at: map[branch.RoundID]int{}}
	w.clock = &jumping{Turned: w.World.Clock}
	w.With = func(c *app.Config) {
		c.Clock, c.Budget = w.clock, bot.DefaultBudget
		c.Nightly = ops.Nightly{Folder: w.nightly, At: "30 3 * * *", Keep: ops.DefaultRule}
	}
	w.Server.SetHooks(sandbox.Hooks{OnSent: func(s sandbox.Sent) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.heard = append(w.heard, heard{s, w.clock.Now()})
	}})
	w.nightly = filepath.Join(w.Folder, "nightly")
	w.Folder = filepath.Join(w.Folder, strings.Repeat("x", 120)) // no control socket in a bubble
	if err := errors.Join(os.MkdirAll(w.Folder, 0o700), os.MkdirAll(w.nightly, 0o700)); err != nil {
		t.Fatal(err)
	}
	w.Open()
	time.Sleep(world.Pause)
	w.Found()
	w.voters = w.Members(func(m branch.Member) bool { return m.ID != lastToCome })
	w.Attach(w.voters)
	return w
}

// lastToCome is bound at the end of the walk, from an account that had guessed at codes.
const lastToCome = branch.MemberID(8)

// wander makes the jumps, has time go on as usual, and looks at what is left.
func (w *walk) wander() {
	start, guesser := w.clock.Now(), w.Server.Client(990)
	guess := w.rng.IntN(jumpsAWalk)
	for i := range jumpsAWalk {
		for range w.rng.IntN(4) {
			w.act()
		}
		if i == guess {
			for range 6 {
				w.say(guesser, office.NewCode())
			}
			if got := guesser.Last().Text; got != cards.TooMany {
				w.Errorf("who guesses is told %q", got)
			}
		}
		asker := w.someone()
		w.help(asker)
		w.jump()
		w.again(asker)
		w.help(asker)
		if w.rng.IntN(2) == 0 {
			w.act() // before the scheduler has noticed
		}
		passes := time.Duration(w.rng.IntN(int(41 * time.Minute)))
		time.Sleep(passes)
		if w.look(); passes > 31*time.Minute { // the scheduler sleeps half an hour at most
			w.nothingDue()
		}
	}
	end := w.App.Office.Calendar.OnOrAfter(branch.DateOf(w.latest)+2).At(20, 0) // some things wait for a working day
	for w.clock.Now().Before(end) {
		time.Sleep(6 * time.Hour)
		w.look()
		w.backedUp()
	}
	m := w.Member(lastToCome)
	code := office.NewCode()
	w.Update(func(tx *store.Tx) error { return w.App.Office.Invite(tx, w.Branch, m.ID, code, 0, w.clock.Now()) })
	guesser.Start(code)
	w.press(guesser, "确认")
	if _, ok := guesser.Find("绑定完成"); !ok {
		w.Errorf("who guessed long ago sees %q", guesser.Last().Text)
	}
	w.over(start)
	w.end()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		w.Error(w.Logged.String())
	}
}

// backedUp fails the test if the process has not looked after itself: a backup was made since the last night, it is there,
// and nothing counts as done at a time that has not come.
func (w *walk) backedUp() {
	now := w.clock.Now()
	var up store.Upkeep
	_ = w.App.Store.View(func(tx *store.Tx) error { up, _ = store.Upkeeps.Get(tx, store.K(1)); return nil })
	if age := now.Sub(up.Backup); age < 0 || age > 24*time.Hour+app.CareEvery || up.Failed != "" {
		w.Errorf("at %v the latest backup is of %v; failed: %q", now, up.Backup, up.Failed)
	}
	made, err := w.kept().Made()
	if err != nil || !slices.ContainsFunc(made, func(t time.Time) bool { return !t.After(now) && now.Sub(t) < 48*time.Hour }) {
		w.Errorf("at %v there are backups of %v only: %v", now, made, err)
	}
}

// kept is where the backups go and whose they are.
func (w *walk) kept() ops.Nightly {
	id, err := w.App.Store.ID()
	if err != nil {
		w.Fatal(err)
	}
	return ops.Nightly{Folder: w.nightly, Of: id}
}

// end stops the bot.
func (w *walk) end() {
	if !w.stopped {
		w.stopped = true
		w.Stop()
	}
}

// say and press take what comes within a second for the answer.
func (w *walk) say(p *sandbox.Client, text string) string {
	defer w.Answered(p)()
	p.Send(text)
	time.Sleep(time.Second)
	return p.Last().Text
}

func (w *walk) press(p *sandbox.Client, label string) sandbox.Answer {
	defer w.Answered(p)()
	defer time.Sleep(time.Second)
	return w.World.Press(p, label)
}

func (w *walk) someone() branch.Member { return w.voters[w.rng.IntN(len(w.voters))] }

// jump sets the clock, while the bot runs or between two runs of it.
func (w *walk) jump() {
	const least, month = float64(time.Minute), float64(30 * 24 * time.Hour)
	now := w.clock.Now()
	most := month
	back := w.rng.IntN(5) < 2
	if back {
		most = float64(behind - w.latest.Sub(now))
	} else {
		most = min(month, float64(farthest-w.clock.ahead))
	}
	if most < least {
		return
	}
	d := time.Duration(least * math.Exp(w.rng.Float64()*math.Log(most/least))) // as many of minutes as of days
	if back {
		d = -d
	}
	restart := w.rng.IntN(3) == 0
	w.Settle()
	if restart {
		w.Stop()
	}
	w.clock.jump(d)
	if restart {
		w.Open()
		time.Sleep(time.Second) // in which the scheduler looks
	}
	w.Settle()
	w.jumps++
	if os.Getenv("ZHIBU_WALK") != "" {
		w.Logf("%v → %v (%v) restart %v", now.Format("01-02 15:04"), w.clock.Now().Format("01-02 15:04"), d.Round(time.Minute), restart)
	}
}

// helps counts how often somebody was answered.
func (w *walk) helps(p *sandbox.Client) (n int) {
	for _, s := range w.Server.Log() {
		if s.Chat == p.Person().ID && strings.Contains(s.Text, "可以办理的事项") {
			n++
		}
	}
	return n
}

// help has somebody ask for something, which is answered once.
func (w *walk) help(m branch.Member) {
	p := w.Phone(m)
	before := w.helps(p)
	w.say(p, "/help")
	if n := w.helps(p) - before; n != 1 {
		w.Errorf("%s was answered %d times; the clock is %v ahead", m.Name, n, w.clock.ahead)
	}
}

// again has the platform send again what was sent before the jump.
func (w *walk) again(m branch.Member) {
	p := w.Phone(m)
	before := w.helps(p)
	w.Server.Redeliver(1 + w.rng.IntN(6))
	time.Sleep(time.Second)
	if n := w.helps(p) - before; n != 0 {
		w.Errorf("what %s had asked before the jump was answered again; the clock is %v ahead", m.Name, w.clock.ahead)
	}
}

// act has somebody do something that the state allows.
func (w *walk) act() {
	switch w.rng.IntN(3) {
	case 0:
		now := w.clock.Now()
		w.Update(func(tx *store.Tx) error {
			me, _ := office.Member(tx, w.Branch, 2)
			_, err := points.Log(w.App.Office, tx, me, points.Entry{Contact: branch.ContactID(1 + w.rng.IntN(6)), Activities: []branch.Activity{branch.Visit},
				Day: branch.DateOf(now), Went: []branch.MemberID{2}, Text: "了解企业生产情况。"}, now)
			return err
		})
		w.records++
	case 1:
		w.ballot()
	default:
		for range 1 + w.rng.IntN(3) {
			m := w.someone()
			card, ok := world.BallotCard(w.Phone(m).Messages())
			if !ok {
				continue
			}
			if label := card.Buttons[0][0].Text; label != "改投" {
				w.choose(w.Phone(m), label)
			}
		}
	}
	w.Settle()
}

// choose votes, which is refused only if the clock says that the time is over.
func (w *walk) choose(p *sandbox.Client, label string) {
	late := w.lapsed()
	a := w.press(p, label)
	if _, ok := p.Last().Button("确认"); a.Text == "" && !ok && ballotHas(p, label) { // a reminder that had waited came in between
		time.Sleep(time.Second)
		a = w.press(p, label)
	}
	if a.Text == "" {
		a = w.press(p, "确认")
	}
	if a.Text != "已投票" && !(late && a.Text == rounds.RoundOver) {
		w.Errorf("a vote was answered %q; the time was over: %v", a.Text, late)
	}
}

func ballotHas(p *sandbox.Client, label string) bool {
	card, ok := world.BallotCard(p.Messages())
	return ok && slices.Contains(card.Labels(), label)
}

// lapsed reports whether a ballot is past its deadline, and the scheduler has not noticed.
func (w *walk) lapsed() (late bool) {
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for r := range rounds.RoundsOpen.Scan(tx, store.K(w.Branch)) {
			late = late || r.Runs(rounds.StageBallot) && !r.Takes(rounds.StageBallot, w.clock.Now())
		}
		return nil
	})
	return late
}

// ballot has the 组织委员 open a recommendation if none is open.
func (w *walk) ballot() {
	open := false
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for r := range rounds.Rounds.Scan(tx, store.K(w.Branch)) {
			open = open || r.Kind == rounds.Pioneer && r.Running() != nil
		}
		return nil
	})
	chair := w.Phone(w.Post(branch.OrganisationPost))
	if w.say(chair, "/menu"); open || !slices.Contains(chair.Last().Labels(), "评选") {
		return
	}
	w.press(chair, "评选")
	w.press(chair, "发起推荐")
	for _, name := range []string{"江月华", "沈岩", "陆文博"} {
		if !slices.Contains(w.LastLabels(chair), name) {
			return
		}
		w.press(chair, name)
	}
	w.press(chair, "选好了（3人）")
	labels := w.LastLabels(chair)
	i := slices.IndexFunc(labels, func(l string) bool { return strings.HasSuffix(l, "18:00") })
	if i < 0 {
		w.Fatalf("no deadline among %q", labels)
	}
	w.press(chair, labels[i])
	w.press(chair, "确认")
}

// look compares what the store says now with what it said before.
func (w *walk) look() {
	w.Settle()
	now := w.clock.Now()
	if now.After(w.latest) {
		w.latest = now
	}
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for s := range store.Saids.Scan(tx, nil) {
			key := fmt.Sprint(s.Push, s.Branch, s.Subject, s.Period)
			if was, ok := w.saids[key]; ok && !was.At.Equal(s.At) {
				w.Errorf("%s was done at %v and at %v", key, was.At, s.At)
			}
			w.saids[key] = s
		}
		for d := range store.Digests.Scan(tx, nil) {
			was := w.days[d.Member]
			if d.From < was.From {
				w.Errorf("what was said to %d up to %v is to be said again from %v", d.Member, was.From, d.From)
			}
			for _, r := range d.Items {
				key := fmt.Sprint(d.Member, r.Kind, r.Subject, r.Duty, r.Period, r.Item)
				if d.Day != was.Day {
					w.told[key]++
				}
				most := map[branch.PointKind]int{"week": 1 << 20, "round": 3}[r.Kind] // an undecided round is named in three digests
				if w.told[key] > max(most, 1) {
					w.Errorf("%d was reminded %d times of %s", d.Member, w.told[key], key)
				}
			}
			w.days[d.Member] = d
		}
		for r := range rounds.Rounds.Scan(tx, nil) {
			if r.At < w.at[r.ID] {
				w.Errorf("round %d went back from stage %d to %d", r.ID, w.at[r.ID], r.At)
			}
			w.at[r.ID] = r.At
			s := r.Stage(rounds.StageBallot)
			was, closed := w.closed[r.ID]
			if s == nil || s.Closed.IsZero() && !closed {
				continue
			}
			is := fmt.Sprint(s.Closed.Unix(), s.Outcome)
			if s.Outcome != nil {
				is = fmt.Sprint(s.Closed.Unix(), *s.Outcome)
			}
			if closed && is != was {
				w.Errorf("the ballot of round %d was closed as %s and is now %s", r.ID, was, is)
			}
			w.closed[r.ID] = is
		}
		return nil
	})
}

// nothingDue fails the test if the scheduler has not done what is due.
func (w *walk) nothingDue() {
	if at, _, due := w.App.NextDue(); due && !at.After(w.clock.Now()) {
		w.Errorf("at %v something is due since %v", w.clock.Now(), at)
	}
}

// over looks at the whole walk.
func (w *walk) over(start time.Time) {
	w.Settle()
	now := w.clock.Now()
	w.nothingDue()
	_ = w.App.Store.View(func(tx *store.Tx) error {
		n := 0
		for range points.Records.Scan(tx, nil) {
			n++
		}
		if n != w.records {
			w.Errorf("%d visits were logged, %d are there", w.records, n)
		}
		for x := range store.Waitings.Scan(tx, nil) {
			if !x.NotBefore.After(now) {
				w.Errorf("%s waits for a card since %v", x.Chat, x.NotBefore)
			}
		}
		for d := range store.Deads.Scan(tx, nil) {
			w.Errorf("given up: %s", d.Reason)
		}
		for _, m := range w.voters {
			day := m.Joined.Anniversary(now.Year(), false)
			if day > branch.DateOf(start) && day < branch.DateOf(now) && !tx.HasSaid(birthday.PushGreeting, w.Branch, int64(m.ID), fmt.Sprint(now.Year())) {
				w.Errorf("the 政治生日 of %s on %v was passed over", m.Name, day)
			}
		}
		return nil
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	said := map[string]time.Time{}
	for _, s := range w.heard {
		if w.Answers[s.Sent] {
			continue
		}
		what, day := s.Text, branch.DateOf(s.at).String()
		switch {
		case strings.Contains(what, "是您的政治生日"):
			what = "政治生日"
		case strings.HasPrefix(what, "工作提醒"):
			what = "工作提醒 " + day
		case strings.Contains(what, "提醒：推荐"), strings.Contains(what, "已推荐 "), strings.Contains(what, "推荐进展"), strings.Contains(what, "请确定本季度党员大会的日期"), strings.Contains(what, "推荐结果供支部研究决定"),
			strings.HasPrefix(what, "机器人运行提示"): // once a day in the same words
			what += day
		}
		key := fmt.Sprint(s.Chat, " ", what)
		was, ok := said[key]
		if both := strings.Contains(what, "本次没有产生命名人选") && was.Equal(s.at); ok && !both { // two cards say so, everybody's and the officers'
			w.Errorf("twice, at %v and %v: %.120q", was.In(branch.Shanghai), s.at.In(branch.Shanghai), key)
		}
		said[key] = s.at
	}
}
