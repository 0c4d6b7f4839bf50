package ask

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhibu/chat"
)

// honour is a form of four questions and a day that is proposed.
func honour() []Field {
	return []Field{Text("who", "请发送对象。").As("对象"), Text("what", "请发送荣誉的名称。").As("荣誉"),
		Choice("level", "是哪一级的？", "市级", "省级").As("级别"), Choice("how", "结果如何？", "已推荐", "已获评").As("结果"),
		Day("day", "是哪一天？").As("日期").Past().Loose().Known(func(x Context) any { return x.Today() })}
}

// TestSteps goes through a form: each question says its step, and one can go back.
func TestSteps(t *testing.T) {
	r := begun(honour()...)
	see := func(wants string) {
		t.Helper()
		if text := r.Card().PlainText(); !strings.Contains(text, wants) {
			t.Errorf("%q is not in %q", wants, text)
		}
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	see("第1步，共4步")
	if slices.Contains(labels(r.Card()), "上一步") {
		t.Error("there is a step before the first one")
	}
	ok(r.Typed("机关党支部", Sent{}))
	see("第2步，共4步")
	ok(press(r, "上一步"))
	see("现在：机关党支部")
	see("第1步，共4步")
	ok(press(r, "不改，下一步"))
	ok(r.Typed("先进基层党组织", Sent{}))
	ok(press(r, "市级"))
	see("第4步，共4步")
	ok(press(r, "上一步"))
	ok(press(r, "省级"))
	ok(press(r, "已推荐"))
	see("级别：省级")
	see("日期：2026年3月12日（周四）")
	ok(r.Typed("3月5日", Sent{}))
	see("日期：2026年3月5日（周四）")
	ok(press(r, "改荣誉"))
	see("现在：先进基层党组织")
	ok(r.Typed("先进党支部", Sent{}))
	see("荣誉：先进党支部")
	if err := r.Typed("看看再说", Sent{}); err == nil {
		t.Error("a text is taken that nothing asks for")
	}
	ok(r.Confirm(r.Answers.Sum()))
}

// TestTwoDevices: a confirmation of what has been changed on another device meanwhile is not taken.
func TestTwoDevices(t *testing.T) {
	r := begun(Text("what", "？").As("情况").Loose())
	if err := r.Typed("第一句话。", Sent{}); err != nil {
		t.Fatal(err)
	}
	shown := r.Answers.Sum()
	_ = r.Typed("第二句话。", Sent{})
	_ = press(r, "替换")
	if err := r.Confirm(shown); err == nil {
		t.Error("an answer is confirmed that was not shown")
	}
	if err := r.Confirm(r.Answers.Sum()); err != nil {
		t.Error(err)
	}
}

// TestPressedTwice: the second tap on a button does not answer the next question.
func TestPressedTwice(t *testing.T) {
	r := begun(Choice("a", "一？", "甲", "乙"), Choice("b", "二？", "甲", "乙"))
	code, value := chat.Code("a"), chat.Code("甲")
	if err := r.Set(code, value); err != nil {
		t.Fatal(err)
	}
	if err := r.Set(code, value); err == nil || r.Asked != "b" {
		t.Error("the second tap has answered the next question")
	}
}

// TestConditions: what depends on an answer is asked, or forgotten, as that answer changes.
func TestConditions(t *testing.T) {
	r := begun(YesNo("fine", "满意吗？").As("满意"), Text("why", "为何？").As("原因").When(func(x Context) bool { return !chat.Get[bool](x.Answers, "fine") }))
	_ = press(r, "否")
	if r.Asked != "why" {
		t.Fatalf("%q is asked for", r.Asked)
	}
	_ = r.Typed("等得太久。", Sent{})
	_ = press(r, "满意改为是")
	if r.Answers.Has("why") || r.Asked != "" {
		t.Error("the answer to a question that is not asked is kept")
	}
	_ = press(r, "满意改为否")
	if r.Asked != "why" {
		t.Error("what has become a question is not asked")
	}
}

// TestUnfit: answers that do not fit together are shown with the reason, and can be changed, not confirmed.
func TestUnfit(t *testing.T) {
	r := begun(Choice("a", "一？", "甲", "乙").As("选择"))
	r.Filled = func(x Context) ([]chat.Span, error) {
		if chat.Get[string](x.Answers, "a") == "甲" {
			return nil, Wrong("甲已经有人了。")
		}
		return []chat.Span{{Text: "乙可以。"}}, nil
	}
	_ = press(r, "甲")
	card := r.Card()
	if !strings.Contains(card.PlainText(), "选择：甲\n\n甲已经有人了。") || slices.Contains(labels(card), "确认") || r.Confirm(r.Answers.Sum()) == nil {
		t.Errorf("shown %q %q", card.PlainText(), labels(card))
	}
	_ = press(r, "改选择")
	_ = press(r, "乙")
	if err := press(r, "确认"); err != nil {
		t.Error(err)
	}
}

// any form with a field of each kind.
func everything() []Field {
	return []Field{Text("who", "谁？").As("对象"), Choice("what", "什么？", "甲", "乙", "丙").As("内容"), Member("m", "哪位？").As("同志"),
		Members("ms", "哪些？").As("参加"), Enterprise("firm", "哪家？").As("企业"), Day("day", "哪天？").Past().As("日期"), Number("n", "几？", 1, 9).As("人数"),
		YesNo("yes", "是吗？").As("完成"), Text("why", "为何？").As("原因").When(func(x Context) bool { return !chat.Get[bool](x.Answers, "yes") }),
		Text("ask", "诉求？").As("诉求").Offered(), Text("main", "情况？").As("情况").Loose(), Photo("photo", "").As("照片").Offered(),
		Day("next", "何时回访？").Optional().As("回访")}
}

// TestAnything types and presses anything: nothing panics, no word that was taken is lost unless somebody said so, what stands in
// the store goes on in the same way, and from anywhere one gets to the card with all answers.
func TestAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := begun(everything()...)
		at := sent
		texts := rapid.SampledFrom([]string{"了解情况。", "张", "张三", "3月5日", "7", "否", "甲", "翰屿", "x", "", "\u202e", strings.Repeat("长", 600), strings.Repeat("长", 2100), "12 13"})
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "seconds")) * time.Second)
			before := *r.Filling
			before.Answers = chat.Answers{}
			for k, v := range r.Answers {
				before.Answers[k] = v
			}
			before.Given = slices.Clone(r.Given)
			words := r.Words()
			if rapid.Bool().Draw(t, "type") {
				text, asked, follows := texts.Draw(t, "text"), r.Asked, Follows(*r.Filling, Sent{At: at})
				err := r.Typed(text, Sent{At: at})
				switch {
				case err != nil:
					*r.Filling = before
					if Long(text) || follows {
						Refuse(r.Filling, Sent{At: at})
					}
				case asked == "" && !strings.Contains(r.Words(), words):
					t.Fatalf("%q: of %q only %q is left", text, words, r.Words())
				}
			} else {
				rows := r.Card().Rows
				row := rapid.SampledFrom(rows).Draw(t, "row")
				b := rapid.SampledFrom(row).Draw(t, "button")
				p, err := chat.ParsePress(b.Press)
				if err != nil {
					t.Fatalf("%s carries no press", b.Label)
				}
				if err := do(r, p); err != nil {
					*r.Filling = before
				}
			}
			r = Resume(r.Form, r.Number, r.Filling)
			if card := r.Card(); len(card.Text) == 0 {
				t.Fatal("an empty card")
			}
		}
		finish(t, r)
	})
}

// finish answers what is still asked for, as somebody would who follows the cards.
func finish(t *rapid.T, r *Run) {
	at := sent.Add(time.Hour)
	for range 60 {
		at = at.Add(time.Minute)
		switch f, _ := r.field(r.Asked); {
		case r.Draft != "":
			_ = press(r, "不改")
		case r.Asked == "":
			if err := r.Confirm(r.Answers.Sum()); err != nil {
				t.Fatalf("all answers are there, and cannot be confirmed: %v", err)
			}
			for _, f := range r.Fields {
				if !r.Answers.Has(f.Name) && f.applies(r.x()) && !f.offered {
					t.Fatalf("%s is not answered", f.Name)
				}
			}
			return
		case f.several:
			_ = r.Pick(chat.Code(f.Name), f.offers(r.x())[0].Value, true)
			_ = r.Rest(chat.Code(f.Name))
		case f.options != nil:
			_ = r.Set(chat.Code(f.Name), f.offers(r.x())[0].Value)
		default:
			for _, s := range []string{"一句完整的话。", "7"} {
				if r.Typed(s, Sent{At: at}) == nil {
					break
				}
			}
		}
	}
	t.Fatalf("no way out of %q", r.Asked)
}

func FuzzTyped(f *testing.F) {
	for _, s := range []string{"", "张三", "2026年3月5日", "12 13", "是", "\x00", "甲"} {
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, at uint8) {
		fields := everything()
		for i := range fields {
			if fields[i].Name != "why" {
				fields[i] = fields[i].Optional()
			}
		}
		r := begun(fields...)
		for range int(at) % len(fields) {
			if r.Asked == "" || r.Skip(chat.Code(r.Asked)) != nil {
				break
			}
		}
		if r.Typed(text, Sent{At: sent}) == nil {
			_ = r.Card()
		}
	})
}
