package rounds_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/sandbox"
	"zhibu/world"
)

// screenLines is how many lines of a phone a card takes, at 22 Chinese characters a line. Two Latin letters or digits take
// the room of one.
func screenLines(text string) (n int) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		half := 0
		for _, r := range line {
			half += min(2, utf8.RuneLen(r))
		}
		n += max(1, (half+43)/44)
	}
	return n
}

// fits fails the test for a card about rounds that takes more than a screen.
func fits(w *world.World) {
	w.Helper()
	long := map[string]int{}
	for _, s := range w.Server.Log() {
		long[s.Text] = screenLines(s.Text)
	}
	for _, p := range w.Phones {
		for _, m := range p.Messages() {
			long[m.Text] = screenLines(m.Text)
		}
	}
	for text, n := range long {
		if n > 16 && !strings.Contains(text, "政治生日") {
			w.Errorf("%d lines:\n%s", n, text)
		}
	}
}

// print shows what somebody sees, when ZHIBU_CARDS is set: to be read by people.
func print(w *world.World, p *sandbox.Client) {
	if os.Getenv("ZHIBU_CARDS") == "" {
		return
	}
	m := p.Last()
	for _, x := range p.Messages() {
		if x.ID == w.Pressed[p] && x.ID > m.ID-1000 && len(x.Buttons) > 0 {
			m = x
		}
	}
	fmt.Printf("──── %s  %s\n%s\n", p.Person().First, w.Clock.Now().In(branch.Shanghai).Format("01-02 15:04"), m.Text)
	for _, row := range m.Buttons {
		var labels []string
		for _, b := range row {
			labels = append(labels, "["+b.Text+"]")
		}
		fmt.Println("    " + strings.Join(labels, " "))
	}
}

// decideFor records a meeting's decision on the newest card that asks for one.
func decideFor(w *world.World, p *sandbox.Client, meeting, figures string) {
	w.Helper()
	w.Press(p, "录入决定")
	w.Press(p, meeting)
	w.Press(p, "今天")
	print(w, p)
	w.Say(p, figures)
	print(w, p)
	w.Press(p, "确认决定")
}

// TestGoodMember takes 身边好党员 from the nominations to the naming on 1 July, with an objection that is upheld and a
// group's own poll.
func TestGoodMember(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 8).At(8, 0))
	w.Open()
	w.Found()
	everyone := w.Members(func(branch.Member) bool { return true })
	w.Attach(everyone)
	w.Turn(branch.On(2026, time.June, 8).At(10, 0))
	chair, inspector := w.Phone(w.Post(branch.OrganisationPost)), w.Phone(w.Post(branch.DisciplinePost))
	groups, leaders := w.Leaders()
	of := func(g, n int) branch.Member {
		return w.Members(func(m branch.Member) bool { return m.Group == groups[g].ID })[n]
	}

	// The leader of group 2 has the group vote first.
	second := w.Phone(leaders[1])
	print(w, second)
	w.Press(second, "先在组内投票")
	print(w, second)
	w.Press(second, "开始组内推荐")
	voters := w.Members(func(m branch.Member) bool { return m.Group == groups[1].ID && m.Full != 0 })
	favourite := of(1, 1)
	for i, m := range voters {
		if i == 0 {
			print(w, w.Phone(m))
		}
		w.Vote(m, favourite.Name)
	}
	w.Turn(w.Clock.Now().Add(2 * time.Minute))
	print(w, second)
	w.Press(second, "现在截止")
	w.Press(second, "确定截止")
	if m := w.Newest(second, "推荐人选："+favourite.Name); strings.Contains(m.Text, "得票") {
		t.Errorf("a poll of %d shows numbers: %q", len(voters), m.Text)
	}
	if _, ok := w.Phone(of(0, 2)).Find("组内推荐"); ok {
		t.Error("another group's member sees the poll")
	}
	for i := range leaders {
		p := w.Phone(leaders[i])
		w.Say(p, "/menu")
		w.Press(p, "推荐“身边好党员”")
		w.Nominate(p, of(i, 1).Name, "主动承担驻村帮扶任务，全年走访群众40余户。")
	}
	print(w, second)
	w.Turn(branch.On(2026, time.June, 10).At(18, 0))
	print(w, chair)
	w.Turn(branch.On(2026, time.June, 11).At(9, 0))
	member := w.Phone(of(0, 2))
	if text := w.Newest(member, "人选介绍").Text; strings.Count(text, "驻村帮扶") != 5 {
		t.Errorf("all five nominees at once: %q", text)
	}
	print(w, member)
	w.Turn(branch.On(2026, time.June, 15).At(18, 0))
	print(w, chair)
	w.Turn(branch.On(2026, time.June, 16).At(10, 0))

	// The bot does the sums: too few there, then one nominee below the line.
	w.Press(chair, "录入决定")
	w.Press(chair, "党员大会")
	w.Press(chair, "今天")
	if got := w.Say(chair, "15 15 15 15 15 15"); !strings.Contains(got, "至少16人") {
		t.Errorf("15 of 31 present: %q", got)
	}
	w.Say(chair, "28 25 24 20 16 15")
	print(w, chair)
	w.Sees(chair, "赞成 16，通过")
	w.Sees(chair, "赞成 15，不足 16，未通过")
	w.Press(chair, "确认决定")
	print(w, chair)
	// 16 June is the last day on which nominations may close: there is no time for another nominee.
	w.Press(chair, "决议文本")
	print(w, chair)
	w.Newest(chair, "超过应到会有表决权党员的半数（至少16人），通过")
	w.Turn(branch.On(2026, time.June, 17).At(9, 0))
	print(w, member)
	w.Newest(member, "拟命名下列同志")
	if m := w.Newest(member, "公示"); strings.Contains(m.Text, of(4, 1).Name) {
		t.Error("who was voted down is made public")
	}
	w.Press(member, "提出意见")
	print(w, member)
	w.Press(member, of(3, 1).Name)
	w.Say(member, "事迹中的户数与实际不符。")
	print(w, member)
	w.Press(member, "确认提出")
	print(w, member)
	print(w, inspector)
	w.Newest(inspector, "事迹中的户数与实际不符")
	for _, m := range everyone {
		if m.ID != w.Post(branch.DisciplinePost).ID && m.ID != of(0, 2).ID {
			if _, ok := w.Phone(m).Find("户数与实际不符"); ok {
				t.Errorf("%s sees the objection", m.Name)
			}
		}
	}
	w.Press(inspector, "意见成立")
	w.Say(inspector, "经核实，应为30余户。")
	print(w, inspector)
	w.Press(inspector, "确认答复")
	w.Newest(member, "对您的意见的答复")
	print(w, member)
	w.Newest(chair, "公示中有意见成立")
	print(w, chair)
	w.Turn(branch.On(2026, time.June, 18).At(10, 0))
	decideFor(w, chair, "支委会", "5 3")
	w.Turn(branch.On(2026, time.June, 25).At(18, 0))
	print(w, member)
	w.Turn(branch.On(2026, time.July, 1).At(9, 0))
	named := w.Newest(member, "命名：")
	print(w, member)
	print(w, chair)
	if strings.Count(named.Text, "党小组") != 4 || !strings.Contains(named.Text, of(3, 1).Name) {
		t.Errorf("named: %q", named.Text)
	}
	if got := w.Sent(of(0, 2), time.Time{}, "命名："); len(got) != 1 || got[0] != "07-01 09:00" {
		t.Errorf("named at %q", got)
	}
	w.Press(member, "核对")
	print(w, member)
	w.Newest(member, "应到 5 人，实到 5 人")
	w.Say(member, "/menu")
	w.Press(member, "评选")
	w.Press(member, "历次评选")
	print(w, member)
	pushedOnce(w)
	fits(w)
	w.PressAll(30)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// report has a leader hand the group's report in and name a candidate.
func report(w *world.World, p *sandbox.Client, candidate string) {
	w.Helper()
	w.Press(p, "就用这份")
	w.Press(p, candidate)
	w.Sees(p, "本组候选人："+candidate)
}

// pioneer is the branch in which 先锋岗 goes through its stages.
type pioneer struct {
	*world.World
	chair, secretary *sandbox.Client
	group            int64 // the branch's group chat
	groups           []branch.Group
	leaders          []branch.Member
	unbound          branch.Member // has no account
	voters           []branch.Member
	onPaper, quiet   branch.Member // votes on paper after all; wants no more reminders
	names            []string      // of the two who tie
}

func newPioneer(t *testing.T) *pioneer {
	w := world.New(t, branch.On(2026, time.June, 5).At(9, 0))
	w.Open()
	w.Found()
	all := w.Members(func(branch.Member) bool { return true })
	unbound := all[len(all)-1]
	if unbound.Full == 0 {
		unbound = all[len(all)-4]
	}
	w.Attach(slices.DeleteFunc(slices.Clone(all), func(m branch.Member) bool { return m.ID == unbound.ID }))
	q := &pioneer{World: w, chair: w.Phone(w.Post(branch.OrganisationPost)), secretary: w.Phone(w.Post(branch.Secretary)), unbound: unbound}
	q.groups, q.leaders = w.Leaders()
	member := []sandbox.Member{{ID: w.Phone(w.Post(branch.OrganisationPost)).Person().ID}, {ID: w.Server.BotID()}}
	q.group = w.Server.AddGroup(sandbox.Group{Title: "支部群", Members: member})
	w.Settle()
	w.Press(q.chair, q.chair.Last().Labels()[0])
	return q
}

// of returns somebody of a group.
func (q *pioneer) of(group, n int) branch.Member {
	return q.Members(func(m branch.Member) bool { return m.Group == q.groups[group].ID })[n]
}

// inGroup returns what the group chat was told last. It has no buttons.
func (q *pioneer) inGroup() (last string) {
	for _, m := range q.chair.In(q.group).Messages() {
		if m.FromBot {
			last = m.Text
			if len(m.Labels()) > 0 {
				q.Errorf("the group chat has buttons: %q", m.Labels())
			}
		}
	}
	return last
}

// TestPioneer takes 先锋岗 through its stages: the date asked for, reports, a tie with votes on paper, a run-off, decision,
// 公示, naming, the flag; then the next quarter's holder, and a quarter in which nobody answers.
func TestPioneer(t *testing.T) {
	q := newPioneer(t)
	q.asked()
	q.recommended()
	q.tied()
	q.decided()
	q.again()
	q.unanswered()
	w := q.World
	pushedOnce(w)
	fits(w)
	w.PressAll(30)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
	if keys, err := w.Keys(); err != nil || len(keys) > 0 {
		t.Errorf("keys are left: %q, %v", keys, err)
	}
}

// asked asks for the date of the meeting 15 working days before the end of the quarter, and again three later; the leaders report.
func (q *pioneer) asked() {
	w := q.World
	w.Turn(branch.On(2026, time.June, 11).At(10, 0))
	w.WantSent(w.Post(branch.OrganisationPost), time.Time{}, "请确定本季度党员大会的日期", "06-08 09:00", "06-11 09:00")
	w.WantSent(w.Post(branch.Secretary), time.Time{}, "请确定本季度党员大会的日期")
	print(w, q.chair)
	w.Press(q.chair, "下一页（1/3）")
	w.Press(q.chair, "6月25日（周四）")
	print(w, q.chair)
	w.Press(q.chair, "确认")
	print(w, q.chair)
	w.Say(w.Phone(q.leaders[0]), "/visit")
	w.Press(w.Phone(q.leaders[0]), "云州翰屿精密机械有限公司")
	w.Say(w.Phone(q.leaders[0]), "走访企业支部。")
	w.Press(w.Phone(q.leaders[0]), "确认")
	first := w.Phone(q.leaders[0])
	w.Newest(first, "季度报告")
	w.Say(first, "/menu")
	print(w, first)
	w.Press(first, "提交季度报告")
	print(w, first)
	w.Press(first, "补充一句")
	print(w, first)
	w.Say(first, "牵头筹备台企交流会展区，全组加班十余天。")
	w.Press(first, "确认提交")
	print(w, first)
	w.Press(first, q.of(0, 1).Name)
	print(w, first)
	w.Sees(first, "走访云州翰屿精密机械有限公司")
	w.Sees(first, "本组候选人："+q.of(0, 1).Name)
	report(w, w.Phone(q.leaders[1]), q.of(1, 1).Name)
	report(w, w.Phone(q.leaders[2]), q.of(2, 1).Name)
	w.Press(w.Phone(q.leaders[3]), "就用这份")
	w.Press(w.Phone(q.leaders[3]), "本组不提候选人")
	w.Sees(w.Phone(q.leaders[3]), "本组候选人：不提")
	w.Turn(branch.On(2026, time.June, 24).At(10, 0))
	w.Newest(w.Phone(q.leaders[4]), "提醒：季度报告")
	print(w, q.chair)
	w.Press(q.chair, "代"+q.groups[4].Name+"报告")
	w.Press(q.chair, "就用这份")
	w.Press(q.chair, q.of(4, 1).Name)
	w.Newest(w.Phone(q.leaders[4]), "组织委员代录")
	w.Turn(branch.On(2026, time.June, 25).At(15, 0))
	w.Press(q.chair, "各组报告")
	print(w, q.chair)
	w.Sees(q.chair, "（1/5）")
	w.Press(q.chair, "下载全部报告（Word）")
	text := word(w, q.chair, "2026年第二季度共产党员先锋岗各党小组报告.docx")
	for _, want := range []string{q.groups[0].Name, q.groups[4].Name, "走访云州翰屿精密机械有限公司", "牵头筹备台企交流会展区", "本组候选人：" + q.of(4, 1).Name, "本组不提候选人"} {
		if !strings.Contains(text, want) {
			w.Errorf("the reports lack %q:\n%s", want, text)
		}
	}
}

// recommended opens the recommendation when the meeting is over. Who has no account votes on paper; so do three others, one of
// whom has voted on the phone already, which is void. With fewer than four on paper no numbers would be shown.
func (q *pioneer) recommended() {
	w := q.World
	w.Press(q.chair, "大会结束")
	print(w, q.chair)
	w.Press(q.chair, "开始推荐")
	print(w, q.chair)
	q.voters = w.Members(func(m branch.Member) bool { return m.Full != 0 && m.ID != q.unbound.ID })
	print(w, w.Phone(q.voters[0]))
	for _, m := range w.Members(func(m branch.Member) bool { return m.Full == 0 }) {
		w.Sees(w.Phone(m), "预备党员")
	}
	// Three presses from the card: name, 确认.
	w.Press(q.chair, "线下投票")
	print(w, q.chair)
	w.Press(q.chair, q.unbound.Name)
	w.Sees(q.chair, "这样线下共 1 人。线下不足4人时，为保密只公布人选，不公布得票数")
	w.Press(q.chair, "登记线下")
	q.onPaper = q.voters[10]
	q.names = []string{q.of(0, 1).Name, q.of(1, 1).Name}
	for i, m := range q.voters[:20] {
		w.Vote(m, q.names[i%2])
	}
	for _, m := range []branch.Member{q.onPaper, q.voters[20], q.voters[21]} {
		for !slices.Contains(w.LastLabels(q.chair), m.Name) {
			w.Press(q.chair, w.Label(q.chair, "下一页"))
		}
		w.Press(q.chair, m.Name)
		print(w, q.chair)
		w.Press(q.chair, "登记线下")
	}
	w.Press(q.chair, "返回")
	print(w, q.chair)
	w.Sees(w.Phone(q.onPaper), "您已登记为线下投票")
	q.quiet = q.voters[25]
	slow := q.voters[26]
	w.Turn(branch.On(2026, time.June, 26).At(9, 0))
	print(w, w.Phone(q.quiet))
	w.Press(w.Phone(q.quiet), "不再提醒")
	w.Turn(branch.On(2026, time.June, 29).At(9, 30))
	const nudge = "提醒：还没有收到您的推荐"
	w.WantSent(q.quiet, time.Time{}, nudge, "06-26 09:00")
	w.WantSent(slow, time.Time{}, nudge, "06-26 09:00", "06-29 09:00")
	w.WantSent(q.voters[0], time.Time{}, nudge)
	w.WantSent(q.onPaper, time.Time{}, nudge)
}

// tied ends it early, with a reason; the paper votes make it a tie.
func (q *pioneer) tied() {
	w := q.World
	w.Press(q.chair, "提前截止")
	print(w, q.chair)
	w.Say(q.chair, "下午全体外出调研。")
	w.Press(q.chair, "确定截止")
	print(w, q.chair)
	w.Press(q.chair, "录入线下票数")
	print(w, q.chair)
	if got := w.Say(q.chair, "5 1 1 0 0 3"); !strings.Contains(got, "不能多于4张") {
		w.Errorf("five votes of four people: %q", got)
	}
	w.Say(q.chair, "4 1 0 0 0 3")
	if a := w.Press(q.chair, "核对线下票数"); !strings.Contains(a.Text, "另一名支委") {
		w.Errorf("the one who entered the votes confirms them: %q", a.Text)
	}
	w.Press(q.secretary, "核对线下票数")
	print(w, q.secretary)
	w.Press(q.secretary, "核对无误")
	print(w, q.secretary)
	w.Sees(q.secretary, "平票")
	w.Sees(q.secretary, "其中线下 4 人")
	w.Press(w.Phone(q.voters[3]), "核对")
	print(w, w.Phone(q.voters[3]))
	w.Sees(w.Phone(q.voters[3]), "提前截止的原因：下午全体外出调研。")
	w.Press(w.Phone(q.voters[3]), "参加名单")
	w.Sees(w.Phone(q.voters[3]), "按规定未列入 1 人")
	if strings.Contains(w.Phone(q.voters[3]).Last().Text, "预备党员") {
		w.Error("a member sees by which rule somebody was left out")
	}
	inspector := w.Phone(w.Post(branch.DisciplinePost))
	w.Press(inspector, "核对")
	w.Press(inspector, "参加名单")
	w.Sees(inspector, "（预备党员）")
	_, took := w.Button(inspector, "查看参加情况（留痕）")
	w.Press(inspector, "查看参加情况（留痕）")
	print(w, inspector)
	w.Sees(inspector, "登记线下投票 4 人")
	w.Sees(inspector, q.quiet.Name)
	w.Press(inspector, "返回")
	w.Press(w.Phone(q.voters[3]), "票数和表决")
	w.Press(w.Phone(q.voters[3]), "参加名单")
	w.Sees(w.Phone(q.voters[3]), "查看过参加情况："+w.Post(branch.DisciplinePost).Name)
	if a := w.Forge(w.Phone(q.voters[3]), w.Pressed[w.Phone(q.voters[3])], took); a != cards.NotYours {
		w.Errorf("another looks at who took part: %q", a)
	}
}

// decided takes the tied through a run-off, the decision, the 公示, the naming and the flag.
func (q *pioneer) decided() {
	w := q.World
	w.Press(q.chair, "组织复投")
	print(w, q.chair)
	w.Press(q.chair, "开始复投")
	print(w, w.Phone(q.voters[1]))
	for i, m := range q.voters {
		w.Vote(m, q.names[min(1, i/20)])
	}
	w.Turn(w.Clock.Now().Add(2 * time.Minute))
	print(w, q.chair)
	w.Turn(branch.On(2026, time.July, 1).At(18, 0))
	print(w, q.chair)
	w.Turn(branch.On(2026, time.July, 2).At(10, 0))
	decideFor(w, q.chair, "支委会", "5 5")
	w.Turn(branch.On(2026, time.July, 9).At(12, 0))
	if got := q.inGroup(); !strings.Contains(got, "拟命名") || !strings.Contains(got, q.names[0]) || !strings.Contains(got, "私聊") {
		w.Errorf("the group chat is told of the 公示: %q", got)
	}
	w.Press(q.chair, "决议文本")
	w.Press(q.chair, "下载决议（Word）")
	text := word(w, q.chair, "2026年第二季度共产党员先锋岗决议.docx")
	if !strings.Contains(text, "应到委员5人，实到5人") || !strings.Contains(text, q.names[0]) {
		w.Errorf("the resolution says %s", text)
	}
	w.Turn(branch.On(2026, time.July, 9).At(18, 0))
	w.Turn(branch.On(2026, time.July, 10).At(9, 0))
	if got := q.inGroup(); !strings.Contains(got, "命名：") || !strings.Contains(got, q.names[0]) {
		w.Errorf("the group chat is told of the naming: %q", got)
	}
	w.Newest(w.Phone(q.voters[2]), "命名：")
	print(w, w.Phone(q.voters[2]))
	print(w, q.chair)
	w.Press(q.chair, "流动红旗已交给"+q.names[0])
	print(w, q.chair)
	w.Press(q.chair, "确认记录")
	w.Sees(q.chair, "流动红旗：授予"+q.names[0])
	w.Press(q.chair, "流动红旗历次交接")
	print(w, q.chair)
}

// again is the next quarter: the holder is named again, which is said before the recommendation.
func (q *pioneer) again() {
	w := q.World
	w.Turn(branch.On(2026, time.September, 10).At(12, 0)) // asked on the 9th
	w.Press(q.chair, w.Label(q.chair, "9月15日"))
	w.Press(q.chair, "确认")
	for i := range q.leaders {
		p := w.Phone(q.leaders[i])
		w.Press(p, "就用这份")
		if i == 0 {
			w.Press(p, q.names[0]+"（上季度）")
		} else {
			w.Press(p, q.of(i, 1).Name)
		}
	}
	w.Newest(q.chair, q.names[0]+"上一次已获此称号")
	w.Press(q.chair, "改日期")
	print(w, q.chair)
	w.Press(q.chair, w.Label(q.chair, "9月16日"))
	w.Say(q.chair, "主要负责同志出差。")
	print(w, q.chair)
	w.Press(q.chair, "确定改期")
	w.Sees(q.chair, "改期原因：主要负责同志出差。")
	w.Turn(branch.On(2026, time.September, 16).At(18, 0)) // nobody presses 大会结束
	w.Newest(w.Phone(q.voters[2]), "这是民主推荐")
	w.Turn(branch.On(2026, time.September, 18).At(18, 0))
	w.Newest(q.chair, "参加人数不足，没有结果")
	w.Press(q.chair, "作废")
	w.Press(q.chair, "确定作废")
	print(w, q.chair)
}

// unanswered is the last quarter: nobody answers.
func (q *pioneer) unanswered() {
	w := q.World
	w.Turn(branch.On(2027, time.January, 4).At(12, 0))
	w.Newest(q.chair, "本季度未开展")
	print(w, q.chair)
	w.Press(q.chair, "写明原因")
	w.Say(q.chair, "全体投入年终考核。")
	w.Press(q.chair, "确定")
	w.Sees(q.chair, "原因：全体投入年终考核。")
	w.Say(q.chair, "/menu")
	w.Press(q.chair, "评选")
	w.Press(q.chair, "历次评选")
	print(w, q.chair)
	w.Press(q.chair, "导出历次评选（Excel）")
	if d := document(w, q.chair); !strings.HasPrefix(d.Name, "历次评选-") || !strings.HasPrefix(string(d.Data), "PK") {
		w.Errorf("the history is %q", d.Name)
	}
}

// document returns the newest file that somebody was sent. ZHIBU_LOOK names a folder to keep it in, to be looked at.
func document(w *world.World, p *sandbox.Client) *sandbox.Document {
	w.Helper()
	for _, m := range slices.Backward(p.Messages()) {
		if m.Document == nil {
			continue
		}
		if folder := os.Getenv("ZHIBU_LOOK"); folder != "" {
			if err := os.WriteFile(filepath.Join(folder, m.Document.Name), m.Document.Data, 0o600); err != nil {
				w.Fatal(err)
			}
		}
		return m.Document
	}
	w.Fatalf("%s got no file", p.Person().First)
	return nil
}

// word returns the text of the newest file, a Word document of that name.
func word(w *world.World, p *sandbox.Client, name string) string {
	w.Helper()
	d := document(w, p)
	if d.Name != name {
		w.Errorf("the file is %q, want %q", d.Name, name)
	}
	return world.WordText(w.T, d.Data)
}
