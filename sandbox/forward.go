package sandbox

import (
	"context"
	"encoding/json"
	"strconv"
)

const (
	maxAlbum   = 10
	maxAtOnce  = 100 // message ids in one call
	minIsAlbum = 2   // with one it is a plain message
)

// messageID is the bare answer of copies.
type messageIDOnly struct {
	ID int64 `json:"message_id"`
}

// ids reads message_ids.
func (p params) ids() ([]int64, error) {
	var list []json.Number
	if json.Unmarshal([]byte(p.values["message_ids"]), &list) != nil {
		return nil, bad("can't parse message identifiers JSON object")
	}
	switch {
	case len(list) == 0:
		return nil, bad("message identifiers are not specified")
	case len(list) > maxAtOnce:
		return nil, bad("too many message identifiers specified")
	}
	out := make([]int64, len(list))
	for i, n := range list {
		out[i], _ = n.Int64()
	}
	return out, nil
}

func (s *Server) forwardMessage(_ context.Context, p params) (any, error) {
	return s.repeatOne("forwardMessage", p, "forward", (*message).forwarded)
}

func (s *Server) copyMessage(_ context.Context, p params) (any, error) {
	change := (*message).copied
	if _, ok := p.values["caption"]; ok {
		caption, spans, err := p.caption()
		if err != nil {
			return nil, err
		}
		change = func(m *message) *message {
			m = m.copied()
			if m.file != nil {
				m.setText(caption, spans)
			}
			return m
		}
	}
	m, err := s.repeatOne("copyMessage", p, "copy", change)
	if err != nil {
		return nil, err
	}
	return messageIDOnly{m.(*message).ID}, nil
}

func (s *Server) forwardMessages(_ context.Context, p params) (any, error) {
	return s.repeatAll("forwardMessages", p, "forward", (*message).forwarded)
}

func (s *Server) copyMessages(_ context.Context, p params) (any, error) {
	change := (*message).copied
	if p.bool("remove_caption") {
		change = func(m *message) *message {
			m = m.copied()
			m.Caption, m.CaptionEntities = "", nil
			return m
		}
	}
	return s.repeatAll("copyMessages", p, "copy", change)
}

// forwarded is a message as it arrives when it is forwarded.
func (m *message) forwarded() *message {
	next := m.copied()
	next.Forward = m.Forward
	switch {
	case next.Forward != nil:
	case m.SenderChat != nil:
		next.Forward = &forward{Type: "chat", Date: m.Date, Chat: m.SenderChat}
	default:
		next.Forward = &forward{Type: "user", Date: m.Date, User: m.From}
	}
	return next
}

// copied is what a message says, without who said it.
func (m *message) copied() *message {
	return &message{Text: m.Text, Entities: m.Entities, Photo: m.Photo, Document: m.Document, Sticker: m.Sticker,
		Caption: m.Caption, CaptionEntities: m.CaptionEntities, file: m.file}
}

// source finds a message to forward or copy.
func (s *Server) source(from string, id int64, what string) (*message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chatAt(from)
	if err != nil {
		return nil, err
	}
	m := c.find(id)
	switch {
	case m == nil:
		return nil, bad("message to " + what + " not found")
	case m.service() != "" || m.Protected:
		return nil, bad("message can't be " + map[string]string{"forward": "forwarded", "copy": "copied"}[what])
	}
	return m, nil
}

func (s *Server) repeatOne(name string, p params, what string, change func(*message) *message) (any, error) {
	m, err := s.source(p.values["from_chat_id"], p.int("message_id"), what)
	if err != nil {
		return nil, err
	}
	return s.send(name, p, change(m))
}

// repeatAll leaves out what is not there, as Telegram does.
func (s *Server) repeatAll(name string, p params, what string, change func(*message) *message) (any, error) {
	ids, err := p.ids()
	if err != nil {
		return nil, err
	}
	out := []messageIDOnly{}
	var last error
	for _, id := range ids {
		m, err := s.source(p.values["from_chat_id"], id, what)
		if last = err; err != nil {
			continue
		}
		sent, err := s.send(name, p, change(m))
		if err != nil {
			return nil, err
		}
		out = append(out, messageIDOnly{sent.(*message).ID})
	}
	if len(out) == 0 {
		return nil, last
	}
	return out, nil
}

// inputMedia is one InputMedia, of the kinds carried out.
type inputMedia struct {
	Type     string          `json:"type"`
	Media    string          `json:"media"`
	Caption  string          `json:"caption"`
	Mode     string          `json:"parse_mode"`
	Entities json.RawMessage `json:"caption_entities"`
}

// message makes the message that an InputMedia stands for.
func (s *Server) mediaMessage(p params, in inputMedia) (*message, error) {
	if in.Type != "photo" && in.Type != "document" {
		return nil, bad("media of type " + in.Type + " is not carried out by this server")
	}
	own := params{values: map[string]string{"caption": in.Caption, "parse_mode": in.Mode, "caption_entities": string(in.Entities)}}
	caption, spans, err := own.caption()
	if err != nil {
		return nil, err
	}
	f, err := s.fileRef(in.Type, in.Media, p)
	if err != nil {
		return nil, err
	}
	m := f.message()
	m.setText(caption, spans)
	return m, nil
}

func (s *Server) sendMediaGroup(_ context.Context, p params) (any, error) {
	var list []inputMedia
	if json.Unmarshal([]byte(p.values["media"]), &list) != nil {
		return nil, bad("can't parse media JSON object")
	}
	switch {
	case len(list) == 0:
		return nil, bad("there are no messages to send")
	case len(list) > maxAlbum:
		return nil, bad("too many messages to send as an album")
	}
	var album []*message
	for i, in := range list {
		if in.Type != list[0].Type {
			return nil, bad("document can't be mixed with other media types")
		}
		m, err := s.mediaMessage(p, in)
		if err != nil {
			return nil, bad("failed to send message #" + strconv.Itoa(i+1) + " with the error message \"" + trimBad(err) + "\"")
		}
		album = append(album, m)
	}
	return s.sendAll("sendMediaGroup", p, album)
}
