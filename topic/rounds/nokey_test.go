package rounds_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhibu/cards"
	"zhibu/world"
)

// TestNoKey: a secret ballot whose key cannot be written is not opened; who pressed is told, the way stays open, and the same
// button opens it once there is room.
func TestNoKey(t *testing.T) {
	w, _ := world.Inviting(t)
	defer func() { w.Stop() }()
	keys := filepath.Join(w.Folder, "keys")
	away := keys + ".away"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Rename(keys, away))
	must(os.WriteFile(keys, nil, 0o600)) // nothing can be made below a file, whoever runs the test
	chair := w.Open3("7月2日（周四）18:00", "江月华", "沈岩", "陆文博")
	if !strings.Contains(w.Logged.String(), "no key for a secret round") {
		t.Error("the log does not say why no ballot was opened")
	}
	if stored, ballots := w.Stored(); len(stored)+ballots != 0 {
		t.Errorf("without a key there are %d rounds and %d ballots", len(stored), ballots)
	}
	if a := w.Press(chair, "确认"); a.Text != cards.NoKey {
		t.Errorf("pressed again, with the folder still away: %q", a.Text)
	}
	must(os.Remove(keys))
	must(os.Rename(away, keys))
	w.Press(chair, "确认")
	w.Contains(w.Phone(w.Member(3)), "这是民主推荐")
}
