package meeting_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/world"
)

// begin founds the sample branch on a day, with everybody's phone.
func begin(t *testing.T, day branch.Date) *world.World {
	w := world.New(t, day.At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	return w
}

// fill fills in the form of a meeting: kinds, groups where there are any, the day as a button or a text, and what it was about.
func fill(w *world.World, p *sandbox.Client, kinds, groups []string, day, topics string) {
	w.Say(p, "本月还差")
	w.Press(p, "登记")
	for _, k := range kinds {
		w.Press(p, k)
	}
	if len(kinds) > 0 {
		w.Press(p, "选好了")
	}
	for _, g := range groups {
		w.Press(p, g)
	}
	if len(groups) > 0 {
		w.Press(p, "选好了")
	}
	w.Say(p, day)
	w.Say(p, topics)
	w.FitsPhone(p)
}

// enter fills it in and confirms.
func enter(w *world.World, p *sandbox.Client, kinds, groups []string, day, topics string) {
	fill(w, p, kinds, groups, day, topics)
	w.Press(p, "确认")
}

// TestOwed walks through November with the 组织委员, a leader and a member: what each sees is owed, one gathering that is two meetings,
// a correction and a withdrawal with what was before, and what is refused.
func TestOwed(t *testing.T) {
	w := begin(t, branch.On(2026, 10, 12))
	groups, leaders := w.Leaders()
	organiser, leader, member := w.Phone(w.Post(branch.OrganisationPost)), w.Phone(leaders[2]), w.Phone(w.Members(func(m branch.Member) bool {
		return m.Post == branch.NoPost && m.Group == groups[2].ID && m.ID != leaders[2].ID && !m.Leadership
	})[0])
	w.Turn(branch.On(2026, 11, 10).At(10, 0))

	w.Say(organiser, "本月还差")
	w.Sees(organiser, "11月：支委会1次、各党小组会1次、主题党日1次。")
	w.Sees(organiser, "第四季度：党员大会1次、党课1次。")
	w.Sees(organiser, "全年：书记党课1次、组织生活会1次、民主评议1次。")
	w.Sees(organiser, "还没有登记：")
	w.Sees(organiser, "\n• 联系点：走访6家")
	enter(w, organiser, []string{"党小组会", "主题党日"}, []string{"第一党小组", "第二党小组", "第四党小组", "第五党小组"}, "11月5日", "学习二十届四中全会精神。")
	w.Sees(organiser, "党小组会、主题党日")
	w.Say(organiser, "/owed")
	w.Sees(organiser, "11月：支委会1次、第三党小组会1次。主题党日已开（11月5日）。")
	w.FitsPhone(organiser)

	// Once more is refused, and what was typed is still there to be put right.
	fill(w, organiser, []string{"主题党日"}, nil, "11月5日", "参观。")
	w.Sees(organiser, "11月5日的主题党日已经登记过")
	w.Press(organiser, "改日期")
	w.Say(organiser, "2026年12月25日")
	w.Sees(organiser, "日期不能晚于今天")
	w.Say(organiser, "11月6日")
	w.Sees(organiser, "议题：参观。")
	w.Press(organiser, "取消")
	w.Press(organiser, "不要了")

	// A leader sees the own group's, and enters nothing else.
	w.Say(leader, "本月还差")
	w.Sees(leader, "11月：第三党小组会1次。")
	if text := leader.Last().Text; strings.Contains(text, "支委会") || strings.Contains(text, "季度") {
		t.Errorf("a leader sees %q", text)
	}
	enter(w, leader, nil, nil, "11月9日", "讨论年度工作。")
	w.Sees(leader, "党小组：第三党小组")
	w.Say(leader, "本月还差")
	w.Sees(leader, "没有还差的会议。第三党小组会已开（11月9日）。")

	// A member sees the own things, and reads what was held, but not the 支委会.
	enter(w, organiser, []string{"支委会"}, nil, "今天", "研究发展党员工作。")
	w.Say(member, "本月还差")
	w.Sees(member, "您本月没有还差的事项。")
	if labels := strings.Join(member.Last().Labels(), " "); strings.Contains(labels, "登记") {
		t.Errorf("a member is offered %s", labels)
	}
	w.Press(member, "会议记录")
	w.Sees(member, "共2次")
	w.Press(member, "11月9日 第三党小组会")
	w.Sees(member, "讨论年度工作。")

	// A correction keeps what was before; a withdrawal makes it owed again.
	w.Say(leader, "本月还差")
	w.Press(leader, "会议记录")
	w.Press(leader, "11月9日 第三党小组会")
	w.Press(leader, "更正")
	w.Press(leader, "改日期")
	w.Say(leader, "11月6日")
	w.Press(leader, "确认")
	w.Sees(leader, "更正前：11月9日")
	w.Press(leader, "撤回")
	w.Press(leader, "确认撤回")
	w.Sees(leader, "已撤回：2026年11月10日")
	w.Say(organiser, "本月还差")
	w.Sees(organiser, "第三党小组会1次。支委会已开（11月10日）、主题党日已开（11月5日）。")
	w.PressAll(10)
	w.Stop()
}
