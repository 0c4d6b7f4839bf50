package branch

import (
	"fmt"
	"slices"
	"strings"
)

// Account says of all that a reader was given what it did not take as it stands: nothing is passed over in silence.
type Account struct {
	Unread []Fault `json:"unread,omitempty"` // sheets, rows and columns that were passed over; Want says why
	Doubts []Fault `json:"doubts,omitempty"` // what somebody must have looked at before anything is taken over
	Faults []Fault `json:"-"`                // what must be put right: one, and nothing is taken over
}

// alike is how many faults of one cause are named together, or one more if not all cells say the same.
const alike = 3

// Condense makes one of faults that have the same cause in many rows, with their rows in it: thirty lines that say the same
// hide the one that does not.
func Condense(faults []Fault) []Fault {
	type cause struct{ sheet, column, want string }
	rows, values := map[cause][]int{}, map[cause]string{}
	for _, f := range faults {
		k := cause{f.Sheet, f.Column, f.Want}
		if f.Row == 0 {
			continue
		}
		if v, some := values[k]; some && v != f.Value {
			values[k] = ""
		} else {
			values[k] = f.Value
		}
		rows[k] = append(rows[k], f.Row)
	}
	var all []Fault
	for _, f := range faults {
		k := cause{f.Sheet, f.Column, f.Want}
		switch same := rows[k]; {
		case f.Row == 0, len(same) > 0 && len(same) < alike, len(same) == alike && values[k] == "":
			all = append(all, f)
		case len(same) > 0:
			rows[k] = nil
			all = append(all, Fault{Sheet: f.Sheet, Column: f.Column, Value: values[k], Want: f.Want + "（" + rowList(same) + "）"})
		}
	}
	return all
}

// rangesShown is how many runs of rows a line names.
const rangesShown = 12

// rowList is 第3至8、10行，共7行.
func rowList(rows []int) string {
	slices.Sort(rows)
	rows = slices.Compact(rows)
	var runs []string
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
			j++
		}
		if run := fmt.Sprint(rows[i]); j > i {
			runs = append(runs, fmt.Sprintf("%s至%d", run, rows[j]))
		} else {
			runs = append(runs, run)
		}
		i = j + 1
	}
	more := ""
	if len(runs) > rangesShown {
		runs, more = runs[:rangesShown], "等"
	}
	return fmt.Sprintf("第%s%s行，共%d行", strings.Join(runs, "、"), more, len(rows))
}

// Condensed is the account with one entry for each cause.
func (a Account) Condensed() Account {
	return Account{Condense(a.Unread), Condense(a.Doubts), Condense(a.Faults)}
}

func (a *Account) doubt(row int, column Column, value, want string, args ...any) {
	a.Doubts = append(a.Doubts, Fault{Row: row, Column: string(column), Value: value, Want: fmt.Sprintf(want, args...)})
}

// MaskPrivate returns text without its private numbers, each replaced by what it was.
func MaskPrivate(text string) string {
	var b strings.Builder
	from := 0
	for _, n := range PrivateNumbers(text) {
		b.WriteString(text[from:n.From] + "[" + string(n.Kind) + "]")
		from = n.To
	}
	return b.String() + text[from:]
}
