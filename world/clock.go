package world

import (
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/demo"
	"zhibu/store"
)

// Turn turns the clock, through everything that is due.
func (w *World) Turn(to time.Time) {
	w.Helper()
	w.Settle()
	if err := w.App.Turn(w.Ctx(), to); err != nil {
		w.Fatal(err)
	}
}

// Down stops the bot and starts it again at a later time; half a minute before, somebody does something, since the
// platform keeps a press for 150 seconds only. It returns when the bot has caught up.
func (w *World) Down(until time.Time, meanwhile func()) {
	w.Helper()
	w.Settle()
	w.Stop()
	if meanwhile != nil {
		w.Clock.Set(until.Add(-30 * time.Second))
		meanwhile()
	}
	w.Clock.Set(until)
	w.Open()
	w.Settle()
	w.Eventually("nothing is due any more", func() bool {
		at, _, due := w.App.NextDue()
		return !due || at.After(w.Clock.Now())
	})
	w.Update(func(*store.Tx) error { return nil }) // a commit can be read a moment before anybody is told of it
	w.Settle()
}

// Sent returns what the bot has sent to somebody since a time: the day, the hour and the first words of each.
func (w *World) Sent(m branch.Member, since time.Time, containing ...string) (list []string) {
	all := func(text string) bool {
		return !slices.ContainsFunc(containing, func(part string) bool { return !strings.Contains(text, part) })
	}
	for _, s := range w.Server.Log() {
		if s.Chat == demo.FirstID+int64(m.ID) && !s.Time.Before(since) && all(s.Text) {
			list = append(list, s.Time.In(branch.Shanghai).Format("01-02 15:04"))
		}
	}
	return list
}

// WantSent fails the test unless the bot sent somebody texts that hold the words at these times, and no others.
func (w *World) WantSent(m branch.Member, since time.Time, containing string, want ...string) {
	w.Helper()
	if got := w.Sent(m, since, containing); !slices.Equal(got, want) {
		w.Errorf("%s was sent %q at %q, want %q", m.Name, containing, got, want)
	}
}

// Pause is in the bubble's time: until the bot waits for whatever comes next, or what comes when would depend on chance.
const Pause = 5 * time.Second
