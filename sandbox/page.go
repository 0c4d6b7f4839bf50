package sandbox

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

//go:embed page
var pageFiles embed.FS

const (
	pageMessages = 60               // told at first of a chat, and at a time of what came before
	pageNews     = 200              // happenings told, of a turn of the clock
	pageBeat     = 20 * time.Second // a stream says at least this often that it lives
	pageGap      = 60 * time.Millisecond
	pressPatient = 20 * time.Second
)

// page serves the chat page and what it asks for, to this machine only.
func (s *Server) page() http.Handler {
	static, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic(err) // embedded above
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(static))
	mux.HandleFunc("GET /api/events", s.pageEvents)
	mux.HandleFunc("GET /api/history", s.pageHistory)
	mux.HandleFunc("GET /api/file/{id}", s.pageFile)
	mux.HandleFunc("POST /api/upload", s.pageUpload)
	mux.Handle("POST /api/send", action(s.pageSend))
	mux.Handle("POST /api/edit", action(s.pageEdit))
	mux.Handle("POST /api/delete", action(s.pageDelete))
	mux.Handle("POST /api/press", action(s.pagePress))
	mux.Handle("POST /api/block", action(s.pageBlock))
	mux.Handle("POST /api/read", action(s.pageRead))
	mux.Handle("POST /api/clock", action(s.pageClock))
	mux.Handle("POST /api/tour", action(s.pageTour))
	return guard(mux)
}

// guard refuses other machines and other sites: names that only resolve to
// this machine (DNS rebinding) and forms posted from elsewhere.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		if !loopback(r.Host) || r.Method != http.MethodGet && !sameOrigin(r) {
			http.Error(w, "此页面只能在本机打开", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host || origin == "https://"+r.Host
}

// request is what the page posts; each action uses some of it.
type request struct {
	Person  int64  `json:"p"`
	Message int64  `json:"m"`
	Text    string `json:"text"`
	Data    string `json:"data"`
	On      bool   `json:"on"`
}

// action answers a posted request with JSON; errors are sentences for the page.
func action(do func(context.Context, request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in request
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
			reply(w, nil, errors.New("请求无法读取"))
			return
		}
		out, err := do(r.Context(), in)
		reply(w, out, err)
	})
}

func reply(w http.ResponseWriter, out any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		out = map[string]string{"error": err.Error()}
	} else if out == nil {
		out = struct{}{}
	}
	w.Write(mustJSON(out))
}

// as finds whom a request speaks for; strangers are not made up here.
func (s *Server) as(id int64) (*Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.chats[id]; c != nil {
		return &Client{s, c}, nil
	}
	return nil, errors.New("没有这个人")
}

func (s *Server) pageSend(_ context.Context, in request) (any, error) {
	c, err := s.as(in.Person)
	if err == nil {
		c.Send(in.Text)
	}
	return nil, err
}

func (s *Server) pageEdit(_ context.Context, in request) (any, error) {
	c, err := s.as(in.Person)
	if err != nil {
		return nil, err
	}
	if c.Edit(in.Message, in.Text) != nil {
		err = errors.New("这条消息不能修改")
	}
	return nil, err
}

// pageDelete removes what the person wrote; as with Telegram, the bot is not told.
func (s *Server) pageDelete(_ context.Context, in request) (any, error) {
	c, err := s.as(in.Person)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := c.c.find(in.Message)
	if m == nil || m.From.ID != c.c.ID {
		return nil, errors.New("这条消息不能删除")
	}
	s.remove(c.c, m)
	return nil, nil
}

// pagePress waits for the answer, so that the page can show it.
func (s *Server) pagePress(ctx context.Context, in request) (any, error) {
	c, err := s.as(in.Person)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, pressPatient)
	defer cancel()
	a, err := c.Answer(ctx, c.PressData(in.Message, in.Data))
	if err != nil {
		return nil, errors.New("机器人暂时没有回应")
	}
	return map[string]any{"text": a.Text, "alert": a.Alert, "url": a.URL}, nil
}

func (s *Server) pageBlock(_ context.Context, in request) (any, error) {
	c, err := s.as(in.Person)
	if err == nil {
		c.block(in.On)
	}
	return nil, err
}

func (s *Server) pageRead(_ context.Context, in request) (any, error) {
	c, err := s.as(in.Person)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.c.unread > 0 {
		c.c.unread = 0
		s.touch(c.c)
	}
	return nil, nil
}

// pageHistory tells what was said in a chat before a message, oldest first.
func (s *Server) pageHistory(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	id, _ := strconv.ParseInt(q.Get("p"), 10, 64)
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	c, err := s.as(id)
	if err != nil {
		reply(w, nil, err)
		return
	}
	s.mu.Lock()
	end, _ := c.c.index(before)
	part := slices.Clone(c.c.messages[max(0, end-pageMessages):end])
	s.mu.Unlock()
	out := chatView{ID: id, More: end > pageMessages, Messages: []messageView{}}
	for _, m := range part {
		out.Messages = append(out.Messages, m.view())
	}
	reply(w, out, nil)
}

// pageUpload takes a file in the body; its name, caption and person are in the query.
func (s *Server) pageUpload(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	id, _ := strconv.ParseInt(q.Get("p"), 10, 64)
	c, err := s.as(id)
	if err != nil {
		reply(w, nil, err)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDocument))
	if err != nil {
		reply(w, nil, errors.New("文件太大，不能超过 50 MB"))
		return
	}
	if kind := r.Header.Get("Content-Type"); kind == "image/png" || kind == "image/jpeg" {
		if _, err = c.sendPhoto(data, q.Get("caption")); err == nil {
			reply(w, nil, nil)
			return
		}
	}
	if _, err = c.sendDocument(q.Get("name"), data); err != nil {
		err = errors.New("文件是空的")
	}
	reply(w, nil, err)
}

// pageFile serves a picture to be shown, anything else to be saved.
func (s *Server) pageFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.files[r.PathValue("id")]
	s.mu.Unlock()
	if f == nil {
		http.NotFound(w, r)
		return
	}
	if f.kind == "photo" {
		w.Header().Set("Content-Type", f.mime)
	} else {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", "attachment")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(f.data)))
	w.Write(f.data)
}

// The views below are what a page is told.

type event struct {
	Full   bool         `json:"full,omitempty"` // forget what was told before
	At     string       `json:"at"`             // what the page says when it comes back: "since"
	Today  string       `json:"today"`
	Bot    *user        `json:"bot,omitempty"`
	People []personView `json:"people,omitempty"`
	Chat   *chatView    `json:"chat,omitempty"`
	Clock  *clockView   `json:"clock,omitempty"`
	News   []newsView   `json:"news,omitempty"`
	Tour   []taskView   `json:"tour,omitempty"`
}

type personView struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Label  string `json:"label"`
	Role   string `json:"role"`
	Order  int    `json:"order"`           // in the roster
	Spell  string `json:"spell,omitempty"` // syllables, separated by blanks
	Unread int    `json:"unread"`
	Last   string `json:"last"`
	Mine   bool   `json:"mine,omitempty"` // the last line is the person's own
	At     int64  `json:"at"`             // minute of the last line, to order by
	Day    string `json:"day,omitempty"`
	Time   string `json:"time,omitempty"`
}

type chatView struct {
	ID       int64         `json:"id"`
	Full     bool          `json:"full,omitempty"` // forget what was told of the chat before
	More     bool          `json:"more,omitempty"` // something was said before the first message told here
	Note     string        `json:"note"`
	Started  bool          `json:"started"`
	Blocked  bool          `json:"blocked"`
	Commands []Command     `json:"commands"`
	Messages []messageView `json:"messages"`
}

type messageView struct {
	ID        int64      `json:"id"`
	Rev       int64      `json:"rev"`
	Bot       bool       `json:"bot"`
	Day       string     `json:"day"`
	Time      string     `json:"time"`
	Edited    bool       `json:"edited,omitempty"`
	Deleted   bool       `json:"deleted,omitempty"`
	Protected bool       `json:"protected,omitempty"`
	Forwarded bool       `json:"forwarded,omitempty"`
	Text      string     `json:"text"`
	Entities  []Entity   `json:"entities"`
	Photo     string     `json:"photo,omitempty"` // address
	Width     int        `json:"w,omitempty"`
	Height    int        `json:"h,omitempty"`
	File      string     `json:"file,omitempty"` // address
	Name      string     `json:"name,omitempty"`
	Size      int        `json:"size,omitempty"`
	Sticker   string     `json:"sticker,omitempty"`
	Buttons   [][]Button `json:"buttons,omitempty"`
}

type newsView struct {
	Person int64  `json:"p"`
	Name   string `json:"name"`
	Time   string `json:"time"`
	Line   string `json:"line"`
}

func (c *chat) view() personView {
	v := personView{ID: c.ID, Name: c.Name(), Label: c.Label, Role: c.Role, Unread: c.unread}
	if m := c.lastAlive; m != nil {
		v.Last, v.Mine = m.line(), m.From.ID == c.ID
		v.At, v.Day, v.Time = m.at.Unix()/60, day(m.at), m.at.Format("15:04")
	}
	return v
}

// line is the message in a few words.
func (m *message) line() string {
	kind := ""
	switch {
	case m.Sticker != nil:
		kind = "［贴纸］"
	case m.Photo != nil:
		kind = "［图片］"
	case m.Document != nil:
		kind = "［文件］" + m.file.name
	}
	line, _, _ := strings.Cut(m.text(), "\n")
	if utf8.RuneCountInString(line) > 60 {
		line = string([]rune(line)[:60]) + "…"
	}
	return kind + line
}

func (m *message) view() messageView {
	v := messageView{ID: m.ID, Rev: m.rev, Bot: m.From.IsBot, Day: day(m.at), Time: m.at.Format("15:04"), Deleted: m.deleted}
	if m.deleted {
		return v
	}
	v.Edited, v.Protected, v.Forwarded = m.EditDate != 0, m.Protected, m.Forward != nil
	v.Text, v.Entities, v.Buttons = m.text(), m.spans(), m.Markup.public()
	switch {
	case m.Sticker != nil:
		v.Sticker = m.Sticker.Emoji
	case m.Photo != nil:
		v.Photo, v.Width, v.Height = "/api/file/"+m.file.id, m.file.w, m.file.h
	case m.Document != nil:
		v.File, v.Name, v.Size = "/api/file/"+m.file.id, m.file.name, len(m.file.data)
	}
	return v
}

// stream is one open page.
type stream struct {
	person int64
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
	if c := s.chats[st.person]; c != nil {
		ev.Chat = s.chatNews(c, st)
	}
	if s.opt.Clock != nil && (st.log != s.newsEnd() || st.turns != s.clock.turns || ev.Full) {
		st.log, st.turns = s.newsEnd(), s.clock.turns
		ev.News = []newsView{}
		for _, sent := range slices.Backward(s.log[max(s.clock.from, st.log-pageNews):st.log]) {
			c := s.chats[sent.Chat]
			v := newsView{Person: c.ID, Name: c.Name(), Time: short(sent.Time)}
			v.Line = (&message{Text: sent.Text}).line()
			ev.News = append(ev.News, v)
		}
	}
	st.rev = s.rev
	return ev, s.changed.wait()
}

// chatNews is what has changed in a chat, nil for nothing. Called with the lock held.
func (s *Server) chatNews(c *chat, st *stream) *chatView {
	v := &chatView{ID: c.ID, Note: c.Note, Started: c.started, Blocked: c.blocked, Commands: s.commandsFor(c)}
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
			v.Messages = append(v.Messages, m.view())
		}
	}
	st.head, st.chat = head, s.rev
	return v
}

// newsEnd is how much of the log the clock has brought about. Called with the lock held.
func (s *Server) newsEnd() int {
	switch {
	case s.clock.cancel != nil:
		return len(s.log)
	case s.clock.turns == 0:
		return 0
	}
	return s.clock.till
}
