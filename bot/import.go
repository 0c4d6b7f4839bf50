package bot

import (
	"context"
	"errors"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

func onImport(a []int64) string { return cards.KeyImport(branch.BranchID(a[0])) }

func export(c *call) error { return c.bot.Office.ExportRoster(c.tx, c.me, c.now) }

// proposal returns the proposal that a button is about: this officer's own, and the one that stands on the card.
func (c *call) proposal() (store.Proposal, error) {
	p, ok := office.GetProposal(c.tx, c.me.Branch, c.me.ID)
	if !ok || p.Number != c.arg(1) {
		return p, office.Refusal(cards.OldCard)
	}
	return p, nil
}

// aboutImport shows what a view of the proposal becomes. If the branch has changed since, the card itself is shown.
func (c *call) aboutImport(card func(cards.ImportView) chat.Card) error {
	p, err := c.proposal()
	if err != nil {
		return err
	}
	v, changed, err := c.bot.Office.ImportView(c.tx, p, c.now)
	switch {
	case err != nil:
		return err
	case changed:
		c.answerThere(cards.Import(v, true))
	default:
		c.answerThere(card(v))
	}
	return nil
}

func importSee(c *call) error {
	return c.aboutImport(func(v cards.ImportView) chat.Card { return cards.Import(v, false) })
}

func importPage(c *call) error {
	return c.aboutImport(func(v cards.ImportView) chat.Card {
		const most = 1 << 20 // a forged page must not overflow
		return cards.ImportPage(v, int(min(max(c.arg(2), 0), most)))
	})
}

func importAsk(c *call) error {
	return c.aboutImport(func(v cards.ImportView) chat.Card {
		if len(v.Difference.Asks) == 0 {
			return cards.Import(v, false)
		}
		return cards.ImportAsk(v)
	})
}

// importIs takes the answer to a question, and asks the next one.
func importIs(c *call) error {
	p, err := c.proposal()
	if err != nil {
		return err
	}
	v, err := c.bot.Office.AnswerAsk(c.tx, p, c.arg(2), branch.MemberID(c.arg(3)), c.now)
	switch {
	case err != nil:
		return err
	case len(v.Difference.Asks) > 0:
		c.show(cards.ImportAsk(v))
	default:
		c.show(cards.Import(v, false))
	}
	return nil
}

func importNo(c *call) error {
	p, err := c.proposal()
	if err != nil {
		return err
	}
	c.bot.Office.DropImport(c.tx, p, c.now)
	c.show(cards.ImportDropped(c.me.Branch))
	return nil
}

func importOK(c *call) error {
	p, err := c.proposal()
	if err != nil {
		return err
	}
	v, stale, err := c.bot.Office.ConfirmImport(c.tx, p, c.now)
	switch {
	case err != nil:
		return err
	case stale || v.Pending != 0:
		c.show(cards.Import(v, stale))
	default:
		c.show(cards.ImportDone(v))
	}
	return nil
}

func (b *Bot) wakeReader() {
	select {
	case b.uploads <- struct{}{}:
	default: // it has been told already
	}
}

// Run reads what officers send, one file after the other, until ctx ends. A file that was not finished is read after the
// next start.
func (b *Bot) Run(ctx context.Context) error {
	for {
		if err := b.readUploads(ctx); err != nil && ctx.Err() == nil {
			if errors.Is(err, store.ErrStopped) {
				return nil // the App ends, and says why
			}
			b.Log.Error("an uploaded roster was not read", "error", err)
		}
		var stale <-chan time.Time
		if b.waiting.Load() {
			stale = time.After(b.again)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-b.uploads:
		case <-stale:
		}
	}
}

// sweepAtMost is how often files are swept at most, however many people press: it reads the whole folder.
const sweepAtMost = time.Second

// sweep removes the files that nobody waits for any more: of what was cancelled, published, or left lying.
func (b *Bot) sweep() error {
	if left := sweepAtMost - time.Since(b.swept); 0 < left && left <= sweepAtMost {
		b.again = left
		b.waiting.Store(true)
		return nil
	}
	b.swept, b.again = time.Now(), time.Hour
	b.waiting.Store(true) // whoever cancels meanwhile wakes the reader once more
	n, err := b.Store.SweepBlobs(b.Now().Add(-office.FormLife))
	b.waiting.Store(n > 0)
	return err
}

func (b *Bot) readUploads(ctx context.Context) error {
	failed := map[int64]again{} // by Upload.Number
	for {
		u, wait, err := b.nextUpload(failed)
		switch {
		case err != nil || u.Number == 0 && wait == 0:
			return errors.Join(err, b.sweep())
		case u.Number == 0: // the platform is asked again for what it did not give; who sends meanwhile does not wait for that
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(wait):
			case <-b.uploads:
			}
			continue
		}
		if u.Begun { // its reading has ended the process, and would at each start
			b.Log.Error("a file whose reading ended the process is given up", "update", u.Update)
			if err := b.readUpload(u, nil, errors.New(cards.NotReadAgain)); err != nil {
				return err
			}
			continue
		}
		data, pause, unread := b.fetch(ctx, u, failed[u.Number].tries)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if pause > 0 {
			failed[u.Number] = again{failed[u.Number].tries + 1, time.Now().Add(pause)}
			continue
		}
		if _, err := b.Store.Update(func(tx *store.Tx) error { b.Office.BeginUpload(tx, u); return nil }); err != nil {
			return err
		}
		if err := b.readUpload(u, data, unread); err != nil {
			return err
		}
	}
}

// again is when a file that was not fetched is asked for again.
type again struct {
	tries int
	at    time.Time
}

// nextUpload returns what is to be read next, or for how long there is nothing but what is asked for again.
func (b *Bot) nextUpload(failed map[int64]again) (next store.Upload, wait time.Duration, err error) {
	err = b.Store.View(func(tx *store.Tx) error {
		for u := range store.Uploads.Scan(tx, nil) { // by number: who sends one after the other waits behind the rest
			left := time.Until(failed[u.Number].at)
			switch {
			case u.Kind == store.UploadAsked:
			case left > 0 && (wait == 0 || left < wait):
				wait = left
			case left <= 0 && (next.Number == 0 || u.Number < next.Number):
				next = u
			}
		}
		return nil
	})
	return next, wait, err
}

// readUpload keeps a file, reads it, and has the deed say what came of it.
func (b *Bot) readUpload(u store.Upload, data []byte, unread error) error {
	switch u.Kind {
	case store.UploadPhoto:
		return b.readPhoto(u, data, unread)
	case store.UploadWords:
		return b.readFormFile(u, data, unread)
	}
	var may bool
	err := b.Store.View(func(tx *store.Tx) error { _, may = office.Uploader(tx, u); return nil })
	if err != nil {
		return err
	}
	var hash string
	x := content{unread: unread}
	if may && x.unread == nil {
		if x = look(u.Kind, b.text, data); x.unread == nil {
			if x.text != "" {
				data = []byte(x.text) // what is published is what was shown
			}
			if hash = store.HashOf(data); x.text != "" || x.ask { // a roster is never kept as a file: it may hold what must not stay
				hash, err = b.Store.PutBlob(data)
			}
			if err != nil {
				x.unread = b.notKept(u, err)
			}
		}
	}
	var take func(*call, store.Upload, string) error
	if x.text != "" || b.text.is(u.Kind) {
		take = b.text.Read(x.text, x.passed, x.unread)
	}
	if take == nil && x.unread == nil && !x.ask {
		_ = b.Store.View(func(tx *store.Tx) error { // a panic is the deed's to tell
			return tx.Try(func() error { b.Office.Preview(tx, u.Branch, hash, x.roster, b.Now()); return nil })
		})
	}
	outcome, err := b.Store.Update(func(tx *store.Tx) error {
		tx.Because(u.Chat, u.Update)
		switch {
		case x.ask && x.unread == nil:
			b.Office.AskUpload(tx, u, hash, b.text.Label, b.text.Code, b.Now())
		case take != nil:
			me, ok := office.Uploader(tx, u)
			if !ok {
				return nil
			}
			return take(&call{bot: b, tx: tx, now: b.Now(), me: me, e: chat.Event{Kind: chat.File, Chat: u.Chat, Private: true}}, u, hash)
		default:
			b.Office.ReadUpload(tx, u, hash, x.roster, x.unread, b.Now())
		}
		return nil
	})
	if err == nil {
		b.Say(u.Chat, u.Update, "", outcome.Replies)
	}
	if panicked := (*store.Panic)(nil); errors.As(err, &panicked) {
		b.Log.Error("a deed panicked", "update", u.Update, "action", "upload", "stack", panicked.Stack)
		_, err = b.Store.Update(func(tx *store.Tx) error {
			tx.Because(u.Chat, u.Update)
			b.Office.ReadUpload(tx, u, "", branch.Roster{}, errors.New(cards.Internal), b.Now())
			return nil
		})
	}
	return err
}

// notKept returns the sentence for who sent a file that could not be kept.
func (b *Bot) notKept(u store.Upload, err error) error {
	if errors.Is(err, store.ErrNoRoom) {
		return errors.New(cards.NoRoom)
	}
	b.Log.Error("a file was not kept", "update", u.Update, "error", err)
	return errors.New(cards.Internal)
}

// fetchTries is how often a file is asked for, each time after a longer pause.
const fetchTries = 4

// fetch returns a file, or after how long it is to be asked for again, or a sentence for who sent it.
func (b *Bot) fetch(ctx context.Context, u store.Upload, try int) (data []byte, pause time.Duration, unread error) {
	if u.Hash != "" {
		data, unread = b.Store.Blob(u.Hash)
		return data, 0, unread
	}
	if b.Store.Room(0) != nil {
		return nil, 0, errors.New(cards.NoRoom)
	}
	data, err := b.Fetcher.Fetch(ctx, u.Ref, office.MaxUpload)
	if err == nil {
		return data, 0, nil
	}
	b.Log.Warn("a file was not fetched", "update", u.Update, "error", err, "try", try+1)
	failed := (*chat.SendError)(nil)
	if errors.As(err, &failed) && failed.Class == chat.Refused || try+1 == fetchTries {
		return nil, 0, errors.New(cards.NotFetched)
	}
	if pause = time.Second << try; failed != nil {
		pause = max(pause, failed.RetryAfter)
	}
	return nil, pause, nil
}
