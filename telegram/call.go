package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"path"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

const (
	formType  = "application/x-www-form-urlencoded"
	maxAnswer = 8 << 20 // bytes; the server cuts getUpdates at 4 MiB

	notUnderstood = "the answer is not understood"
)

// answer is an HTTP answer, read to its end.
type answer struct {
	status     int
	retryAfter string // the header
	body       []byte
}

// call makes a request through the library and decodes its result. An error is a *chat.SendError.
func (b *Bot) call(ctx context.Context, method string, params tgbotapi.Params, patience time.Duration, result any) error {
	api := tgbotapi.BotAPI{Client: door{ctx, b, patience}}
	api.SetAPIEndpoint("http://door/%s/%s") // the first %s is the token, which stays empty
	resp, err := api.MakeRequest(method, params)
	if err == nil {
		err = json.Unmarshal(resp.Result, result)
	}
	var failed *chat.SendError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failed):
		return failed
	default: // said ok, yet is cut short or of another shape; the decoder's text may quote it
		return &chat.SendError{Class: chat.Unknown, Method: method, Reason: notUnderstood}
	}
}

// door is the HTTP client that the library gets for one call: it adds what MakeRequest lacks (context, timeout,
// status, token) and lets only good answers through.
type door struct {
	ctx      context.Context
	bot      *Bot
	patience time.Duration
}

// Do implements tgbotapi.HTTPClient.
func (d door) Do(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	good, err := d.bot.post(d.ctx, path.Base(req.URL.Path), formType, body, d.patience)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(good))}, nil
}

// post calls a method and gives the whole answer, which said ok or what amounts to it.
func (b *Bot) post(ctx context.Context, method, contentType string, body []byte, patience time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	a, err := b.exchange(ctx, method, "/bot"+b.token+"/"+method, contentType, body, maxAnswer)
	if err != nil {
		return nil, err
	}
	if saysOK(a) {
		return a.body, nil
	}
	if failed := b.classify(method, a); failed != nil {
		return nil, failed
	}
	return a.body, nil
}

// classify is Classify without the token, should the server say it.
func (b *Bot) classify(method string, a answer) *chat.SendError {
	return Classify(method, a.status, a.retryAfter, bytes.ReplaceAll(a.body, []byte(b.token), []byte("***")))
}

// exchange makes one HTTP request, a GET if there is no contentType, and reads the answer to its end, so that the
// connection is free for the next. It asks the transport directly: http.Client would follow a redirect with the token
// in the Referer, and put the URL into its errors.
func (b *Bot) exchange(ctx context.Context, method, path, contentType string, body []byte, limit int64) (answer, error) {
	u := b.base
	u.Path += path
	req := &http.Request{Method: http.MethodGet, URL: &u, Header: http.Header{}}
	var begun atomic.Bool
	if contentType != "" {
		req.Method = http.MethodPost
		req.Header["Content-Type"] = []string{contentType}
		req.ContentLength = int64(len(body))
		// A body that net/http knows to be in memory goes out in one packet with the head.
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
	}
	if len(body) == 0 {
		req.Body, req.GetBody = http.NoBody, nil
	} else {
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { begun.Store(true) }})
	}
	resp, err := b.transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return answer{}, b.transportError(method, err, begun.Load())
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode, retryAfter: resp.Header.Get("Retry-After")}
	if a.body, err = readAll(resp, limit); err != nil {
		return answer{}, b.transportError(method, err, true)
	}
	b.answered.note()
	return a, nil
}

// transportError tells what surely never reached the platform from what may have been carried out: a request cannot
// be carried out before its body is sent, and none of ours with an empty body changes anything.
func (b *Bot) transportError(method string, err error, begun bool) error {
	e := &chat.SendError{Class: chat.Unsent, Method: method, Reason: tame(strings.ReplaceAll(err.Error(), b.token, "***"))}
	switch {
	case errors.Is(err, errTooLong):
		e.Class = chat.Refused
	case begun:
		e.Class = chat.Unknown
	}
	return e
}

var errTooLong = errors.New("the answer is too long")

func readAll(resp *http.Response, limit int64) ([]byte, error) {
	if n := resp.ContentLength; n >= 0 && n <= limit {
		b := make([]byte, n)
		_, err := io.ReadFull(resp.Body, b)
		return b, err
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = errTooLong
	}
	return b, err
}
