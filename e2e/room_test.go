package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"zhibu/sandbox"
)

// room is a sandbox without our bot, in which the test itself is the bot.
type room struct {
	*testing.T
	*sandbox.Server
	base string
}

const token = "100001:room"

func newRoom(t *testing.T) room {
	s := sandbox.New(sandbox.Options{Token: token, BotName: "小助手", BotUsername: "helper_bot"})
	h := httptest.NewServer(s.Handler())
	t.Cleanup(h.Close)
	t.Cleanup(s.Close)
	return room{t, s, h.URL}
}

// call has the bot do something.
func (r room) call(method string, pairs ...string) {
	r.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req := httptest.NewRequest("POST", "http://127.0.0.1/bot"+token+"/"+method, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.RemoteAddr = "127.0.0.1:1" // as over the network of this machine
	w := httptest.NewRecorder()
	r.Handler().ServeHTTP(w, req)
	if w.Code != 200 {
		r.Fatalf("%s: %s", method, w.Body)
	}
}

func picture(w, h int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.Set(x, y, color.RGBA{uint8(160 + 60*x/w), uint8(40 + 140*y/h), 60, 255})
		}
	}
	var b bytes.Buffer
	png.Encode(&b, m)
	return b.Bytes()
}

// TestRoom shows what our bot does not do: groups, every kind of span, files, alerts, blocking, two people at once.
func TestRoom(t *testing.T) {
	t.Parallel()
	in := browser(t)
	r := newRoom(t)
	r.AddPerson(sandbox.Person{ID: 7, First: "秀英", Last: "王", Label: "第一小组", Role: "组长"})
	r.AddPerson(sandbox.Person{ID: 8, First: "阿卜杜拉·买买提江", Label: "名称特别长的第二党小组（机关服务中心）", Role: "预备党员"})
	r.AddPerson(sandbox.Person{ID: 9, First: "Li", Note: "CODE_1"})
	g := r.AddGroup(sandbox.Group{Title: "第一党小组工作群", Members: []sandbox.Member{{ID: 7}, {ID: 8}, {ID: r.BotID()}}})
	r.call("setMyCommands", "commands", `[{"command":"menu","description":"首页"},{"command":"me","description":"我的信息"},{"command":"visit","description":"登记走访"}]`)
	wang := r.Client(7)
	wang.Start("")
	r.call("sendMessage", "chat_id", "7", "parse_mode", "HTML", "text", `<b>粗体</b>、<i>斜体</i>、<u>下划线</u>、<s>删除线</s>、<tg-spoiler>隐藏的文字</tg-spoiler>、<code>代码</code>、<a href="https://example.com/">链接</a>
<blockquote>引用的一段话，第二行也在里面。</blockquote>
<blockquote expandable>可展开的引用。第一条。
第二条。
第三条。
第四条。
第五条，折叠时看不见。</blockquote>
<pre>pre: 等宽文字</pre>正文到这里结束。`)
	wang.SendDocument("走访台账（第二季度）.xlsx", bytes.Repeat([]byte("x"), 45_000))
	wang.SendPhoto(picture(640, 360), "现场照片")
	wang.SendPhoto(picture(300, 500), "")
	wang.Forward("转来的一段话")
	gone := wang.Send("说错了")
	wang.Delete(gone)
	mine := wang.Send("大家好")
	wang.Edit(mine, "大家好，我是王秀英")
	r.call("sendMessage", "chat_id", "7", "text", "请选择：", "protect_content", "true", "reply_parameters", fmt.Sprintf(`{"message_id":%d}`, mine), "reply_markup",
		`{"inline_keyboard":[[{"text":"是","callback_data":"y"},{"text":"否","callback_data":"n"}],[{"text":"云州市机关事务服务中心第三党支部委员会办公室","callback_data":"long"}],[{"text":"一个不短的标签","callback_data":"a"},{"text":"另一个更长一些的标签","callback_data":"b"},{"text":"第三个标签","callback_data":"c"}],[{"text":"打开网址","url":"https://example.com/"},{"text":"复制","copy_text":{"text":"abc"}}]]}`)
	group := wang.In(g)
	hello := group.Send("@helper_bot 请统计")
	r.Client(8).In(g).Reply(hello, "收到，马上办")
	r.call("sendMessage", "chat_id", fmt.Sprint(g), "text", "本周走访 3 家。", "reply_parameters", fmt.Sprintf(`{"message_id":%d}`, hello))
	group.Rename("第一党小组")

	phoneTab := open(t, in, r.base, phone, phoneHigh)
	phoneTab.as("王秀英")
	phoneTab.sees("请选择")
	phoneTab.until("the pictures", `[...document.querySelectorAll('.bubble img')].every(i => i.complete && i.naturalWidth)`)
	phoneTab.look("room-phone-end")
	if cut := number[bool](phoneTab, `(b => b.scrollWidth > b.clientWidth && getComputedStyle(b).textOverflow === 'ellipsis')([...document.querySelectorAll('.keys button')].find(b => b.innerText.startsWith('另一个')))`); !cut {
		t.Error("a label that does not fit is not seen to be cut")
	}
	if ok := number[bool](phoneTab, `[...document.querySelectorAll('.msg.keyed')].every(m => Math.abs(m.querySelector('.bubble').offsetWidth - m.querySelector('.keys').offsetWidth) < 1 && [...m.querySelectorAll('.keys div')].every(d => new Set([...d.children].map(b => Math.round(b.offsetWidth))).size === 1))`); !ok {
		t.Error("a keyboard is not as wide as its bubble, or its columns are not equal")
	}
	phoneTab.click("a picture", `[...document.querySelectorAll('.bubble img')][0]`)
	phoneTab.until("it is enlarged", `document.getElementById('viewer').open`)
	phoneTab.look("room-phone-viewer")
	number[bool](phoneTab, `history.back(), true`)
	phoneTab.until("back closes it and stays in the chat", `!document.getElementById('viewer').open && location.hash === '#p=7'`)
	number[bool](phoneTab, `document.getElementById('log').scrollTop = 0, true`)
	phoneTab.until("the way down", `!document.getElementById('down').hidden`)
	phoneTab.look("room-phone-top")
	phoneTab.click("the group", `document.querySelectorAll('#tabs a')[1]`)
	phoneTab.sees("本周走访 3 家")
	phoneTab.look("room-phone-group")

	wide := open(t, in, r.base+"/#p=7&c="+fmt.Sprint(g), desk, deskHigh)
	wide.sees("把群名改为“第一党小组”")
	wide.look("room-desk-group")
	// Two tabs are two people, and each is told at once.
	phoneTab.as("阿卜杜拉·买买提江")
	phoneTab.press("开始")
	phoneTab.until("the composer", `!document.getElementById('composer').hidden`)
	r.call("sendMessage", "chat_id", "8", "text", "欢迎")
	phoneTab.sees("欢迎")
	phoneTab.do(chromedp.SendKeys("#text", "/m"))
	phoneTab.until("the menu is filtered", `document.querySelectorAll('#menu [role=option]').length === 2`)
	phoneTab.look("room-phone-menu")
	phoneTab.do(chromedp.SendKeys("#text", "e\r"))
	phoneTab.sees("/me")
	// A draft and the place survive a reload.
	phoneTab.do(chromedp.SendKeys("#text", "还没写完"), chromedp.Reload())
	phoneTab.until("the draft", `document.getElementById('text').value === '还没写完'`)
	// Blocked and unblocked.
	phoneTab.press("更多")
	phoneTab.press("停用机器人")
	phoneTab.press("恢复接收")
	phoneTab.until("the composer is back", `!document.getElementById('composer').hidden && document.getElementById('text').value === '还没写完'`)
	phoneTab.as("Li")
	phoneTab.look("room-phone-start")
	wide.as("王秀英")
	wide.sees("请选择")
	wide.look("room-desk-end")
	wide.find("没有这个人的")
	wide.look("room-desk-empty")
	wide.find("")
	// The keyboard alone: up changes one's own, Esc gives up.
	wide.do(chromedp.Focus("#text"), chromedp.KeyEvent("\u0304")) // up
	wide.until("changing", `document.getElementById('text').value === '大家好，我是王秀英'`)
	wide.do(chromedp.SendKeys("#text", "！\r"))
	wide.sees("大家好，我是王秀英！")
	// An alert as the bot means it.
	done := make(chan struct{})
	go func() {
		defer close(done)
		for id := int64(4_300_000_000_000_000_001); ; {
			form := url.Values{"callback_query_id": {fmt.Sprint(id)}, "text": {"您没有这个权限。"}, "show_alert": {"true"}}
			req := httptest.NewRequest("GET", "http://127.0.0.1/bot"+token+"/answerCallbackQuery?"+form.Encode(), nil)
			req.RemoteAddr = "127.0.0.1:1"
			w := httptest.NewRecorder()
			if r.Handler().ServeHTTP(w, req); w.Code == 200 {
				return
			}
		}
	}()
	wide.press("是")
	wide.until("the alert", `document.getElementById('alert').open && document.getElementById('alert').innerText.includes('您没有这个权限。')`)
	<-done
	wide.look("room-desk-alert")
	wide.press("好")
}

// TestLarge measures three thousand people and a chat of two thousand messages.
func TestLarge(t *testing.T) {
	in := browser(t)
	r := newRoom(t)
	for i := range int64(3000) {
		r.AddPerson(sandbox.Person{ID: 1 + i, First: fmt.Sprintf("成员%04d", i), Label: fmt.Sprintf("第%d党小组", i%40+1)})
	}
	r.Client(1).Start("")
	r.Client(2).Start("")
	for i := range 1000 {
		r.Client(1).Send(fmt.Sprintf("第 %d 句", i))
		r.call("sendMessage", "chat_id", "1", "text", fmt.Sprintf("答复第 %d 句，写得稍长一些，好占两行的位置，看看滚动时是不是平稳。", i), "reply_markup", `{"inline_keyboard":[[{"text":"好","callback_data":"y"},{"text":"不好","callback_data":"n"}]]}`)
	}
	v := open(t, in, r.base+"/#p=1", desk, deskHigh)
	v.sees("答复第 999 句")
	first := number[float64](v, `performance.now()`)
	if n := number[int](v, `document.querySelectorAll('a.person').length`); n > 300 {
		t.Errorf("%d people are drawn at once", n)
	}
	// All of the history, loaded by scrolling up.
	number[bool](v, `(window.n = 0, window.up = setInterval(() => document.getElementById('log').scrollTop = 300 + (window.n++ & 1), 10), true)`)
	v.until("all is loaded", `document.querySelectorAll('.msg').length >= 2001`)
	t.Logf("all 2001 messages loaded by scrolling up after %.0f ms more", number[float64](v, `performance.now()`)-first)
	number[bool](v, `clearInterval(window.up), document.getElementById('down').click(), true`)
	// One new message: what is put in, and how long the page is busy with it.
	number[bool](v, `window.changes = 0, window.watch = new MutationObserver(l => window.changes += l.reduce((n, m) => n + m.addedNodes.length + m.removedNodes.length, 0)),
		window.watch.observe(document.getElementById('app'), {childList: true, subtree: true}),
		window.long = 0, window.since = performance.now() + 700, new PerformanceObserver(l => l.getEntries().filter(e => e.startTime > window.since).forEach(e => window.long = Math.max(window.long, e.duration))).observe({entryTypes: ['longtask']}), true`)
	time.Sleep(800 * time.Millisecond) // the way down is done
	for i := range 20 {
		r.call("sendMessage", "chat_id", fmt.Sprint(1+i%2), "text", fmt.Sprintf("新消息 %d", i))
		if i%2 == 0 {
			v.sees(fmt.Sprintf("新消息 %d", i))
		}
	}
	changes, long := number[int](v, `window.changes`), number[float64](v, `window.long`)
	t.Logf("3000 people and the newest of 2001 messages seen after %.0f ms; 20 messages with all 2001 drawn: %d nodes changed, longest task %.0f ms", first, changes, long)
	if changes > 2000 {
		t.Errorf("20 messages changed %d nodes: something is drawn anew", changes)
	}
	number[bool](v, `window.t0 = performance.now(), document.getElementById('search').value = '2999', document.getElementById('search').dispatchEvent(new Event('input')), true`)
	v.until("found", `document.querySelector('a.person b').innerText === '成员2999'`)
}
