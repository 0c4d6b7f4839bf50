package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The statuses of a member, in Telegram's words.
const (
	statusCreator = "creator"
	statusAdmin   = "administrator"
	statusMember  = "member"
	statusLeft    = "left"
	statusKicked  = "kicked"
)

// Group is a group chat as a test or a rehearsal makes it.
type Group struct {
	ID       int64 // negative; 0 has one chosen
	Title    string
	Super    bool   // a supergroup; others can become one, see Migrate
	Username string // of a public supergroup, without @
	Members  []Member
}

// Member is one who is or was in a group.
type Member struct {
	ID        int64 // a person's, or the bot's
	Status    string
	Anonymous bool // an administrator who speaks as the group
}

// seat is what a group knows of one member. A nil seat is nobody's.
type seat struct {
	status    string
	anonymous bool
	unread    int
}

func (t *seat) in() bool {
	return t != nil && (t.status == statusCreator || t.status == statusAdmin || t.status == statusMember)
}

func (t *seat) admin() bool {
	return t != nil && (t.status == statusCreator || t.status == statusAdmin)
}

// anonymousAdmin is the sender that Telegram names for administrators who
// speak as their group.
var anonymousAdmin = &user{ID: 1087968824, IsBot: true, First: "Group", Username: "GroupAnonymousBot"}

// BotID is the bot's own id, to be used as a member's.
func (s *Server) BotID() int64 { return s.bot.ID }

// AddGroup makes a group and returns its id. Members are made up if not yet
// known; the first is the creator unless another is, and who has no status is a
// member. If the bot is among them it is told, as when people found a group
// with it; to add it later see [Client.Invite]. A group that exists is only
// given its title, name and new members.
func (s *Server) AddGroup(g Group) int64 {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[g.ID]
	if c == nil {
		c = s.newGroup(g.ID, g.Super)
	}
	c.title, c.username = g.Title, g.Username
	c.dress()
	founded := slices.ContainsFunc(g.Members, func(m Member) bool { return m.Status == statusCreator })
	bot := ""
	for i, m := range g.Members {
		if m.Status == "" {
			m.Status = statusMember
			if i == 0 && !founded && len(c.seats) == 0 {
				m.Status = statusCreator
			}
		}
		if m.ID == s.bot.ID {
			bot = m.Status
			continue
		}
		if s.chats[m.ID] == nil {
			s.add(Person{ID: m.ID, First: fmt.Sprintf("User%d", m.ID)})
		}
		if c.seats[m.ID] == nil {
			c.seats[m.ID] = &seat{status: m.Status, anonymous: m.Anonymous}
		}
	}
	if bot != "" && !c.seats[s.bot.ID].in() {
		founder := c.founder()
		s.move(c, founder, s.bot.ID, bot, now)
		s.tell(c, &message{From: s.userOf(founder), author: founder, Created: true}, now)
	}
	s.touch(c)
	return c.ID
}

func (s *Server) newGroup(id int64, super bool) *chat {
	c := &chat{ID: id, kind: kindGroup, seats: map[int64]*seat{}}
	base := int64(-5_000_000)
	if super {
		c.kind, base = kindSuper, -1_002_000_000_000
	}
	for n := int64(len(s.groups)) + 1; c.ID >= 0 || s.chats[c.ID] != nil; n++ {
		c.ID = base - n
	}
	s.chats[c.ID] = c
	s.groups = append(s.groups, c)
	return c
}

// dress renews the wire form of a group.
func (c *chat) dress() {
	c.wire = &wireChat{ID: c.ID, Type: c.kind, Title: c.title, Username: c.username}
}

// founder is the creator, or who else may act for the group; 0 if it is empty.
func (c *chat) founder() int64 {
	for _, status := range []string{statusCreator, statusAdmin, statusMember} {
		for _, m := range c.roll() {
			if m.Status == status {
				return m.ID
			}
		}
	}
	return 0
}

// roll lists all members, former ones included, by id.
func (c *chat) roll() []Member {
	var out []Member
	for id, t := range c.seats {
		out = append(out, Member{id, t.status, t.anonymous})
	}
	slices.SortFunc(out, func(a, b Member) int { return int(a.ID - b.ID) })
	return out
}

// Group is a group as it is now, its former members included.
func (s *Server) Group(id int64) (Group, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil || !c.isGroup() {
		return Group{}, false
	}
	return Group{c.ID, c.title, c.kind == kindSuper, c.username, c.roll()}, true
}

// Groups are the ids of all groups, the oldest first.
func (s *Server) Groups() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []int64
	for _, c := range s.groups {
		out = append(out, c.ID)
	}
	return out
}

// move gives a member another status and tells the bot: of itself always, of
// others if it is an administrator and asked for chat_member.
func (s *Server) move(c *chat, by, whom int64, status string, now time.Time) {
	u := memberUpdate{Chat: c.wire, From: s.userOf(by), Date: now.Unix(), Old: s.wireMember(c, whom)}
	t := c.seats[whom]
	if t == nil {
		t = &seat{}
		c.seats[whom] = t
	}
	t.status = status
	if !t.admin() {
		t.anonymous = false
	}
	s.touch(c)
	if by == 0 {
		u.From = s.userOf(whom)
	}
	u.New = s.wireMember(c, whom)
	if whom == s.bot.ID {
		s.push("my_chat_member", u, now, messageKept)
	} else if c.seats[s.bot.ID].admin() {
		s.push("chat_member", u, now, messageKept)
	}
}

// tell puts a message that is not the bot's into a chat, and tells the bot of
// it if it may know.
func (s *Server) tell(c *chat, m *message, now time.Time) int64 {
	m.ID, m.Chat, m.at, m.Date = s.nextID(c), c.wire, now, now.Unix()
	c.unreadBy(m.author)
	s.put(c, m)
	if m.author != s.bot.ID && s.sees(c, m) { // a bot is not told of what it does itself
		s.push("message", m, now, messageKept)
	}
	return m.ID
}

// sees reports whether the bot is told of a message: in a group with privacy
// mode only of commands not meant for another bot, mentions of it, replies to
// it and service messages, unless it is an administrator.
func (s *Server) sees(c *chat, m *message) bool {
	if !c.isGroup() {
		return true
	}
	t := c.seats[s.bot.ID]
	if !t.in() {
		return m.Left != nil && m.Left.ID == s.bot.ID // its own removal
	}
	if s.opt.ReadAll || t.admin() || m.service() != "" || m.ReplyTo != nil && m.ReplyTo.mine {
		return true
	}
	text, me := m.text(), "@"+s.bot.Username
	for _, e := range m.spans() {
		span := cut16(text, e.Offset, e.Length)
		switch _, to, named := strings.Cut(span, "@"); {
		case e.Type == "bot_command" && (!named || strings.EqualFold("@"+to, me)), e.Type == "mention" && strings.EqualFold(span, me):
			return true
		}
	}
	return false
}

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
	if err := c.Invite(c.s.bot.ID); err != nil {
		return err
	}
	c.Send(strings.TrimSpace("/start@" + c.s.bot.Username + " " + payload))
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

// Rename gives the group another title.
func (c *Client) Rename(title string) error {
	return c.inGroup(true, func(now time.Time) error {
		c.c.title = title
		c.c.dress()
		c.s.tell(c.c, &message{From: c.who.user, author: c.who.ID, NewTitle: title}, now)
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

// enter makes somebody a member.
func (s *Server) enter(c *chat, by, whom int64, now time.Time) {
	s.move(c, by, whom, statusMember, now)
	s.tell(c, &message{From: s.userOf(by), author: by, Joined: []*user{s.userOf(whom)}}, now)
}

// exit makes somebody a former member.
func (s *Server) exit(c *chat, by, whom int64, status string, now time.Time) {
	s.move(c, by, whom, status, now)
	s.tell(c, &message{From: s.userOf(by), author: by, Left: s.userOf(whom)}, now)
}
