package sandbox

import (
	"context"
	"time"
)

// deletable is how long a bot may delete a message.
const deletable = 48 * time.Hour

func (s *Server) editMessageText(_ context.Context, p params) (any, error) {
	text, spans, err := p.text()
	if err != nil {
		return nil, err
	}
	return s.edit(p, func(m *message) error {
		if m.file != nil || m.Sticker != nil {
			return bad("there is no text in the message to edit")
		}
		m.setText(text, spans)
		return nil
	})
}

func (s *Server) editMessageCaption(_ context.Context, p params) (any, error) {
	text, spans, err := p.caption()
	if err != nil {
		return nil, err
	}
	return s.edit(p, func(m *message) error {
		if m.file == nil {
			return bad("there is no caption in the message to edit")
		}
		m.setText(text, spans)
		return nil
	})
}

func (s *Server) editMessageReplyMarkup(_ context.Context, p params) (any, error) {
	return s.edit(p, func(*message) error { return nil })
}

// edit replaces a message of the bot by a changed one. The buttons are those
// given now: without reply_markup they disappear.
func (s *Server) edit(p params, change func(*message) error) (any, error) {
	keys, err := parseMarkup(p.values["reply_markup"])
	if err != nil {
		return nil, err
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err != nil {
		return nil, err
	}
	id := p.int("message_id")
	if id == 0 {
		return nil, bad("message identifier is not specified")
	}
	old := c.find(id)
	if old == nil {
		return nil, bad("message to edit not found")
	}
	if !old.mine {
		return nil, bad("message can't be edited")
	}
	next := *old
	if err := change(&next); err != nil {
		return nil, err
	}
	next.Markup = keys
	if next.same(old) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	if err := s.throttle(c); err != nil {
		return nil, err
	}
	next.EditDate = now.Unix()
	s.put(c, &next)
	return &next, nil
}

func (s *Server) deleteMessage(_ context.Context, p params) (any, error) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err != nil {
		return nil, err
	}
	old := c.find(p.int("message_id"))
	if old == nil {
		return nil, bad("message to delete not found")
	}
	if !old.mine && c.isGroup() && !c.seats[s.bot.ID].admin() || now.Sub(old.at) > deletable {
		return nil, bad("message can't be deleted for everyone")
	}
	s.remove(c, old)
	return true, nil
}

// remove marks a message as deleted; it stays, so that the page can say so.
func (s *Server) remove(c *chat, old *message) {
	next := *old
	next.deleted = true
	s.put(c, &next)
}
