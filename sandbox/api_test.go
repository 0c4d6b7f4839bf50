package sandbox

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "zhibu/world/rig" // folders in memory
)

const token = "100001:sandbox"

func newServer() *Server {
	s := New(Options{Token: token, BotName: "小助手", BotUsername: "helper_bot"})
	s.AddPerson(Person{ID: 7, First: "秀英", Last: "王", Username: "xiuying"})
	s.AddPerson(Person{ID: 8, First: "Li"})
	return s
}

type apiReply struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

func ask(t testing.TB, s *Server, r *http.Request) apiReply {
	t.Helper()
	w := httptest.NewRecorder()
	r.RemoteAddr = "" // as in memory
	s.Handler().ServeHTTP(w, r)
	var out apiReply
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("answer %q: %v", w.Body, err)
	}
	want := out.Code
	if out.OK {
		want = http.StatusOK
	}
	if w.Code != want {
		t.Fatalf("HTTP status %d, answer %s", w.Code, w.Body)
	}
	return out
}

// call posts a form given as "name=value" pairs.
func call(t testing.TB, s *Server, method string, pairs ...string) apiReply {
	t.Helper()
	form := url.Values{}
	for _, p := range pairs {
		k, v, _ := strings.Cut(p, "=")
		form.Set(k, v)
	}
	r := httptest.NewRequest("POST", "/bot"+token+"/"+method, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return ask(t, s, r)
}

func uploadCall(t testing.TB, s *Server, method, field, name string, data []byte, pairs ...string) apiReply {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range pairs {
		k, v, _ := strings.Cut(p, "=")
		w.WriteField(k, v)
	}
	if field != "" {
		part, _ := w.CreateFormFile(field, name)
		part.Write(data)
	}
	w.Close()
	r := httptest.NewRequest("POST", "/bot"+token+"/"+method, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return ask(t, s, r)
}

func messageID(t testing.TB, r apiReply) int64 {
	t.Helper()
	var m struct {
		ID int64 `json:"message_id"`
	}
	if !r.OK || json.Unmarshal(r.Result, &m) != nil || m.ID == 0 {
		t.Fatalf("no message: %+v %s", r, r.Result)
	}
	return m.ID
}

func picture(w, h int) []byte {
	var b bytes.Buffer
	png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)))
	return b.Bytes()
}

func keys(rows ...string) string { // each row: label|data,label|data
	var out [][]map[string]string
	for _, row := range rows {
		var bs []map[string]string
		for _, b := range strings.Split(row, ",") {
			label, data, _ := strings.Cut(b, "|")
			bs = append(bs, map[string]string{"text": label, "callback_data": data})
		}
		out = append(out, bs)
	}
	return "reply_markup=" + string(mustJSON(map[string]any{"inline_keyboard": out}))
}

func button(fields string) string {
	return `reply_markup={"inline_keyboard":[[{` + fields + `}]]}`
}

func TestCalls(t *testing.T) {
	long := func(n int) string { return strings.Repeat("党", n) }
	many := make([]string, 101)
	for i := range many {
		many[i] = "a|b"
	}
	for _, c := range []struct {
		name   string
		method string
		pairs  []string
		want   string // description, empty: accepted
	}{
		{"plain", "sendMessage", []string{"chat_id=7", "text=你好"}, ""},
		{"any case of the method", "SENDmessage", []string{"chat_id=7", "text=你好"}, ""},
		{"unknown method", "sendTelepathy", nil, "Not Found: method not found"},
		{"no chat", "sendMessage", []string{"text=a"}, "Bad Request: chat_id is empty"},
		{"never started", "sendMessage", []string{"chat_id=8", "text=a"}, "Forbidden: bot can't initiate conversation with a user"},
		{"empty", "sendMessage", []string{"chat_id=7", "text="}, "Bad Request: message text is empty"},
		{"white space", "sendMessage", []string{"chat_id=7", "text= \n "}, "Bad Request: message text is empty"},
		{"4096", "sendMessage", []string{"chat_id=7", "text=" + long(4096)}, ""},
		{"4097", "sendMessage", []string{"chat_id=7", "text=" + long(4097)}, "Bad Request: message is too long"},
		{"4096 after parsing", "sendMessage", []string{"chat_id=7", "parse_mode=HTML", "text=<b>" + long(4095) + "</b>&lt;"}, ""},
		{"bad HTML", "sendMessage", []string{"chat_id=7", "parse_mode=HTML", "text=党<b>"}, `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"Markdown", "sendMessage", []string{"chat_id=7", "parse_mode=Markdown", "text=*党* 1.2"}, ""},
		{"MarkdownV2", "sendMessage", []string{"chat_id=7", "parse_mode=MarkdownV2", "text=*党* 1.2"}, `Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\'`},
		{"no such mode", "sendMessage", []string{"chat_id=7", "parse_mode=X", "text=a"}, "Bad Request: unsupported parse_mode"},
		{"not UTF-8", "sendMessage", []string{"chat_id=7", "text=a\xff"}, "Bad Request: strings must be encoded in UTF-8"},
		{"64 bytes", "sendMessage", []string{"chat_id=7", "text=a", keys("x|" + strings.Repeat("a", 64))}, ""},
		{"65 bytes", "sendMessage", []string{"chat_id=7", "text=a", keys("x|" + strings.Repeat("a", 65))}, "Bad Request: BUTTON_DATA_INVALID"},
		{"no data", "sendMessage", []string{"chat_id=7", "text=a", keys("x|")}, "Bad Request: BUTTON_DATA_INVALID"},
		{"no label", "sendMessage", []string{"chat_id=7", "text=a", keys("|x")}, "Bad Request: BUTTON_TEXT_INVALID"},
		{"label only", "sendMessage", []string{"chat_id=7", "text=a", button(`"text":"x"`)}, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"two kinds", "sendMessage", []string{"chat_id=7", "text=a", button(`"text":"x","url":"https://a.cn","callback_data":"x"`)}, "Bad Request: can't parse inline keyboard button: exactly one type of the button must be specified"},
		{"address", "sendMessage", []string{"chat_id=7", "text=a", button(`"text":"x","url":"t.me/helper_bot?start=1"`)}, ""},
		{"tg address", "sendMessage", []string{"chat_id=7", "text=a", button(`"text":"x","url":"tg://user?id=7"`)}, ""},
		{"local address", "sendMessage", []string{"chat_id=7", "text=a", button(`"text":"x","url":"http://localhost:80"`)}, "Bad Request: inline keyboard button URL 'http://localhost:80' is invalid: Wrong HTTP URL"},
		{"odd address", "sendMessage", []string{"chat_id=7", "text=a", button(`"text":"x","url":"javascript:alert(1)"`)}, "Bad Request: inline keyboard button URL 'javascript:alert(1)' is invalid: Unsupported URL protocol"},
		{"8 in a row", "sendMessage", []string{"chat_id=7", "text=a", keys("a|a,a|a,a|a,a|a,a|a,a|a,a|a,a|a")}, ""},
		{"9 in a row", "sendMessage", []string{"chat_id=7", "text=a", keys("a|a,a|a,a|a,a|a,a|a,a|a,a|a,a|a,a|a")}, "Bad Request: REPLY_MARKUP_INVALID"},
		{"100 buttons", "sendMessage", []string{"chat_id=7", "text=a", keys(many[:100]...)}, ""},
		{"101 buttons", "sendMessage", []string{"chat_id=7", "text=a", keys(many...)}, "Bad Request: reply markup is too long"},
		{"broken markup", "sendMessage", []string{"chat_id=7", "text=a", "reply_markup={"}, "Bad Request: can't parse reply keyboard markup JSON object"},
		{"no photo", "sendPhoto", []string{"chat_id=7"}, "Bad Request: there is no photo in the request"},
		{"photo by address", "sendPhoto", []string{"chat_id=7", "photo=https://a.cn/x.png"}, "Bad Request: failed to get HTTP URL content"},
		{"edit no id", "editMessageText", []string{"chat_id=7", "text=a"}, "Bad Request: message identifier is not specified"},
		{"yawning", "sendChatAction", []string{"chat_id=7", "action=yawning"}, "Bad Request: wrong parameter action in request"},
		{"long answer", "answerCallbackQuery", []string{"callback_query_id=5", "text=" + long(201)}, "Bad Request: MESSAGE_TOO_LONG"},
		{"command 命令", "setMyCommands", []string{`commands=[{"command":"命令","description":"x"}]`}, "Bad Request: BOT_COMMAND_INVALID"},
		{"command Help", "setMyCommands", []string{`commands=[{"command":"Help","description":"x"}]`}, "Bad Request: BOT_COMMAND_INVALID"},
		{"command too long", "setMyCommands", []string{`commands=[{"command":"` + strings.Repeat("a", 33) + `","description":"x"}]`}, "Bad Request: command length must not exceed 32"},
		{"no description", "setMyCommands", []string{`commands=[{"command":"a","description":""}]`}, "Bad Request: command description must be non-empty"},
		{"menu of a stranger", "setMyCommands", []string{`commands=[]`, `scope={"type":"chat","chat_id":99}`}, "Bad Request: chat not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newServer()
			s.Client(7).Send("/start")
			if r := call(t, s, c.method, c.pairs...); !r.OK && r.Description != c.want || r.OK != (c.want == "") {
				t.Errorf("got %q, want %q", r.Description, c.want)
			}
		})
	}
}

func TestToken(t *testing.T) {
	r := httptest.NewRequest("POST", "/bot1:wrong/getMe", nil)
	if got := ask(t, newServer(), r); got.Code != 401 || got.Description != "Unauthorized" {
		t.Errorf("%+v", got)
	}
}

func TestBodies(t *testing.T) {
	s := newServer()
	c := s.Client(7)
	c.Send("hi")
	r := httptest.NewRequest("POST", "/bot"+token+"/sendMessage", strings.NewReader(
		`{"chat_id":7,"text":"来自 JSON","reply_markup":{"inline_keyboard":[[{"text":"好","callback_data":"ok"}]]}}`))
	r.Header.Set("Content-Type", "application/json")
	messageID(t, ask(t, s, r))
	messageID(t, ask(t, s, httptest.NewRequest("GET", "/bot"+token+"/sendMessage?chat_id=7&text=query", nil)))
	all := c.Messages()
	if len(all) != 3 || all[1].Text != "来自 JSON" || all[1].Labels()[0] != "好" || all[2].Text != "query" {
		t.Errorf("%+v", all)
	}
	if log := s.Log(); len(log) != 2 || log[0].Chat != 7 || log[1].Text != "query" {
		t.Errorf("%+v", log)
	}
	if s.Calls()["sendMessage"] != 2 {
		t.Errorf("%v", s.Calls())
	}
}

func TestEdit(t *testing.T) {
	s := newServer()
	c := s.Client(7)
	mine := c.Send("hi")
	id := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=<b>一</b>", "parse_mode=HTML", "protect_content=true", keys("好|ok")))
	at := "message_id=" + fmtInt(id)
	same := "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	for _, step := range []struct {
		method string
		pairs  []string
		want   string
	}{
		{"editMessageText", []string{at, "text=<b>一</b>", "parse_mode=HTML", keys("好|ok")}, same},
		{"editMessageText", []string{at, "text=一", keys("好|ok")}, ""},
		{"editMessageText", []string{at, "text=一", keys("好|ok2")}, ""},
		{"editMessageText", []string{at, "text=一"}, ""},
		{"editMessageText", []string{at, "text= 一\n"}, same},
		{"editMessageReplyMarkup", []string{at}, same},
		{"editMessageReplyMarkup", []string{at, keys("好|ok")}, ""},
		{"editMessageCaption", []string{at, "caption=x"}, "Bad Request: there is no caption in the message to edit"},
		{"editMessageText", []string{"message_id=" + fmtInt(mine), "text=x"}, "Bad Request: message can't be edited"},
		{"deleteMessage", []string{at}, ""},
		{"deleteMessage", []string{at}, "Bad Request: message to delete not found"},
		{"editMessageText", []string{at, "text=x"}, "Bad Request: message to edit not found"},
	} {
		if step.method == "deleteMessage" && step.want == "" {
			if m := c.Last(); !m.Edited || !m.Protected || m.Text != "一" || m.Buttons[0][0].Data != "ok" {
				t.Errorf("before deletion: %+v", m)
			}
		}
		if r := call(t, s, step.method, append(step.pairs, "chat_id=7")...); r.Description != step.want {
			t.Errorf("%s %q: got %q, want %q", step.method, step.pairs, r.Description, step.want)
		}
	}
	if n := len(c.Messages()); n != 1 {
		t.Errorf("%d messages left", n)
	}
}

func TestPhotos(t *testing.T) {
	s := newServer()
	c := s.Client(7)
	c.Send("hi")
	var jpg bytes.Buffer
	jpeg.Encode(&jpg, image.NewGray(image.Rect(0, 0, 20, 20)), nil)
	good := picture(30, 20)
	for _, p := range []struct {
		name string
		data []byte
		want string
	}{
		{"png", good, ""},
		{"jpeg", jpg.Bytes(), ""},
		{"text", []byte("hello"), "Bad Request: IMAGE_PROCESS_FAILED"},
		{"cut", good[:len(good)-20], "Bad Request: IMAGE_PROCESS_FAILED"},
		{"empty", nil, "Bad Request: file must be non-empty"},
		{"narrow", picture(2, 41), "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"wide", picture(9000, 1001), "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"heavy", append(good, make([]byte, 10<<20)...), "Bad Request: file of size"},
	} {
		if r := uploadCall(t, s, "sendPhoto", "photo", "x.png", p.data, "chat_id=7"); !strings.HasPrefix(r.Description, p.want) || r.OK != (p.want == "") {
			t.Errorf("%s: %q", p.name, r.Description)
		}
	}

	r := uploadCall(t, s, "sendPhoto", "photo", "x.png", good, "chat_id=7", "caption=<i>图</i>", "parse_mode=HTML")
	id := messageID(t, r)
	var m struct {
		Photo []struct {
			ID     string `json:"file_id"`
			Width  int    `json:"width"`
			Height int    `json:"height"`
		} `json:"photo"`
	}
	json.Unmarshal(r.Result, &m)
	if m.Photo[0].Width != 30 || m.Photo[0].Height != 20 || !bytes.Equal(c.Last().Photo, good) || c.Last().Text != "图" {
		t.Errorf("%s", r.Result)
	}
	if r := call(t, s, "sendPhoto", "chat_id=7", "photo="+m.Photo[0].ID); !r.OK {
		t.Errorf("by file_id: %+v", r)
	}
	if r := call(t, s, "sendDocument", "chat_id=7", "document="+m.Photo[0].ID); r.Description != "Bad Request: can't use file of type Photo as Document" {
		t.Errorf("%+v", r)
	}
	if r := call(t, s, "editMessageText", "chat_id=7", "message_id="+fmtInt(id), "text=x"); r.Description != "Bad Request: there is no text in the message to edit" {
		t.Errorf("%+v", r)
	}
	if r := call(t, s, "editMessageCaption", "chat_id=7", "message_id="+fmtInt(id), "caption=新图"); !r.OK {
		t.Errorf("%+v", r)
	}
	if r := uploadCall(t, s, "sendPhoto", "photo", "x.png", good, "chat_id=7", "caption="+strings.Repeat("长", 1025)); r.Description != "Bad Request: message caption is too long" {
		t.Errorf("%+v", r)
	}
	if r := uploadCall(t, s, "sendDocument", "f", `C:\表格.xlsx`, []byte("PK"), "chat_id=7", "document=attach://f"); !r.OK || c.Last().Document.Name != "表格.xlsx" {
		t.Errorf("%+v", c.Last())
	}
}

func TestDownload(t *testing.T) {
	s := newServer()
	s.Client(7).SendDocument("名单.csv", []byte("a,b"))
	var got []struct {
		Message struct {
			Document struct {
				ID   string `json:"file_id"`
				Name string `json:"file_name"`
			}
		}
	}
	json.Unmarshal(call(t, s, "getUpdates").Result, &got)
	if got[0].Message.Document.Name != "名单.csv" {
		t.Fatalf("%+v", got)
	}
	var f struct {
		Path string `json:"file_path"`
	}
	json.Unmarshal(call(t, s, "getFile", "file_id="+got[0].Message.Document.ID).Result, &f)
	for path, want := range map[string]int{
		"/file/bot" + token + "/" + f.Path: 200, "/file/bot1:x/" + f.Path: 404, "/file/bot" + token + "/x": 404,
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", path, nil)
		r.RemoteAddr = ""
		s.Handler().ServeHTTP(w, r)
		if w.Code != want || want == 200 && w.Body.String() != "a,b" {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestBlock(t *testing.T) {
	s := newServer()
	c := s.Client(7)
	c.Send("hi")
	c.Block()
	c.Block()
	if r := call(t, s, "sendMessage", "chat_id=7", "text=a"); r.Code != 403 || r.Description != "Forbidden: bot was blocked by the user" {
		t.Errorf("%+v", r)
	}
	c.Unblock()
	messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=a"))
	r := call(t, s, "getUpdates", "offset=-2")
	if n := bytes.Count(r.Result, []byte(`"my_chat_member"`)); n != 2 || !bytes.Contains(r.Result, []byte(`"status":"kicked"`)) {
		t.Errorf("%s", r.Result)
	}
}

func TestCommandScopes(t *testing.T) {
	s := newServer()
	set := func(name, scope, language string) {
		if r := call(t, s, "setMyCommands", `commands=[{"command":"/`+name+`","description":"d"}]`, "scope="+scope, "language_code="+language); !r.OK {
			t.Fatal(r.Description)
		}
	}
	c := s.Client(7)
	want := func(name string) {
		t.Helper()
		if got := c.Commands(); len(got) != 1 || got[0].Command != name {
			t.Errorf("got %v, want %s", got, name)
		}
	}
	set("all", "", "")
	want("all")
	set("chinese", "", "zh")
	want("chinese")
	set("private", `{"type":"all_private_chats"}`, "")
	want("private")
	set("mine", `{"type":"chat","chat_id":"7"}`, "")
	want("mine")
	call(t, s, "deleteMyCommands", `scope={"type":"chat","chat_id":7}`)
	want("private")
	if r := call(t, s, "getMyCommands"); string(r.Result) != `[{"command":"all","description":"d"}]` {
		t.Errorf("%s", r.Result)
	}
}

func TestFlood(t *testing.T) {
	s := New(Options{Token: token, Flood: true})
	for id := range int64(40) {
		s.Client(id + 1).Send("hi")
	}
	for range 3 {
		messageID(t, call(t, s, "sendMessage", "chat_id=1", "text=a"))
	}
	if r := call(t, s, "sendMessage", "chat_id=1", "text=a"); r.Code != 429 || r.Parameters.RetryAfter != 1 {
		t.Errorf("per chat: %+v", r)
	}
	refused := 0
	for id := range int64(40) {
		if !call(t, s, "sendMessage", "chat_id="+fmtInt(id+1), "text=a").OK {
			refused++
		}
	}
	if refused < 10 {
		t.Errorf("only %d of 40 were refused", refused)
	}
}

func TestPresses(t *testing.T) {
	s := newServer()
	c := s.Client(7)
	c.Send("hi")
	id := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=问", keys("同意|yes,反对|no")))
	if _, err := c.Press(id, "弃权"); err == nil || !strings.Contains(err.Error(), `["同意" "反对"]`) {
		t.Errorf("%v", err)
	}
	q, err := c.Press(id, "同意")
	if err != nil {
		t.Fatal(err)
	}
	hostile := c.PressData(9999, "anything")
	var got []struct {
		Query *struct {
			ID      string
			Data    string
			From    struct{ ID int64 }
			Message struct {
				ID     int64 `json:"message_id"`
				Date   int64
				Markup struct {
					Keys [][]struct{ Text string } `json:"inline_keyboard"`
				} `json:"reply_markup"`
			}
		} `json:"callback_query"`
	}
	json.Unmarshal(call(t, s, "getUpdates").Result, &got)
	p := got[1].Query
	if p.ID != q || p.Data != "yes" || p.From.ID != 7 || p.Message.ID != id || p.Message.Markup.Keys[0][1].Text != "反对" {
		t.Errorf("%+v", p)
	}
	if p := got[2].Query; p.ID != hostile || p.Data != "anything" || p.Message.Date != 0 {
		t.Errorf("%+v", p)
	}
	if r := call(t, s, "answerCallbackQuery", "callback_query_id="+q, "text=已记下", "show_alert=true"); !r.OK {
		t.Error(r.Description)
	}
	if a, err := c.Answer(t.Context(), q); err != nil || a != (Answer{Text: "已记下", Alert: true}) {
		t.Errorf("%+v %v", a, err)
	}
	if r := call(t, s, "answerCallbackQuery", "callback_query_id="+q); r.OK {
		t.Error("answered twice")
	}
}

func TestIncoming(t *testing.T) {
	s := newServer()
	c := s.Client(7)
	id := c.Start("CODE-1")
	if err := c.Edit(id, "改过的 /help@helper_bot"); err != nil {
		t.Fatal(err)
	}
	c.Forward("听说")
	c.SendSticker()
	c.SendPhoto(picture(4, 4), "图")
	if c.Edit(1, "x") == nil {
		t.Error("edited nothing")
	}
	want := []string{
		`"text":"/start CODE-1","entities":[{"type":"bot_command","offset":0,"length":6}]`,
		`"edited_message":{`, `{"type":"bot_command","offset":4,"length":16}`,
		`"forward_origin":{"type":"hidden_user"`, `"sticker":{`, `"photo":[{`, `"caption":"图"`,
		`"from":{"id":7,"is_bot":false,"first_name":"秀英","last_name":"王","username":"xiuying","language_code":"zh-hans"}`,
		`"chat":{"id":7,"type":"private"`,
	}
	r := string(call(t, s, "getUpdates").Result)
	for _, w := range want {
		if !strings.Contains(r, w) {
			t.Errorf("no %s in %s", w, r)
		}
	}
	if c.Send("  ") != 0 {
		t.Error("white space was sent")
	}
	if n := len(c.Messages()); c.Send(strings.Repeat("长", 5000)) == 0 || len(c.Messages()) != n+2 {
		t.Error("a long text makes two messages")
	}
}

func TestFaults(t *testing.T) {
	s := newServer()
	s.Client(7).Send("hi")
	var next atomic.Pointer[Fault]
	s.SetHooks(Hooks{Fault: func(method string) *Fault {
		if method == "sendMessage" {
			return next.Load()
		}
		return nil
	}})
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	client := &http.Client{Timeout: 200 * time.Millisecond}
	for _, c := range []struct {
		name   string
		fault  *Fault
		status int
		broken bool // no answer at all
		valid  bool // the answer is JSON
		sent   int
	}{
		{"none", nil, 200, false, true, 1},
		{"429", TooManyRequests(7), 429, false, true, 0},
		{"502", BadGateway(), 502, false, false, 0},
		{"reset before", ResetBefore(), 0, true, false, 0},
		{"reset after", ResetAfter(), 0, true, false, 1},
		{"truncated", Truncated(), 200, false, false, 1},
		{"slow", Stalled(10 * time.Millisecond), 200, false, true, 1},
		{"stalled", Stalled(time.Hour), 0, true, false, 0},
	} {
		next.Store(c.fault)
		before := len(s.Log())
		resp, err := client.PostForm(h.URL+"/bot"+token+"/sendMessage", url.Values{"chat_id": {"7"}, "text": {"a"}})
		if (err != nil) != c.broken {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil {
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if resp.StatusCode != c.status || json.Valid(body) != c.valid {
				t.Errorf("%s: %d %s", c.name, resp.StatusCode, body)
			}
		}
		if n := len(s.Log()) - before; n != c.sent {
			t.Errorf("%s: %d sent, want %d", c.name, n, c.sent)
		}
	}
}

func fmtInt(n int64) string { return strconv.FormatInt(n, 10) }
