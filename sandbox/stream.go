package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// stream is one open page.
type stream struct {
	person int64
	group  int64
	rev    int64  // people and clock are told up to here
	chat   int64  // the chat is told up to here
	head   string // of the chat, as told
	log    int    // length of the log when the news were told
	turns  int
	tour   string // as told
}

// pageEvents tells a page all, then what changes, until it leaves. A stream that
// was broken says in its header how far it was told; a page that goes from one
// chat to another says so in its address, and is told the new chat in full.
func (s *Server) pageEvents(w http.ResponseWriter, r *http.Request) {
	st := stream{log: -1}
	st.person, _ = strconv.ParseInt(r.URL.Query().Get("p"), 10, 64)
	st.group, _ = strconv.ParseInt(r.URL.Query().Get("c"), 10, 64)
	st.rev = s.since(r.URL.Query().Get("since"))
	if told := s.since(r.Header.Get("Last-Event-ID")); told > 0 {
		st.rev, st.chat = told, told
	}
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "retry: 400\n\n")
	out := http.NewResponseController(w)
	beat := time.NewTicker(pageBeat)
	defer beat.Stop()
	for {
		ev, changed := s.news(&st)
		ev.Clock = s.clockView()
		if tour := s.tourView(); tour != nil {
			if now := string(mustJSON(tour)); now != st.tour {
				ev.Tour, st.tour = tour, now
			}
		}
		if _, err := fmt.Fprintf(w, "id: %s\ndata: %s\n\n", ev.At, mustJSON(ev)); err != nil || out.Flush() != nil {
			return
		}
		if !pause(r.Context(), pageGap) { // many changes at once are told at once
			return
		}
		select {
		case <-changed:
		case <-beat.C:
		case <-r.Context().Done():
			return
		case <-s.alive.Done():
			return
		}
	}
}

// since reads how far a page says it was told: 0 if that was by another server.
func (s *Server) since(told string) int64 {
	epoch, rev, _ := strings.Cut(told, ".")
	n, err := strconv.ParseInt(rev, 10, 64)
	if err != nil || epoch != s.epoch || n < 0 {
		return 0
	}
	return n
}

// news is what has changed since the page was last told, and a channel that
// says when there is more.
func (s *Server) news(st *stream) (event, <-chan struct{}) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	ev := event{Full: st.rev == 0, At: fmt.Sprintf("%s.%d", s.epoch, s.rev), Today: day(now), Bot: s.bot}
	for i, c := range s.people {
		if c.rev > st.rev || ev.Full {
			v := c.view()
			v.Order = i
			if s.opt.Spell != nil {
				v.Spell = strings.Join(s.opt.Spell(v.Name), " ")
			}
			ev.People = append(ev.People, v)
		}
	}
	if c := s.chats[st.person]; c != nil && !c.isGroup() {
		for _, g := range s.groups {
			if t := g.seats[c.ID]; t != nil && (g.rev > st.rev || st.chat == 0) {
				ev.Groups = append(ev.Groups, g.viewIn(t))
			}
		}
		if at := s.seenIn(c, st.group); at != nil {
			ev.Chat = s.chatNews(c, at, st)
		}
	}
	if s.opt.Clock != nil && (st.log != s.newsEnd() || st.turns != s.clock.turns || ev.Full) {
		st.log, st.turns = s.newsEnd(), s.clock.turns
		ev.News = []newsView{}
		dropped := s.logged - len(s.log) // the log forgets its oldest
		for _, sent := range slices.Backward(s.log[max(min(s.clock.from, st.log)-dropped, st.log-dropped-pageNews, 0):max(st.log-dropped, 0)]) {
			c := s.chats[sent.Chat]
			v := newsView{Person: c.ID, Name: c.Name(), Time: short(sent.Time)}
			if c.isGroup() {
				v.Person, v.Group = c.founder(), c.ID
			}
			v.Line = (&message{Text: sent.Text}).line()
			ev.News = append(ev.News, v)
		}
	}
	st.rev = s.rev
	return ev, s.changed.wait()
}

// chatNews is what has changed in a chat, nil for nothing. Called with the lock held.
func (s *Server) chatNews(who, c *chat, st *stream) *chatView {
	v := &chatView{ID: c.ID, Note: c.noteLeft(), Started: c.started, Blocked: c.blocked, Commands: s.commandsIn(c, who.ID)}
	if c.isGroup() {
		v.Title, v.Started, v.Gone = c.title, true, !c.seats[who.ID].in() || c.movedTo != 0
		for _, m := range c.roll() {
			if c.seats[m.ID].in() {
				u := s.userOf(m.ID)
				v.Members = append(v.Members, Person{First: u.First, Last: u.Last}.Name())
			}
		}
	}
	head := string(mustJSON(v))
	if st.chat > 0 && c.rev <= st.chat && head == st.head {
		return nil
	}
	v.Full = st.chat == 0
	from := 0
	if v.Full {
		from = max(0, len(c.messages)-pageMessages)
		v.More = from > 0
	}
	for _, m := range c.messages[from:] {
		if m.rev > st.chat {
			v.Messages = append(v.Messages, m.view(who.ID))
		}
	}
	st.head, st.chat = head, s.rev
	return v
}

// noteLeft is a person's note while nothing that he or she sent holds its code. Called with the lock held.
func (c *chat) noteLeft() string {
	code := c.Note
	if at := strings.LastIndex(code, "="); at >= 0 {
		code = code[at+1:]
	}
	if code != "" && slices.ContainsFunc(c.messages, func(m *message) bool { return m.author == c.ID && strings.Contains(m.Text, code) }) {
		return ""
	}
	return c.Note
}

// newsEnd is how much of the log the clock has brought about. Called with the lock held.
func (s *Server) newsEnd() int {
	switch {
	case s.clock.cancel != nil:
		return s.logged
	case s.clock.turns == 0:
		return 0
	}
	return s.clock.till
}
