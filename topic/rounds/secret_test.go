package rounds_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	bolt "go.etcd.io/bbolt"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/cli"
	"zhibu/demo"
	"zhibu/ops"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// session is what a whole recommendation leaves behind, in lines that can be compared.
type session struct {
	open, closed []string // every row of every bucket, while sealed ballots lie there and at the end
	log          []string
	sent         []string // what the bot sent, chat by chat
	screens      []string // what everybody sees at the end
	figures      []string // /metrics while sealed ballots lie there, without those of the machine
	calls        map[string]int
	outcome      string
}

// TestSecret runs two sessions with equal totals that differ only in who chose whom, press for press at the same times.
// They must leave the same: rows, logs, messages, screens, numbers of calls. The time is that of a bubble, so that
// nothing differs by chance but the vault's random ids and the nonces of what is sealed.
func TestSecret(t *testing.T) {
	var one, two, leaked, leakedToo session
	same := func(name string, s *session, turn int, leak bool) {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { *s = vote(t, turn, leak) }) })
	}
	same("one", &one, 0, false)
	same("two", &two, 1, false)
	same("leaky one", &leaked, 0, true)
	same("leaky two", &leakedToo, 1, true)
	if t.Failed() {
		return
	}
	if len(one.open) < 200 || !slices.ContainsFunc(one.open, func(row string) bool { return strings.HasPrefix(row, "ballots ") }) ||
		len(one.sent) < 60 || len(one.screens) < 60 || len(one.figures) < 5 || !strings.Contains(strings.Join(one.log, ""), "msg=refused") {
		t.Fatalf("hardly anything is compared: %d rows, %d messages, %d on screens, %d lines of log", len(one.open), len(one.sent), len(one.screens), len(one.log))
	}
	for _, d := range differences(one, two) {
		t.Error(d)
	}
	leaks := differences(leaked, leakedToo)
	if len(leaks) != 4 || slices.ContainsFunc(leaks, func(d string) bool { return !strings.Contains(d, "chose") }) {
		t.Errorf("a planted leak shows as %q", leaks) // in either file, while open and after the close
	}
}

func differences(a, b session) (list []string) {
	compare := func(what string, a, b []string) {
		for _, row := range a {
			if !slices.Contains(b, row) {
				list = append(list, what+": in the first only: "+row)
			}
		}
		for _, row := range b {
			if !slices.Contains(a, row) {
				list = append(list, what+": in the second only: "+row)
			}
		}
		if len(a) != len(b) {
			list = append(list, fmt.Sprintf("%s: %d and %d lines", what, len(a), len(b)))
		}
	}
	compare("while open", a.open, b.open)
	compare("after the close", a.closed, b.closed)
	compare("log", a.log, b.log)
	compare("sent", a.sent, b.sent)
	compare("screens", a.screens, b.screens)
	compare("metrics", a.figures, b.figures)
	if !maps.Equal(a.calls, b.calls) {
		list = append(list, fmt.Sprintf("calls: %v and %v", a.calls, b.calls))
	}
	if a.outcome != b.outcome {
		list = append(list, "outcome: "+a.outcome+" and "+b.outcome)
	}
	return list
}

// ofTheMachine are figures that differ from run to run: times, sizes, what happened to be done together.
var ofTheMachine = regexp.MustCompile(`^(#|go_|zhibu_commits|zhibu_deeds|zhibu_readers|zhibu_file|zhibu_disk|zhibu_[a-z_]*seconds)`)

func figures(w *world.World) (list []string) {
	for line := range strings.Lines(ops.Render(w.App.Metrics())) {
		if !ofTheMachine.MatchString(line) {
			list = append(list, line)
		}
	}
	return list
}

// restored puts a backup in the place of the data of a bot that is stopped. The keys of the open round stay.
func restored(w *world.World) {
	w.Helper()
	data, file := filepath.Join(w.Folder, "data"), filepath.Join(w.Folder, "open.backup")
	w.Setenv("ZHIBU_DATA", data)
	w.Setenv("ZHIBU_KEYS", filepath.Join(w.Folder, "keys"))
	before := storedRows(w)
	if out, errOut, code := world.CommandLine(w.T, "backup", file, "--plaintext"); code != cli.ExitOK {
		w.Fatal(code, out, errOut)
	}
	if err := os.Rename(data, data+".before"); err != nil {
		w.Fatal(err)
	}
	if out, errOut, code := world.CommandLine(w.T, "restore", file, "--moved"); code != cli.ExitOK || strings.Contains(out, "作废") {
		w.Fatal(code, out, errOut)
	}
	if !slices.Equal(before, storedRows(w)) {
		w.Error("what was restored is not what was there")
	}
}

// vote is a session: 20 of 31 vote, 4 of them change their minds, the bot is restarted in the middle from a backup. The choices go
// round among the voters by turn.
func vote(t *testing.T, turn int, leak bool) (s session) {
	w := world.New(t, branch.On(2026, time.July, 1).At(9, 0))
	defer w.Server.Close()
	// In a folder whose name is too long for a control socket: one that waits for the network would stop the bubble's time.
	w.Folder = filepath.Join(w.Folder, strings.Repeat("x", 120))
	if err := os.MkdirAll(filepath.Join(w.Folder, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	// The secret of the outbox's digests is the same in both, or all digests would differ.
	if err := os.WriteFile(filepath.Join(w.Folder, "keys", "outbox.secret"), make([]byte, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Open()
	time.Sleep(world.Pause)
	w.Found()
	all := w.Members(func(branch.Member) bool { return true })
	for _, m := range all { // one after the other, so that their chats come about in the same order
		w.Attach([]branch.Member{m})
		time.Sleep(world.Pause)
	}
	candidates := []string{"江月华", "沈岩", "陆文博"}
	chair := w.Open3("7月2日（周四）18:00", candidates...)
	labels := append(slices.Clone(candidates), "弃权")
	voters := w.Members(func(m branch.Member) bool { return m.Full != 0 })[:20]
	for i, m := range voters {
		choice := (i + turn) % len(labels)
		if i%5 == 0 { // first something else, and then that
			w.Vote(m, labels[(choice+2)%len(labels)])
			w.Press(w.Phone(m), "改投")
		}
		w.Vote(m, labels[choice])
		time.Sleep(world.Pause)
		if leak && i == 3 {
			w.Update(func(tx *store.Tx) error {
				store.Saids.Put(tx, store.Said{Push: "leak", Branch: m.Branch, Subject: int64(m.ID), Period: fmt.Sprint("chose ", choice)})
				return nil
			})
		}
		if i == 9 {
			w.Turn(w.Clock.Now().Add(5 * time.Minute))
		}
		if i == 14 {
			s.figures = figures(w)
			w.Stop()
			s.open = storedRows(w)
			restored(w)
			w.Open()
			time.Sleep(world.Pause)
		}
	}
	w.Press(w.Phone(voters[19]), "改投")
	w.Press(w.Phone(voters[19]), candidates[turn]) // looks at a choice again and does not confirm it
	w.Turn(branch.On(2026, time.July, 2).At(18, 0))
	w.Sees(chair, "应参加 31 人，实参加 20 人。")
	// Refused presses are logged: one that comes too late, and one of somebody who may not vote, each with a choice.
	for _, m := range []branch.Member{voters[2], w.Member(30)} {
		last, _ := w.Phone(m).Find("推荐")
		w.Forge(w.Phone(m), last.ID, chat.Press{Action: rounds.ActVoteOK, Args: []int64{int64(w.Branch), 1, 1 << turn}}.Encode())
	}
	w.Turn(branch.On(2026, time.July, 2).At(18, 5))
	stored, ballots := w.Stored()
	if ballots != 0 {
		t.Errorf("%d ballots are left", ballots)
	}
	s.outcome = fmt.Sprintf("%+v", *stored[len(stored)-1].Stage(rounds.StageBallot).Outcome)
	w.Stop()
	if keys, err := w.Keys(); err != nil || len(keys) > 0 {
		t.Errorf("keys are left: %q, %v", keys, err)
	}
	s.closed = storedRows(w)
	s.log = slices.Sorted(strings.Lines(strings.ReplaceAll(w.Logged.String(), w.Folder, "")))
	for _, m := range w.Server.Log() {
		s.sent = append(s.sent, fmt.Sprint(m.Chat, " ", m.Method, " ", m.Time.Sub(start(w)), " ", m.Text))
	}
	slices.Sort(s.sent)
	for _, m := range all {
		for i, msg := range w.Phone(m).Messages() {
			s.screens = append(s.screens, fmt.Sprint(m.ID, " ", i, " ", msg.Date.Sub(start(w)), " ", msg.Edited, msg.Text, msg.Buttons))
		}
	}
	s.calls = w.Server.Calls()
	delete(s.calls, "getUpdates") // as many as there were silences
	for _, lines := range [][]string{s.open, s.closed, s.log, s.sent, s.screens} {
		for _, line := range lines {
			if strings.Contains(line, "您推荐：") {
				t.Errorf("a choice stands in %q", line)
			}
		}
	}
	return s
}

// TestSecretPoll is TestSecret for a group's own poll: six people, whose choices go round among three names.
func TestSecretPoll(t *testing.T) {
	var one, two, leaked, leakedToo session
	same := func(name string, s *session, turn int, leak bool) {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { *s = poll(t, turn, leak) }) })
	}
	same("one", &one, 0, false)
	same("two", &two, 1, false)
	same("leaky one", &leaked, 0, true)
	same("leaky two", &leakedToo, 1, true)
	if t.Failed() {
		return
	}
	if !slices.ContainsFunc(one.open, func(row string) bool { return strings.HasPrefix(row, "ballots ") }) || len(one.sent) < 15 ||
		!strings.Contains(strings.Join(one.log, ""), "msg=refused") {
		t.Fatalf("hardly anything is compared: %d rows, %d messages, log %q", len(one.open), len(one.sent), one.log)
	}
	for _, d := range differences(one, two) {
		t.Error(d)
	}
	if leaks := differences(leaked, leakedToo); len(leaks) == 0 || slices.ContainsFunc(leaks, func(d string) bool { return !strings.Contains(d, "chose") }) {
		t.Errorf("a planted leak shows as %q", leaks)
	}
}

// poll is a session of a group's poll, with a restart, somebody who votes again and presses that are refused.
func poll(t *testing.T, turn int, leak bool) (s session) {
	w := world.New(t, branch.On(2026, time.June, 8).At(8, 0))
	defer w.Server.Close()
	w.Folder = filepath.Join(w.Folder, strings.Repeat("x", 120))
	if err := os.MkdirAll(filepath.Join(w.Folder, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.Folder, "keys", "outbox.secret"), make([]byte, 32), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Open()
	time.Sleep(world.Pause)
	w.Found()
	people := w.Members(func(m branch.Member) bool { return m.Group == 2 })
	for _, m := range people {
		w.Attach([]branch.Member{m})
		time.Sleep(world.Pause)
	}
	w.Turn(branch.On(2026, time.June, 8).At(9, 30))
	leader := w.Phone(w.Member(9))
	w.Press(leader, "先在组内投票")
	w.Press(leader, "开始组内推荐")
	time.Sleep(world.Pause)
	labels := []string{people[0].Name, people[2].Name, people[3].Name}
	for i, m := range people {
		choice := (i + turn) % len(labels)
		if i%2 == 0 {
			w.Vote(m, labels[(choice+1)%len(labels)])
			w.Press(w.Phone(m), "改投")
		}
		w.Vote(m, labels[choice])
		time.Sleep(world.Pause)
		if leak && i == 3 {
			w.Update(func(tx *store.Tx) error {
				store.Saids.Put(tx, store.Said{Push: "leak", Branch: m.Branch, Subject: int64(m.ID), Period: fmt.Sprint("chose ", choice)})
				return nil
			})
		}
		if i == 3 {
			w.Turn(w.Clock.Now().Add(5 * time.Minute))
			s.figures = figures(w)
			w.Stop()
			s.open = storedRows(w)
			restored(w)
			w.Open()
			time.Sleep(world.Pause)
		}
	}
	w.Turn(branch.On(2026, time.June, 9).At(18, 0))
	for _, m := range people[:2] { // too late, each with a choice
		last, _ := w.Phone(m).Find("组内推荐")
		w.Forge(w.Phone(m), last.ID, chat.Press{Action: rounds.ActVoteOK, Args: []int64{int64(w.Branch), 2, 1 << turn}}.Encode())
	}
	w.Turn(branch.On(2026, time.June, 9).At(18, 5))
	stored, ballots := w.Stored()
	if ballots != 0 {
		t.Errorf("%d ballots are left", ballots)
	}
	for _, r := range stored {
		if r.Kind == rounds.GroupPoll {
			if o := r.Stage(rounds.StageBallot).Outcome; o.Votes != nil || o.Abstained != 0 {
				t.Errorf("a poll of six keeps figures that nobody is shown: %+v", *o)
			}
			s.outcome = fmt.Sprintf("%+v", *r.Stage(rounds.StageBallot).Outcome)
		}
	}
	w.Stop()
	if keys, err := w.Keys(); err != nil || len(keys) > 0 {
		t.Errorf("keys are left: %q, %v", keys, err)
	}
	s.closed = storedRows(w)
	s.log = slices.Sorted(strings.Lines(strings.ReplaceAll(w.Logged.String(), w.Folder, "")))
	for _, m := range w.Server.Log() {
		s.sent = append(s.sent, fmt.Sprint(m.Chat, " ", m.Method, " ", m.Time.Sub(start(w)), " ", m.Text))
	}
	slices.Sort(s.sent)
	for _, m := range people {
		for i, msg := range w.Phone(m).Messages() {
			s.screens = append(s.screens, fmt.Sprint(m.ID, " ", i, " ", msg.Date.Sub(start(w)), " ", msg.Edited, msg.Text, msg.Buttons))
		}
	}
	s.calls = w.Server.Calls()
	delete(s.calls, "getUpdates")
	return s
}

// start is when the session began, as far as a screen shows it.
func start(w *world.World) time.Time { return branch.On(2026, time.July, 1).At(9, 0) }

var sealed = regexp.MustCompile(`"choice":"[^"]*"`)

// rows returns every row of the stopped bot's file. Of what is sealed only the length is left; of a message's id, which
// depends on how the sandbox's chats interleave, only its place in its chat.
func storedRows(w *world.World) (rows []string) {
	w.Helper()
	db, err := bolt.Open(filepath.Join(w.Folder, "data", "zhibu.db"), 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		w.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				value := string(v)
				switch string(name) {
				case "shown":
					value = placed(w, v)
				case "ballots":
					value = sealed.ReplaceAllStringFunc(value, func(s string) string { return fmt.Sprint(len(s), " bytes sealed") })
				case "info": // the store's random id
					value = regexp.MustCompile(`"id":"[^"]*"`).ReplaceAllString(value, `"id":""`)
				case "rounds":
					value = regexp.MustCompile(`"key":"[^"]*"`).ReplaceAllString(value, `"key":""`)
				}
				rows = append(rows, fmt.Sprintf("%s %x %s", name, k, value))
				return nil
			})
		})
	})
	if err != nil {
		w.Fatal(err)
	}
	return rows
}

func placed(w *world.World, raw []byte) string {
	var row store.Shown
	if err := json.Unmarshal(raw, &row); err != nil {
		w.Fatal(err)
	}
	for id, p := range w.Phones {
		if string(row.Chat) == fmt.Sprint("tg:", demo.FirstID+int64(id)) {
			for i, m := range p.Messages() {
				if m.ID == row.Message {
					row.Message = int64(i)
				}
			}
		}
	}
	out, err := json.Marshal(row)
	if err != nil {
		w.Fatal(err)
	}
	return string(out)
}
