package sandbox_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/sandbox"
)

// TestGoTelegramBotAPI runs the script through the Go library as it is, polling loop and all.
func TestGoTelegramBotAPI(t *testing.T) {
	s, api := served(t)
	bot, err := tg.NewBotAPIWithAPIEndpoint(token, api+"/bot%s/%s")
	if err != nil {
		t.Fatal(err)
	}
	say := func(c tg.Chattable) tg.Message {
		m, err := bot.Send(c)
		if err != nil {
			t.Logf("%T: %v", c, err)
		}
		return m
	}
	if _, err := bot.Request(tg.NewSetMyCommands(tg.BotCommand{Command: "start", Description: "开始"})); err != nil {
		t.Fatal(err)
	}
	updates := bot.GetUpdatesChan(tg.UpdateConfig{Timeout: 1})
	t.Cleanup(bot.StopReceivingUpdates)
	go func() {
		for u := range updates {
			switch m := u.Message; {
			case u.CallbackQuery != nil:
				q := u.CallbackQuery
				answer := tg.NewCallback(q.ID, "")
				switch q.Data {
				case "edit":
					e := tg.NewEditMessageText(q.Message.Chat.ID, q.Message.MessageID, "改好了 <i>一次</i>")
					e.ParseMode = tg.ModeHTML
					say(e)
					answer.Text = "已改"
				case "alert":
					answer = tg.NewCallbackWithAlert(q.ID, "请看这里")
				case "delete":
					if _, err := bot.Request(tg.NewDeleteMessage(q.Message.Chat.ID, q.Message.MessageID)); err != nil {
						t.Log(err)
					}
				}
				if _, err := bot.Request(answer); err != nil {
					t.Log(err)
				}
			case m == nil:
			case m.Command() == "start":
				hello := tg.NewMessage(m.Chat.ID, "你好 <b>"+tg.EscapeText(tg.ModeHTML, m.CommandArguments())+"</b>")
				hello.ParseMode = tg.ModeHTML
				hello.ReplyMarkup = tg.NewInlineKeyboardMarkup(
					tg.NewInlineKeyboardRow(tg.NewInlineKeyboardButtonData("改", "edit"), tg.NewInlineKeyboardButtonData("说", "alert")),
					tg.NewInlineKeyboardRow(tg.NewInlineKeyboardButtonData("走", "delete")))
				say(hello)
			case m.Command() == "album":
				var parts []any
				for _, n := range []string{"1", "2"} {
					d := tg.NewInputMediaDocument(tg.FileBytes{Name: n + ".txt", Bytes: []byte("part " + n)})
					d.Caption = "第 " + n + " 份"
					parts = append(parts, d)
				}
				if _, err := bot.SendMediaGroup(tg.NewMediaGroup(m.Chat.ID, parts)); err != nil {
					t.Log(err)
				}
			case m.Document != nil:
				f, err := bot.GetFile(tg.FileConfig{FileID: m.Document.FileID})
				if err != nil {
					t.Log(err)
					continue
				}
				got, err := http.Get(api + "/file/bot" + token + "/" + f.FilePath)
				if err != nil {
					t.Log(err)
					continue
				}
				say(tg.NewDocument(m.Chat.ID, tg.FileReader{Name: "copy-" + m.Document.FileName, Reader: got.Body}))
				got.Body.Close()
			case m.Photo != nil:
				p := tg.NewPhoto(m.Chat.ID, tg.FileID(m.Photo[len(m.Photo)-1].FileID))
				p.Caption = "收到"
				say(p)
			case m.NewChatMembers != nil:
				say(tg.NewMessage(m.Chat.ID, "大家好"))
			}
		}
	}()
	script(t, s)
}

// TestGrammy runs it through a client of another language. ZHIBU_FOREIGN=required makes its absence a failure.
func TestGrammy(t *testing.T) {
	folder, _ := filepath.Abs("testdata/grammy")
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "grammy")); err != nil {
		if os.Getenv("ZHIBU_FOREIGN") == "required" {
			t.Fatal("npm ci has not been run in sandbox/testdata/grammy")
		}
		t.Skip("needs npm ci in sandbox/testdata/grammy; make full does it")
	}
	s, api := served(t)
	node := exec.CommandContext(t.Context(), "node", "bot.mjs", api, token)
	var said bytes.Buffer
	node.Dir, node.Stdout, node.Stderr = folder, &said, &said
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		node.Process.Kill()
		node.Wait()
		if said.Len() > 0 {
			t.Log(said.String())
		}
	})
	script(t, s)
}

func served(t *testing.T) (*sandbox.Server, string) {
	s := sandbox.New(sandbox.Options{Token: token, BotName: "外来", BotUsername: "foreign_bot"})
	web := httptest.NewServer(s.Handler())
	t.Cleanup(func() { s.Close(); web.Close() })
	return s, web.URL
}

// script is one person's chat with such a bot.
func script(t *testing.T, s *sandbox.Server) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	who := s.Client(42)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	see := func(text string) sandbox.Message {
		t.Helper()
		m, err := who.WaitText(ctx, text)
		must(err)
		return m
	}
	press := func(m sandbox.Message, label string, want sandbox.Answer) {
		t.Helper()
		id, err := who.Press(m.ID, label)
		must(err)
		got, err := who.Answer(ctx, id)
		must(err)
		if got != want {
			t.Errorf("%s is answered %+v, want %+v", label, got, want)
		}
	}

	who.Start("abc-123")
	hello := see("你好 abc-123")
	if !slices.ContainsFunc(hello.Entities, func(e sandbox.Entity) bool { return e.Type == "bold" && e.Offset == 3 && e.Length == 7 }) {
		t.Errorf("entities %+v", hello.Entities)
	}
	press(hello, "说", sandbox.Answer{Text: "请看这里", Alert: true})
	press(hello, "改", sandbox.Answer{Text: "已改"})
	if m := see("改好了 一次"); m.ID != hello.ID || !m.Edited || len(m.Buttons) != 0 {
		t.Errorf("edited: %+v", m)
	}
	if c := who.Commands(); len(c) != 1 || c[0].Description != "开始" {
		t.Errorf("commands %+v", c)
	}

	who.SendDocument("名册.csv", []byte("a,b\n"))
	must(who.WaitFor(ctx, func(all []sandbox.Message) bool {
		last := all[len(all)-1]
		return last.FromBot && last.Document != nil && last.Document.Name == "copy-名册.csv" && string(last.Document.Data) == "a,b\n"
	}))
	var picture bytes.Buffer
	must(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 320, 240))))
	who.SendPhoto(picture.Bytes(), "")
	if m := see("收到"); m.Photo == nil {
		t.Errorf("no photo came back: %+v", m)
	}
	who.Send("/album")
	see("第 1 份")
	if m := see("第 2 份"); m.Document == nil || string(m.Document.Data) != "part 2" {
		t.Errorf("of the album: %+v", m)
	}

	who.Block() // what the bot sends now is refused; it must live on
	who.Unblock()
	who.Start("again")
	press(see("你好 again"), "走", sandbox.Answer{})
	must(who.WaitFor(ctx, func(all []sandbox.Message) bool {
		return !slices.ContainsFunc(all, func(m sandbox.Message) bool { return m.Text == "你好 again" })
	}))
}
