package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/courier"
	"zhibu/office"
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
	Nightly Nightly
	Keep    store.Retention
	Rate    float64    // messages a second to people who wait for nothing; 0: the platform's advice
	Budget  bot.Budget // of one account; zero: no limit
	Log     *slog.Logger
}

// App is the whole product: the same in main, in a rehearsal and in the end-to-end test.
type App struct {
	Store     *store.Store
	Office    *office.Office
	config    Config
	vault     *vault.Vault
	telegram  *telegram.Bot
	courier   *courier.Courier
	scheduler *scheduler.Scheduler
	bot       *bot.Bot
	refused   atomic.Bool // the token is not accepted

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
	if a.Store, a.vault, err = openData(c.Data, c.Keys, "serve", c.Keep); err != nil {
		return nil, err
	}
	opened := a.Store // what is returned is nil by then
	defer func() {
		if err != nil {
			opened.Close()
		}
	}()
	sweepScratch(c.Data)
	if a.Office, err = newOffice(a.vault, a.Store); err != nil {
		return nil, err
	}
	sender := chat.Sender(a.telegram)
	switch {
	case c.Unpaced:
		sender = unpaced{sender}
	case c.Rate > 0:
		sender = rated{sender, c.Rate}
	}
	a.courier = courier.New(courier.Options{Store: a.Store, Sender: sender, Draw: a.draw, Write: a.write, Now: c.Clock.Now, Log: c.Log})
	a.scheduler = scheduler.New(a.Store, a.Office, c.Clock, c.Log)
	a.scheduler.Fresh = a.vault.Fresh
	a.bot = bot.New(bot.Options{Store: a.Store, Office: a.Office, Now: c.Clock.Now, Fresh: a.vault.Fresh, Say: a.courier.Say,
		Headcount: a.telegram.Headcount, Fetcher: a.telegram, Health: a.health, Budget: c.Budget, Hear: a.courier.Hear, Sorry: a.courier.Sorry, Log: c.Log})
	a.Store.Subscribe(func(commit store.Commit) {
		for _, h := range commit.Learned { // the deed has tried the table
			if err := a.Office.Calendar.Learn(h.Year, []byte(h.Table)); err != nil {
				c.Log.Error("holidays were not taken over; the next start will try again", "error", err)
			}
		}
		if len(commit.Spent) > 0 {
			go func() { // the closing commit is durable; nothing needs these keys any more
				if err := a.vault.Destroy(commit.Spent...); err != nil {
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
		return inputError{"机器人令牌的样子不对，应为 123456:ABC-DEF 的样子。请从 @BotFather 处重新复制，核对 TELEGRAM_BOT_TOKEN 或令牌文件。"}
	case errors.Is(err, telegram.ErrAPIURL):
		return inputError{"TELEGRAM_API_URL 的地址不对，应以 https:// 开头，只有本机的服务器可以用 http://127.0.0.1:8081 的样子。"}
	}
	return err
}

type unpaced struct{ chat.Sender }

func (unpaced) Limits() chat.Limits { return chat.Limits{} }

// newOffice makes the deeds' surroundings: the calendar knows what is built in and what has been loaded since.
func newOffice(keys office.Keys, s *store.Store) (*office.Office, error) {
	o := &office.Office{Calendar: branch.ChinaCalendar(), Keys: keys, When: scheduler.When}
	var loaded error
	err := s.View(func(tx *store.Tx) error {
		for h := range store.HolidaysOf.Scan(tx, nil) {
			loaded = errors.Join(loaded, o.Calendar.Learn(h.Year, []byte(h.Table)))
		}
		return nil
	})
	return o, errors.Join(err, loaded)
}

// halfFolder refuses a data folder that has lost its store: a new one beside the uploaded files would look as if nothing
// were missing.
func halfFolder(data string) error {
	_, store := os.Stat(filepath.Join(data, "zhibu.db"))
	if _, err := os.Stat(filepath.Join(data, "blobs")); err == nil && errors.Is(store, os.ErrNotExist) {
		return inputError{"数据文件夹 " + absolute(data) + " 里有 blobs，却没有 zhibu.db。请不要在这里重新开始：先把整个文件夹移到别处，再用 zhibu restore 恢复备份。"}
	}
	return nil
}

// within refuses a vault inside the data folder: whoever copies that would have the ballots and their keys together, and
// restore replaces it whole.
func within(keys, data string) error {
	if rest, err := filepath.Rel(resolved(data), resolved(keys)); err == nil && filepath.IsLocal(rest) {
		return inputError{"ZHIBU_KEYS（" + keys + "）不能是数据文件夹 " + data + "，也不能在它里面。请用 ZHIBU_KEYS 另指定一个文件夹，并把已有的密钥移过去。"}
	}
	return nil
}

// resolved gives a path without symbolic links, as far as it is there.
func resolved(path string) string {
	path = absolute(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if parent := filepath.Dir(path); parent != path {
		return filepath.Join(resolved(parent), filepath.Base(path))
	}
	return path
}

// putRight makes what the vault calls unfit an inputError: systemd must not start a bot over and over that a person has to help.
func putRight(err error) error {
	if unfit := vault.Unfit(""); errors.As(err, &unfit) {
		return inputError{string(unfit) + "。"}
	}
	return err
}

// openData opens the two folders. what says who holds them, to a second process.
func openData(data, keys, what string, keep store.Retention) (*store.Store, *vault.Vault, error) {
	if err := errors.Join(within(keys, data), halfFolder(data)); err != nil {
		return nil, nil, err
	}
	if err := errors.Join(vault.PrivateFolder(data), publicFile(data)); err != nil {
		return nil, nil, putRight(err)
	}
	v, err := vault.Open(keys)
	if err != nil {
		return nil, nil, putRight(err)
	}
	holder := fmt.Sprintf("zhibu %s，进程号 %d，%s 启动", what, os.Getpid(), time.Now().In(branch.Shanghai).Format("2006-01-02 15:04:05"))
	s, err := store.Open(data, store.Options{Holder: holder, Secret: v.Secret(), Keep: keep})
	return s, v, err
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
		return a.intake(ctx, sync.OnceFunc(func() { close(drained) }))
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

// sweepKeys voids the ballots whose votes or key are lost, and destroys the keys that no open ballot needs.
func (a *App) sweepKeys() error {
	mark := filepath.Join(a.config.Data, restoredMark)
	_, restored := os.Lstat(mark)
	var needed map[string]bool
	_, err := a.Store.Update(func(tx *store.Tx) error {
		if restored == nil {
			a.Office.Restored(tx, a.config.Clock.Now())
		}
		needed = a.Office.VoidLost(tx, a.config.Clock.Now())
		return nil
	})
	if err == nil && restored == nil {
		err = os.Remove(mark)
	}
	return errors.Join(err, a.vault.Keep(needed))
}

// Close ends what New began. Run must have returned.
func (a *App) Close() error {
	a.telegram.Close()
	return a.Store.Close()
}

// draw makes the PNG of a card's picture.
func (a *App) draw(p chat.Picture) (picture []byte, err error) {
	_ = a.Store.View(func(tx *store.Tx) error {
		if p.Kind == cards.PictureVisit && len(p.Args) == 2 {
			r, _ := office.GetRecord(tx, branch.BranchID(p.Args[0]), branch.RecordID(p.Args[1]))
			picture, err = a.Store.Blob(r.Photo)
			return nil
		}
		picture, err = drawCard(tx, p)
		return nil
	})
	return picture, err
}

// Idle waits until everything that can be sent has been sent.
func (a *App) Idle(ctx context.Context) error { return a.courier.Idle(ctx) }

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
		if err := errors.Join(a.keepTime(), a.scheduler.Look(clock.Now()), a.courier.Idle(ctx), ctx.Err()); err != nil {
			return err
		}
	}
	clock.Set(to)
	return errors.Join(a.keepTime(), a.scheduler.Look(clock.Now()), a.courier.Idle(ctx))
}

// keepTime remembers where a rehearsal's clock stands, so that one that is kept goes on from there.
func (a *App) keepTime() error {
	_, err := a.Store.Update(func(tx *store.Tx) error {
		if info, _ := store.Infos.Get(tx, store.K(1)); info.Rehearsal {
			info.Clock = a.config.Clock.Now()
			store.Infos.Put(tx, info)
		}
		return nil
	})
	return err
}
