package files

import (
	"strings"
	"testing"
)

// TestReasons: what is refused says why it is.
func TestReasons(t *testing.T) {
	declared := zipped(t, map[string]string{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": `<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>`})
	if _, _, err := ReadRoster("名册.xlsx", declared); err == nil || !strings.Contains(err.Error(), "DOCTYPE") || strings.Contains(err.Error(), "太大") {
		t.Errorf("a DOCTYPE: %v", err)
	}
	for _, group := range []string{"第二支部", "机关第一支部", "党支部"} {
		r, _, err := ReadRoster("名册.csv", []byte("姓名,党小组,入党时间,转正时间\n李明,"+group+",2001-07-01,2002-07-01\n"))
		if err != nil || len(r.Faults) != 1 || !strings.Contains(r.Faults[0].Want, "这不是党小组的名称") {
			t.Errorf("%s as a group: %v, %v", group, r.Faults, err)
		}
	}
}

// TestUnseenInNames: what nobody sees in a name is no part of it, so the name is found and comes back.
func TestUnseenInNames(t *testing.T) {
	for _, written := range []string{"林\U000E0100丽", "\uFE01林丽", "\uF9F4丽", "林\u3164丽"} {
		r, _, err := ReadRoster("名册.csv", []byte("姓名,党小组,入党时间,转正时间\n"+written+",一组,2001-07-01,2002-07-01\n"))
		if err != nil || len(r.Faults) > 0 || len(r.People) != 1 || r.People[0].Name != "林丽" {
			t.Errorf("%q is read as %+v, %v, %v", written, r.People, r.Faults, err)
		}
	}
}
