package branch

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSubjectCode keeps the numbers that stand for subjects in the rows and on the buttons that are out there.
func TestSubjectCode(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Subject
		code int64
	}{
		{"nobody", Subject{}, 0},
		{"an enterprise is its own number", OfContact(3), 3},
		{"a 领导班子成员 is the negative", OfLeader(7), -7},
		{"a member", OfMember(7), 3<<48 | 7},
		{"a group", OfGroup(7), 4<<48 | 7},
		{"the branch", OfBranch(), 5 << 48},
		{"a pair", OfPair(9, 2), 6<<48 | 2<<24 | 9},
		{"a pair named the other way round", OfPair(2, 9), 6<<48 | 2<<24 | 9},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.s.Code(); got != c.code {
				t.Errorf("code %d, not %d", got, c.code)
			}
			if got := SubjectOf(c.code); got != c.s {
				t.Errorf("%d is read as %+v, not %+v", c.code, got, c.s)
			}
		})
	}
	if got := OfPair(9, 2).Members(); !slices.Equal(got, []MemberID{2, 9}) {
		t.Errorf("the pair is %v", got)
	}
}

// TestSubjectOfAnything reads any number, as a forged button may carry it, as one subject at most of each code.
func TestSubjectOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.Int64().Draw(t, "code")
		s := SubjectOf(code)
		row, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var read Subject
		if err := json.Unmarshal(row, &read); err != nil || SubjectOf(read.Code()) != read {
			t.Errorf("%d is %+v, written %s, read %+v: %v", code, s, row, read, err)
		}
	})
}
