package store

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhibu/chat"
)

func card(key, text string) chat.Card {
	return chat.Card{Key: key, Text: []chat.Span{{Text: text}}}
}

// message is one message as a chat displays it.
type message struct {
	text    string
	buttons bool
	deleted bool // by its reader
}

// wish is what the deeds want a chat to show under a key, and what the test knows of how far that got.
type wish struct {
	card      chat.Card
	gen       int   // counts what was wished
	delivered int   // gen that was delivered last
	known     bool  // nothing fleeting was asked for since
	below     int   // gen that last wanted a new message, until it has one
	floor     int64 // the last message before that
	given     int   // gen that was given up, or lost and not worth sending again
	old       []int64
}

// place is one thing that waits, in the order in which a chat must get it.
type place struct {
	what      string
	notBefore time.Time
}

type flight struct {
	w      Waiting
	shown  Shown
	id     int64 // of the new message, if it will be one
	gen    int
	wanted *wish
}

// desk is a chat, with a courier who works for it step by step.
type desk struct {
	chat     chat.Chat
	messages map[int64]*message
	last     int64
	wishes   map[string]*wish
	queue    []place
	fleeting []Reply
	flying   *flight
	gone     bool
}

func (d *desk) wish(key string) *wish {
	if d.wishes[key] == nil {
		d.wishes[key] = &wish{}
	}
	return d.wishes[key]
}

const secretWords, words = "只给你看", "正文"

type outboxTest struct {
	*rapid.T
	s     *Store
	now   time.Time
	desks []*desk
}

func (o *outboxTest) desk() *desk { return o.desks[max(0, rapid.IntRange(-2, 1).Draw(o.T, "chat"))] }

func (o *outboxTest) show() {
	d := o.desk()
	key := rapid.SampledFrom([]string{"a", "a", "b"}).Draw(o.T, "key")
	c := card(key, fmt.Sprint(words, rapid.IntRange(0, 1).Draw(o.T, "text")))
	if rapid.Bool().Draw(o.T, "buttons") {
		c.Rows = [][]chat.Button{{{Label: "确认", Press: "ok"}}}
	}
	if w := d.wish(key); w.gen > 0 && rapid.Bool().Draw(o.T, "as before") {
		c = w.card
	}
	how := rapid.SampledFrom([]string{"Show", "Show", "ShowBelow", "ShowLater"}).Draw(o.T, "how")
	notBefore := time.Time{}
	if how == "ShowLater" {
		notBefore = o.now.Add(time.Duration(rapid.IntRange(-10, 60).Draw(o.T, "later")) * time.Second)
	}
	update(o, o.s, func(tx *Tx) error {
		switch how {
		case "Show":
			tx.Show(d.chat, c)
		case "ShowBelow":
			tx.ShowBelow(d.chat, c)
		case "ShowLater":
			tx.ShowLater(d.chat, c, notBefore)
		}
		return nil
	})
	w := d.wish(key)
	at := slices.IndexFunc(d.queue, func(p place) bool { return p.what == key })
	if how != "ShowBelow" && at < 0 && w.known && w.delivered == w.gen && w.gen > 0 && fmt.Sprint(w.card) == fmt.Sprint(c) {
		return // it stands there already
	}
	w.gen++
	w.card = c
	if how == "ShowBelow" {
		w.below, w.floor = w.gen, d.last
	}
	if at < 0 {
		d.queue = append(d.queue, place{key, notBefore})
	} else if notBefore.Before(d.queue[at].notBefore) {
		d.queue[at].notBefore = notBefore
	}
}

// press asks for a fleeting edit of a card that the chat shows.
func (o *outboxTest) press() {
	d := o.desk()
	key := rapid.SampledFrom([]string{"a", "a", "b"}).Draw(o.T, "key")
	shown, ok := Shown{}, false
	look(o, o.s, func(tx *Tx) bool { shown, ok = tx.ShownAs(d.chat, key); return ok })
	if shown.Message == 0 {
		return
	}
	outcome := update(o, o.s, func(tx *Tx) error { tx.ReplyEdit(d.chat, shown.Message, card(key, secretWords)); return nil })
	d.fleeting = append(d.fleeting, outcome.Replies...)
	d.wish(key).known = false
}

// take begins a request, as the courier does: a fleeting edit first, unless its card has something waiting.
func (o *outboxTest) take(d *desk) bool {
	if d.flying != nil {
		return false
	}
	var w Waiting
	var shown Shown
	var ok bool
	look(o, o.s, func(tx *Tx) bool {
		if w, ok, _ = tx.NextWaiting(d.chat, o.now); ok && w.Card != nil {
			shown, _ = tx.ShownAs(d.chat, w.Card.Key)
		}
		return ok
	})
	if len(d.fleeting) > 0 {
		r := d.fleeting[0]
		s := look(o, o.s, func(tx *Tx) Shown { s, _ := tx.ShownAs(d.chat, r.Edit.Key); return s })
		if s.Waiting == 0 || !ok {
			d.fleeting = d.fleeting[1:]
			if m := d.messages[r.Message]; s.Rev == r.Rev && s.Message == r.Message && !m.deleted {
				m.text, m.buttons = secretWords, true
			}
			return true
		}
	}
	due := slices.IndexFunc(d.queue, func(p place) bool { return !p.notBefore.After(o.now) })
	switch {
	case d.gone && ok:
		o.Fatalf("%s cannot be reached and yet is to get %+v", d.chat, w)
	case d.gone || !ok && due < 0:
		return false
	case !ok || due < 0 || what(w) != d.queue[due].what:
		o.Fatalf("next is %+v (%v), but it is the turn of %v", w, ok, d.queue)
	}
	f := &flight{w: w, shown: shown}
	if w.Card != nil {
		f.wanted = d.wish(w.Card.Key)
		f.gen = f.wanted.gen
		if shown.Message == 0 || w.Below != 0 {
			d.last++
			f.id = d.last
		}
	}
	d.flying = f
	return true
}

func what(w Waiting) string {
	switch {
	case w.Card != nil:
		return w.Card.Key
	case w.Strip != 0:
		return fmt.Sprint("strip ", w.Strip)
	}
	return "commands"
}

// land ends the request under way.
func (o *outboxTest) land(d *desk, how string) {
	f := d.flying
	if f == nil {
		return
	}
	d.flying = nil
	record := func(deed func(*Tx)) { update(o, o.s, func(tx *Tx) error { deed(tx); return nil }) }
	leave := func() {
		at := slices.IndexFunc(d.queue, func(p place) bool { return p.what == what(f.w) })
		d.queue = slices.Delete(d.queue, at, at+1)
	}
	newer := f.wanted != nil && f.wanted.gen != f.gen
	edited := d.messages[f.shown.Message]
	if f.wanted != nil && f.id == 0 && edited.deleted && (how == "fine" || how == "unknown") {
		how = "missing"
	}
	switch how {
	case "fine", "unknown": // unknown: it was carried out, and nobody learns of it
		switch {
		case f.w.Strip != 0:
			d.messages[f.w.Strip].buttons = false
		case f.wanted == nil:
		case f.id == 0:
			edited.text, edited.buttons = f.w.Card.PlainText(), len(f.w.Card.Rows) > 0
		default:
			d.messages[f.id] = &message{text: f.w.Card.PlainText(), buttons: len(f.w.Card.Rows) > 0}
		}
		if how == "unknown" {
			record(func(tx *Tx) { tx.Again(f.w) })
			return
		}
		at := f.id
		if at == 0 {
			at = f.shown.Message
		}
		record(func(tx *Tx) { tx.Delivered(f.w, at) })
		if !newer {
			leave()
		}
		if f.wanted == nil {
			return
		}
		f.wanted.delivered = f.gen
		f.wanted.known = !slices.ContainsFunc(d.fleeting, func(r Reply) bool { return r.Edit.Key == f.w.Card.Key && r.Rev > f.w.Rev })
		if f.id != 0 {
			if f.wanted.below <= f.gen {
				f.wanted.below = 0
			}
			if f.shown.Message != 0 {
				f.wanted.old = append(f.wanted.old, f.shown.Message)
				d.queue = append(d.queue, place{what: fmt.Sprint("strip ", f.shown.Message)})
			}
		}
	case "unsent":
		record(func(tx *Tx) { tx.Again(f.w) })
	case "missing":
		if f.wanted == nil || f.id != 0 || !edited.deleted {
			d.flying = f // the platform only says so of a message that is gone
			return
		}
		record(func(tx *Tx) { tx.Lost(f.w) })
		if len(f.wanted.card.Rows) == 0 && f.wanted.below == 0 {
			f.wanted.given = f.wanted.gen
			leave()
		}
	case "refused":
		record(func(tx *Tx) { tx.GiveUp(f.w, "400", o.now) })
		if f.wanted != nil && !newer {
			f.wanted.given, f.wanted.below, f.wanted.floor = f.wanted.gen, 0, 0
		}
		if f.w.Strip != 0 { // the platform will not take these buttons off; a press on them is refused as not Current
			for _, w := range d.wishes {
				w.old = slices.DeleteFunc(w.old, func(id int64) bool { return id == f.w.Strip })
			}
		}
		if !newer {
			leave()
		}
	case "gone":
		record(func(tx *Tx) { tx.Reach(d.chat, false, time.Time{}) })
		d.gone = true
	}
}

// find searches the live rows of every bucket for words of cards.
func (o *outboxTest) find(needle string) (where []string) {
	look(o, o.s, func(tx *Tx) bool {
		for n, b := range schema {
			for k, v := range tx.scan(n, nil, nil) {
				if bytes.Contains(k, []byte(needle)) || bytes.Contains(v, []byte(needle)) {
					where = append(where, b.name)
				}
			}
		}
		return true
	})
	return where
}

// Whatever is shown, and whatever becomes of the requests: in the end each chat shows the last of each card, it got
// things in their order, and the outbox has forgotten what they said.
func TestOutboxEndsOnTheLast(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := &outboxTest{T: rt, s: open(rt, folder(t)), now: noon}
		for _, c := range []chat.Chat{"tg:1", "tg:10"} {
			o.desks = append(o.desks, &desk{chat: c, messages: map[int64]*message{}, wishes: map[string]*wish{}})
		}
		reach := func(d *desk) {
			update(o, o.s, func(tx *Tx) error { tx.Reach(d.chat, true, time.Time{}); return nil })
			d.gone = false
		}
		rt.Repeat(map[string]func(*rapid.T){
			"show":  func(rt *rapid.T) { o.T = rt; o.show() },
			"show2": func(rt *rapid.T) { o.T = rt; o.show() },
			"press": func(rt *rapid.T) { o.T = rt; o.press() },
			"take":  func(rt *rapid.T) { o.T = rt; o.take(o.desk()) },
			"take2": func(rt *rapid.T) { o.T = rt; o.take(o.desk()) },
			"take3": func(rt *rapid.T) { o.T = rt; o.take(o.desk()) },
			"land2": func(rt *rapid.T) { o.T = rt; o.land(o.desk(), "fine") },
			"land": func(rt *rapid.T) {
				o.T = rt
				o.land(o.desk(), rapid.SampledFrom([]string{"fine", "fine", "fine", "fine", "fine", "unsent", "unknown", "missing", "refused", "gone"}).Draw(rt, "how"))
			},
			"reach": func(rt *rapid.T) { o.T = rt; reach(o.desk()) },
			"commands": func(rt *rapid.T) {
				o.T = rt
				d := o.desk()
				update(o, o.s, func(tx *Tx) error { tx.SetCommands(d.chat, nil); return nil })
				d.queue = append(d.queue, place{what: "commands"})
			},
			"wait": func(rt *rapid.T) { o.now = o.now.Add(20 * time.Second) },
			"reader deletes": func(rt *rapid.T) {
				o.T = rt
				d := o.desk()
				key := rapid.SampledFrom([]string{"a", "a", "b"}).Draw(rt, "key")
				shown := look(o, o.s, func(tx *Tx) Shown { s, _ := tx.ShownAs(d.chat, key); return s })
				if m := d.messages[shown.Message]; m != nil && d.flying == nil {
					m.deleted = true
					if w := d.wish(key); w.delivered == w.gen {
						w.given = w.gen // nobody learns of it
					}
				}
			},
			"": func(rt *rapid.T) {
				o.T = rt
				if where := o.find(secretWords); where != nil {
					rt.Fatalf("fleeting words are kept in %v", where)
				}
			},
		})
		o.T = rt
		o.now = o.now.Add(time.Hour)
		for _, d := range o.desks {
			reach(d)
			for o.land(d, "fine"); o.take(d); o.land(d, "fine") {
			}
			if len(d.queue) != 0 {
				rt.Fatalf("%s still waits for %v", d.chat, d.queue)
			}
			for key, w := range d.wishes {
				s := look(o, o.s, func(tx *Tx) Shown { s, _ := tx.ShownAs(d.chat, key); return s })
				m := d.messages[s.Message]
				for _, id := range w.old {
					if old := d.messages[id]; !old.deleted && old.buttons {
						rt.Errorf("%s in %s: the former message %d still has buttons", key, d.chat, id)
					}
				}
				if w.gen == 0 || w.given == w.gen {
					continue
				}
				if m == nil || m.text != w.card.PlainText() && m.text != secretWords || m.buttons != (len(w.card.Rows) > 0) && m.text != secretWords {
					rt.Fatalf("%s in %s: %+v, want %+v", key, d.chat, m, w.card)
				}
				if m.text == secretWords && w.known {
					rt.Fatalf("%s in %s: the fleeting words stayed", key, d.chat)
				}
				if s.Message <= w.floor {
					rt.Fatalf("%s in %s: in message %d, want one after %d", key, d.chat, s.Message, w.floor)
				}
			}
		}
		look(o, o.s, func(tx *Tx) (none struct{}) { // what was given up keeps its content for a while: it can be sent again
			for d := range Deads.Scan(tx, nil) {
				if d.What == nil || d.At.IsZero() {
					rt.Fatalf("%s was given up without its content", d.Key)
				}
			}
			return
		})
		if where := slices.DeleteFunc(o.find(words), func(table string) bool { return table == "dead" }); len(where) > 0 {
			rt.Fatalf("words of delivered cards are kept in %v", where)
		}
		sound(rt, o.s)
	})
}
