package rule_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/world"
)

// TestRules: a member finds the rules without a command, by part and by word; what is not there says what can be asked.
func TestRules(t *testing.T) {
	w := world.New(t, branch.On(2026, 7, 1).At(9, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	p, q := w.Phone(w.Member(5)), w.Phone(w.Member(6))
	w.Say(q, "/help")
	w.Press(q, "查条文")
	w.Sees(q, "请点一类，或发送 /rule 加一个词")
	w.Say(p, "/menu")
	w.Press(p, "组织生活")
	w.Press(p, "查条文")
	w.Press(p, "三会一课")
	w.Press(p, "党小组会")
	w.Sees(p, "出处：《中国共产党支部工作条例》第十三条\n已核对原文或全文转载。")
	w.Press(p, "同类条文")
	w.Press(p, "全部分类")
	w.Press(p, "发展党员")
	w.Press(p, "入党积极分子")
	w.Sees(p, "没有核对到原文，以上级党组织解释为准。\n本程序不办理这一项，仅供查阅。")
	for _, x := range []struct{ typed, want string }{
		{"/rule", "查条文，共"}, {"条文", "查条文，共"},
		{"/rule 转正", "查条文：查找“转正”"},
		{"/rule 转正 手续", "本人在预备期满前提出书面转正申请"},
		{"/rule 预备党员 延长", "可以延长一次预备期"},
		{"/rule 自行脱党", "连续6个月不交纳"},
		{"/rule 第十六条", "每月相对固定1天"},
		{"/rule 打牌", "没有找到“打牌”。\n可以查：表决、三会一课、发展党员、党员权利、换届、党费、本程序"},
	} {
		if got := w.Say(p, x.typed); !strings.Contains(got, x.want) {
			t.Errorf("%s is answered %q", x.typed, got)
		}
		w.FitsPhone(p)
	}
	w.Say(p, "/rule 转正")
	if first := p.Last().Labels()[0]; first != "预备党员转正：手续和表决" {
		t.Errorf("/rule 转正 lists %q first", first)
	}
	for _, part := range branch.RuleParts {
		w.Say(p, "/rule")
		w.Press(p, string(part))
		for i, r := range branch.RulesOf(part) {
			if i == cards.PerPage { // the list goes on
				w.Press(p, "下一页（1/2）")
			}
			w.Press(p, r.Name)
			w.Sees(p, r.Text)
			w.Press(p, "同类条文")
		}
		w.FitsPhone(p)
	}
}
