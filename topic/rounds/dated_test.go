package rounds_test

import (
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/world"
)

// TestAssemblyTyped: the date of the 党员大会 is typed as well as pressed; one that does not fit is refused with those that would.
func TestAssemblyTyped(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 9).At(8, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.March, 11).At(10, 0))
	chair, plain := w.Phone(w.Post(branch.OrganisationPost)), w.Phone(w.Member(4))
	w.Newest(chair, "也可以直接发送日期")
	w.Say(chair, "2026年12月20日")
	w.Sees(chair, "党员大会")
	w.Say(chair, "3月20日")
	w.Sees(chair, "党员大会：2026年3月20日（周五）")
	w.Press(chair, "确认")
	w.Say(plain, "3月20日")
	w.Sees(plain, "您发来的是日期")
}
