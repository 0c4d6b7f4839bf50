package sandbox

import (
	"cmp"
	"slices"
)

// chat is one conversation: a person's own with the bot, or a group.
type chat struct {
	Person           // of a private chat; empty in a group
	ID        int64  // the person's, or the group's, which is negative
	kind      string // private, group, supergroup
	title     string // of a group
	username  string // of a public group, without @
	topics    []int64
	user      *user // of a private chat
	wire      *wireChat
	started   bool
	blocked   bool
	seats     map[int64]*seat // of a group: who is or was in it, the bot included
	movedTo   int64           // the supergroup that this group became
	movedFrom int64
	lastOwn   int64      // newest message id of a supergroup, which counts by itself
	pinned    []int64    // message ids, newest last
	keyboard  [][]string // that the bot has put in place of the phone's own
	messages  []*message // ascending ids, the deleted ones included
	unread    int        // of a private chat; see seat for groups
	rev       int64
	changed   signal
	flood     bucket
	lastAlive *message // newest message not deleted, for the list of people
}

// The kinds of chats, in Telegram's words.
const (
	kindPrivate = "private"
	kindGroup   = "group"
	kindSuper   = "supergroup"
)

func (c *chat) isGroup() bool { return c.kind != kindPrivate }

// Name is the person's name or the group's title.
func (c *chat) Name() string {
	if c.isGroup() {
		return c.title
	}
	return c.Person.Name()
}

// AddPerson adds a person, or changes what is known of one.
func (s *Server) AddPerson(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(p)
}

func (s *Server) add(p Person) *chat {
	c := s.chats[p.ID]
	if c == nil {
		c = &chat{ID: p.ID, kind: kindPrivate}
		s.chats[p.ID] = c
		s.people = append(s.people, c)
	}
	c.Person = p
	c.user = &user{ID: p.ID, First: p.First, Last: p.Last, Username: p.Username, Language: "zh-hans"}
	c.wire = &wireChat{ID: p.ID, Type: kindPrivate, First: p.First, Last: p.Last, Username: p.Username}
	s.touch(c)
	return c
}

// userOf is a person or the bot; nil for a stranger.
func (s *Server) userOf(id int64) *user {
	if id == s.id {
		return s.bot
	}
	if c := s.chats[id]; c != nil {
		return c.user
	}
	return nil
}

// touch marks a chat as changed. Called with the lock held.
func (s *Server) touch(c *chat) {
	s.rev++
	c.rev = s.rev
	c.changed.fire()
	s.changed.fire()
}

// nextID is the id of the next message of a chat. Supergroups count by
// themselves, all other chats of a bot together.
func (s *Server) nextID(c *chat) int64 {
	if c.kind == kindSuper {
		c.lastOwn++
		return c.lastOwn
	}
	s.lastMsg++
	return s.lastMsg
}

// put adds a message to a chat or replaces the one with its id.
func (s *Server) put(c *chat, m *message) {
	s.touch(c)
	m.rev = s.rev
	i, found := c.index(m.ID)
	if found {
		c.messages[i] = m
	} else {
		c.messages = slices.Insert(c.messages, i, m)
	}
	c.lastAlive = nil
	for i := len(c.messages) - 1; i >= 0; i-- {
		if !c.messages[i].deleted {
			c.lastAlive = c.messages[i]
			break
		}
	}
	s.noteMessage(c, m)
}

// unreadBy counts a new message for all who have not written it.
func (c *chat) unreadBy(author int64) {
	if !c.isGroup() {
		if author != c.ID {
			c.unread++
		}
		return
	}
	for id, seat := range c.seats {
		if id != author && seat.in() {
			seat.unread++
		}
	}
}

func (c *chat) index(id int64) (int, bool) {
	return slices.BinarySearchFunc(c.messages, id, func(m *message, id int64) int { return cmp.Compare(m.ID, id) })
}

// find returns the message with this id, nil if there is none or it is deleted.
func (c *chat) find(id int64) *message {
	if i, ok := c.index(id); ok && !c.messages[i].deleted {
		return c.messages[i]
	}
	return nil
}
