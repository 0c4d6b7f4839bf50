package bot

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// ending returns a file whose reading ends the process, and counts how often it was asked for.
type ending int

func (n *ending) Fetch(context.Context, string, int64) ([]byte, error) {
	*n++
	return []byte("END!"), nil
}

// silent says nothing.
func silent(chat.Chat, int64, string, []store.Reply) {}

// TestReadingEnded: a file whose reading ended the process is given up at the next start, and its sender told; it is not even
// fetched again.
func TestReadingEnded(t *testing.T) {
	image.RegisterFormat("ending", "END!", nil, func(io.Reader) (image.Config, error) { panic("the process has ended") })
	folder := t.TempDir()
	open := func() *store.Store {
		s, err := store.Open(folder, store.Options{Secret: make([]byte, 32)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	u := store.Upload{Chat: "tg:3", Branch: 1, Member: 3, Number: 7, Kind: store.UploadPhoto, Ref: "r", Form: 5}
	if _, err := s.Update(func(tx *store.Tx) error {
		store.Branches.Put(tx, branch.Branch{ID: 1, Name: "某支部"})
		store.Members.Put(tx, branch.Member{Branch: 1, ID: 3, Name: "郑䶮", Status: branch.Active})
		store.Bindings.Put(tx, store.Binding{Branch: 1, Member: 3, Account: "tg:3", Chat: "tg:3"})
		store.Uploads.Put(tx, u)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var asked ending
	read := func() (err error) {
		defer func() {
			if recover() != nil {
				err = errors.New("ended")
			}
		}()
		b := New(Options{Store: s, Office: &office.Office{}, Now: time.Now, Fetcher: &asked, Say: silent, Log: slog.New(slog.DiscardHandler)})
		return b.readUploads(t.Context())
	}
	if err := read(); err == nil {
		t.Fatal("the file is harmless")
	}
	s.Close()
	s = open()
	defer s.Close()
	if err := read(); err != nil {
		t.Fatalf("after the restart: %v", err)
	}
	if asked != 1 {
		t.Errorf("fetched %d times", asked)
	}
	_ = s.View(func(tx *store.Tx) error {
		if _, left := store.Uploads.Get(tx, store.UploadKey(u)); left {
			t.Error("it is still to be read")
		}
		if shown := waitingFor(tx, u.Chat); !strings.Contains(shown, cards.NotReadAgain) {
			t.Errorf("who sent it was told %q", shown)
		}
		return nil
	})
}

// TestFetchedComesBack: whatever becomes of a file that was fetched, it ends its waiting, and is answered as every event is.
func TestFetchedComesBack(t *testing.T) {
	for _, c := range []struct {
		name  string
		post  branch.Post
		take  func() error
		shown string // "": nothing
	}{
		{"taken", branch.Secretary, func() error { return nil }, ""},
		{"refused", branch.Secretary, func() error { return office.Refusal("不合适。") }, "不合适。"},
		{"failed", branch.Secretary, func() error { return errors.New("odd") }, cards.Internal},
		{"panicked", branch.Secretary, func() error { panic("odd") }, cards.Internal},
		{"of somebody who may not send it any more", branch.NoPost, func() error { t.Error("it is taken"); return nil }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			u := store.Upload{Chat: "tg:3", Branch: 1, Member: 3, Number: 7, Kind: "text", Ref: "r", File: "措施.txt"}
			if _, err := s.Update(func(tx *store.Tx) error {
				store.Branches.Put(tx, branch.Branch{ID: 1, Name: "某支部"})
				store.Members.Put(tx, branch.Member{Branch: 1, ID: 3, Name: "郑䶮", Status: branch.Active, Post: c.post})
				store.Bindings.Put(tx, store.Binding{Branch: 1, Member: 3, Account: "tg:3", Chat: "tg:3"})
				store.Uploads.Put(tx, u)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			kind := TextKind{Upload: "text", Looks: func(string) (could, sure bool) { return true, true },
				Read: func(string, []string, error) func(*Call, store.Upload, string) error {
					return func(*Call, store.Upload, string) error { return c.take() }
				}}
			b := New(Options{Store: s, Office: &office.Office{}, Now: time.Now, Fetcher: sameAs("第一条 支持。"), Say: silent, Matters: []Matter{{Text: &kind}},
				Log: slog.New(slog.DiscardHandler)})
			ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
			defer stop()
			if err := b.readUploads(ctx); err != nil {
				t.Fatal(err)
			}
			_ = s.View(func(tx *store.Tx) error {
				if store.Uploads.Has(tx, store.UploadKey(u)) {
					t.Error("it is still to be read")
				}
				if got := waitingFor(tx, u.Chat); c.shown == "" && got != "" || !strings.Contains(got, c.shown) {
					t.Errorf("who sent it was told %q, want %q", got, c.shown)
				}
				return nil
			})
		})
	}
}

// sameAs is a file that holds itself.
type sameAs string

func (g sameAs) Fetch(context.Context, string, int64) ([]byte, error) { return []byte(g), nil }

// waitingFor returns all that a chat is to be sent.
func waitingFor(tx *store.Tx, in chat.Chat) (shown string) {
	for w := range store.Waitings.Scan(tx, store.ChatKey(in)) {
		raw, _ := json.Marshal(w)
		shown += string(raw)
	}
	return shown
}

// TestWordIsNoRoster: a Word document with nothing but a picture, or with a roster in its table, is neither a roster nor a policy,
// whatever it is taken for.
func TestWordIsNoRoster(t *testing.T) {
	cell := func(text string) string { return "<w:tc><w:p><w:r><w:t>" + text + "</w:t></w:r></w:p></w:tc>" }
	for name, c := range map[string]struct{ body, says string }{
		"a picture": {`<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>`, "图片里的字读不了"},
		"nothing":   {`<w:p><w:r><w:t>&#x200B;</w:t></w:r></w:p>`, "没有文字"},
		"a roster": {"<w:tbl><w:tr>" + cell("姓名") + cell("党小组") + cell("入党时间") + cell("转正时间") + "</w:tr><w:tr>" + cell("郑䶮") + cell("一组") + cell("1998-7-1") + cell("1999-7-1") + "</w:tr></w:tbl>",
			"另存为 .xlsx"},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("word/document.xml")
		if err == nil {
			_, err = io.WriteString(w, `<w:document xmlns:w="w" xmlns:a="a"><w:body>`+c.body+`</w:body></w:document>`)
		}
		if err = errors.Join(err, z.Close()); err != nil {
			t.Fatal(err)
		}
		texts := &TextKind{Upload: "text", Looks: func(string) (could, sure bool) { return false, false }}
		for _, kind := range []store.UploadKind{texts.Upload, ""} {
			if x := look(kind, texts, b.Bytes()); x.unread == nil || !strings.Contains(x.unread.Error(), c.says) || x.text != "" || x.ask || len(x.roster.People) > 0 {
				t.Errorf("%s as %q: %+v", name, kind, x)
			}
		}
	}
}
