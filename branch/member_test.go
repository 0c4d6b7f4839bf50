package branch

import "testing"

func TestNoVote(t *testing.T) {
	full := Member{Joined: date("2020-07-01"), Full: date("2021-07-01")}
	with := func(m Member, rs ...Restriction) Member { m.Restrictions = rs; return m }
	of := func(s Status) Member { m := full; m.Status = s; return m }
	probation := Restriction{Kind: "留党察看", From: date("2026-03-01"), To: date("2027-02-28")}
	detained := Restriction{Kind: "留置", From: date("2026-05-06")}
	for _, x := range []struct {
		name   string
		member Member
		day    string
		want   string
	}{
		{"full", full, "2026-06-01", ""},
		{"the day before becoming full", full, "2021-06-30", "预备党员"},
		{"the day of becoming full", full, "2021-07-01", ""},
		{"probationary", Member{Joined: date("2025-07-01")}, "2026-06-01", "预备党员"},
		{"before the restriction", with(full, probation), "2026-02-28", ""},
		{"its first day", with(full, probation), "2026-03-01", "留党察看"},
		{"its last day", with(full, probation), "2027-02-28", "留党察看"},
		{"the day after", with(full, probation), "2027-03-01", ""},
		{"one that lasts", with(full, detained), "2030-01-01", "留置"},
		{"the second one", with(full, Restriction{Kind: "留党察看", From: date("2022-01-01"), To: date("2022-12-31")}, detained), "2026-05-06", "留置"},
		{"transferred", of(Transferred), "2026-06-01", "转出"},
		{"retired", of(Retired), "2026-06-01", "退休"},
		{"deceased", of(Deceased), "2026-06-01", "去世"},
		{"expelled", of(Expelled), "2026-06-01", "除名"},
	} {
		if got := x.member.NoVote(date(x.day)); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func TestMemberAnniversary(t *testing.T) {
	for _, x := range []struct {
		joined, day     string
		february, march int // with 29 February kept on 28 February, and on 1 March
	}{
		{"2006-06-01", "2026-05-31", 19, 19},
		{"2006-06-01", "2026-06-01", 20, 20},
		{"2006-06-01", "2026-06-02", 20, 20},
		{"2026-06-01", "2026-06-01", 0, 0},
		{"2025-12-31", "2026-01-01", 0, 0},
		{"2004-02-29", "2026-02-27", 21, 21},
		{"2004-02-29", "2026-02-28", 22, 21},
		{"2004-02-29", "2026-03-01", 22, 22},
		{"2004-02-29", "2028-02-28", 23, 23}, // a leap year has the day itself
		{"2004-02-29", "2028-02-29", 24, 24},
		{"1996-02-29", "2100-02-28", 104, 103}, // 2100 is a common year
	} {
		m := Member{Joined: date(x.joined)}
		if feb, mar := m.Anniversary(date(x.day), false), m.Anniversary(date(x.day), true); feb != x.february || mar != x.march {
			t.Errorf("%s on %s: %d and %d, want %d and %d", x.joined, x.day, feb, mar, x.february, x.march)
		}
	}
}

// 党龄 counts from 转正日期, not from 入党日期.
func TestStanding(t *testing.T) {
	for _, x := range []struct {
		full, day string
		years     int
		ok        bool
	}{
		{"", "2026-06-01", 0, false},
		{"2007-06-01", "2007-05-31", 0, false},
		{"2007-06-01", "2007-06-01", 0, true},
		{"2007-06-01", "2026-05-31", 18, true},
		{"2007-06-01", "2026-06-01", 19, true},
		{"2007-06-01", "2026-06-02", 19, true},
		{"1976-07-01", "2026-07-01", 50, true}, // 光荣在党50年
		{"1976-07-02", "2026-07-01", 49, true},
		{"2004-02-29", "2026-02-27", 21, true},
		{"2004-02-29", "2026-02-28", 22, true},
	} {
		m := Member{Joined: date("1970-01-01")}
		if x.full != "" {
			m.Full = date(x.full)
		}
		if years, ok := m.FullYears(date(x.day)); years != x.years || ok != x.ok {
			t.Errorf("full %s on %s: %d, %v", x.full, x.day, years, ok)
		}
	}
}

// TestRights: rights by status on the day: 党章第七条 for probationary members, 留党察看 takes, 留置 and 逮捕 suspend.
func TestRights(t *testing.T) {
	day := date("2026-06-25")
	full := Member{Joined: date("2000-01-01"), Full: date("2001-01-01")}
	with := func(change func(*Member)) Member { m := full; change(&m); return m }
	restricted := func(kind, from, to string) Member {
		r := Restriction{Kind: kind, From: date(from)}
		if to != "" {
			r.To = date(to)
		}
		return with(func(m *Member) { m.Restrictions = []Restriction{r} })
	}
	for _, x := range []struct {
		name string
		m    Member
		want string
	}{
		{"a full member", full, ""},
		{"probationary", with(func(m *Member) { m.Full = 0 }), "预备党员"},
		{"full from tomorrow", with(func(m *Member) { m.Full = day + 1 }), "预备党员"},
		{"full from today", with(func(m *Member) { m.Full = day }), ""},
		{"留党察看", restricted("留党察看", "2026-01-01", ""), "留党察看"},
		{"留党察看 until today", restricted("留党察看", "2025-06-26", "2026-06-25"), "留党察看"},
		{"留党察看 until yesterday: restored", restricted("留党察看", "2025-06-25", "2026-06-24"), ""},
		{"留党察看 from tomorrow", restricted("留党察看", "2026-06-26", ""), ""},
		{"留置", restricted("留置", "2026-06-25", ""), "留置"},
		{"逮捕", restricted("逮捕", "2026-06-01", ""), "逮捕"},
		{"transferred", with(func(m *Member) { m.Status = Transferred }), "转出"},
		{"retired", with(func(m *Member) { m.Status = Retired }), "退休"},
	} {
		if got := x.m.NoVote(day); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}
