package rounds_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// TestSecretWays runs sessions in which people go different ways to equal totals: straight, or turning pages, taking a name back,
// changing their minds, looking and not voting; and one name, two, or an abstention go round among them. All must leave the same:
// the file and a backup while ballots are open and after the close, the outbox, logs, metrics, and what stands in the chats.
func TestSecretWays(t *testing.T) {
	walk := func(name string, turn int, wander bool, leak string) (s session) {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { s = ways(t, turn, wander, leak) }) })
		return s
	}
	straight := walk("straight", 0, false, "")
	if t.Failed() || len(straight.open) < 200 || len(straight.screens) < 40 || len(straight.figures) < 5 {
		t.Fatalf("hardly anything is compared: %d rows, %d on screens", len(straight.open), len(straight.screens))
	}
	for name, other := range map[string]session{"wandering": walk("wandering", 0, true, ""), "other choices": walk("other choices", 1, false, ""),
		"both": walk("both", 2, true, "")} {
		for _, d := range differences(straight, other) {
			t.Errorf("%s: %s", name, d)
		}
	}
	leaks := differences(straight, walk("leaky", 0, true, "turned a page"))
	if len(leaks) == 0 || slices.ContainsFunc(leaks, func(d string) bool { return !strings.Contains(d, "turned a page") && !strings.Contains(d, "lines") }) {
		t.Errorf("a planted leak shows as %q", leaks)
	}
}

// pick goes from the list of candidates to the confirm step of one or two names, or of an abstention.
func pick(w *world.World, p *sandbox.Client, names ...string) {
	w.Helper()
	if len(names) == 0 {
		w.Press(p, "弃权")
		return
	}
	for _, name := range names {
		for turnPage(w, p, "上一页") {
		}
		for !slices.Contains(w.Voting(p).Labels(), name) {
			if !turnPage(w, p, "下一页") {
				w.Fatalf("%s finds no %q", p.Person().First, name)
			}
		}
		w.Press(p, name)
	}
	w.Press(p, "选好了")
}

func turnPage(w *world.World, p *sandbox.Client, way string) bool {
	w.Helper()
	for _, label := range w.Voting(p).Labels() {
		if strings.HasPrefix(label, way) {
			w.Press(p, label)
			return true
		}
	}
	return false
}

// ways is a session of 18 candidates on two pages and two posts.
func ways(t *testing.T, turn int, wander bool, leak string) (s session) {
	w := world.New(t, branch.On(2026, time.July, 1).At(9, 0))
	defer w.Server.Close()
	w.Folder = filepath.Join(w.Folder, strings.Repeat("x", 120)) // see vote
	if err := os.MkdirAll(filepath.Join(w.Folder, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.Folder, "keys", "outbox.secret"), make([]byte, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Open()
	time.Sleep(world.Pause)
	w.Found()
	all := w.Members(func(m branch.Member) bool { return m.Full != 0 })[:22]
	for _, m := range all {
		w.Attach([]branch.Member{m})
		time.Sleep(world.Pause)
	}
	w.Turn(w.Clock.Now())
	names := make([]string, 18)
	var candidates []branch.MemberID
	for i, m := range all[:18] {
		names[i] = m.Name
		candidates = append(candidates, m.ID)
	}
	key, err := w.App.Vault.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	w.Update(func(tx *store.Tx) error {
		b, _ := store.Branches.Get(tx, store.K(w.Branch))
		b.Settings.PioneerPosts = 2
		store.Branches.Put(tx, b)
		r, err := rounds.OpenBallot(w.App.Office, tx, w.Post(branch.OrganisationPost), 0, branch.MembersOf(candidates...), branch.On(2026, time.July, 2).At(18, 0), key, w.Clock.Now())
		for i := range branch.GroupID(5) { // what the groups wrote, to be read on the ballot
			rounds.Reports.Put(tx, rounds.GroupReport{Branch: r.Branch, Round: r.ID, Group: i + 1, Candidate: r.Candidates[i], Added: strings.Repeat("牵头筹备展区。", 20), At: w.Clock.Now()})
		}
		return err
	})
	began := time.Now().Add(time.Minute)
	step := func(i int) { // further apart than the refreshes of the officers' card, or those would depend on chance
		time.Sleep(time.Until(began.Add(time.Duration(i) * 90 * time.Second)))
	}
	choices := [][]string{{names[0], names[17]}, {names[1]}, {}, {names[0], names[1]}, {names[17]}}
	votes := len(all) // each has begun the chat
	for i, m := range all[:20] {
		step(i)
		p := w.Phone(m)
		if wander {
			turnPage(w, p, "下一页")
			w.Press(p, "看事迹")
			w.Press(p, "下一页（1/5）")
			if m := w.Newest(p, "候选人事迹（2/5）"); !m.Protected {
				t.Error("the deeds on a ballot can be forwarded")
			}
			w.Press(p, "返回投票")
			pick(w, p, choices[(i+1)%len(choices)]...)
			w.Press(p, "返回")
			if i%4 == 0 { // votes otherwise first
				pick(w, p, choices[(i+2)%len(choices)]...)
				w.Press(p, "确认")
				w.Press(p, "改投")
				w.Press(p, "返回")
				w.Press(p, "改投")
				votes++
			}
		}
		pick(w, p, choices[(i+turn)%len(choices)]...)
		if a := w.Press(p, "确认"); a.Text != "已投票" {
			t.Errorf("%s was told %q", m.Name, a.Text)
		}
		votes++
		if leak != "" && i == 3 {
			w.Update(func(tx *store.Tx) error {
				store.Saids.Put(tx, store.Said{Push: leak, Branch: m.Branch, Subject: int64(m.ID)})
				return nil
			})
		}
	}
	step(30)
	last, open := w.Phone(all[20]), w.Phone(all[3])
	if wander { // one looks and never votes; another has voted and leaves a choice open
		pick(w, last, names[17])
		w.Press(open, "改投")
		pick(w, open, names[2])
		w.Contains(last, "您推荐：")
		w.Contains(open, "您推荐：")
	}
	step(40)
	s.figures = figures(w)
	w.Stop()
	s.open = unnumbered(w, votes)
	restored(w)
	w.Open()
	step(50)
	w.Turn(branch.On(2026, time.July, 2).At(9, 30)) // a reminder comes below, to two
	if msgs := last.Messages(); strings.Count(fmt.Sprint(msgs), "提醒：还没有收到您的推荐") != 1 {
		t.Error("no reminder")
	}
	for _, m := range last.Messages() {
		if strings.Contains(m.Text, "您推荐") {
			t.Errorf("after a restart and a reminder this stands in the chat: %q", m.Text)
		}
	}
	w.Turn(branch.On(2026, time.July, 2).At(18, 0))
	for _, m := range all {
		for i, msg := range w.Phone(m).Messages() {
			s.screens = append(s.screens, fmt.Sprint(m.ID, " ", i, " ", msg.Edited, msg.Text, msg.Buttons))
			if strings.Contains(msg.Text, "您推荐") {
				t.Errorf("after the close this stands in %s's chat: %q", m.Name, msg.Text)
			}
		}
	}
	stored, _ := w.Stored()
	s.outcome = fmt.Sprintf("%+v", *stored[len(stored)-1].Stage(rounds.StageBallot).Outcome)
	w.Stop()
	s.closed = unnumbered(w, votes)
	s.log = slices.Sorted(strings.Lines(strings.ReplaceAll(w.Logged.String(), w.Folder, "")))
	return s
}

// unnumbered returns the rows without the marks of updates, of which there is one for each chat that was begun and each vote that was confirmed, as for any
// press, and none for a look.
func unnumbered(w *world.World, votes int) (rows []string) {
	w.Helper()
	seen := 0
	for _, row := range storedRows(w) {
		if strings.HasPrefix(row, "seen ") {
			seen++
			continue
		}
		rows = append(rows, row)
	}
	if seen != votes {
		w.Errorf("%d updates are on record, of %d that acted", seen, votes)
	}
	return rows
}

// TestPickedAndLeft: a choice that was picked and not confirmed goes from the screen with whatever is typed next.
func TestPickedAndLeft(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(9, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Open3("6月2日（周二）18:00", "江月华", "沈岩", "陆文博")
	p := w.Phone(w.Member(12))
	for _, line := range []string{"/menu", "/board", "你好"} {
		w.Press(p, "江月华")
		w.Sees(p, "您推荐：江月华")
		w.Say(p, line)
		for _, m := range p.Messages() {
			if m.FromBot && strings.Contains(m.Text, "您推荐：") {
				t.Errorf("after %q the chat still says %q", line, m.Text)
			}
		}
	}
	w.Vote(w.Member(12), "沈岩")
}
