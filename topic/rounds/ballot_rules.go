package rounds

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"zhibu/branch"
)

// MaxCandidates is how many a ballot can hold: one bit each.
const MaxCandidates = 64

// Choice is what one person recommends: bit i of Mask is candidate i.
type Choice struct {
	Mask    uint64
	Abstain bool
}

// Valid reports whether the choice is one to cast: 1 to posts candidates, or an abstention, and never both.
func (c Choice) Valid(candidates, posts int) bool {
	if c.Abstain {
		return c.Mask == 0
	}
	picks := bits.OnesCount64(c.Mask)
	return 1 <= picks && picks <= posts && bits.Len64(c.Mask) <= candidates
}

// Encode returns the plaintext to seal. Every choice has the same length, or its sealed form would tell it.
func (c Choice) Encode() [9]byte {
	var b [9]byte
	binary.BigEndian.PutUint64(b[:], c.Mask)
	if c.Abstain {
		b[8] = 1
	}
	return b
}

// DecodeChoice reads what Encode gave. The error says nothing of what it read, as errors are logged.
func DecodeChoice(b []byte) (Choice, error) {
	if len(b) != 9 || b[8] > 1 {
		return Choice{}, errors.New("branch: no choice")
	}
	return Choice{binary.BigEndian.Uint64(b), b[8] == 1}, nil
}

// Tally is what a closed ballot keeps: totals, and nothing of who chose whom.
type Tally struct {
	Roll      int   `json:"roll"`  // 应参加
	Cast      int   `json:"cast"`  // 实参加, abstentions included
	Votes     []int `json:"votes"` // 得票, by candidate
	Abstained int   `json:"abstained"`
}

// Count adds up valid choices. The roll is for the caller to fill in.
func Count(choices []Choice, candidates int) Tally {
	t := Tally{Cast: len(choices), Votes: make([]int, candidates)}
	for _, c := range choices {
		if c.Abstain {
			t.Abstained++
			continue
		}
		for i := range t.Votes {
			t.Votes[i] += int(c.Mask >> i & 1)
		}
	}
	return t
}

// Add adds the figures of another count of the same candidates, as of votes on paper.
func (t *Tally) Add(other Tally) {
	t.Cast += other.Cast
	t.Abstained += other.Abstained
	for i, n := range other.Votes {
		t.Votes[i] += n
	}
}

// Check refuses figures of votes on paper that cannot be: of at most so many people, each for 1 to posts candidates or
// abstaining.
func (t Tally) Check(people, posts int) error {
	sum := 0
	for _, n := range t.Votes {
		if n < 0 || n > t.Cast {
			return errors.New("有候选人的得票数多于线下票数，请核对。")
		}
		sum += n
	}
	chose := t.Cast - t.Abstained
	switch {
	case t.Cast < 0 || t.Cast > people:
		return fmt.Errorf("线下投票的有%d人，票数不能多于%d张，请核对。", people, people)
	case t.Abstained < 0 || chose < 0:
		return errors.New("弃权数多于线下票数，请核对。")
	case sum < chose || sum > chose*posts:
		return fmt.Errorf("线下票%d张、弃权%d张，得票合计%d，对不上，请核对。", t.Cast, t.Abstained, sum)
	}
	return nil
}

// paperPlain is the length of the figures of paper votes before they are sealed: the same whatever they are.
const paperPlain = 2 * (MaxCandidates + 2) // bytes

// Encode returns the figures to seal.
func (t Tally) Encode() []byte {
	b := make([]byte, paperPlain)
	for i, n := range append([]int{t.Cast, t.Abstained}, t.Votes...) {
		binary.BigEndian.PutUint16(b[2*i:], uint16(n))
	}
	return b
}

// DecodeTally reads what Encode gave, for so many candidates. The error says nothing of what it read.
func DecodeTally(b []byte, candidates int) (t Tally, err error) {
	if len(b) != paperPlain || candidates > MaxCandidates {
		return t, errors.New("branch: no figures")
	}
	n := func(i int) int { return int(binary.BigEndian.Uint16(b[2*i:])) }
	t = Tally{Cast: n(0), Abstained: n(1), Votes: make([]int, candidates)}
	for i := range t.Votes {
		t.Votes[i] = n(2 + i)
	}
	return t, nil
}

// What no setting can undercut.
const (
	// LeastCast is below how many ballots there is no count. Of three, whoever is outvoted knows how the other two chose; of
	// four, that nobody else chose as he or she did. Of five, each of the others may have.
	LeastCast = 5
	// LeastApart is how many ballots must say otherwise, of each name and of abstention, for figures to be published: who is alone
	// against all the rest, or one of three, would read from them what each of the rest chose. It is also of how many paper
	// votes, or votes on the phone, a number stands for nobody.
	LeastApart = 4
	// LeastPoll is how many a group needs for a poll of its own: one of them may stay away and there is a result.
	LeastPoll = LeastCast + 1
	// LeastThreshold is the lowest turnout a branch may ask for, per cent of the roll: 半数以上. Below it an officer could end
	// a ballot as soon as those whose votes are of interest have voted.
	LeastThreshold = 50
)

// LeastTurnout returns the turnout that a ballot opened now needs, per cent of the roll: an older program may have stored less.
func LeastTurnout(s branch.Settings) int { return max(s.Threshold, LeastThreshold) }

// Quorum returns how many have to take part: threshold is per cent of the roll.
func Quorum(roll, threshold int) int { return max((threshold*roll+99)/100, LeastCast) }

// Turnout reports whether enough took part. It is known while the ballots are sealed.
func Turnout(cast, roll, threshold int) bool { return cast >= Quorum(roll, threshold) }

// Leaders returns who takes the posts, and who is tied for the posts that remain, both in the candidates' order.
// A tie is left to a run-off or a decision, never broken here. Nobody wins, or is tied, without a vote.
func (t Tally) Leaders(posts int) (winners, tied []int) {
	if posts < 1 {
		return nil, nil
	}
	least := 1 // votes that are among the first posts, or equal to the last of them
	if len(t.Votes) > posts {
		sorted := slices.Sorted(slices.Values(t.Votes))
		least = max(least, sorted[len(sorted)-posts])
	}
	for i, n := range t.Votes {
		if n > least {
			winners = append(winners, i)
		} else if n == least {
			tied = append(tied, i)
		}
	}
	if len(winners)+len(tied) <= posts {
		winners, tied = slices.Sorted(slices.Values(append(winners, tied...))), nil
	}
	return winners, tied
}

// small is below how many ballots numbers would tell who chose whom.
const small = 10

// Near reports whether nearly all ballots say the same: that fewer than LeastApart of them lack some name, or do not abstain.
func (t Tally) Near() bool {
	return t.Cast > 0 && slices.Max(append(slices.Clone(t.Votes), t.Abstained)) > t.Cast-LeastApart
}

// KeepNames drops the figures of an outcome of which only names are published: what nobody is to be shown is not stored.
func (s *Stage) KeepNames() {
	if s.Outcome != nil && s.NamesOnly() {
		s.Outcome.Votes, s.Outcome.Abstained = nil, 0
	}
}

// NamesOnly reports whether only the name, or that it is a tie, is published: so few took part, or they were so nearly of one
// mind, that numbers would tell who chose whom. Two officers know the figures of the paper votes, and by subtraction those of
// the rest: neither part may be small enough to stand for somebody.
func (s Stage) NamesOnly() bool {
	if s.Outcome == nil || s.Outcome.Votes == nil || s.Outcome.Near() {
		return true
	}
	cast, paper := s.Outcome.Cast, 0
	if s.Paper != nil {
		paper = s.Paper.Cast
	}
	few := func(n int) bool { return 0 < n && n < LeastApart }
	return min(s.Outcome.Roll, cast) < small || few(paper) || few(cast-paper)
}
