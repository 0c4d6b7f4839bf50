package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// told fetches and confirms what the bot is told, each update as its kind and,
// of a message, what it says.
func told(t testing.TB, s *Server) (out []string) {
	t.Helper()
	var got []map[string]json.RawMessage
	r := call(t, s, "getUpdates")
	json.Unmarshal(r.Result, &got)
	last := ""
	for _, u := range got {
		last = string(u["update_id"])
		delete(u, "update_id")
		for kind, raw := range u {
			var m struct {
				Text   string
				Joined []struct{ ID int64 } `json:"new_chat_members"`
				Left   *struct{ ID int64 }  `json:"left_chat_member"`
				New    struct {
					Status string
					User   struct{ ID int64 }
				} `json:"new_chat_member"`
				MigrateTo   int64  `json:"migrate_to_chat_id"`
				MigrateFrom int64  `json:"migrate_from_chat_id"`
				Title       string `json:"new_chat_title"`
				Created     bool   `json:"group_chat_created"`
			}
			json.Unmarshal(raw, &m)
			line := kind
			switch {
			case m.New.Status != "":
				line += " " + fmtInt(m.New.User.ID) + " " + m.New.Status
			case m.Joined != nil:
				line += " joined " + fmtInt(m.Joined[0].ID)
			case m.Left != nil:
				line += " left " + fmtInt(m.Left.ID)
			case m.MigrateTo != 0:
				line += " to " + fmtInt(m.MigrateTo)
			case m.MigrateFrom != 0:
				line += " from " + fmtInt(m.MigrateFrom)
			case m.Title != "":
				line += " title " + m.Title
			case m.Created:
				line += " created"
			default:
				line += " " + m.Text
			}
			out = append(out, line)
		}
	}
	if last != "" {
		var n int64
		json.Unmarshal([]byte(last), &n)
		call(t, s, "getUpdates", "offset="+fmtInt(n+1))
	}
	return out
}

func wantTold(t testing.TB, s *Server, want ...string) {
	t.Helper()
	if got := told(t, s); !slices.Equal(got, want) {
		t.Errorf("the bot was told\n\t%q, want\n\t%q", got, want)
	}
}

const bot = 100001

func TestGroupComesAndGoes(t *testing.T) {
	s := newServer()
	g := s.AddGroup(Group{Title: "党支部", Members: []Member{{ID: 7}, {ID: 8}}})
	wang, li := s.Client(7).In(g), s.Client(8).In(g)
	at := "chat_id=" + fmtInt(g)
	refused := func(want, method string, pairs ...string) {
		t.Helper()
		if r := call(t, s, method, append(pairs, at)...); r.Description != want {
			t.Errorf("%s: %q, want %q", method, r.Description, want)
		}
	}
	wang.Send("还没有机器人")
	wantTold(t, s)
	refused("Bad Request: chat not found", "sendMessage", "text=a")
	if err := wang.StartGroup("abc"); err != nil {
		t.Fatal(err)
	}
	wantTold(t, s, "my_chat_member 100001 member", "message joined 100001", "message /start@helper_bot abc")
	id := messageID(t, call(t, s, "sendMessage", at, "text=大家好", keys("好|ok")))

	// Privacy mode: only what concerns the bot.
	wang.Send("随便说说")
	wang.Send("/help@other_bot")
	wang.Send("/help 一下")
	wang.Send("@HELPER_bot 你好")
	wang.Send("@helper_bot2 你好")
	li.Reply(id, "收到")
	li.Reply(li.Send("自言自语"), "答自己")
	wantTold(t, s, "message /help 一下", "message @HELPER_bot 你好", "message 收到")
	if _, err := li.Press(id, "好"); err != nil {
		t.Error(err)
	}
	wantTold(t, s, "callback_query ")

	// An administrator sees all, and chat_member if it asks for it.
	if li.Promote(bot, true) == nil {
		t.Error("a member promoted")
	}
	if err := wang.Promote(bot, true); err != nil {
		t.Error(err)
	}
	wang.Send("随便说说")
	if err := li.Invite(9); err != nil {
		t.Error(err)
	}
	wantTold(t, s, "my_chat_member 100001 administrator", "message 随便说说", "message joined 9")
	call(t, s, "getUpdates", `allowed_updates=["message","my_chat_member","chat_member"]`)
	if wang.Kick(9) != nil || s.Client(9).In(g).Join() == nil || li.Invite(9) == nil || wang.Invite(9) != nil {
		t.Error("kicked people come back only with an administrator")
	}
	wantTold(t, s, "chat_member 9 kicked", "message left 9", "chat_member 9 member", "message joined 9")
	if li.Leave() != nil || li.Leave() == nil || li.Send("不在了") != 0 || li.Join() != nil || wang.Rename("机关党支部") != nil {
		t.Error("leave, join, rename")
	}
	wantTold(t, s, "chat_member 8 left", "message left 8", "chat_member 8 member", "message joined 8", "message title 机关党支部")

	// The bot bans, is told of it, and is kicked itself.
	refused("Bad Request: can't remove chat owner", "banChatMember", "user_id=7")
	refused("Bad Request: user not found", "banChatMember", "user_id=77")
	refused("Bad Request: method is available for supergroup and channel chats only", "unbanChatMember", "user_id=8")
	refused("", "banChatMember", "user_id=8")
	wantTold(t, s, "chat_member 8 kicked")
	if err := wang.Kick(bot); err != nil {
		t.Error(err)
	}
	wantTold(t, s, "my_chat_member 100001 kicked", "message left 100001")
	refused("Forbidden: bot was kicked from the group chat", "sendMessage", "text=a")
	wang.Send("/help")
	wantTold(t, s)
	wang.Invite(bot)
	refused("", "leaveChat")
	refused("Forbidden: bot is not a member of the group chat", "getChat")
	wantTold(t, s, "my_chat_member 100001 member", "message joined 100001", "my_chat_member 100001 left")
}

// Without privacy mode a member bot sees all that is said; a person speaks in
// several groups.
func TestReadAll(t *testing.T) {
	s := New(Options{Token: token, BotUsername: "helper_bot", ReadAll: true})
	for _, title := range []string{"甲", "乙"} {
		g := s.AddGroup(Group{Title: title, Members: []Member{{ID: 7}, {ID: bot}}})
		told(t, s)
		s.Client(7).In(g).Send("在" + title)
		wantTold(t, s, "message 在"+title)
	}
	if r := string(call(t, s, "getMe").Result); !strings.Contains(r, `"can_read_all_group_messages":true`) || !strings.Contains(r, `"can_join_groups":true`) {
		t.Error(r)
	}
}

func TestAnonymousAndForwarded(t *testing.T) {
	s := newServer()
	g := s.AddGroup(Group{Title: "党支部", Super: true, Members: []Member{{ID: 7, Anonymous: true}, {ID: 8}, {ID: bot, Status: "administrator"}}})
	wang := s.Client(7).In(g)
	id := wang.Send("以群的名义")
	wang.ForwardFrom(8, "转发")
	if err := wang.Edit(id, "改过"); err != nil {
		t.Error(err)
	}
	wang.Anonymous(false)
	wang.Send("我自己")
	r := string(call(t, s, "getUpdates").Result)
	for _, want := range []string{
		`"group_chat_created":true`, `"from":{"id":1087968824,"is_bot":true,"first_name":"Group","username":"GroupAnonymousBot"},"sender_chat":{"id":` + fmtInt(g),
		`"forward_origin":{"type":"user","date":`, `"sender_user":{"id":8`, `"edited_message":{`, `"from":{"id":7,`,
	} {
		if !strings.Contains(r, want) {
			t.Errorf("no %s in %s", want, r)
		}
	}
	if m := wang.Messages()[1]; m.From != "党支部" || m.FromBot || m.ID != 2 {
		t.Errorf("%+v", m) // a supergroup counts its own messages
	}
}

func TestMigration(t *testing.T) {
	s := newServer()
	g := s.AddGroup(Group{Title: "党支部", Members: []Member{{ID: 7}, {ID: 8}, {ID: bot}}})
	told(t, s)
	if _, err := s.Client(8).In(g).Migrate(); err == nil {
		t.Error("a member migrated the group")
	}
	super, err := s.Client(7).In(g).Migrate()
	if err != nil {
		t.Fatal(err)
	}
	wantTold(t, s, "message to "+fmtInt(super), "message from "+fmtInt(g))
	r := call(t, s, "sendMessage", "chat_id="+fmtInt(g), "text=a")
	if r.Code != 400 || r.Description != "Bad Request: group chat was upgraded to a supergroup chat" || r.Parameters.MigrateTo != super {
		t.Errorf("%+v", r)
	}
	if s.Client(7).In(g).Send("/help") != 0 || s.Client(8).In(super).Send("/help") == 0 {
		t.Error("people are not in the new group")
	}
	messageID(t, call(t, s, "sendMessage", "chat_id="+fmtInt(super), "text=a"))
	if got, _ := s.Group(super); !got.Super || len(got.Members) != 3 || !slices.Equal(s.Groups(), []int64{g, super}) {
		t.Errorf("%+v", got)
	}
}

func TestGroupMenus(t *testing.T) {
	s := newServer()
	g := s.AddGroup(Group{Title: "党支部", Super: true, Members: []Member{{ID: 7}, {ID: 8}, {ID: bot}}})
	wang, li := s.Client(7).In(g), s.Client(8).In(g)
	for _, step := range []struct{ scope, wang, li string }{
		{`{"type":"default"}`, "default", "default"},
		{`{"type":"all_private_chats"}`, "default", "default"},
		{`{"type":"all_group_chats"}`, "all_group_chats", "all_group_chats"},
		{`{"type":"all_chat_administrators"}`, "all_chat_administrators", "all_group_chats"},
		{`{"type":"chat","chat_id":` + fmtInt(g) + `}`, "chat", "chat"},
		{`{"type":"chat_administrators","chat_id":` + fmtInt(g) + `}`, "chat_administrators", "chat"},
		{`{"type":"chat_member","user_id":8,"chat_id":` + fmtInt(g) + `}`, "chat_administrators", "chat_member"},
	} {
		var in struct{ Type string }
		json.Unmarshal([]byte(step.scope), &in)
		if r := call(t, s, "setMyCommands", `commands=[{"command":"`+in.Type+`","description":"d"}]`, "scope="+step.scope); !r.OK {
			t.Fatal(r.Description)
		}
		if w, l := wang.Commands()[0].Command, li.Commands()[0].Command; w != step.wang || l != step.li {
			t.Errorf("%s: %s and %s, want %s and %s", step.scope, w, l, step.wang, step.li)
		}
	}
	if s.Client(7).Commands()[0].Command != "all_private_chats" {
		t.Error("the private chat")
	}
	if r := call(t, s, "setMyCommands", "commands=[]", `scope={"type":"chat_administrators","chat_id":7}`); r.Description != "Bad Request: can't use specified BotCommandScope in private chats" {
		t.Error(r.Description)
	}
}

func TestGroupFlood(t *testing.T) {
	s := New(Options{Token: token})
	g := s.AddGroup(Group{Title: "党支部", Members: []Member{{ID: 7}, {ID: bot}}})
	send := func() apiReply { return call(t, s, "sendMessage", "chat_id="+fmtInt(g), "text=a") }
	s.SetFlood(true)
	for range 20 {
		messageID(t, send())
	}
	if r := send(); r.Code != 429 || r.Parameters.RetryAfter < 2 || r.Parameters.RetryAfter > 3 {
		t.Errorf("%+v", r)
	}
	s.SetFlood(false)
	messageID(t, send())
}
