package branch

import "testing"

func TestCalled(t *testing.T) {
	on := func(year int) Date { return On(year, 7, 1) }
	p := &People{Groups: []Group{{ID: 1, Name: "第一党小组"}, {ID: 2, Name: "第二党小组"}}, Members: []Member{
		{ID: 1, Name: "李伟", Group: 1, Section: "秘书科", Joined: on(1990)},
		{ID: 2, Name: "李伟", Group: 1, Section: "秘书科", Joined: on(2001)},
		{ID: 3, Name: "李伟", Group: 1, Section: "经济科", Joined: on(1990)},
		{ID: 4, Name: "李伟", Group: 2, Joined: on(1999)},
		{ID: 5, Name: "王䶮", Group: 2},
		{ID: 6, Name: "王䶮", Group: 2, Status: Transferred},
		{ID: 7, Name: "赵敏", Status: Retired},
		{ID: 8, Name: "钱进", Group: 1, Status: Retired},
		{ID: 9, Name: "钱进", Group: 2, Status: Retired},
		{ID: 10, Name: "孙丽", Joined: on(2003)},
		{ID: 11, Name: "孙丽", Joined: on(2004)},
		{ID: 12, Name: "孙丽", Group: 1},
	}}
	for id, want := range map[MemberID]string{
		1: "李伟（第一党小组，秘书科，1990年7月1日入党）", 2: "李伟（第一党小组，秘书科，2001年7月1日入党）",
		3: "李伟（第一党小组，经济科）", 4: "李伟（第二党小组）", 5: "王䶮", 6: "王䶮（转出）", 7: "赵敏",
		8: "钱进（退休，第一党小组）", 9: "钱进（退休，第二党小组）", 10: "孙丽（未编组，2003年7月1日入党）", 12: "孙丽（第一党小组）",
	} {
		if got := p.Called(*p.Member(id)); got != want {
			t.Errorf("%d is called %s, want %s", id, got, want)
		}
	}
	seen := map[string]bool{}
	for _, m := range p.Members {
		if seen[p.Called(m)] {
			t.Error("two are called", p.Called(m))
		}
		seen[p.Called(m)] = true
	}
}

// TestWhom: a name is asked about however it is written, and taken where what stands beside it says whose it is.
func TestWhom(t *testing.T) {
	p := &People{Groups: []Group{{ID: 1, Name: "第一党小组"}, {ID: 4, Name: "第四党小组"}}, Members: []Member{
		{ID: 1, Name: "陈静", Group: 1}, {ID: 2, Name: "陈静", Group: 4}, {ID: 3, Name: "沈岩", Group: 4},
	}}
	for text, want := range map[string]MemberID{
		"沈岩": 3, "沈岩同志": 3, "沈岩 同志": 3, "陈静（第四党小组）": 2, "陈静 第四党小组": 2, "陈静同志 第一党小组": 1, "陈静(4组)": 2, "第四党小组陈静": 2,
		"陈静": -1, "陈静同志": -1, " 陈静 ": -1, "陈静 第九党小组": -1, "机关党支部": 0, "陈静文同志": 0,
	} {
		got, err := p.Whom(text)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%s is %d, %v; want %d", text, got, err, want)
		}
	}
}
