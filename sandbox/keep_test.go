package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// kept starts a server on a folder.
func kept(t testing.TB, folder string) *Server {
	t.Helper()
	s := New(Options{Token: token, BotName: "小助手", BotUsername: "helper_bot"})
	if err := s.Keep(folder); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeep(t *testing.T) {
	folder := t.TempDir()
	s := kept(t, folder)
	s.AddPerson(Person{ID: 7, First: "秀英", Last: "王", Label: "第一小组", Note: "CODE"})
	s.AddPerson(Person{ID: 8, First: "Li"})
	g := s.AddGroup(Group{Title: "党支部", Super: true, Username: "zhibu", Members: []Member{{ID: 7, Anonymous: true}, {ID: 8}, {ID: bot}}})
	old := s.AddGroup(Group{Title: "旧群", Members: []Member{{ID: 7}, {ID: bot}}})
	wang := s.Client(7)
	first := wang.Start("abc")
	wang.In(g).Send("/help")
	wang.In(old).Migrate()
	told(t, s)
	wang.Reply(first, "等着被取走")
	id := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=<b>一</b>", "parse_mode=HTML", keys("好|ok"), "reply_to_message_id="+fmtInt(first)))
	uploadCall(t, s, "sendPhoto", "photo", "x.png", picture(400, 300), "chat_id=7", "caption=图")
	uploadCall(t, s, "sendDocument", "document", "表.csv", []byte("a,b"), "chat_id=7", "protect_content=true")
	gone := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=删去的话"))
	call(t, s, "deleteMessage", "chat_id=7", "message_id="+fmtInt(gone))
	call(t, s, "pinChatMessage", "chat_id=7", "message_id="+fmtInt(id))
	call(t, s, "setMessageReaction", "chat_id=7", "message_id="+fmtInt(first), `reaction=[{"type":"emoji","emoji":"👍"}]`)
	call(t, s, "setMyCommands", `commands=[{"command":"help","description":"帮助"}]`, `scope={"type":"chat_member","chat_id":`+fmtInt(g)+`,"user_id":7}`)
	call(t, s, "setMyName", "name=新名")
	call(t, s, "setChatMenuButton", `menu_button={"type":"commands"}`)
	call(t, s, "sendMessage", "chat_id=7", "text=选", `reply_markup={"keyboard":[["甲",{"text":"乙"}],["丙"]]}`)
	s.Client(8).Send("hi")
	s.Client(8).Block()
	s.Close()
	if err := s.SaveError(); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(filepath.Join(folder, "state")); err != nil || bytes.Contains(raw, []byte("删去的话")) {
		t.Errorf("what a deleted message said is kept: %v", err)
	}

	r := kept(t, folder)
	defer r.Close()
	same := func(what string, a, b any) {
		t.Helper()
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s:\n\t%+v\nbecame\n\t%+v", what, a, b)
		}
	}
	for _, who := range []int64{7, 8} {
		a, b := s.Client(who).Messages(), r.Client(who).Messages()
		for i := range a {
			if a[i].Date.Equal(b[i].Date) {
				b[i].Date = a[i].Date // the same moment, without its monotonic part
			}
		}
		same("messages", a, b)
		same("person", s.Client(who).Person(), r.Client(who).Person())
	}
	same("menu", wang.In(g).Commands(), r.Client(7).In(g).Commands())
	same("keyboard", [][]string{{"甲", "乙"}, {"丙"}}, r.Client(7).Keyboard())
	same("groups", s.Groups(), r.Groups())
	for _, id := range []int64{g, old} { // a program says at each start who there is
		r.AddGroup(Group{ID: id, Title: "另一个名字", Members: []Member{{ID: 7}, {ID: bot}}})
	}
	for _, id := range s.Groups() {
		a, _ := s.Group(id)
		b, _ := r.Group(id)
		same("group", a, b)
	}
	for _, method := range []string{"getMe", "getChat chat_id=7", "getMyName", "getWebhookInfo", "getChatMenuButton", "sendMessage chat_id=8 text=a"} {
		pairs := strings.Fields(method)
		same(method, call(t, s, pairs[0], pairs[1:]...), call(t, r, pairs[0], pairs[1:]...))
	}
	same("refusal", call(t, s, "getChat", "chat_id="+fmtInt(old)), call(t, r, "getChat", "chat_id="+fmtInt(old)))

	// Everything goes on where it stopped: updates, numbers, files.
	a, b := call(t, s, "getUpdates"), call(t, r, "getUpdates")
	same("updates", string(a.Result), string(b.Result))
	if n := strings.Count(string(b.Result), "update_id"); n != 3 {
		t.Errorf("%d updates wait: %s", n, b.Result)
	}
	next := messageID(t, call(t, r, "sendMessage", "chat_id=7", "text=后"))
	if next != messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=后")) {
		t.Error("message ids begin anew")
	}
	r.Client(7).Send("再")
	s.Client(7).Send("再")
	ids := func(s *Server) (out []int64) {
		var list []struct {
			ID int64 `json:"update_id"`
		}
		json.Unmarshal(call(t, s, "getUpdates").Result, &list)
		for _, u := range list {
			out = append(out, u.ID)
		}
		return out
	}
	same("update ids", ids(s), ids(r))
	for id, f := range s.files {
		if other := r.files[id]; other == nil || !bytes.Equal(f.bytes(), other.bytes()) {
			t.Errorf("file %s", id)
		}
	}
	if _, err := r.Client(7).Press(id, "好"); err != nil {
		t.Error(err)
	}
}

// What changes is written about a second later, and a crash leaves a whole state.
func TestKeepWritesSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := t.TempDir()
		s := kept(t, folder)
		defer s.Close()
		s.Client(7).Send("一")
		time.Sleep(2 * keepDelay)
		synctest.Wait()
		st, err := readState(folder)
		if err != nil || len(st.Chats) != 1 || len(st.Chats[0].Messages) != 1 {
			t.Errorf("%+v %v", st, err)
		}
		if left, _ := filepath.Glob(filepath.Join(folder, ".new-*")); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	})
}

func TestKeepWebhook(t *testing.T) {
	folder := t.TempDir()
	s := kept(t, folder)
	call(t, s, "setWebhook", "url=http://127.0.0.1:1/x", "secret_token=abc", "max_connections=7", `allowed_updates=["message"]`)
	s.Client(7).Send("一")
	s.Close()
	r := kept(t, folder)
	defer r.Close()
	var info struct {
		URL     string
		Most    int `json:"max_connections"`
		Pending int `json:"pending_update_count"`
		Kinds   []string
	}
	json.Unmarshal(call(t, r, "getWebhookInfo").Result, &info)
	if info.URL != "http://127.0.0.1:1/x" || info.Most != 7 || info.Pending != 1 {
		t.Errorf("%+v", info)
	}
	if got := call(t, r, "getUpdates"); got.Code != http.StatusConflict {
		t.Errorf("%+v", got)
	}
	if !r.allowed["message"] || r.allowed["callback_query"] {
		t.Errorf("%v", r.allowed)
	}
}

func TestKeepDamaged(t *testing.T) {
	folder := t.TempDir()
	s := kept(t, folder)
	if err := s.Keep(t.TempDir()); err == nil {
		t.Error("two folders are kept")
	}
	s.Client(7).SendDocument("a.csv", []byte("a,b"))
	s.Close()
	good, err := os.ReadFile(filepath.Join(folder, stateFile))
	if err != nil {
		t.Fatal(err)
	}
	names, _ := filepath.Glob(filepath.Join(folder, filesFolder, "*"))
	if len(names) != 1 {
		t.Fatal(names)
	}
	flipped := slices.Clone(good)
	flipped[len(flipped)/2] ^= 1
	for _, c := range []struct {
		name string
		path string
		data []byte
		want string
	}{
		{"a flipped bit", stateFile, flipped, "checksum"},
		{"cut", stateFile, good[:len(good)/2], "checksum"},
		{"empty", stateFile, nil, "damaged or no state"},
		{"another version", stateFile, []byte("sandbox 99 abc\n{}"), "version 99"},
		{"a damaged file", filepath.Join(filesFolder, filepath.Base(names[0])), []byte("x"), "checksum"},
	} {
		at := filepath.Join(folder, c.path)
		before, _ := os.ReadFile(at)
		os.WriteFile(at, c.data, 0o600)
		if err := New(Options{Token: token}).Keep(folder); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), at) {
			t.Errorf("%s: %v", c.name, err)
		}
		os.WriteFile(at, before, 0o600)
	}
	os.Remove(names[0])
	if err := New(Options{Token: token}).Keep(folder); err == nil || !strings.Contains(err.Error(), names[0]) {
		t.Errorf("a missing file: %v", err)
	}
	late := New(Options{Token: token})
	late.Client(7)
	if late.Keep(t.TempDir()) == nil {
		t.Error("Keep after people")
	}
}

// TestJournal: what a folder holds at the moment of an answer, without the second until it is written whole, is all that a killed process
// leaves; the next one goes on from it: messages, edits, files, what waits for the bot, and no number twice. A line that was cut is left
// out, and what has been written whole is not kept twice.
func TestJournal(t *testing.T) {
	folder := t.TempDir()
	s := kept(t, folder)
	defer s.Close()
	s.AddPerson(Person{ID: 7, First: "一"})
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	s.Client(7).Start("")
	id := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=先"))
	call(t, s, "editMessageText", "chat_id=7", "message_id="+fmtInt(id), "text=后")
	s.Client(7).SendDocument("名册.csv", []byte("a,b"))
	s.Client(7).Send("一")
	left := filepath.Join(t.TempDir(), "left")
	s.saving.Lock() // a copy takes longer than a kill: meanwhile nothing is written whole
	err := os.CopyFS(left, os.DirFS(folder))
	s.saving.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	list := journals(left)
	if len(list) == 0 {
		t.Fatal("no journal")
	}
	last := filepath.Join(left, journalName(list[len(list)-1]))
	raw, _ := os.ReadFile(last)
	os.WriteFile(last, append(raw, `{"Chat":7,"Mess`...), 0o600)

	r := New(Options{Token: token})
	if err := r.Keep(left); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	texts := func(s *Server) (list []string) {
		for _, m := range s.Client(7).Messages() {
			list = append(list, fmt.Sprint(m.ID, m.Text, m.Document != nil))
		}
		return list
	}
	if a, b := texts(s), texts(r); len(a) != 4 || !slices.Equal(a, b) {
		t.Errorf("%q became %q", a, b)
	}
	if a, b := call(t, s, "getUpdates"), call(t, r, "getUpdates"); strings.Count(string(a.Result), "update_id") != 3 || string(a.Result) != string(b.Result) {
		t.Errorf("%s\nwait, and after a kill\n%s", a.Result, b.Result)
	}
	r.Client(7).Send("二")
	var next []struct {
		ID int64 `json:"update_id"`
	}
	json.Unmarshal(call(t, r, "getUpdates", "offset=-1").Result, &next)
	if len(next) != 1 || next[0].ID != r.nextUpdate-1 || r.nextUpdate <= s.nextUpdate {
		t.Errorf("%+v: numbers of updates begin anew", next)
	}
	if err := r.Save(); err != nil || len(journals(left)) != 1 {
		t.Errorf("%v: %v are kept", err, journals(left))
	}
}
