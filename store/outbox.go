package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"encoding/binary"

	"zhibu/chat"
)

// Shown is what a chat shows under a key. Of the content only a digest stays once it is delivered.
type Shown struct {
	Chat    chat.Chat `json:"chat"`
	Key     string    `json:"key"`
	Page    string    `json:"page,omitempty"`    // chat.Card.Page of what was shown last
	Message int64     `json:"message,omitempty"` // 0: not delivered yet
	Rev     int64     `json:"rev"`               // rises with each Show and fleeting edit
	Digest  []byte    `json:"digest,omitempty"`  // of what was delivered last; none: unknown, the next Show must be sent
	Waiting int64     `json:"waiting,omitempty"` // Waiting.Seq, while something waits

	Former []chat.Span `json:"former,omitempty"` // what its message is to say once the card is shown below it; see Tx.Former
	Before int64       `json:"before,omitempty"` // but not this one: it was there before the card that Former is about
}

// Waiting is something a chat is still to be shown, or to have done to it. A chat's are worked off in order of Seq.
type Waiting struct {
	Chat      chat.Chat      `json:"chat"`
	Seq       int64          `json:"seq"`
	Rev       int64          `json:"rev,omitempty"`
	Card      *chat.Card     `json:"card,omitempty"`
	Below     int64          `json:"bottom,omitempty"`   // Rev of the last ShowBelow: as a new message at the bottom
	Strip     int64          `json:"strip,omitempty"`    // take the buttons off this message
	Unsay     int64          `json:"unsay,omitempty"`    // take this message, a person's own, off the screen
	Former    []chat.Span    `json:"former,omitempty"`   // Strip: and have it say this, where the card that was in it is veiled; Unsay: what is said if it cannot be
	Covered   int64          `json:"covered,omitempty"`  // the message for which that waits already: the card is shown below it
	Commands  []chat.Command `json:"commands,omitempty"` // set the chat's command menu
	Leave     bool           `json:"leave,omitempty"`    // have the bot leave this group
	NotBefore time.Time      `json:"not_before"`
	Expires   time.Time      `json:"expires,omitzero"` // from then on the card is not sent any more; zero: never
	Tries     int            `json:"tries,omitempty"`
	Update    int64          `json:"update,omitempty"` // what brought it about last; 0: the clock or the command line
	Asked     bool           `json:"asked,omitempty"`  // that, or what it took the place of, came from this very chat: somebody waits for it
}

// ChatState says that a chat cannot be reached.
type ChatState struct {
	Chat  chat.Chat `json:"chat"`
	Gone  bool      `json:"gone"`
	Since time.Time `json:"since,omitzero"` // for how long, or when what was parked was last dropped
}

// Dead is a card that was given up, with the platform's reason. Its content is kept (Retention.Undelivered), so that it can be
// sent again; no officer is shown it.
type Dead struct {
	ID     int64     `json:"id"`
	Chat   chat.Chat `json:"chat"`
	Key    string    `json:"key"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
	What   *Waiting  `json:"what,omitempty"`
}

// The outbox's tables.
var (
	Shows        = NewTable("shown", func(s Shown) Key { return ChatKey(s.Chat).Str(s.Key) })
	Waitings     = NewTable("waiting", func(w Waiting) Key { return ChatKey(w.Chat).Int(w.Seq) })
	Chats        = NewTable("chats", func(c ChatState) Key { return ChatKey(c.Chat) })
	ChatsBySince = Chats.Index("since", func(c ChatState) Key { return K[int64]().Time(c.Since) })
	Deads        = NewTable("dead", func(d Dead) Key { return K(d.ID) })
	DeadsByTime  = Deads.Index("at", func(d Dead) Key { return K[int64]().Time(d.At) })
)

func parseInt(raw []byte) int64 { return int64(binary.BigEndian.Uint64(raw) ^ 1<<63) }

func (tx *Tx) digest(c chat.Card) []byte {
	raw, err := json.Marshal(c)
	if err != nil {
		panic("store: a card that cannot be written")
	}
	mac := hmac.New(sha256.New, tx.store.secret)
	mac.Write(raw)
	return mac.Sum(nil)[:16]
}

// Show has a chat show a card under its key: sent the first time, edited afterwards. Several before it is sent
// become one, and one that changes nothing is not sent.
func (tx *Tx) Show(to chat.Chat, c chat.Card) { tx.show(to, c, false, time.Time{}, time.Time{}) }

// ShowBelow is Show as a new message at the bottom, as the answer to something typed; the card's former message
// loses its buttons.
func (tx *Tx) ShowBelow(to chat.Chat, c chat.Card) { tx.show(to, c, true, time.Time{}, time.Time{}) }

// ShowLater is Show, not sent before a time, unless the card is shown otherwise in between.
func (tx *Tx) ShowLater(to chat.Chat, c chat.Card, notBefore time.Time) {
	tx.show(to, c, false, notBefore, time.Time{})
}

// ShowBelowLater is ShowBelow, not sent before a time.
func (tx *Tx) ShowBelowLater(to chat.Chat, c chat.Card, notBefore time.Time) {
	tx.show(to, c, true, notBefore, time.Time{})
}

// ShowUntil is Show for what is true for a time only: if it has not been delivered before expires, because its chat could
// not be reached, it is dropped.
func (tx *Tx) ShowUntil(to chat.Chat, c chat.Card, expires time.Time) {
	tx.show(to, c, false, time.Time{}, expires)
}

func (tx *Tx) show(to chat.Chat, c chat.Card, below bool, notBefore, expires time.Time) {
	if to == "" || c.Key == "" || len(c.Text) == 0 {
		panic("store: a card without chat, key or text")
	}
	s, _ := Shows.Get(tx, ChatKey(to).Str(c.Key))
	s.Chat, s.Key = to, c.Key
	former := tx.store.veiled(c.Key)
	if !below && former == nil && s.Waiting == 0 && s.Message != 0 && s.Digest != nil && hmac.Equal(s.Digest, tx.digest(c)) {
		return
	}
	if below || s.Rev == 0 {
		tx.outcome.news = append(tx.outcome.news, News{to, c.Key})
	}
	if !below && s.Waiting == 0 {
		s.Former, s.Before = nil, 0 // it goes on in its message
	}
	s.Page = c.Page
	s.Rev++
	w := Waiting{Chat: to, Seq: s.Waiting, NotBefore: notBefore}
	if below && former != nil && s.Message != 0 {
		if now, _ := Waitings.Get(tx, ChatKey(to).Int(s.Waiting)); now.Covered != s.Message {
			tx.cover(to, s.Message, former) // before the card comes below, whatever became of its message
		}
	}
	if s.Waiting != 0 {
		w, _ = Waitings.Get(tx, ChatKey(to).Int(s.Waiting))
		if notBefore.Before(w.NotBefore) {
			w.NotBefore = notBefore
		}
	} else {
		w.Seq = tx.Next(Key(nil).Str("waiting"))
	}
	w.Rev, w.Card, w.Expires, w.Update = s.Rev, &c, expires, tx.cause
	w.Asked = w.Asked || to == tx.asker
	if below {
		w.Below = s.Rev
		if former != nil {
			w.Covered = s.Message
		}
	}
	s.Waiting = w.Seq
	Waitings.Put(tx, w)
	Shows.Put(tx, s)
	tx.wake(to)
}

// News is a card that a deed shows as a new message.
type News struct {
	Chat chat.Chat
	Key  string
}

// News returns what this deed has shown as new messages since it was last asked.
func (tx *Tx) News() []News {
	list := tx.outcome.news
	tx.outcome.news = nil
	return list
}

// SetCommands has a chat's command menu set.
func (tx *Tx) SetCommands(to chat.Chat, list []chat.Command) {
	Waitings.Put(tx, Waiting{Chat: to, Seq: tx.Next(Key(nil).Str("waiting")), Commands: list, Update: tx.cause})
	tx.wake(to)
}

// Strip has the buttons taken off a message.
func (tx *Tx) Strip(in chat.Chat, message int64) {
	Waitings.Put(tx, Waiting{Chat: in, Seq: tx.Next(Key(nil).Str("waiting")), Strip: message, Update: tx.cause})
	tx.wake(in)
}

// Unsay has a message that a person wrote taken off the screen, before anything else is said in that chat. Where the platform will
// not, the person is told so: sorry. Of what was written nothing is stored.
func (tx *Tx) Unsay(in chat.Chat, message int64, sorry []chat.Span) {
	Waitings.Put(tx, Waiting{Chat: in, Seq: tx.Next(Key(nil).Str("waiting")), Unsay: message, Former: sorry, Asked: true, Update: tx.cause})
	tx.wake(in)
}

// NextUnsay returns the first message of a chat that is to be taken off the screen and that has not been tried yet.
func (tx *Tx) NextUnsay(of chat.Chat) (w Waiting, ok bool) {
	for w := range Waitings.Scan(tx, ChatKey(of)) {
		if w.Unsay != 0 && w.Tries == 0 {
			return w, true
		}
	}
	return Waiting{}, false
}

func (tx *Tx) cover(in chat.Chat, message int64, former []chat.Span) {
	Waitings.Put(tx, Waiting{Chat: in, Seq: tx.Next(Key(nil).Str("waiting")), Strip: message, Former: former, Update: tx.cause})
	tx.wake(in)
}

// Former has the message in which a card stands, or will once it is delivered, say something else from when the card is next shown
// below it. known is false while that message is on its way: it may never come to be.
func (tx *Tx) Former(in chat.Chat, key string, words []chat.Span) (known bool) {
	s, ok := tx.ShownAs(in, key)
	if !ok {
		return false
	}
	s.Former, s.Before = words, 0
	if s.Waiting != 0 {
		s.Before = s.Message
	}
	Shows.Put(tx, s)
	return s.Waiting == 0 && s.Message != 0
}

// Cover takes off a chat what the messages of its veiled cards may show, of those whose key begins so: no card of theirs will be
// shown there any more.
func (tx *Tx) Cover(in chat.Chat, prefix string) {
	for s := range Shows.Scan(tx, ChatKey(in)) {
		if former := tx.store.veiled(s.Key); former != nil && s.Message != 0 && strings.HasPrefix(s.Key, prefix) {
			tx.cover(in, s.Message, former)
		}
	}
}

// CoverOnce is Cover, of every veiled card, for a chat that is forgotten in the same deed: it is said once, and nothing of it is
// stored. What Cover has left to be done there goes with the chat.
func (tx *Tx) CoverOnce(in chat.Chat) {
	for s := range Shows.Scan(tx, ChatKey(in)) {
		if former := tx.store.veiled(s.Key); former != nil && s.Message != 0 {
			tx.outcome.Replies = append(tx.outcome.Replies,
				Reply{Reply: chat.Reply{Edit: &chat.Card{Key: s.Key, Text: former}}, Chat: in, Message: s.Message})
		}
	}
}

// Leave has the bot leave a group. What else waited to be shown there is dropped.
func (tx *Tx) Leave(c chat.Chat) {
	tx.Forget(c)
	Waitings.Put(tx, Waiting{Chat: c, Seq: tx.Next(Key(nil).Str("waiting")), Leave: true, Update: tx.cause})
	tx.wake(c)
}

// Forget drops all that a chat shows and waits for: it is gone for good.
func (tx *Tx) Forget(c chat.Chat) {
	for w := range Waitings.Scan(tx, ChatKey(c)) {
		Waitings.Delete(tx, ChatKey(c).Int(w.Seq))
	}
	for s := range Shows.Scan(tx, ChatKey(c)) {
		Shows.Delete(tx, ChatKey(c).Str(s.Key))
	}
	Chats.Delete(tx, ChatKey(c))
}

// Move has a chat go on under another name. What waited is shown there, as new messages: those of the former chat
// cannot be edited any more.
func (tx *Tx) Move(from, to chat.Chat) {
	var waiting []Waiting
	for w := range Waitings.Scan(tx, ChatKey(from)) {
		waiting = append(waiting, w)
	}
	tx.Forget(from)
	for _, w := range waiting {
		if w.Card != nil {
			tx.show(to, *w.Card, false, w.NotBefore, w.Expires)
		}
	}
	if v, ok := Venues.Get(tx, ChatKey(from)); ok {
		Venues.Delete(tx, ChatKey(from))
		v.Chat = to
		Venues.Put(tx, v)
	}
}

// Doubt forgets what the chats show: the next Show of each card is sent, whatever it holds.
func (tx *Tx) Doubt() {
	for s := range Shows.Scan(tx, nil) {
		if s.Digest != nil {
			s.Digest = nil
			Shows.Put(tx, s)
		}
	}
}

func (tx *Tx) wake(c chat.Chat) { tx.outcome.chats = append(tx.outcome.chats, c) }

// Current reports whether a message is the one in which a card lives now. A message that is newer than the one on
// record counts too: it was delivered a moment ago and its delivery is not recorded yet.
func (tx *Tx) Current(in chat.Chat, key string, message int64) bool {
	s, ok := Shows.Get(tx, ChatKey(in).Str(key))
	return ok && message >= s.Message
}

// Stands reports whether a message is the very one in which a card is known to live now.
func (tx *Tx) Stands(in chat.Chat, key string, message int64) bool {
	s, ok := Shows.Get(tx, ChatKey(in).Str(key))
	return ok && message == s.Message
}

// Reply says something once, after the commit. A fleeting edit goes through ReplyEdit.
func (tx *Tx) Reply(r chat.Reply) { tx.outcome.Replies = append(tx.outcome.Replies, Reply{Reply: r}) }

// Replies returns what this deed has to say once, so far.
func (tx *Tx) Replies() []Reply { return tx.outcome.Replies }

// ReplyEdit shows a card in the message that was pressed without storing anything of it: what nobody else may ever
// read. The next Show edits it back: of a veiled card each is sent, whatever it holds, so that no row tells that somebody
// looked; any other card counts as "unknown" from here on. The message must be Current.
func (tx *Tx) ReplyEdit(in chat.Chat, message int64, c chat.Card) {
	s, ok := Shows.Get(tx, ChatKey(in).Str(c.Key))
	if !ok {
		panic("store: a fleeting edit of a card that was never shown")
	}
	if tx.store.veiled(c.Key) == nil {
		s.Rev++
		s.Digest, s.Page = nil, c.Page
		Shows.Put(tx, s)
	}
	tx.outcome.Replies = append(tx.outcome.Replies,
		Reply{Reply: chat.Reply{Edit: &c}, Chat: in, Message: message, Rev: s.Rev})
}

// ReplyOver shows a card in a message without a row of it: where one would tell who looked, or the message is none that a row is about.
// Until the card of that key is shown otherwise it stands there.
func (tx *Tx) ReplyOver(in chat.Chat, message int64, c chat.Card) {
	s, _ := tx.ShownAs(in, c.Key)
	tx.outcome.Replies = append(tx.outcome.Replies, Reply{Reply: chat.Reply{Edit: &c}, Chat: in, Message: message, Rev: s.Rev})
}

// ShowOver is Show for a message over whose card ReplyOver may have shown something: what is on record as shown is sent again.
func (tx *Tx) ShowOver(in chat.Chat, message int64, c chat.Card) {
	before, _ := tx.ShownAs(in, c.Key)
	tx.Show(in, c)
	if now, _ := tx.ShownAs(in, c.Key); now.Rev == before.Rev {
		tx.ReplyOver(in, message, c)
	}
}

// Fits reports whether a fleeting edit is still what its card should show: nothing has been shown since it was asked for, and no
// later fleeting edit of the card has been. One of a chat that was forgotten fits while nothing is shown there again.
func (tx *Tx) Fits(in chat.Chat, r Reply) bool {
	shown, known := tx.ShownAs(in, r.Edit.Key)
	if !known && r.Rev == 0 {
		return true
	}
	return shown.Rev == r.Rev && shown.Message == r.Message && tx.store.passing.last(in, r.Edit.Key) <= r.turn
}

// passing numbers the fleeting edits of each card, in memory only: a row would tell of them.
type passing struct {
	mu     sync.Mutex
	number int64
	cards  map[string]int64
}

const maxPassing = 4096 // cards whose latest fleeting edit is known; after so many the memory begins anew

func (p *passing) next(in chat.Chat, key string) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.number++; p.cards == nil || len(p.cards) >= maxPassing {
		p.cards = map[string]int64{}
	}
	p.cards[string(in)+" "+key] = p.number
	return p.number
}

func (p *passing) last(in chat.Chat, key string) int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cards[string(in)+" "+key]
}

// NextWaiting returns the first thing of a chat that may be sent now, or when to look again (zero: nothing waits).
func (tx *Tx) NextWaiting(of chat.Chat, now time.Time) (w Waiting, ok bool, again time.Time) {
	if state, _ := Chats.Get(tx, ChatKey(of)); state.Gone {
		return w, false, time.Time{} // parked
	}
	for w := range Waitings.Scan(tx, ChatKey(of)) {
		if !w.NotBefore.After(now) {
			return w, true, time.Time{}
		}
		if again.IsZero() || w.NotBefore.Before(again) {
			again = w.NotBefore
		}
	}
	return Waiting{}, false, again
}

// ShownAs returns the outbox's row of a card.
func (tx *Tx) ShownAs(in chat.Chat, key string) (Shown, bool) {
	return Shows.Get(tx, ChatKey(in).Str(key))
}

// WaitingChats returns every chat for which something waits, and those in which somebody has asked for it. It reads the whole
// outbox: for the start only.
func (tx *Tx) WaitingChats() (all, asked []chat.Chat) {
	for w := range Waitings.Scan(tx, nil) {
		if len(all) == 0 || all[len(all)-1] != w.Chat {
			all = append(all, w.Chat)
		}
		if w.Asked {
			asked = append(asked, w.Chat)
		}
	}
	return all, asked
}

// Delivered records that w has been carried out, and forgets its content, unless a newer one has taken its place.
// message is where the card stands now.
func (tx *Tx) Delivered(w Waiting, message int64) {
	if w.Card == nil {
		Waitings.Delete(tx, ChatKey(w.Chat).Int(w.Seq))
		return
	}
	s, ok := tx.ShownAs(w.Chat, w.Card.Key)
	if !ok {
		return
	}
	former := tx.store.veiled(s.Key)
	if w.Below != 0 && s.Message != 0 && s.Message != message {
		switch {
		case former == nil && s.Former != nil && s.Message != s.Before:
			tx.cover(w.Chat, s.Message, s.Former)
		case former == nil:
			tx.Strip(w.Chat, s.Message)
		case w.Covered != s.Message:
			tx.cover(w.Chat, s.Message, former)
		}
	}
	if w.Below != 0 && s.Rev == w.Rev {
		s.Former, s.Before = nil, 0
	}
	s.Message = message
	now, waits := w, false
	if s.Rev != w.Rev { // else nothing was shown since, and what waits is w itself
		now, waits = Waitings.Get(tx, ChatKey(w.Chat).Int(w.Seq))
	}
	if waits && now.Rev != w.Rev {
		if now.Below <= w.Rev {
			now.Below = 0 // that message exists now; the newer content is an edit of it
		}
		Waitings.Put(tx, now)
	} else {
		Waitings.Delete(tx, ChatKey(w.Chat).Int(w.Seq))
		s.Waiting = 0
		switch {
		case former != nil:
			s.Digest = nil
		case s.Rev == w.Rev:
			s.Digest = tx.digest(*w.Card)
		}
	}
	Shows.Put(tx, s)
}

// Lost records that the message of a card is not there any more (its reader deleted it). The card is sent again
// only if it still asks for something.
func (tx *Tx) Lost(w Waiting) {
	if w.Card == nil {
		Waitings.Delete(tx, ChatKey(w.Chat).Int(w.Seq))
		return
	}
	s, ok := tx.ShownAs(w.Chat, w.Card.Key)
	if !ok {
		return
	}
	s.Message, s.Digest = 0, nil
	// What counts is the card as it should stand now: w may have been overtaken while it was under way.
	if now, waits := Waitings.Get(tx, ChatKey(w.Chat).Int(w.Seq)); waits && len(now.Card.Rows) == 0 && now.Below == 0 {
		Waitings.Delete(tx, ChatKey(w.Chat).Int(w.Seq))
		s.Waiting = 0
	}
	Shows.Put(tx, s)
}

// Expire drops w, whose time has passed. A newer content that has taken its place still waits.
func (tx *Tx) Expire(w Waiting) {
	if now, waits := Waitings.Get(tx, ChatKey(w.Chat).Int(w.Seq)); !waits || now.Rev != w.Rev || now.Card == nil {
		return
	}
	Waitings.Delete(tx, ChatKey(w.Chat).Int(w.Seq))
	s, _ := tx.ShownAs(w.Chat, w.Card.Key)
	s.Waiting, s.Digest = 0, nil
	Shows.Put(tx, s)
}

// GiveUp records that the platform will never take w. A newer content that has taken its place still waits.
func (tx *Tx) GiveUp(w Waiting, reason string, now time.Time) {
	if w.Unsay != 0 { // it is still there: whoever wrote it can take it away
		Waitings.Delete(tx, ChatKey(w.Chat).Int(w.Seq))
		tx.ShowBelow(w.Chat, chat.Card{Key: "unsay", Text: w.Former})
		return
	}
	key := "commands"
	switch {
	case w.Card != nil:
		key = w.Card.Key
	case w.Strip != 0:
		key = "strip"
	case w.Leave:
		key = "leave"
	}
	if newer, waits := Waitings.Get(tx, ChatKey(w.Chat).Int(w.Seq)); waits && newer.Rev != w.Rev {
		newer.Tries = 0
		Waitings.Put(tx, newer)
	} else {
		Waitings.Delete(tx, ChatKey(w.Chat).Int(w.Seq))
		if s, ok := tx.ShownAs(w.Chat, key); ok && w.Card != nil {
			s.Waiting, s.Digest = 0, nil
			Shows.Put(tx, s)
		}
	}
	Deads.Put(tx, Dead{ID: tx.Next(Key(nil).Str("dead")), Chat: w.Chat, Key: key, Reason: reason, At: now, What: &w})
}

// Resend has what was given up sent again, unless the chat has been shown something newer in its place since.
func (tx *Tx) Resend(d Dead) {
	Deads.Delete(tx, K(d.ID))
	switch w := d.What; {
	case w == nil || w.Strip != 0:
	case w.Leave:
		tx.Leave(w.Chat)
	case w.Card == nil:
		tx.SetCommands(w.Chat, w.Commands)
	default:
		if s, ok := tx.ShownAs(w.Chat, d.Key); !ok || s.Rev == w.Rev {
			tx.show(w.Chat, *w.Card, w.Below != 0, w.NotBefore, w.Expires)
		}
	}
}

// Knows reports whether anything is stored about a chat: what a card needs to be sent there, or edited.
func (tx *Tx) Knows(c chat.Chat) bool {
	for range Waitings.Scan(tx, ChatKey(c)) {
		return true
	}
	for range Shows.Scan(tx, ChatKey(c)) {
		return true
	}
	_, ok := Chats.Get(tx, ChatKey(c))
	return ok
}

// Reach records whether a chat can be reached. What waits for one that cannot is parked until it can, but no longer than
// Retention.Undelivered.
func (tx *Tx) Reach(c chat.Chat, reachable bool, now time.Time) {
	if reachable {
		Chats.Delete(tx, ChatKey(c))
		tx.wake(c)
	} else if state, _ := Chats.Get(tx, ChatKey(c)); !state.Gone {
		Chats.Put(tx, ChatState{Chat: c, Gone: true, Since: now})
	}
}

// Withdraw drops the cards that wait for a chat: who has left is sent nothing more.
func (tx *Tx) Withdraw(from chat.Chat) {
	for w := range Waitings.Scan(tx, ChatKey(from)) {
		if w.Card == nil {
			continue
		}
		Waitings.Delete(tx, ChatKey(from).Int(w.Seq))
		if s, ok := tx.ShownAs(from, w.Card.Key); ok && s.Message == 0 {
			Shows.Delete(tx, ChatKey(from).Str(s.Key))
		} else if ok {
			s.Waiting, s.Digest = 0, nil
			Shows.Put(tx, s)
		}
	}
}

// Again records that sending w failed for now.
func (tx *Tx) Again(w Waiting) {
	if now, ok := Waitings.Get(tx, ChatKey(w.Chat).Int(w.Seq)); ok {
		now.Tries = w.Tries + 1
		Waitings.Put(tx, now)
	}
}

func checkOutbox(tx *Tx, report func(string)) {
	for s := range Shows.Scan(tx, nil) {
		if w, ok := Waitings.Get(tx, ChatKey(s.Chat).Int(s.Waiting)); s.Waiting != 0 && (!ok || w.Card == nil || w.Card.Key != s.Key) {
			report(fmt.Sprintf("shown: %s waits for nothing", s.Key))
		}
	}
	for w := range Waitings.Scan(tx, nil) {
		if w.Card == nil {
			continue
		}
		if s, ok := tx.ShownAs(w.Chat, w.Card.Key); !ok || s.Waiting != w.Seq {
			report(fmt.Sprintf("waiting: %s is nobody's", w.Card.Key))
		}
	}
}
