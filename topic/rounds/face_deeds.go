package rounds

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// freeze keeps who those are whom a round is about, as the roster has them now.
func freeze(tx *store.Tx, r *Round, now time.Time) {
	p, aparts := office.Divided(tx, r.Branch), map[branch.MemberID]string{}
	for id := range r.about() { // nobody else of however many
		if m, ok := office.Member(tx, r.Branch, id); ok {
			p.Members, aparts[id] = append(p.Members, m), office.Apart(tx, m)
		}
	}
	r.Freeze(p, aparts, branch.DateOf(now))
}

// shownAs returns a frozen face as cards show it: the present name, if it is another, beside it and never in its stead.
func shownAs(f branch.Face, present, apart string) cards.Name {
	n := cards.Name{Name: f.Name, Group: f.Group, Apart: f.Apart}
	if present != "" && present != f.Name {
		if n.Now = present; apart != "" {
			n.Now += "，" + apart
		}
	}
	return n
}

// faceOfMember returns a frozen face of a member as cards show it.
func faceOfMember(tx *store.Tx, b branch.BranchID, id branch.MemberID, f branch.Face) cards.Name {
	m, _ := office.Member(tx, b, id)
	if m.Name == f.Name {
		return shownAs(f, "", "")
	}
	return shownAs(f, m.Name, office.Apart(tx, m))
}

// nameIn returns a candidate of a round as cards name one: as frozen, or before that as the roster has it.
func nameIn(tx *store.Tx, r Round, c branch.Candidate) cards.Name {
	f, frozen := r.Face(c)
	if !frozen {
		return nameOf(tx, r.Branch, c)
	}
	if c.Member != 0 {
		return faceOfMember(tx, r.Branch, c.Member, f)
	}
	return shownAs(f, office.Group(tx, r.Branch, c.Group).Name, "")
}

// RoundName returns what a candidate of a round is called.
func RoundName(tx *store.Tx, r Round, c branch.Candidate) string {
	return nameIn(tx, r, c).Short()
}

// seatName returns who sits on a line of a roll, as frozen.
func seatName(tx *store.Tx, s Seat) cards.Name {
	if s.Name == "" {
		return nameOf(tx, s.Branch, branch.Candidate{Member: s.Member})
	}
	return faceOfMember(tx, s.Branch, s.Member, s.Face)
}

// voterName returns what a member is called in a round: as on its roll, or for who is not on it as the roster has it.
func voterName(tx *store.Tx, r Round, m branch.MemberID) cards.Name {
	seat, ok := Roll.Get(tx, store.RoundKey(r.Branch, r.ID).Int(int64(m)))
	if !ok {
		seat = Seat{Branch: r.Branch, Member: m}
	}
	return seatName(tx, seat)
}

// nameOf returns a candidate as cards name one.
func nameOf(tx *store.Tx, b branch.BranchID, c branch.Candidate) cards.Name {
	m, ok := office.Member(tx, b, c.Member)
	if !ok {
		return cards.Name{Name: CandidateName(tx, b, c)}
	}
	return cards.Name{Name: m.Name, Group: office.Group(tx, b, m.Group).Name, Apart: office.Apart(tx, m)}
}
