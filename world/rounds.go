package world

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// Nominate has somebody propose a nominee, with a sentence or two.
func (w *World) Nominate(p *sandbox.Client, nominee, deeds string) {
	w.Helper()
	w.PressOf(p, nominee, rounds.ActNominee)
	w.Sees(p, "请用一两句话写下事迹")
	w.Say(p, deeds)
	w.Press(p, "确认提名")
	w.Sees(p, "已推荐："+nominee)
}

// Assembly has an officer set the date of the quarter's 党员大会, and the leaders report: the last two late.
func (w *World) Assembly(officer *sandbox.Client, asked time.Time, day string, last time.Time) {
	w.Helper()
	w.Turn(asked)
	w.Say(officer, "/rounds")
	w.Press(officer, branch.PeriodOf(branch.Quarter, branch.DateOf(asked)).String()+"“共产党员先锋岗”")
	for !slices.Contains(w.LastLabels(officer), day) {
		if slices.ContainsFunc(w.Newest(officer, "请确定本季度党员大会").Labels(), func(l string) bool { return l == day }) {
			break
		}
		w.Press(officer, w.Label(officer, "下一页"))
	}
	w.Press(officer, day)
	w.Press(officer, "确认")
	groups, leaders := w.Leaders()
	report := func(i int) {
		p := w.Phone(leaders[i])
		w.Press(p, "就用这份")
		w.Press(p, w.Label(p, w.Members(func(m branch.Member) bool { return m.Group == groups[i].ID })[2].Name)) // （上季度）
	}
	for i := range 3 {
		report(i)
	}
	w.Turn(last)
	report(3)
	report(4)
}

// Open3 has the 组织委员 open a ballot on three candidates until the given deadline.
func (w *World) Open3(deadline string, candidates ...string) (chair *sandbox.Client) {
	w.Helper()
	chair = w.Phone(w.Post(branch.OrganisationPost))
	w.Turn(w.Clock.Now()) // what is due at this very moment comes first: its cards have the same names on them
	w.Say(chair, "/menu")
	w.Press(chair, "评选")
	w.Press(chair, "发起推荐")
	for _, c := range candidates {
		w.Press(chair, c)
	}
	w.Press(chair, fmt.Sprintf("选好了（%d人）", len(candidates)))
	w.Press(chair, deadline)
	w.Press(chair, "确认")
	return chair
}

// Vote has a member choose a candidate and confirm.
func (w *World) Vote(m branch.Member, label string) {
	w.Helper()
	p := w.Phone(m)
	w.Press(p, label)
	if a := w.Press(p, "确认"); a.Text != "已投票" {
		w.Errorf("%s voted and was told %q", m.Name, a.Text)
	}
}

// Voting returns the message of the ballot that somebody acts on.
func (w *World) Voting(p *sandbox.Client) sandbox.Message {
	w.Helper()
	w.Settle()
	for _, m := range slices.Backward(p.Messages()) {
		if m.FromBot && len(m.Buttons) > 0 && (strings.Contains(m.Text, "这是民主推荐") || strings.Contains(m.Text, "您推荐：") || strings.Contains(m.Text, "已投票")) {
			return m
		}
	}
	w.Fatal("no ballot")
	return sandbox.Message{}
}

// Contains fails the test unless the ballot that somebody acts on holds a text.
func (w *World) Contains(p *sandbox.Client, text string) {
	w.Helper()
	if m := w.Voting(p); !strings.Contains(m.Text, text) {
		w.Errorf("%s sees %q", p.Person().First, m.Text)
	}
}

// BallotCard returns the newest message of a chat on which one can vote.
func BallotCard(all []sandbox.Message) (sandbox.Message, bool) {
	return Newest(all, func(m sandbox.Message) bool { return Action(m, "vote.") })
}

// Stored returns the rounds and how many ballots are in the store.
func (w *World) Stored() (list []rounds.Round, ballots int) {
	_ = w.App.Store.View(func(tx *store.Tx) error {
		for r := range rounds.Rounds.Scan(tx, nil) {
			list = append(list, r)
		}
		for range rounds.Ballots.Scan(tx, nil) {
			ballots++
		}
		return nil
	})
	return list, ballots
}

// Keys returns the files of the keys that the vault has now.
func (w *World) Keys() ([]string, error) {
	return filepath.Glob(filepath.Join(w.Folder, "keys", "*.key"))
}
