package ask

import (
	"errors"
	"strings"
	"testing"
	"time"

	"zhibu/chat"
)

var sent = time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC)

// longText asks for a text that may be longer than a message.
func longText() Field { return Text("body", "全文？").As("全文").Most(10_000) }

// TestSplitJoined sends a text of several messages, cut at 4,096 or at a line: it is one answer.
func TestSplitJoined(t *testing.T) {
	a, b, c := strings.Repeat("甲", 4096), strings.Repeat("乙", 4096), "丙丙。"
	r := begun(longText(), Text("why", "为何？"))
	for i, s := range []string{a, b, c} {
		if err := r.Typed(s, Sent{At: sent.Add(time.Duration(i) * time.Second)}); err != nil {
			t.Fatal(err)
		}
		r = again(t, r)
	}
	if got := chat.Get[string](r.Answers, "body"); got != a+b+c || r.Asked != "why" {
		t.Errorf("kept %d characters, asked for %q", len([]rune(got)), r.Asked)
	}
	r = begun(longText(), Text("why", "为何？"))
	_ = r.Typed(strings.Repeat("甲", 3000), Sent{At: sent})
	_ = r.Typed("第二段。", Sent{At: sent})
	if got := chat.Get[string](r.Answers, "body"); !strings.HasSuffix(got, "甲\n第二段。") {
		t.Errorf("a text that was cut at a line ends %q", got[max(0, len(got)-30):])
	}
	r = begun(longText(), Text("why", "为何？"))
	_ = r.Typed(strings.Repeat("甲", 3000), Sent{At: sent})
	_ = r.Typed("因为需要。", Sent{At: sent.Add(time.Minute)})
	if chat.Get[string](r.Answers, "why") != "因为需要。" {
		t.Error("the next answer is taken for a part of the text before it")
	}
}

// TestSplitRefused: a text that is too long is refused whole, its tail as well.
func TestSplitRefused(t *testing.T) {
	r := begun(Text("what", "？"), Text("why", "为何？"))
	if err := r.Typed(strings.Repeat("长", 4096), Sent{At: sent}); err == nil {
		t.Fatal("taken")
	}
	Refuse(r.Filling, Sent{At: sent})
	r = again(t, r)
	for range 2 {
		if err := r.Typed("这是尾巴。", Sent{At: sent.Add(time.Second)}); !errors.Is(err, ErrSplit) || !strings.Contains(err.Error(), "同一段长文字") {
			t.Fatalf("the tail is answered %v", err)
		}
		Refuse(r.Filling, Sent{At: sent.Add(time.Second)})
	}
	if err := r.Typed("一句短话。", Sent{At: sent.Add(time.Minute)}); err != nil || chat.Get[string](r.Answers, "what") != "一句短话。" {
		t.Error(err)
	}
}

// TestSplitTooLongTogether: parts that are too long together are all dropped, and the question is open again.
func TestSplitTooLongTogether(t *testing.T) {
	r := begun(Text("body", "？").Most(5000), Text("why", "为何？"))
	if err := r.Typed(strings.Repeat("甲", 4096), Sent{At: sent}); err != nil {
		t.Fatal(err)
	}
	if err := r.Typed(strings.Repeat("乙", 1000), Sent{At: sent}); !errors.Is(err, ErrSplit) {
		t.Fatalf("answered %v", err)
	}
	Refuse(r.Filling, Sent{At: sent})
	if r.Answers.Has("body") || r.Asked != "body" || r.Holds() {
		t.Errorf("a part is kept, and %q is asked for", r.Asked)
	}
}

// TestSplitAdded: what is too much for what was written before is refused, with what follows it; what was written stays.
func TestSplitAdded(t *testing.T) {
	r := begun(Text("body", "？").Most(3000).Added("写好了"), Text("why", "为何？"))
	if err := r.Typed("甲。", Sent{At: sent.Add(-time.Minute)}); err != nil {
		t.Fatal(err)
	}
	if err := r.Typed(strings.Repeat("乙", 2900), Sent{At: sent}); err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{strings.Repeat("丙", 1400), "尾巴。"} {
		at := Sent{At: sent.Add(time.Duration(i+1) * time.Second)}
		err := r.Typed(text, at)
		if !errors.Is(err, ErrSplit) || !strings.HasPrefix(err.Error(), "这一条没有收下，前面写的还在。") || strings.Contains(err.Error(), "超过3000字") != (i == 0) {
			t.Fatalf("answered %v", err)
		}
		Refuse(r.Filling, at)
		if got := chat.Get[string](r.Answers, "body"); !strings.HasPrefix(got, "甲。\n乙") || strings.ContainsAny(got, "丙尾") {
			t.Fatalf("after %q the answer is %.20q", text, got)
		}
	}
	if err := r.Typed("丁。", Sent{At: sent.Add(time.Minute)}); err != nil || !strings.HasSuffix(chat.Get[string](r.Answers, "body"), "乙\n丁。") {
		t.Errorf("a minute later: %v", err)
	}
}

func TestUnits(t *testing.T) {
	if units("😀") != 2 || !Long(strings.Repeat("😀", 1024)) || Long(strings.Repeat("甲", 2047)) {
		t.Error("what a message holds is counted in UTF-16 units")
	}
}
