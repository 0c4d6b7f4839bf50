package requests

import (
	"fmt"
	"testing"

	"zhibu/branch"
)

// TestRequestStages walks requests along their way: who has it, and until when.
func TestRequestStages(t *testing.T) {
	c := branch.ChinaCalendar()
	date := func(s string) branch.Date {
		d, err := branch.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	step := func(k StepKind, day string) Step { return Step{Kind: k, At: date(day).At(10, 0), By: 9} }
	give := step(DidAssign, "2026-09-24")
	give.To, give.Due = 7, date("2026-10-15")
	for _, x := range []struct {
		name  string
		from  bool // a copy of another branch's
		steps []Step
		want  string
	}{
		{"accepted before the holidays", false, []Step{step(DidAccept, "2026-09-24")}, "受理 0 2026-09-30"},
		{"given", false, []Step{step(DidAccept, "2026-09-24"), give}, "交办 7 2026-10-15"},
		{"noted", false, []Step{step(DidAccept, "2026-09-24"), give, step(DidNote, "2026-09-28")}, "办理 7 2026-10-15"},
		{"answered", false, []Step{step(DidAccept, "2026-09-24"), give, step(DidAnswer, "2026-09-30")}, "反馈 5 2026-10-13"},
		{"content", false, []Step{step(DidAccept, "2026-09-24"), give, step(DidAnswer, "2026-09-30"), step(DidPlease, "2026-10-08")}, "办结 0 "},
		{"not content", false, []Step{step(DidAccept, "2026-09-24"), give, step(DidAnswer, "2026-09-30"), step(DidUpset, "2026-10-08")}, "办理 7 2026-10-12"},
		{"reported", false, []Step{step(DidAccept, "2026-09-24"), give, step(DidReport, "2026-09-25")}, "转办 7 2026-10-15"},
		{"reported before it was given", false, []Step{step(DidAccept, "2026-09-24"), step(DidReport, "2026-09-24")}, "转办 5 2026-10-15"},
		{"the other office answered", false, []Step{step(DidAccept, "2026-09-24"), give, step(DidRefer, "2026-09-25"), step(DidReply, "2026-10-10")}, "办理 7 2026-10-14"},
		{"a copy, answered", true, []Step{step(DidAccept, "2026-09-24"), give, step(DidAnswer, "2026-09-30")}, "反馈 5 "},
	} {
		r := Request{Asker: 5}
		if x.from {
			r.From = &Elsewhere{1, 1}
		}
		for _, s := range x.steps {
			if s.Kind != DidAccept && !r.Takes(s.Kind) {
				t.Errorf("%s: %s may not be taken in %s", x.name, s.Kind, r.Stage)
			}
			r = r.With(c, branch.Deadlines{}, s)
		}
		if got := fmt.Sprintf("%s %d %s", r.Stage, r.Holder, r.Due); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
		for _, k := range []StepKind{DidAssign, DidNote, DidRefer, DidReport, DidAnswer, DidPlease, DidUpset} {
			if r.Stage == Settled && r.Takes(k) {
				t.Errorf("%s may still be taken after the end", k)
			}
		}
		if r.Due == 0 && r.Overdue(date("2027-10-01")) || r.Due != 0 && (!r.Overdue(r.Due+1) || r.Overdue(r.Due)) {
			t.Errorf("%s: overdue on a wrong day", x.name)
		}
	}
	r := Request{Firm: "澄海电子", Text: "厂区夜间用电不足", Stage: Assigned, Steps: []Step{{Kind: DidNote, Text: "已联系供电公司"}}}
	for query, want := range map[string]bool{"": true, "用电": true, "供电 澄海": true, "供电 通勤": false, "公司": true, "水费": false} {
		if r.Matches(query) != want {
			t.Errorf("a search for %q finds it: %v", query, !want)
		}
	}
	s := branch.DefaultSettings()
	for _, d := range settings {
		if was := d.Get(s); !d.Set(&s, was) || d.Get(s) != was {
			t.Errorf("%s: %q is not taken back", d.Name, was)
		}
		for _, wrong := range []string{"", "很多", "-1", "0", "999"} {
			if d.Set(&s, wrong) {
				t.Errorf("%s: %q is taken", d.Name, wrong)
			}
		}
	}
}
