package office

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// Home gives the home card of a member: what waits for him or her, then what he or she can do.
func (o *Office) Home(tx *store.Tx, me branch.Member, others []branch.BranchID, now time.Time) chat.Card {
	v := cards.HomeView{Branch: getBranch(tx, me.Branch), Me: me, Today: branch.DateOf(now), Officer: me.Officer()}
	for r := range store.RoundsOpen.Scan(tx, store.K(me.Branch)) {
		switch {
		case r.Takes(branch.Nominate, now):
			for g := range store.Groups.Scan(tx, store.K(me.Branch)) {
				_, made := GetNomination(tx, r, g.ID)
				if g.Leader == me.ID && !made {
					v.Tasks = append(v.Tasks, cards.NominateTask(r, g))
				}
			}
		case r.Takes(branch.Ballot, now):
			if o.MayVote(tx, me, r, now) == nil && !hasVoted(tx, r, me.ID) {
				v.Tasks = append(v.Tasks, cards.BallotTask(r))
			}
		}
	}
	if n := Owed(tx, me, v.Today); n > 0 {
		v.Tasks = append(v.Tasks, cards.VisitTask(n))
	}
	for _, b := range others {
		v.Others = append(v.Others, getBranch(tx, b))
	}
	return cards.Home(v)
}

// Me gives a member's own record.
func Me(tx *store.Tx, me branch.Member, now time.Time) chat.Card {
	return cards.Me(getBranch(tx, me.Branch), me, Group(tx, me.Branch, me.Group), branch.DateOf(now))
}

// Help gives the short help of a member.
func Help(tx *store.Tx, me branch.Member) chat.Card {
	return cards.Help(me.Officer(), Group(tx, me.Branch, me.Group).Leader == me.ID)
}

// RoundsOf gives the rounds of this year.
func RoundsOf(tx *store.Tx, b branch.BranchID, now time.Time) (list []branch.Round) {
	year := branch.DateOf(now).String()[:4]
	for r := range store.Rounds.Scan(tx, store.K(b)) {
		if r.Period[:4] == year {
			list = append(list, r)
		}
	}
	return list
}

// Describe says what is due, as the strip of a turned clock shows it. quiet is true for what nobody would notice.
func (o *Office) Describe(tx *store.Tx, due store.Due) (sentence string, quiet bool) {
	m, _ := Member(tx, due.Branch, branch.MemberID(due.Subject))
	r, _ := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	switch due.Push {
	case PushGreeting:
		return "向" + m.Name + "同志发送政治生日祝贺", chatOf(tx, due.Branch, m.ID) == ""
	case PushDigest:
		return "提醒" + m.Name + "同志走访联系点", chatOf(tx, due.Branch, m.ID) == ""
	case PushNominate:
		return "请各党小组组长推荐“身边好党员”", false
	case PushNominateNudge:
		return "提醒尚未推荐“身边好党员”的党小组组长", false
	case PushNominateClose:
		return cards.RoundTitle(r) + "提名截止", false
	case PushCalendar:
		return "核对下一年的节假日安排", o.Calendar.Known(branch.DateOf(due.At).Year() + 1)
	case PushBallotClose:
		return cards.RoundTitle(r) + "推荐截止", false
	case PushTogether:
		return "发送集体政治生日贺卡", len(monthDue(tx, due)) == 0
	case PushChecklist:
		return "提醒准备" + m.Name + "同志的政治生日", len(preparers(tx, m)) == 0
	case PushMonth:
		return "发送本月政治生日名单", len(monthDue(tx, due)) == 0 || len(keepers(tx, branch.Member{Branch: due.Branch})) == 0
	}
	return "", true
}
