package rounds_test

import (
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/world"
)

// TestPollBeforeTheClose: a group's poll ends while its leader can still nominate by it, and begins only where there is time for that.
func TestPollBeforeTheClose(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 8).At(8, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.June, 9).At(18, 30)) // nominations close on the next day at 18:00
	_, leaders := w.Leaders()
	second, third := w.Phone(leaders[1]), w.Phone(leaders[2])
	w.Press(second, "先在组内投票")
	w.Sees(second, "6月10日（周三）16:00截止")
	w.Press(second, "开始组内推荐")
	w.Turn(branch.On(2026, time.June, 10).At(15, 1))
	refused := w.Press(third, "先在组内投票")
	if refused.Text != "离提名截止太近，来不及组内推荐，请当面听取意见后提名。" {
		t.Errorf("answered %q", refused.Text)
	}
	for _, m := range w.Members(func(m branch.Member) bool { return m.Group == leaders[1].Group && m.Full != 0 }) {
		w.Vote(m, leaders[1].Name)
	}
	w.Turn(branch.On(2026, time.June, 10).At(16, 5))
	w.Newest(second, "推荐人选："+leaders[1].Name)
}
