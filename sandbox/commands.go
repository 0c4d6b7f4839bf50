package sandbox

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Command is one line of the command menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// commandKey says whom a menu is for.
type commandKey struct {
	scope    string
	chat     int64 // of the scopes "chat", "chat_administrators" and "chat_member", else 0
	user     int64 // of the scope "chat_member", else 0
	language string
}

// commandsIn is the menu that a person sees in a chat: the nearest scope wins,
// and in it the person's language.
func (s *Server) commandsIn(c *chat, who int64) []Command {
	keys := []commandKey{{scope: "chat", chat: c.ID}, {scope: "all_private_chats"}, {scope: "default"}}
	if c.isGroup() {
		keys = []commandKey{{scope: "chat_member", chat: c.ID, user: who}}
		if c.seats[who].admin() {
			keys = append(keys, commandKey{scope: "chat_administrators", chat: c.ID}, commandKey{scope: "chat", chat: c.ID},
				commandKey{scope: "all_chat_administrators"})
		} else {
			keys = append(keys, commandKey{scope: "chat", chat: c.ID})
		}
		keys = append(keys, commandKey{scope: "all_group_chats"}, commandKey{scope: "default"})
	}
	for _, k := range keys {
		if u := s.userOf(who); u != nil && len(u.Language) >= 2 {
			k.language = u.Language[:2]
			if list, ok := s.commands[k]; ok {
				return list
			}
			k.language = ""
		}
		if list, ok := s.commands[k]; ok {
			return list
		}
	}
	return nil
}

func (s *Server) setMyCommands(_ context.Context, p params) (any, error) {
	list, err := parseCommands(p.values["commands"])
	if err != nil {
		return nil, err
	}
	return s.onMenu(p, func(k commandKey) any {
		if len(list) == 0 {
			delete(s.commands, k)
		} else {
			s.commands[k] = list
		}
		return s.menuChanged(k)
	})
}

func (s *Server) deleteMyCommands(_ context.Context, p params) (any, error) {
	return s.onMenu(p, func(k commandKey) any {
		delete(s.commands, k)
		return s.menuChanged(k)
	})
}

func (s *Server) getMyCommands(_ context.Context, p params) (any, error) {
	return s.onMenu(p, func(k commandKey) any {
		if list := s.commands[k]; list != nil {
			return list
		}
		return []Command{}
	})
}

// menuChanged tells the pages; a menu for all changes no single chat.
func (s *Server) menuChanged(k commandKey) bool {
	if c := s.chats[k.chat]; c != nil {
		s.touch(c)
	} else {
		s.rev++
		s.changed.fire()
	}
	return true
}

// onMenu does something, under the lock, to the menu that the call names.
func (s *Server) onMenu(p params, do func(commandKey) any) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := commandKey{scope: "default", language: p.values["language_code"]}
	if raw := p.values["scope"]; raw != "" && raw != "null" {
		var in struct {
			Type string          `json:"type"`
			Chat json.RawMessage `json:"chat_id"`
			User int64           `json:"user_id"`
		}
		if json.Unmarshal([]byte(raw), &in) != nil {
			return nil, bad("can't parse BotCommandScope JSON object")
		}
		k.scope = in.Type
		switch in.Type {
		case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		case "chat", "chat_administrators", "chat_member":
			c, err := s.chatAt(strings.Trim(string(in.Chat), `"`))
			if err != nil {
				return nil, err
			}
			k.chat = c.ID
			if in.Type != "chat" && !c.isGroup() {
				return nil, bad("can't use specified BotCommandScope in private chats")
			}
			if in.Type == "chat_member" {
				if k.user = in.User; s.userOf(in.User) == nil {
					return nil, bad("user not found")
				}
			}
		default:
			return nil, bad("can't parse BotCommandScope: Unsupported type specified")
		}
	}
	return do(k), nil
}

func parseCommands(raw string) ([]Command, error) {
	var list []Command
	if raw == "" {
		return nil, bad("parameter \"commands\" is required")
	}
	if json.Unmarshal([]byte(raw), &list) != nil {
		return nil, bad("can't parse commands JSON object")
	}
	if len(list) > 100 {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	for i := range list {
		c := &list[i]
		c.Command = strings.TrimPrefix(c.Command, "/")
		c.Description = strings.TrimSpace(c.Description)
		switch {
		case c.Command == "":
			return nil, bad("command must be non-empty")
		case len(c.Command) > 32:
			return nil, bad("command length must not exceed 32")
		case strings.Trim(c.Command, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
			return nil, bad("BOT_COMMAND_INVALID")
		case c.Description == "":
			return nil, bad("command description must be non-empty")
		case utf8.RuneCountInString(c.Description) > 256:
			return nil, bad("command description length must not exceed 256")
		}
	}
	return list, nil
}
