package rounds

import (
	"testing"

	"zhibu/branch"
)

// TestPublicLeadsOn: the card of a round that everybody may see has a way on, also while there is nothing to see yet.
func TestPublicLeadsOn(t *testing.T) {
	if c := Public(PublicView{Round: NewRound(branch.BranchID(1), GoodMember, "2026")}); len(c.Rows) != 1 {
		t.Errorf("%d rows", len(c.Rows))
	}
}
