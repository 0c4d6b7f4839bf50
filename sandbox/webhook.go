package sandbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	hookPatience  = 60 * time.Second // for an answer
	hookFirstWait = time.Second      // after a failure, doubled by each further one
	hookLongest   = time.Minute
	hookObeyed    = time.Hour // the longest Retry-After that is followed
	hookParallel  = 40        // deliveries at once, unless max_connections says otherwise
	hookMostReply = 1 << 20   // bytes of an answer that may be a call
)

// webhook is where updates go instead of waiting for getUpdates. Its exported
// fields are what Keep keeps.
type webhook struct {
	URL         string
	Secret      string
	Certificate []byte // PEM, trusted for this address
	Most        int    // deliveries at once
	LastError   string
	LastErrorAt time.Time

	// Of this process:
	client *http.Client
	cancel context.CancelFunc
	busy   map[int64]bool      // order keys being delivered
	wait   map[int64]hookPause // order keys whose last delivery failed
}

type hookPause struct {
	until time.Time
	step  time.Duration
}

// described is a result with a sentence beside it, as of setWebhook.
type described struct {
	result      any
	description string
}

// setWebhook takes an address on this machine only, by http, too, and on any
// port, as a self-hosted Bot API server does.
func (s *Server) setWebhook(_ context.Context, p params) (any, error) {
	raw := strings.TrimSpace(p.values["url"])
	if raw == "" {
		return s.deleteWebhook(context.Background(), p)
	}
	h, err := s.newWebhook(raw, p)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.allow(p.values["allowed_updates"])
	if p.bool("drop_pending_updates") {
		s.dropPending()
	}
	s.startHook(h)
	return described{true, "Webhook was set"}, nil
}

func (s *Server) newWebhook(raw string, p params) (*webhook, error) {
	u, err := url.Parse(raw)
	if err == nil && u.Scheme == "" {
		u, err = url.Parse("https://" + raw)
	}
	secret := p.values["secret_token"]
	h := &webhook{Secret: secret, Most: hookParallel, Certificate: p.files["certificate"].data}
	if n := p.int("max_connections"); n > 0 {
		h.Most = int(min(n, 100))
	}
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, bad("invalid webhook URL specified")
	case s.opt.Dial == nil && !loopback(u.Host):
		return nil, bad("bad webhook: this server delivers to this machine only")
	case len(secret) > 256:
		return nil, bad("secret token is too long")
	case strings.Trim(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != "":
		return nil, bad("secret token contains unallowed characters")
	}
	h.URL = u.String()
	return h, h.connect(s.opt.Dial)
}

// connect makes the client of a webhook.
func (h *webhook) connect(dial func(context.Context, string, string) (net.Conn, error)) error {
	t := &http.Transport{DialContext: dial, MaxIdleConnsPerHost: h.Most, IdleConnTimeout: hookPatience}
	if dial == nil {
		t.DialContext = dialLoopback
	}
	if len(h.Certificate) > 0 {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(h.Certificate) {
			return bad("bad webhook: the certificate is no PEM")
		}
		t.TLSClientConfig = &tls.Config{RootCAs: pool}
	}
	h.client = &http.Client{
		Transport: t, Timeout: hookPatience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return nil
}

// dialLoopback connects to nothing but this machine, whatever a name means.
func dialLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if !loopback(conn.RemoteAddr().String()) {
		conn.Close()
		return nil, errors.New("not this machine")
	}
	return conn, nil
}

func (s *Server) deleteWebhook(_ context.Context, p params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.bool("drop_pending_updates") {
		s.dropPending()
	}
	if s.hook == nil {
		return described{true, "Webhook is already deleted"}, nil
	}
	s.stopHook()
	return described{true, "Webhook was deleted"}, nil
}

func (s *Server) dropPending() {
	s.queue, s.again = nil, nil
	s.changed.fire()
}

// startHook begins to deliver; a long poll under way ends.
func (s *Server) startHook(h *webhook) {
	s.stopHook()
	if s.poller != nil {
		close(s.poller)
		s.poller = nil
	}
	h.busy, h.wait = map[int64]bool{}, map[int64]hookPause{}
	var ctx context.Context
	ctx, h.cancel = context.WithCancel(s.alive)
	s.hook = h
	s.changed.fire()
	go s.deliver(ctx, h)
}

func (s *Server) stopHook() {
	if s.hook != nil {
		s.hook.cancel()
		s.hook = nil
		s.changed.fire()
	}
}

func (s *Server) getWebhookInfo(context.Context, params) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	out := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(s.queue) + len(s.again)}
	if s.kinds != nil {
		out["allowed_updates"] = s.kinds
	}
	h := s.hook
	if h == nil {
		return out, nil
	}
	out["url"], out["has_custom_certificate"], out["max_connections"] = h.URL, len(h.Certificate) > 0, h.Most
	if h.LastError != "" {
		out["last_error_date"], out["last_error_message"] = h.LastErrorAt.Unix(), h.LastError
	}
	return out, nil
}

// deliver sends each update as soon as the one before it of the same chat has
// arrived.
func (s *Server) deliver(ctx context.Context, h *webhook) {
	defer h.client.CloseIdleConnections()
	for {
		s.mu.Lock()
		s.expire()
		next := s.hand(ctx, h)
		arrived := s.arrived.wait()
		s.mu.Unlock()
		timer := time.NewTimer(next)
		select {
		case <-arrived:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// hand starts all deliveries that may begin and returns when to look again.
func (s *Server) hand(ctx context.Context, h *webhook) (next time.Duration) {
	next = hookLongest
	now, seen := time.Now(), map[int64]bool{}
	for _, list := range [][]update{s.again, s.queue} {
		for _, u := range list {
			if len(h.busy) >= h.Most {
				return next
			}
			if h.busy[u.key] || seen[u.key] {
				continue
			}
			seen[u.key] = true
			if left := h.wait[u.key].until.Sub(now); left > 0 {
				next = min(next, left)
				continue
			}
			h.busy[u.key] = true
			go s.post(ctx, h, u)
		}
	}
	return next
}

// post delivers one update and remembers how it went.
func (s *Server) post(ctx context.Context, h *webhook, u update) {
	reply, obey, err := h.send(ctx, u)
	if ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	delete(h.busy, u.key)
	if err == nil {
		delete(h.wait, u.key)
		s.delivered(u.id)
	} else {
		h.LastError, h.LastErrorAt = err.Error(), s.now()
		pause := hookPause{step: min(max(2*h.wait[u.key].step, hookFirstWait), hookLongest)}
		pause.until = time.Now().Add(pause.step)
		if obey > 0 {
			pause.until = time.Now().Add(min(obey, hookObeyed))
		}
		h.wait[u.key] = pause
	}
	s.arrived.fire()
	s.changed.fire()
	s.mu.Unlock()
	if err != nil {
		return
	}
	if f := s.hooks.Load().OnDelivered; f != nil {
		f([]int64{u.id})
	}
	s.obey(ctx, reply)
}

// delivered takes an update off the queue.
func (s *Server) delivered(id int64) {
	for _, list := range []*[]update{&s.again, &s.queue} {
		for i, u := range *list {
			if u.id == id {
				*list = append((*list)[:i:i], (*list)[i+1:]...)
				s.remember(u)
				return
			}
		}
	}
}

// send posts an update. The answer is given back if it may be a call.
func (h *webhook) send(ctx context.Context, u update) (reply []byte, retryAfter time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(u.json))
	if err != nil {
		return nil, 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if h.Secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.Secret)
	}
	resp, err := h.client.Do(r)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			err = errors.New("Read timeout expired")
		}
		return nil, 0, err
	}
	defer resp.Body.Close()
	reply, _ = io.ReadAll(io.LimitReader(resp.Body, hookMostReply))
	if resp.StatusCode/100 != 2 {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return nil, time.Duration(seconds) * time.Second, fmt.Errorf("Wrong response from the webhook: %s", resp.Status)
	}
	return reply, 0, nil
}

// obey carries out the call that an answer may hold; what comes of it nobody
// learns.
func (s *Server) obey(ctx context.Context, reply []byte) {
	var in struct{ Method string }
	if json.Unmarshal(reply, &in) != nil || in.Method == "" {
		return
	}
	m, ok := methods[strings.ToLower(in.Method)]
	if !ok {
		return
	}
	p := params{values: map[string]string{}}
	if p.readJSON(bytes.NewReader(reply)) != nil {
		return
	}
	s.mu.Lock()
	s.calls[m.name]++
	s.mu.Unlock()
	if s.check(m.name, p) == nil {
		m.do(s, ctx, p)
	}
}
