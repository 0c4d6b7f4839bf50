package branch

// Face is who somebody was on the day on which a round froze it: what the round shows of a person is taken from here, whatever the
// roster says since.
type Face struct {
	Name  string `json:"name"`
	Group string `json:"group,omitempty"` // 党小组
	Apart string `json:"apart,omitempty"` // what told the name apart where it repeated
	Right string `json:"right,omitempty"` // 正式党员 or 预备党员
}

// Frozen is the face of a candidate.
type Frozen struct {
	Who Candidate `json:"who"`
	Face
}

// Face returns who a candidate was when the round froze it; ok is false while it has not.
func (r *Round) Face(c Candidate) (f Face, ok bool) {
	for _, x := range r.Faces {
		if x.Who == c {
			return x.Face, true
		}
	}
	return f, false
}

// Freeze keeps who all those are whom a round is about and of whom it does not know it yet. aparts are p.Aparts().
func (r *Round) Freeze(p *People, aparts map[MemberID]string, day Date) {
	keep := func(c Candidate) {
		f := Face{Name: c.Section}
		if m := p.Member(c.Member); m != nil && c.Member != 0 {
			f = p.Face(*m, aparts, day)
		} else if c.Group != 0 {
			f.Name = p.GroupName(c.Group)
		}
		if _, known := r.Face(c); !known && f.Name != "" {
			r.Faces = append(r.Faces, Frozen{c, f})
		}
	}
	for _, list := range [][]Candidate{r.Candidates, r.Won, r.Named} {
		for _, c := range list {
			keep(c)
		}
	}
	for _, f := range r.Finals {
		keep(f.Who)
	}
	if r.Group != 0 {
		keep(Candidate{Group: r.Group})
	}
	for i, out := range r.LeftOut {
		if m := p.Member(out.Member); m != nil && out.Name == "" {
			r.LeftOut[i].Face = p.Face(*m, aparts, day)
		}
	}
}

// Face returns who a member is on a day.
func (p *People) Face(m Member, aparts map[MemberID]string, day Date) Face {
	right := "正式党员"
	if m.Probationary(day) {
		right = "预备党员"
	}
	return Face{m.Name, p.GroupName(m.Group), aparts[m.ID], right}
}

// Fixed reports whether a round's names are frozen: it has gone beyond its reports and nominations.
func (r *Round) Fixed() bool {
	s := r.Running()
	return s == nil || s.Kind != Report && s.Kind != Nominate
}
