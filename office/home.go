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
				if leads(tx, me, g) && !made && !settled(tx, r, g) {
					v.Tasks = append(v.Tasks, cards.NominateTask(r, g))
				}
			}
		case r.Takes(branch.Ballot, now):
			if o.MayVote(tx, me, r, now) == nil && !hasVoted(tx, r, me.ID) {
				v.Tasks = append(v.Tasks, cards.BallotTask(r))
			}
		case r.Runs(branch.Report) && r.Assembly == 0 && me.Officer():
			v.Tasks = append(v.Tasks, cards.AssemblyTask(r))
		case r.Runs(branch.Report):
			for g := range store.Groups.Scan(tx, store.K(me.Branch)) {
				if _, made := GetReport(tx, r, g.ID); leads(tx, me, g) && !made && r.Assembly != 0 {
					v.Tasks = append(v.Tasks, cards.ReportTask(r, g))
				}
			}
		case r.Runs(branch.Decide) && me.Officer():
			v.Tasks = append(v.Tasks, cards.DecideTask(r))
		}
	}
	if n := Owed(tx, me, v.Today); n > 0 {
		v.Tasks = append(v.Tasks, cards.VisitTask(n))
	}
	if !me.Officer() { // who keeps the roster finds them there
		if unbound, gone := Away(tx, me); len(unbound)+len(gone) > 0 {
			v.Tasks = append(v.Tasks, cards.AwayTask(me.Branch, len(unbound)+len(gone)))
		}
	}
	for _, r := range heldBy(tx, v.Branch, me) {
		if len(v.Tasks) < 6 {
			v.Tasks = append(v.Tasks, cards.RequestTask(r))
		}
	}
	if n := len(People(tx, me.Branch).Vacancies()); n > 0 && me.Officer() {
		v.Tasks = append(v.Tasks, cards.VacancyTask(me.Branch, n))
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

// Mine gives what the branch stores about a member, line by line.
func Mine(tx *store.Tx, me branch.Member) []string {
	v := cards.MineView{Member: me, By: map[branch.MemberID]string{}}
	row, _ := store.Bindings.Get(tx, store.K(me.Branch).Int(int64(me.ID)))
	v.Bound, v.Heard = branch.DateOf(row.At), max(row.Heard, branch.DateOf(row.At))
	for c := range store.Changes.Scan(tx, store.K(me.Branch)) {
		if k, _ := branch.ChangeRuleOf(c.Kind); c.Concerns(me.ID) && !k.Secret {
			by, _ := Member(tx, me.Branch, c.By)
			v.Changes, v.By[c.By] = append(v.Changes, c), by.Name
		}
	}
	for r := range store.Rounds.Scan(tx, store.K(me.Branch)) {
		if seat, ok := store.Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(me.ID))); ok {
			took := "进行中"
			switch {
			case r.Void != "":
				took = "已作废"
			case r.Running() == nil && seat.Took:
				took = "已参加"
			case r.Running() == nil:
				took = "未参加"
			}
			v.Rolls = append(v.Rolls, cards.RoundTitle(r)+"　"+took)
		}
		for n := range store.Nominations.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
			if n.Nominee == me.ID && r.Running() == nil {
				v.Named = append(v.Named, cards.RoundTitle(r))
			}
		}
	}
	for r := range store.Records.Scan(tx, store.K(me.Branch)) {
		if r.By == me.ID || r.LoggedBy == me.ID {
			v.Visits = append(v.Visits, r)
		}
	}
	v.Held, v.Looks = heldAbout(tx, me), len(LooksAt(tx, me))
	return cards.MineLines(v)
}

// MineFile sends what the branch stores about a member to that member, as a document: also to one who has left.
func (o *Office) MineFile(tx *store.Tx, me branch.Member, now time.Time) {
	if to := BindingOf(tx, me).Chat; to != "" {
		tx.ShowBelow(to, cards.MineFile(me, branch.DateOf(now)))
	}
}

// Help gives the short help of a member.
func Help(tx *store.Tx, me branch.Member) chat.Card {
	return cards.Help(me.Officer(), Group(tx, me.Branch, me.Group).Leader == me.ID)
}

// RoundsOf gives the rounds of this year, and those of before that still run.
func RoundsOf(tx *store.Tx, b branch.BranchID, now time.Time) (list []branch.Round) {
	year := branch.DateOf(now).String()[:4]
	for r := range store.Rounds.Scan(tx, store.K(b)) {
		if r.Group == 0 && (r.Period[:4] == year || r.Running() != nil) {
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
		return o.describeDigest(tx, due, m)
	case PushNominate:
		return "请各党小组组长推荐“身边好党员”", false
	case PushNominateNudge:
		return "提醒尚未推荐“身边好党员”的党小组组长", false
	case PushNominateClose:
		return cards.RoundTitle(r) + "提名截止", false
	case PushCalendar:
		return "核对下一年的节假日安排", o.Calendar.Known(branch.DateOf(due.At).Year() + 1)
	case PushChange:
		c, _ := GetChange(tx, due.Branch, branch.ChangeID(due.Subject))
		k, _ := branch.ChangeRuleOf(c.Kind)
		return "名册变动生效：" + k.Name, false
	case PushBallotClose:
		return cards.RoundTitle(r) + "推荐截止", false
	case PushAssembly:
		return "请组织委员确定本季度党员大会的日期", false
	case PushReportNudge:
		return "提醒尚未提交季度报告的党小组组长", false
	case PushBallotOpen:
		return cards.RoundTitle(r) + "推荐开始", false
	case PushBallotNudge:
		return "提醒尚未参加推荐的同志", false
	case PushStage:
		return cards.RoundTitle(r) + "：" + cards.State(r), false
	case PushTogether:
		return "发送集体政治生日贺卡", len(monthDue(tx, due)) == 0
	case PushChecklist:
		return "提醒准备" + m.Name + "同志的政治生日", len(preparers(tx, m)) == 0
	case PushMonth:
		return "发送本月政治生日名单", len(monthDue(tx, due)) == 0 || len(keepers(tx, branch.Member{Branch: due.Branch})) == 0
	}
	return "", true
}
