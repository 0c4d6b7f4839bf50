package telegram

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

// allowedUpdates goes with every getUpdates: left out, the server keeps whatever list it was told last.
const allowedUpdates = `["message","edited_message","callback_query","my_chat_member"]`

// update is what we read of an Update. The library's own type stops at Bot API 5.5 and fails as a whole on one odd
// field that nobody reads; its helpers (SentFrom, FromChat, Command) panic on some real updates.
type update struct {
	ID       int64                       `json:"update_id"`
	Message  *message                    `json:"message"`
	Edited   *message                    `json:"edited_message"`
	Pressed  *callback                   `json:"callback_query"`
	MyMember *tgbotapi.ChatMemberUpdated `json:"my_chat_member"`
}

type message struct {
	ID         int64                `json:"message_id"`
	From       *tgbotapi.User       `json:"from"`
	SenderChat *place               `json:"sender_chat"`
	Chat       place                `json:"chat"`
	Date       int64                `json:"date"` // seconds since 1970
	Text       string               `json:"text"`
	Caption    string               `json:"caption"`
	Photo      []tgbotapi.PhotoSize `json:"photo"`
	Document   *tgbotapi.Document   `json:"document"`
	MovedTo    int64                `json:"migrate_to_chat_id"`
	Thread     int64                `json:"message_thread_id"`
	InTopic    bool                 `json:"is_topic_message"` // else the thread is one of answers

	// Before Bot API 7.0, and since.
	ForwardDate   int64   `json:"forward_date"`
	ForwardFrom   present `json:"forward_from"`
	ForwardChat   present `json:"forward_from_chat"`
	ForwardName   present `json:"forward_sender_name"`
	ForwardOrigin present `json:"forward_origin"`
}

type callback struct {
	ID      string         `json:"id"`
	From    *tgbotapi.User `json:"from"`
	Message *carrier       `json:"message"`
	Data    string         `json:"data"`
}

// carrier is the message that a pressed button hangs on. Telegram sends all of it, or, if it is inaccessible, just
// this; leaving the rest undecoded halves the cost of a press.
type carrier struct {
	ID   int64 `json:"message_id"`
	Chat place `json:"chat"`
}

type place struct {
	ID    int64  `json:"id"`
	Type  string `json:"type"`
	Title string `json:"title"`
}

// present says that a field is there, whatever is in it.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON(b []byte) error {
	*p = string(b) != "null"
	return nil
}

// parsed is what one update came to. The id is 0 if it cannot be read; use says whether the event is of any use to us;
// odd, that it was not understood.
type parsed struct {
	id       int64
	event    chat.Event
	use, odd bool
}

// parseAll reads an answer to getUpdates; ok is false if it is none. All are decoded at once, four times as fast as
// one by one; only when that fails does each stand for itself, so that a poisoned one does not hold up the others.
func parseAll(good []byte) (all []parsed, ok bool) {
	var quick struct {
		Result []update `json:"result"`
	}
	if json.Unmarshal(good, &quick) == nil {
		for i := range quick.Result {
			all = append(all, quick.Result[i].parse())
		}
		return all, quick.Result != nil
	}
	var slow struct {
		Result []json.RawMessage `json:"result"`
	}
	if json.Unmarshal(good, &slow) != nil {
		return nil, false
	}
	for _, raw := range slow.Result {
		all = append(all, parseOne(raw))
	}
	return all, slow.Result != nil
}

func parseOne(raw []byte) parsed {
	var u update
	if json.Unmarshal(raw, &u) == nil {
		return u.parse()
	}
	var only struct {
		ID int64 `json:"update_id"`
	}
	_ = json.Unmarshal(raw, &only) // an id of another type stays 0
	return parsed{id: validID(only.ID), odd: true}
}

// parse turns an update into an event. A panic over odd data costs that update alone.
func (u *update) parse() (p parsed) {
	p.id = validID(u.ID)
	defer func() {
		if recover() != nil {
			p.use, p.odd = false, true
		}
	}()
	p.event, p.use = u.event()
	p.event.ID = p.id
	p.use = p.use && p.id != 0
	return p
}

// validID admits what an offset can follow.
func validID(id int64) int64 {
	if id < 0 || id >= 1<<53 {
		return 0
	}
	return id
}

func (u *update) event() (chat.Event, bool) {
	switch {
	case u.Message != nil:
		return u.Message.event()
	case u.Edited != nil:
		e, ok := u.Edited.event()
		return chat.Event{Kind: chat.Edited, From: e.From, Chat: e.Chat, Private: e.Private, Message: e.Message, Text: e.Text}, ok
	case u.Pressed != nil:
		return u.Pressed.event()
	case u.MyMember != nil:
		return memberEvent(u.MyMember)
	}
	return chat.Event{}, false
}

func (m *message) event() (chat.Event, bool) {
	if m.MovedTo != 0 {
		return chat.Event{Kind: chat.Moved, Chat: chatOf(m.Chat.ID), To: chatOf(m.MovedTo)}, m.Chat.ID < 0 && m.MovedTo < 0
	}
	if m.SenderChat != nil && m.SenderChat.ID == m.Chat.ID && m.Chat.ID < 0 && strings.HasPrefix(m.Text, "/") {
		in := chatOf(m.Chat.ID) // an administrator who hides behind the group: the group itself is all that is known of him or her
		return chat.Event{Kind: chat.Text, From: chat.Account(in), Chat: in, Title: m.Chat.Title, Text: m.Text, Topic: m.topic()}, m.Chat.Type != "channel"
	}
	e, ok := eventOf(m.From, m.Chat)
	if !ok || m.SenderChat != nil { // a channel, or an administrator who hides behind the group
		return e, false
	}
	e.Forwarded = m.ForwardDate != 0 || bool(m.ForwardFrom || m.ForwardChat || m.ForwardName || m.ForwardOrigin)
	switch {
	case m.Text != "":
		e.Kind, e.Text, e.Topic, e.Message = chat.Text, m.Text, m.topic(), m.ID
		if m.Date > 0 {
			e.Sent = time.Unix(m.Date, 0)
		}
	case len(m.Photo) > 0:
		e.Kind, e.Text, e.Message, e.File = chat.File, m.Caption, m.ID, largest(m.Photo)
	case m.Document != nil:
		d := m.Document
		e.Kind, e.Text, e.Message = chat.File, m.Caption, m.ID
		e.File = &chat.Uploaded{Ref: d.FileID, Name: d.FileName, Size: int64(d.FileSize)}
	default:
		e.Kind = chat.Other
	}
	return e, true
}

// topic returns in which topic of a group a message stands. A conversation with the bot alone may have topics as well: there they are
// its person's own matter.
func (m *message) topic() int64 {
	if m.InTopic && m.Chat.Type == "supergroup" {
		return m.Thread
	}
	return 0
}

// event drops a press without a message: it is of an inline message, which we never make.
func (c *callback) event() (chat.Event, bool) {
	if c.Message == nil || c.ID == "" {
		return chat.Event{}, false
	}
	e, ok := eventOf(c.From, c.Message.Chat)
	e.Kind, e.Data, e.PressID, e.Message = chat.Pressed, c.Data, c.ID, c.Message.ID
	return e, ok
}

// memberEvent tells what became of the bot in a chat. In a private one "kicked" is a person who stopped the bot.
func memberEvent(m *tgbotapi.ChatMemberUpdated) (chat.Event, bool) {
	e, ok := eventOf(&m.From, place{ID: m.Chat.ID, Type: m.Chat.Type, Title: m.Chat.Title})
	was, is := inside(m.OldChatMember), inside(m.NewChatMember)
	switch {
	case e.Private && m.NewChatMember.Status == "kicked":
		e.Kind = chat.Stopped
	case e.Private && m.NewChatMember.Status == "member":
		e.Kind = chat.Resumed
	case !e.Private && is && !was:
		e.Kind = chat.Entered
	case !e.Private && !is:
		e.Kind = chat.Left
	}
	return e, ok && e.Kind != 0
}

func inside(m tgbotapi.ChatMember) bool {
	switch m.Status {
	case "creator", "administrator", "member":
		return true
	}
	return m.Status == "restricted" && m.IsMember
}

// eventOf is false unless a person did it, in a group or in the own conversation, whose id is the person's. An update that
// names somebody else's is forged: what answered it would stand there.
func eventOf(from *tgbotapi.User, in place) (chat.Event, bool) {
	if from == nil || from.ID == 0 || from.IsBot || in.ID == 0 || in.Type == "channel" {
		return chat.Event{}, false
	}
	if own := in.ID == from.ID; own != (in.Type == "private") || !own && in.ID > 0 {
		return chat.Event{}, false
	}
	who := chat.Account(prefix + strconv.FormatInt(from.ID, 10))
	return chat.Event{From: who, Chat: chatOf(in.ID), Private: in.Type == "private", Title: in.Title}, true
}

func largest(sizes []tgbotapi.PhotoSize) *chat.Uploaded {
	best := sizes[0]
	for _, s := range sizes[1:] {
		if s.Width*s.Height > best.Width*best.Height {
			best = s
		}
	}
	return &chat.Uploaded{Ref: best.FileID, Size: int64(best.FileSize), Picture: true}
}
