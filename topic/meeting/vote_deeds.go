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

// mayVote returns the gathering and the minutes for who may enter votes in them, or refuses.
func mayVote(tx *store.Tx, me branch.Member, gathering int64) (Gathering, Minutes, error) {
	g, m, err := mayWrite(tx, me, gathering)
	if err == nil {
		err = keeps(tx, me, g)
	}
	switch {
	case err != nil:
		return g, m, err
	case m.Gathering == 0:
		return g, m, office.Refusal(cards.OldCard)
	}
	if err := votable(g.Kinds); err != nil {
		return g, m, office.Refusal(err.Error())
	}
	return g, m, nil
}

// judgeVote judges a vote that is to stand in minutes in the place of another (none: beside the others).
func judgeVote(tx *store.Tx, g Gathering, m Minutes, place int, v Vote) (Vote, error) {
	if err := v.Judge(decides(g.Kinds), rollOf(tx, g).votersOf(g, m.Written), office.GetBranch(tx, g.Branch).Settings); err != nil {
		return v, office.Refusal(err.Error())
	}
	k, _ := branch.MotionKindOf(v.Kind)
	if err := kindly(k, decides(g.Kinds), v.Matter); err != nil {
		return v, office.Refusal(err.Error())
	}
	if err := ripe(k, v.Matter, probationersOn(tx, g), g.Day); err != nil {
		return v, office.Refusal(err.Error())
	}
	for i, other := range m.Votes {
		if i != place && other.same(v) {
			return v, office.Refusal(votedTwice)
		}
	}
	return v, nil
}

// probationersOn are those who were probationary members on the day of a gathering.
func probationersOn(tx *store.Tx, g Gathering) []branch.Member {
	return slices.DeleteFunc(slices.Clone(rollOf(tx, g).of), func(m branch.Member) bool { return m.Status != branch.Active || m.Full != 0 && m.Full < g.Day })
}

// placeOf returns where the vote of a code stands; -1 for the code 0: nowhere yet.
func placeOf(m Minutes, code int64) (int, error) {
	if code == 0 {
		return -1, nil
	}
	if i := slices.IndexFunc(m.Votes, func(v Vote) bool { return v.Code() == code }); i >= 0 {
		return i, nil
	}
	return -1, office.Refusal(minutesMoved)
}

// PutVote adds a vote to minutes, or has it stand in the place of the one whose code was shown; checked minutes are a draft again.
func PutVote(tx *store.Tx, me branch.Member, gathering, code int64, v Vote, now time.Time) error {
	g, m, err := mayVote(tx, me, gathering)
	if err != nil {
		return err
	}
	place, err := placeOf(m, code)
	if err != nil {
		return err
	}
	if v, err = judgeVote(tx, g, m, place, v); err != nil {
		return err
	}
	switch {
	case place < 0 && len(m.Votes) >= maxVotes:
		return office.Refusal("一次会议最多录入20项表决。")
	case place < 0:
		if m.Checked != nil {
			m = m.Changed(me.ID, now)
		}
		m.Votes = append(slices.Clone(m.Votes), v)
	case m.Votes[place] == v:
		return nil
	default:
		m = m.Changed(me.ID, now)
		m.Votes = slices.Clone(m.Votes)
		m.Votes[place] = v
	}
	MinutesOf.Put(tx, m.handledBy(me.ID))
	return nil
}

// DropVote takes a vote out of minutes; what they said before is kept.
func DropVote(tx *store.Tx, me branch.Member, gathering, code int64, now time.Time) error {
	_, m, err := mayWrite(tx, me, gathering) // also where none may be entered any more
	g, _ := Get(tx, me.Branch, gathering)
	if err == nil {
		err = keeps(tx, me, g)
	}
	if err != nil {
		return err
	}
	place, err := placeOf(m, code)
	if err != nil || place < 0 {
		return office.Refusal(minutesMoved)
	}
	m = m.Changed(me.ID, now)
	m.Votes = slices.Delete(slices.Clone(m.Votes), place, place+1)
	MinutesOf.Put(tx, m)
	return nil
}

// Code is what buttons call a vote by: of another with other figures it is another.
func (v Vote) Code() int64 { return chat.Code(v.says()) }
