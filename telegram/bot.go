// Package telegram is the Bot API adapter: cards out (Send, Edit, …), events in (Poll), files in (Fetch).
//
// It keeps go-telegram-bot-api/v5 for its types and MakeRequest. The library's polling loop, default client and file
// links are not used: they lose updates, hang and leak the token. The library is never told the token at all;
// the token is put into the URL in one place (exchange) and taken out of every error there.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

var _ chat.Sender = (*Bot)(nil)

// Options is what New needs.
type Options struct {
	Token  string
	APIURL string // empty: https://api.telegram.org; otherwise https, or http on loopback
	Log    *slog.Logger

	// Dial replaces the network, for servers that live in this process. Nil: the network, and HTTPS_PROXY if set.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Bot speaks for one bot account. Its methods may be called from many goroutines, Poll from one.
type Bot struct {
	token     string
	base      url.URL // of the API, its path without a closing slash
	transport http.RoundTripper
	log       *slog.Logger
	answered  moment      // when the platform last answered anything
	rival     moment      // when another process was last seen to take this bot's updates
	stuck     atomic.Bool // updates wait and are not brought to the webhook
}

// Me is the bot's own account.
type Me struct {
	ID       int64
	Username string
	Name     string
}

// How long a request may take, the reading of its answer included.
const (
	patience       = 20 * time.Second
	uploadPatience = 60 * time.Second // downloads too
)

var tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// What New returns. Neither repeats the token.
var (
	ErrToken  = errors.New("telegram: the token is not of the form 123456:ABC-DEF")
	ErrAPIURL = errors.New("telegram: the API URL cannot be used")
)

// New checks its options; it does not talk to the platform (Me does). It returns ErrToken or ErrAPIURL.
func New(o Options) (*Bot, error) {
	// A token of another form could break out of the URL's path, and url.Parse would quote it in its error.
	if !tokenForm.MatchString(o.Token) {
		return nil, ErrToken
	}
	if o.APIURL == "" {
		o.APIURL = "https://api.telegram.org"
	}
	base, err := baseURL(o.APIURL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAPIURL, err)
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	b := &Bot{token: o.Token, base: base, transport: newTransport(o.Dial), log: o.Log}
	b.answered.note()
	return b, nil
}

// moment is when something last happened. It keeps what the machine's clock shows to nobody: a clock that is set back
// must not make something that has passed last for hours.
type moment struct{ at atomic.Pointer[time.Time] }

func (m *moment) note() {
	now := time.Now()
	m.at.Store(&now)
}

// since returns for how long it has been over; for ever if it never was.
func (m *moment) since() time.Duration {
	if at := m.at.Load(); at != nil {
		return time.Since(*at)
	}
	return math.MaxInt64
}

// Silent returns for how long the platform has answered nothing at all, in real time.
func (b *Bot) Silent() time.Duration { return b.answered.since() }

// silence is for how long the platform may answer nothing before something is wrong: a long poll lasts 50 s.
const silence = 3 * time.Minute

// Fault says what keeps updates from coming, for whoever watches the process; "" if nothing does.
func (b *Bot) Fault() string {
	switch since := b.Silent(); {
	case since > silence:
		return "no answer for " + since.Round(time.Second).String()
	case b.rival.since() < silence:
		return "another process takes this bot's updates"
	case b.stuck.Load():
		return "updates wait and are not brought to the webhook"
	}
	return ""
}

// Close drops the idle connections.
func (b *Bot) Close() {
	if t, ok := b.transport.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

// Me asks who the bot is. It fails with class Unauthorized when the token is wrong.
func (b *Bot) Me(ctx context.Context) (Me, error) {
	var u tgbotapi.User
	if err := b.call(ctx, "getMe", nil, patience, &u); err != nil {
		return Me{}, err
	}
	return Me{ID: u.ID, Username: u.UserName, Name: strings.TrimSpace(u.FirstName + " " + u.LastName)}, nil
}

// capabilities are what core.telegram.org/bots/api names. The pace is its advice on broadcasting (some 30 a second, of which a
// part is left to answers); exact limits are not published, a 429 tells when they are crossed. A group takes 20 in any minute, edits
// included: 5 at once and 15 more. Clients count texts in UTF-16 units, the server in code points, never more: so both are kept.
// A label has no limit of its own; what is longer than 64 no phone shows.
var capabilities = chat.Capabilities{
	Limits:   chat.Limits{PerSecond: 25, PerChatPerSecond: 1, ChatBurst: 3, GroupPerSecond: 0.25, GroupBurst: 5, Group: isGroup},
	Parallel: 64,
	Edits:    true,
	Menus:    true,
	Removes:  true,
	Words:    4096,
	Caption:  1024,
	Label:    64,
	Toast:    200,
}

// Capabilities implements chat.Sender.
func (b *Bot) Capabilities() chat.Capabilities { return capabilities }

// newTransport keeps enough idle connections for all the courier's lanes: Go's default of 2 per host opens a new
// connection for nearly every concurrent send.
func newTransport(dial func(context.Context, string, string) (net.Conn, error)) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost, t.MaxIdleConns = 128, 0
	t.DisableCompression = true // answers are small, and their length is then known before they are read
	if dial != nil {
		t.DialContext, t.Proxy = dial, nil
	}
	return t
}

// baseURL admits only addresses that do not carry the token over a network in the clear.
func baseURL(s string) (url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return url.URL{}, errors.New("telegram: the API URL is not an address")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return url.URL{}, errors.New("telegram: the API URL must be https, or http on loopback")
	}
	return url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/")}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
