package ask

import (
	"strings"
	"testing"

	"zhibu/chat"
)

func TestText(t *testing.T) {
	testField(t, Text("what", "请写下情况。"), []fieldCase{
		{name: "a sentence", typed: "  了解情况。\n\n第二段。 ", wants: `"了解情况。\n第二段。"`, shown: "了解情况。\n第二段。"},
		{name: "too short", typed: "好", wrong: "请写一句完整的话"},
		{name: "too long", typed: strings.Repeat("长", 501), wrong: "文字超过500字，请精简"},
	})
}

func TestTextMost(t *testing.T) {
	if err := begun(Text("what", "？").Most(60)).Typed(strings.Repeat("长", 61), Sent{}); err == nil || !strings.Contains(err.Error(), "60字") {
		t.Errorf("answered %v", err)
	}
}

// TestTextLine: a short text, and one that says so, stands on one line; what follows a line break would read as a line of the card.
func TestTextLine(t *testing.T) {
	for _, c := range []struct {
		name  string
		field Field
		kept  string
	}{
		{"an item of an agenda", Text("what", "？").Most(200), "学习文件 ✅ 已核对"},
		{"a reason", Text("what", "？").Line(), "学习文件 ✅ 已核对"},
		{"a text", Text("what", "？").Most(201), "学习文件\n✅ 已核对"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := begun(c.field)
			if err := r.Typed("学习文件\n\n✅ 已核对", Sent{}); err != nil {
				t.Fatal(err)
			}
			if got := chat.Get[string](r.Answers, "what"); got != c.kept {
				t.Errorf("kept %q, want %q", got, c.kept)
			}
		})
	}
}

// TestTextRewritten: what is typed again takes the place of the first text, or is added to it.
func TestTextRewritten(t *testing.T) {
	r := begun(Text("what", "？").As("事迹").GoesOn())
	for _, s := range []string{"第一句话。", "第二句话。"} {
		if err := r.Typed(s, Sent{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := press(r, "接着写"); err != nil {
		t.Fatal(err)
	}
	if err := r.Typed("第三句话。", Sent{}); err != nil {
		t.Fatal(err)
	}
	if got := chat.Get[string](r.Answers, "what"); got != "第二句话。\n第三句话。" || r.Asked != "" {
		t.Errorf("kept %q, at %q", got, r.Asked)
	}
}

// TestTextAdded: each message is added, until one says that it is all.
func TestTextAdded(t *testing.T) {
	r := begun(Text("what", "？").As("全文").Added("读好了"))
	for _, s := range []string{"第一条 甲。", "第二条 乙。"} {
		if err := r.Typed(s, Sent{}); err != nil || r.Asked != "what" {
			t.Fatal(err, r.Asked)
		}
	}
	if err := press(r, "读好了"); err != nil || r.Asked != "" {
		t.Fatal(err, r.Asked)
	}
	if got := chat.Get[string](r.Answers, "what"); got != "第一条 甲。\n第二条 乙。" {
		t.Errorf("kept %q", got)
	}
}

// TestTextTwice: a text that is typed although there is one is asked about.
func TestTextTwice(t *testing.T) {
	for label, wants := range map[string]string{"补充": "第一句话。\n第二句话。\n第三句话。", "替换": "第二句话。\n第三句话。", "不改": "第一句话。"} {
		t.Run(label, func(t *testing.T) {
			r := begun(Text("what", "？").As("情况").Loose())
			for _, s := range []string{"第一句话。", "第二句话。", "第三句话。"} {
				if err := r.Typed(s, Sent{}); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.Confirm(r.Answers.Sum()); err == nil {
				t.Error("confirmed although it is open what a text is for")
			}
			r = again(t, r)
			if err := press(r, label); err != nil || chat.Get[string](r.Answers, "what") != wants || r.Draft != "" {
				t.Errorf("%v: kept %q", err, chat.Get[string](r.Answers, "what"))
			}
		})
	}
}
