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

// presentDue presents the nominees to all, and when that is over asks the branch to decide on them.
func presentDue(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	s := r.Running()
	if now.Before(s.Closes) {
		if once(tx, PushStage, r, "present", s.Opens, now) {
			freeze(tx, &r, now)
			Rounds.Put(tx, r)
			showAll(o, tx, tellPresent, r, now)
		}
		planStage(o, tx, r, s.Closes)
		return
	}
	for _, c := range r.Fresh() {
		r.Finals = append(r.Finals, Final{Who: c})
	}
	toDecide(o, tx, &r, now)
	showRound(o, tx, r, now, true)
}

// ViewPresent returns the nominees with their deeds, a page of them: once there is a 公示 those whom it names.
func ViewPresent(tx *store.Tx, r Round, page int, now time.Time) PresentView {
	v := PresentView{Round: r, Page: page}
	list := r.Candidates
	if r.Runs(StagePresent) {
		list = r.Fresh()
	} else if s := r.Stage(StageNotice); s != nil && !s.Opens.IsZero() && !now.Before(s.Opens) && len(published(r)) > 0 {
		list = nil
		for _, i := range published(r) {
			list = append(list, r.Finals[i].Who)
		}
	}
	deeds := deedsOf(tx, r)
	for _, c := range list {
		v.Nominees = append(v.Nominees, Nominee{Name: nameIn(tx, r, c), Deeds: deeds[c]})
	}
	return v
}

// nominee returns a candidate with what his or her group wrote.
func nominee(tx *store.Tx, r Round, c branch.Candidate) Nominee {
	return Nominee{Name: nameIn(tx, r, c), Deeds: deedsOf(tx, r)[c]}
}

// deedsOf returns what the groups wrote about those they put up; for a run-off, to the round that it follows.
func deedsOf(tx *store.Tx, r Round) map[branch.Candidate]string {
	deeds := map[branch.Candidate]string{}
	if r.Group != 0 {
		return deeds
	}
	if was, ok := GetRound(tx, r.Branch, r.After); ok && was.ID != r.ID {
		deeds = deedsOf(tx, was)
	}
	for nom := range Nominations.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		deeds[branch.Candidate{Member: nom.Nominee}] = nom.Deeds
	}
	for report := range Reports.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if report.Added != "" && report.Candidate != (branch.Candidate{}) {
			deeds[report.Candidate] = report.Added
		}
	}
	return deeds
}

// published returns the places in Finals of those whom a round has made public, be it that they are decided on again: that there
// was an objection is nobody's business.
func published(r Round) (list []int) {
	for i, f := range r.Finals {
		if f.Out == "" && f.Passed && !f.To.IsZero() {
			list = append(list, i)
		}
	}
	return list
}

// MayPresent reports whether the nominees of a round may be shown to somebody now: from the 介绍 on, or from the 公示 on where there
// is none; to officers at once.
func MayPresent(tx *store.Tx, r Round, me branch.Member, now time.Time) bool {
	s := r.Stage(StagePresent)
	if s == nil {
		s = r.Stage(StageNotice)
	}
	return r.Group == 0 && s != nil && !s.Opens.IsZero() && (me.May(branch.KeepRounds) || !now.Before(s.Opens)) && (r.Stage(StagePresent) != nil || hasDeeds(tx, r))
}

// hasDeeds reports whether anything is known of the candidates.
func hasDeeds(tx *store.Tx, r Round) bool {
	deeds := deedsOf(tx, r)
	return slices.ContainsFunc(r.Candidates, func(c branch.Candidate) bool { return deeds[c] != "" })
}

// toNotice makes public who has passed, from the next working day on; without any the round ends and names nobody.
func toNotice(o *office.Office, tx *store.Tx, r *Round, now time.Time) {
	if len(r.Waiting()) == 0 {
		end(o, tx, r, now)
		if len(r.Named) == 0 {
			showAll(o, tx, tellNamed, *r, now)
		}
		return
	}
	w := NoticeDates(o.CalendarOf(r.Branch), branch.DateOf(now), office.GetBranch(tx, r.Branch).Settings)
	opens, closes := time.Time{}, now
	for _, i := range r.Waiting() {
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
	r.Begin(StageNotice, opens, closes, now)
	Rounds.Put(tx, *r)
	planStage(o, tx, *r, later(opens, now))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// noticeDue makes public, and when that is over goes on to the naming: not of somebody about whom an objection is unanswered.
func noticeDue(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	s := r.Running()
	if now.Before(s.Closes) {
		if once(tx, PushStage, r, "notice", s.Opens, now) {
			showAll(o, tx, tellPublic, r, now)
			o.Announce(tx, r.Branch, GroupChatNotice(noticeView(o, tx, r, now)), s.Closes)
			showRound(o, tx, r, now, false)
		}
		planStage(o, tx, r, s.Closes)
		return
	}
	if slices.ContainsFunc(r.Waiting(), func(i int) bool { return Objected(tx, r, r.Finals[i].Who) }) {
		planStage(o, tx, r, time.Time{}) // the answer goes on; whoever owes it is reminded of it
		showAll(o, tx, showPublic, r, now)
		showRound(o, tx, r, now, false)
		return
	}
	toName(o, tx, &r, now)
	showAll(o, tx, showPublic, r, now)
	o.Announce(tx, r.Branch, GroupChatNotice(noticeView(o, tx, r, now)), time.Time{})
	showRound(o, tx, r, now, false)
}

// toName waits for the naming of the last of those who wait for it, or ends the round if there is none.
func toName(o *office.Office, tx *store.Tx, r *Round, now time.Time) {
	var at time.Time
	for _, i := range r.Waiting() {
		at = later(at, namingAt(o, tx, *r, r.Finals[i]))
	}
	if at.IsZero() {
		end(o, tx, r, now)
		return
	}
	r.Begin(StageName, at, at, now)
	Rounds.Put(tx, *r)
	planStage(o, tx, *r, at)
}

// ViewNotice returns what the card of the 公示 shows.
func ViewNotice(o *office.Office, tx *store.Tx, r Round, now time.Time) NoticeView {
	return noticeView(o, tx, r, now)
}

func noticeView(o *office.Office, tx *store.Tx, r Round, now time.Time) NoticeView {
	v := NoticeView{Round: r, Branch: office.GetBranch(tx, r.Branch).Name, Open: len(objectable(r, now)) > 0, Deeds: hasDeeds(tx, r)}
	public := r.Waiting()
	if len(public) == 0 || r.Runs(StageDecide) {
		public = published(r)
	}
	for _, i := range public {
		if f := r.Finals[i]; !f.To.IsZero() {
			v.Lines = append(v.Lines, NoticeLine{Name: nameIn(tx, r, f.Who),
				At: i, From: f.From, To: f.To})
		}
	}
	var who []branch.Candidate
	for _, i := range public {
		who = append(who, r.Finals[i].Who)
	}
	v.Meeting = DecidedBy(tx, r, who)
	v.Naming = NamingDay(o.CalendarOf(r.Branch), r.Kind, branch.DateOf(r.Stage(StageNotice).Closes))
	return v
}

// namingAt returns when a name is named: after its own days of 公示, and after the last answer to what was said against it.
func namingAt(o *office.Office, tx *store.Tx, r Round, f Final) time.Time {
	ended := branch.DateOf(f.To)
	for ob := range Objections.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		if ob.About == f.Who && !ob.AnsweredAt.IsZero() {
			ended = max(ended, branch.DateOf(ob.AnsweredAt))
		}
	}
	return NamingDay(o.CalendarOf(r.Branch), r.Kind, ended).At(9, 0)
}

// nameReady names those whose own 公示 has run its time and against whom nothing stands, whatever the others wait for. That
// nobody was named is told when the last one is out.
func nameReady(o *office.Office, tx *store.Tx, r *Round, now time.Time) {
	before := len(r.Named)
	for _, i := range r.Waiting() {
		f := r.Finals[i]
		switch {
		case f.To.IsZero() || now.Before(namingAt(o, tx, *r, f)) || Objected(tx, *r, f.Who):
		case gone(tx, r.Branch, f.Who):
			r.Finals[i].Out = "已不在册"
		default:
			r.Named = append(r.Named, f.Who)
		}
	}
	if len(r.Named) == before && !(r.Runs(StageName) && before == 0) {
		return
	}
	r.NamedAt = now
	Rounds.Put(tx, *r)
	showAll(o, tx, tellNamed, *r, now)
	if len(r.Named) > 0 {
		o.Announce(tx, r.Branch, GroupChatNamed(ViewNamed(tx, *r)), now.Add(announceLife))
	}
}

// announceLife is how long the news of a naming waits for a group chat that cannot be reached.
const announceLife = 3 * 24 * time.Hour

// ViewNamed returns what the card of the naming shows: also that nobody was named.
func ViewNamed(tx *store.Tx, r Round) NamedView {
	s := r.Stage(StageBallot)
	v := NamedView{Round: r, Branch: office.GetBranch(tx, r.Branch).Name, Check: len(r.Meetings) > 0 || s != nil && s.Outcome != nil}
	for _, c := range r.Named {
		v.Names = append(v.Names, nominee(tx, r, c))
	}
	v.Meeting = DecidedBy(tx, r, r.Named)
	return v
}

// DecidedBy names the meetings that have agreed to some of a round's candidates.
func DecidedBy(tx *store.Tx, r Round, who []branch.Candidate) string {
	var kinds []string
	for _, m := range MeetingsOf(tx, r) {
		agreed := slices.ContainsFunc(m.Motions, func(x branch.Motion) bool { return x.Passed && slices.Contains(who, x.Who) })
		if agreed && !slices.Contains(kinds, string(m.Kind)) {
			kinds = append(kinds, string(m.Kind))
		}
	}
	return strings.Join(kinds, "、")
}

// Flags returns the 流动红旗's way: the rounds after which it passed on, the first one first.
func Flags(tx *store.Tx, b branch.BranchID) (list []Round) {
	for r := range Rounds.Scan(tx, store.K(b)) {
		if r.Flag != nil {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b Round) int { return a.Flag.At.Compare(b.Flag.At) })
	return list
}

// FlagView returns the 流动红旗's way as cards show it.
func FlagView(tx *store.Tx, b branch.BranchID) (list []FlagLine) {
	for _, r := range Flags(tx, b) {
		list = append(list, FlagLine{Round: r, From: NamesOf(tx, r, r.Flag.From), To: NamesOf(tx, r, r.Flag.To)})
	}
	return list
}

// MayHand returns who hands the 流动红旗 on after a round, or refuses.
func MayHand(tx *store.Tx, me branch.Member, round branch.RoundID) (Round, Handover, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok || !MayKeep(tx, me, r) {
		return r, Handover{}, NotKept(me)
	}
	if !Kinds[r.Kind].Flag || len(r.Named) == 0 || r.Flag != nil || r.Running() != nil {
		return r, Handover{}, office.Refusal(cards.OldCard)
	}
	h := Handover{To: r.Named, By: me.ID}
	if old := Flags(tx, r.Branch); len(old) > 0 {
		h.From = old[len(old)-1].Flag.To
	}
	return r, h, nil
}

// HandFlag records that the 流动红旗 has passed on.
func HandFlag(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) error {
	r, h, err := MayHand(tx, me, round)
	if err != nil {
		return err
	}
	h.At = now
	r.Flag = &h
	for _, c := range h.From { // as they were called where they got it
		old := Flags(tx, r.Branch)
		if f, frozen := old[len(old)-1].Face(c); frozen {
			if _, known := r.Face(c); !known {
				r.Faces = append(r.Faces, Frozen{Who: c, Face: f})
			}
		}
	}
	Rounds.Put(tx, r)
	showAll(o, tx, showNamed, r, now)
	showRound(o, tx, r, now, false)
	return nil
}

// endedView returns what the officers' card of a round shows once it has ended.
func endedView(o *office.Office, tx *store.Tx, r Round) EndedView {
	v := EndedView{Named: ViewNamed(tx, r), Decided: len(r.Meetings) > 0}
	if s := r.Stage(StageBallot); s != nil && s.Outcome != nil {
		ballot := ballotView(tx, r)
		v.Ballot = &ballot
	}
	if Kinds[r.Kind].Flag && len(r.Named) > 0 {
		v.Flag = true
		if r.Flag != nil {
			v.FlagFrom, v.FlagTo = NamesOf(tx, r, r.Flag.From), NamesOf(tx, r, r.Flag.To)
		}
	}
	return v
}

// tellNotice shows everybody the 公示 as it stands now, without disturbing anybody.
func tellNotice(o *office.Office, tx *store.Tx, r Round, now time.Time) {
	s := r.Stage(StageNotice)
	if tx.HasSaid(PushStage, r.Branch, int64(r.ID), fmt.Sprint("notice", s.Opens.Unix())) {
		showAll(o, tx, showPublic, r, now)
		o.Announce(tx, r.Branch, GroupChatNotice(noticeView(o, tx, r, now)), s.Closes)
	}
}
