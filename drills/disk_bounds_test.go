package drills

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/cli"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/policy"
	"zhibu/world"
)

// TestFilesHaveBounds: a member's photos of a day, what all files take of the disk and what they leave of it are bounded, each
// with a sentence that lets the work go on without; what nothing names goes by the clock.
func TestFilesHaveBounds(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 17).At(10, 0))
	var free atomic.Int64
	free.Store(1 << 40)
	w.With = func(c *app.Config) {
		c.Budget = bot.Budget{Files: 2}
		c.Room = store.Room{Most: 1 << 20, Spare: 1 << 30, Free: func(string) int64 { return free.Load() }}
	}
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	p, other, chief := w.Phone(w.Member(3)), w.Phone(w.Member(5)), w.Phone(w.Post(branch.Secretary))
	w.Say(p, "/visit")
	w.Press(p, world.FirstFirm)
	w.Say(p, "了解企业党支部换届准备情况。")
	send := func(shade uint8) {
		before := p.Last().ID
		p.SendPhoto(world.Photo(t, shade), "")
		if err := p.WaitFor(w.Ctx(), func(all []sandbox.Message) bool {
			last := all[len(all)-1]
			return last.ID > before && last.FromBot && strings.Contains(last.Text, "照片：1张")
		}); err != nil {
			t.Fatal(err)
		}
		w.Settle()
	}
	send(10)
	send(20)
	if got := w.Replies(p, func() { p.SendPhoto(world.Photo(t, 30), "") }); len(got) != 1 || got[0] != cards.FilesEnough {
		t.Errorf("one more than a day's: %q", got)
	}
	w.Turn(branch.On(2026, 3, 18).At(10, 0))
	w.Say(p, "/visit")
	w.Press(p, world.FirstFirm)
	w.Say(p, "了解企业用工情况。")
	send(40)

	free.Store(1<<30 - 1)
	w.Say(other, "/visit")
	w.Press(other, world.FirstFirm)
	other.SendPhoto(world.Photo(t, 50), "")
	w.Waits(other, cards.NoRoom)
	w.Say(other, "了解企业生产情况。")
	w.Press(other, "确认")
	w.Sees(other, "已登记")
	w.Say(chief, "/status")
	w.Sees(chief, "照片和文件暂停接收")
	if err := w.App.CareNow(w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	w.Waits(chief, cards.AlarmFiles)
	if faults := w.App.Faults(); len(faults) != 1 || !strings.HasPrefix(faults[0], "files:") {
		t.Errorf("/healthz says %q", faults)
	}

	free.Store(1 << 40)
	w.Say(p, "/cancel")
	w.Press(p, "不要了")
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		left, _ := filepath.Glob(filepath.Join(w.Folder, "data", "blobs", "*"))
		if len(left) == 0 {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("%d photos are left, and nothing names them", len(left))
		}
	}
}

// TestCompactVerb: the verb works on a folder that nobody uses, says what it did, and is refused beside a running bot; a start
// gives back what a spike has left.
func TestCompactVerb(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 17).At(10, 0))
	t.Setenv("ZHIBU_DATA", filepath.Join(w.Folder, "data"))
	t.Setenv("ZHIBU_KEYS", filepath.Join(w.Folder, "keys"))
	if _, errOut, code := world.CommandLine(t, "compact"); code != cli.ExitInput || !strings.Contains(errOut, "没有数据文件") {
		t.Errorf("without a store: %d, %s", code, errOut)
	}
	w.Open()
	w.Found()
	if _, errOut, code := world.CommandLine(t, "compact"); code != cli.ExitHeld || !strings.Contains(errOut, "请先停止") {
		t.Errorf("beside a bot: %d, %s", code, errOut)
	}
	text := strings.Repeat("为企业服务。", 1<<14)
	for i := range 120 {
		w.Update(func(tx *store.Tx) error {
			policy.Articles.Put(tx, policy.ArticlePart{Branch: w.Branch, Policy: 9, Version: 1, Part: i, Articles: []branch.Article{{Text: text}}})
			return nil
		})
	}
	w.Update(func(tx *store.Tx) error {
		for a := range policy.Articles.Scan(tx, store.K(w.Branch)) {
			policy.Articles.Delete(tx, policy.PolicyKey(a.Branch, a.Policy, a.Version).Int(int64(a.Part)))
		}
		return nil
	})
	w.Stop()
	size := func() int64 {
		info, err := os.Stat(filepath.Join(w.Folder, "data", "zhibu.db"))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	w.Open()
	if n := len(w.Members(func(branch.Member) bool { return true })); n != 32 {
		t.Errorf("%d members after it", n)
	}
	w.Stop()
	if after := size(); before < 33<<20 || after > before/2 {
		t.Errorf("a start has made %d bytes %d", before, after)
	}
	if out, errOut, code := world.CommandLine(t, "compact"); code != cli.ExitOK || !strings.Contains(out, " MB") {
		t.Errorf("%d: %s%s", code, out, errOut)
	}
	if _, errOut, code := world.CommandLine(t, "compact", "data"); code != cli.ExitInput || !strings.Contains(errOut, "ZHIBU_DATA") {
		t.Errorf("%d: %s", code, errOut)
	}
	if out, _, code := world.CommandLine(t, "check"); code != cli.ExitOK {
		t.Errorf("%d: %s", code, out)
	}
}
