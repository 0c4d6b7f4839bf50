package app

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/meeting"
	"zhibu/topic/points"
	"zhibu/topic/rounds"
)

// unfounded returns an empty store, its office, and the sample branch as it can be founded there.
func unfounded(t *testing.T, now time.Time) (*store.Store, *office.Office, branch.Founding) {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	o := &office.Office{Matters: OfficeMatters(), Calendar: branch.ChinaCalendar(), When: func(_ string, from time.Time) time.Time { return from }}
	read, faults, err := files.ReadRoster("roster.xlsx", roster.File)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	f, faults := branch.Establish(read, "", branch.DateOf(now))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return s, o, f
}

// TestFilesByTable asks for every file there is in the name of everybody whom the table of rights can tell apart. A kind of
// file that has no right fails.
func TestFilesByTable(t *testing.T) {
	now := branch.On(2026, time.June, 1).At(10, 0)
	s, o, f := unfounded(t, now)
	const asker, other = branch.MemberID(18), branch.MemberID(19)
	var own branch.Group
	if _, err := s.Update(func(tx *store.Tx) error {
		_, err := o.Found(tx, f, now)
		m, _ := office.Member(tx, 1, asker)
		own = office.Group(tx, 1, m.Group)
		meeting.Gatherings.Put(tx, meeting.Gathering{Branch: 1, ID: 1, Content: meeting.Content{Kinds: []string{meeting.Council}, Day: branch.DateOf(now), Topics: "学习。"}, LoggedBy: 2, LoggedAt: now})
		meeting.MinutesOf.Put(tx, meeting.Minutes{Branch: 1, Gathering: 1, Written: meeting.Written{Chair: 1, Recorder: 2, Due: 5, Present: 5, Points: "学习。"}, By: 2, At: now,
			Checked: &meeting.Signed{By: 1, At: now}})
		meeting.Notices.Put(tx, meeting.Notice{Branch: 1, ID: 1, Kinds: []string{meeting.Council}, At: now.Add(24 * time.Hour), Place: "会议室", Topics: "学习。", By: 2, MadeAt: now})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	rights := maps.Clone(documentRights)
	rights[rounds.DocumentHistory], rights[rounds.DocumentDecision], rights[rounds.DocumentReports] = branch.FileRounds, branch.FileRounds, branch.FileRounds
	rights[points.DocumentLedger] = branch.SeeLedger
	rights[birthday.DocumentBirthdays], rights[birthday.DocumentReflections] = branch.FileBirthdays, branch.FileBirthdays
	kinds := map[string]func(*branch.Member){"a plain member": func(*branch.Member) {}, "a 领导班子成员": func(m *branch.Member) { m.Leadership = true },
		"who has left": func(m *branch.Member) { m.Status = branch.Transferred }}
	for _, p := range branch.AllPosts {
		kinds[string(p)] = func(m *branch.Member) { m.Post = p }
	}
	for kind, become := range kinds {
		var m branch.Member
		if _, err := s.Update(func(tx *store.Tx) error {
			m, _ = office.Member(tx, 1, asker)
			m.Post, m.Leadership, m.Status = branch.NoPost, false, branch.Active
			become(&m)
			store.Members.Put(tx, m)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		_ = s.View(func(tx *store.Tx) error {
			ask := func(kind string, args ...int64) error {
				_, err := writeDocument(o, tx, chat.Document{Kind: kind, Args: append([]int64{1, int64(asker)}, args...)}, now)
				return err
			}
			for name, right := range rights {
				if may := !errors.Is(ask(name, 2026), errNotTheirs); may != m.May(right) {
					t.Errorf("%s may have %s: %v", kind, name, may)
				}
			}
			if err := ask(cards.DocumentMine); err != nil {
				t.Errorf("%s may not have the own record: %v", kind, err)
			}
			if may := !errors.Is(ask(meeting.DocumentMinutes, 1), errNotTheirs); may != (m.Status == branch.Active && m.Post.Committee()) {
				t.Errorf("%s may have the minutes of a 支委会: %v", kind, may)
			}
			if may := !errors.Is(ask(meeting.DocumentCalendar, 1), errNotTheirs); may != (m.Status == branch.Active && m.Post.Committee()) {
				t.Errorf("%s may have the notice of a 支委会 for the calendar: %v", kind, may)
			}
			if may := !errors.Is(ask(birthday.DocumentCard, int64(other), 2026), errNotTheirs); may != m.May(branch.PrepareBirthdays, own) {
				t.Errorf("%s may have the card of another: %v", kind, may)
			}
			return nil
		})
	}
	named := regexp.MustCompile(`(?m)^\s*(?:const )?Document\w+\s*= "([\w.]+)"`)
	var sources []string
	for _, room := range []string{"../cards/*.go", "../topic/*/*.go"} {
		list, err := filepath.Glob(room)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, list...)
	}
	found := 0
	for _, path := range sources {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(source), -1) {
			found++
			if _, ok := rights[m[1]]; !ok && m[1] != cards.DocumentMine && m[1] != birthday.DocumentCard && m[1] != meeting.DocumentCalendar && m[1] != meeting.DocumentMinutes {
				t.Errorf("%s has no right: who may have it?", m[1])
			}
		}
	}
	if found < len(rights)+4 {
		t.Errorf("%d kinds of file are found, and %d have a right", found, len(rights))
	}
}
