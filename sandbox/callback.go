package sandbox

import (
	"context"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"
)

const (
	maxAnswer   = 200    // characters
	keptQueries = 100000 // the oldest are forgotten
	firstQuery  = 4_300_000_000_000_000_000
)

// Answer is what the bot answered to a press.
type Answer struct {
	Text  string
	Alert bool // shown in a box with a button, not as a passing line
	URL   string
}

// query is a press on its way.
type query struct {
	answer Answer
	until  time.Time     // real time; no answer is taken later
	done   chan struct{} // closed by the answer
}

// ErrNoAnswer is that a press was not answered in time.
var ErrNoAnswer = errors.New("sandbox: the press was not answered in time")

// press sends a callback query and returns its id. Called with the lock held.
func (s *Server) press(c *chat, from *user, messageID int64, data string, now time.Time) string {
	var about any = inaccessible{Chat: c.wire, ID: messageID}
	if m := c.find(messageID); m != nil {
		about = m
	}
	s.lastCall++
	within := s.opt.AnswerWithin
	if within <= 0 {
		within = callbackKept
	}
	s.queries[s.lastCall] = &query{until: time.Now().Add(within), done: make(chan struct{})}
	delete(s.queries, s.lastCall-keptQueries)
	id := strconv.FormatInt(firstQuery+s.lastCall, 10)
	s.push("callback_query", &callbackQuery{
		ID: id, From: from, Message: about, Instance: strconv.FormatInt(-c.ID, 10), Data: data,
	}, now, callbackKept)
	return id
}

// query finds a press by its id.
func (s *Server) query(id string) *query {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil
	}
	return s.queries[n-firstQuery]
}

func (s *Server) answerCallbackQuery(_ context.Context, p params) (any, error) {
	text := p.values["text"]
	if utf8.RuneCountInString(text) > maxAnswer {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.query(p.values["callback_query_id"])
	if q == nil || q.answered() || !time.Now().Before(q.until) {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	q.answer = Answer{Text: text, Alert: p.bool("show_alert"), URL: p.values["url"]}
	close(q.done)
	return true, nil
}

func (q *query) answered() bool {
	select {
	case <-q.done:
		return true
	default:
		return false
	}
}

// waitAnswer waits for the answer to a press.
func (s *Server) waitAnswer(ctx context.Context, id string) (Answer, error) {
	s.mu.Lock()
	q := s.query(id)
	s.mu.Unlock()
	if q == nil {
		return Answer{}, bad("unknown callback query")
	}
	late := time.NewTimer(time.Until(q.until))
	defer late.Stop()
	select {
	case <-q.done:
		return q.answer, nil
	case <-late.C:
		return Answer{}, ErrNoAnswer
	case <-ctx.Done():
		return Answer{}, context.Cause(ctx)
	}
}
