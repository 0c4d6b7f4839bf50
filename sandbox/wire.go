package sandbox

import (
	"encoding/json"
	"slices"
	"time"
	"unicode"
)

// The types below are the Bot API's own, as far as they are used here.

type user struct {
	ID       int64  `json:"id"`
	IsBot    bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Last     string `json:"last_name,omitempty"`
	Username string `json:"username,omitempty"`
	Language string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"`
	Title    string `json:"title,omitempty"`
	First    string `json:"first_name,omitempty"`
	Last     string `json:"last_name,omitempty"`
	Username string `json:"username,omitempty"`
	Forum    bool   `json:"is_forum,omitempty"`
}

// Entity is a span of a message's text. Offset and Length count UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	Emoji    string `json:"custom_emoji_id,omitempty"`
	User     *user  `json:"user,omitempty"` // of a text_mention
}

// message is the wire form of a message and what the server remembers of it.
// It is never changed after put.
type message struct {
	ID              int64       `json:"message_id"`
	From            *user       `json:"from,omitempty"`
	SenderChat      *wireChat   `json:"sender_chat,omitempty"` // of an anonymous administrator
	Chat            *wireChat   `json:"chat"`
	Date            int64       `json:"date"`
	EditDate        int64       `json:"edit_date,omitempty"`
	Forward         *forward    `json:"forward_origin,omitempty"`
	ReplyTo         *message    `json:"reply_to_message,omitempty"`
	Protected       bool        `json:"has_protected_content,omitempty"`
	Text            string      `json:"text,omitempty"`
	Entities        []Entity    `json:"entities,omitempty"`
	Album           string      `json:"media_group_id,omitempty"`
	Photo           []photoSize `json:"photo,omitempty"`
	Document        *document   `json:"document,omitempty"`
	Sticker         *sticker    `json:"sticker,omitempty"`
	Caption         string      `json:"caption,omitempty"`
	CaptionEntities []Entity    `json:"caption_entities,omitempty"`
	Markup          *markup     `json:"reply_markup,omitempty"`
	Thread          int64       `json:"message_thread_id,omitempty"` // the topic of a forum it stands in
	InTopic         bool        `json:"is_topic_message,omitempty"`

	// A service message has one of these.
	Joined      []*user  `json:"new_chat_members,omitempty"`
	Left        *user    `json:"left_chat_member,omitempty"`
	NewTitle    string   `json:"new_chat_title,omitempty"`
	Created     bool     `json:"group_chat_created,omitempty"`
	MigrateTo   int64    `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom int64    `json:"migrate_from_chat_id,omitempty"`
	Pinned      *message `json:"pinned_message,omitempty"`

	author  int64 // who really wrote it: the bot or a person
	mine    bool  // the bot's
	file    *file // of a photo or document
	at      time.Time
	rev     int64
	deleted bool
	emoji   string // the bot's reaction
}

// service is the Bot API's name of what a service message tells, else empty.
func (m *message) service() string {
	switch {
	case m.Joined != nil:
		return "new_chat_members"
	case m.Left != nil:
		return "left_chat_member"
	case m.NewTitle != "":
		return "new_chat_title"
	case m.Created:
		return "group_chat_created"
	case m.MigrateTo != 0:
		return "migrate_to_chat_id"
	case m.MigrateFrom != 0:
		return "migrate_from_chat_id"
	case m.Pinned != nil:
		return "pinned_message"
	}
	return ""
}

type forward struct {
	Type string    `json:"type"` // user, hidden_user, chat
	Date int64     `json:"date"`
	User *user     `json:"sender_user,omitempty"`
	Name string    `json:"sender_user_name,omitempty"`
	Chat *wireChat `json:"sender_chat,omitempty"`
}

type photoSize struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Size     int    `json:"file_size,omitempty"` // unknown of a size not yet drawn
}

type document struct {
	FileName string `json:"file_name,omitempty"`
	MimeType string `json:"mime_type,omitempty"`
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Size     int    `json:"file_size"`
}

type sticker struct {
	FileID     string `json:"file_id"`
	UniqueID   string `json:"file_unique_id"`
	Type       string `json:"type"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	IsAnimated bool   `json:"is_animated"`
	IsVideo    bool   `json:"is_video"`
	Emoji      string `json:"emoji"`
}

// inaccessible stands for a message that the bot may no longer read.
type inaccessible struct {
	Chat *wireChat `json:"chat"`
	ID   int64     `json:"message_id"`
	Date int64     `json:"date"` // always 0
}

type callbackQuery struct {
	ID       string `json:"id"`
	From     *user  `json:"from"`
	Message  any    `json:"message"`
	Instance string `json:"chat_instance"`
	Data     string `json:"data"`
}

type memberUpdate struct {
	Chat *wireChat `json:"chat"`
	From *user     `json:"from"`
	Date int64     `json:"date"`
	Old  any       `json:"old_chat_member"`
	New  any       `json:"new_chat_member"`
}

// sender is the name shown over the message.
func (m *message) sender() string {
	switch {
	case m.SenderChat != nil:
		return m.SenderChat.Title
	case m.From == nil:
		return ""
	}
	return Person{First: m.From.First, Last: m.From.Last}.Name()
}

// quoted is the message as it stands inside another, which holds no third.
func (m *message) quoted() *message {
	if m.ReplyTo == nil && m.Pinned == nil {
		return m
	}
	q := *m
	q.ReplyTo, q.Pinned = nil, nil
	return &q
}

// captioned reports whether what it says is a caption.
func (m *message) captioned() bool { return m.Photo != nil || m.Document != nil }

// text is the message's text or caption.
func (m *message) text() string {
	if m.captioned() {
		return m.Caption
	}
	return m.Text
}

func (m *message) spans() []Entity {
	if m.captioned() {
		return m.CaptionEntities
	}
	return m.Entities
}

// setText puts the text where it belongs: beside a file it is a caption.
func (m *message) setText(text string, spans []Entity) {
	if m.captioned() {
		m.Caption, m.CaptionEntities = text, spans
	} else {
		m.Text, m.Entities = text, spans
	}
}

func (m *message) same(o *message) bool {
	return m.text() == o.text() && m.file == o.file && slices.Equal(m.spans(), o.spans()) && m.Markup.equal(o.Markup)
}

func isHan(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) && r != '·' {
			return false
		}
	}
	return s != ""
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // our own types always encode
	}
	return b
}
