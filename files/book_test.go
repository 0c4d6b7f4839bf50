package files

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"zhibu/branch"
)

func opened(t *testing.T, data []byte, err error) *excelize.File {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// TestLongRoster exports what the longest texts that a roster may hold make of it: a person is one row, which comes back.
func TestLongRoster(t *testing.T) {
	long := strings.Repeat("科", longestText)
	r := branch.Roster{Branch: "云州支部", Columns: []branch.Column{branch.ColName}, ContactColumns: []branch.Column{branch.ColFirm}, People: []branch.RosterPerson{
		{Name: "沈岩", Group: "第一党小组", Section: long, Title: strings.Repeat("W", longestText), Note: long, Joined: branch.On(2000, 7, 1), Full: branch.On(2001, 7, 1), Mark: "1-1"},
		{Name: "江䶮", Group: "第一党小组", Section: strings.Repeat("科", 33), Joined: branch.On(2000, 7, 1), Mark: "1-2"},
	}, Contacts: []branch.RosterContact{{Name: strings.Repeat("厂", longestText), PartyOrg: long, Mark: "1-1"}}}
	data, err := WriteRoster(r, branch.On(2026, 6, 1))
	f := opened(t, data, err)
	for sheet, rows := range map[string]int{"党员名册": 5, "联系点": 4} {
		got, _ := f.GetRows(sheet)
		if len(got) != rows {
			t.Errorf("%s has %d rows, want %d", sheet, len(got), rows)
		}
		for y := range got {
			if high, _ := f.GetRowHeight(sheet, y+1); high > tallest {
				t.Errorf("%s: row %d is %.0f high", sheet, y+1, high)
			}
		}
	}
	back, faults, err := ReadRoster("名册.xlsx", data)
	if err != nil || len(faults) > 0 || len(back.People) != 2 || back.People[0].Section != long || len(back.Contacts) != 1 {
		t.Errorf("it comes back as %+v, %v, %v", back, faults, err)
	}
}

// TestTitleLines breaks titles between words.
func TestTitleLines(t *testing.T) {
	for _, c := range []struct {
		title string
		most  int
		want  string
	}{
		{"政治生日心得体会", 20, "政治生日心得体会"},
		{"关于2026年第二季度“共产党员先锋岗”人选的决议", 20, "关于2026年第二季度|“共产党员先锋岗”人选的决议"},
		{"2026年第二季度“共产党员先锋岗”各党小组报告", 20, "2026年第二季度|“共产党员先锋岗”各党小组报告"},
		{"支部存储的买买提·艾力同志的信息", 14, "支部存储的买买提·艾力同志的|信息"},
		{"中共云州市委台办机关第一支部委员会历次评选（截至2026年11月29日）", 22, "中共云州市委台办机关第一支部委员会|历次评选（截至2026年11月29日）"},
		{"中共云州市委台办机关党支部“光荣在党50年”核对名单（2026年）", 18, "中共云州市委台办机关党支部|“光荣在党50年”核对名单（2026年）"},
		{strings.Repeat("长", 25), 10, "长长长长长长长长长长|长长长长长长长长长长|长长长长长"},
		{"", 10, ""},
	} {
		lines := titleLines(c.title, c.most)
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.title, c.most, got, c.want)
		}
		if slices.ContainsFunc(lines, func(l string) bool { return inHanzi(l) > c.most }) || strings.Join(lines, "") != c.title {
			t.Errorf("%q in %d: %q is too long, or not the title", c.title, c.most, lines)
		}
	}
}
