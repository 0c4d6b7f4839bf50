package telegram

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"zhibu/chat"
)

const (
	someone = `"from":{"id":7001,"is_bot":false,"first_name":"王"},`
	private = `"chat":{"id":7001,"type":"private"},`
	others  = `"chat":{"id":7002,"type":"private"},`
	group   = `"chat":{"id":-100123,"type":"supergroup","title":"支部"},`
)

// updates are inner parts of an Update, and the event they must become; nil: none.
var updates = []struct {
	name, json string
	want       *chat.Event
}{
	{"text", `"message":{"message_id":5,` + someone + private + `"date":1,"text":"/start abc","entities":[{"type":"bot_command","offset":0,"length":0}]}`,
		&chat.Event{Kind: chat.Text, Message: 5, From: "tg:7001", Chat: "tg:7001", Private: true, Text: "/start abc", Sent: time.Unix(1, 0)}},
	{"text in a group", `"message":{"message_id":5,` + someone + group + `"text":"x"}`,
		&chat.Event{Kind: chat.Text, Message: 5, From: "tg:7001", Chat: "tg:-100123", Title: "支部", Text: "x"}},
	{"text in a topic", `"message":{"message_id":5,"message_thread_id":77,"is_topic_message":true,` + someone + group + `"text":"/here"}`,
		&chat.Event{Kind: chat.Text, Message: 5, From: "tg:7001", Chat: "tg:-100123", Title: "支部", Text: "/here", Topic: 77}},
	{"text in a thread of answers", `"message":{"message_id":5,"message_thread_id":77,` + someone + group + `"text":"/here"}`,
		&chat.Event{Kind: chat.Text, Message: 5, From: "tg:7001", Chat: "tg:-100123", Title: "支部", Text: "/here"}},
	{"text in a topic of one's own", `"message":{"message_id":5,"message_thread_id":77,"is_topic_message":true,` + someone + private + `"text":"x"}`,
		&chat.Event{Kind: chat.Text, Message: 5, From: "tg:7001", Chat: "tg:7001", Private: true, Text: "x"}},
	{"put into a group", `"my_chat_member":{` + someone + group + `"old_chat_member":{"status":"left"},"new_chat_member":{"status":"member"}}`,
		&chat.Event{Kind: chat.Entered, From: "tg:7001", Chat: "tg:-100123", Title: "支部"}},
	{"kicked from a group", `"my_chat_member":{` + someone + group + `"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}`,
		&chat.Event{Kind: chat.Left, From: "tg:7001", Chat: "tg:-100123", Title: "支部"}},
	{"restricted to nothing", `"my_chat_member":{` + someone + group + `"old_chat_member":{"status":"member"},"new_chat_member":{"status":"restricted","is_member":false}}`,
		&chat.Event{Kind: chat.Left, From: "tg:7001", Chat: "tg:-100123", Title: "支部"}},
	{"moved to a supergroup", `"message":{` + someone + `"sender_chat":{"id":-5},"chat":{"id":-5,"type":"group"},"migrate_to_chat_id":-100123}`,
		&chat.Event{Kind: chat.Moved, Chat: "tg:-5", To: "tg:-100123"}},
	{"forward_date", `"message":{` + someone + private + `"forward_date":1,"text":"x"}`,
		&chat.Event{Kind: chat.Text, From: "tg:7001", Chat: "tg:7001", Private: true, Text: "x", Forwarded: true}},
	{"forward_origin", `"message":{` + someone + private + `"forward_origin":{"type":"hidden_user"},"text":"x"}`,
		&chat.Event{Kind: chat.Text, From: "tg:7001", Chat: "tg:7001", Private: true, Text: "x", Forwarded: true}},
	{"forward_origin null", `"message":{` + someone + private + `"forward_origin":null,"text":"x"}`,
		&chat.Event{Kind: chat.Text, From: "tg:7001", Chat: "tg:7001", Private: true, Text: "x"}},
	{"photo", `"message":{` + someone + private + `"caption":"c","photo":[{"file_id":"a","width":90,"height":90,"file_size":3},{"file_id":"b","width":800,"height":800,"file_size":9},{"file_id":"c","width":320,"height":320}]}`,
		&chat.Event{Kind: chat.File, From: "tg:7001", Chat: "tg:7001", Private: true, Text: "c", File: &chat.Uploaded{Ref: "b", Size: 9, Picture: true}}},
	{"document", `"message":{` + someone + private + `"document":{"file_id":"d","file_name":"../名单.xlsx","file_size":9000000000}}`,
		&chat.Event{Kind: chat.File, From: "tg:7001", Chat: "tg:7001", Private: true, File: &chat.Uploaded{Ref: "d", Name: "../名单.xlsx", Size: 9000000000}}},
	{"sticker", `"message":{` + someone + private + `"sticker":{"file_id":"s"}}`,
		&chat.Event{Kind: chat.Other, From: "tg:7001", Chat: "tg:7001", Private: true}},
	{"edited", `"edited_message":{` + someone + private + `"text":"y"}`,
		&chat.Event{Kind: chat.Edited, From: "tg:7001", Chat: "tg:7001", Private: true, Text: "y"}},
	{"press", `"callback_query":{"id":"9","data":"v:1",` + someone + `"message":{"message_id":8,"date":5,` + private + `"text":"x","from":"not decoded"}}`,
		&chat.Event{Kind: chat.Pressed, From: "tg:7001", Chat: "tg:7001", Private: true, Data: "v:1", PressID: "9", Message: 8}},
	{"press below an inaccessible message", `"callback_query":{"id":"9","data":"v:1",` + someone + `"message":{"message_id":8,"date":0,"chat":{"id":-5,"type":"group"}}}`,
		&chat.Event{Kind: chat.Pressed, From: "tg:7001", Chat: "tg:-5", Data: "v:1", PressID: "9", Message: 8}},
	{"stopped", `"my_chat_member":{` + someone + private + `"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}`,
		&chat.Event{Kind: chat.Stopped, From: "tg:7001", Chat: "tg:7001", Private: true}},
	{"resumed", `"my_chat_member":{` + someone + private + `"old_chat_member":{"status":"kicked"},"new_chat_member":{"status":"member"}}`,
		&chat.Event{Kind: chat.Resumed, From: "tg:7001", Chat: "tg:7001", Private: true}},
	{"an anonymous administrator's command", `"message":{"from":{"id":1087968824,"is_bot":true},"sender_chat":{"id":-100123},"chat":{"id":-100123,"type":"supergroup","title":"支部群"},"text":"/here"}`,
		&chat.Event{Kind: chat.Text, From: "tg:-100123", Chat: "tg:-100123", Title: "支部群", Text: "/here"}},

	{"made an administrator", `"my_chat_member":{` + someone + group + `"old_chat_member":{"status":"member"},"new_chat_member":{"status":"administrator"}}`, nil},
	{"restricted", `"my_chat_member":{` + someone + private + `"new_chat_member":{"status":"restricted"}}`, nil},
	{"press of an inline message", `"callback_query":{"id":"9","data":"v:1",` + someone + `"inline_message_id":"x"}`, nil},
	{"press of nobody", `"callback_query":{"id":"9","data":"v:1","message":{` + private + `"message_id":8}}`, nil},
	{"another bot", `"message":{"from":{"id":5,"is_bot":true},` + group + `"text":"x"}`, nil},
	{"anonymous administrator", `"message":{"from":{"id":1087968824,"is_bot":true},"sender_chat":{"id":-100123},` + group + `"text":"x"}`, nil},
	{"channel in a group", `"message":{"from":{"id":777000},"sender_chat":{"id":-100123},` + group + `"text":"x"}`, nil},
	{"press in somebody else's conversation", `"callback_query":{"id":"9","data":"v:1",` + someone + `"message":{"message_id":8,` + others + `"date":5}}`, nil},
	{"press in one that is said to be a group", `"callback_query":{"id":"9","data":"v:1",` + someone + `"message":{"message_id":8,"chat":{"id":7002,"type":"group"}}}`, nil},
	{"press in one that is said to be nothing", `"callback_query":{"id":"9","data":"v:1",` + someone + `"message":{"message_id":8,"chat":{"id":7002}}}`, nil},
	{"press in the own one as a group", `"callback_query":{"id":"9","data":"v:1",` + someone + `"message":{"message_id":8,"chat":{"id":7001,"type":"supergroup"}}}`, nil},
	{"text in somebody else's conversation", `"message":{` + someone + others + `"text":"/me"}`, nil},
	{"file in somebody else's conversation", `"message":{` + someone + others + `"document":{"file_id":"d"}}`, nil},
	{"edited in somebody else's conversation", `"edited_message":{` + someone + others + `"text":"y"}`, nil},
	{"stopped for somebody else", `"my_chat_member":{` + someone + others + `"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}`, nil},
	{"nobody", `"message":{` + private + `"text":"x"}`, nil},
	{"nowhere", `"message":{` + someone + `"text":"x"}`, nil},
	{"unknown kind", `"message_reaction":{"x":1}`, nil},
	{"nothing", `"message":null`, nil},
}

func TestEvents(t *testing.T) {
	for _, u := range updates {
		p := parseOne([]byte(`{"update_id":31,` + u.json + `}`))
		if u.want == nil {
			if p.use || p.odd || p.id != 31 {
				t.Errorf("%s: %+v", u.name, p)
			}
			continue
		}
		want := *u.want
		want.ID = 31
		if !p.use || p.odd || !reflect.DeepEqual(p.event, want) {
			t.Errorf("%s: %+v %+v", u.name, p, p.event.File)
		}
	}
}

func TestOddUpdates(t *testing.T) {
	good := `{"update_id":2,` + updates[0].json + `}`
	for raw, id := range map[string]int64{
		`{"update_id":7,"message":{"text":5}}`: 7,
		`{"update_id":7,"message":[]}`:         7,
		`{"update_id":"7","message":{}}`:       0,
		`{"update_id":7.5}`:                    0,
		`{"update_id":9223372036854775807}`:    0,
		`{"update_id":-1}`:                     0,
		`{"message":{}}`:                       0,
		`null`:                                 0,
		`[]`:                                   0,
		`5`:                                    0,
	} {
		all, ok := parseAll([]byte(`{"ok":true,"result":[` + raw + `,` + good + `]}`))
		if !ok || len(all) != 2 || all[0].id != id || all[0].use || all[1].id != 2 || !all[1].use {
			t.Errorf("%s: %v %+v", raw, ok, all)
		}
	}
	for _, body := range []string{`{"ok":true}`, `{"ok":true,"result":null}`, `{"ok":true,"result":true}`, `{"ok":true,"result":{}}`, `x`} {
		if _, ok := parseAll([]byte(body)); ok {
			t.Errorf("%s was taken for an answer without updates", body)
		}
	}
	if all, ok := parseAll([]byte(`{"ok":true,"result":[]}`)); !ok || len(all) != 0 {
		t.Error("an empty answer was not taken")
	}
}

// FuzzEvent: whatever comes, nothing panics, both ways of decoding agree, and an event is of somebody, somewhere.
func FuzzEvent(f *testing.F) {
	for _, u := range updates {
		f.Add(`{"update_id":31,` + u.json + `}`)
	}
	f.Add(`{"update_id":1,"callback_query":{"message":{}}}`)
	f.Add(`{"update_id":1,"message":{"chat":{"id":1},"from":{"id":1},"photo":[{}]}}`)
	f.Fuzz(func(t *testing.T, raw string) {
		if !json.Valid([]byte(raw)) {
			return
		}
		one := parseOne([]byte(raw))
		all, ok := parseAll([]byte(`{"ok":true,"result":[` + raw + `]}`))
		if !ok || len(all) != 1 || !reflect.DeepEqual(all[0], one) {
			t.Fatalf("alone %+v, among others %+v", one, all)
		}
		e := one.event
		if !one.use {
			return
		}
		if one.id == 0 || e.ID != one.id || e.Kind == 0 || strings.HasPrefix(string(e.From), "tg:") == (e.Kind == chat.Moved) || (e.Kind == chat.File) != (e.File != nil) {
			t.Fatalf("%+v", one)
		}
		if _, err := chatID("", e.Chat); err != nil || (e.Kind == chat.Pressed) != (e.PressID != "") {
			t.Fatalf("%+v", e)
		}
	})
}
