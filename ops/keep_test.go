package ops

import (
	"testing"
	"time"
)

// TestRule makes a backup every night for two years and throws away what the rule spares, as the bot does.
func TestRule(t *testing.T) {
	r := DefaultRule
	var kept []time.Time
	start := time.Date(2026, 1, 1, 3, 30, 0, 0, time.UTC)
	for day := range 730 {
		now := start.AddDate(0, 0, day)
		kept = append(kept, now)
		for _, s := range r.Spare(kept) {
			for i, k := range kept {
				if k.Equal(s) {
					kept = append(kept[:i], kept[i+1:]...)
					break
				}
			}
		}
		if len(kept) > r.Days+r.Weeks+r.Months {
			t.Fatalf("on day %d %d are kept", day, len(kept))
		}
		for back := range min(day+1, r.Days) {
			if kept[len(kept)-1-back] != now.AddDate(0, 0, -back) {
				t.Fatalf("on day %d the one of %d days ago is gone", day, back)
			}
		}
	}
	if oldest := start.AddDate(0, 0, 729).Sub(kept[0]); oldest < 320*24*time.Hour {
		t.Errorf("the oldest is %v old", oldest)
	}
	if got := (Rule{}).Spare([]time.Time{start}); len(got) != 0 {
		t.Error("the only one is spared")
	}
	for s, want := range map[string]bool{"7,4,12": true, "1,0,0": true, "0,4,12": false, "7,4": false, "x": false, "7,4,12,3": false, "7,-1,0": false} {
		if _, ok := ParseRule(s); ok != want {
			t.Errorf("%q: %v", s, ok)
		}
	}
}
