package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// scene is a server in which something has been said; its names stand for ids
// in the cases below.
func scene(t testing.TB) (*Server, *strings.Replacer) {
	s := New(Options{Token: token, BotName: "小助手", BotUsername: "helper_bot"})
	s.AddPerson(Person{ID: 7, First: "秀英", Last: "王", Username: "xiuying"})
	s.AddPerson(Person{ID: 8, First: "Li"})
	c := s.Client(7)
	mine := c.Send("/start")
	group := s.AddGroup(Group{Title: "党支部", Members: []Member{{ID: 7}, {ID: 8}, {ID: bot}}})
	super := s.AddGroup(Group{Title: "党委", Super: true, Username: "dangwei", Members: []Member{{ID: 7}, {ID: 8}, {ID: bot, Status: "administrator"}}})
	text := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=一", keys("好|ok")))
	sent := uploadCall(t, s, "sendPhoto", "photo", "x.png", picture(100, 80), "chat_id=7", "caption=图")
	photo := messageID(t, sent)
	var m struct {
		Photo []struct {
			ID string `json:"file_id"`
		}
	}
	json.Unmarshal(sent.Result, &m)
	sent = uploadCall(t, s, "sendDocument", "document", "x.csv", []byte("a,b"), "chat_id=7")
	doc := messageID(t, sent)
	var d struct {
		Document struct {
			ID string `json:"file_id"`
		}
	}
	json.Unmarshal(sent.Result, &d)
	call(t, s, "pinChatMessage", "chat_id=7", "message_id="+fmtInt(text))
	secret := messageID(t, call(t, s, "sendMessage", "chat_id=7", "text=二", "protect_content=true"))
	press, _ := c.Press(text, "好")
	said := s.Client(7).In(super).Send("大家好")
	talk := s.Client(7).In(group).Send("大家好")
	return s, strings.NewReplacer("$mine", fmtInt(mine), "$group", fmtInt(group), "$super", fmtInt(super), "$text", fmtInt(text),
		"$photo", fmtInt(photo), "$doc", fmtInt(doc), "$secret", fmtInt(secret), "$press", press, "$file", m.Photo[len(m.Photo)-1].ID,
		"$csv", d.Document.ID, "$small", m.Photo[0].ID, "$said", fmtInt(said), "$talk", fmtInt(talk))
}

// methodCases are at least one accepted call of each method and the refusals
// that are its own. $names are those of scene.
var methodCases = []struct {
	method string
	call   string // parameters, separated by blanks
	want   string // the refusal without "Bad Request: ", empty: accepted
}{
	{"getMe", "", ""},
	{"getChatMembersCount", "chat_id=$group", ""},
	{"kickChatMember", "chat_id=$super user_id=8", ""},
	{"getUpdates", "limit=5 timeout=0", ""},
	{"getUpdates", "limit=many", `parameter "limit" must be of type Integer`},
	{"getUpdates", "allowed_updates=message", "can't parse allowed_updates JSON object"},
	{"getUpdates", `allowed_updates={}`, "expected an Array of String as allowed_updates"},

	{"setWebhook", "url=http://127.0.0.1:1/hook secret_token=abc-1 max_connections=3 drop_pending_updates=true", ""},
	{"setWebhook", "url=", ""},
	{"setWebhook", "", `parameter "url" is required`},
	{"setWebhook", "url=https://example.com/hook", "bad webhook: this server delivers to this machine only"},
	{"setWebhook", "url=ftp://localhost/hook", "invalid webhook URL specified"},
	{"setWebhook", "url=http://localhost/hook secret_token=秘密", "secret token contains unallowed characters"},
	{"setWebhook", "url=http://localhost/hook secret_token=" + strings.Repeat("a", 257), "secret token is too long"},
	{"deleteWebhook", "", ""},
	{"getWebhookInfo", "", ""},

	{"sendMessage", "chat_id=7 text=你好", ""},
	{"sendMessage", "chat_id=@dangwei text=你好", ""},
	{"sendMessage", "chat_id=@nobody text=你好", "chat not found"},
	{"sendMessage", `chat_id=7 text=党员 entities=[{"type":"bold","offset":0,"length":1}]`, ""},
	{"sendMessage", `chat_id=7 text=党员 entities=[{"type":"bald","offset":0,"length":1}]`, "can't parse MessageEntity: Unsupported type specified"},
	{"sendMessage", `chat_id=7 text=党员 entities=[{"type":"bold","offset":0}]`, `can't parse MessageEntity: Can't find field "length"`},
	{"sendMessage", `chat_id=7 text=党员 entities=[{"type":"bold","offset":true,"length":1}]`, `can't parse MessageEntity: Field "offset" must be of type Number`},
	{"sendMessage", `chat_id=7 text=党员 entities=[{"type":"bold","offset":1,"length":2}]`, "entity beginning at UTF-16 offset is out of the text"},
	{"sendMessage", `chat_id=7 text=党员 entities=[{"type":"bold","offset":4611686018427387904,"length":4611686018427387904}]`, "entity beginning at UTF-16 offset is out of the text"},
	{"sendMessage", `chat_id=7 text=a reply_parameters={"message_id":$mine}`, ""},
	{"sendMessage", `chat_id=7 text=a reply_to_message_id=$mine`, ""},
	{"sendMessage", `chat_id=7 text=a reply_parameters={"message_id":9999}`, "message to be replied not found"},
	{"sendMessage", `chat_id=7 text=a reply_parameters={"message_id":9999,"allow_sending_without_reply":true}`, ""},
	{"sendMessage", `chat_id=7 text=a reply_parameters={}`, `can't parse ReplyParameters: Can't find field "message_id"`},
	{"sendMessage", `chat_id=7 text=a disable_notification=perhaps`, `parameter "disable_notification" must be of type Boolean`},
	{"sendMessage", `chat_id=7 text=a link_preview_options={"is_disabled":"yes"}`, `can't parse LinkPreviewOptions: Field "is_disabled" must be of type Boolean`},
	{"sendMessage", `chat_id=7 text=a reply_markup={"keyboard":[["甲","乙"],[{"text":"丙"}]],"resize_keyboard":true}`, ""},
	{"sendMessage", `chat_id=7 text=a reply_markup={"keyboard":["甲"]}`, "expected an Array of KeyboardButton as reply_markup.keyboard[0]"},
	{"sendMessage", `chat_id=7 text=a reply_markup={"remove_keyboard":true}`, ""},
	{"sendMessage", `chat_id=7 text=a reply_markup={"inline_keyboard":[[{"callback_data":"x"}]]}`, `can't parse inline keyboard button: Can't find field "text"`},
	{"sendMessage", `chat_id=7 text=a reply_markup={"inline_keyboard":[{"text":"x"}]}`, "expected an Array of InlineKeyboardButton as reply_markup.inline_keyboard[0]"},
	{"sendMessage", `chat_id=7 text=a reply_markup={"inline_keyboard":[[{"text":"x","callback_data":"y","style":"pink"}]]}`, "can't parse inline keyboard button: Unsupported style specified"},

	{"sendMessage", `chat_id=7 text=a reply_markup={"inline_keyboard":[[{"text":"x","web_app":{"url":"https://a.cn"}},{"text":"y","switch_inline_query":""}]]}`, ""},
	{"sendMessage", `chat_id=7 text=a reply_markup={"inline_keyboard":[[{"text":"x","web_app":{}}]]}`, `can't parse WebAppInfo: Can't find field "url"`},
	{"sendMessage", `chat_id=7 text=a reply_markup={"inline_keyboard":[[{"text":"x","pay":true,"callback_data":"y"}]]}`, "can't parse inline keyboard button: exactly one type of the button must be specified"},

	{"sendPhoto", "chat_id=7 photo=$file caption=图", ""},
	{"sendPhoto", "chat_id=7 photo=$small", ""},
	{"sendDocument", "chat_id=7 document=$csv", ""},
	{"sendDocument", "chat_id=7 document=$file", "can't use file of type Photo as Document"},
	{"sendMediaGroup", `chat_id=7 media=[{"type":"photo","media":"$file","caption":"甲"},{"type":"photo","media":"$file"}]`, ""},
	{"sendMediaGroup", `chat_id=7 media=[]`, "there are no messages to send"},
	{"sendMediaGroup", `chat_id=7 media=[{"type":"photo"}]`, `can't parse InputMedia: Can't find field "media"`},
	{"sendMediaGroup", `chat_id=7 media=[{"type":"hologram","media":"x"}]`, "can't parse InputMedia: Unsupported type specified"},
	{"sendMediaGroup", `chat_id=7 media=[{"type":"photo","media":"x"}]`, `failed to send message #1 with the error message "wrong remote file identifier specified: Wrong string length"`},
	{"sendMediaGroup", `chat_id=7 media=[{"type":"photo","media":"$file"},{"type":"document","media":"x"}]`, "document can't be mixed with other media types"},
	{"sendChatAction", "chat_id=7 action=typing", ""},

	{"forwardMessage", "chat_id=$group from_chat_id=7 message_id=$mine", ""},
	{"forwardMessage", "chat_id=7 from_chat_id=7 message_id=9999", "message to forward not found"},
	{"forwardMessage", "chat_id=7 from_chat_id=7 message_id=$secret", "message can't be forwarded"},
	{"forwardMessage", "chat_id=7 message_id=$mine", `parameter "from_chat_id" is required`},
	{"forwardMessages", "chat_id=$group from_chat_id=7 message_ids=[$mine,$photo,9999]", ""},
	{"forwardMessages", "chat_id=$group from_chat_id=7 message_ids=[9999]", "message to forward not found"},
	{"forwardMessages", "chat_id=$group from_chat_id=7 message_ids=[]", "message identifiers are not specified"},
	{"copyMessage", "chat_id=$super from_chat_id=7 message_id=$photo caption=新图", ""},
	{"copyMessage", "chat_id=$super from_chat_id=7 message_id=9999", "message to copy not found"},
	{"copyMessages", "chat_id=$super from_chat_id=7 message_ids=[$photo,$doc] remove_caption=true", ""},
	{"copyMessages", `chat_id=$super from_chat_id=7 message_ids=["x"]`, "expected a Number as message_ids[0]"},

	{"editMessageText", "chat_id=7 message_id=$text text=新", ""},
	{"editMessageText", "chat_id=7 message_id=$photo text=新", "there is no text in the message to edit"},
	{"editMessageText", "chat_id=7 message_id=$mine text=新", "message can't be edited"},
	{"editMessageCaption", "chat_id=7 message_id=$photo caption=新", ""},
	{"editMessageCaption", "chat_id=7 message_id=$text caption=新", "there is no caption in the message to edit"},
	{"editMessageMedia", `chat_id=7 message_id=$doc media={"type":"photo","media":"$file","caption":"<b>新</b>","parse_mode":"HTML"}`, ""},
	{"editMessageMedia", `chat_id=7 message_id=$photo media={"type":"photo","media":"$file","caption":"图"}`, "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
	{"editMessageMedia", `chat_id=7 message_id=$text media={"type":"photo","media":"$file"}`, "there is no media in the message to edit"},
	{"editMessageMedia", `chat_id=7 message_id=$photo media={"type":"audio","media":"$file"}`, "media of type audio is not carried out by this server"},
	{"editMessageMedia", `chat_id=7 message_id=$photo`, `parameter "media" is required`},
	{"editMessageReplyMarkup", "chat_id=7 message_id=$text", ""},
	{"deleteMessage", "chat_id=7 message_id=$text", ""},
	{"deleteMessage", "chat_id=$super message_id=$said", ""},
	{"deleteMessage", "chat_id=$group message_id=$talk", "message can't be deleted for everyone"},
	{"deleteMessages", "chat_id=7 message_ids=[$text,$photo,9999]", ""},
	{"deleteMessages", "chat_id=7 message_ids=1", "expected an Array of Integer as message_ids"},
	{"pinChatMessage", "chat_id=7 message_id=$text", ""},
	{"pinChatMessage", "chat_id=7 message_id=9999", "message to pin not found"},
	{"pinChatMessage", "chat_id=$group message_id=$talk", "not enough rights to manage pinned messages in the chat"},
	{"unpinChatMessage", "chat_id=7", ""},
	{"unpinChatMessage", "chat_id=$super", "message to unpin not found"},
	{"unpinAllChatMessages", "chat_id=$super", ""},
	{"setMessageReaction", `chat_id=7 message_id=$mine reaction=[{"type":"emoji","emoji":"👍"}]`, ""},
	{"setMessageReaction", `chat_id=7 message_id=$mine`, ""},
	{"setMessageReaction", `chat_id=7 message_id=$mine reaction=[{"type":"emoji","emoji":"党"}]`, "REACTION_INVALID"},
	{"setMessageReaction", `chat_id=7 message_id=$mine reaction=[{"type":"smell"}]`, "can't parse ReactionType: Unsupported type specified"},
	{"answerCallbackQuery", "callback_query_id=$press text=好 show_alert=true", ""},
	{"answerCallbackQuery", "callback_query_id=1", "query is too old and response timeout expired or query ID is invalid"},
	{"answerCallbackQuery", "", "query is too old and response timeout expired or query ID is invalid"},
	{"getFile", "file_id=$file", ""},
	{"getFile", "file_id=$small", ""},
	{"getFile", "file_id=x", "invalid file_id"},
	{"getFile", "", "file_id not specified"},

	{"setMyCommands", `commands=[{"command":"help","description":"帮助"}] scope={"type":"all_private_chats"} language_code=zh`, ""},
	{"setMyCommands", `commands=[{"command":"help"}]`, `can't parse BotCommand: Can't find field "description"`},
	{"setMyCommands", `commands={"command":"help"}`, "expected an Array of BotCommand as commands"},
	{"setMyCommands", `commands=[] scope={"type":"galaxy"}`, "can't parse BotCommandScope: Unsupported type specified"},
	{"setMyCommands", `commands=[] scope={"type":"chat"}`, `can't parse BotCommandScope: Can't find field "chat_id"`},
	{"setMyCommands", `commands=[] scope={"type":"chat_member","chat_id":$super,"user_id":99}`, "user not found"},
	{"setMyCommands", ``, `parameter "commands" is required`},
	{"getMyCommands", "", ""},
	{"getMyCommands", `scope={"type":"chat_administrators","chat_id":"@dangwei"}`, ""},
	{"deleteMyCommands", `scope={"type":"all_group_chats"}`, ""},
	{"setMyName", "name=支部助手", ""},
	{"setMyName", "name=" + strings.Repeat("长", 65), "bot name is too long"},
	{"getMyName", "language_code=zh", ""},
	{"setMyDescription", "description=说明 language_code=zh", ""},
	{"setMyDescription", "description=说明 language_code=chinese", "invalid language_code specified"},
	{"setMyDescription", "description=" + strings.Repeat("长", 513), "bot description is too long"},
	{"getMyDescription", "", ""},
	{"setMyShortDescription", "short_description=简介", ""},
	{"setMyShortDescription", "short_description=" + strings.Repeat("长", 121), "bot short description is too long"},
	{"getMyShortDescription", "", ""},
	{"setChatMenuButton", `menu_button={"type":"commands"}`, ""},
	{"setChatMenuButton", `chat_id=7 menu_button={"type":"web_app","text":"开","web_app":{"url":"https://a.cn"}}`, ""},
	{"setChatMenuButton", `menu_button={"type":"zip"}`, "can't parse MenuButton: Unsupported type specified"},
	{"setChatMenuButton", `chat_id=$super`, "chat must be a private chat"},
	{"getChatMenuButton", "chat_id=7", ""},

	{"getChat", "chat_id=7", ""},
	{"getChat", "chat_id=$super", ""},
	{"getChat", "chat_id=77", "chat not found"},
	{"getChatMember", "chat_id=$super user_id=7", ""},
	{"getChatMember", "chat_id=$super user_id=100001", ""},
	{"getChatMember", "chat_id=7 user_id=8", ""},
	{"getChatMember", "chat_id=$super user_id=99", "user not found"},
	{"getChatMember", "chat_id=$super", "invalid user_id specified"},
	{"getChatMemberCount", "chat_id=$group", ""},
	{"getChatAdministrators", "chat_id=$super", ""},
	{"getChatAdministrators", "chat_id=7", "there are no administrators in the private chat"},
	{"leaveChat", "chat_id=$group", ""},
	{"leaveChat", "chat_id=7", "chat member status can't be changed in private chats"},
	{"banChatMember", "chat_id=$super user_id=8", ""},
	{"banChatMember", "chat_id=$super user_id=7", "can't remove chat owner"},
	{"banChatMember", "chat_id=$super user_id=100001", "user is an administrator of the chat"},
	{"banChatMember", "chat_id=$group user_id=8", "not enough rights to restrict/unrestrict chat member"},
	{"unbanChatMember", "chat_id=$super user_id=8 only_if_banned=true", ""},

	{"sendPoll", "chat_id=7", "method sendPoll is not carried out by this server"},
	{"SENDPOLL", "", "method sendPoll is not carried out by this server"},
}

// Each case is called as a form, as JSON and in parts, and what is accepted is compared
// with the type that the Bot API says is returned; so is every update.
func TestMethods(t *testing.T) {
	accepted := map[string]bool{}
	for _, c := range methodCases {
		for _, body := range []string{"form", "JSON", "multipart"} {
			t.Run(c.method+" "+c.call+" "+body, func(t *testing.T) {
				s, names := scene(t)
				defer s.Close()
				pairs := strings.Fields(names.Replace(c.call))
				var r apiReply
				switch body {
				case "form":
					r = call(t, s, c.method, pairs...)
				case "JSON":
					r = ask(t, s, jsonCall(c.method, pairs))
				case "multipart":
					r = uploadCall(t, s, c.method, "", "", nil, pairs...)
				}
				if want := c.want; want != "" {
					if r.Code != 400 || r.Description != "Bad Request: "+want {
						t.Errorf("%d %q, want %q", r.Code, r.Description, want)
					}
					return
				}
				if !r.OK {
					t.Fatal(r.Description)
				}
				name := methods[strings.ToLower(c.method)].name // of a former name the present one
				accepted[name] = true
				if err := conforms(r.Result, spec().methods[name].returns...); err != nil {
					t.Errorf("%s: %v", r.Result, err)
				}
				call(t, s, "deleteWebhook")
				if err := conforms(call(t, s, "getUpdates").Result, "[]Update"); err != nil {
					t.Error(err)
				}
				if odd := s.Oddities(); len(odd) > 0 {
					t.Errorf("odd: %q", odd)
				}
			})
		}
	}
	for name := range spec().methods {
		if m, ok := methods[strings.ToLower(name)]; !ok || m.name != name {
			t.Errorf("%s is in the table and not carried out", name)
		}
		if !accepted[name] {
			t.Errorf("no accepted call of %s", name)
		}
	}
	for _, m := range methods {
		if _, ok := spec().methods[m.name]; !ok {
			t.Errorf("%s is carried out and not in the table", m.name)
		}
	}
}

// jsonCall puts what looks like JSON into the body as it is, the rest as text.
func jsonCall(method string, pairs []string) (r *http.Request) {
	in := map[string]any{}
	for _, p := range pairs {
		k, v, _ := strings.Cut(p, "=")
		if in[k] = v; json.Valid([]byte(v)) {
			in[k] = json.RawMessage(v)
		}
	}
	r = httptest.NewRequest("POST", "/bot"+token+"/"+method, bytes.NewReader(mustJSON(in)))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// What the API does not know is ignored, as Telegram does, and noted.
func TestOddities(t *testing.T) {
	s, _ := scene(t)
	for _, pairs := range [][]string{
		{"chat_id=7", "text=a", "chatid=8", "disable_web_page_preview=true"},
		{"chat_id=7", "text=a", "message_effect_id=4"},
		{"chat_id=7", "text=a", `reply_markup={"inline_keyboard":[[{"text":"a","callback_data":"b","data":"c"}]],"size":1}`},
		{"chat_id=7", "text=a", `reply_markup={"buttons":[]}`},
	} {
		messageID(t, call(t, s, "sendMessage", pairs...))
	}
	uploadCall(t, s, "sendMediaGroup", "part", "x.txt", []byte("x"), "chat_id=7", `media=[{"type":"document","media":"attach://part"}]`)
	uploadCall(t, s, "sendMessage", "photo", "x.txt", []byte("x"), "chat_id=7", "text=a")
	want := []string{
		`sendMessage: parameter "message_effect_id" is not carried out here`,
		`sendMessage: reply_markup has an unknown field "size"`,
		`sendMessage: reply_markup is of no known kind`,
		`sendMessage: reply_markup.inline_keyboard[0][0] has an unknown field "data"`,
		`sendMessage: the file uploaded as "photo" is not used`,
		`sendMessage: unknown parameter "chatid"`,
	}
	if got := s.Oddities(); !slices.Equal(got, want) {
		t.Errorf("got\n\t%s", strings.Join(got, "\n\t"))
	}
}

// The checker itself notices what an answer should not hold.
func TestConforms(t *testing.T) {
	for raw, want := range map[string]string{
		`{"message_id":1,"date":2,"chat":{"id":1,"type":"private"}}`:                                   "",
		`{"message_id":1,"date":2}`:                                                                    `Can't find field "chat"`,
		`{"message_id":1,"date":2,"chat":{"id":1,"type":"cave"}}`:                                      "Unsupported type",
		`{"message_id":1,"date":2,"chat":{"id":1,"type":"group","tilte":"x"}}`:                         "unknown field",
		`{"message_id":1,"date":2,"chat":{"id":1,"type":"group"},"photo":{}}`:                          "expected an Array of PhotoSize",
		`{"message_id":1,"date":2,"chat":{"id":1,"type":"group"},"forward_origin":{"type":"nowhere"}}`: "Unsupported type",
	} {
		if err := conforms([]byte(raw), "Message"); fmt.Sprint(err) != "<nil>" && want == "" || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v, want %q", raw, err, want)
		}
	}
}

// Whatever is sent, the answer is a result or a refusal of the bot's, never a
// failure of the server's, and a result is of the type that is promised.
func FuzzCall(f *testing.F) {
	for _, c := range methodCases {
		in := map[string]string{}
		for _, pair := range strings.Fields(c.call) {
			k, v, _ := strings.Cut(pair, "=")
			in[k] = v
		}
		f.Add(c.method, string(mustJSON(in)))
	}
	f.Fuzz(func(t *testing.T, method, body string) {
		m, ok := methods[strings.ToLower(method)]
		if !ok || m.name == "getUpdates" || m.name == "setWebhook" { // one waits, the other goes on after its answer
			return
		}
		s, names := scene(t)
		defer s.Close()
		r := httptest.NewRequest("POST", "/bot"+token+"/"+m.name, strings.NewReader(names.Replace(body)))
		r.Header.Set("Content-Type", "application/json")
		got := ask(t, s, r)
		if !got.OK && (got.Code < 400 || got.Code >= 500 || got.Description == "") {
			t.Fatalf("%s %s: %+v", m.name, body, got)
		}
		if got.OK {
			if err := conforms(got.Result, spec().methods[m.name].returns...); err != nil {
				t.Fatalf("%s %s: %s: %v", m.name, body, got.Result, err)
			}
		}
	})
}
