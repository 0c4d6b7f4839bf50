package sandbox

import (
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
	Topics   []int64 // a forum, with these topics beside its general one; of a supergroup
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
func (s *Server) BotID() int64 { return s.id }

// AddGroup makes a group and returns its id. Members are made up if not yet
// known; the first is the creator unless another is, and who has no status is a
// member. If the bot is among them it is told, as when people found a group
// with it; to add it later see [Client.Invite]. A group that exists only gains
// members it never had, so that a kept rehearsal may call this at each start.
func (s *Server) AddGroup(g Group) int64 {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[g.ID]
	if c == nil {
		c = s.newGroup(g.ID, g.Super)
		c.title, c.username, c.topics = g.Title, g.Username, g.Topics
		c.dress()
	} else if c.movedTo != 0 {
		return c.movedTo
	}
	founded := slices.ContainsFunc(g.Members, func(m Member) bool { return m.Status == statusCreator })
	bot := ""
	for i, m := range g.Members {
		if m.Status == "" {
			m.Status = statusMember
			if i == 0 && !founded && len(c.seats) == 0 {
				m.Status = statusCreator
			}
		}
		if m.ID == s.id {
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
	if bot != "" && c.seats[s.id] == nil {
		founder := c.founder()
		s.move(c, founder, s.id, bot, now)
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
	c.wire = &wireChat{ID: c.ID, Type: c.kind, Title: c.title, Username: c.username, Forum: len(c.topics) > 0}
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
	return Group{c.ID, c.title, c.kind == kindSuper, c.username, c.roll(), c.topics}, true
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

// move returns a member another status and tells the bot: of itself always, of
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
	if whom == s.id {
		s.push("my_chat_member", u, now, messageKept)
	} else if c.seats[s.id].admin() {
		s.push("chat_member", u, now, messageKept)
	}
}

// tell puts a message that is not the bot's into a chat, and tells the bot of
// it if it may know.
func (s *Server) tell(c *chat, m *message, now time.Time) int64 {
	m.ID, m.Chat, m.at, m.Date = s.nextID(c), c.wire, now, now.Unix()
	c.unreadBy(m.author)
	s.put(c, m)
	if m.author != s.id && s.sees(c, m) { // a bot is not told of what it does itself
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
	t := c.seats[s.id]
	if !t.in() {
		return m.Left != nil && m.Left.ID == s.id // its own removal
	}
	if s.opt.ReadAll || t.admin() || m.service() != "" || m.ReplyTo != nil && m.ReplyTo.mine {
		return true
	}
	text, me := m.text(), "@"+s.opt.BotUsername
	for _, e := range m.spans() {
		span := cut16(text, e.Offset, e.Length)
		switch _, to, named := strings.Cut(span, "@"); {
		case e.Type == "bot_command" && (!named || strings.EqualFold("@"+to, me)), e.Type == "mention" && strings.EqualFold(span, me):
			return true
		}
	}
	return false
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
