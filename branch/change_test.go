package branch

import (
	"strings"
	"testing"
	"time"
)

// TestExtend extends a probation: once, by half a year at least and a year at most, and only a probationary member's.
func TestExtend(t *testing.T) {
	rule, ok := ChangeRuleOf("extend")
	if !ok {
		t.Fatal("no such change")
	}
	d := func(y int, m time.Month, day int) Date { return On(y, m, day) }
	for _, c := range []struct {
		name           string
		joined         Date
		full, extended Date
		to             Date
		refused        string // "": done
		offered        bool
	}{
		{"a day short of half a year", d(2025, 3, 5), 0, 0, d(2026, 9, 4), "不少于半年", true},
		{"half a year", d(2025, 3, 5), 0, 0, d(2026, 9, 5), "", true},
		{"a year", d(2025, 3, 5), 0, 0, d(2027, 3, 5), "", true},
		{"a day more than a year", d(2025, 3, 5), 0, 0, d(2027, 3, 6), "最长一年", true},
		{"not at all", d(2025, 3, 5), 0, 0, d(2026, 3, 5), "不少于半年", true},
		{"half a year to the end of February", d(2025, 8, 31), 0, 0, d(2027, 2, 28), "", true},
		{"less, over the end of February", d(2025, 8, 31), 0, 0, d(2027, 2, 27), "不少于半年", true},
		{"a second time", d(2025, 3, 5), 0, d(2026, 9, 5), d(2027, 3, 5), "已延长过一次", false},
		{"a full member's", d(2020, 3, 5), d(2021, 3, 5), 0, d(2026, 9, 5), "已是正式党员", false},
	} {
		p := &People{Members: []Member{{ID: 1, Name: "甲", Joined: c.joined, Full: c.full, Extended: c.extended}}}
		if got := rule.OfferedTo(p, p.Members[0], d(2026, 2, 1)); got != c.offered {
			t.Errorf("%s: offered is %v", c.name, got)
		}
		err := rule.Do(p, &Change{Member: 1, Date: c.to, From: d(2026, 2, 1)})
		switch {
		case c.refused == "" && (err != nil || p.Members[0].Extended != c.to || p.Members[0].PutOff() != c.to):
			t.Errorf("%s: %v, extended to %s", c.name, err, p.Members[0].Extended)
		case c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused) || p.Members[0].Extended != c.extended):
			t.Errorf("%s: %v", c.name, err)
		}
		full, _ := ChangeRuleOf("full") // not before the extension is over
		if err := full.Do(p, &Change{Member: 1, From: c.to - 1}); c.refused == "" && err == nil {
			t.Errorf("%s: a full member before its end", c.name)
		}
	}
}
