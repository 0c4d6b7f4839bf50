package bot

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// refs notes what is fetched, and gives nothing: of tg:3 not at once.
type refs []string

func (r *refs) Fetch(_ context.Context, ref string, _ int64) ([]byte, error) {
	*r = append(*r, ref)
	if ref == "tg:3" && len(*r) == 1 {
		return nil, &chat.SendError{Class: chat.Unknown}
	}
	return nil, &chat.SendError{Class: chat.Refused}
}

// TestUploadsInTheirOrder: files are read as they came, not by who sent them, or one account keeps all others waiting; so
// would one that is not to be had now.
func TestUploadsInTheirOrder(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.Update(func(tx *store.Tx) error {
		for i, c := range []chat.Chat{"tg:3", "tg:1", "tg:2"} {
			store.Uploads.Put(tx, store.Upload{Chat: c, Number: int64(i + 1), Kind: store.UploadPhoto, Ref: string(c)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var got refs
	b := New(Options{Store: s, Office: &office.Office{}, Now: time.Now, Fetcher: &got, Say: silent, Log: slog.New(slog.DiscardHandler)})
	if err := b.readUploads(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, []string{"tg:3", "tg:1", "tg:2", "tg:3"}) {
		t.Errorf("read in the order %q", got)
	}
}

// TestNoKeyForAStranger: a press that anybody can forge makes no key, which is a file and costs a sync.
func TestNoKeyForAStranger(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	made, done := 0, make(chan struct{})
	b := New(Options{Store: s, Office: &office.Office{}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Fresh: func() (string, error) { made++; return "k", nil },
		Say:   func(chat.Chat, int64, string, []store.Reply) {}})
	for action, r := range routes {
		if !r.key {
			continue
		}
		b.Handle(t.Context(), chat.Event{ID: 1, Kind: chat.Pressed, From: "tg:66", Chat: "tg:66", Private: true, Message: 1,
			Data: chat.Press{Action: action, Args: []int64{1}}.Encode()}, func() { done <- struct{}{} })
		<-done
	}
	if made > 0 {
		t.Errorf("%d keys were made", made)
	}
}
