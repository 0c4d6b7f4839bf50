// Package chat holds the neutral words of any chat: what a person did (Event), what a chat should show (Card),
// what a button carries (Press), what is said once and never stored (Reply), and what a platform must offer (Sender).
// It names no platform: Telegram is the first adapter, WeCom is to be the second.
package chat

import (
	"strings"
	"time"
)

// Account names a person's account across platforms: the platform, a colon, its own id ("tg:7001").
type Account string

// Chat names one conversation across platforms, in the same form as Account ("tg:7001", "tg:-100123").
type Chat string

// Platform returns the name of the platform that a chat is on: what stands before the first colon.
func (c Chat) Platform() string {
	name, _, _ := strings.Cut(string(c), ":")
	return name
}

// Kind says what an Event is.
type Kind uint8

// What can arrive from a platform.
const (
	Text    Kind = iota + 1 // a typed message, commands included
	Pressed                 // a button below a message
	File                    // a photo or a document, with Event.File set
	Edited                  // a message changed after it was sent
	Other                   // a sticker, a voice, a place: anything we have no use for
	Stopped                 // the person stopped the bot: nothing can be sent until Resumed
	Resumed                 // the person allowed the bot again
	Entered                 // From has put the bot into a group
	Left                    // the bot is no longer in a group
	Moved                   // a group goes on as the chat Event.To
	Fetched                 // what came as a File has been fetched and read: no platform's, the bot has it come back to itself
)

// Event is one thing that one person did in one chat.
type Event struct {
	ID        int64 // the platform's number of the update, unique on that platform for at least 48 hours
	Kind      Kind
	From      Account // the group itself, as an account, where an administrator hides behind it
	Chat      Chat
	Private   bool      // the conversation of From and the bot alone; the adapter drops what names somebody else's
	Title     string    // of a group
	Topic     int64     // Text: where in a group with topics it was typed; 0: elsewhere, or in its general one
	To        Chat      // Moved: where the group goes on
	Text      string    // Text: what was typed; File: the caption
	Sent      time.Time // Text: when, in whole seconds of the platform's clock
	Forwarded bool      // somebody else's words, passed on
	Data      string    // Pressed: what the button carried, untrusted
	PressID   string    // Pressed: answers go to this
	Message   int64     // Pressed: the message that carried the button; Text, File: its own. Message ids rise within a chat
	File      *Uploaded // File: what was sent
}

// Uploaded describes a file that waits on the platform; nothing of it has been fetched.
type Uploaded struct {
	Ref     string // the platform's handle
	Name    string // as the sender called it; never a path
	Size    int64  // bytes, as the platform says
	Picture bool
}

// SpanKind says how a piece of text looks.
type SpanKind uint8

// The looks a Span can have; every platform must be able to show each, if only as plain text.
const (
	Plain SpanKind = iota
	Bold
	Quote
	Link // Span.URL is where it leads
)

// Span is a piece of text with one look. Text is never markup: adapters escape it.
type Span struct {
	Kind SpanKind `json:"k,omitempty"`
	Text string   `json:"t"`
	URL  string   `json:"u,omitempty"`
}

// Button is one button of a Card: a Press, or a link.
type Button struct {
	Label string `json:"l"`
	Press string `json:"p,omitempty"` // an encoded Press, at most 64 bytes
	URL   string `json:"u,omitempty"`
}

// Picture is a recipe: what to draw, not its bytes. It is drawn when the card is sent.
type Picture struct {
	Kind string  `json:"kind"`
	Args []int64 `json:"args"`
}

// Document is a recipe as a Picture is: what to write into a file, which is made when the card is sent.
type Document struct {
	Kind string  `json:"kind"`
	Args []int64 `json:"args"`
	Name string  `json:"name"` // what the file is called
}

// Card is what a chat should show under Key: desired state, not a message (docs/architecture.md).
// Whether it has a Picture or a Document, and it has at most one, is part of what it is: a key whose card is text may
// never become one of them, or the reverse.
type Card struct {
	Key      string     `json:"key"`
	Page     string     `json:"page,omitempty"` // which of the pages that share the key, where somebody asks
	Text     []Span     `json:"text"`
	Rows     [][]Button `json:"rows,omitempty"`
	Picture  *Picture   `json:"pic,omitempty"`
	Document *Document  `json:"doc,omitempty"`
	Alone    []Span     `json:"alone,omitempty"`   // the text where the picture cannot be made; empty: Text
	Protect  bool       `json:"protect,omitempty"` // ask the platform not to let it be forwarded or saved
	Topic    int64      `json:"topic,omitempty"`   // where in a group with topics it is sent
}

// PlainText is the card's words without looks, as a log of a test or a push notification would show them.
func (c Card) PlainText() string {
	n := 0
	for _, s := range c.Text {
		n += len(s.Text)
	}
	b := make([]byte, 0, n)
	for _, s := range c.Text {
		b = append(b, s.Text...)
	}
	return string(b)
}

// Command is one entry of the client's command menu. Name is 1–32 of a–z, 0–9 and _.
type Command struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

// Reply is said once, right after the commit, and never stored: lost in a crash, the person presses again.
type Reply struct {
	Toast string // answers the press with a line that fades, at most 200 characters
	Alert bool   // Toast must be dismissed by hand
	Edit  *Card  // shown in the pressed message until the card of that key is shown again
	Say   *Card  // a message of its own that nothing will ever edit
	Unsay int64  // the person's own message that is taken off the screen, where the platform lets us: of what cost no deed; else store.Tx.Unsay
}
