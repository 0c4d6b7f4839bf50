package office_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// TestNamesAreFrozen swaps the names of two candidates, by a roster that an officer confirms, at each stage of a round: whatever it
// shows from then on has the names under which they were voted for, the present ones beside them and never in their stead. Who
// has gone to another group meanwhile stays in the one of that day.
func TestNamesAreFrozen(t *testing.T) {
	const winner, loser = 7, 8
	frozen := regexp.MustCompile(`甲7（[^（）]*现名甲8）|甲8（[^（）]*现名甲7）`)
	for _, swapAt := range []rounds.StageKind{rounds.StageBallot, rounds.StageDecide, rounds.StageNotice} {
		t.Run("while the round is at "+string(swapAt), func(t *testing.T) {
			atDesk(t, func(d *smallBranch) {
				swapped := false
				judge := func(what, text string) {
					t.Helper()
					if rest := frozen.ReplaceAllString(text, ""); swapped && (strings.Contains(rest, "甲7") || strings.Contains(rest, "甲8") || rest == text) {
						t.Errorf("%s: %s", what, text)
					}
					if strings.Contains(text, "甲7（第3党小组") {
						t.Errorf("%s has the group of today: %s", what, text)
					}
				}
				swap := func(at rounds.StageKind) {
					if at != swapAt {
						return
					}
					_, err := d.roster(theDeputy, func(p []branch.RosterPerson) []branch.RosterPerson {
						p[winner-1].Name, p[loser-1].Name = p[loser-1].Name, p[winner-1].Name
						return p
					})
					d.ok(err)
					swapped = true
					_, err = d.enter(theOrganiser, branch.Change{Kind: "move", Member: winner, Group: 3})
					d.ok(err)
				}
				on := func(r rounds.Round) rounds.Round { r, _ = rounds.GetRound(d.tx, 1, r.ID); return r }
				running := func(r rounds.Round) rounds.Stage { r = on(r); return *r.Running() }
				card := func(r rounds.Round, by branch.MemberID) string {
					return rounds.RoundCard(d.o, d.tx, on(r), d.who(by), d.now).PlainText()
				}

				r := d.ballot(winner, loser)
				d.ok(rounds.MarkPaper(d.o, d.tx, d.who(theOrganiser), r.ID, loser, true, d.now))
				swap(rounds.StageBallot)
				v, _ := rounds.MyBallot(d.tx, on(r), 6)
				judge("a ballot", labels(rounds.BallotList(v, 0)))
				judge("the confirm step", rounds.BallotConfirm(v, rounds.Choice{Mask: 1}).PlainText())
				judge("the progress", card(r, theSecretary))
				list, _ := json.Marshal(rounds.PaperMarks(d.tx, on(r)))
				judge("who votes on paper", string(list))
				judge("a mark", strings.Join(rounds.Marks(d.tx, on(r), d.who(theSecretary)), "\n"))
				for _, m := range office.OnRoll(d.tx, 1, branch.DateOf(d.now), false) {
					if m.ID != loser {
						d.ok(rounds.CastBallot(d.o, d.tx, m, r.ID, rounds.Choice{Mask: 1}, d.now))
					}
				}
				d.now = d.now.Add(31 * time.Hour)
				paper := rounds.Tally{Cast: 0, Votes: []int{0, 0}}
				d.ok(rounds.EnterPaper(d.o, d.tx, d.who(theOrganiser), r.ID, paper, d.now))
				d.ok(rounds.ConfirmPaper(d.o, d.tx, d.who(theSecretary), r.ID, d.now))
				swap(rounds.StageDecide)
				if f := on(r).Finals; len(f) != 1 || f[0].Who.Member != winner {
					d.Fatalf("recommended: %+v", f)
				}
				judge("the tally", card(r, theSecretary))
				d.ok(rounds.Decide(d.o, d.tx, d.who(theOrganiser), r.ID, branch.Committee, branch.DateOf(d.now), 5, []int{5, 5}, "", d.now))
				swap(rounds.StageNotice)
				minutes, _ := rounds.MinutesOf(d.tx, on(r))
				judge("the decision", fmt.Sprint(minutes[0].Names))
				s := running(r)
				due := func(at time.Time) {
					d.now = at
					rounds.StageDue(d.o, d.tx, store.Due{Push: rounds.PushStage, Branch: 1, Subject: int64(r.ID), At: at}, at)
				}
				due(s.Opens.Add(time.Minute))
				judge("公示", rounds.NoticeCard(rounds.ViewNotice(d.o, d.tx, on(r), d.now)).PlainText())
				judge("公示 in the group", rounds.GroupChatNotice(rounds.ViewNotice(d.o, d.tx, on(r), d.now)).PlainText())
				d.ok(rounds.Object(d.o, d.tx, d.who(6), r.ID, 0, "事迹与实际不符。", d.now))
				judge("an objection", d.shows(theInspector, rounds.KeyObjection(1, r.ID, 1)))
				d.ok(rounds.Answer(d.o, d.tx, d.who(theInspector), r.ID, 1, false, "已核实。", d.now))
				due(s.Closes)
				due(running(r).Closes)
				if n := on(r).Named; len(n) != 1 || n[0].Member != winner {
					d.Fatalf("named: %+v", n)
				}
				judge("the naming", d.shows(plain, rounds.KeyNamed(1, r.ID)))
				check, err := rounds.ViewCheck(d.tx, on(r), d.who(theSecretary))
				d.ok(err)
				judge("「核对」", strings.Join(append(check.Roll, check.Marks...), "\n"))
				took, err := rounds.LookWhoTook(d.o, d.tx, d.who(theInspector), r.ID, d.now)
				d.ok(err)
				judge("who took part", took.PlainText())
				for _, table := range rounds.HistoryTables(d.tx, office.GetBranch(d.tx, 1), d.now) {
					if len(table.Rows) > 0 {
						judge("the table "+table.Name, fmt.Sprint(table.Rows))
					}
				}
				d.ok(rounds.HandFlag(d.o, d.tx, d.who(theOrganiser), r.ID, d.now))
				judge("the flag", fmt.Sprint(rounds.FlagView(d.tx, 1)[0].To))
				next := rounds.QuarterTitle(d.now.AddDate(0, 3, 0))
				next.Branch, next.Named = 1, branch.MembersOf(plain)
				next.At = len(next.Stages)
				next = rounds.AddRound(d.tx, next)
				d.ok(rounds.HandFlag(d.o, d.tx, d.who(theOrganiser), next.ID, d.now))
				judge("the flag, passed on", fmt.Sprint(rounds.NamesOf(d.tx, on(next), on(next).Flag.From)))
			})
		})
	}
}

// labels returns what a card's buttons say, a line each.
func labels(c chat.Card) (s string) {
	for _, row := range c.Rows {
		for _, b := range row {
			s += b.Label + "\n"
		}
	}
	return s
}

// TestRightIsFrozen: who became a full member while a ballot runs is told what he or she was on the day of its roll.
func TestRightIsFrozen(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		r := d.ballot(7, 8)
		p := office.People(d.tx, 1)
		p.Member(12).Full = branch.DateOf(d.now)
		_, err := d.o.Rewrite(d.tx, 1, 0, "名册", p, d.now)
		d.ok(err)
		r, _ = rounds.GetRound(d.tx, 1, r.ID)
		if err := rounds.MayVote(d.o, d.tx, d.who(12), r, d.now); err == nil || !strings.Contains(err.Error(), "推荐开始时您是预备党员") {
			t.Errorf("told %v", err)
		}
		seat, ok := rounds.Roll.Get(d.tx, store.RoundKey(1, r.ID).Int(6))
		if want := (branch.Face{Name: "甲6", Group: "第3党小组", Right: "正式党员"}); !ok || seat.Face != want {
			t.Errorf("on the roll: %+v", seat.Face)
		}
	})
}

// TestRunOffKeepsNames: those who are tied go into a run-off under the names for which they were voted.
func TestRunOffKeepsNames(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		r := d.ballot(7, 8)
		for i, m := range office.OnRoll(d.tx, 1, branch.DateOf(d.now), false)[:10] {
			d.ok(rounds.CastBallot(d.o, d.tx, m, r.ID, rounds.Choice{Mask: 1 << (i % 2)}, d.now))
		}
		d.now = d.now.Add(31 * time.Hour)
		rounds.CloseBallot(d.o, d.tx, store.Due{Push: rounds.PushBallotClose, Branch: 1, Subject: int64(r.ID), At: d.now}, d.now)
		_, err := d.roster(theDeputy, func(p []branch.RosterPerson) []branch.RosterPerson {
			p[6].Name, p[7].Name = p[7].Name, p[6].Name
			return p
		})
		d.ok(err)
		d.ok(rounds.RunOff(d.o, d.tx, d.who(theOrganiser), r.ID, d.keys[1], d.now))
		r, _ = rounds.GetRound(d.tx, 1, r.ID)
		next, _ := rounds.GetRound(d.tx, 1, r.Next)
		if got := fmt.Sprint(rounds.NamesOf(d.tx, next, next.Candidates)); got != "[甲7（现名甲8） 甲8（现名甲7）]" {
			t.Error(got)
		}
	})
}

// TestHalfIsFrozen: of whom more than half decide in the 支委会 is what it was when the round began, for a run-off and the record, too,
// whatever the setting says since; a round that an older program has begun keeps it from the first start on.
func TestHalfIsFrozen(t *testing.T) {
	atDesk(t, func(d *smallBranch) {
		r := d.ballot(7, 8)
		for i, m := range office.OnRoll(d.tx, 1, branch.DateOf(d.now), false)[:10] {
			d.ok(rounds.CastBallot(d.o, d.tx, m, r.ID, rounds.Choice{Mask: 1 << (i % 2)}, d.now))
		}
		set := func(ofPresent bool) {
			s := office.GetBranch(d.tx, 1).Settings
			s.CommitteePresent = ofPresent
			d.ok(d.o.Configure(d.tx, 1, s, d.now))
		}
		set(true)
		d.now = d.now.Add(31 * time.Hour)
		rounds.CloseBallot(d.o, d.tx, store.Due{Push: rounds.PushBallotClose, Branch: 1, Subject: int64(r.ID), At: d.now}, d.now)
		r, _ = rounds.GetRound(d.tx, 1, r.ID)
		if f := rounds.ViewDecideForm(d.o, d.tx, r, branch.Committee, 5); f.OfPresent || f.Line != 3 {
			t.Errorf("the form says %+v", f)
		}
		_, m, err := rounds.Draft(d.o, d.tx, d.who(theOrganiser), r.ID, branch.Committee, branch.DateOf(d.now), 5, []int{3, 2, 1}, d.now)
		d.ok(err)
		if m.Motions[0].Passed || rounds.ViewMeeting(d.tx, r, m).Line != 3 {
			t.Errorf("two of five have decided: %+v", m)
		}
		d.ok(rounds.RunOff(d.o, d.tx, d.who(theOrganiser), r.ID, d.keys[1], d.now))
		r, _ = rounds.GetRound(d.tx, 1, r.ID)
		next, _ := rounds.GetRound(d.tx, 1, r.Next)
		if next.HalfOf != branch.HalfOfAll {
			t.Errorf("the run-off goes by %q", next.HalfOf)
		}
		next.HalfOf = "" // as an older program has left it
		rounds.Rounds.Put(d.tx, next)
		d.o.Opened(d.tx, false, d.now)
		set(false)
		if next, _ = rounds.GetRound(d.tx, 1, next.ID); next.HalfOf != branch.HalfOfPresent {
			t.Errorf("begun by an older program it goes by %q", next.HalfOf)
		}
	})
}
