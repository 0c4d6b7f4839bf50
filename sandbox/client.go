package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Client acts as one person in one chat, as a Telegram app would: in the own
// chat with the bot, or in a group, see [Client.In]. Its methods may be used
// from several goroutines.
type Client struct {
	s   *Server
	c   *chat // where
	who *chat // the person's own chat
}

// Message is a message as a person sees it.
type Message struct {
	ID        int64
	FromBot   bool
	From      string // the name shown
	ReplyTo   int64  // the message replied to, else 0
	Service   string // the field that makes it a service message, e.g. "new_chat_members"
	Date      time.Time
	Edited    bool
	Protected bool // may not be forwarded or saved
	Text      string
	Entities  []Entity
	Buttons   [][]Button
	Photo     []byte    // nil unless it is a photo
	Document  *Document // nil unless it is a document
	Sticker   bool
	Forwarded bool
	Album     string // the same for all that were sent as one album
	Reaction  string // the bot's emoji under it
	Topic     int64  // of a forum; 0: the general one
}

// Document is a file in a message.
type Document struct {
	Name string
	Mime string
	Data []byte
}

// Button finds a button of the message by its exact label.
func (m Message) Button(label string) (Button, bool) {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b, true
			}
		}
	}
	return Button{}, false
}

// Labels are the labels of all buttons, row by row.
func (m Message) Labels() []string {
	var out []string
	for _, row := range m.Buttons {
		for _, b := range row {
			out = append(out, b.Text)
		}
	}
	return out
}

func (m *message) public() Message {
	out := Message{
		ID: m.ID, FromBot: m.mine, From: m.sender(), Service: m.service(), Date: m.at, Edited: m.EditDate != 0, Protected: m.Protected,
		Text: m.text(), Entities: m.spans(), Buttons: m.Markup.public(),
		Sticker: m.Sticker != nil, Forwarded: m.Forward != nil,
		Album: m.Album, Reaction: m.emoji, Topic: m.Thread,
	}
	if m.ReplyTo != nil {
		out.ReplyTo = m.ReplyTo.ID
	}
	switch {
	case m.Photo != nil:
		out.Photo = m.file.data
	case m.file != nil:
		out.Document = &Document{m.file.name, m.file.mime, m.file.data}
	}
	return out
}

// Client acts as the person with this id, who is made up if not yet known.
func (s *Server) Client(id int64) *Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil {
		c = s.add(Person{ID: id, First: fmt.Sprintf("User%d", id)})
	}
	return &Client{s, c, c}
}

// Person is whom the client acts as.
func (c *Client) Person() Person {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.who.Person
}

// Send types a text and returns the message's id. A blocked bot is unblocked
// first; a text over 4096 characters goes out in several messages, as the apps
// do, and the last id is returned; an empty one is not sent and returns 0.
func (c *Client) Send(text string) (id int64) {
	text, _ = plainText(text)
	for text != "" {
		part := text
		if utf8.RuneCountInString(text) > maxText {
			part = string([]rune(text)[:maxText])
		}
		text = text[len(part):]
		id = c.post(&message{Text: part, Entities: detect(part, nil)})
	}
	return id
}

// SendIn sends a text into a topic of the client's forum. It panics if there is none.
func (c *Client) SendIn(topic int64, text string) int64 {
	if !slices.Contains(c.c.topics, topic) {
		panic(fmt.Sprintf("sandbox: there is no topic %d", topic))
	}
	text, _ = plainText(text)
	return c.post(&message{Text: text, Entities: detect(text, nil), Thread: topic, InTopic: true})
}

// Start presses the start button, with a payload as from t.me/bot?start=payload.
func (c *Client) Start(payload string) int64 {
	return c.Send(strings.TrimSpace("/start " + payload))
}

// SendSticker sends a sticker.
func (c *Client) SendSticker() int64 {
	return c.post(&message{Sticker: &sticker{
		FileID: "CAACAgUAAxkBAAE", UniqueID: "AgADsticker", Type: "regular", Width: 512, Height: 512, Emoji: "👍",
	}})
}

// SendPhoto sends a PNG or JPEG picture. It panics if it is none.
func (c *Client) SendPhoto(picture []byte, caption string) int64 {
	id, err := c.sendPhoto(picture, caption)
	if err != nil {
		panic("sandbox: SendPhoto: " + err.Error())
	}
	return id
}

func (c *Client) sendPhoto(picture []byte, caption string) (int64, error) {
	f, err := c.s.keepPhoto(upload{data: picture})
	if err != nil {
		return 0, err
	}
	m := f.message()
	text, _ := plainText(caption)
	m.setText(text, detect(text, nil))
	return c.post(m), nil
}

// SendDocument sends a file of any kind. It panics if Telegram would refuse it:
// if it is empty or over 50 MB.
func (c *Client) SendDocument(name string, data []byte) int64 {
	id, err := c.sendDocument(name, data)
	if err != nil {
		panic("sandbox: SendDocument: " + err.Error())
	}
	return id
}

func (c *Client) sendDocument(name string, data []byte) (int64, error) {
	f, err := c.s.keepDocument(upload{name: name, data: data})
	if err != nil {
		return 0, err
	}
	return c.post(f.message()), nil
}

// Reply sends a text as a reply to a message of the chat.
func (c *Client) Reply(messageID int64, text string) int64 {
	text, spans := plainText(text)
	c.s.mu.Lock()
	old := c.c.find(messageID)
	c.s.mu.Unlock()
	m := &message{Text: text, Entities: detect(text, spans)}
	if old != nil {
		m.ReplyTo = old.quoted()
	}
	return c.post(m)
}

// Forward sends a text that somebody else wrote, who hides the own account.
func (c *Client) Forward(text string) int64 {
	return c.forward(text, &forward{Type: "hidden_user", Name: "某人"})
}

// ForwardFrom sends a text that this person wrote.
func (c *Client) ForwardFrom(person int64, text string) int64 {
	return c.forward(text, &forward{Type: "user", User: c.s.Client(person).who.user})
}

func (c *Client) forward(text string, from *forward) int64 {
	text, spans := plainText(text)
	from.Date = c.s.now().Add(-time.Hour).Unix()
	return c.post(&message{Text: text, Entities: detect(text, spans), Forward: from})
}

// post puts a message of the person into the chat and tells the bot. In a group
// one is not in it does nothing and returns 0.
func (c *Client) post(m *message) int64 {
	s, now := c.s, c.s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	m.From, m.author = c.who.user, c.who.ID
	if c.c.isGroup() {
		t := c.c.seats[c.who.ID]
		if !t.in() || c.c.movedTo != 0 {
			return 0
		}
		if t.anonymous {
			m.From, m.SenderChat = anonymousAdmin, c.c.wire
		}
	} else {
		if c.c.blocked {
			c.setBlocked(false, now)
		}
		c.c.started = true
	}
	return s.tell(c.c, m, now)
}

// Edit changes the text, or the caption, of a message the person sent.
func (c *Client) Edit(messageID int64, text string) error {
	text, spans := plainText(text)
	s, now := c.s, c.s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	old := c.c.find(messageID)
	if old == nil || old.author != c.who.ID || old.Sticker != nil || old.service() != "" {
		return fmt.Errorf("sandbox: %d is no message that %s can edit", messageID, c.who.Name())
	}
	next := *old
	next.setText(text, detect(text, spans))
	next.EditDate = now.Unix()
	s.put(c.c, &next)
	if s.sees(c.c, &next) {
		s.push("edited_message", &next, now, messageKept)
	}
	return nil
}

// Delete removes a message from the chat; the bot is not told.
func (c *Client) Delete(messageID int64) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if m := c.c.find(messageID); m != nil {
		c.s.remove(c.c, m)
	}
}

// Press presses the button with exactly this label under the message as it is
// now. The error lists the labels there are.
func (c *Client) Press(messageID int64, label string) (callbackID string, err error) {
	now := c.s.now()
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	found := c.c.find(messageID)
	if found == nil {
		return "", fmt.Errorf("sandbox: no message %d in the chat of %s", messageID, c.c.Name())
	}
	m := found.public()
	b, ok := m.Button(label)
	if !ok {
		return "", fmt.Errorf("sandbox: no button %q under message %d; there are %q", label, messageID, m.Labels())
	}
	if b.Data == "" {
		return "", fmt.Errorf("sandbox: button %q under message %d sends nothing: %+v", label, messageID, b)
	}
	return c.s.press(c.c, c.who.user, messageID, b.Data, now), nil
}

// PressData sends any data as a press on any message, as a hostile app can.
func (c *Client) PressData(messageID int64, data string) (callbackID string) {
	now := c.s.now()
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.s.press(c.c, c.who.user, messageID, data, now)
}

// Keyboard is what the bot has put in place of the phone's own keyboard, nil if
// nothing; pressing a key is sending its label.
func (c *Client) Keyboard() [][]string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.c.keyboard
}

// Answer waits for the bot's answer to a press; the error is [ErrNoAnswer] when
// none is taken any more.
func (c *Client) Answer(ctx context.Context, callbackID string) (Answer, error) {
	return c.s.waitAnswer(ctx, callbackID)
}

// Messages is the chat as it is now, oldest first, without what was deleted.
func (c *Client) Messages() []Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.messages()
}

func (c *Client) messages() []Message {
	out := make([]Message, 0, len(c.c.messages))
	for _, m := range c.c.messages {
		if !m.deleted {
			out = append(out, m.public())
		}
	}
	return out
}

// newest returns the newest message of the bot that ok accepts.
func (c *Client) newest(ok func(*message) bool) (Message, bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for i := len(c.c.messages) - 1; i >= 0; i-- {
		if m := c.c.messages[i]; !m.deleted && m.mine && m.service() == "" && ok(m) {
			return m.public(), true
		}
	}
	return Message{}, false
}

// Last is the newest message of the bot, the zero value if there is none.
func (c *Client) Last() Message {
	m, _ := c.newest(func(*message) bool { return true })
	return m
}

// Find is the newest message of the bot that contains the text.
func (c *Client) Find(substr string) (Message, bool) {
	return c.newest(func(m *message) bool { return strings.Contains(m.text(), substr) })
}

// WaitFor waits until ok accepts the chat. It looks now and after every change.
func (c *Client) WaitFor(ctx context.Context, ok func([]Message) bool) error {
	return c.s.wait(ctx, &c.c.changed, func() func() bool {
		messages := c.messages()
		return func() bool { return ok(messages) }
	})
}

// WaitText waits for a message of the bot that contains the text, and returns
// the newest one.
func (c *Client) WaitText(ctx context.Context, substr string) (Message, error) {
	var found Message
	err := c.WaitFor(ctx, func(all []Message) bool {
		for _, m := range all {
			if m.FromBot && strings.Contains(m.Text, substr) {
				found = m
			}
		}
		return found.ID != 0
	})
	if err != nil {
		err = fmt.Errorf("sandbox: %s never saw %q; the last message is %q: %w", c.Person().Name(), substr, c.Last().Text, err)
	}
	return found, err
}

// Block stops the bot in the private chat; it is told, and can no longer write.
func (c *Client) Block() { c.block(true) }

// Unblock lets the bot write again.
func (c *Client) Unblock() { c.block(false) }

func (c *Client) block(on bool) {
	now := c.s.now()
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.who.blocked != on {
		c.setBlocked(on, now)
	}
}

func (c *Client) setBlocked(on bool, now time.Time) {
	s := c.s
	c.who.blocked = on
	s.touch(c.who)
	s.push("my_chat_member", memberUpdate{
		Chat: c.who.wire, From: c.who.user, Date: now.Unix(), Old: s.blockedMember(!on), New: s.blockedMember(on),
	}, now, messageKept)
}

// Commands is the command menu that this person sees.
func (c *Client) Commands() []Command {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return append([]Command(nil), c.s.commandsIn(c.c, c.who.ID)...)
}
