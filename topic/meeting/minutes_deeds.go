package meeting

import (
	"reflect"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// MinutesOf is the minutes of gatherings, by branch and gathering. The name of the table never changes.
var MinutesOf = store.NewTable("minutes", func(m Minutes) store.Key { return gatheringKey(m.Branch, m.Gathering) })

// MinutesByPhoto are the minutes with a photo of the handwritten book.
var MinutesByPhoto = MinutesOf.Index("photo", func(m Minutes) store.Key {
	if len(m.Photos()) == 0 {
		return nil
	}
	return gatheringKey(m.Branch, m.Gathering)
}).Filed(Minutes.Photos)

// minutesOpen are the minutes that nobody has checked.
var minutesOpen = MinutesOf.Index("draft", func(m Minutes) store.Key {
	if m.Checked != nil {
		return nil
	}
	return gatheringKey(m.Branch, m.Gathering)
})

// photoOf returns the file of the photo of minutes.
func photoOf(tx *store.Tx, p chat.Picture) string {
	if len(p.Args) != 2 {
		return ""
	}
	m, _ := GetMinutes(tx, branch.BranchID(p.Args[0]), p.Args[1])
	return m.Photo
}

// GetMinutes returns the minutes of a gathering; ok is false while there are none.
func GetMinutes(tx *store.Tx, b branch.BranchID, gathering int64) (Minutes, bool) {
	return MinutesOf.Get(tx, gatheringKey(b, gathering))
}

// names reports whether minutes name a member, now or before a correction.
func (m Minutes) names(who branch.MemberID) bool {
	in := func(w Written) bool {
		return w.Chair == who || w.Recorder == who || slices.Contains(w.Absent, who)
	}
	return m.By == who || slices.Contains(m.Hands, who) || in(m.Written) ||
		slices.ContainsFunc(m.Was, func(w WasWritten) bool { return w.Changer == who || in(w.Written) })
}

// toldNamed reports whether somebody is told that minutes name him or her: in how many is never summed, and drafts are not told of.
func toldNamed(tx *store.Tx, me branch.Member) bool {
	for m := range MinutesOf.Scan(tx, store.K(me.Branch)) {
		if m.Checked != nil && m.names(me.ID) {
			return true
		}
	}
	return false
}

// isNamed is 1 if some minutes name somebody.
func isNamed(tx *store.Tx, me branch.Member) int {
	for m := range MinutesOf.Scan(tx, store.K(me.Branch)) {
		if m.names(me.ID) {
			return 1
		}
	}
	return 0
}

// writes refuses who may not write the minutes of a gathering: those of the 支委会 are its officers', and a 党务干事 writes none that hold
// votes.
func writes(tx *store.Tx, me branch.Member, g Gathering, m Minutes) error {
	if err := mayEnter(tx, me, g.Content); err != nil {
		return err
	}
	if slices.Contains(g.Kinds, Council) {
		return office.Entitled(me, branch.WriteCouncil)
	}
	if len(m.Votes) > 0 {
		return keeps(tx, me, g)
	}
	return nil
}

// keeps refuses who may not enter votes or file the minutes of a gathering.
func keeps(tx *store.Tx, me branch.Member, g Gathering) error {
	if g.ForGroups() {
		return office.Entitled(me, branch.KeepVotes, office.Group(tx, me.Branch, g.Groups[0]))
	}
	return office.Entitled(me, branch.KeepVotes)
}

// mayWrite returns the gathering of minutes for who may write them, or refuses.
func mayWrite(tx *store.Tx, me branch.Member, id int64) (Gathering, Minutes, error) {
	g, ok := Get(tx, me.Branch, id)
	if !ok || g.Withdrawn != nil {
		return g, Minutes{}, office.Refusal(cards.OldCard)
	}
	m, _ := GetMinutes(tx, me.Branch, id)
	if err := writes(tx, me, g, m); err != nil {
		return g, m, err
	}
	if len(m.Was) >= maxChanges {
		return g, m, office.Refusal(minutesTooOften)
	}
	return g, m, nil
}

// mayReadMinutes reports whether somebody may read minutes: who writes them and who checks them at any time, everybody else who belonged
// to the meeting on its day once they have been checked. Those of a gathering that was withdrawn are who writes them's alone.
func mayReadMinutes(tx *store.Tx, me branch.Member, g Gathering, m Minutes) bool {
	switch {
	case me.Status != branch.Active:
		return false
	case writes(tx, me, g, m) == nil:
		return true
	case g.Withdrawn != nil:
		return false
	case m.Checked == nil:
		return m.Chair == me.ID || m.Gathering != 0 && slices.Contains(checkers(tx, g, m), me.ID)
	}
	return m.Chair == me.ID || m.Checked.By == me.ID || within(rollOf(tx, g).invited, me.ID)
}

// checkWritten refuses what minutes may not say.
func checkWritten(tx *store.Tx, g Gathering, w Written) error {
	r := rollOf(tx, g)
	name := func(id branch.MemberID) string { return office.PersonName(tx, g.Branch, id) }
	for _, id := range w.Absent {
		switch {
		case !within(r.invited, id):
			return office.Refusal(notOfMeeting(name(id)))
		case id == w.Chair || id == w.Recorder:
			return office.Refusal(bothThereAndNot(name(id), id == w.Chair))
		}
	}
	switch {
	case w.Chair != 0 && !within(r.invited, w.Chair):
		return office.Refusal(chairOutside(name(w.Chair)))
	case w.Recorder != 0 && !within(r.of, w.Recorder):
		return office.Refusal(recorderOutside(name(w.Recorder)))
	case w.Due > r.most():
		return office.Refusal(dueMost(r.most()))
	}
	w.Roll = count(r.due)
	if err := w.fits(r.missing(w)); err != nil {
		return office.Refusal(err.Error())
	}
	return nil
}

// judge judges all votes of minutes anew, by who is due and has come now.
func judge(tx *store.Tx, g Gathering, m Minutes) ([]Vote, error) {
	list, of := slices.Clone(m.Votes), rollOf(tx, g).votersOf(g, m.Written)
	for i := range list {
		err := votable(g.Kinds)
		if err == nil {
			err = list[i].Judge(decides(g.Kinds), of, office.GetBranch(tx, g.Branch).Settings)
		}
		if err != nil {
			return nil, office.Refusal(voteStands(list[i], err))
		}
	}
	return list, nil
}

// Write writes the minutes of a gathering, or corrects them: then they are a draft again. seen is Seen of the minutes that were shown, 0 if
// there were none: what somebody else has written meanwhile is not written over.
func Write(tx *store.Tx, me branch.Member, gathering, seen int64, w Written, now time.Time) error {
	g, m, err := mayWrite(tx, me, gathering)
	if err != nil {
		return err
	}
	if Seen(g, m) != seen {
		return office.Refusal(minutesMoved)
	}
	if m.Gathering != 0 && w.Chair != m.Chair && w.Chair == me.ID {
		return office.Refusal(chairIsOneself(office.PersonName(tx, g.Branch, m.Chair)))
	}
	if err := checkWritten(tx, g, w); err != nil {
		return err
	}
	w.Roll = count(rollOf(tx, g).due)
	if w.Due >= w.Roll {
		w.Less = ""
	}
	if m.Gathering == 0 {
		m = Minutes{Branch: g.Branch, Gathering: g.ID, By: me.ID, At: now}.handledBy(me.ID)
	} else if reflect.DeepEqual(m.Written, w) {
		return nil
	} else {
		m = m.Changed(me.ID, now)
	}
	m.Written = w
	if m.Votes, err = judge(tx, g, m); err != nil {
		return err
	}
	MinutesOf.Put(tx, m)
	return nil
}

// reopened has minutes follow a correction of their gathering, made by somebody: they are a draft again, and who was due is counted anew by
// whoever belongs to it now. It refuses what would leave votes that do not fit.
func reopened(o *office.Office, tx *store.Tx, me branch.Member, was, g Gathering, now time.Time) error {
	m, ok := GetMinutes(tx, g.Branch, g.ID)
	if !ok || reflect.DeepEqual(was.Content, g.Content) {
		return nil
	}
	for _, x := range []Gathering{was, g} { // neither out of nor into what is not one's to write
		if err := writes(tx, me, x, m); err != nil {
			return err
		}
	}
	if len(m.Was) >= maxChanges {
		return office.Refusal(minutesTooOften)
	}
	m = m.Changed(me.ID, now)
	before, r := rollOf(tx, was), rollOf(tx, g)
	if !reflect.DeepEqual(before.due, r.due) || !reflect.DeepEqual(before.maybe, r.maybe) {
		w := m.Written
		w.Absent = slices.DeleteFunc(slices.Clone(w.Absent), func(id branch.MemberID) bool { return !within(r.invited, id) })
		w.Due, w.Roll, w.Less = count(r.due), count(r.due), ""
		w.Present = max(w.Due-r.missing(w), 0)
		m.Written = w
	}
	votes, err := judge(tx, g, m)
	if err != nil {
		return err
	}
	m.Votes = votes
	MinutesOf.Put(tx, m)
	StirCheckers(o, tx, g.Branch, g.ID, now)
	return nil
}

// withdrawn has minutes and notice follow a gathering that is withdrawn: minutes that have been checked keep it from being so, and its
// notice waits for a record again.
func withdrawn(tx *store.Tx, me branch.Member, g Gathering) error {
	if m, ok := GetMinutes(tx, g.Branch, g.ID); ok {
		if err := writes(tx, me, g, m); err != nil {
			return err
		}
		if m.Checked != nil {
			return office.Refusal(standsInMinutes(m.State()))
		}
	}
	unheldAs(tx, g)
	return nil
}

// viewMinutes returns minutes as somebody sees them.
func viewMinutes(tx *store.Tx, me branch.Member, g Gathering, m Minutes) minutesView {
	name := func(id branch.MemberID) string { return office.PersonName(tx, g.Branch, id) }
	v := minutesView{Held: g, Minutes: m, Of: office.GetBranch(tx, g.Branch), Chair: name(m.Chair), Recorder: name(m.Recorder)}
	if g.Withdrawn == nil && me.Status == branch.Active {
		v.Writes, v.Keeps = writes(tx, me, g, m) == nil, keeps(tx, me, g) == nil && writes(tx, me, g, m) == nil
	}
	r := rollOf(tx, g)
	for _, id := range m.Absent {
		label := name(id)
		if i := slices.IndexFunc(r.invited, func(x branch.Member) bool { return x.ID == id }); i >= 0 && !r.counts(id, m.Due) && (r.maybe[id] || r.invited[i].Probationary(g.Day)) {
			label += "（预备党员，不计入应到）"
		}
		v.Absent = append(v.Absent, label)
	}
	for _, id := range g.Groups {
		v.Groups = append(v.Groups, office.Group(tx, g.Branch, id).Name)
	}
	switch {
	case m.Checked != nil:
		v.CheckedBy = name(m.Checked.By)
	case m.Gathering != 0 && g.Withdrawn == nil:
		v.Checks, v.Checkers = slices.Contains(checkers(tx, g, m), me.ID), callNames(tx, g, m)
	}
	if v.Began = m.Clock; m.Clock == "" {
		_, v.Began = calledFor(tx, g)
	}
	for i, w := range m.Was {
		next, votes := m.Written, m.Votes
		if i+1 < len(m.Was) {
			next, votes = m.Was[i+1].Written, m.Was[i+1].Votes
		}
		v.History = append(v.History, wasLine(w, next, votes, name(w.Changer)))
	}
	return v
}

// mayMinutes reports whether somebody may have the file of minutes.
func mayMinutes(tx *store.Tx, who branch.Member, args []int64) bool {
	if len(args) != 3 {
		return false
	}
	g, ok := Get(tx, who.Branch, args[2])
	m, written := GetMinutes(tx, who.Branch, args[2])
	return ok && written && mayReadMinutes(tx, who, g, m)
}

// entries are the records that somebody may read, as a page of the list shows them: only there it is looked up how minutes stand.
func entries(tx *store.Tx, me branch.Member, page int) (list []listed) {
	for i, g := range Readable(tx, me) {
		l := listed{Gathering: g}
		if OfGroups(g.Kinds) && len(g.Groups) == 1 {
			l.Group = office.Group(tx, g.Branch, g.Groups[0]).Name
		}
		if m, written := GetMinutes(tx, g.Branch, g.ID); i/cards.PerPage == page && written && mayReadMinutes(tx, me, g, m) {
			l.Minutes = m.State()
		}
		list = append(list, l)
	}
	return list
}
