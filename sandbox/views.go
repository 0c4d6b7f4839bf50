package sandbox

import (
	"strings"
	"unicode/utf8"
)

// The views below are what a page is told.

type event struct {
	Full   bool         `json:"full,omitempty"` // forget what was told before
	At     string       `json:"at"`             // what the page says when it comes back: "since"
	Today  string       `json:"today"`
	Bot    *user        `json:"bot,omitempty"`
	People []personView `json:"people,omitempty"`
	Groups []groupView  `json:"groups,omitempty"` // of the page's person
	Chat   *chatView    `json:"chat,omitempty"`
	Clock  *clockView   `json:"clock,omitempty"`
	News   []newsView   `json:"news,omitempty"`
	Tour   []taskView   `json:"tour,omitempty"`
}

type personView struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Label  string `json:"label"`
	Role   string `json:"role"`
	Order  int    `json:"order"`           // in the roster
	Spell  string `json:"spell,omitempty"` // syllables, separated by blanks
	Unread int    `json:"unread"`
	Last   string `json:"last"`
	Mine   bool   `json:"mine,omitempty"` // the last line is the person's own
	At     int64  `json:"at"`             // minute of the last line, to order by
	Day    string `json:"day,omitempty"`
	Time   string `json:"time,omitempty"`
}

type groupView struct {
	ID     int64  `json:"id"`
	Title  string `json:"title"`
	Unread int    `json:"unread"`
	Last   string `json:"last"`
}

type chatView struct {
	ID       int64         `json:"id"`
	Full     bool          `json:"full,omitempty"`    // forget what was told of the chat before
	More     bool          `json:"more,omitempty"`    // something was said before the first message told here
	Title    string        `json:"title,omitempty"`   // of a group
	Members  []string      `json:"members,omitempty"` // of a group
	Gone     bool          `json:"gone,omitempty"`    // not in the group any more
	Note     string        `json:"note"`
	Started  bool          `json:"started"`
	Blocked  bool          `json:"blocked"`
	Commands []Command     `json:"commands"`
	Messages []messageView `json:"messages"`
}

type messageView struct {
	ID        int64      `json:"id"`
	Mine      bool       `json:"mine,omitempty"` // the person's own
	Bot       bool       `json:"bot,omitempty"`
	Author    int64      `json:"author,omitempty"`
	From      string     `json:"from,omitempty"`    // the name shown in a group
	Service   string     `json:"service,omitempty"` // a line about the group, nothing else
	Reply     *replyView `json:"reply,omitempty"`
	Day       string     `json:"day"`
	Time      string     `json:"time"`
	Edited    bool       `json:"edited,omitempty"`
	Deleted   bool       `json:"deleted,omitempty"`
	Protected bool       `json:"protected,omitempty"`
	Forwarded string     `json:"forwarded,omitempty"` // from whom
	Text      string     `json:"text"`
	Entities  []Entity   `json:"entities"`
	Photo     string     `json:"photo,omitempty"` // address
	Width     int        `json:"w,omitempty"`
	Height    int        `json:"h,omitempty"`
	File      string     `json:"file,omitempty"` // address
	Name      string     `json:"name,omitempty"`
	Size      int        `json:"size,omitempty"`
	Sticker   string     `json:"sticker,omitempty"`
	Buttons   [][]Button `json:"buttons,omitempty"`
}

type replyView struct {
	ID   int64  `json:"id"`
	From string `json:"from"`
	Line string `json:"line"`
}

type newsView struct {
	Person int64  `json:"p"`
	Group  int64  `json:"c,omitempty"`
	Name   string `json:"name"`
	Time   string `json:"time"`
	Line   string `json:"line"`
}

func (c *chat) view() personView {
	v := personView{ID: c.ID, Name: c.Name(), Label: c.Label, Role: c.Role, Unread: c.unread}
	if m := c.lastAlive; m != nil {
		v.Last, v.Mine = m.line(), !m.mine
		v.At, v.Day, v.Time = m.at.Unix()/60, day(m.at), m.at.Format("15:04")
	}
	return v
}

// viewIn is a group as one member sees it in the list.
func (c *chat) viewIn(t *seat) groupView {
	v := groupView{ID: c.ID, Title: c.title, Unread: t.unread}
	if m := c.lastAlive; m != nil {
		v.Last = m.line()
	}
	return v
}

// line is the message in a few words.
func (m *message) line() string {
	kind := ""
	switch {
	case m.service() != "":
		return m.serviceLine()
	case m.Sticker != nil:
		kind = "［贴纸］"
	case m.Photo != nil:
		kind = "［图片］"
	case m.Document != nil:
		kind = "［文件］" + m.file.name
	}
	line := strings.Join(strings.Fields(m.text()), " ")
	if utf8.RuneCountInString(line) > 60 {
		line = string([]rune(line)[:60]) + "…"
	}
	return kind + line
}

// serviceLine is a service message in words.
func (m *message) serviceLine() string {
	by := m.sender()
	name := func(u *user) string { return Person{First: u.First, Last: u.Last}.Name() }
	switch {
	case m.Joined != nil:
		var names []string
		for _, u := range m.Joined {
			names = append(names, name(u))
		}
		if len(names) == 1 && names[0] == by {
			return by + " 加入了群"
		}
		return by + " 邀请了 " + strings.Join(names, "、")
	case m.Left != nil && name(m.Left) == by:
		return by + " 离开了群"
	case m.Left != nil:
		return by + " 移出了 " + name(m.Left)
	case m.NewTitle != "":
		return by + " 把群名改为“" + m.NewTitle + "”"
	case m.Created:
		return by + " 创建了群"
	case m.MigrateTo != 0:
		return "本群已升级为超级群"
	case m.MigrateFrom != 0:
		return "本群由普通群升级而来"
	case m.Pinned != nil:
		return by + " 置顶了“" + m.Pinned.line() + "”"
	}
	return ""
}

// view is the message as a person sees it.
func (m *message) view(person int64) messageView {
	v := messageView{ID: m.ID, Bot: m.mine, Mine: m.author == person, Author: m.author, Day: day(m.at), Time: m.at.Format("15:04"), Deleted: m.deleted}
	if m.deleted {
		return v
	}
	if m.Chat.Type != kindPrivate {
		v.From = m.sender()
	}
	if m.service() != "" {
		v.Service = m.serviceLine()
		return v
	}
	if r := m.ReplyTo; r != nil {
		v.Reply = &replyView{r.ID, r.sender(), r.line()}
	}
	if f := m.Forward; f != nil {
		v.Forwarded = f.Name
		if f.User != nil {
			v.Forwarded = Person{First: f.User.First, Last: f.User.Last}.Name()
		}
	}
	v.Edited, v.Protected = m.EditDate != 0, m.Protected
	v.Text, v.Entities, v.Buttons = m.text(), m.spans(), m.Markup.public()
	switch {
	case m.Sticker != nil:
		v.Sticker = m.Sticker.Emoji
	case m.Photo != nil:
		v.Photo, v.Width, v.Height = "/api/file/"+m.file.id, m.file.w, m.file.h
	case m.Document != nil:
		v.File, v.Name, v.Size = "/api/file/"+m.file.id, m.file.name, len(m.file.data)
	}
	return v
}
