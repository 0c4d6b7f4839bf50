package sandbox

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
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
	Chat    int64  `json:"c"` // a group; none: the person's own chat
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

// as finds whom a request speaks for, and where; strangers are not made up here.
func (s *Server) as(id, group int64) (*Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil || c.isGroup() {
		return nil, errors.New("没有这个人")
	}
	at := s.seenIn(c, group)
	if at == nil {
		return nil, errors.New("此人不在这个群里")
	}
	return &Client{s, at, c}, nil
}

// seenIn is the chat of a person: the own one, or a group the person is or was
// in; nil for any other. Called with the lock held.
func (s *Server) seenIn(c *chat, group int64) *chat {
	if group == 0 {
		return c
	}
	if g := s.chats[group]; g != nil && g.isGroup() && g.seats[c.ID] != nil {
		return g
	}
	return nil
}

func (s *Server) pageSend(_ context.Context, in request) (any, error) {
	c, err := s.as(in.Person, in.Chat)
	if err != nil {
		return nil, err
	}
	sent := int64(0)
	if in.Message != 0 {
		sent = c.Reply(in.Message, in.Text)
	} else {
		sent = c.Send(in.Text)
	}
	if sent == 0 {
		err = errors.New("没有发出")
	}
	return nil, err
}

func (s *Server) pageEdit(_ context.Context, in request) (any, error) {
	c, err := s.as(in.Person, in.Chat)
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
	c, err := s.as(in.Person, in.Chat)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := c.c.find(in.Message)
	if m == nil || m.author != c.who.ID || m.service() != "" {
		return nil, errors.New("这条消息不能删除")
	}
	s.remove(c.c, m)
	return nil, nil
}

// pagePress waits for the answer, so that the page can show it.
func (s *Server) pagePress(ctx context.Context, in request) (any, error) {
	c, err := s.as(in.Person, in.Chat)
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
	c, err := s.as(in.Person, in.Chat)
	if err == nil && !c.c.isGroup() {
		c.block(in.On)
	}
	return nil, err
}

func (s *Server) pageRead(_ context.Context, in request) (any, error) {
	c, err := s.as(in.Person, in.Chat)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	unread := &c.c.unread
	if c.c.isGroup() {
		unread = &c.c.seats[c.who.ID].unread
	}
	if *unread > 0 {
		*unread = 0
		s.touch(c.c)
	}
	return nil, nil
}

// asked is as for the person p and the chat c of an address.
func (s *Server) asked(r *http.Request) (*Client, error) {
	q := r.URL.Query()
	person, _ := strconv.ParseInt(q.Get("p"), 10, 64)
	group, _ := strconv.ParseInt(q.Get("c"), 10, 64)
	return s.as(person, group)
}

// pageHistory tells what was said in a chat before a message, oldest first.
func (s *Server) pageHistory(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	c, err := s.asked(r)
	if err != nil {
		reply(w, nil, err)
		return
	}
	s.mu.Lock()
	end, _ := c.c.index(before)
	part := slices.Clone(c.c.messages[max(0, end-pageMessages):end])
	s.mu.Unlock()
	out := chatView{ID: c.c.ID, More: end > pageMessages, Messages: []messageView{}}
	for _, m := range part {
		out.Messages = append(out.Messages, m.view(c.who.ID))
	}
	reply(w, out, nil)
}

// pageUpload takes a file in the body; its name, caption and person are in the query.
func (s *Server) pageUpload(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	c, err := s.asked(r)
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
