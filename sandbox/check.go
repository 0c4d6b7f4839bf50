package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// formerNames are parameters that Telegram still takes though its documentation
// no longer has them.
var formerNames = map[string]bool{
	"disable_web_page_preview": true, "reply_to_message_id": true, "allow_sending_without_reply": true, "thumb": true,
	"method": true, // of a call in the answer to a webhook
}

// notDone are parameters that this server reads and does nothing about.
var notDone = map[string]bool{
	"business_connection_id": true, "inline_message_id": true, "message_thread_id": true, "direct_messages_topic_id": true,
	"message_effect_id": true, "suggested_post_parameters": true, "allow_paid_broadcast": true, "rich_message": true,
	"video_start_timestamp": true,
}

// required is what Telegram says when a parameter is missing, where that is not
// the usual sentence.
var required = map[string]string{
	"chat_id": "chat_id is empty", "text": "message text is empty", "message_id": "message identifier is not specified",
	"photo": "there is no photo in the request", "document": "there is no document in the request",
	"user_id": "invalid user_id specified", "message_ids": "message identifiers are not specified",
	"callback_query_id": "query is too old and response timeout expired or query ID is invalid",
	"action":            "wrong parameter action in request", "file_id": "file_id not specified",
}

// jsonName is how Telegram names the parameters that are JSON, where it does
// not say their own name.
var jsonName = map[string]string{
	"reply_markup": "reply keyboard markup", "caption_entities": "entities", "scope": "BotCommandScope",
	"reply_parameters": "ReplyParameters", "media": "input media", "menu_button": "MenuButton", "link_preview_options": "LinkPreviewOptions",
}

// checker checks one call.
type checker struct {
	method string
	odd    func(string)
}

// check compares a call with the Bot API: what is required, of which types, and
// how it nests. What the API does not know is ignored, but noted.
func (s *Server) check(name string, p params) error {
	m := spec().methods[name]
	c := checker{name, s.odd}
	for _, f := range m.fields {
		raw := p.values[f.name]
		if _, uploaded := p.files[f.name]; uploaded && slices.Contains(f.types, "InputFile") {
			continue
		}
		if raw == "" || raw == "null" && !slices.Contains(f.types, "String") {
			if text, ok := required[f.name]; f.required && ok {
				return bad(text)
			} else if _, given := p.values[f.name]; f.required && !(given && name == "setWebhook") { // an empty url removes it
				return bad(fmt.Sprintf("parameter %q is required", f.name))
			}
			continue
		}
		if err := c.top(f, raw); err != nil {
			return err
		}
		if notDone[f.name] && !(f.name == "message_thread_id" && strings.HasPrefix(name, "send") && name != "sendChatAction") {
			s.odd(fmt.Sprintf("%s: parameter %q is not carried out here", name, f.name))
		}
	}
	for given := range p.files {
		used := slices.ContainsFunc(m.fields, func(f specField) bool { return f.name == given })
		for _, v := range p.values {
			used = used || strings.Contains(v, "attach://"+given)
		}
		if !used && !formerNames[given] {
			s.odd(fmt.Sprintf("%s: the file uploaded as %q is not used", name, given))
		}
	}
	for given := range p.values {
		if !formerNames[given] && !slices.ContainsFunc(m.fields, func(f specField) bool { return f.name == given }) {
			s.odd(fmt.Sprintf("%s: unknown parameter %q", name, given))
		}
	}
	return nil
}

// top checks a parameter, which comes as text.
func (c checker) top(f specField, raw string) error {
	var trouble string
	for _, t := range f.types {
		switch t {
		case "String", "InputFile":
			return nil
		case "Integer":
			if _, err := strconv.ParseInt(strings.TrimSpace(raw), 10, 64); err == nil {
				return nil
			}
			trouble = fmt.Sprintf("parameter %q must be of type Integer", f.name)
		case "Float":
			if _, err := strconv.ParseFloat(strings.TrimSpace(raw), 64); err == nil {
				return nil
			}
			trouble = fmt.Sprintf("parameter %q must be of type Float", f.name)
		case "Boolean":
			switch strings.ToLower(strings.TrimSpace(raw)) {
			case "true", "false", "yes", "no", "1", "0":
				return nil
			}
			trouble = fmt.Sprintf("parameter %q must be of type Boolean", f.name)
		}
	}
	if trouble != "" {
		return bad(trouble)
	}
	name := jsonName[f.name]
	if name == "" {
		name = f.name
	}
	var v any
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil || d.More() {
		return bad("can't parse " + name + " JSON object")
	}
	if err := c.value(v, f.types, f.name); err != nil {
		return err
	}
	return nil
}

// describe names the types in a refusal.
func describe(types []string) string {
	if rest, ok := strings.CutPrefix(types[0], "[]"); ok {
		return "an Array of " + rest
	}
	switch types[0] {
	case "Integer", "Float":
		return "a Number"
	case "String", "Boolean":
		return "a " + types[0]
	}
	return "an Object"
}

// value checks decoded JSON against alternative types.
func (c checker) value(v any, types []string, path string) error {
	mismatch := bad("expected " + describe(types) + " as " + path)
	switch v := v.(type) {
	case []any:
		var items []string
		for _, t := range types {
			if item, ok := strings.CutPrefix(t, "[]"); ok {
				items = append(items, item)
			}
		}
		if items == nil {
			return mismatch
		}
		for i, item := range v {
			if err := c.value(item, items, path+"["+strconv.Itoa(i)+"]"); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		var objects []specType
		for _, t := range types {
			if o := spec().types[t]; o.union != nil {
				for _, u := range o.union {
					objects = append(objects, spec().types[u])
				}
			} else if o.name != "" {
				objects = append(objects, o)
			}
		}
		if objects == nil {
			return mismatch
		}
		return c.object(v, objects, path)
	}
	for _, t := range types {
		if t == "KeyboardButton" { // a plain text is short for a button
			t = "String"
		}
		if scalar(v, t) {
			return nil
		}
	}
	return mismatch
}

// scalar reports whether v may stand for the type. As Telegram does, numbers
// are taken as texts and the other way round.
func scalar(v any, t string) bool {
	text, isText := v.(string)
	number, isNumber := v.(json.Number)
	if isNumber {
		text = number.String()
	}
	switch t {
	case "String":
		return isText || isNumber
	case "Integer":
		_, err := strconv.ParseInt(text, 10, 64)
		return (isText || isNumber) && err == nil
	case "Float":
		_, err := strconv.ParseFloat(text, 64)
		return (isText || isNumber) && err == nil
	case "Boolean":
		_, ok := v.(bool)
		return ok
	}
	return false
}

// pick chooses among types by the fixed value of a field such as "type", or
// else by a required field that is there.
func pick(v map[string]any, of []specType) (specType, bool) {
	if len(of) == 1 {
		return of[0], true
	}
	for _, t := range of {
		for _, f := range t.fields {
			text, _ := v[f.name].(string)
			if _, given := v[f.name]; f.required && (len(f.values) == 1 && f.values[0] == text || len(f.values) == 0 && given && !tagged(of)) {
				return t, true
			}
		}
	}
	return specType{}, false
}

func tagged(of []specType) bool {
	return slices.ContainsFunc(of[0].fields, func(f specField) bool { return len(f.values) == 1 })
}

func (c checker) object(v map[string]any, of []specType, path string) error {
	t, ok := pick(v, of)
	if !ok && tagged(of) {
		return bad("can't parse " + common(of) + ": Unsupported type specified")
	} else if !ok {
		c.odd(fmt.Sprintf("%s: %s is of no known kind", c.method, path))
		return nil
	}
	where := "can't parse " + readable(t.name) + ": "
	for _, f := range t.fields {
		x, given := v[f.name]
		if !given || x == nil {
			if f.required {
				return bad(fmt.Sprintf("%sCan't find field %q", where, f.name))
			}
			continue
		}
		if _, isArray := x.([]any); !isArray && !isObject(x) && !slices.ContainsFunc(f.types, func(t string) bool { return scalar(x, t) }) {
			return bad(fmt.Sprintf("%sField %q must be of type %s", where, f.name, typeName(f.types)))
		}
		if text, ok := x.(string); ok && f.values != nil && !slices.Contains(f.values, text) {
			if f.name == "emoji" {
				return bad("REACTION_INVALID")
			}
			return bad(fmt.Sprintf("%sUnsupported %s specified", where, f.name))
		}
		if err := c.value(x, f.types, path+"."+f.name); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if _, ok := t.field(name); !ok {
			c.odd(fmt.Sprintf("%s: %s has an unknown field %q", c.method, path, name))
		}
	}
	return nil
}

func isObject(x any) bool {
	_, ok := x.(map[string]any)
	return ok
}

// typeName is a field's type in Telegram's words for JSON.
func typeName(types []string) string {
	switch t := types[0]; {
	case strings.HasPrefix(t, "[]"):
		return "Array"
	case t == "Integer" || t == "Float":
		return "Number"
	case t == "String" || t == "Boolean":
		return t
	}
	return "Object"
}

// readable is how Telegram's refusals name a type.
func readable(name string) string {
	switch name {
	case "InlineKeyboardButton":
		return "inline keyboard button"
	case "InlineKeyboardMarkup", "ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply":
		return "reply keyboard markup"
	}
	for _, whole := range []string{"BotCommandScope", "InputMedia", "ReactionType", "MenuButton"} {
		if strings.HasPrefix(name, whole) {
			return whole
		}
	}
	return name
}

// common is the name of a union by one of its types.
func common(of []specType) string { return readable(of[0].name) }

// odd notes something that is accepted but is probably a mistake of the bot.
func (s *Server) odd(what string) {
	const most = 1000
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.oddities) < most {
		s.oddities[what] = true
	}
}

// Oddities are what calls had in them that the Bot API does not know or this
// server does not carry out, each once, in the order of the alphabet. Telegram
// ignores them, too, but a bot hardly means them.
func (s *Server) Oddities() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.oddities))
}

// conforms compares JSON that this server sent with a type of the Bot API, e.g.
// "Message" or "[]Update", and says what does not fit. It is for tests.
func conforms(raw []byte, types ...string) error {
	var odd []string
	c := checker{"result", func(what string) { odd = append(odd, what) }}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err
	}
	if err := c.value(v, types, "it"); err != nil {
		return err
	}
	if len(odd) > 0 {
		return fmt.Errorf("%s", strings.Join(odd, "; "))
	}
	return nil
}
