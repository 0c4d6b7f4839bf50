package world

import (
	"maps"
	"slices"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/demo"
	"zhibu/sandbox"
)

// Phone returns somebody's phone.
func (w *World) Phone(m branch.Member) *sandbox.Client {
	if w.Phones[m.ID] == nil {
		w.Phones[m.ID] = w.Server.Client(demo.FirstID + int64(m.ID))
	}
	return w.Phones[m.ID]
}

// Press presses the button with that label on the newest message that has it, and returns the answer. A name stands for itself
// with what tells it apart.
func (w *World) Press(p *sandbox.Client, label string) sandbox.Answer {
	w.Helper()
	return w.PressOf(p, label, "")
}

// PressOf presses the lowest button with that label and action, of any action if none is named.
func (w *World) PressOf(p *sandbox.Client, label, action string) sandbox.Answer {
	w.Helper()
	w.Settle()
	all := p.Messages()
	for i := len(all) - 1; i >= 0; i-- {
		for _, row := range all[i].Buttons {
			for _, b := range row {
				if b.Text != label && !strings.HasPrefix(b.Text, label+"（") || action != "" && !strings.HasPrefix(b.Data, action+":") {
					continue
				}
				w.Pressed[p] = all[i].ID
				defer w.Answered(p)()
				id, err := p.Press(all[i].ID, b.Text)
				if err != nil {
					w.Fatal(err)
				}
				a, err := p.Answer(w.Ctx(), id)
				if err != nil {
					w.Fatal(err)
				}
				w.Settle()
				return a
			}
		}
	}
	w.Fatalf("%s has no button %q; the last message is %q with %v", p.Person().First, label, p.Last().Text, p.Last().Buttons)
	return sandbox.Answer{}
}

// Button1 presses the button whose label begins so, on the newest message that has one.
func (w *World) Button1(p *sandbox.Client, begins string) {
	w.Helper()
	w.Settle()
	for _, m := range slices.Backward(p.Messages()) {
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Text, begins) {
					w.Press(p, b.Text)
					return
				}
			}
		}
	}
	w.Fatalf("%s has no button %s…; the last message is %q with %v", p.Person().First, begins, p.Last().Text, p.Last().Buttons)
}

// Say types a text and waits for what comes of it.
func (w *World) Say(p *sandbox.Client, text string) string {
	w.Helper()
	defer w.Answered(p)()
	p.Send(text)
	w.Settle()
	return p.Last().Text
}

// Waiting opens a member's home and turns its pages as far as one that says something; reports whether there is one.
func (w *World) Waiting(p *sandbox.Client, says string) bool {
	w.Helper()
	w.Say(p, "/menu")
	for next := ""; ; w.Press(p, next) {
		if strings.Contains(p.Last().Text, says) {
			return true
		}
		labels := p.Last().Labels()
		i := slices.IndexFunc(labels, func(l string) bool { return l == "下一页" || strings.HasSuffix(l, "项待办") })
		if i < 0 {
			return false
		}
		next = labels[i]
	}
}

// Answered notes which messages come to somebody while he or she does something.
func (w *World) Answered(p *sandbox.Client) func() {
	before := len(w.Server.Log())
	return func() {
		for _, s := range w.Server.Log()[before:] {
			if s.Chat == p.Person().ID {
				w.Answers[s] = true
			}
		}
	}
}

// Sees fails the test unless the newest message of the bot, or the one pressed last, holds the text.
func (w *World) Sees(p *sandbox.Client, text string) {
	w.Helper()
	w.Settle()
	for _, m := range p.Messages() {
		if (m.ID == w.Pressed[p] || m.ID == p.Last().ID) && strings.Contains(m.Text, text) {
			return
		}
	}
	w.Fatalf("%s sees %q, not %q", p.Person().First, p.Last().Text, text)
}

// Waits until a message with the text is there, and settles.
func (w *World) Waits(p *sandbox.Client, says string) sandbox.Message {
	w.Helper()
	m, err := p.WaitText(w.Ctx(), says)
	if err != nil {
		w.Fatalf("%s is not said; the last message is %q", says, p.Last().Text)
	}
	w.Settle()
	return m
}

// Replies runs something and returns the bot's new messages in a chat.
func (w *World) Replies(p *sandbox.Client, do func()) (texts []string) {
	w.Helper()
	w.Settle()
	old := map[int64]bool{}
	for _, m := range p.Messages() {
		old[m.ID] = true
	}
	do()
	w.Settle()
	for _, m := range p.Messages() {
		if m.FromBot && !old[m.ID] {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// Forge presses data that no button carries, and returns the answer.
func (w *World) Forge(p *sandbox.Client, message int64, data string) string {
	w.Helper()
	a, err := p.Answer(w.Ctx(), p.PressData(message, data))
	if err != nil {
		w.Fatal(err)
	}
	w.Settle()
	return a.Text
}

// Twice taps a button twice before the bot can do anything about it, and returns the second answer.
func (w *World) Twice(p *sandbox.Client, label string) string {
	w.Helper()
	message, data := w.Button(p, label)
	w.Pressed[p] = message
	first, second := p.PressData(message, data), p.PressData(message, data)
	if _, err := p.Answer(w.Ctx(), first); err != nil {
		w.Fatal(err)
	}
	a, err := p.Answer(w.Ctx(), second)
	if err != nil {
		w.Fatal(err)
	}
	w.Settle()
	if a.Text == cards.Internal {
		w.Errorf("a double tap on %q was answered %q", label, a.Text)
	}
	return a.Text
}

// Button finds the newest message with a button, and what it carries.
func (w *World) Button(p *sandbox.Client, label string) (message int64, data string) {
	w.Helper()
	w.Settle()
	for _, m := range slices.Backward(p.Messages()) {
		if b, ok := m.Button(label); ok {
			return m.ID, b.Data
		}
	}
	w.Fatalf("%s has no button %q; the last message is %q", p.Person().First, label, p.Last().Text)
	return 0, ""
}

// Label returns the newest button that begins so.
func (w *World) Label(p *sandbox.Client, prefix string) string {
	w.Helper()
	for _, m := range slices.Backward(p.Messages()) {
		for _, l := range m.Labels() {
			if strings.HasPrefix(l, prefix) {
				return l
			}
		}
	}
	w.Fatalf("%s has no button %s…", p.Person().First, prefix)
	return ""
}

// LastLabels returns the labels on the message whose button somebody pressed last.
func (w *World) LastLabels(p *sandbox.Client) (labels []string) {
	for _, m := range p.Messages() {
		if m.ID == w.Pressed[p] {
			labels = m.Labels()
		}
	}
	return labels
}

// Newest returns the newest message with a text.
func (w *World) Newest(p *sandbox.Client, text string) sandbox.Message {
	w.Helper()
	for _, m := range slices.Backward(p.Messages()) {
		if m.FromBot && strings.Contains(m.Text, text) {
			return m
		}
	}
	w.Fatalf("%s has no message with %q; the last is %q", p.Person().First, text, p.Last().Text)
	return sandbox.Message{}
}

// Newest returns the newest of the bot's messages that is asked for.
func Newest(all []sandbox.Message, which func(sandbox.Message) bool) (sandbox.Message, bool) {
	for _, m := range slices.Backward(all) {
		if m.FromBot && which(m) {
			return m, true
		}
	}
	return sandbox.Message{}, false
}

// Action reports whether a message has a button whose action begins so.
func Action(m sandbox.Message, prefix string) bool {
	return slices.ContainsFunc(slices.Concat(m.Buttons...), func(b sandbox.Button) bool { return strings.HasPrefix(b.Data, prefix) })
}

// FitsPhone fails for what the bot has written to somebody that does not fit the screen of a phone: 18 lines of 20 characters
// each, buttons aside, which are no wider than the screen.
func (w *World) FitsPhone(p *sandbox.Client) {
	w.Helper()
	for _, m := range p.Messages() {
		if !m.FromBot || strings.Contains(m.Text, "政治生日") {
			continue
		}
		lines := 0
		for line := range strings.SplitSeq(m.Text, "\n") {
			lines += 1 + max(0, len([]rune(line))-1)/20
		}
		if lines > 20 {
			w.Errorf("%d lines:\n%s", lines, m.Text)
		}
		for _, row := range m.Buttons {
			n := 0
			for _, b := range row {
				n += len([]rune(b.Text))
			}
			if n > 24 || len(row) > 3 {
				w.Errorf("a row of %d characters: %v", n, row)
			}
		}
		if len(m.Buttons) > 11 {
			w.Errorf("%d rows of buttons:\n%s", len(m.Buttons), m.Text)
		}
	}
}

// pastUse are the answers to a button that nothing lies behind any more, beside those that must be dismissed.
var pastUse = []string{cards.OldCard, cards.OldForm}

// PressAll presses every button on every message of every chat: each still does something, or it should have gone when what it
// was for ended, or the card says at the press that it is over. A button that an earlier press has taken away is passed over. least is how many there are to be.
func (w *World) PressAll(least int) {
	w.Helper()
	w.Settle()
	for _, p := range w.Phones {
		live := 0
		for _, m := range p.Messages() {
			if strings.HasPrefix(m.Text, "工作提醒（") && len(m.Buttons) > 0 {
				live++
			}
		}
		if live > 1 {
			w.Errorf("%d digests of %s have buttons", live, p.Person().First)
		}
	}
	pressed := 0
	for _, id := range slices.Sorted(maps.Keys(w.Phones)) {
		p := w.Phones[id]
		for _, m := range p.Messages() {
			for _, row := range m.Buttons {
				for _, b := range row {
					still := func() bool {
						return slices.ContainsFunc(p.Messages(), func(now sandbox.Message) bool {
							return now.ID == m.ID && slices.ContainsFunc(slices.Concat(now.Buttons...), func(x sandbox.Button) bool { return x.Data == b.Data })
						})
					}
					if !still() {
						continue
					}
					pressed++
					id := p.PressData(m.ID, b.Data)
					answer, err := p.Answer(w.Ctx(), id)
					if err != nil {
						w.Fatal(err)
					}
					w.Settle()
					if (answer.Alert || slices.Contains(pastUse, answer.Text)) && still() {
						w.Errorf("%s: 「%s」 is answered %q; it stands on\n%s", p.Person().First, b.Text, answer.Text, m.Text)
					}
				}
			}
		}
	}
	if pressed < least {
		w.Errorf("%d buttons were pressed", pressed)
	}
}

// Screen returns the newest message that has buttons as a phone shows it, and prints it under a name.
func (w *World) Screen(what string, p *sandbox.Client) string {
	w.Helper()
	w.Settle()
	m := p.Last()
	for _, x := range p.Messages() {
		if len(x.Buttons) > 0 {
			m = x
		}
	}
	var b strings.Builder
	b.WriteString(m.Text)
	for _, r := range m.Buttons {
		b.WriteString("\n")
		for _, x := range r {
			b.WriteString("[" + x.Text + "] ")
		}
	}
	w.Logf("—— %s\n%s", what, b.String())
	return b.String()
}
