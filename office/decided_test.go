package office_test

import (
	"testing"

	"zhibu/branch"
	"zhibu/store"
	"zhibu/topic/rounds"
)

// TestDecidedBy: a meeting is named for those whom it has agreed to, and for nobody else.
func TestDecidedBy(t *testing.T) {
	s, err := store.Open(t.TempDir(), store.Options{Secret: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	first, second, third := branch.Candidate{Member: 1}, branch.Candidate{Member: 2}, branch.Candidate{Member: 3}
	r := rounds.Round{Branch: 1, ID: 1, Meetings: []branch.MeetingID{1, 2}}
	_, err = s.Update(func(tx *store.Tx) error {
		rounds.Meetings.Put(tx, branch.Meeting{Branch: 1, ID: 1, Round: 1, Kind: branch.Committee, Motions: []branch.Motion{{Who: first, Passed: true}, {Who: second}}})
		rounds.Meetings.Put(tx, branch.Meeting{Branch: 1, ID: 2, Round: 1, Kind: branch.Assembly, Motions: []branch.Motion{{Who: second, Passed: true}, {Who: third}}})
		for _, c := range []struct {
			who  []branch.Candidate
			want string
		}{
			{[]branch.Candidate{first}, "支委会"}, {[]branch.Candidate{second}, "党员大会"}, {[]branch.Candidate{first, second}, "支委会、党员大会"}, {[]branch.Candidate{third}, ""}, {nil, ""},
		} {
			if got := rounds.DecidedBy(tx, r, c.who); got != c.want {
				t.Errorf("%v: %q, want %q", c.who, got, c.want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
