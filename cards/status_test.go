package cards

import (
	"strings"
	"testing"
	"time"

	"zhibu/branch"
)

// TestStatusSaysTheWorstFirst: who reads one line of /status must not read that all is well when it is not.
func TestStatusSaysTheWorstFirst(t *testing.T) {
	now := branch.On(2026, time.June, 1).At(9, 0)
	for want, v := range map[string]HealthView{
		"运行正常":               {},
		"磁盘空间快用完了":           {Low: true},
		"最近一次备份没有做成":         {Failed: "disk"},
		"有提醒没有按时办理；磁盘空间快用完了": {Late: true, Low: true},
	} {
		v.Now, v.Looked = now, now
		var text strings.Builder
		for _, s := range Status(v).Text {
			text.WriteString(s.Text)
		}
		if line := strings.Split(text.String(), "\n")[1]; !strings.Contains(line, want) {
			t.Errorf("%+v begins with %q", v, line)
		}
		if n := strings.Count(text.String(), "没有做成"); n > 1 {
			t.Errorf("said %d times: %q", n, text.String())
		}
		if strings.Contains(text.String(), "0 条") {
			t.Errorf("what there is none of is told: %q", text.String())
		}
	}
}
