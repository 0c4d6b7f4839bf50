package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"zhibu/bot"
	"zhibu/chat"
	"zhibu/courier"
	"zhibu/office"
	"zhibu/ops"
	"zhibu/scheduler"
	"zhibu/store"
	"zhibu/telegram"
	"zhibu/vault"
)

// Config is what an App is made of.
type Config struct {
	Data  string // the data folder, 0700, made if it is not there
	Keys  string // the vault's folder, outside Data
	Token string
	API   string // "" is Telegram's own server
	// Dial replaces the network, for a server in this process.
	Dial    func(ctx context.Context, network, addr string) (net.Conn, error)
	Unpaced bool            // the server has no limits: a sandbox
	Clock   scheduler.Clock // nil: the real one
	// Webhook is the address under which Telegram reaches WebhookAddr; "": the bot asks for updates itself.
	Webhook, WebhookAddr string
	// HTTP is where /metrics and /healthz are served; "": nowhere. OnHTTP (may be nil) is told the address.
	HTTP    string
	OnHTTP  func(net.Addr)
	Nightly ops.Nightly
	Keep    store.Retention
	Room    store.Room // for photos and files
	Rate    float64    // messages a second to people who wait for nothing; 0: the platform's advice
	Budget  bot.Budget // of one account; zero: no limit
	// Carry carries out a verb of the command line that another process has handed over.
	Carry func(ctx context.Context, a *App, r ops.Request, out, errOut io.Writer) (code int)
	Log   *slog.Logger
}

// App is the whole product: the same in main, in a rehearsal and in the end-to-end test.
type App struct {
	Store     *store.Store
	Office    *office.Office
	config    Config
	Vault     *vault.Vault
	telegram  *telegram.Bot
	courier   *courier.Courier
	scheduler *scheduler.Scheduler
	bot       *bot.Bot
	refused   atomic.Bool // the token is not accepted
	doubted   atomic.Bool // updates that had their effect may come again unrecognised

	turning sync.Mutex
}

// New opens the data folder and wires the rooms together. It returns *store.ErrHeld when another process has the
// folder, and talks to nobody.
func New(c Config) (a *App, err error) {
	if c.Clock == nil {
		c.Clock = scheduler.Wall{}
	}
	a = &App{config: c}
	if a.telegram, err = telegram.New(telegram.Options{Token: c.Token, APIURL: c.API, Dial: c.Dial, Log: c.Log}); err != nil {
		return nil, wrongTelegram(err)
	}
	if before, after, err := store.CompactHalf(c.Data, ops.Scratch); after < before {
		c.Log.Info("half of the file was free and has been given back", "before", before, "after", after)
	} else if err != nil && before > 0 { // openData says what is wrong with it; without room for a copy it stays as it is
		c.Log.Warn("the file was not compacted", "error", err)
	}
	if a.Store, a.Vault, err = OpenData(c.Data, c.Keys, "serve", store.Options{Keep: c.Keep, Room: c.Room}); err != nil {
		return nil, err
	}
	opened := a.Store // what is returned is nil by then
	defer func() {
		if err != nil {
			opened.Close()
		}
	}()
	if err := ops.SweepScratch(c.Data, ""); err != nil {
		c.Log.Warn("what a backup has left was not removed", "error", err)
	}
	if a.config.Nightly.Of, err = a.Store.ID(); err != nil {
		return nil, err
	}
	if n := a.config.Nightly.Nameless(); n > 0 {
		c.Log.Warn("backups of an older program are not removed any more: their names do not say whose they are", "folder", c.Nightly.Folder, "files", n)
	}
	if a.Office, err = NewOffice(a.Vault, a.Store); err != nil {
		return nil, err
	}
	if !a.Store.Doubtful() {
		err = a.Store.Trust()
	} else {
		a.doubted.Store(true)
		c.Log.Warn("the secret of the folder of keys is another one: what still waits at the platform may have had its effect, and is not carried out again; who sent it is told", "folder", c.Keys)
	}
	if err != nil {
		return nil, err
	}
	sender := chat.Sender(a.telegram)
	switch {
	case c.Unpaced:
		sender = unpaced{sender}
	case c.Rate > 0:
		sender = rated{sender, c.Rate}
	}
	if _, turned := c.Clock.(*scheduler.Turned); turned {
		a.Store.Each(a.stampTime)
	}
	a.courier = courier.New(courier.Options{Store: a.Store, Sender: sender, Draw: a.draw, Write: a.write, Now: c.Clock.Now, Log: c.Log})
	a.scheduler = scheduler.New(a.Store, a.Office, c.Clock, c.Log)
	a.scheduler.Fresh = a.Vault.Fresh
	a.bot = bot.New(bot.Options{Store: a.Store, Office: a.Office, Matters: BotMatters(), Now: c.Clock.Now, Fresh: a.Vault.Fresh, Say: a.courier.Say,
		Doubted: a.doubted.Load, Headcount: a.telegram.Headcount, Fetcher: a.telegram, Health: a.health, Budget: c.Budget, Hear: a.courier.Hear, Sorry: a.courier.Sorry, Log: c.Log})
	a.Store.Subscribe(func(commit store.Commit) {
		for _, h := range commit.Learned { // the deed has tried the table
			if err := learn(a.Office.Calendar, h); err != nil {
				c.Log.Error("holidays were not taken over; the next start will try again", "error", err)
			}
		}
		if len(commit.Spent) > 0 {
			go func() { // the closing commit is durable; nothing needs these keys any more
				if err := a.Vault.Destroy(commit.Spent...); err != nil {
					c.Log.Error("keys were not destroyed; the next start will try again", "error", err)
				}
			}()
		}
	})
	return a, nil
}

// wrongTelegram says which of the operator's settings the adapter does not take.
func wrongTelegram(err error) error {
	switch {
	case errors.Is(err, telegram.ErrToken):
		return ops.Mistake("机器人令牌的样子不对，应为 123456:ABC-DEF 的样子。请从 @BotFather 处重新复制，核对 TELEGRAM_BOT_TOKEN 或令牌文件。")
	case errors.Is(err, telegram.ErrAPIURL):
		return ops.Mistake("TELEGRAM_API_URL 的地址不对，应以 https:// 开头，只有本机的服务器可以用 http://127.0.0.1:8081 的样子。")
	}
	return err
}

type unpaced struct{ chat.Sender }

func (u unpaced) Capabilities() chat.Capabilities {
	can := u.Sender.Capabilities()
	can.Limits = chat.Limits{}
	return can
}

// Run serves until ctx ends, then finishes what is under way: updates that were taken, requests that were sent. It
// returns an error when the platform refuses the token or the store can no longer write.
func (a *App) Run(ctx context.Context) error {
	if err := errors.Join(a.sweepKeys(), a.scheduler.Resume()); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	sending, stopSending := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSending()

	drained := make(chan struct{})
	var intake, delivery sync.WaitGroup
	var failures [8]error
	run := func(wg *sync.WaitGroup, i int, what func() error) {
		wg.Go(func() {
			if failures[i] = what(); failures[i] != nil {
				a.notAccepted(failures[i])
				stop()
			}
		})
	}
	run(&delivery, 0, func() error { return a.courier.Run(sending) })
	run(&intake, 1, func() error {
		return a.intake(ctx, sync.OnceFunc(func() { a.trust(); close(drained) }))
	})
	run(&intake, 2, func() error {
		select {
		case <-drained: // a vote sent in time must not meet a round that the clock has closed
			return a.scheduler.Run(ctx)
		case <-ctx.Done():
			return nil
		}
	})
	run(&intake, 3, func() error {
		select {
		case <-a.Store.Failed():
			return errors.New("数据文件无法写入，程序必须停止；请检查磁盘空间，然后重新启动")
		case <-ctx.Done():
			return nil
		}
	})
	run(&intake, 4, func() error { return a.control(ctx) })
	run(&intake, 5, func() error { return a.bot.Run(ctx) })
	run(&intake, 6, func() error { return a.tend(ctx) })
	var watching sync.WaitGroup
	seen, stopSeen := context.WithCancel(context.WithoutCancel(ctx)) // /healthz answers to the end
	defer stopSeen()
	run(&watching, 7, func() error { return a.watch(seen) })
	intake.Wait()
	stopSending()
	delivery.Wait()
	stopSeen()
	watching.Wait()
	return errors.Join(failures[:]...)
}

// trust ends the doubt about updates once those that waited at the start have been answered: a start that is killed before that
// doubts again.
func (a *App) trust() {
	if a.doubted.Load() && a.Store.Trust() == nil { // else the store has failed, and the process ends
		a.doubted.Store(false)
	}
}

// intake takes updates until ctx ends. idle is called when nothing is left of what waited at the start.
func (a *App) intake(ctx context.Context, idle func()) error {
	if a.config.Webhook == "" {
		return a.telegram.Poll(ctx, 0, a.bot.Handle, idle)
	}
	l, err := net.Listen("tcp", a.config.WebhookAddr)
	if err != nil {
		return fmt.Errorf("地址 %s 不能使用：%w", a.config.WebhookAddr, err)
	}
	defer l.Close()
	return a.telegram.Receive(ctx, telegram.Hook{URL: a.config.Webhook, Listener: l, Broken: a.Store.Failed()}, a.bot.Handle, idle)
}

// sweepKeys puts right what the file cannot know of the time since it was written, and destroys the keys that nothing needs.
func (a *App) sweepKeys() error {
	mark := filepath.Join(a.config.Data, ops.RestoredMark)
	_, restored := os.Lstat(mark)
	var needed map[string]bool
	_, err := a.Store.Update(func(tx *store.Tx) error {
		needed = a.Office.Opened(tx, restored == nil, a.config.Clock.Now())
		return nil
	})
	if err == nil && restored == nil {
		err = os.Remove(mark)
	}
	strange, lost := a.Vault.Keep(needed)
	if len(strange) > 0 {
		a.config.Log.Warn("keys of which it is not known that this data folder has made them stay; remove them if no other program uses the folder", "folder", a.config.Keys, "files", strange)
	}
	return errors.Join(err, lost)
}

// Close ends what New began. Run must have returned.
func (a *App) Close() error {
	a.telegram.Close()
	return a.Store.Close()
}

// errPanic is what went wrong where something is given up rather than the process.
var errPanic = errors.New("a panic; where is in the log")

// guarded has a panic in what concerns one message or one verb given up with an error: it must not end the process, which
// would come upon the same message again after each start.
func (a *App) guarded(what string, do func() error) (err error) {
	defer func() {
		if recover() != nil { // its value may hold people's words
			a.config.Log.Error("a panic", "what", what, "where", string(debug.Stack()))
			err = errPanic
		}
	}()
	return do()
}

// control serves the verbs that other processes hand to this one.
func (a *App) control(ctx context.Context) error {
	err := ops.Listen(ctx, a.config.Data, func(ctx context.Context, r ops.Request) ops.Answer {
		var out, errOut strings.Builder
		code := 1 // failed
		if err := a.guarded("verb "+strings.Join(r.Args[:min(1, len(r.Args))], ""), func() error { code = a.config.Carry(ctx, a, r, &out, &errOut); return nil }); err != nil {
			fmt.Fprintln(&errOut, "程序内部出错，命令可能只做了一部分，请核对。详情在机器人的日志里。")
		}
		return ops.Answer{Out: out.String(), Err: errOut.String(), Code: code}
	})
	if err != nil { // the bot is worth more than the socket: the path may be too long for one
		a.config.Log.Warn("no control socket: commands wait until the program is stopped", "error", err)
	}
	return nil
}

// draw makes the PNG of a card's picture.
func (a *App) draw(p chat.Picture) (picture []byte, err error) {
	err = a.guarded("picture "+p.Kind, func() error { return a.drawIn(p, &picture) })
	return picture, err
}

func (a *App) drawIn(p chat.Picture, to *[]byte) (err error) {
	_ = a.Store.View(func(tx *store.Tx) error {
		for _, t := range topics {
			if photo := t.Photos[p.Kind]; photo != nil {
				*to, err = a.Store.Blob(photo(tx, p))
				return nil
			}
		}
		*to, err = DrawPicture(tx, p)
		return nil
	})
	return err
}

// Idle waits until everything that can be sent has been sent.
func (a *App) Idle(ctx context.Context) error { return a.courier.Idle(ctx) }

// NextDue returns when the next push is due, and the sentence that announces it.
func (a *App) NextDue() (time.Time, string, bool) { return a.scheduler.NextDue() }

// Turn steps a turned clock to a later time, through each moment at which something is due: there it does what is due
// and waits until that has been sent, so that a week shows each day's cards at their own time. Only a rehearsal has
// such a clock.
func (a *App) Turn(ctx context.Context, to time.Time) error {
	clock, ok := a.config.Clock.(*scheduler.Turned)
	if !ok {
		return errors.New("only a rehearsal's clock can be turned")
	}
	a.turning.Lock()
	defer a.turning.Unlock()
	for range 100_000 { // a push that never moves on must not hang the page
		at, due := a.scheduler.NextAt()
		if !due || at.After(to) {
			break
		}
		clock.Set(at)
		if err := errors.Join(a.KeepTime(), a.scheduler.Look(clock.Now()), a.courier.Idle(ctx), ctx.Err()); err != nil {
			return err
		}
	}
	clock.Set(to)
	return errors.Join(a.KeepTime(), a.scheduler.Look(clock.Now()), a.courier.Idle(ctx))
}

// KeepTime remembers where a rehearsal's clock stands, so that one that is kept goes on from there.
func (a *App) KeepTime() error {
	_, err := a.Store.Update(func(tx *store.Tx) error { a.stampTime(tx); return nil })
	return err
}

// stampTime keeps the time with each deed: a rehearsal that is killed must not come back with its clock before them.
func (a *App) stampTime(tx *store.Tx) {
	if info, _ := store.Infos.Get(tx, store.K(1)); info.Rehearsal {
		info.Clock = a.config.Clock.Now()
		store.Infos.Put(tx, info)
	}
}
