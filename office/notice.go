package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// presentDue presents the nominees to all, and when that is over asks the branch to decide on them.
func (o *Office) presentDue(tx *store.Tx, r branch.Round, now time.Time) {
	s := r.Running()
	if now.Before(s.Closes) {
		if once(tx, PushStage, r, "present", s.Opens, now) {
			tell(tx, r, cards.Present(PresentView(tx, r, 0)), true)
		}
		o.planStage(tx, r, s.Closes)
		return
	}
	for _, c := range r.Fresh() {
		r.Finals = append(r.Finals, branch.Final{Who: c})
	}
	o.toDecide(tx, &r, now)
	o.showRound(tx, r, now, true)
}

// PresentView gives a page of the nominees: one each, with the deeds.
func PresentView(tx *store.Tx, r branch.Round, page int) cards.PresentView {
	v := cards.PresentView{Round: r, Page: page}
	list := r.Fresh()
	if !r.Runs(branch.Present) {
		list = r.Candidates
	}
	for _, c := range list {
		v.Nominees = append(v.Nominees, nominee(tx, r, c))
	}
	return v
}

// nominee gives a candidate with what his or her group wrote.
func nominee(tx *store.Tx, r branch.Round, c branch.Candidate) cards.Nominee {
	n := cards.Nominee{Name: cards.Name{Name: CandidateName(tx, r.Branch, c), Group: candidateOf(tx, r.Branch, c)}}
	for nom := range store.Nominations.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if nom.Nominee == c.Member && c.Member != 0 {
			n.Deeds = nom.Deeds
		}
	}
	for report := range store.Reports.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if report.Candidate == c && report.Added != "" {
			n.Deeds = report.Added
		}
	}
	return n
}

// toNotice makes public who has passed, from the next working day on; without any the round ends and names nobody.
func (o *Office) toNotice(tx *store.Tx, r *branch.Round, now time.Time) {
	if len(r.Standing()) == 0 {
		o.end(tx, r, now)
		tell(tx, *r, cards.Named(NamedView(tx, *r)), true)
		return
	}
	w := o.Calendar.NoticeDates(branch.DateOf(now), getBranch(tx, r.Branch).Settings)
	opens, closes := time.Time{}, now
	for _, i := range r.Standing() {
		f := &r.Finals[i]
		if f.To.IsZero() {
			f.From, f.To = w.Opens, w.Closes
		}
		if opens.IsZero() || f.From.After(opens) {
			opens = f.From
		}
		if f.To.After(closes) {
			closes = f.To
		}
	}
	r.Begin(branch.Notice, opens, closes, now)
	store.Rounds.Put(tx, *r)
	o.planStage(tx, *r, later(opens, now))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// noticeDue makes public, and when that is over goes on to the naming: not while an objection is unanswered.
func (o *Office) noticeDue(tx *store.Tx, r branch.Round, now time.Time) {
	s := r.Running()
	if now.Before(s.Closes) {
		if once(tx, PushStage, r, "notice", s.Opens, now) {
			tell(tx, r, cards.NoticeCard(o.noticeView(tx, r)), true)
			o.Announce(tx, r.Branch, cards.GroupChatNotice(o.noticeView(tx, r)), s.Closes)
			o.showRound(tx, r, now, false)
		}
		o.planStage(tx, r, s.Closes)
		return
	}
	if pendingObjections(tx, r) > 0 {
		if o.working(now) {
			o.showObjections(tx, r, true)
		}
		o.planStage(tx, r, o.nextWorking(getBranch(tx, r.Branch), now))
		return
	}
	o.toName(tx, &r, now)
	tell(tx, r, cards.NoticeCard(o.noticeView(tx, r)), false)
	o.Announce(tx, r.Branch, cards.GroupChatNotice(o.noticeView(tx, r)), time.Time{})
	o.showRound(tx, r, now, false)
}

func (o *Office) toName(tx *store.Tx, r *branch.Round, now time.Time) {
	day := o.Calendar.NamingDay(r.Kind, branch.DateOf(now))
	at := day.At(9, 0)
	r.Begin(branch.Name, at, at, now)
	store.Rounds.Put(tx, *r)
	o.planStage(tx, *r, at)
}

// NoticeView gives what the card of the 公示 shows.
func (o *Office) NoticeView(tx *store.Tx, r branch.Round) cards.NoticeView {
	return o.noticeView(tx, r)
}

func (o *Office) noticeView(tx *store.Tx, r branch.Round) cards.NoticeView {
	v := cards.NoticeView{Round: r, Branch: getBranch(tx, r.Branch).Name}
	for i, f := range r.Finals {
		if f.Out == "" && f.Passed && !f.To.IsZero() {
			v.Lines = append(v.Lines, cards.NoticeLine{Name: cards.Name{Name: CandidateName(tx, r.Branch, f.Who), Group: candidateOf(tx, r.Branch, f.Who)},
				At: i, From: f.From, To: f.To})
		}
	}
	v.Meeting = decidedBy(tx, r)
	v.Naming = o.Calendar.NamingDay(r.Kind, branch.DateOf(r.Stage(branch.Notice).Closes))
	return v
}

// nameDue names those whose 公示 has run its time and against whom nothing stands.
func (o *Office) nameDue(tx *store.Tx, r branch.Round, now time.Time) {
	for _, i := range r.Standing() {
		if f := r.Finals[i]; !f.To.IsZero() && !now.Before(f.To) && !gone(tx, r.Branch, f.Who) {
			r.Named = append(r.Named, f.Who)
		}
	}
	r.NamedAt = now
	o.end(tx, &r, now)
	tell(tx, r, cards.Named(NamedView(tx, r)), true)
	if len(r.Named) > 0 {
		o.Announce(tx, r.Branch, cards.GroupChatNamed(NamedView(tx, r)), now.Add(announceLife))
	}
	o.showRound(tx, r, now, true)
}

// announceLife is how long the news of a naming waits for a group chat that cannot be reached.
const announceLife = 3 * 24 * time.Hour

// NamedView gives what the card of the naming shows: also that nobody was named.
func NamedView(tx *store.Tx, r branch.Round) cards.NamedView {
	v := cards.NamedView{Round: r, Branch: getBranch(tx, r.Branch).Name}
	for _, c := range r.Named {
		v.Names = append(v.Names, nominee(tx, r, c))
	}
	v.Meeting = decidedBy(tx, r)
	return v
}

// decidedBy names the meetings that have decided on a round.
func decidedBy(tx *store.Tx, r branch.Round) string {
	var kinds []string
	for _, m := range meetings(tx, r) {
		if !slices.Contains(kinds, string(m.Kind)) {
			kinds = append(kinds, string(m.Kind))
		}
	}
	return strings.Join(kinds, "、")
}

// Flags gives the 流动红旗's way: the rounds after which it passed on, the first one first.
func Flags(tx *store.Tx, b branch.BranchID) (list []branch.Round) {
	for r := range store.Rounds.Scan(tx, store.K(b)) {
		if r.Flag != nil {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b branch.Round) int { return a.Flag.At.Compare(b.Flag.At) })
	return list
}

// FlagView gives the 流动红旗's way as cards show it.
func FlagView(tx *store.Tx, b branch.BranchID) (list []cards.FlagLine) {
	for _, r := range Flags(tx, b) {
		list = append(list, cards.FlagLine{Round: r, From: namesOf(tx, b, r.Flag.From), To: namesOf(tx, b, r.Flag.To)})
	}
	return list
}

// MayHand gives who hands the 流动红旗 on after a round, or refuses.
func MayHand(tx *store.Tx, me branch.Member, round branch.RoundID) (branch.Round, branch.Handover, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok || !MayKeep(tx, me, r) {
		return r, branch.Handover{}, Refusal(cards.NotYours)
	}
	if !branch.Kinds[r.Kind].Flag || len(r.Named) == 0 || r.Flag != nil {
		return r, branch.Handover{}, Refusal(cards.OldCard)
	}
	h := branch.Handover{To: r.Named, By: me.ID}
	if old := Flags(tx, r.Branch); len(old) > 0 {
		h.From = old[len(old)-1].Flag.To
	}
	return r, h, nil
}

// HandFlag records that the 流动红旗 has passed on.
func (o *Office) HandFlag(tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) error {
	r, h, err := MayHand(tx, me, round)
	if err != nil {
		return err
	}
	h.At = now
	r.Flag = &h
	store.Rounds.Put(tx, r)
	tell(tx, r, cards.Named(NamedView(tx, r)), false)
	o.showRound(tx, r, now, false)
	return nil
}

// endedView gives what the officers' card of a round shows once it has ended.
func (o *Office) endedView(tx *store.Tx, r branch.Round) cards.EndedView {
	v := cards.EndedView{Named: NamedView(tx, r), Decided: len(r.Meetings) > 0}
	if s := r.Stage(branch.Ballot); s != nil && s.Outcome != nil {
		ballot := ballotView(tx, r)
		v.Ballot = &ballot
	}
	if branch.Kinds[r.Kind].Flag && len(r.Named) > 0 {
		v.Flag = true
		if r.Flag != nil {
			v.FlagFrom, v.FlagTo = namesOf(tx, r.Branch, r.Flag.From), namesOf(tx, r.Branch, r.Flag.To)
		}
	}
	return v
}

// tellNotice shows everybody the 公示 as it stands now, without disturbing anybody.
func (o *Office) tellNotice(tx *store.Tx, r branch.Round) {
	s := r.Stage(branch.Notice)
	if tx.HasSaid(PushStage, r.Branch, int64(r.ID), fmt.Sprint("notice", s.Opens.Unix())) {
		eachChat(tx, everybody(tx, r.Branch), func(_ branch.Member, c chat.Chat) { tx.Show(c, cards.NoticeCard(o.noticeView(tx, r))) })
		o.Announce(tx, r.Branch, cards.GroupChatNotice(o.noticeView(tx, r)), s.Closes)
	}
}
