package ask

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

var today = branch.On(2026, time.March, 12)

// office is a small branch to fill in forms for.
type smallBranch struct{}

func (smallBranch) Today() branch.Date { return today }
func (smallBranch) People() *branch.People {
	p := &branch.People{Groups: []branch.Group{{Branch: 1, ID: 1, Name: "第一党小组"}, {Branch: 1, ID: 2, Name: "第二党小组"}}}
	for i, name := range []string{"秦立民", "张三", "张珊", "李四", "李四"} {
		p.Members = append(p.Members, branch.Member{Branch: 1, ID: branch.MemberID(i + 1), Name: name, Group: branch.GroupID(1 + i%2), Status: branch.Active})
	}
	return p
}
func (smallBranch) Enterprises() []branch.Contact {
	return []branch.Contact{{Branch: 1, ID: 7, Name: "云州翰屿精密机械有限公司"}, {Branch: 1, ID: 9, Name: "云州海峡食品有限公司"}}
}

// begun is a form with those fields, at its first question.
func begun(fields ...Field) *Run {
	return Begin(Form{Name: "test", Title: "试填", Fields: fields, Branch: smallBranch{}}, 5, &chat.Filling{}, nil)
}

// again is the form as the store brings it back after a restart.
func again(t *testing.T, r *Run) *Run {
	t.Helper()
	raw, err := json.Marshal(r.Filling)
	if err != nil {
		t.Fatal(err)
	}
	back := &chat.Filling{}
	if err := json.Unmarshal(raw, back); err != nil {
		t.Fatal(err)
	}
	return Resume(r.Form, r.Number, back)
}

// labels are the labels of a card's buttons.
func labels(c chat.Card) (list []string) {
	for _, r := range c.Rows {
		for _, b := range r {
			list = append(list, b.Label)
		}
	}
	return list
}

// press presses a button by its label, as it is carried.
func press(r *Run, label string) error {
	for _, row := range r.Card().Rows {
		for _, b := range row {
			if b.Label != label {
				continue
			}
			p, err := chat.ParsePress(b.Press)
			if err != nil {
				return err
			}
			return do(r, p)
		}
	}
	return Wrong("no button " + label)
}

// do does what a button carries.
func do(r *Run, p chat.Press) error {
	arg := func(i int) int64 {
		if i < len(p.Args) {
			return p.Args[i]
		}
		return 0
	}
	switch p.Action {
	case cards.ActFormSet:
		return r.Set(arg(1), arg(2))
	case cards.ActFormPick:
		return r.Pick(arg(1), arg(2), arg(3) == 1)
	case cards.ActFormPage:
		return r.Turn(arg(1), int(arg(2)))
	case cards.ActFormNext:
		return r.Rest(arg(1))
	case cards.ActFormBack:
		return r.Back(arg(1))
	case cards.ActFormSkip:
		return r.Skip(arg(1))
	case cards.ActFormFix:
		return r.Fix(arg(1))
	case cards.ActFormNone:
		return r.None(arg(1))
	case cards.ActFormMore:
		return r.Add(arg(1))
	case cards.ActFormSee:
		return r.See()
	case cards.ActFormOK:
		return r.Confirm(arg(1))
	case cards.ActTextAdd:
		return r.Settle(true, false)
	case cards.ActTextSwap:
		return r.Settle(false, true)
	case cards.ActTextKeep:
		return r.Settle(false, false)
	}
	return nil
}

// a fieldCase is one answer to a field: typed, or pressed.
type fieldCase struct {
	name, typed, pressed string
	wants                string // the answer as it is kept
	wrong                string // or what is wrong with it
	shown                string // among all answers
}

// testField answers a field in each way; then has it asked for, skipped, changed and kept over a restart.
func testField(t *testing.T, f Field, cases []fieldCase) {
	t.Helper()
	f = f.As("内容")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := begun(f)
			if text := r.Card().PlainText(); !strings.Contains(text, f.Question) {
				t.Errorf("asked %q, not %q", text, f.Question)
			}
			err := error(nil)
			if c.pressed != "" {
				err = press(r, c.pressed)
			} else {
				err = r.Typed(c.typed, Sent{})
			}
			if f.several && err == nil {
				err = r.Rest(chat.Code(f.Name))
			}
			if c.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), c.wrong) {
					t.Errorf("%q%q is answered %v, not %q", c.typed, c.pressed, err, c.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			r = again(t, r)
			if got := string(r.Answers[f.Name]); got != c.wants {
				t.Errorf("%q%q is kept as %s, not %s", c.typed, c.pressed, got, c.wants)
			}
			if text := r.Card().PlainText(); !strings.Contains(text, "内容："+c.shown) {
				t.Errorf("shown as %q, not %q", text, c.shown)
			}
			if err := r.Confirm(r.Answers.Sum()); err != nil {
				t.Errorf("cannot be confirmed: %v", err)
			}
			if !f.direct && !f.several {
				if err := press(r, "改内容"); err != nil {
					t.Errorf("cannot be changed: %v", err)
				}
				if err := press(r, "不改，返回"); err != nil || r.Asked != "" {
					t.Errorf("no way back from a change: %v", err)
				}
			}
		})
	}
	t.Run("skipped", func(t *testing.T) {
		if r := begun(f); slices.Contains(labels(r.Card()), "跳过") || r.Skip(chat.Code(f.Name)) == nil {
			t.Error("a question that needs an answer can be skipped")
		}
		r := begun(f.Optional())
		if err := press(r, "跳过"); err != nil || r.Asked != "" || strings.Contains(r.Card().PlainText(), "内容") {
			t.Errorf("an optional question cannot be skipped: %v, %q", err, r.Card().PlainText())
		}
	})
	t.Run("known", func(t *testing.T) {
		r := begun(f.Known(func(Context) any { return json.RawMessage(cases[0].wants) }))
		if r.Asked != "" || !strings.Contains(r.Card().PlainText(), cases[0].shown) || r.Holds() {
			t.Errorf("what is known is asked: %q", r.Card().PlainText())
		}
	})
}
