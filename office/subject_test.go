package office_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"zhibu/app"
	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/vault"
)

// TestSubjects recommends members, sections or groups, named by the groups or all of them, for one post and for two.
func TestSubjects(t *testing.T) {
	for _, c := range []struct {
		of    branch.CandidateKind
		all   bool
		posts int
		put   int    // candidates
		named string // who is named if everybody votes for the first ones
	}{
		{branch.OfMembers, false, 1, 2, "[甲1]"}, {branch.OfMembers, true, 2, 12, "[甲1 甲2]"},
		{branch.OfSections, false, 1, 2, "[科室0]"}, {branch.OfSections, true, 1, 4, "[科室0]"}, {branch.OfGroups, false, 1, 3, "[第1党小组]"},
	} {
		t.Run(fmt.Sprint(c.of, c.all, c.posts), func(t *testing.T) {
			v, err := vault.Open(filepath.Join(t.TempDir(), "keys"))
			if err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(t.TempDir(), store.Options{Secret: v.Secret()})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			key, err := v.Fresh()
			if err != nil {
				t.Fatal(err)
			}
			o := &office.Office{Matters: app.OfficeMatters(), Calendar: branch.ChinaCalendar(), Keys: v, When: nine}
			at := func(m time.Month, d, hour int) time.Time { return branch.On(2026, m, d).At(hour, 0) }
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.Update(func(tx *store.Tx) error {
				f, faults := branch.Establish(smallRoster(), "", branch.On(2026, 6, 1))
				if len(faults) > 0 {
					t.Fatal(faults)
				}
				_, err := o.Found(tx, f, at(6, 1, 9))
				must(err)
				b := office.GetBranch(tx, 1)
				b.Settings.PioneerOf, b.Settings.PioneerAll, b.Settings.PioneerPosts = c.of, c.all, c.posts
				must(o.Configure(tx, 1, b.Settings, at(6, 1, 9)))
				for _, m := range office.Everybody(tx, 1) {
					o.Attach(tx, m, chat.Account(fmt.Sprint("tg:", m.ID)), chat.Chat(fmt.Sprint("tg:", m.ID)), at(6, 1, 9))
				}
				rounds.AskAssembly(o, tx, store.Due{Push: rounds.PushAssembly, Branch: 1, At: at(6, 8, 9)}, at(6, 8, 9))
				r, ok := rounds.RoundOf(tx, 1, rounds.Pioneer, "2026Q2")
				if !ok {
					t.Fatal("no round")
				}
				chair := people(tx, 2)
				must(rounds.SetAssembly(o, tx, chair, r.ID, branch.On(2026, 6, 25), at(6, 8, 10)))
				for g, who := range []int64{1, 2} {
					must(rounds.Report(o, tx, chair, r.ID, branch.GroupID(g+1), "", at(6, 9, 9)))
					if c.of != branch.OfGroups {
						must(rounds.NameCandidate(o, tx, chair, r.ID, branch.GroupID(g+1), who, at(6, 9, 9)))
					}
				}
				must(rounds.StartBallot(o, tx, chair, r.ID, key, at(6, 25, 16)))
				r, _ = rounds.GetRound(tx, 1, r.ID)
				if len(r.Candidates) != c.put {
					t.Errorf("%d candidates: %v", len(r.Candidates), rounds.NamesOf(tx, r, r.Candidates))
				}
				for _, m := range office.OnRoll(tx, 1, branch.On(2026, 6, 25), false) {
					must(rounds.CastBallot(o, tx, m, r.ID, rounds.Choice{Mask: 1<<c.posts - 1}, at(6, 26, 9)))
				}
				rounds.CloseBallot(o, tx, store.Due{Push: rounds.PushBallotClose, Branch: 1, Subject: int64(r.ID), At: at(6, 29, 18)}, at(6, 29, 18))
				figures := []int{5, 5, 5}
				must(rounds.Decide(o, tx, chair, r.ID, branch.Committee, branch.On(2026, 6, 29), 5, figures[:1+c.posts], "", at(6, 29, 19)))
				for _, due := range []time.Time{at(6, 30, 9), at(7, 6, 18), at(7, 7, 9)} {
					rounds.StageDue(o, tx, store.Due{Push: rounds.PushStage, Branch: 1, Subject: int64(r.ID), At: due}, due)
				}
				r, _ = rounds.GetRound(tx, 1, r.ID)
				if got := fmt.Sprint(rounds.NamesOf(tx, r, r.Named)); got != c.named {
					t.Errorf("named: %s, want %s", got, c.named)
				}
				must(rounds.HandFlag(o, tx, chair, r.ID, at(7, 7, 10)))
				if got := rounds.Again(tx, rounds.Round{Branch: 1, Kind: rounds.Pioneer, Period: "2026Q3"}, r.Candidates); !slices.Equal(got, rounds.NamesOf(tx, r, r.Named)) {
					t.Errorf("warned of %v", got)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
