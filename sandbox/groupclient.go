package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// In acts as the same person in a group.
func (c *Client) In(group int64) *Client {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	g := c.s.chats[group]
	if g == nil || !g.isGroup() {
		panic(fmt.Sprintf("sandbox: there is no group %d", group))
	}
	return &Client{c.s, g, c.who}
}

// Of what somebody may not do in a group.
var (
	errNoGroup  = errors.New("sandbox: this is not done in a private chat")
	errOutside  = errors.New("sandbox: not in the group")
	errNoRights = errors.New("sandbox: only administrators may do this")
	errKicked   = errors.New("sandbox: kicked from the group")
	errOwner    = errors.New("sandbox: the creator cannot be removed or changed")
)

// inGroup does something in the client's group, under the lock.
func (c *Client) inGroup(admin bool, do func(now time.Time) error) error {
	now := c.s.now()
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	t := c.c.seats[c.who.ID]
	switch {
	case !c.c.isGroup():
		return errNoGroup
	case c.c.movedTo != 0:
		return fmt.Errorf("sandbox: the group is now the supergroup %d", c.c.movedTo)
	case admin && !t.admin():
		return errNoRights
	}
	return do(now)
}

// Join enters the group, as by a link.
func (c *Client) Join() error {
	return c.inGroup(false, func(now time.Time) error {
		switch t := c.c.seats[c.who.ID]; {
		case t.in():
			return nil
		case t != nil && t.status == statusKicked:
			return errKicked
		}
		c.s.enter(c.c, c.who.ID, c.who.ID, now)
		return nil
	})
}

// Leave leaves the group.
func (c *Client) Leave() error {
	return c.inGroup(false, func(now time.Time) error {
		if !c.c.seats[c.who.ID].in() {
			return errOutside
		}
		c.s.exit(c.c, c.who.ID, c.who.ID, statusLeft, now)
		return nil
	})
}

// Invite adds somebody, or the bot, to the group. Only an administrator can
// bring back who was kicked.
func (c *Client) Invite(id int64) error {
	return c.inGroup(false, func(now time.Time) error {
		me, t := c.c.seats[c.who.ID], c.c.seats[id]
		switch {
		case !me.in():
			return errOutside
		case t.in():
			return nil
		case t != nil && t.status == statusKicked && !me.admin():
			return errKicked
		}
		if c.s.userOf(id) == nil {
			c.s.add(Person{ID: id, First: fmt.Sprintf("User%d", id)})
		}
		c.s.enter(c.c, c.who.ID, id, now)
		return nil
	})
}

// StartGroup adds the bot as by t.me/bot?startgroup=payload: it is a member and
// is sent /start with the payload.
func (c *Client) StartGroup(payload string) error {
	if err := c.Invite(c.s.id); err != nil {
		return err
	}
	c.Send(strings.TrimSpace("/start@" + c.s.opt.BotUsername + " " + payload))
	return nil
}

// Kick removes somebody, or the bot, from the group.
func (c *Client) Kick(id int64) error {
	return c.inGroup(true, func(now time.Time) error {
		switch t := c.c.seats[id]; {
		case !t.in():
			return errOutside
		case t.status == statusCreator:
			return errOwner
		}
		c.s.exit(c.c, c.who.ID, id, statusKicked, now)
		return nil
	})
}

// Promote makes somebody, or the bot, an administrator, or a member again.
func (c *Client) Promote(id int64, admin bool) error {
	return c.inGroup(true, func(now time.Time) error {
		t, status := c.c.seats[id], statusMember
		if admin {
			status = statusAdmin
		}
		switch {
		case !t.in():
			return errOutside
		case t.status == statusCreator:
			return errOwner
		case t.status != status:
			c.s.move(c.c, c.who.ID, id, status, now)
		}
		return nil
	})
}

// Anonymous has an administrator speak as the group, or as oneself again.
func (c *Client) Anonymous(on bool) error {
	return c.inGroup(true, func(now time.Time) error {
		c.c.seats[c.who.ID].anonymous = on
		c.s.touch(c.c)
		return nil
	})
}

// Rename returns the group another title.
func (c *Client) Rename(title string) error {
	return c.inGroup(true, func(now time.Time) error {
		c.c.title = title
		c.c.dress()
		c.s.tell(c.c, &message{From: c.who.user, author: c.who.ID, NewTitle: title}, now)
		return nil
	})
}

// DeleteTopic deletes a topic of a forum; what was said there stays.
func (c *Client) DeleteTopic(topic int64) error {
	return c.inGroup(true, func(now time.Time) error {
		c.c.topics = slices.DeleteFunc(slices.Clone(c.c.topics), func(t int64) bool { return t == topic })
		return nil
	})
}

// Migrate makes a supergroup of the group, under another id; the old one is
// closed. Messages stay behind, members come along.
func (c *Client) Migrate() (super int64, err error) {
	err = c.inGroup(true, func(now time.Time) error {
		if c.c.kind == kindSuper {
			return errors.New("sandbox: it is a supergroup already")
		}
		s, old := c.s, c.c
		next := s.newGroup(0, true)
		next.title, next.movedFrom = old.title, old.ID
		next.dress()
		for id, t := range old.seats {
			copied := *t
			copied.unread = 0
			next.seats[id] = &copied
		}
		s.tell(old, &message{From: c.who.user, author: c.who.ID, MigrateTo: next.ID}, now)
		old.movedTo, super = next.ID, next.ID
		s.tell(next, &message{From: anonymousAdmin, SenderChat: next.wire, author: c.who.ID, MigrateFrom: old.ID}, now)
		return nil
	})
	return super, err
}
