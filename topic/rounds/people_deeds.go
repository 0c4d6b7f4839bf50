package rounds

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
)

// mayEndGroups refuses to end or take back a group while it has to nominate.
func mayEndGroups(tx *store.Tx, b branch.BranchID, edits []branch.Edit, now time.Time) error {
	ends := slices.ContainsFunc(edits, func(e branch.Edit) bool { return e.Field == "ended" })
	for r := range RoundsOpen.Scan(tx, store.K(b)) {
		if ends && r.Takes(StageNominate, now) {
			return office.Refusal(ChangeNominating(r))
		}
	}
	return nil
}

// mayUndoRolled refuses to take back a change on which a roll or a nomination has been built.
func mayUndoRolled(tx *store.Tx, c branch.Change, after *branch.People) error {
	rights := slices.ContainsFunc(c.Edits, func(e branch.Edit) bool {
		return e.MemberOf() != 0 && slices.Contains([]string{"full", "status", "restrictions"}, e.Field)
	})
	for r := range RoundsOpen.Scan(tx, store.K(c.Branch)) {
		if s := r.Stage(StageBallot); rights && s != nil && s.Opens.After(c.Done) {
			return office.Refusal("此后已发起" + RoundTitle(r) + "推荐，参加名单已按这项变动确定，不能撤销。")
		}
		for n := range Nominations.Scan(tx, store.RoundKey(c.Branch, r.ID)) {
			m := after.Member(n.Nominee)
			if n.At.After(c.Done) && (m == nil || m.Status != branch.Active || m.Group != n.Group) {
				return office.Refusal("此后" + RoundTitle(r) + "的推荐已用到这项变动，不能撤销。")
			}
		}
	}
	return nil
}

// rolledOn says on whose roll somebody stands, or "".
func rolledOn(tx *store.Tx, me branch.Member) string {
	for r := range Rounds.Scan(tx, store.K(me.Branch)) {
		if Roll.Has(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me.ID))) {
			return "已列入" + RoundTitle(r) + "的参加名单"
		}
	}
	return ""
}

// handRounds hands on what rounds have asked of those who have left, or no longer hold a post or lead a group.
func handRounds(o *office.Office, tx *store.Tx, h office.Handover) {
	for _, m := range keepRoundsNoMore(h.Before, h.After) {
		leaveRounds(tx, m)
	}
	handNominations(o, tx, h.Branch.ID, h.Before, h.After, h.Now)
	handReports(o, tx, h.Branch.ID, h.Before, h.After, h.Now)
	handObjections(tx, h.Branch.ID, h.At)
}

// keepRoundsNoMore returns those who are still here and have lost the right to look after rounds, or a group that they led.
func keepRoundsNoMore(before, after *branch.People) (list []branch.Member) {
	lost := map[branch.MemberID]bool{}
	for _, g := range before.Living() {
		if is := after.Group(g.ID); is == nil || is.Leader != g.Leader {
			lost[g.Leader] = true
		}
	}
	for _, was := range before.Members {
		if !was.May(branch.KeepRounds) {
			continue
		}
		if is := after.Member(was.ID); is != nil && !is.May(branch.KeepRounds) {
			lost[was.ID] = true
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return after.Active(func(m branch.Member) bool { return lost[m.ID] })
}

// leaveRounds has the cards of rounds in somebody's chat say that others look after them now, as far as that is so.
func leaveRounds(tx *store.Tx, m branch.Member) {
	to := office.Chat(tx, m)
	for r := range Rounds.Scan(tx, store.K(m.Branch)) {
		if !MayKeep(tx, m, r) {
			office.Redraw(tx, to, RoundHandedOn(r))
		}
		for g := range store.Groups.Scan(tx, store.K(m.Branch)) {
			if !MayNominate(m, g) {
				office.Redraw(tx, to, NominationHandedOn(r, g))
				office.Redraw(tx, to, ReportHandedOn(r, g))
			}
		}
	}
}

// handNominations hands a group's open nomination to its new leader, and asks for another where the one nominated is no
// longer of the group.
func handNominations(o *office.Office, tx *store.Tx, b branch.BranchID, before, after *branch.People, now time.Time) {
	for r := range RoundsOpen.Scan(tx, store.K(b)) {
		if !r.Takes(StageNominate, now) {
			continue
		}
		for _, g := range after.Living() {
			lost := false
			if n, made := GetNomination(tx, r, g.ID); made {
				m := after.Member(n.Nominee)
				if lost = m == nil || m.Status != branch.Active || m.Group != g.ID; lost {
					Nominations.Delete(tx, store.RoundKey(b, r.ID).Int(int64(g.ID)))
				}
			}
			was := before.Group(g.ID)
			if was == nil || was.Leader != g.Leader || lost {
				showNomination(o, tx, r, g, true, false, now)
			}
			if was != nil && was.Leader != g.Leader {
				if c := office.ChatOf(tx, b, was.Leader); c != "" {
					tx.Show(c, NominationHandedOn(r, g))
				}
			}
		}
		showRound(o, tx, r, now, false)
	}
}

// handReports asks a group's new leader for the report that is still awaited, and forgets a candidate who is no longer one.
func handReports(o *office.Office, tx *store.Tx, b branch.BranchID, before, after *branch.People, now time.Time) {
	for r := range RoundsOpen.Scan(tx, store.K(b)) {
		if !r.Runs(StageReport) || r.Assembly == 0 {
			continue
		}
		for _, g := range after.Living() {
			report, made := GetReport(tx, r, g.ID)
			lost := false
			if m := after.Member(report.Candidate.Member); made && report.Candidate.Member != 0 {
				if lost = m == nil || m.Status != branch.Active || m.Group != g.ID; lost {
					report.Candidate = branch.Candidate{}
					Reports.Put(tx, report)
				}
			}
			if was := before.Group(g.ID); lost || !made && (was == nil || was.Leader != g.Leader) {
				showReport(o, tx, r, g, true, false, now)
			}
		}
		showRound(o, tx, r, now, false)
	}
}

// handObjections returns each objection that is not answered to its handler of now, or asks who made it where nobody is left.
func handObjections(tx *store.Tx, b branch.BranchID, at time.Time) {
	for r := range RoundsOpen.Scan(tx, store.K(b)) {
		var list []Objection
		for ob := range Objections.Scan(tx, store.RoundKey(b, r.ID)) {
			if ob.AnsweredAt.IsZero() {
				list = append(list, ob)
			}
		}
		for _, ob := range list {
			h, ok := currentHandler(tx, ob)
			if h.ID == ob.Handler {
				continue
			}
			office.Redraw(tx, office.ChatOf(tx, b, ob.Handler), ObjectionHandedOn(ob))
			ob.Handler = h.ID
			Objections.Put(tx, ob)
			to, card := office.Chat(tx, h), objectionCard(ViewObjection(tx, r, ob))
			if !ok {
				if maker, _ := office.Member(tx, b, ob.By); !office.Owns(tx, maker, ob.At) {
					continue
				}
				to, card = office.ChatOf(tx, b, ob.By), ObjectionOpen(r, ob.ID, RoundName(tx, r, ob.About))
			}
			if to != "" {
				tx.ShowLater(to, card, at)
			}
		}
	}
}

// tellRounds returns on whose rolls somebody has stood, with whether he or she took part, once that is known, and where somebody was
// nominated.
func tellRounds(tx *store.Tx, me branch.Member) []string {
	var rolls, named []string
	for r := range Rounds.Scan(tx, store.K(me.Branch)) {
		if seat, ok := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me.ID))); ok {
			took := "进行中"
			switch {
			case r.Void != "":
				took = "已作废"
			case r.Running() == nil && seat.Took:
				took = "已参加"
			case r.Running() == nil:
				took = "未参加"
			}
			rolls = append(rolls, RoundTitle(r)+"　"+took)
		}
		for n := range Nominations.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if n.Nominee == me.ID && r.Running() == nil {
				named = append(named, RoundTitle(r))
			}
		}
	}
	return MyRounds(rolls, named)
}

// RoundsOf returns the rounds of this year, and those of before that still run.
func RoundsOf(tx *store.Tx, b branch.BranchID, now time.Time) (list []Round) {
	year := branch.DateOf(now).String()[:4]
	for r := range Rounds.Scan(tx, store.K(b)) {
		if r.Group == 0 && (r.Period[:4] == year || r.Running() != nil) {
			list = append(list, r)
		}
	}
	return list
}
