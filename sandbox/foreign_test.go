package sandbox_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/sandbox"
)

// goBot is the bot of foreign/chat.mjs with another client, as is.
func goBot(t *testing.T, root string) {
	bot, err := tgbotapi.NewBotAPIWithAPIEndpoint(token, root+"/bot%s/%s")
	if err != nil {
		t.Error(err)
		return
	}
	send := func(c tgbotapi.Chattable) tgbotapi.Message {
		m, err := bot.Send(c)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		return m
	}
	ask := func(c tgbotapi.Chattable) {
		if _, err := bot.Request(c); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	ask(tgbotapi.NewSetMyCommands(tgbotapi.BotCommand{Command: "start", Description: "开始"}))
	var dot bytes.Buffer
	if err := png.Encode(&dot, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Error(err)
	}
	picture := tgbotapi.FileBytes{Name: "a.png", Bytes: dot.Bytes()}
	updates := tgbotapi.NewUpdate(0)
	updates.Timeout = 1
	updates.AllowedUpdates = []string{"message", "callback_query", "my_chat_member"}
	defer bot.StopReceivingUpdates()
	for u := range bot.GetUpdatesChan(updates) {
		switch {
		case u.CallbackQuery != nil:
			ask(tgbotapi.NewCallbackWithAlert(u.CallbackQuery.ID, "已记下"))
			send(tgbotapi.NewEditMessageText(u.CallbackQuery.Message.Chat.ID, u.CallbackQuery.Message.MessageID, "已同意"))
		case u.MyChatMember != nil:
			if chat := u.MyChatMember.Chat; !chat.IsPrivate() && u.MyChatMember.NewChatMember.Status == "member" {
				n, err := bot.GetChatMembersCount(tgbotapi.ChatMemberCountConfig{ChatConfig: chat.ChatConfig()})
				admins, err2 := bot.GetChatAdministrators(tgbotapi.ChatAdministratorsConfig{ChatConfig: chat.ChatConfig()})
				if err != nil || err2 != nil {
					t.Error(err, err2)
				}
				send(tgbotapi.NewMessage(chat.ID, "群里有"+string(rune('0'+n))+"人，管理员"+string(rune('0'+len(admins)))+"人"))
			}
		case u.Message == nil:
		case u.Message.Document != nil:
			direct, err := bot.GetFile(tgbotapi.FileConfig{FileID: u.Message.Document.FileID})
			if err != nil {
				t.Error(err)
			}
			resp, err := http.Get(root + "/file/bot" + token + "/" + direct.FilePath)
			if err != nil {
				t.Error(err)
				continue
			}
			data, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			send(tgbotapi.NewMessage(u.Message.Chat.ID, "收到："+string(data)))
		case u.Message.Text != "":
			chat := u.Message.Chat.ID
			switch u.Message.Command() {
			case "start":
				m := tgbotapi.NewMessage(chat, "<b>欢迎</b> "+u.Message.CommandArguments())
				m.ParseMode = "HTML"
				m.ReplyMarkup = tgbotapi.NewInlineKeyboardMarkup(tgbotapi.NewInlineKeyboardRow(
					tgbotapi.NewInlineKeyboardButtonData("同意", "yes"), tgbotapi.NewInlineKeyboardButtonURL("网站", "https://example.org")))
				send(m)
			case "photo":
				photo := tgbotapi.NewPhoto(chat, picture)
				photo.Caption = "图"
				m := send(photo)
				fresh := tgbotapi.NewInputMediaPhoto(tgbotapi.FileID(m.Photo[0].FileID))
				fresh.Caption = "新图"
				send(tgbotapi.EditMessageMediaConfig{BaseEdit: tgbotapi.BaseEdit{ChatID: chat, MessageID: m.MessageID}, Media: fresh})
				second := tgbotapi.NewInputMediaDocument(tgbotapi.FileBytes{Name: "b.txt", Bytes: []byte("b")})
				second.Caption = "两份"
				if _, err := bot.SendMediaGroup(tgbotapi.NewMediaGroup(chat, []any{
					tgbotapi.NewInputMediaDocument(tgbotapi.FileBytes{Name: "a.txt", Bytes: []byte("a")}), second})); err != nil {
					t.Error(err)
				}
			case "keys":
				m := tgbotapi.NewMessage(chat, "选")
				m.ReplyMarkup = tgbotapi.NewReplyKeyboard(tgbotapi.NewKeyboardButtonRow(tgbotapi.NewKeyboardButton("甲"), tgbotapi.NewKeyboardButton("乙")))
				send(m)
			case "markdown":
				m := tgbotapi.NewMessage(chat, `*粗* _斜_ 1\.2`)
				m.ParseMode, m.ReplyToMessageID = "MarkdownV2", u.Message.MessageID
				send(m)
			case "end":
				send(tgbotapi.NewMessage(chat, "再见"))
				return
			default:
				send(tgbotapi.NewMessage(chat, u.Message.Text))
			}
		}
	}
}

// nodeBot runs foreign/chat.mjs. It needs Node and, the first time, the npm
// registry; ZHIBU_FOREIGN=required makes a skip a failure.
func nodeBot(t *testing.T, root string) (wait func()) {
	skip := t.Skip
	if os.Getenv("ZHIBU_FOREIGN") == "required" {
		skip = t.Fatal
	} else if os.Getenv("ZHIBU_FOREIGN") == "" {
		t.Skip("ZHIBU_FOREIGN is not set: the client from npm is not fetched")
	}
	folder := t.TempDir()
	for _, name := range []string{"package.json", "chat.mjs"} {
		data, err := os.ReadFile(filepath.Join("foreign", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	install := exec.Command("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = folder
	if out, err := install.CombinedOutput(); err != nil {
		skip("npm install: ", err, "\n", string(out))
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	bot := exec.CommandContext(ctx, "node", "chat.mjs", root, token)
	bot.Dir = folder
	var out strings.Builder
	bot.Stdout, bot.Stderr = &out, &out
	if err := bot.Start(); err != nil {
		skip(err)
	}
	return func() {
		if err := bot.Wait(); err != nil {
			t.Errorf("%v\n%s", err, &out)
		}
	}
}

// The same chat with two clients that know nothing of this server.
func TestForeignClients(t *testing.T) {
	t.Run("go-telegram-bot-api", func(t *testing.T) {
		chat(t, func(root string) func() {
			done := make(chan struct{})
			go func() { goBot(t, root); close(done) }()
			return func() { <-done }
		})
	})
	t.Run("grammY", func(t *testing.T) {
		chat(t, func(root string) func() { return nodeBot(t, root) })
	})
}

// chat plays the people. start starts the bot and returns what waits for its end.
func chat(t *testing.T, start func(root string) (wait func())) {
	s := sandbox.New(sandbox.Options{Token: token, BotName: "外来", BotUsername: "foreign_bot"})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	defer s.Close()
	wait := start(server.URL)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	wang := s.Client(7)
	sees := func(c *sandbox.Client, text string) sandbox.Message {
		t.Helper()
		m, err := c.WaitText(ctx, text)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	wang.Start("CODE")
	hello := sees(wang, "欢迎 CODE")
	if len(hello.Entities) != 1 || hello.Entities[0].Type != "bold" || hello.Buttons[0][1].URL == "" {
		t.Errorf("%+v", hello)
	}
	press, err := wang.Press(hello.ID, "同意")
	if err != nil {
		t.Fatal(err)
	}
	if a, err := wang.Answer(ctx, press); err != nil || a.Text != "已记下" || !a.Alert {
		t.Errorf("%+v %v", a, err)
	}
	if m := sees(wang, "已同意"); m.ID != hello.ID || len(m.Buttons) > 0 {
		t.Errorf("%+v", m)
	}
	wang.Send("/photo")
	if m := sees(wang, "两份"); m.Album == "" || m.Document.Name != "b.txt" {
		t.Errorf("%+v", m)
	}
	if m := sees(wang, "新图"); m.Photo == nil || !m.Edited {
		t.Errorf("%+v", m)
	}
	wang.Send("/keys")
	sees(wang, "选")
	if k := wang.Keyboard(); len(k) != 1 || k[0][1] != "乙" {
		t.Errorf("%q", k)
	}
	asked := wang.Send("/markdown")
	if m := sees(wang, "粗 斜 1.2"); m.ReplyTo != asked || len(m.Entities) != 2 {
		t.Errorf("%+v", m)
	}
	wang.SendDocument("名单.csv", []byte("王秀英"))
	sees(wang, "收到：王秀英")
	g := s.AddGroup(sandbox.Group{Title: "群", Members: []sandbox.Member{{ID: 7}, {ID: 8}}})
	if err := wang.In(g).Invite(s.BotID()); err != nil {
		t.Fatal(err)
	}
	sees(wang.In(g), "群里有3人，管理员1人")
	if c := wang.Commands(); len(c) != 1 {
		t.Errorf("%v", c)
	}
	wang.Send("/end")
	sees(wang, "再见")
	wait()
	if odd := s.Oddities(); len(odd) > 0 {
		t.Errorf("odd: %q", odd)
	}
}
