package sandbox

import (
	"context"
	"encoding/json"
	"slices"
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

// editMessageMedia puts another picture or document in a message's place, with
// its caption; a text stays a text.
func (s *Server) editMessageMedia(_ context.Context, p params) (any, error) {
	var in inputMedia
	if json.Unmarshal([]byte(p.values["media"]), &in) != nil {
		return nil, bad("can't parse input media JSON object")
	}
	fresh, err := s.mediaMessage(p, in)
	if err != nil {
		return nil, err
	}
	return s.edit(p, func(m *message) error {
		if m.file == nil {
			return bad("there is no media in the message to edit")
		}
		m.file, m.Photo, m.Document = fresh.file, fresh.Photo, fresh.Document
		m.setText(fresh.text(), fresh.spans())
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
	if !old.mine || old.Forward != nil || old.service() != "" {
		return nil, bad("message can't be edited")
	}
	next := *old
	if err := change(&next); err != nil {
		return nil, err
	}
	s.mention(&next)
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
	return s.onMessage(p, "message to delete not found", func(c *chat, m *message) error {
		if !s.mayDelete(c, m) {
			return bad("message can't be deleted for everyone")
		}
		s.remove(c, m)
		return nil
	})
}

// deleteMessages leaves out what is not there or may not be deleted.
func (s *Server) deleteMessages(_ context.Context, p params) (any, error) {
	ids, err := p.ids()
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if m := c.find(id); m != nil && s.mayDelete(c, m) {
			s.remove(c, m)
		}
	}
	return true, nil
}

// mayDelete reports whether the bot may delete a message: for 48 hours, in a
// group those of others only as an administrator, and then at any time.
func (s *Server) mayDelete(c *chat, m *message) bool {
	if c.isGroup() && c.seats[s.id].admin() {
		return true
	}
	return (m.mine || !c.isGroup()) && s.now().Sub(m.at) <= deletable
}

// onMessage does something to the message of a call. do runs under the lock.
func (s *Server) onMessage(p params, missing string, do func(*chat, *message) error) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err != nil {
		return nil, err
	}
	m := c.find(p.int("message_id"))
	if m == nil {
		return nil, bad(missing)
	}
	return true, do(c, m)
}

// remove marks a message as deleted; it stays, so that the page can say so. What it said goes.
func (s *Server) remove(c *chat, old *message) {
	next := *old
	next.deleted = true
	next.Text, next.Entities, next.Caption, next.CaptionEntities = "", nil, "", nil
	s.put(c, &next)
}

// mayPin asks whether the bot may pin in a chat.
func (s *Server) mayPin(c *chat) error {
	if c.isGroup() && !c.seats[s.id].admin() {
		return bad("not enough rights to manage pinned messages in the chat")
	}
	return nil
}

func (s *Server) pinChatMessage(_ context.Context, p params) (any, error) {
	now := s.now()
	return s.onMessage(p, "message to pin not found", func(c *chat, m *message) error {
		if err := s.mayPin(c); err != nil {
			return err
		}
		if m.service() != "" {
			return bad("message can't be pinned")
		}
		c.pinned = append(slices.DeleteFunc(c.pinned, func(id int64) bool { return id == m.ID }), m.ID)
		s.tell(c, &message{From: s.bot, author: s.id, mine: true, Pinned: m.quoted()}, now)
		return nil
	})
}

// unpinChatMessage unpins the message named, or else the newest pinned one.
func (s *Server) unpinChatMessage(_ context.Context, p params) (any, error) {
	return s.unpin(p, func(c *chat) error {
		id := p.int("message_id")
		if id == 0 && len(c.pinned) > 0 {
			id = c.pinned[len(c.pinned)-1]
		}
		if !slices.Contains(c.pinned, id) {
			return bad("message to unpin not found")
		}
		c.pinned = slices.DeleteFunc(c.pinned, func(x int64) bool { return x == id })
		return nil
	})
}

func (s *Server) unpinAllChatMessages(_ context.Context, p params) (any, error) {
	return s.unpin(p, func(c *chat) error {
		c.pinned = nil
		return nil
	})
}

func (s *Server) unpin(p params, do func(*chat) error) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chat(p)
	if err == nil {
		err = s.mayPin(c)
	}
	if err == nil {
		err = do(c)
	}
	if err != nil {
		return nil, err
	}
	s.touch(c)
	return true, nil
}

// setMessageReaction sets the bot's reaction, one emoji or none.
func (s *Server) setMessageReaction(_ context.Context, p params) (any, error) {
	var list []struct{ Type, Emoji string }
	if raw := p.values["reaction"]; raw != "" && json.Unmarshal([]byte(raw), &list) != nil {
		return nil, bad("can't parse reaction types JSON object")
	}
	switch {
	case len(list) > 1:
		return nil, bad("REACTIONS_TOO_MANY")
	case len(list) == 1 && list[0].Type != "emoji":
		return nil, bad("REACTION_INVALID")
	}
	return s.onMessage(p, "message to react not found", func(c *chat, m *message) error {
		next := *m
		if next.emoji = ""; len(list) == 1 {
			next.emoji = list[0].Emoji
		}
		s.put(c, &next)
		return nil
	})
}
