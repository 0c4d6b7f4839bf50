package branch

import (
	"fmt"
	"strings"
	"testing"
)

func dutyOf(kind DutyKind) Duty {
	d, _ := DefaultSettings().DutyOf(kind)
	return d
}

func did(day, logged string, as ...Activity) Record {
	return Record{Contact: 1, Day: date(day), LoggedAt: date(logged).At(10, 0), Activities: as}
}

// TestStandings is the table of what counts where, around every end of a period.
func TestStandings(t *testing.T) {
	at := func(day string, as ...Activity) []Record { return []Record{did(day, day, as...)} }
	withdrawn := did("2026-05-06", "2026-05-06", Visit)
	withdrawn.Withdrawn = &Withdrawn{}
	for _, x := range []struct {
		name    string
		duty    DutyKind
		day     string // in the period
		records []Record
		want    string // done/needed, and 补录
	}{
		{"nothing", VisitDuty, "2026-05-01", nil, "0/1"},
		{"first day", VisitDuty, "2026-05-01", at("2026-04-01", Visit), "1/1"},
		{"last day", VisitDuty, "2026-05-01", at("2026-06-30", Visit), "1/1"},
		{"the day before", VisitDuty, "2026-05-01", at("2026-03-31", Visit), "0/1"},
		{"the day after", VisitDuty, "2026-05-01", at("2026-07-01", Visit), "0/1"},
		{"new year's eve", VisitDuty, "2026-12-01", at("2026-12-31", Visit), "1/1"},
		{"new year", VisitDuty, "2026-12-01", at("2027-01-01", Visit), "0/1"},
		{"logged on the last day", VisitDuty, "2026-05-01", []Record{did("2026-06-29", "2026-06-30", Visit)}, "1/1"},
		{"logged the day after", VisitDuty, "2026-05-01", []Record{did("2026-06-29", "2026-07-01", Visit)}, "1/1 补录"},
		{"补录 counts in its own period only", VisitDuty, "2026-08-01", []Record{did("2026-06-29", "2026-07-01", Visit)}, "0/1"},
		{"late for the quarter, not for the half", LifeDayDuty, "2026-05-01", []Record{did("2026-03-30", "2026-04-02", LifeDay)}, "1/1"},
		{"late for the half", LifeDayDuty, "2026-05-01", []Record{did("2026-06-30", "2026-07-01", LifeDay)}, "1/1 补录"},
		{"half's last day", LifeDayDuty, "2026-02-01", at("2026-06-30", LifeDay), "1/1"},
		{"half's next day", LifeDayDuty, "2026-02-01", at("2026-07-01", LifeDay), "0/1"},
		{"nothing piles up", VisitDuty, "2026-05-01", append(at("2026-01-05", Visit), at("2026-01-06", Visit)...), "0/1"},
		{"more than enough", VisitDuty, "2026-05-01", append(at("2026-05-05", Visit), at("2026-05-06", Visit)...), "2/1"},
		{"another activity", VisitDuty, "2026-05-01", at("2026-05-06", Lecture), "0/1"},
		{"two duties in one visit: the visit", VisitDuty, "2026-05-01", at("2026-05-06", Visit, Lecture), "1/1"},
		{"two duties in one visit: the lecture", LectureDuty, "2026-05-01", at("2026-05-06", Visit, Lecture), "1/1"},
		{"two duties in one visit: not a third", LifeDayDuty, "2026-05-01", at("2026-05-06", Visit, Lecture), "0/1"},
		{"a lecture", LectureDuty, "2026-05-01", at("2026-11-02", Lecture), "1/1"},
		{"a policy talk", LectureDuty, "2026-05-01", at("2026-11-02", PolicyTalk), "1/1"},
		{"both on one occasion are one", LectureDuty, "2026-05-01", at("2026-11-02", Lecture, PolicyTalk), "1/1"},
		{"withdrawn", VisitDuty, "2026-05-01", []Record{withdrawn}, "0/1"},
	} {
		d := dutyOf(x.duty)
		p, _, ok := d.PeriodOn(date(x.day))
		s := d.StandingOf(Contact{Point: true}, p, date("2025-01-01"), date("2027-06-01"), x.records)
		got := fmt.Sprintf("%d/%d", len(s.Done), s.Need)
		if s.Late() {
			got += " 补录"
		}
		if got != x.want || !ok || !s.Bound {
			t.Errorf("%s: %s (bound %v), want %s", x.name, got, s.Bound, x.want)
		}
		if owes := s.Owed() > 0; owes != strings.HasPrefix(x.want, "0") {
			t.Errorf("%s: owed %d", x.name, s.Owed())
		}
	}
}

// TestBound is the table of who owes something when a pairing, an enterprise or a branch begins or ends within a period:
// the second quarter of 2026, as it is seen on a day.
func TestBound(t *testing.T) {
	point := Contact{Point: true, Leader: 1, Group: 1}
	from := func(c Contact, to Pairing, day string) Contact { return c.Change(to, date(day)) }
	closed, opened := point, point
	closed.Closed, opened.Opened = date("2026-05-20"), date("2026-05-20")
	late := point
	late.Opened = date("2026-06-20")
	const q2 = "2026-05-01"
	for _, x := range []struct {
		name     string
		c        Contact
		imported string
		today    string
		want     bool
	}{
		{"a contact point", point, "2025-01-01", "2026-04-01", true},
		{"seen later", point, "2025-01-01", "2027-04-01", true},
		{"the pairing changed in mid-period", from(point, Pairing{Point: true, Leader: 2, Group: 2}, "2026-05-10"), "2025-01-01", "2026-07-05", true},
		{"no → yes in mid-period, before", from(Contact{}, Pairing{Point: true}, "2026-05-10"), "2025-01-01", "2026-05-09", false},
		{"no → yes in mid-period, after", from(Contact{}, Pairing{Point: true}, "2026-05-10"), "2025-01-01", "2026-05-10", true},
		{"no → yes, seen from the next year", from(Contact{}, Pairing{Point: true}, "2026-05-10"), "2025-01-01", "2027-01-10", true},
		{"no → yes 14 days before the end", from(Contact{}, Pairing{Point: true}, "2026-06-16"), "2025-01-01", "2026-06-20", true},
		{"no → yes 13 days before the end", from(Contact{}, Pairing{Point: true}, "2026-06-17"), "2025-01-01", "2026-06-20", false},
		{"yes → no in mid-period, before", from(point, Pairing{}, "2026-05-10"), "2025-01-01", "2026-05-09", true},
		{"yes → no in mid-period, after", from(point, Pairing{}, "2026-05-10"), "2025-01-01", "2026-05-10", false},
		{"yes → no on the last day", from(point, Pairing{}, "2026-06-30"), "2025-01-01", "2026-07-10", false},
		{"yes → no after the end", from(point, Pairing{}, "2026-07-01"), "2025-01-01", "2026-07-10", true},
		{"closed in mid-period", closed, "2025-01-01", "2026-07-10", false},
		{"closed, seen before", closed, "2025-01-01", "2026-05-20", true},
		{"founded in mid-period", opened, "2025-01-01", "2026-07-10", true},
		{"founded in the last fortnight", late, "2025-01-01", "2026-07-10", false},
		{"imported in mid-period", point, "2026-05-10", "2026-05-10", true},
		{"imported in the last fortnight", point, "2026-06-17", "2026-06-18", false},
		{"imported after it", point, "2026-07-01", "2026-07-01", false},
	} {
		d := dutyOf(VisitDuty)
		p, _, _ := d.PeriodOn(date(q2))
		if got := d.StandingOf(x.c, p, date(x.imported), date(x.today), nil); got.Bound != x.want {
			t.Errorf("%s: bound %v", x.name, got.Bound)
		}
	}
	if p, _, _ := dutyOf(VisitDuty).PeriodOn(date("2026-07-02")); !dutyOf(VisitDuty).StandingOf(late, p, 0, date("2026-07-02"), nil).Bound {
		t.Error("who is founded in a period's last fortnight owes nothing in the next one either")
	}
	moved := from(from(point, Pairing{Point: true, Leader: 2}, "2026-05-10"), Pairing{Point: true, Leader: 3}, "2026-08-01")
	for day, leader := range map[string]MemberID{"2026-05-09": 1, "2026-05-10": 2, "2026-07-31": 2, "2026-08-01": 3} {
		if got := moved.On(date(day)).Leader; got != leader {
			t.Errorf("on %s it is paired with %d, not %d", day, got, leader)
		}
	}
	if again := from(moved, Pairing{Point: true, Leader: 4}, "2026-08-01"); len(again.Past) != 2 || again.On(date("2026-07-31")).Leader != 2 {
		t.Errorf("a second change on one day: %+v", again.Past)
	}
}

// TestTerms changes how often a duty is owed in mid-year: what has begun stays as it was.
func TestTerms(t *testing.T) {
	s := DefaultSettings().SetTerm(VisitDuty, Term{From: date("2026-05-15"), Span: Quarter, Need: 2})
	s = s.SetTerm(LifeDayDuty, Term{From: date("2026-05-15"), Span: Quarter, Need: 1})
	s = s.SetTerm(CampaignDuty, Term{From: date("2026-03-02"), To: date("2026-05-31"), Span: Once, Need: 1})
	s = s.SetTerm(ConsultDuty, Term{From: date("2026-02-01"), Span: Month, Need: 1})
	s = s.SetTerm(ConsultDuty, Term{From: date("2026-06-01"), Span: Month, Need: 0})
	for _, x := range []struct {
		kind      DutyKind
		day, want string
	}{
		{VisitDuty, "2026-03-31", "2026Q1 1"}, {VisitDuty, "2026-05-20", "2026Q2 1"}, {VisitDuty, "2026-07-01", "2026Q3 2"},
		{LifeDayDuty, "2026-06-30", "2026H1 1"}, {LifeDayDuty, "2026-07-01", "2026Q3 1"},
		{CampaignDuty, "2026-03-01", ""}, {CampaignDuty, "2026-03-02", "2026-03-02~2026-05-31 1"},
		{CampaignDuty, "2026-05-31", "2026-03-02~2026-05-31 1"}, {CampaignDuty, "2026-06-01", ""},
		{ConsultDuty, "2026-01-31", "2026Q1 1"}, {ConsultDuty, "2026-02-01", "2026M02 1"}, {ConsultDuty, "2026-06-01", ""},
		{LectureDuty, "2026-06-01", "2026 1"},
	} {
		d, _ := s.DutyOf(x.kind)
		p, need, ok := d.PeriodOn(date(x.day))
		got := ""
		if ok {
			got = fmt.Sprint(p.Key(), " ", need)
		}
		if got != x.want {
			t.Errorf("%s on %s: %q, want %q", x.kind, x.day, got, x.want)
		}
	}
	campaign, _ := s.DutyOf(CampaignDuty)
	if next, ok := campaign.PeriodAfter(date("2026-01-01")); !ok || next.String() != "2026年3月2日至2026年5月31日" {
		t.Errorf("the campaign is %v, %v", next, ok)
	}
	if _, ok := campaign.PeriodAfter(date("2026-03-02")); ok {
		t.Error("the campaign comes a second time")
	}
	if got := campaign.StandingOf(Contact{}, Period{date("2026-03-02"), date("2026-05-31")}, 0, date("2026-04-01"), nil); got.Owed() != 1 {
		t.Errorf("an enterprise that is no contact point owes %d in the campaign", got.Owed())
	}
	// Without terms every period of a year is there, and none twice.
	var keys []string
	for _, p := range dutyOf(VisitDuty).Periods(date("2026-01-01"), date("2026-12-31")) {
		keys = append(keys, p.Key())
	}
	if got := strings.Join(keys, " "); got != "2026Q1 2026Q2 2026Q3 2026Q4" {
		t.Errorf("the year's quarters are %s", got)
	}
}

func TestCorrect(t *testing.T) {
	r := Record{ID: 1, LoggedBy: 5, LoggedAt: date("2026-06-01").At(23, 0), Day: date("2026-05-30"), Activities: []Activity{Visit}, By: 5, Text: "甲"}
	author, officer, other := Member{ID: 5}, Member{ID: 6, Post: OrganisationPost}, Member{ID: 7}
	for _, x := range []struct {
		m    Member
		day  string
		want bool
	}{
		{author, "2026-06-01", true}, {author, "2026-06-08", true}, {author, "2026-06-09", false},
		{officer, "2027-06-09", true}, {other, "2026-06-01", false},
	} {
		if got := r.MayCorrect(x.m, date(x.day)); got != x.want {
			t.Errorf("%d on %s: %v", x.m.ID, x.day, got)
		}
	}
	to := r
	to.Day, to.Text, to.With = date("2026-05-29"), "乙", []MemberID{8}
	got := r.Corrected(to, 6, date("2026-06-10").At(9, 0)).Corrected(r, 6, date("2026-06-11").At(9, 0))
	if got.Text != "甲" || len(got.Was) != 2 || got.Was[0].Text != "甲" || got.Was[1].Text != "乙" || got.Was[1].With[0] != 8 || got.LoggedBy != 5 {
		t.Errorf("corrected twice: %+v", got)
	}
	got.Withdrawn = &Withdrawn{}
	if got.MayCorrect(officer, date("2026-06-12")) {
		t.Error("what was withdrawn may be corrected")
	}
}

// TestTermText changes duties as people write them.
func TestTermText(t *testing.T) {
	s := DefaultSettings()
	for _, d := range DutySettings {
		if was := d.Get(s); !d.Set(&s, was) || d.Get(s) != was || len(s.Duties) > 0 {
			t.Errorf("%s: %q is not taken back", d.Name, was)
		}
		for _, wrong := range []string{"", "每季度", "每季度0次", "每周1次", "2026-05-31至2026-03-02", "很多", "-1", "999"} {
			if d.Set(&s, wrong) {
				t.Errorf("%s takes %q", d.Name, wrong)
			}
		}
	}
	set := func(kind DutyKind, text, day string) {
		t.Helper()
		if !s.SetTermText(kind, text) {
			t.Errorf("%q is not taken", text)
		}
		if s = s.Stamp(date(day)); s.TermText(kind) != text {
			t.Errorf("%q has become %q", text, s.TermText(kind))
		}
	}
	set(VisitDuty, "每季度2次", "2026-05-15")
	set(ConsultDuty, noTerm, "2026-05-15")
	set(CampaignDuty, "2026-06-01至2026-08-31", "2026-05-15")
	on := func(kind DutyKind, day string) string {
		d, _ := s.DutyOf(kind)
		p, need, ok := d.PeriodOn(date(day))
		if !ok {
			return ""
		}
		return fmt.Sprint(p.Key(), " ", need)
	}
	for _, x := range []struct {
		kind      DutyKind
		day, want string
	}{
		{VisitDuty, "2026-05-20", "2026Q2 1"}, {VisitDuty, "2026-07-01", "2026Q3 2"}, {VisitDuty, "2025-07-01", "2025Q3 1"},
		{ConsultDuty, "2026-05-20", "2026Q2 1"}, {ConsultDuty, "2026-07-01", ""}, {CampaignDuty, "2026-07-01", "2026-06-01~2026-08-31 1"},
	} {
		if got := on(x.kind, x.day); got != x.want {
			t.Errorf("%s on %s: %q, want %q", x.kind, x.day, got, x.want)
		}
	}
	set(CampaignDuty, noTerm, "2026-07-02")
	if got := on(CampaignDuty, "2026-07-02"); got != "" {
		t.Errorf("a campaign that was called off is still %s", got)
	}
	if got := on(CampaignDuty, "2026-06-15"); got != "2026-06-01~2026-07-01 1" {
		t.Errorf("what was of it is %s", got)
	}
}
