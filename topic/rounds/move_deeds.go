package rounds

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// maxMoves is how many dates an officer is offered.
const maxMoves = 8

// moves returns to when the running stage's date may be moved: later working days at 18:00, or for the 党员大会 the days on
// which it may lie. For 身边好党员 only so far that 公示 can end by 30 June.
func moves(o *office.Office, tx *store.Tx, r Round, now time.Time) (list []time.Time) {
	s := r.Running()
	if s == nil || s.Opens.IsZero() || s.Broken || !s.Closed.IsZero() {
		return nil
	}
	if s.Kind == StageReport {
		for _, day := range AssemblyDays(o, r, now) {
			if day != r.Assembly {
				list = append(list, day.At(18, 0))
			}
		}
		return list
	}
	if s.Kind == StageDecide || s.Kind == StageName || s.Paper != nil || s.Counting {
		return nil
	}
	latest := branch.DateOf(later(s.Closes, now)) + 60
	if r.Kind == GoodMember {
		days := noticeDays(office.GetBranch(tx, r.Branch).Settings)
		year := branch.DateOf(s.Opens).Year()
		switch s.Kind {
		case StageNominate:
			latest = LatestNominationClose(o.CalendarOf(r.Branch), year, days)
		case StagePresent:
			latest = o.CalendarOf(r.Branch).Add(branch.On(year, time.July, 1), -days-2)
		}
	}
	for day := o.CalendarOf(r.Branch).Add(branch.DateOf(later(s.Closes, now)), 1); day <= latest && len(list) < maxMoves; day = o.CalendarOf(r.Branch).Add(day, 1) {
		list = append(list, day.At(18, 0))
	}
	return list
}

// MayMove returns the round whose running stage may be moved to a date, and the dates that would fit; to is zero while none
// has been chosen.
func MayMove(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, to time.Time, now time.Time) (Round, []time.Time, error) {
	r, err := keptRound(tx, me, round)
	if err != nil {
		return r, nil, err
	}
	list := moves(o, tx, r, now)
	if len(list) == 0 {
		return r, nil, office.Refusal("现在不能再改日期：再晚就来不及按时完成。")
	}
	if !to.IsZero() && !slices.ContainsFunc(list, to.Equal) {
		return r, list, office.Refusal("这个日期不合适，最晚可以改到" + branch.DateOf(list[len(list)-1]).ChineseWeekday() + "。")
	}
	return r, list, nil
}

// Move moves the date of the running stage, with a reason that those concerned are told.
func Move(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, to time.Time, why string, now time.Time) error {
	r, _, err := MayMove(o, tx, me, round, to, now)
	if err != nil {
		return err
	}
	if to.IsZero() || why == "" {
		return office.Refusal("改日期请写明原因。")
	}
	s := r.Running()
	s.Moved = why
	switch s.Kind {
	case StageReport:
		s.Closes, r.Assembly = ReportsDue(o.CalendarOf(me.Branch), branch.DateOf(to)), branch.DateOf(to)
		setAssembly(o, tx, r, false, now)
	case StageNominate, StageBallot:
		extend(o, tx, &r, to, "截止时间改为"+cards.When(to)+"："+why, now)
	case StagePresent:
		s.Closes = to
		Rounds.Put(tx, r)
		if !now.Before(s.Opens) {
			planStage(o, tx, r, to)
			showAll(o, tx, showPresent, r, now)
		}
		showRound(o, tx, r, now, false)
	case StageNotice:
		for _, i := range r.Cleared() {
			if r.Finals[i].To.Equal(s.Closes) {
				r.Finals[i].To = to
			}
		}
		s.Closes = to
		Rounds.Put(tx, r)
		if !now.Before(s.Opens) {
			planStage(o, tx, r, to)
		}
		tellNotice(o, tx, r, now)
		showRound(o, tx, r, now, false)
	}
	return nil
}
