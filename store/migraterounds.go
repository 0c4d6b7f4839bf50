package store

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/store/engine"
)

// What a round was in the files of versions 6 to 8, as far as bringing them up to date reads it. All else of its row stays as it is.
// What rounds are today is no business of these steps: a change there must not change what they do to an old file.
type (
	formerRound struct {
		Branch     branch.BranchID   `json:"branch"`
		ID         branch.RoundID    `json:"id"`
		Group      branch.GroupID    `json:"group"`
		Stages     []json.RawMessage `json:"stages"`
		At         int               `json:"at"`
		Void       string            `json:"void"`
		Off        bool              `json:"off"`
		Candidates []formerCandidate `json:"candidates"`
		Won        []formerCandidate `json:"won"`
		Named      []formerCandidate `json:"named"`
		Finals     []struct {
			Who formerCandidate `json:"who"`
		} `json:"finals"`
		LeftOut []formerLeftOut `json:"left_out"`
		Faces   []formerFace    `json:"faces"`
	}
	formerStage struct {
		Kind    string          `json:"kind"`
		Opens   time.Time       `json:"opens"`
		Outcome json.RawMessage `json:"outcome"`
		Paper   *struct {
			Cast int `json:"cast"`
		} `json:"paper"`
	}
	formerOutcome struct {
		Roll      int   `json:"roll"`
		Cast      int   `json:"cast"`
		Votes     []int `json:"votes"`
		Abstained int   `json:"abstained"`
	}
	formerCandidate struct {
		Member  branch.MemberID `json:"member,omitempty"`
		Group   branch.GroupID  `json:"group,omitempty"`
		Section string          `json:"section,omitempty"`
	}
	formerFace struct {
		Who formerCandidate `json:"who"`
		branch.Face
	}
	formerLeftOut struct {
		Member branch.MemberID `json:"member"`
		Why    string          `json:"why"`
		branch.Face
	}
	formerSeat struct {
		Branch branch.BranchID `json:"branch"`
		Round  branch.RoundID  `json:"round"`
		Member branch.MemberID `json:"member"`
		Name   string          `json:"name"`
	}
)

// UnmarshalJSON reads a candidate, or a bare member's number as rounds had before sections and groups could be candidates.
func (c *formerCandidate) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '{' {
		*c = formerCandidate{}
		return json.Unmarshal(b, &c.Member)
	}
	type plain formerCandidate
	return json.Unmarshal(b, (*plain)(c))
}

// put returns a row with some of its fields anew, and the others as they are.
func put(raw []byte, fields any) (any, error) {
	row := map[string]json.RawMessage{}
	fresh, err := json.Marshal(fields)
	return row, errors.Join(err, json.Unmarshal(raw, &row), json.Unmarshal(fresh, &row))
}

// freezeNames returns the rounds of an older file, and the lines of their rolls, the names that the roster has when the file is
// brought up to date: from then on another roster changes them no more.
func freezeNames(b engine.Batch) error {
	people := map[branch.BranchID]*branch.People{}
	of := func(id branch.BranchID) *branch.People {
		if people[id] == nil {
			people[id] = new(branch.People)
		}
		return people[id]
	}
	err := errors.Join(rowsIn(b, "members", func(m branch.Member) { p := of(m.Branch); p.Members = append(p.Members, m) }),
		rowsIn(b, "groups", func(g branch.Group) { p := of(g.Branch); p.Groups = append(p.Groups, g) }),
		rowsIn(b, "former", func(g branch.Group) { p := of(g.Branch); p.Groups = append(p.Groups, g) }))
	aparts := map[branch.BranchID]map[branch.MemberID]string{}
	for id, p := range people {
		aparts[id] = p.Aparts()
	}
	opened := map[string]branch.Date{} // of each round
	rounds := func(raw []byte) (any, error) {
		var r formerRound
		if err := json.Unmarshal(raw, &r); err != nil {
			return nil, err
		}
		var day branch.Date
		for i := range r.Stages {
			var s formerStage
			if err := json.Unmarshal(r.Stages[i], &s); err != nil {
				return nil, err
			}
			if i == r.At && r.Void == "" && !r.Off && (s.Kind == "report" || s.Kind == "nominate") {
				return nil, nil // it has not gone beyond its reports and nominations: its names are not fixed
			}
			if !s.Opens.IsZero() && (day == 0 || s.Kind == "ballot") {
				day = branch.DateOf(s.Opens)
			}
		}
		opened[string(RoundKey(r.Branch, r.ID))] = day
		r.freeze(of(r.Branch), aparts[r.Branch], day)
		return put(raw, struct {
			Faces   []formerFace    `json:"faces,omitempty"`
			LeftOut []formerLeftOut `json:"left_out,omitempty"`
		}{r.Faces, r.LeftOut})
	}
	roll := func(raw []byte) (any, error) {
		var s formerSeat
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, err
		}
		m := of(s.Branch).Member(s.Member)
		if m == nil || s.Name != "" {
			return nil, nil
		}
		return put(raw, of(s.Branch).Face(*m, aparts[s.Branch], opened[string(RoundKey(s.Branch, s.Round))]))
	}
	return errors.Join(err, rewrite(b, "rounds", rounds), rewrite(b, "roll", roll))
}

// freeze keeps who all those are whom a round is about and of whom it does not know it yet.
func (r *formerRound) freeze(p *branch.People, aparts map[branch.MemberID]string, day branch.Date) {
	keep := func(c formerCandidate) {
		f := branch.Face{Name: c.Section}
		if m := p.Member(c.Member); m != nil && c.Member != 0 {
			f = p.Face(*m, aparts, day)
		} else if c.Group != 0 {
			f.Name = p.GroupName(c.Group)
		}
		if f.Name != "" && !slices.ContainsFunc(r.Faces, func(x formerFace) bool { return x.Who == c }) {
			r.Faces = append(r.Faces, formerFace{c, f})
		}
	}
	for _, c := range slices.Concat(r.Candidates, r.Won, r.Named) {
		keep(c)
	}
	for _, f := range r.Finals {
		keep(f.Who)
	}
	if r.Group != 0 {
		keep(formerCandidate{Group: r.Group})
	}
	for i, out := range r.LeftOut {
		if m := p.Member(out.Member); m != nil && out.Name == "" {
			r.LeftOut[i].Face = p.Face(*m, aparts, day)
		}
	}
}

// unveilOutcomes drops the figures of outcomes of which only names are published.
func unveilOutcomes(raw []byte) (any, error) {
	var r formerRound
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, err
	}
	for i := range r.Stages {
		var s formerStage
		var o formerOutcome
		if err := json.Unmarshal(r.Stages[i], &s); err != nil {
			return nil, err
		}
		if len(s.Outcome) == 0 || string(s.Outcome) == "null" {
			continue
		}
		if err := json.Unmarshal(s.Outcome, &o); err != nil {
			return nil, err
		}
		if !o.namesOnly(s) {
			continue
		}
		outcome, err := put(s.Outcome, map[string]any{"votes": nil, "abstained": 0})
		if err != nil {
			return nil, err
		}
		stage, err := put(r.Stages[i], map[string]any{"outcome": outcome})
		if err != nil {
			return nil, err
		}
		if r.Stages[i], err = json.Marshal(stage); err != nil {
			return nil, err
		}
	}
	return put(raw, map[string]any{"stages": r.Stages})
}

// namesOnly reports whether only the name, or that it was a tie, was to be published of an outcome, by the rule of version 7.
func (o formerOutcome) namesOnly(s formerStage) bool {
	const least, small = 4, 10
	near := func() bool {
		return o.Cast > 0 && slices.Max(append(slices.Clone(o.Votes), o.Abstained)) > o.Cast-least
	}
	if o.Votes == nil || near() {
		return true
	}
	paper := 0
	if s.Paper != nil {
		paper = s.Paper.Cast
	}
	few := func(n int) bool { return 0 < n && n < least }
	return min(o.Roll, o.Cast) < small || few(paper) || few(o.Cast-paper)
}
