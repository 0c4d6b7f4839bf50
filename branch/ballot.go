package branch

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// MaxCandidates is how many a ballot can hold: one bit each.
const MaxCandidates = 64

// Choice is what one person recommends: bit i of Mask is candidate i.
type Choice struct {
	Mask    uint64
	Abstain bool
}

// Valid tells whether the choice is one to cast: 1 to posts candidates, or an abstention, and never both.
func (c Choice) Valid(candidates, posts int) bool {
	if c.Abstain {
		return c.Mask == 0
	}
	picks := bits.OnesCount64(c.Mask)
	return 1 <= picks && picks <= posts && bits.Len64(c.Mask) <= candidates
}

// Encode gives the plaintext to seal. Every choice has the same length, or its sealed form would tell it.
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

// Turnout tells whether enough took part: threshold is per cent of the roll. It is known while the ballots are sealed.
func Turnout(cast, roll, threshold int) bool { return roll > 0 && cast*100 >= threshold*roll }

// Leaders gives who takes the posts, and who is tied for the posts that remain, both in the candidates' order.
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

// NamesOnly tells whether the roll is so small that numbers would tell who chose whom: then only the name, or that
// it is a tie, is published.
func NamesOnly(roll int) bool { return roll < 10 }
