package rounds

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestChoiceValid(t *testing.T) {
	for _, x := range []struct {
		choice            Choice
		candidates, posts int
		want              bool
	}{
		{Choice{}, 3, 1, false},
		{Choice{Abstain: true}, 3, 1, true},
		{Choice{Mask: 1, Abstain: true}, 3, 1, false},
		{Choice{Mask: 0b100}, 3, 1, true},
		{Choice{Mask: 0b1000}, 3, 1, false},
		{Choice{Mask: 0b101}, 3, 1, false},
		{Choice{Mask: 0b101}, 3, 2, true},
		{Choice{Mask: 0b111}, 3, 2, false},
		{Choice{Mask: 1 << 63}, 64, 1, true},
		{Choice{Mask: 1 << 63}, 63, 1, false},
		{Choice{Mask: math.MaxUint64}, MaxCandidates, 64, true},
		{Choice{Mask: 1}, 0, 1, false},
		{Choice{Mask: 1}, 1, 0, false},
	} {
		if got := x.choice.Valid(x.candidates, x.posts); got != x.want {
			t.Errorf("%+v of %d for %d: %v", x.choice, x.candidates, x.posts, got)
		}
	}
}

func TestChoiceEncode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Choice{rapid.Uint64().Draw(t, "mask"), rapid.Bool().Draw(t, "abstain")}
		b := c.Encode()
		if got, err := DecodeChoice(b[:]); err != nil || got != c {
			t.Fatalf("%+v became %+v (%v)", c, got, err)
		}
	})
	for _, b := range [][]byte{nil, make([]byte, 8), make([]byte, 10), {0, 0, 0, 0, 0, 0, 0, 7, 2}} {
		if _, err := DecodeChoice(b); err == nil {
			t.Errorf("%v: taken", b)
		} else if strings.ContainsAny(err.Error(), "0123456789") {
			t.Errorf("the error tells of the choice: %v", err)
		}
	}
}

func TestTurnout(t *testing.T) {
	for _, x := range []struct {
		cast, roll, threshold int
		want                  bool
	}{
		{16, 32, 50, true}, {15, 32, 50, false}, {16, 31, 50, true}, {15, 31, 50, false},
		{0, 0, 50, false}, {0, 0, 0, false}, {10, 10, 100, true}, {9, 10, 100, false},
		{5, 7, 71, true}, {5, 7, 72, false}, {1, 32, 1, false}, {4, 8, 50, false}, {4, 4, 50, false}, {5, 5, 50, true},
	} {
		if got := Turnout(x.cast, x.roll, x.threshold); got != x.want {
			t.Errorf("%d of %d at %d%%: %v", x.cast, x.roll, x.threshold, got)
		}
	}
}

func TestNamesOnly(t *testing.T) {
	for _, x := range []struct {
		roll, cast, paper, most int // most: of one name
		want                    bool
	}{
		{10, 10, 0, 5, false}, {9, 9, 0, 5, true}, {32, 10, 0, 5, false}, {32, 9, 0, 5, true},
		{32, 20, 4, 10, false}, {32, 20, 3, 10, true}, {32, 20, 1, 10, true}, {32, 20, 16, 10, false}, {32, 20, 17, 10, true}, {32, 20, 20, 10, false},
		{32, 20, 0, 16, false}, {32, 20, 0, 17, true}, {32, 20, 0, 20, true}, {10, 10, 0, 7, true}, {10, 10, 0, 6, false},
	} {
		for name, votes := range map[string][]int{"first": {x.most, 1}, "last": {0, x.most}} {
			s := Stage{Outcome: &Outcome{Tally: Tally{Roll: x.roll, Cast: x.cast, Votes: votes}}, Paper: &Paper{Cast: x.paper}}
			if got := s.NamesOnly(); got != x.want {
				t.Errorf("%s, %+v: names only is %v", name, x, got)
			}
		}
	}
	abstained := Stage{Outcome: &Outcome{Tally: Tally{Roll: 20, Cast: 20, Votes: []int{1, 1}, Abstained: 18}}}
	several := Stage{Outcome: &Outcome{Tally: Tally{Roll: 20, Cast: 20, Votes: []int{12, 19, 9}}}} // of two posts
	if !abstained.NamesOnly() || !several.NamesOnly() {
		t.Error("figures of those who were nearly of one mind")
	}
}

func TestKeepNames(t *testing.T) {
	outcome := func(cast, most int) *Outcome {
		return &Outcome{Tally: Tally{Roll: cast, Cast: cast, Votes: []int{most, cast - most - 1}, Abstained: 1}, Winners: []int{0}}
	}
	few, near, many := Stage{Outcome: outcome(6, 4)}, Stage{Outcome: outcome(12, 9)}, Stage{Outcome: outcome(12, 8)}
	for _, s := range []*Stage{&few, &near} {
		s.KeepNames()
		if o := s.Outcome; o.Votes != nil || o.Abstained != 0 || len(o.Winners) != 1 || o.Cast == 0 || !s.NamesOnly() {
			t.Errorf("this is kept: %+v", *o)
		}
	}
	if many.KeepNames(); many.Outcome.Votes == nil || many.Outcome.Abstained != 1 {
		t.Errorf("of twelve ballots this is kept: %+v", *many.Outcome)
	}
}

// TestNobodyIsRead tries every outcome of a ballot for one post: from what is published and the own choice, nobody can tell what
// all the others chose, nor, where a name alone is published, that no one else chose the same. That all abstained no count can hide.
func TestNobodyIsRead(t *testing.T) {
	for _, candidates := range []int{2, 3} {
		for cast := LeastCast; cast <= 14; cast++ {
			type class struct {
				published string
				own       int // the candidate, or candidates: abstained
			}
			others := map[class]map[int]bool{} // what one of the others may have chosen
			each(candidates+1, cast, func(counts []int) {
				tally := Tally{Roll: 32, Cast: cast, Votes: slices.Clone(counts[:candidates]), Abstained: counts[candidates]}
				winners, tied := tally.Leaders(1)
				if len(winners)+len(tied) == 0 {
					return
				}
				s := Stage{Outcome: &Outcome{Tally: tally, Winners: winners, Tied: tied}}
				s.KeepNames()
				for own, n := range counts {
					if n == 0 {
						continue
					}
					c := class{fmt.Sprint(s.Outcome.Votes, s.Outcome.Abstained, winners, tied), own}
					if others[c] == nil {
						others[c] = map[int]bool{}
					}
					for other, n := range counts {
						if n > 1 || n == 1 && other != own {
							others[c][other] = true
						}
					}
				}
			})
			for c, may := range others {
				if name := strings.HasPrefix(c.published, "[]") && strings.HasSuffix(c.published, " []"); len(may) < 2 || name && !may[c.own] {
					t.Errorf("%d ballots, %d candidates, published %s: who chose %d knows that the others chose among %v", cast, candidates, c.published, c.own, may)
				}
			}
		}
	}
}

// each returns every way in which so many ballots fall on so many choices.
func each(choices, ballots int, do func([]int)) {
	counts := make([]int, choices)
	var fill func(at, left int)
	fill = func(at, left int) {
		if at == choices-1 {
			counts[at] = left
			do(counts)
			return
		}
		for n := range left + 1 {
			counts[at] = n
			fill(at+1, left-n)
		}
	}
	fill(0, ballots)
}

func TestLeaders(t *testing.T) {
	for _, x := range []struct {
		votes         []int
		posts         int
		winners, tied []int
	}{
		{[]int{3, 7, 5}, 1, []int{1}, nil},
		{[]int{3, 7, 5}, 2, []int{1, 2}, nil},
		{[]int{7, 3, 7}, 1, nil, []int{0, 2}},
		{[]int{7, 3, 7}, 2, []int{0, 2}, nil},
		{[]int{5, 9, 5, 5}, 2, []int{1}, []int{0, 2, 3}},
		{[]int{5, 9, 5, 0}, 3, []int{0, 1, 2}, nil},
		{[]int{1, 0, 9}, 3, []int{0, 2}, nil}, // nobody wins without a vote
		{[]int{0, 4, 0}, 2, []int{1}, nil},
		{[]int{0, 0}, 1, nil, nil},
		{[]int{0}, 1, nil, nil},
		{nil, 1, nil, nil},
		{[]int{3}, 0, nil, nil},
		{[]int{2, 1}, 5, []int{0, 1}, nil},
	} {
		winners, tied := Tally{Votes: x.votes}.Leaders(x.posts)
		if !slices.Equal(winners, x.winners) || !slices.Equal(tied, x.tied) {
			t.Errorf("%v for %d: %v, tied %v; want %v, %v", x.votes, x.posts, winners, tied, x.winners, x.tied)
		}
	}
}

func TestBallotProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		candidates := rapid.IntRange(1, 6).Draw(t, "candidates")
		posts := rapid.IntRange(1, 4).Draw(t, "posts")
		choices := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Choice {
			return Choice{rapid.Uint64Range(0, 1<<candidates-1).Draw(t, "mask"), rapid.Bool().Draw(t, "abstain")}
		}).Filter(func(c Choice) bool { return c.Valid(candidates, posts) }), 0, 12).Draw(t, "choices")
		tally := Count(choices, candidates)

		if shuffled := Count(rapid.Permutation(choices).Draw(t, "order"), candidates); !reflect.DeepEqual(tally, shuffled) {
			t.Fatalf("the order of ballots matters: %+v, %+v", tally, shuffled)
		}
		sum := 0
		for _, n := range tally.Votes {
			sum += n
		}
		if chose := tally.Cast - tally.Abstained; tally.Cast != len(choices) || sum < chose || sum > chose*posts {
			t.Fatalf("%d ballots, %+v", len(choices), tally)
		}

		winners, tied := tally.Leaders(posts)
		if len(winners) > posts || len(tied) > 0 && len(winners)+len(tied) <= posts {
			t.Fatalf("%v for %d: %v, tied %v", tally.Votes, posts, winners, tied)
		}
		// Who is named depends on the votes only: each candidate by how many have more, or as many.
		for i, n := range tally.Votes {
			more, atLeast := 0, 0
			for _, other := range tally.Votes {
				if other > n {
					more++
				}
				if other >= n {
					atLeast++
				}
			}
			wins := n > 0 && atLeast <= posts
			ties := n > 0 && atLeast > posts && more < posts
			if slices.Contains(winners, i) != wins || slices.Contains(tied, i) != ties {
				t.Fatalf("%v for %d: %v, tied %v", tally.Votes, posts, winners, tied)
			}
		}
	})
}
