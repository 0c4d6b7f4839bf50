package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	maxPoll      = 50 * time.Second
	messageKept  = 24 * time.Hour    // an update not fetched by then is gone
	callbackKept = 150 * time.Second // likewise for a press
	remembered   = 1000              // confirmed updates kept for Redeliver
	futureOffset = 10                // an offset further ahead than this is ignored
)

// defaultUpdates is what a bot that never named its updates gets.
var defaultUpdates = map[string]bool{
	"message": true, "edited_message": true, "callback_query": true, "my_chat_member": true,
}

type update struct {
	id      int64
	key     int64 // updates with the same are delivered in order
	json    []byte
	expires time.Time
}

// batch is the result of getUpdates, already encoded.
type batch struct {
	json []byte
	ids  []int64
}

// push queues an update. Called with the lock held.
func (s *Server) push(kind string, payload any, now time.Time, kept time.Duration) {
	if !s.allowed[kind] {
		return
	}
	id := s.nextUpdate
	s.nextUpdate++
	body := mustJSON(payload)
	raw := make([]byte, 0, len(body)+64)
	raw = append(raw, `{"update_id":`...)
	raw = strconv.AppendInt(raw, id, 10)
	raw = append(append(append(raw, `,"`...), kind...), `":`...)
	raw = append(append(raw, body...), '}')
	u := update{id, orderOf(payload), raw, now.Add(kept)}
	if len(s.queue) == 0 || u.expires.Before(s.soonest) {
		s.soonest = u.expires
	}
	s.queue = append(s.queue, u)
	s.write(note{Update: &stateUpdate{u.id, u.key, u.json, u.expires}})
	s.arrived.fire()
}

// orderOf is the chat of an update, of a press the person.
func orderOf(payload any) int64 {
	switch u := payload.(type) {
	case *message:
		return u.Chat.ID
	case memberUpdate:
		return u.Chat.ID
	case *callbackQuery:
		return u.From.ID
	}
	return 0
}

var errExpired = errors.New("sandbox: updates have expired")

// expire drops what was not fetched in time. It looks only when something can
// have expired: a long queue is not searched at every poll.
func (s *Server) expire() {
	now := s.now()
	if len(s.queue) == 0 || now.Before(s.soonest) {
		return
	}
	s.queue = slices.DeleteFunc(s.queue, func(u update) bool { return !now.Before(u.expires) })
	s.soonest = now.Add(s.untilExpiry())
	if len(s.queue) == 0 {
		s.changed.fire()
	}
}

// untilExpiry is how long until the next update expires.
func (s *Server) untilExpiry() time.Duration {
	left := messageKept
	now := s.now()
	for _, u := range s.queue {
		left = min(left, u.expires.Sub(now))
	}
	return left
}

// remember keeps what was confirmed, for Redeliver.
func (s *Server) remember(list ...update) {
	s.confirmed = append(s.confirmed, list...)
	if len(s.confirmed) > 2*remembered {
		s.confirmed = append([]update(nil), s.confirmed[len(s.confirmed)-remembered:]...)
	}
}

// Polling reports whether a getUpdates request waits.
func (s *Server) Polling() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.poller != nil
}

// Redeliver has the newest n updates that were already confirmed delivered once
// more, with the same ids.
func (s *Server) Redeliver(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.again = append(s.again, s.confirmed[max(0, len(s.confirmed)-n):]...)
	s.arrived.fire()
}

// RestartUpdateIDs continues with other update ids, as Telegram may after a
// quiet week. What is waiting is dropped.
func (s *Server) RestartUpdateIDs(next int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue, s.nextUpdate = nil, next
}

func (s *Server) getUpdates(ctx context.Context, p params) (any, error) {
	offset, limit := p.int("offset"), p.int("limit")
	if limit < 1 || limit > 100 {
		limit = 100
	}
	deadline := time.NewTimer(min(time.Duration(max(p.int("timeout"), 0))*time.Second, maxPoll))
	defer deadline.Stop()
	last := p.int("timeout") <= 0

	s.mu.Lock()
	if s.hook != nil {
		s.mu.Unlock()
		return nil, &apiError{Code: http.StatusConflict, Description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
	}
	s.allow(p.values["allowed_updates"])
	if s.poller != nil {
		close(s.poller)
	}
	me := make(chan struct{})
	s.poller = me
	if confirmed := s.confirm(offset); confirmed {
		if f := s.hooks.Load().OnConfirmed; f != nil {
			s.mu.Unlock()
			f(offset)
			s.mu.Lock()
		}
	}
	for {
		if s.poller != me {
			set := s.hook != nil
			s.mu.Unlock()
			if set {
				return nil, &apiError{Code: http.StatusConflict, Description: "Conflict: terminated by setWebhook request"}
			}
			return nil, &apiError{Code: http.StatusConflict, Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
		}
		got := s.collect(int(limit))
		if last || len(got.ids) > 0 {
			s.poller = nil
			s.mu.Unlock()
			return got, nil
		}
		arrived := s.arrived.wait()
		s.mu.Unlock()
		select {
		case <-arrived:
		case <-me:
		case <-deadline.C:
			last = true
		case <-ctx.Done():
			s.leave(me)
			return nil, ctx.Err()
		case <-s.alive.Done():
			s.leave(me)
			return nil, &apiError{Code: http.StatusServiceUnavailable, Description: "Service Unavailable"}
		}
		s.mu.Lock()
	}
}

func (s *Server) leave(me chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.poller == me {
		s.poller = nil
	}
}

// allow remembers the kinds of updates wanted; null and nonsense change nothing.
func (s *Server) allow(raw string) {
	var kinds []string
	if raw == "" || json.Unmarshal([]byte(raw), &kinds) != nil || kinds == nil {
		return
	}
	s.kinds = kinds
	if len(kinds) == 0 {
		s.allowed, s.kinds = defaultUpdates, nil
		return
	}
	s.allowed = map[string]bool{}
	for _, k := range kinds {
		s.allowed[k] = true
	}
}

// confirm forgets all updates below offset, or all but the newest -offset.
func (s *Server) confirm(offset int64) bool {
	if offset == 0 || offset > s.nextUpdate+futureOffset {
		return false
	}
	n := 0
	if offset < 0 {
		n = max(0, len(s.queue)+int(offset))
	} else {
		for n < len(s.queue) && s.queue[n].id < offset {
			n++
		}
	}
	s.remember(s.queue[:n]...)
	clear(s.queue[:n])
	s.queue = s.queue[n:]
	if n > 0 {
		s.changed.fire()
	}
	return true
}

// collect encodes what is to be delivered now.
func (s *Server) collect(limit int) batch {
	out := batch{json: []byte{'['}}
	add := func(u update) {
		if len(out.ids) > 0 {
			out.json = append(out.json, ',')
		}
		out.json = append(out.json, u.json...)
		out.ids = append(out.ids, u.id)
	}
	for len(s.again) > 0 && len(out.ids) < limit {
		add(s.again[0])
		s.again = s.again[1:]
	}
	s.expire()
	for _, u := range s.queue[:min(len(s.queue), limit-len(out.ids))] {
		add(u)
	}
	out.json = append(out.json, ']')
	return out
}
