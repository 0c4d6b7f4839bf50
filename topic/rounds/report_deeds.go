package rounds

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// GetReport returns a group's report to a round.
func GetReport(tx *store.Tx, r Round, g branch.GroupID) (GroupReport, bool) {
	return Reports.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(g)))
}

// MayReport reports whether somebody reports for a group: its leader, or for a leader an officer (代录).
func MayReport(me branch.Member, g branch.Group) bool { return MayNominate(me, g) }

// ReportDraft returns what the matters have recorded of a group in a quarter, as the draft of its report.
func ReportDraft(o *office.Office, tx *store.Tx, r Round, g branch.Group) string {
	p := quarterOf(r.Period)
	lines := o.Evidence(tx, office.Evidence{Branch: r.Branch, Group: g.ID, From: p.From, To: p.To})
	if len(lines) == 0 {
		return "本季度没有登记的走访等记录。"
	}
	return strings.Join(lines, "\n")
}

// roundEvidence are the nominations that were made in some days, by a group or by all.
func roundEvidence(tx *store.Tx, q office.Evidence) (lines []string) {
	for r := range Rounds.Scan(tx, store.K(q.Branch)) {
		for n := range Nominations.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if (q.Group == 0 || n.Group == q.Group) && branch.DateOf(n.At) >= q.From && branch.DateOf(n.At) <= q.To {
				lines = append(lines, fmt.Sprintf("推荐“%s”：%s。", r.Kind, RoundName(tx, r, branch.Candidate{Member: n.Nominee})))
			}
		}
	}
	return lines
}

// openReport returns the round and the group for which somebody may report now: until the recommendation opens.
func openReport(tx *store.Tx, me branch.Member, round branch.RoundID, group branch.GroupID) (Round, branch.Group, error) {
	r, ok := GetRound(tx, me.Branch, round)
	g := office.Group(tx, me.Branch, group)
	switch {
	case !ok || g.ID == 0 || !MayReport(me, g):
		return r, g, office.Refusal(cards.NotYours)
	case !r.Runs(StageReport) || r.Assembly == 0:
		return r, g, office.Refusal(RoundOver)
	}
	return r, g, mayBegin(tx, r.Branch) // a candidate who is named now would not be on the ballot that is being opened
}

// MayReportNow returns the round and the group for which somebody may report now, or refuses.
func MayReportNow(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, group branch.GroupID) (Round, branch.Group, error) {
	return openReport(tx, me, round, group)
}

// Report hands a group's report in: the draft as the records give it now, and the leader's own sentence if there is one.
// Whom the group has named stays.
func Report(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, group branch.GroupID, added string, now time.Time) error {
	r, g, err := openReport(tx, me, round, group)
	if err != nil {
		return err
	}
	old, _ := GetReport(tx, r, g.ID)
	Reports.Put(tx, GroupReport{Branch: r.Branch, Round: r.ID, Group: g.ID, Draft: ReportDraft(o, tx, r, g), Added: added,
		Candidate: old.Candidate, Declined: old.Declined, By: me.ID, At: now})
	reported(o, tx, r, g, me, now)
	return nil
}

// reported shows a report where it stands: to the group's leader, to who acted for the leader, to the officers.
func reported(o *office.Office, tx *store.Tx, r Round, g branch.Group, me branch.Member, now time.Time) {
	showReport(o, tx, r, g, false, false, now)
	showRound(o, tx, r, now, false)
}

// GroupCandidates returns whom a group may name: its members or its sections, as the round recommends.
func GroupCandidates(tx *store.Tx, r Round, g branch.Group) []Choosable {
	mine := func(m branch.Member) bool { return m.Group == g.ID }
	switch r.Of {
	case branch.OfGroups:
		return nil
	case branch.OfSections: // a section goes by its first member, who may be of another group
		sections := map[string]bool{}
		for _, m := range office.MembersOf(tx, r.Branch, mine) {
			sections[m.Section] = true
		}
		mine = func(m branch.Member) bool { return sections[m.Section] }
	}
	return candidates(tx, r.Branch, r.Of, mine)
}

// NameCandidate names whom a group puts up, or with 0 nobody. The report must have been handed in.
func NameCandidate(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, group branch.GroupID, choice int64, now time.Time) error {
	r, g, err := openReport(tx, me, round, group)
	if err != nil {
		return err
	}
	report, ok := GetReport(tx, r, g.ID)
	if !ok {
		return office.Refusal("请先提交本组的报告。")
	}
	report.Candidate, report.Declined = branch.Candidate{}, choice == 0
	if choice != 0 {
		list := GroupCandidates(tx, r, g)
		i := slices.IndexFunc(list, func(c Choosable) bool { return c.ID == choice })
		if i < 0 {
			return office.Refusal(cards.OldCard)
		}
		report.Candidate = list[i].Candidate
	}
	report.By, report.At = me.ID, now
	Reports.Put(tx, report)
	reported(o, tx, r, g, me, now)
	return nil
}

// ViewReport returns what the card of a group's report shows.
func ViewReport(o *office.Office, tx *store.Tx, r Round, g branch.Group) ReportView {
	v := ReportView{Round: r, Group: g, Draft: ReportDraft(o, tx, r, g), Open: r.Runs(StageReport),
		Named: r.Of != branch.OfGroups && !office.GetBranch(tx, r.Branch).Settings.PioneerAll}
	for _, c := range GroupCandidates(tx, r, g) {
		v.Choices = append(v.Choices, cards.Choice{ID: c.ID, Name: c.Name, Again: len(Again(tx, r, []branch.Candidate{c.Candidate})) > 0})
	}
	if report, ok := GetReport(tx, r, g.ID); ok {
		v.Made = &report
		v.Candidate = RoundName(tx, r, report.Candidate)
		if report.By != g.Leader {
			by, _ := office.Member(tx, r.Branch, report.By)
			v.By = string(by.Post)
		}
	}
	return v
}

func showReport(o *office.Office, tx *store.Tx, r Round, g branch.Group, news, remind bool, now time.Time) {
	v := ViewReport(o, tx, r, g)
	v.Remind, v.Today = remind, branch.DateOf(now)
	if !news {
		office.RedrawFor(tx, g, reportCard(v))
	} else if to := office.ChatOf(tx, g.Branch, g.Leader); to != "" {
		tx.ShowBelow(to, reportCard(v))
	}
}

// showReports shows the leaders their reports as they stand, when nothing can be changed any more.
func showReports(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	if r.Assembly == 0 { // nobody has been asked
		return
	}
	showAll(o, tx, showGroups, r, now)
}

// ReportPages returns the reports of a round in the order of the groups, to page through at the 党员大会.
func ReportPages(o *office.Office, tx *store.Tx, r Round) (list []ReportView) {
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		if _, made := GetReport(tx, r, g.ID); made {
			list = append(list, ViewReport(o, tx, r, g))
		}
	}
	return list
}
