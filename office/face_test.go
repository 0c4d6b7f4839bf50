package office_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// TestNamesAreFrozen swaps the names of two candidates, by a roster that an officer confirms, at each stage of a round: whatever it
// shows from then on has the names under which they were voted for, the present ones beside them and never in their stead. Who
// has gone to another group meanwhile stays in the one of that day.
func TestNamesAreFrozen(t *testing.T) {
	const winner, loser = 7, 8
	frozen := regexp.MustCompile(`甲7（[^（）]*现名甲8）|甲8（[^（）]*现名甲7）`)
	for _, swapAt := range []branch.StageKind{branch.Ballot, branch.Decide, branch.Notice} {
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
				swap := func(at branch.StageKind) {
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
				on := func(r branch.Round) branch.Round { r, _ = office.GetRound(d.tx, 1, r.ID); return r }
				running := func(r branch.Round) branch.Stage { r = on(r); return *r.Running() }
				card := func(r branch.Round, by branch.MemberID) string {
					return d.o.RoundCard(d.tx, on(r), d.who(by), d.now).PlainText()
				}

				r := d.ballot(winner, loser)
				d.ok(d.o.MarkPaper(d.tx, d.who(theOrganiser), r.ID, loser, true, d.now))
				swap(branch.Ballot)
				v, _ := office.MyBallot(d.tx, on(r), 6)
				judge("a ballot", labels(cards.BallotList(v, 0)))
				judge("the confirm step", cards.BallotConfirm(v, branch.Choice{Mask: 1}).PlainText())
				judge("the progress", card(r, theSecretary))
				list, _ := json.Marshal(office.PaperList(d.tx, on(r)))
				judge("who votes on paper", string(list))
				judge("a mark", strings.Join(office.Marks(d.tx, on(r), d.who(theSecretary)), "\n"))
				for _, m := range office.OnRoll(d.tx, 1, branch.DateOf(d.now), false) {
					if m.ID != loser {
						d.ok(d.o.CastBallot(d.tx, m, r.ID, branch.Choice{Mask: 1}, d.now))
					}
				}
				d.now = d.now.Add(31 * time.Hour)
				paper := branch.Tally{Cast: 0, Votes: []int{0, 0}}
				d.ok(d.o.EnterPaper(d.tx, d.who(theOrganiser), r.ID, paper, d.now))
				d.ok(d.o.ConfirmPaper(d.tx, d.who(theSecretary), r.ID, d.now))
				swap(branch.Decide)
				if f := on(r).Finals; len(f) != 1 || f[0].Who.Member != winner {
					d.Fatalf("recommended: %+v", f)
				}
				judge("the tally", card(r, theSecretary))
				d.ok(d.o.Decide(d.tx, d.who(theOrganiser), r.ID, branch.Committee, branch.DateOf(d.now), 5, []int{5, 5}, "", d.now))
				swap(branch.Notice)
				minutes, _ := office.Minutes(d.tx, on(r))
				judge("the decision", fmt.Sprint(minutes[0].Names))
				s := running(r)
				due := func(at time.Time) {
					d.now = at
					d.o.StageDue(d.tx, store.Due{Push: office.PushStage, Branch: 1, Subject: int64(r.ID), At: at}, at)
				}
				due(s.Opens.Add(time.Minute))
				judge("公示", cards.NoticeCard(d.o.NoticeView(d.tx, on(r), d.now)).PlainText())
				judge("公示 in the group", cards.GroupChatNotice(d.o.NoticeView(d.tx, on(r), d.now)).PlainText())
				d.ok(d.o.Object(d.tx, d.who(6), r.ID, 0, "事迹与实际不符。", d.now))
				judge("an objection", d.shows(theInspector, cards.KeyObjection(1, r.ID, 1)))
				d.ok(d.o.Answer(d.tx, d.who(theInspector), r.ID, 1, false, "已核实。", d.now))
				due(s.Closes)
				due(running(r).Closes)
				if n := on(r).Named; len(n) != 1 || n[0].Member != winner {
					d.Fatalf("named: %+v", n)
				}
				judge("the naming", d.shows(plain, cards.KeyNamed(1, r.ID)))
				check, err := office.Check(d.tx, on(r), d.who(theSecretary))
				d.ok(err)
				judge("「核对」", strings.Join(append(check.Roll, check.Marks...), "\n"))
				took, err := d.o.LookWhoTook(d.tx, d.who(theInspector), r.ID, d.now)
				d.ok(err)
				judge("who took part", took.PlainText())
				for _, table := range office.HistoryTables(d.tx, office.GetBranch(d.tx, 1), d.now) {
					if len(table.Rows) > 0 {
						judge("the table "+table.Name, fmt.Sprint(table.Rows))
					}
				}
				d.ok(d.o.HandFlag(d.tx, d.who(theOrganiser), r.ID, d.now))
				judge("the flag", fmt.Sprint(office.FlagView(d.tx, 1)[0].To))
				next := office.QuarterTitle(d.now.AddDate(0, 3, 0))
				next.Branch, next.Named = 1, branch.MembersOf(plain)
				next.At = len(next.Stages)
				next = office.NewRound(d.tx, next)
				d.ok(d.o.HandFlag(d.tx, d.who(theOrganiser), next.ID, d.now))
				judge("the flag, passed on", fmt.Sprint(office.NamesOf(d.tx, on(next), on(next).Flag.From)))
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
		r, _ = office.GetRound(d.tx, 1, r.ID)
		if err := d.o.MayVote(d.tx, d.who(12), r, d.now); err == nil || !strings.Contains(err.Error(), "推荐开始时您是预备党员") {
			t.Errorf("told %v", err)
		}
		seat, ok := store.Roll.Get(d.tx, store.RoundKey(1, r.ID).Int(6))
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
			d.ok(d.o.CastBallot(d.tx, m, r.ID, branch.Choice{Mask: 1 << (i % 2)}, d.now))
		}
		d.now = d.now.Add(31 * time.Hour)
		d.o.CloseBallot(d.tx, store.Due{Push: office.PushBallotClose, Branch: 1, Subject: int64(r.ID), At: d.now}, d.now)
		_, err := d.roster(theDeputy, func(p []branch.RosterPerson) []branch.RosterPerson {
			p[6].Name, p[7].Name = p[7].Name, p[6].Name
			return p
		})
		d.ok(err)
		d.ok(d.o.RunOff(d.tx, d.who(theOrganiser), r.ID, d.keys[1], d.now))
		r, _ = office.GetRound(d.tx, 1, r.ID)
		next, _ := office.GetRound(d.tx, 1, r.Next)
		if got := fmt.Sprint(office.NamesOf(d.tx, next, next.Candidates)); got != "[甲7（现名甲8） 甲8（现名甲7）]" {
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
			d.ok(d.o.CastBallot(d.tx, m, r.ID, branch.Choice{Mask: 1 << (i % 2)}, d.now))
		}
		set := func(ofPresent bool) {
			s := office.GetBranch(d.tx, 1).Settings
			s.CommitteePresent = ofPresent
			d.ok(d.o.Configure(d.tx, 1, s, d.now))
		}
		set(true)
		d.now = d.now.Add(31 * time.Hour)
		d.o.CloseBallot(d.tx, store.Due{Push: office.PushBallotClose, Branch: 1, Subject: int64(r.ID), At: d.now}, d.now)
		r, _ = office.GetRound(d.tx, 1, r.ID)
		if f := d.o.DecideForm(d.tx, r, branch.Committee, 5); f.OfPresent || f.Line != 3 {
			t.Errorf("the form says %+v", f)
		}
		_, m, err := d.o.Draft(d.tx, d.who(theOrganiser), r.ID, branch.Committee, branch.DateOf(d.now), 5, []int{3, 2, 1}, d.now)
		d.ok(err)
		if m.Motions[0].Passed || office.MeetingView(d.tx, r, m).Line != 3 {
			t.Errorf("two of five have decided: %+v", m)
		}
		d.ok(d.o.RunOff(d.tx, d.who(theOrganiser), r.ID, d.keys[1], d.now))
		r, _ = office.GetRound(d.tx, 1, r.ID)
		next, _ := office.GetRound(d.tx, 1, r.Next)
		if next.HalfOf != branch.HalfOfAll {
			t.Errorf("the run-off goes by %q", next.HalfOf)
		}
		next.HalfOf = "" // as an older program has left it
		store.Rounds.Put(d.tx, next)
		d.o.Opened(d.tx, false, d.now)
		set(false)
		if next, _ = office.GetRound(d.tx, 1, next.ID); next.HalfOf != branch.HalfOfPresent {
			t.Errorf("begun by an older program it goes by %q", next.HalfOf)
		}
	})
}
