package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

var benchCard = chat.Card{
	Key: "round:7",
	Text: []chat.Span{
		{Kind: chat.Bold, Text: "先锋岗评选 · 投票"},
		{Text: "\n" + strings.Repeat("请在 3月5日（周四）18:00 前投票，", 10)},
		{Kind: chat.Quote, Text: "投票是秘密的：支部里谁也看不到您的选择。"},
	},
	Rows: [][]chat.Button{
		{{Label: "王建国", Press: "v.pick:1:a"}, {Label: "李秀英", Press: "v.pick:1:b"}},
		{{Label: "张伟", Press: "v.pick:1:c"}, {Label: "刘洋", Press: "v.pick:1:d"}},
		{{Label: "返回", Press: "home"}},
	},
}

// benchAnswer is as long as the server's: it echoes text and buttons, with \u for each Chinese character.
var benchAnswer = func() []byte {
	text, _ := render(benchCard.Text, capabilities.Words, false)
	var esc strings.Builder
	for _, r := range text {
		fmt.Fprintf(&esc, `\u%04x`, r)
	}
	return []byte(`{"ok":true,"result":{"message_id":4711,"from":{"id":1,"is_bot":true,"first_name":"b","username":"b_bot"},` +
		`"chat":{"id":7001,"first_name":"x","type":"private"},"date":1772700000,"text":"` + esc.String() + `","reply_markup":` + keyboard(benchCard.Rows) + `}}`)
}()

// echo is a server of no cost, so that a benchmark sees the client's side alone.
type echo struct{ body []byte }

func (e echo) RoundTrip(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: 200, Body: io.NopCloser(bytes.NewReader(e.body)), ContentLength: int64(len(e.body))}, nil
}

func benchBot(b *testing.B, body []byte) *Bot {
	bt := bot(b, "http://127.0.0.1:1", nil)
	bt.transport = echo{body}
	return bt
}

func BenchmarkSend(b *testing.B) {
	bt := benchBot(b, benchAnswer)
	b.ReportAllocs()
	for b.Loop() {
		if id, err := bt.Send(context.Background(), "tg:7001", benchCard, nil); id != 4711 {
			b.Fatal(id, err)
		}
	}
}

// BenchmarkSendByLibrary is the same message through MakeRequest, for comparison.
func BenchmarkSendByLibrary(b *testing.B) {
	bt := benchBot(b, benchAnswer)
	b.ReportAllocs()
	for b.Loop() {
		text, _ := render(benchCard.Text, capabilities.Words, true)
		p := tgbotapi.Params{"chat_id": "7001", "text": text, "parse_mode": "HTML",
			"link_preview_options": `{"is_disabled":true}`, "reply_markup": keyboard(benchCard.Rows)}
		var m tgbotapi.Message
		if err := bt.call(context.Background(), "sendMessage", p, patience, &m); err != nil || m.MessageID != 4711 {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnswer(b *testing.B) {
	bt := benchBot(b, []byte(`{"ok":true,"result":true}`))
	b.ReportAllocs()
	for b.Loop() {
		if err := bt.Answer(context.Background(), "4382bfdwdsb323b2d9", "已投票", false); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSendLoopback(b *testing.B) {
	bt := serve(b, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		_, _ = w.Write(benchAnswer)
	})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := bt.Send(context.Background(), "tg:7001", benchCard, nil); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkSendByLibraryLoopback(b *testing.B) {
	bt := serve(b, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		_, _ = w.Write(benchAnswer)
	})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			text, _ := render(benchCard.Text, capabilities.Words, true)
			p := tgbotapi.Params{"chat_id": "7001", "text": text, "parse_mode": "HTML",
				"link_preview_options": `{"is_disabled":true}`, "reply_markup": keyboard(benchCard.Rows)}
			var m tgbotapi.Message
			if err := bt.call(context.Background(), "sendMessage", p, patience, &m); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkKeyboard(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		keyboard(benchCard.Rows)
	}
}

func BenchmarkRender(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		render(benchCard.Text, capabilities.Words, true)
	}
}

// benchUpdates is an answer of 100 presses, each with the whole message that carried the button.
var benchUpdates = func() []byte {
	var all []string
	for i := range 100 {
		all = append(all, fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"%d","from":{"id":7001,"is_bot":false,"first_name":"x"},`+
			`"message":%s,"chat_instance":"-1","data":"v.pick:1:a"}}`, i+1, i, benchAnswer[len(`{"ok":true,"result":`):len(benchAnswer)-1]))
	}
	return []byte(`{"ok":true,"result":[` + strings.Join(all, ",") + `]}`)
}()

func BenchmarkUpdates(b *testing.B) {
	p := &poller{bot: benchBot(b, benchUpdates)}
	b.SetBytes(int64(len(benchUpdates)))
	b.ReportAllocs()
	for b.Loop() {
		if all, err := p.ask(context.Background(), 1, 100, 0); err != nil || !all[99].use {
			b.Fatal(err)
		}
	}
}

// BenchmarkUpdatesByLibrary is the same through MakeRequest and one RawMessage each, for comparison.
func BenchmarkUpdatesByLibrary(b *testing.B) {
	bt := benchBot(b, benchUpdates)
	b.SetBytes(int64(len(benchUpdates)))
	b.ReportAllocs()
	for b.Loop() {
		var raws []json.RawMessage
		if err := bt.call(context.Background(), "getUpdates", tgbotapi.Params{"offset": "1"}, patience, &raws); err != nil {
			b.Fatal(err)
		}
		for _, raw := range raws {
			if !parseOne(raw).use {
				b.Fatal("of no use")
			}
		}
	}
}
