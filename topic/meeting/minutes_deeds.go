package meeting

import (
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
	return m.By == who || in(m.Written) || slices.ContainsFunc(m.Was, func(w WasWritten) bool { return w.Changer == who || in(w.Written) })
}

// roll returns who is due at a gathering: with voting rights on its day where all meet, else the committee or the groups' members.
func roll(tx *store.Tx, g Gathering) []branch.Member {
	return office.MembersOf(tx, g.Branch, func(m branch.Member) bool {
		n := Notice{Kinds: g.Kinds, Groups: g.Groups}
		if atVotes(g.Kinds) == branch.Assembly && !OfGroups(g.Kinds) {
			return n.Invites(m) && m.NoVote(g.Day) == ""
		}
		return n.Invites(m)
	})
}

// mayWrite returns the gathering of minutes for who may write them, or refuses.
func mayWrite(tx *store.Tx, me branch.Member, id int64) (Gathering, Minutes, error) {
	g, ok := Get(tx, me.Branch, id)
	if !ok || g.Withdrawn != nil {
		return g, Minutes{}, office.Refusal(cards.OldCard)
	}
	m, _ := GetMinutes(tx, me.Branch, id)
	if err := mayEnter(tx, me, g.Content); err != nil {
		return g, m, err
	}
	if len(m.Was) >= maxChanges {
		return g, m, office.Refusal("这份记录已经多次更正，不能再改。")
	}
	return g, m, nil
}

// mayReadMinutes reports whether somebody may read minutes: who writes them and who presides at any time, everybody else who belonged to
// the meeting once they have been checked.
func mayReadMinutes(tx *store.Tx, me branch.Member, g Gathering, m Minutes) bool {
	if g.Withdrawn != nil || me.Status != branch.Active {
		return false
	}
	return mayEnter(tx, me, g.Content) == nil || m.Chair == me.ID || m.Checked != nil && MayRead(me, g)
}

// checkWritten refuses what minutes may not say.
func checkWritten(tx *store.Tx, g Gathering, w Written) error {
	due := roll(tx, g)
	entitled := 0
	for _, id := range w.Absent {
		if slices.ContainsFunc(due, func(m branch.Member) bool { return m.ID == id }) {
			entitled++
		}
		if _, ok := office.Member(tx, g.Branch, id); !ok {
			return office.Refusal("名册里没有这位同志，请重新选择缺席的同志。")
		}
	}
	if w.Due > len(due) {
		return office.Refusal(dueMost(len(due)))
	}
	if err := w.fits(entitled); err != nil {
		return office.Refusal(err.Error())
	}
	return nil
}

// Write writes the minutes of a gathering, or corrects them: then they are a draft again. changes is how often they had been corrected.
func Write(tx *store.Tx, me branch.Member, gathering int64, changes int, w Written, now time.Time) error {
	g, m, err := mayWrite(tx, me, gathering)
	if err == nil {
		err = checkWritten(tx, g, w)
	}
	if err != nil {
		return err
	}
	if m.Gathering == 0 {
		m = Minutes{Branch: g.Branch, Gathering: g.ID, By: me.ID, At: now}
	} else {
		if len(m.Was) != changes {
			return office.Refusal(moved)
		}
		m = m.Changed(me.ID, now)
	}
	m.Written = w
	for i := range m.Votes { // figures of those present may have changed under them
		if err := m.Votes[i].Judge(atVotes(g.Kinds), w, office.GetBranch(tx, g.Branch).Settings); err != nil {
			return office.Refusal("已录入的表决与新的人数不符：" + err.Error())
		}
	}
	MinutesOf.Put(tx, m)
	return nil
}

// AddVote adds a vote to minutes.
func AddVote(tx *store.Tx, me branch.Member, gathering int64, v Vote, now time.Time) error {
	g, m, err := mayWrite(tx, me, gathering)
	switch {
	case err != nil:
		return err
	case m.Gathering == 0:
		return office.Refusal(cards.OldCard)
	case len(m.Votes) >= maxVotes:
		return office.Refusal("一次会议最多录入20项表决。")
	}
	if err := v.Judge(atVotes(g.Kinds), m.Written, office.GetBranch(tx, g.Branch).Settings); err != nil {
		return office.Refusal(err.Error())
	}
	if slices.Contains(m.Votes, v) {
		return nil
	}
	if m.Checked != nil {
		m = m.Changed(me.ID, now)
	}
	m.Votes = append(slices.Clone(m.Votes), v)
	MinutesOf.Put(tx, m)
	return nil
}

// Check marks minutes as read and right, on the word of who presided.
func Check(tx *store.Tx, me branch.Member, gathering int64, changes int, now time.Time) error {
	g, ok := Get(tx, me.Branch, gathering)
	m, written := GetMinutes(tx, me.Branch, gathering)
	switch {
	case !ok || !written || g.Withdrawn != nil:
		return office.Refusal(cards.OldCard)
	case m.Chair != me.ID || me.Status != branch.Active:
		return office.Refusal("会议记录由主持人核对。")
	case len(m.Was) != changes:
		return office.Refusal(moved)
	case m.Checked != nil:
		return nil
	}
	m.Checked = &Signed{me.ID, now}
	MinutesOf.Put(tx, m)
	return nil
}

// Archive files minutes that were checked.
func Archive(tx *store.Tx, me branch.Member, gathering int64, now time.Time) error {
	_, m, err := mayWrite(tx, me, gathering)
	switch {
	case err != nil:
		return err
	case m.Gathering == 0 || m.Checked == nil:
		return office.Refusal("会议记录经主持人核对后才能归档。")
	case m.Archived != nil:
		return nil
	}
	m.Archived = &Signed{me.ID, now}
	MinutesOf.Put(tx, m)
	return nil
}

// viewMinutes returns minutes as somebody sees them.
func viewMinutes(tx *store.Tx, me branch.Member, g Gathering, m Minutes) minutesView {
	name := func(id branch.MemberID) string { return office.PersonName(tx, g.Branch, id) }
	v := minutesView{Held: g, Minutes: m, Of: office.GetBranch(tx, g.Branch), Chair: name(m.Chair), Recorder: name(m.Recorder),
		Writes: mayEnter(tx, me, g.Content) == nil, Checks: m.Chair == me.ID}
	for _, id := range m.Absent {
		v.Absent = append(v.Absent, name(id))
	}
	for _, id := range g.Groups {
		v.Groups = append(v.Groups, office.Group(tx, g.Branch, id).Name)
	}
	if m.Checked != nil {
		v.CheckedBy = name(m.Checked.By)
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
