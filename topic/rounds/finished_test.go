package rounds_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/store"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// pushedOnce fails the test if somebody was sent the same card twice by the clock. What answered his or her own press is no push.
func pushedOnce(w *world.World) {
	w.Helper()
	said := map[string][]string{}
	for _, s := range w.Server.Log() {
		if strings.HasPrefix(s.Method, "send") && !w.Answers[s] {
			key := fmt.Sprint(s.Chat, " ", s.Text)
			said[key] = append(said[key], s.Time.In(branch.Shanghai).Format("01-02 15:04"))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(said)) {
		if len(said[key]) > 1 {
			w.Errorf("sent at %q: %s", said[key], key)
		}
	}
}

// TestPaperIsAsked: a tap on the list of who votes on paper asks first, with what it means; the vote that was cast on the phone
// comes back with the mark taken back, until the close; and nothing an officer sees tells whether there was one.
func TestPaperIsAsked(t *testing.T) {
	w, _ := world.Inviting(t)
	defer func() { w.Stop() }()
	chair := w.Open3("7月2日（周四）18:00", "江月华", "沈岩", "陆文博")
	voter, idle := w.Member(3), w.Member(5)
	w.Vote(voter, "沈岩")
	w.Turn(w.Clock.Now().Add(2 * time.Minute))
	shown := func() string { return w.Newest(chair, "推荐进展").Text }
	before := shown()
	for _, who := range []branch.Member{voter, idle} {
		p := w.Phone(who)
		last := p.Last().Text
		w.Press(chair, "线下投票")
		w.Press(chair, who.Name)
		print(w, chair)
		w.Sees(chair, "登记"+who.Name+"为线下投票？")
		w.Sees(chair, "不公布得票数")
		if p.Last().Text != last {
			t.Errorf("%s is told before the officer has confirmed: %q", who.Name, p.Last().Text)
		}
		if _, ballots := w.Stored(); ballots != 1 {
			t.Errorf("a tap on %s's name leaves %d ballots", who.Name, ballots)
		}
		w.Press(chair, "返回")
		w.Press(chair, who.Name)
		w.Press(chair, "登记线下")
		w.Press(chair, "返回")
		print(w, p)
		if got := shown(); strings.Replace(got, "登记线下投票 1 人，以纸质票为准。", "", 1) != before {
			t.Errorf("with %s marked the officers read %q, before %q", who.Name, got, before)
		}
		w.Press(chair, "线下投票")
		w.Press(chair, "线下 "+who.Name)
		w.Sees(chair, "取消"+who.Name+"的线下投票登记？")
		w.Press(chair, "取消登记")
		w.Press(chair, "返回")
		print(w, p)
		if got := shown(); got != before {
			t.Errorf("after %s's mark was taken back the officers read %q, before %q", who.Name, got, before)
		}
	}
	w.Sees(w.Phone(voter), "已投票")
	w.Sees(w.Phone(voter), "您在手机上投的票仍然有效")
	for i, m := range w.Members(func(m branch.Member) bool { return m.ID > 8 && m.ID < 28 && m.Full != 0 }) {
		w.Vote(m, []string{"沈岩", "沈岩", "江月华"}[i%3])
	}
	w.Turn(branch.On(2026, time.July, 2).At(18, 1))
	stored, ballots := w.Stored()
	if o := stored[len(stored)-1].Stage(rounds.StageBallot).Outcome; o == nil || ballots != 0 || o.Votes == nil || o.Votes[0]+o.Votes[1] != o.Cast {
		t.Errorf("the vote that came back does not count: %+v, %d ballots are left", o, ballots)
	}
	_ = w.App.Store.View(func(tx *store.Tx) error {
		seat, _ := rounds.Roll.Get(tx, store.RoundKey(w.Branch, stored[len(stored)-1].ID).Int(int64(voter.ID)))
		if !seat.Took {
			t.Error("who voted, was marked and unmarked has not taken part")
		}
		return nil
	})
}

// TestWhoNoLongerKeeps: who is no officer any more, or leads no group, has no buttons left of rounds that others look after.
func TestWhoNoLongerKeeps(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 8).At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.June, 9).At(10, 0))
	groups, leaders := w.Leaders()
	was, is := w.Post(branch.OrganisationPost), w.Member(5)
	p := w.Phone(was)
	w.Press(p, "代"+groups[3].Name+"提名")
	w.Newest(p, groups[3].Name+"推荐")
	next := w.Members(func(m branch.Member) bool { return m.Group == groups[3].ID && m.ID != leaders[3].ID && m.Full != 0 })[1]
	w.Update(func(tx *store.Tx) error {
		today := branch.DateOf(w.Clock.Now())
		_, err := w.App.Office.Change(tx, w.Post(branch.Secretary), branch.Change{Kind: "appoint", Member: next.ID, Choice: branch.LeaderRole, From: today}, w.Clock.Now())
		if err != nil {
			return err
		}
		_, err = w.App.Office.Change(tx, w.Post(branch.Secretary), branch.Change{Kind: "appoint", Member: is.ID, Choice: string(branch.OrganisationPost), From: today}, w.Clock.Now())
		return err
	})
	w.Settle()
	w.Press(p, "确认")
	for _, c := range []struct {
		reader branch.Member
		text   string
	}{{was, "已转由其他同志办理"}, {was, groups[3].Name + "的推荐已转由"}, {leaders[3], groups[3].Name + "的推荐已转由"}} {
		if m := w.Newest(w.Phone(c.reader), c.text); len(m.Buttons) > 0 {
			t.Errorf("%s reads %q with %q", c.reader.Name, m.Text, m.Labels())
		}
	}
	w.PressAll(30)
	w.Stop()
}
