package bot

import (
	"context"
	"errors"
	"time"

	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// wakeReader has the reader look for files to fetch, or to sweep.
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
			if err := b.comeBack(u, nil, errors.New(cards.NotReadAgain)); err != nil {
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
		if err := b.comeBack(u, data, unread); err != nil {
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
