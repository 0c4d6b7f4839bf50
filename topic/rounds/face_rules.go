package rounds

import (
	"slices"

	"zhibu/branch"
)

// Frozen is the face of a candidate.
type Frozen struct {
	Who branch.Candidate `json:"who"`
	branch.Face
}

// Face returns who a candidate was when the round froze it; ok is false while it has not.
func (r *Round) Face(c branch.Candidate) (f branch.Face, ok bool) {
	for _, x := range r.Faces {
		if x.Who == c {
			return x.Face, true
		}
	}
	return f, false
}

// Freeze keeps who all those are whom a round is about and of whom it does not know it yet. aparts are p.Aparts().
func (r *Round) Freeze(p *branch.People, aparts map[branch.MemberID]string, day branch.Date) {
	keep := func(c branch.Candidate) {
		f := branch.Face{Name: c.Section}
		if m := p.Member(c.Member); m != nil && c.Member != 0 {
			f = p.Face(*m, aparts, day)
		} else if c.Group != 0 {
			f.Name = p.GroupName(c.Group)
		}
		if _, known := r.Face(c); !known && f.Name != "" {
			r.Faces = append(r.Faces, Frozen{c, f})
		}
	}
	for _, list := range [][]branch.Candidate{r.Candidates, r.Won, r.Named} {
		for _, c := range list {
			keep(c)
		}
	}
	for _, f := range r.Finals {
		keep(f.Who)
	}
	if r.Group != 0 {
		keep(branch.Candidate{Group: r.Group})
	}
	for i, out := range r.LeftOut {
		if m := p.Member(out.Member); m != nil && out.Name == "" {
			r.LeftOut[i].Face = p.Face(*m, aparts, day)
		}
	}
}

// about returns whom Freeze looks at.
func (r *Round) about() map[branch.MemberID]bool {
	list := map[branch.MemberID]bool{}
	for _, c := range slices.Concat(r.Candidates, r.Won, r.Named) {
		list[c.Member] = true
	}
	for _, f := range r.Finals {
		list[f.Who.Member] = true
	}
	for _, out := range r.LeftOut {
		if out.Name == "" {
			list[out.Member] = true
		}
	}
	return list
}

// Fixed reports whether a round's names are frozen: it has gone beyond its reports and nominations.
func (r *Round) Fixed() bool {
	s := r.Running()
	return s == nil || s.Kind != StageReport && s.Kind != StageNominate
}
