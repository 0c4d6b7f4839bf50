package telegram

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

// Hook is where Telegram is to bring updates instead of being asked for them.
type Hook struct {
	URL      string // as Telegram reaches it: https (http on loopback only); a secret path is added
	Listener net.Listener
	// Broken ends the wait for what can no longer become durable: those updates are refused, and will come again.
	Broken <-chan struct{}
}

// Limits of the webhook's server. Telegram gives up a connection after 60 seconds, and an update has at most 64 KiB.
const (
	maxHookBody    = 1 << 20 // bytes
	hookPatience   = 40 * time.Second
	hookHead       = 5 * time.Second
	hookBody       = 10 * time.Second
	maxConnections = "40"
	catchUp        = 2 * time.Minute // for what piled up while the bot was down
	lookEvery      = time.Minute     // nobody else would say that Telegram brings nothing here any more
)

// Receive is Poll by webhook: it opens its server, tells Telegram its address and secret, new ones at each start, and
// calls handle with each event that is brought, in the order in which they come. An update is acknowledged once it is
// done and refused (500) if that cannot be, so that it is brought again; Telegram brings the next one of a chat only after
// that. idle is called when nothing that piled up before is left, or after two minutes if Telegram cannot bring it.
// Receive returns when ctx has ended and what was under way is finished, and fails as Poll does.
func (b *Bot) Receive(ctx context.Context, h Hook, handle func(ctx context.Context, e chat.Event, done func()), idle func()) error {
	public, err := baseURL(h.URL)
	if err != nil {
		return err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	r := &receiver{bot: b, work: work, path: "/" + random(), secret: random(), handle: handle, broken: h.Broken}
	server := &http.Server{Handler: r, ReadHeaderTimeout: hookHead, ReadTimeout: hookBody, WriteTimeout: hookPatience + hookBody,
		IdleTimeout: 90 * time.Second, MaxHeaderBytes: 16 << 10}
	served := make(chan error, 1)
	go func() { served <- server.Serve(h.Listener) }()
	public.Path += r.path
	if err = r.announce(ctx, public); err == nil {
		r.caughtUp(ctx, idle)
	}
	for err == nil && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case err = <-served:
		case <-time.After(lookEvery):
			err = r.look(ctx, public)
		}
	}
	bye, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	if server.Shutdown(bye) != nil {
		server.Close()
	}
	return err
}

func random() string {
	b := make([]byte, 24)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

type receiver struct {
	bot          *Bot
	work         context.Context
	path, secret string
	handle       func(context.Context, chat.Event, func())
	broken       <-chan struct{}
	order        sync.Mutex  // held while an event is handed out
	pending      int         // how many updates waited at the last look
	brought      atomic.Bool // one has come since
}

// ServeHTTP takes one update. Who does not know the path and the secret learns nothing, and no body of theirs is read.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	same := func(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
	switch {
	case !same(req.URL.Path[max(0, len(req.URL.Path)-len(r.path)):], r.path): // a proxy may keep its own part before it
		refuse(w, http.StatusNotFound)
		return
	case req.Method != http.MethodPost:
		refuse(w, http.StatusMethodNotAllowed)
		return
	case !same(req.Header.Get("X-Telegram-Bot-Api-Secret-Token"), r.secret):
		refuse(w, http.StatusUnauthorized)
		return
	case req.ContentLength > maxHookBody:
		refuse(w, http.StatusRequestEntityTooLarge)
		return
	}
	r.bot.answered.note()
	r.brought.Store(true)
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxHookBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		refuse(w, http.StatusRequestEntityTooLarge)
	case err != nil:
		refuse(w, http.StatusBadRequest)
	case r.take(parseOne(body)):
		w.WriteHeader(http.StatusOK)
	default:
		refuse(w, http.StatusInternalServerError)
	}
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Connection", "close") // what was not read must not be taken for the next request
	w.WriteHeader(status)
}

// take reports whether an update is durably dealt with.
func (r *receiver) take(u parsed) bool {
	switch {
	case u.id == 0:
		r.bot.log.Error("telegram: an update has no usable id")
		return true // it would come for ever
	case !u.use:
		if u.odd {
			r.bot.log.Error("telegram: an update is not understood and is passed over", "update", u.id)
		}
		return true
	}
	done := make(chan struct{})
	r.order.Lock()
	r.handle(r.work, u.event, sync.OnceFunc(func() { close(done) }))
	r.order.Unlock()
	t := time.NewTimer(hookPatience)
	defer t.Stop()
	select {
	case <-done:
		return true
	case <-r.broken:
	case <-t.C:
	}
	return false
}

// announce tells Telegram where to bring updates, until it has understood.
func (r *receiver) announce(ctx context.Context, public url.URL) error {
	p := &poller{bot: r.bot}
	for ctx.Err() == nil {
		var ok bool
		err := r.bot.call(ctx, "setWebhook", tgbotapi.Params{"url": public.String(), "secret_token": r.secret,
			"allowed_updates": allowedUpdates, "max_connections": maxConnections}, patience, &ok)
		if err == nil {
			break
		}
		var failed *chat.SendError
		if errors.As(err, &failed) && failed.Class == chat.Unauthorized {
			return err
		}
		p.rest(ctx, failed)
	}
	return nil
}

// hookInfo is what Telegram says of a webhook.
type hookInfo struct {
	URL     string `json:"url"`
	Pending int    `json:"pending_update_count"`
	Error   string `json:"last_error_message"`
}

// caughtUp waits for what piled up, though not for ever.
func (r *receiver) caughtUp(ctx context.Context, idle func()) {
	for deadline := time.Now().Add(catchUp); ctx.Err() == nil; sleep(ctx, time.Second, nil) {
		var info hookInfo
		err := r.bot.call(ctx, "getWebhookInfo", nil, patience, &info)
		if err == nil && info.Pending == 0 {
			break
		}
		if time.Now().After(deadline) {
			r.bot.log.Error("telegram: updates wait and are not brought", "waiting", info.Pending, "reason", tame(info.Error))
			break
		}
	}
	if idle != nil && ctx.Err() == nil {
		idle()
	}
}

// look asks whether Telegram still brings updates here, and has it do so again if somebody has changed that. What waits twice in
// a row while nothing comes is not being brought.
func (r *receiver) look(ctx context.Context, public url.URL) error {
	var info hookInfo
	err := r.bot.call(ctx, "getWebhookInfo", nil, patience, &info)
	var failed *chat.SendError
	switch {
	case errors.As(err, &failed) && failed.Class == chat.Unauthorized:
		return err
	case err != nil:
		return nil // how long it has been silent is watched elsewhere
	case info.URL != public.String():
		r.bot.log.Error("telegram: somebody has changed where updates are brought; it is set again")
		r.bot.rival.note()
		return r.announce(ctx, public)
	}
	came := r.brought.Swap(false)
	if stuck := info.Pending > 0 && r.pending > 0 && !came; r.bot.stuck.Swap(stuck) != stuck && stuck {
		r.bot.log.Error("telegram: updates wait and are not brought", "waiting", info.Pending, "reason", tame(info.Error))
	}
	r.pending = info.Pending
	return nil
}

// dropWebhook has Telegram forget a webhook of a former start, which forbids polling. What waits is kept.
func (b *Bot) dropWebhook(ctx context.Context) {
	var ok bool
	if err := b.call(ctx, "deleteWebhook", nil, patience, &ok); err != nil {
		b.log.Warn("telegram: the webhook could not be dropped", "error", err)
		return
	}
	b.log.Info("telegram: a webhook was dropped, since this bot polls")
}
