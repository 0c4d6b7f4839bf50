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
	pageMessages = 300              // shown of a chat
	pageNews     = 30               // happenings shown
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
	mux.HandleFunc("GET /api/file/{id}", s.pageFile)
	mux.HandleFunc("POST /api/upload", s.pageUpload)
	mux.Handle("POST /api/send", action(s.pageSend))
	mux.Handle("POST /api/edit", action(s.pageEdit))
	mux.Handle("POST /api/press", action(s.pagePress))
	mux.Handle("POST /api/block", action(s.pageBlock))
	mux.Handle("POST /api/read", action(s.pageRead))
	mux.Handle("POST /api/clock", action(s.pageClock))
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
		return &Client{s, c, c}, nil
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

// pageUpload takes a file in the body; its name and person are in the query.
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
		if _, err = c.sendPhoto(data, ""); err == nil {
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
	Bot    *user        `json:"bot,omitempty"`
	People []personView `json:"people,omitempty"`
	Chat   *chatView    `json:"chat,omitempty"`
	Clock  *clockView   `json:"clock,omitempty"`
	News   []newsView   `json:"news,omitempty"`
}

type personView struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Label  string `json:"label"`
	Role   string `json:"role"`
	Unread int    `json:"unread"`
	Last   string `json:"last"`
}

type chatView struct {
	ID       int64         `json:"id"`
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
		v.Last = m.line()
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
	v := messageView{ID: m.ID, Rev: m.rev, Bot: m.mine, Day: day(m.at), Time: m.at.Format("15:04"), Deleted: m.deleted}
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
	rev    int64 // told up to here
	log    int   // length of the log when the news were told
	turns  int
}

// pageEvents tells a page all, then what changes, until it leaves. A page that
// reconnects says how far it was told.
func (s *Server) pageEvents(w http.ResponseWriter, r *http.Request) {
	st := stream{log: -1}
	st.person, _ = strconv.ParseInt(r.URL.Query().Get("p"), 10, 64)
	if e, rev, ok := strings.Cut(r.Header.Get("Last-Event-ID"), "."); ok && e == s.epoch {
		st.rev, _ = strconv.ParseInt(rev, 10, 64)
	}
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	beat := time.NewTicker(pageBeat)
	defer beat.Stop()
	for {
		ev, changed := s.news(&st)
		ev.Clock = s.clockView()
		if _, err := fmt.Fprintf(w, "id: %s.%d\ndata: %s\n\n", s.epoch, st.rev, mustJSON(ev)); err != nil || out.Flush() != nil {
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

// news is what has changed since the page was last told, and a channel that
// says when there is more.
func (s *Server) news(st *stream) (event, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ev := event{Full: st.rev == 0, Bot: s.bot}
	for _, c := range s.people {
		if c.rev > st.rev || ev.Full {
			ev.People = append(ev.People, c.view())
		}
	}
	if c := s.chats[st.person]; c != nil && (s.rev > st.rev || ev.Full) {
		ev.Chat = &chatView{ID: c.ID, Note: c.Note, Started: c.started, Blocked: c.blocked, Commands: s.commandsFor(c)}
		for _, m := range c.messages[max(0, len(c.messages)-pageMessages):] {
			if m.rev > st.rev {
				ev.Chat.Messages = append(ev.Chat.Messages, m.view())
			}
		}
	}
	if s.opt.Clock != nil && (st.log != s.logged || st.turns != s.clock.turns || ev.Full) {
		st.log, st.turns = s.logged, s.clock.turns
		ev.News = []newsView{}
		for _, sent := range slices.Backward(s.log[max(s.clock.from-s.logged+len(s.log), len(s.log)-pageNews, 0):]) {
			c := s.chats[sent.Chat]
			v := newsView{Person: c.ID, Name: c.Name(), Time: short(sent.Time)}
			v.Line = (&message{Text: sent.Text}).line()
			ev.News = append(ev.News, v)
		}
	}
	st.rev = s.rev
	return ev, s.changed.wait()
}
