package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/telegram"
	"zhibu/world/rig"
)

func hostileTexts() []string {
	all := rig.Texts()
	for _, s := range []string{"长", "&", "<", "𠮷", "a\u0301", "行\n"} {
		all = append(all, strings.Repeat(s, 500/len([]rune(s))), strings.Repeat(s, 501), strings.Repeat(s, 4096))
	}
	return all
}

// screen is a phone on which a card is looked at as the platform shows it.
type screen struct {
	*testing.T
	bot    *telegram.Bot
	client *sandbox.Client
}

func newScreen(t *testing.T) *screen {
	const token, somebody = "100001:sandbox", 990_001
	mem := sandbox.NewMemListener()
	server := sandbox.New(sandbox.Options{Token: token, BotName: "助手", BotUsername: "zhibu_bot"})
	api := &http.Server{Handler: server.Handler()}
	go api.Serve(mem)
	t.Cleanup(func() { api.Close() })
	server.AddPerson(sandbox.Person{ID: somebody, First: "某"})
	b, err := telegram.New(telegram.Options{Token: token, APIURL: "http://127.0.0.1", Dial: mem.DialContext, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t, b, server.Client(somebody)}
	s.client.Start("")
	return s
}

// read shows a card and gives what stands there. Nothing that was typed may be marked up, or turn the writing round.
func (s *screen) read(what string, card chat.Card) string {
	s.Helper()
	if card.Picture != nil || card.Document != nil {
		card.Picture, card.Document = nil, nil // its words alone
	}
	if _, err := s.bot.Send(context.Background(), "tg:990001", card, nil); err != nil {
		s.Errorf("%s: the platform refuses %q: %v", what, card.PlainText(), err)
		return ""
	}
	m := s.client.Last()
	marks := 0
	for _, span := range card.Text {
		if span.Kind != chat.Plain {
			marks++
		}
	}
	for _, e := range m.Entities {
		switch e.Type {
		case "url", "mention", "hashtag", "bot_command", "phone_number", "email", "cashtag": // clients find these in any words
		case "bold", "blockquote":
			marks--
		default:
			s.Errorf("%s: %q is marked up as %s", what, m.Text, e.Type)
		}
	}
	if marks < 0 {
		s.Errorf("%s: %q has %d marks more than the card", what, m.Text, -marks)
	}
	if strings.ContainsAny(m.Text, "\u202e\u2066\u200b\u061c\x00\x1b") {
		s.Errorf("%s: %q is not what it looks like", what, m.Text)
	}
	return m.Text
}

// same leaves out what may be set otherwise, or not at all.
func same(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\ufffd' {
			return -1
		}
		return r
	}, text)
}

var errUndo = errors.New("undo")

// TestHostileForms types each hostile text into every step of every form. A step that shows what is typed shows it as
// the words that they are; a refusal is a sentence and changes nothing; nothing panics.
func TestHostileForms(t *testing.T) {
	if rig.Race {
		t.Skip("six thousand texts, one after the other")
	}
	h, s := newHouse(t), newScreen(t)
	texts, begun := hostileTexts(), h.now
	taken, refused, shown := 0, 0, 0
	steps := h.steps()
	for _, command := range []string{"/people ", "/policy ", "/requests ", "/rule "} {
		steps = append(steps, step{do: "w", form: command, by: 'O'})
	}
	for _, st := range steps {
		sane, typed := st.do.(string)
		if !typed {
			continue
		}
		from, command := roles[st.by], "" // whose words are looked for
		if strings.HasPrefix(st.form, "/") {
			command, st.form = st.form, ""
		}
		h.now = begun
		h.aside(st.what(), func(tx *store.Tx) error {
			if err := h.into(tx, st, from); command == "" && err != nil {
				return err
			}
			type waiting struct{ seq, rev int64 }
			before, had := map[waiting]bool{}, all(tx)
			for w := range store.Waitings.Scan(tx, store.ChatKey(chat.Chat(from))) {
				before[waiting{w.Seq, w.Rev}] = true
			}
			compare := true
			// answer returns the card that answers a text, or the refusal, and takes it back.
			answer := func(text string) (card *chat.Card, refusal string) {
				var got error
				said := len(tx.Replies())
				err := tx.Try(func() error {
					got = h.act(tx, from, command+text)
					for w := range store.Waitings.Scan(tx, store.ChatKey(chat.Chat(from))) {
						if !before[waiting{w.Seq, w.Rev}] && w.Card != nil {
							card = w.Card
						}
					}
					for _, r := range tx.Replies()[said:] { // what is said once is an answer, too
						if r.Say != nil && card == nil {
							card = r.Say
						}
					}
					if got != nil && compare {
						for _, row := range differ(had, all(tx)) {
							t.Errorf("%s: %q is refused and changes %s", st.what(), text, row)
						}
					}
					return errUndo
				})
				switch {
				case !errors.Is(err, errUndo), got != nil && !isRefusal(got):
					t.Errorf("%s: %q: %v %v", st.what(), text, err, got)
				case got != nil:
					refusal = got.Error()
				}
				return card, refusal
			}
			card, refusal := answer(sane)
			if card == nil {
				t.Errorf("%s shows nothing: %s", st.what(), refusal)
				return nil
			}
			shows := strings.Contains(same(s.read(st.what(), *card)), same(sane)) && !strings.ContainsAny(sane, "0123456789") && command == "" // a number is read; what is looked for is cut
			for i, text := range texts {
				compare = i%4 == 0                         // it takes its time
				text = strings.ToValidUTF8(text, "\ufffd") // as it comes from the platform
				if strings.HasPrefix(strings.TrimSpace(text), "/") {
					continue // a command, not the form's
				}
				card, refusal := answer(text)
				switch {
				case refusal != "":
					refused++
					s.read(st.what(), cards.Plain("say", refusal))
				case card == nil:
					t.Errorf("%s: nothing answers %q", st.what(), text)
				default:
					taken++
					got := s.read(st.what(), *card)
					if read, err := branch.ReadText(text, 500); shows && err == nil {
						shown++
						if !strings.Contains(same(got), same(read)) {
							t.Errorf("%s: %q is shown as %q", st.what(), text, got)
						}
					}
				}
			}
			return nil
		})
	}
	t.Logf("%d taken, %d of them shown, %d refused", taken, shown, refused)
	if taken < 2500 || shown < 2000 || refused < 1000 {
		t.Errorf("%d were taken, %d of them shown, %d refused: hardly anything is tried", taken, shown, refused)
	}
}
