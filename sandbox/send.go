package sandbox

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxText    = 4096 // characters after parsing
	maxCaption = 1024
	firstAlbum = 13_000_000_000_000_000
)

// formatted reads text or caption with its parse_mode or its list of entities.
func (p params) formatted(name string) (string, []Entity, error) {
	entities := "entities"
	if name == "caption" {
		entities = "caption_entities"
	}
	var text string
	var spans []Entity
	switch mode := p.values["parse_mode"]; {
	case mode != "":
		var err error
		if text, spans, err = parseMode(mode, p.values[name]); err != nil {
			return "", nil, err
		}
	case p.values[entities] != "":
		if err := json.Unmarshal([]byte(p.values[entities]), &spans); err != nil {
			return "", nil, bad("can't parse entities JSON object")
		}
		text = p.values[name]
		for _, e := range spans {
			if e.Offset < 0 || e.Length <= 0 || e.Length > len16(text)-e.Offset {
				return "", nil, bad("entity beginning at UTF-16 offset is out of the text")
			}
		}
	default:
		text, spans = plainText(p.values[name])
	}
	return text, detect(text, spans), nil
}

func (p params) text() (string, []Entity, error) {
	text, spans, err := p.formatted("text")
	switch {
	case err != nil:
	case text == "":
		err = bad("message text is empty")
	case utf8.RuneCountInString(text) > maxText:
		err = bad("message is too long")
	}
	return text, spans, err
}

func (p params) caption() (string, []Entity, error) {
	text, spans, err := p.formatted("caption")
	if err == nil && utf8.RuneCountInString(text) > maxCaption {
		err = bad("message caption is too long")
	}
	return text, spans, err
}

// chat finds the chat of a call, a group only if the bot is in it. Called with
// the lock held.
func (s *Server) chat(p params) (*chat, error) { return s.chatAt(p.values["chat_id"]) }

// chatAt finds a chat by its id or @username.
func (s *Server) chatAt(ref string) (*chat, error) {
	if ref == "" {
		return nil, bad("chat_id is empty")
	}
	id, _ := strconv.ParseInt(strings.TrimSpace(ref), 10, 64)
	c := s.chats[id]
	if name, ok := strings.CutPrefix(ref, "@"); ok {
		for _, g := range s.groups {
			if g.username != "" && strings.EqualFold(g.username, name) {
				c = g
			}
		}
	}
	if c == nil {
		return nil, bad("chat not found")
	}
	if !c.isGroup() {
		return c, nil
	}
	seat := c.seats[s.id]
	switch {
	case seat == nil && c.username == "":
		return nil, bad("chat not found")
	case c.movedTo != 0:
		e := bad("group chat was upgraded to a supergroup chat")
		e.MigrateTo = c.movedTo
		return nil, e
	case seat == nil || seat.status == statusLeft:
		return nil, forbidden("bot is not a member of the " + c.kind + " chat")
	case seat.status == statusKicked:
		return nil, forbidden("bot was kicked from the " + c.kind + " chat")
	}
	return c, nil
}

// writable finds the chat of a call and asks whether the bot may write to it.
func (s *Server) writable(p params) (*chat, error) {
	c, err := s.chat(p)
	switch {
	case err != nil:
		return nil, err
	case c.isGroup():
	case c.blocked:
		return nil, forbidden("bot was blocked by the user")
	case !c.started:
		return nil, forbidden("bot can't initiate conversation with a user")
	}
	return c, nil
}

func (s *Server) sendMessage(_ context.Context, p params) (any, error) {
	text, spans, err := p.text()
	if err != nil {
		return nil, err
	}
	return s.send("sendMessage", p, &message{Text: text, Entities: spans})
}

func (s *Server) sendPhoto(_ context.Context, p params) (any, error) {
	return s.sendFile("sendPhoto", "photo", p)
}

func (s *Server) sendDocument(_ context.Context, p params) (any, error) {
	return s.sendFile("sendDocument", "document", p)
}

func (s *Server) sendFile(name, kind string, p params) (any, error) {
	caption, spans, err := p.caption()
	if err != nil {
		return nil, err
	}
	f, err := s.fileFor(kind, p)
	if err != nil {
		return nil, err
	}
	m := f.message()
	m.setText(caption, spans)
	return s.send(name, p, m)
}

// send puts a new message of the bot into its chat.
func (s *Server) send(name string, p params, m *message) (any, error) {
	sent, err := s.sendAll(name, p, []*message{m})
	if err != nil {
		return nil, err
	}
	return sent[0], nil
}

// sendAll puts new messages of the bot into their chat, several as an album:
// all or none.
func (s *Server) sendAll(name string, p params, list []*message) ([]*message, error) {
	keys, err := parseMarkup(p.values["reply_markup"])
	if err != nil {
		return nil, err
	}
	c, err := s.place(name, p, keys, list)
	if f := s.hooks.Load().OnSent; f != nil && err == nil {
		for _, m := range list {
			f(Sent{name, c.ID, m.ID, m.text(), m.at})
		}
	}
	return list, err
}

func (s *Server) place(name string, p params, keys *markup, list []*message) (*chat, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.writable(p)
	if err != nil {
		return nil, err
	}
	topic := p.int("message_thread_id")
	if topic != 0 && !slices.Contains(c.topics, topic) {
		return nil, bad("message thread not found")
	}
	for _, m := range list {
		m.Thread, m.InTopic = topic, topic != 0
		if err := s.replyTo(c, p, m); err != nil {
			return nil, err
		}
		s.mention(m)
	}
	if err := s.throttle(c); err != nil {
		return nil, err
	}
	album := ""
	for i, m := range list {
		m.ID, m.Chat, m.From, m.author, m.mine = s.nextID(c), c.wire, s.bot, s.id, true
		m.Markup, m.Protected = keys, p.bool("protect_content")
		m.at, m.Date = now, now.Unix()
		if i == 0 && len(list) >= minIsAlbum {
			album = strconv.FormatInt(firstAlbum+m.ID, 10)
		}
		m.Album = album
		c.unreadBy(s.id)
		s.record(Sent{name, c.ID, m.ID, m.text(), now})
		s.put(c, m)
	}
	if rows, set := replyKeyboard(p.values["reply_markup"]); set {
		c.keyboard = rows
	}
	return c, nil
}

// mention turns links to people, tg://user?id=7, into mentions; of somebody
// unknown only the text is left. Called with the lock held.
func (s *Server) mention(m *message) {
	const link = "tg://user?id="
	spans := m.spans()
	if !slices.ContainsFunc(spans, func(e Entity) bool { return strings.HasPrefix(e.URL, link) }) {
		return
	}
	var out []Entity
	for _, e := range spans {
		if number, ok := strings.CutPrefix(e.URL, link); ok && e.Type == "text_link" {
			id, _ := strconv.ParseInt(number, 10, 64)
			if e.User = s.userOf(id); e.User == nil {
				continue
			}
			e.Type, e.URL = "text_mention", ""
		}
		out = append(out, e)
	}
	m.setText(m.text(), out)
}

// replyTo finds the message that a call replies to, named by reply_parameters
// or in the old way.
func (s *Server) replyTo(c *chat, p params, m *message) error {
	var in struct {
		ID      int64           `json:"message_id"`
		Chat    json.RawMessage `json:"chat_id"`
		Without bool            `json:"allow_sending_without_reply"`
	}
	in.ID, in.Without = p.int("reply_to_message_id"), p.bool("allow_sending_without_reply")
	if raw := p.values["reply_parameters"]; raw != "" && json.Unmarshal([]byte(raw), &in) != nil {
		return bad("can't parse ReplyParameters JSON object")
	}
	if in.ID == 0 {
		return nil
	}
	if other := strings.Trim(string(in.Chat), `"`); other != "" {
		var err error
		if c, err = s.chatAt(other); err != nil {
			return err
		}
	}
	old := c.find(in.ID)
	if old == nil {
		if in.Without {
			return nil
		}
		return bad("message to be replied not found")
	}
	m.ReplyTo = old.quoted()
	return nil
}

func (s *Server) sendChatAction(_ context.Context, p params) (any, error) {
	switch p.values["action"] {
	case "typing", "upload_photo", "upload_document", "record_video", "upload_video", "record_voice",
		"upload_voice", "choose_sticker", "find_location", "record_video_note", "upload_video_note":
	default:
		return nil, bad("wrong parameter action in request")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.writable(p)
	return true, err
}

// bucket is a flood limit: level is how much of the burst is used up.
type bucket struct {
	level float64
	at    time.Time
}

// wait adds one and returns the seconds to wait if that is too much.
func (b *bucket) wait(now time.Time, perSecond, burst float64) int {
	b.level = max(0, b.level-now.Sub(b.at).Seconds()*perSecond)
	b.at = now
	if over := b.level + 1 - burst; over > 0 {
		return int(math.Ceil(over / perSecond))
	}
	b.level++
	return 0
}

// throttle enforces the flood limits in real time, whatever the clock shows.
func (s *Server) throttle(c *chat) error {
	if !s.flooding {
		return nil
	}
	now := time.Now()
	perSecond, burst := 1.0, 3.0
	if c.isGroup() {
		perSecond, burst = 20.0/60, 20
	}
	if n := c.flood.wait(now, perSecond, burst); n > 0 {
		return tooMany(n)
	}
	if n := s.flood.wait(now, 30, 30); n > 0 {
		c.flood.level-- // not sent
		return tooMany(n)
	}
	return nil
}
