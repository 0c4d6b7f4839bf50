package store

import (
	"testing"
	"time"

	"zhibu/chat"
)

// TestFormer: the message of a card says something else once the card is shown below it, on its way or not; never the one before.
func TestFormer(t *testing.T) {
	card := func(s string) chat.Card { return chat.Card{Key: "k", Text: []chat.Span{{Text: s}}} }
	now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	said := []chat.Span{{Text: "以前"}}
	for name, c := range map[string]struct {
		delivered, inFlight bool // of the card that is to say it, when it is asked for
		covers              int64
	}{"delivered": {true, false, 2}, "on its way": {false, true, 2}, "never sent": {false, false, 0}} {
		s := open(t, folder(t))
		if _, err := s.Update(func(tx *Tx) error {
			tx.Show("tg:1", card("旧"))
			w, _, _ := tx.NextWaiting("tg:1", now)
			tx.Delivered(w, 1)
			tx.ShowBelow("tg:1", card("一"))
			first, _, _ := tx.NextWaiting("tg:1", now)
			if c.delivered {
				tx.Delivered(first, 2)
			}
			tx.Former("tg:1", "k", said)
			tx.ShowBelow("tg:1", card("二"))
			if c.inFlight {
				tx.Delivered(first, 2)
			}
			for {
				w, ok, _ := tx.NextWaiting("tg:1", now)
				if !ok {
					break
				}
				if w.Card != nil {
					tx.Delivered(w, 3)
					continue
				}
				if len(w.Former) > 0 && w.Strip != c.covers || len(w.Former) == 0 && w.Strip == c.covers {
					t.Errorf("%s: message %d says %q", name, w.Strip, w.Former)
				}
				tx.Delivered(w, 0)
			}
			if row, _ := tx.ShownAs("tg:1", "k"); row.Former != nil || row.Message != 3 {
				t.Errorf("%s: %+v is left", name, row)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		s.Close()
	}
}
