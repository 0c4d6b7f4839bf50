package rounds

import (
	"fmt"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// planNominations plans the opening of the next 身边好党员 that has not been opened: this year's if its window is
// still open or lies ahead. A window that the settings make impossible is not opened.
func planNominations(o *office.Office, tx *store.Tx, b branch.Branch, now time.Time) {
	var at time.Time
	for year := branch.DateOf(now).Year(); at.IsZero() && year <= branch.DateOf(now).Year()+1; year++ {
		w, err := NominationWindow(o.CalendarOf(b.ID), year, b.Settings)
		if err == nil && now.Before(w.Closes) && !tx.HasSaid(PushNominate, b.ID, 0, fmt.Sprint(year)) {
			at = w.Opens
		}
	}
	tx.Plan(PushNominate, b.ID, 0, at)
}

// OpenNominations opens the year's 身边好党员: each group leader is asked for one of the group, the officers see which
// groups are missing.
func OpenNominations(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	b := office.GetBranch(tx, due.Branch)
	year := branch.DateOf(due.At).Year()
	w, err := NominationWindow(o.CalendarOf(due.Branch), year, b.Settings)
	if err != nil || !now.Before(w.Closes) {
		planNominations(o, tx, b, now)
		return
	}
	if !o.Working(due.Branch, now) { // after a breakdown: not at night
		if at := o.NextWorking(b, now); at.Before(w.Closes) {
			tx.Plan(due.Push, due.Branch, due.Subject, at)
			return
		}
	}
	r := beginNominations(o, tx, NewRound(b.ID, GoodMember, fmt.Sprint(year)), w, now)
	store.Saids.Put(tx, store.Said{Push: due.Push, Branch: b.ID, Period: r.Period, At: now})
	planNominations(o, tx, b, now)
}

// beginNominations opens a round with its nominations: each group leader is asked, the officers see who is missing.
func beginNominations(o *office.Office, tx *store.Tx, r Round, w Window, now time.Time) Round {
	r.Begin(StageNominate, w.Opens, w.Closes, now)
	r = AddRound(tx, r)
	showRound(o, tx, r, now, true)
	showAll(o, tx, askLeaders, r, now)
	planNudge(o, tx, r, now)
	tx.Plan(PushNominateClose, r.Branch, int64(r.ID), w.Closes)
	return r
}

// talkDays is how many working days the groups have to nominate for 优秀微党课.
const talkDays = 5

// MayStartTalks returns until when the nominations of this year's 优秀微党课 would run, or refuses: only officers start it,
// and one a year stands.
func MayStartTalks(o *office.Office, tx *store.Tx, me branch.Member, now time.Time) (closes time.Time, err error) {
	today := branch.DateOf(now)
	switch _, stands := RoundOf(tx, me.Branch, MicroTalk, fmt.Sprint(today.Year())); {
	case !me.May(branch.KeepRounds):
		return closes, office.Entitled(me, branch.KeepRounds)
	case stands:
		return closes, office.Refusal("今年的优秀微党课评选已经发起，请在「推荐进展」中查看。")
	}
	return o.CalendarOf(me.Branch).Add(today, talkDays).At(18, 0), nil
}

// StartTalks starts this year's 优秀微党课: nominations by the groups, the recommendation of all, then as for the others.
func StartTalks(o *office.Office, tx *store.Tx, me branch.Member, now time.Time) error {
	closes, err := MayStartTalks(o, tx, me, now)
	if err != nil {
		return err
	}
	r := NewRound(me.Branch, MicroTalk, fmt.Sprint(branch.DateOf(now).Year()))
	r.Opener = me.ID
	beginNominations(o, tx, r, Window{Opens: now, Closes: closes}, now)
	return nil
}

func planNudge(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	var next time.Time
	if s := r.Running(); s != nil {
		for _, t := range NominationReminders(o.CalendarOf(r.Branch), Window{Opens: s.Opens, Closes: s.Closes}) {
			if t.After(now) {
				next = t
				break
			}
		}
	}
	tx.Plan(PushNominateNudge, r.Branch, int64(r.ID), next)
}

// GetNomination returns a group's nomination in a round.
func GetNomination(tx *store.Tx, r Round, g branch.GroupID) (Nomination, bool) {
	return Nominations.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(g)))
}

// MayNominate reports whether somebody nominates for a group: its leader, or for a leader an officer (代录).
func MayNominate(me branch.Member, g branch.Group) bool {
	return me.Branch == g.Branch && me.May(branch.Propose, g)
}

// ViewNomination returns what the card of a group's nomination shows.
func ViewNomination(tx *store.Tx, r Round, g branch.Group) NominationView {
	v := NominationView{Round: r, Group: g, Open: r.Runs(StageNominate) && r.Running().Closed.IsZero() && !settled(tx, r, g),
		Again: len(r.Finals) > 0, Members: office.ShownAll(tx, office.MembersOf(tx, r.Branch, func(m branch.Member) bool { return m.Group == g.ID }))}
	if n, ok := GetNomination(tx, r, g.ID); ok {
		v.Made, v.Nominee = &n, RoundName(tx, r, branch.Candidate{Member: n.Nominee})
		if n.By != g.Leader {
			by, _ := office.Member(tx, r.Branch, n.By)
			v.By = string(by.Post)
		}
	}
	return v
}

// showNomination shows a group leader his or her card, as news (a new message), or to all who act for the group where it stands.
func showNomination(o *office.Office, tx *store.Tx, r Round, g branch.Group, news, remind bool, now time.Time) {
	v := ViewNomination(tx, r, g)
	v.Remind, v.Today = remind, branch.DateOf(now)
	if !news {
		office.RedrawFor(tx, g, NominationCard(v))
	} else if to := office.ChatOf(tx, g.Branch, g.Leader); to != "" {
		tx.ShowBelow(to, NominationCard(v))
	}
}

// settled reports whether a group's nominee has been agreed to already: after somebody was voted down the others' groups
// do not nominate again.
func settled(tx *store.Tx, r Round, g branch.Group) bool {
	n, ok := GetNomination(tx, r, g.ID)
	return ok && slices.ContainsFunc(r.Finals, func(f Final) bool { return f.Who.Member == n.Nominee && f.Out == "" })
}

// NudgeNominations reminds the leaders who have not nominated, until the deadline.
func NudgeNominations(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if !ok || !r.Takes(StageNominate, now) {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	missing := false
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		_, made := GetNomination(tx, r, g.ID)
		missing = missing || !made
	}
	if missing && !r.Running().Broken { // of a breakdown they are asked at the deadline
		showRound(o, tx, r, now, true)
	}
	showAll(o, tx, urgeLeaders, r, now)
	planNudge(o, tx, r, now)
}

// Nominate records a group's nomination, in place of a former one.
func Nominate(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, group branch.GroupID, nominee branch.MemberID, deeds string, now time.Time) error {
	r, ok := GetRound(tx, me.Branch, round)
	g := office.Group(tx, me.Branch, group)
	if !ok || g.ID == 0 || !MayNominate(me, g) {
		return office.Refusal(cards.NotYours)
	}
	if !r.Takes(StageNominate, now) {
		return office.Refusal(RoundOver)
	}
	if settled(tx, r, g) {
		return office.Refusal("本组的人选已经通过，不再修改。")
	}
	if slices.ContainsFunc(r.Finals, func(f Final) bool { return f.Who.Member == nominee }) {
		return office.Refusal("这位同志本次没有通过，请推荐其他同志。")
	}
	if m, ok := office.Member(tx, me.Branch, nominee); !ok || m.Group != g.ID || m.Status != branch.Active {
		return office.Refusal("只能推荐本组的在册党员，请重新选择。")
	}
	Nominations.Put(tx, Nomination{Branch: r.Branch, Round: r.ID, Group: g.ID, Nominee: nominee, Deeds: deeds, By: me.ID, At: now})
	showNomination(o, tx, r, g, false, false, now)
	showRound(o, tx, r, now, false)
	return nil
}

// Withdraw takes a group's nomination back.
func Withdraw(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, group branch.GroupID, now time.Time) error {
	r, ok := GetRound(tx, me.Branch, round)
	g := office.Group(tx, me.Branch, group)
	if !ok || g.ID == 0 || !MayNominate(me, g) {
		return office.Refusal(cards.NotYours)
	}
	if !r.Takes(StageNominate, now) {
		return office.Refusal(RoundOver)
	}
	if _, made := GetNomination(tx, r, g.ID); !made || settled(tx, r, g) {
		return office.Refusal(cards.OldCard)
	}
	Nominations.Delete(tx, store.RoundKey(r.Branch, r.ID).Int(int64(g.ID)))
	showNomination(o, tx, r, g, false, false, now)
	showRound(o, tx, r, now, false)
	return nil
}

// CloseNominations ends the nominations at their deadline, unless the process was down shortly before it: then an
// officer is asked.
func CloseNominations(o *office.Office, tx *store.Tx, due store.Due, now time.Time) {
	r, ok := GetRound(tx, due.Branch, branch.RoundID(due.Subject))
	if !ok || !r.Runs(StageNominate) {
		tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
		return
	}
	if r.Running().Broken {
		askOnce(o, tx, due, r, now)
		return
	}
	endNominations(o, tx, r, 0, now)
}

// askOnce shows the officers the question that a breakdown or a low turnout has raised: at a deadline at once; found out later,
// not at night nor on a holiday. Then their digests remind of it.
func askOnce(o *office.Office, tx *store.Tx, due store.Due, r Round, now time.Time) {
	if now.Sub(due.At) >= time.Hour && !o.Working(due.Branch, now) {
		tx.Plan(due.Push, due.Branch, due.Subject, o.NextWorking(office.GetBranch(tx, due.Branch), now))
		return
	}
	if once(tx, due.Push, r, "asked", r.Running().Closes, now) {
		showRound(o, tx, r, now, true)
	}
	tx.Plan(due.Push, due.Branch, due.Subject, time.Time{})
	stirRound(o, tx, r, now)
}

// endNominations ends the nominations: the nominees are presented to all, or become the candidates of a ballot.
func endNominations(o *office.Office, tx *store.Tx, r Round, by branch.MemberID, now time.Time) {
	s := r.Running()
	s.Closed, s.Closer, s.Broken = now, by, false
	tx.Plan(PushNominateClose, r.Branch, int64(r.ID), time.Time{})
	tx.Plan(PushNominateNudge, r.Branch, int64(r.ID), time.Time{})
	endPolls(o, tx, r, now)
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		if n, ok := GetNomination(tx, r, g.ID); ok && !slices.Contains(r.Candidates, branch.Candidate{Member: n.Nominee}) {
			r.Candidates = append(r.Candidates, branch.Candidate{Member: n.Nominee})
		}
	}
	switch fresh := r.Fresh(); {
	case r.Stage(StageBallot) != nil:
		Rounds.Put(tx, r)
		tx.Plan(PushBallotOpen, r.Branch, int64(r.ID), o.CalendarOf(r.Branch).Add(branch.DateOf(now), 1).At(9, 0))
	case len(fresh) > 0:
		w := PresentDates(o.CalendarOf(r.Branch), branch.DateOf(now))
		r.Begin(StagePresent, w.Opens, w.Closes, now)
		Rounds.Put(tx, r)
		planStage(o, tx, r, w.Opens)
	default:
		toNotice(o, tx, &r, now)
	}
	showAll(o, tx, showLeaders, r, now)
	showRound(o, tx, r, now, r.Running() != nil) // that nobody was named, everybody has just been told
}

// nominationStatus returns the officers' card. An officer may always nominate for a leader who has no account, and for
// any other once the reminders have begun: before that it is the leader's own matter.
func nominationStatus(o *office.Office, tx *store.Tx, r Round, reader branch.Member, now time.Time) chat.Card {
	s := r.Stage(StageNominate)
	reminders := NominationReminders(o.CalendarOf(r.Branch), Window{Opens: s.Opens, Closes: s.Closes})
	reminded := len(reminders) > 0 && !now.Before(reminders[0])
	var lines []GroupLine
	for g := range store.Groups.Scan(tx, store.K(r.Branch)) {
		l := GroupLine{Group: g, Unbound: office.ChatOf(tx, g.Branch, g.Leader) == ""}
		l.Act = MayNominate(reader, g) && g.Leader != reader.ID && (l.Unbound || reminded)
		if n, ok := GetNomination(tx, r, g.ID); ok {
			l.Nominee = RoundName(tx, r, branch.Candidate{Member: n.Nominee})
			l.Changeable = l.Act && !settled(tx, r, g)
		}
		lines = append(lines, l)
	}
	return NominationStatus(r, lines, moves(o, tx, r, now), branch.DateOf(now))
}
