package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// FormLife is how long a form may lie half-filled.
const FormLife = 24 * time.Hour

// FormHolds reports whether a form holds something that its person has entered, and that would be lost with it.
func FormHolds(f store.Form) bool { return !f.Passing && f.Holds() }

// formTask is what the home card says of a form that its person has left half-filled.
func formTask(tx *store.Tx, me branch.Member, now time.Time) (cards.Task, bool) {
	f, ok := store.Forms.Get(tx, store.ChatKey(Chat(tx, me)))
	if f.Kept != nil {
		f = *f.Kept
	}
	if !ok || !f.Left || f.Face == nil || now.Sub(f.Touched) >= FormLife {
		return cards.Task{}, false
	}
	return cards.FormTask(f.Number, f.Title, f.Touched.Add(FormLife)), true
}

// BeginForm has a chat fill in a form. What another one held that was being filled in there is kept behind a passing form, and
// given back where any other takes its place. It returns what is kept.
func BeginForm(tx *store.Tx, f store.Form) (kept *store.Form) {
	was, ok := store.Forms.Get(tx, store.ChatKey(f.Chat))
	if was.Kept != nil && !FormHolds(was) {
		was = *was.Kept
	}
	if ok && was.Number != f.Number && FormHolds(was) && f.Touched.Sub(was.Touched) < FormLife {
		if f.Passing {
			was.Left, f.Kept = true, &was
			store.Forms.Put(tx, f)
			return f.Kept
		}
		card := cards.FormAside(was.Number, was.Title, was.Words())
		tx.Reply(chat.Reply{Say: &card})
	}
	store.Forms.Put(tx, f)
	return nil
}

// EndForm ends what is being filled in in a chat; what was kept behind it stands again.
func EndForm(tx *store.Tx, in chat.Chat) {
	if f, _ := store.Forms.Get(tx, store.ChatKey(in)); f.Kept != nil {
		store.Forms.Put(tx, *f.Kept)
		return
	}
	store.Forms.Delete(tx, store.ChatKey(in))
}

// EnteredToday counts what a member enters by hand: how many of a kind it is today.
func EnteredToday(tx *store.Tx, me branch.Member, what string, now time.Time) int {
	return int(tx.NextOn(store.K(me.Branch).Str("daily").Str(what).Int(int64(me.ID)), branch.DateOf(now)))
}
