package meeting

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"zhibu/branch"
)

// TestCalendar reads a notice's file with a parser that nobody here wrote: what it says comes back, whatever characters are in it; a change
// is the same event, and a later one; a meeting that was called off is cancelled.
func TestCalendar(t *testing.T) {
	b := branch.Branch{ID: 1, Name: "中共云州市委台办机关支部委员会"}
	made := branch.On(2026, 11, 20).At(9, 30)
	n := Notice{Branch: 1, ID: 4, Kinds: []string{Assembly, PartyDay}, At: branch.On(2026, 11, 27).At(15, 0), Place: `三楼会议室; "东侧", A\B座`,
		Topics: "讨论接收预备党员；\n" + strings.Repeat("学习二十届四中全会精神，", 14), Bring: "笔记本,党章", MadeAt: made}
	read := func(n Notice) (*ics.Calendar, *ics.VEvent) {
		t.Helper()
		raw := calendar(b, noticeView{Notice: n, By: "高远山"})
		for _, line := range strings.Split(strings.TrimSuffix(string(raw), "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				t.Errorf("a line of %d octets: %q", len(line), line)
			}
		}
		c, err := ics.ParseCalendar(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Events()) != 1 {
			t.Fatalf("%d events", len(c.Events()))
		}
		return c, c.Events()[0]
	}
	value := func(e *ics.VEvent, p ics.ComponentProperty) string {
		if x := e.GetProperty(p); x != nil {
			return x.Value
		}
		return ""
	}
	c, e := read(n)
	start, err := e.GetStartAt()
	if err != nil || !start.Equal(n.At) {
		t.Errorf("it begins at %v, %v", start, err)
	}
	if end, err := e.GetEndAt(); err == nil && !end.Equal(n.At.Add(time.Hour)) {
		t.Errorf("it ends at %v", end)
	}
	for p, want := range map[ics.ComponentProperty]string{ics.ComponentPropertySummary: "党员大会、主题党日", ics.ComponentPropertyLocation: n.Place,
		ics.ComponentPropertyDescription: "议题：" + n.Topics + "\n请带：笔记本,党章\n召集人：高远山", ics.ComponentPropertyStatus: "CONFIRMED", ics.ComponentPropertySequence: "0",
		ics.ComponentPropertyDtstamp: "20261120T013000Z"} {
		if got := value(e, p); got != want {
			t.Errorf("%s is %q, want %q", p, got, want)
		}
	}
	uid := value(e, ics.ComponentPropertyUniqueId)
	if len(uid) < 32 || strings.Contains(uid, "云州") {
		t.Errorf("the UID is %q", uid)
	}
	for _, p := range c.CalendarProperties {
		if p.IANAToken == "METHOD" && p.Value != "PUBLISH" {
			t.Errorf("the method is %s", p.Value)
		}
	}

	n.Moved = []Moved{{At: n.At, When: made.Add(time.Hour)}}
	n.At = n.At.Add(24 * time.Hour)
	_, e = read(n)
	if start, _ := e.GetStartAt(); !start.Equal(n.At) || value(e, ics.ComponentPropertyUniqueId) != uid || value(e, ics.ComponentPropertySequence) != "1" {
		t.Errorf("moved it is %s, sequence %s at %v", value(e, ics.ComponentPropertyUniqueId), value(e, ics.ComponentPropertySequence), start)
	}
	n.Off = &branch.Withdrawn{At: made.Add(2 * time.Hour)}
	c, e = read(n)
	if value(e, ics.ComponentPropertyStatus) != "CANCELLED" || value(e, ics.ComponentPropertySequence) != "2" || value(e, ics.ComponentPropertyUniqueId) != uid {
		t.Errorf("called off it is %s", c.Serialize())
	}
	n.ID++
	if _, e = read(n); value(e, ics.ComponentPropertyUniqueId) == uid {
		t.Error("two meetings have one UID")
	}
}
