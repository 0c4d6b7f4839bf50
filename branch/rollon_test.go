package branch

import (
	"testing"
	"time"
)

// TestOnDay: who has moved, left, gained or lost a post, or come since a day stands there as on that day; what was dated before holds.
func TestOnDay(t *testing.T) {
	day := On(2026, time.November, 27)
	at := func(d Date, edits ...Edit) Change { return Change{State: ChangeDone, From: d, Edits: edits} }
	edit := func(id int64, field, was, is string) Edit { return Edit{memberTable, id, field, was, is} }
	members := []Member{{ID: 1, Group: 4}, {ID: 2, Group: 1, Status: Transferred}, {ID: 3, Group: 1, Post: Secretary}, {ID: 4, Group: 2}, {ID: 5, Group: 5}}
	undone := at(day+2, edit(4, "group", "2", "9"))
	undone.State = ChangeUndone
	changes := []Change{at(day, edit(5, "group", "1", "5")),
		at(day+1, edit(1, "group", "2", "3"), edit(2, "status", "", `"转出"`), edit(3, "post", "", `"书记"`)),
		at(day+3, edit(1, "group", "3", "4"), edit(4, "id", "", "4"), edit(4, "group", "", "2")), undone}
	got := OnDay(members, changes, day)
	want := []Member{{ID: 1, Group: 2}, {ID: 2, Group: 1}, {ID: 3, Group: 1}, {ID: 5, Group: 5}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, m := range got {
		if m.ID != want[i].ID || m.Group != want[i].Group || m.Post != want[i].Post || m.Status != want[i].Status {
			t.Errorf("%+v, want %+v", m, want[i])
		}
	}
	if later := OnDay(members, changes, day+3); len(later) != 5 || later[0].Group != 4 || later[1].Status != Transferred {
		t.Errorf("three days later: %+v", later)
	}
}

// TestFullLate: a 转正 that was entered on the day or after it, though it is dated before, may be that day's decision.
func TestFullLate(t *testing.T) {
	day := On(2026, time.November, 27)
	for name, x := range map[string]struct {
		full, entered Date
		want          bool
	}{
		"long ago":                  {day - 900, day - 900, false},
		"entered the day after":     {day - 7, day + 1, true},
		"entered before":            {day - 7, day - 5, false},
		"from that very day":        {day, day - 5, true},
		"later than the day at all": {day + 1, day + 1, false},
	} {
		m := Member{ID: 7, Full: x.full}
		if got := FullLate(m, []Change{{Kind: "full", Member: 7, State: ChangeDone, At: x.entered.At(9, 0)}}, day); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
