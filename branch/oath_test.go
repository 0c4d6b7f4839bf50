package branch

import (
	"crypto/sha256"
	"fmt"
	"testing"
)

func TestOathIsUnaltered(t *testing.T) {
	const want = "76db28428e1646ba489d6a45faeba5e65992a56215cf43569cddbac44a8a5814"
	if got := fmt.Sprintf("%x", sha256.Sum256([]byte(Oath))); got != want {
		t.Errorf("the oath has been altered: sha256 %s, want %s", got, want)
	}
}
