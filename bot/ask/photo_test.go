package ask

import (
	"slices"
	"strings"
	"testing"

	"zhibu/chat"
)

// TestPhoto sends a photo at each step: it is kept, the question stays, and it can be taken away again.
func TestPhoto(t *testing.T) {
	r := begun(Text("what", "情况？").As("情况"), Photo("photo", "").As("照片").Offered())
	if field, _, ok := r.Takes(chat.Uploaded{Picture: true}, true); !ok || field != "photo" {
		t.Fatal("a photo is not taken")
	}
	if err := r.PutFile("photo", "abc"); err != nil || r.Asked != "what" {
		t.Fatal(err, r.Asked)
	}
	if err := r.Typed("了解情况。", Sent{}); err != nil {
		t.Fatal(err)
	}
	r = again(t, r)
	if text := r.Card().PlainText(); !strings.Contains(text, "照片：1张") {
		t.Errorf("shown %q", text)
	}
	if err := press(r, "去掉照片"); err != nil || r.Asked != "" || strings.Contains(r.Card().PlainText(), "照片") {
		t.Error(err, r.Card().PlainText())
	}
	if slices.Contains(labels(r.Card()), "记照片") {
		t.Error("a photo is asked for by a button")
	}
}
