package sandbox

import (
	"context"
	"encoding/json"
	"maps"
	"strconv"
	"unicode/utf8"
)

// profile is what the bot says of itself: each text by language, "" for all.
type profile struct {
	Name, Description, Short map[string]string
}

func newProfile(name string) profile {
	return profile{Name: map[string]string{"": name}, Description: map[string]string{}, Short: map[string]string{}}
}

func (p profile) clone() profile {
	return profile{maps.Clone(p.Name), maps.Clone(p.Description), maps.Clone(p.Short)}
}

// setText sets one of the texts; an empty one falls back to that for all.
func (s *Server) setText(p params, field string, most int, refusal string, of func(*profile) map[string]string) (any, error) {
	text, language := p.values[field], p.values["language_code"]
	if utf8.RuneCountInString(text) > most {
		return nil, bad(refusal)
	}
	if err := checkLanguage(language); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	texts := of(&s.profile)
	if text == "" {
		delete(texts, language)
	} else {
		texts[language] = text
	}
	if field == "name" && language == "" {
		if text == "" {
			text = s.opt.BotName
			texts[""] = text
		}
		renamed := *s.bot
		renamed.First = text
		s.bot = &renamed
	}
	s.rev++
	s.changed.fire()
	return true, nil
}

func (s *Server) getText(p params, field string, of func(*profile) map[string]string) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts := of(&s.profile)
	text, ok := texts[p.values["language_code"]]
	if !ok {
		text = texts[""]
	}
	return map[string]string{field: text}, nil
}

// checkLanguage takes two letters or nothing.
func checkLanguage(code string) error {
	if code == "" || len(code) == 2 && code[0] >= 'a' && code[0] <= 'z' && code[1] >= 'a' && code[1] <= 'z' {
		return nil
	}
	return bad("invalid language_code specified")
}

func names(p *profile) map[string]string        { return p.Name }
func descriptions(p *profile) map[string]string { return p.Description }
func shorts(p *profile) map[string]string       { return p.Short }

func (s *Server) setMyName(_ context.Context, p params) (any, error) {
	return s.setText(p, "name", 64, "bot name is too long", names)
}

func (s *Server) setMyDescription(_ context.Context, p params) (any, error) {
	return s.setText(p, "description", 512, "bot description is too long", descriptions)
}

func (s *Server) setMyShortDescription(_ context.Context, p params) (any, error) {
	return s.setText(p, "short_description", 120, "bot short description is too long", shorts)
}

func (s *Server) getMyName(_ context.Context, p params) (any, error) {
	return s.getText(p, "name", names)
}

func (s *Server) getMyDescription(_ context.Context, p params) (any, error) {
	return s.getText(p, "description", descriptions)
}

func (s *Server) getMyShortDescription(_ context.Context, p params) (any, error) {
	return s.getText(p, "short_description", shorts)
}

// Description is what a person reads before the chat is started.
func (s *Server) Description() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text, ok := s.profile.Description["zh"]; ok {
		return text
	}
	return s.profile.Description[""]
}

// menuButton is the button beside the field where people write.
type menuButton struct {
	Type   string `json:"type"`
	Text   string `json:"text,omitempty"`
	WebApp any    `json:"web_app,omitempty"`
}

func (s *Server) setChatMenuButton(_ context.Context, p params) (any, error) {
	b := menuButton{Type: "default"}
	if raw := p.values["menu_button"]; raw != "" && json.Unmarshal([]byte(raw), &b) != nil {
		return nil, bad("can't parse MenuButton JSON object")
	}
	return s.onMenuButton(p, func(chat int64) any {
		if s.menuButtons[chat] = b; chat != 0 && b.Type == "default" {
			delete(s.menuButtons, chat)
		}
		return true
	})
}

func (s *Server) getChatMenuButton(_ context.Context, p params) (any, error) {
	return s.onMenuButton(p, func(chat int64) any {
		for _, at := range []int64{chat, 0} {
			if b, ok := s.menuButtons[at]; ok && b.Type != "default" {
				return b
			}
		}
		return menuButton{Type: "commands"}
	})
}

// onMenuButton does something to the button of a private chat, or of all.
func (s *Server) onMenuButton(p params, do func(chat int64) any) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.values["chat_id"] == "" {
		s.changed.fire()
		return do(0), nil
	}
	c, err := s.chatAt(strconv.FormatInt(p.int("chat_id"), 10))
	if err != nil {
		return nil, err
	}
	if c.isGroup() {
		return nil, bad("chat must be a private chat")
	}
	out := do(c.ID)
	s.touch(c)
	return out, nil
}
