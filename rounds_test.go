package main

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
func (w *world) fits() {
	w.Helper()
	long := map[string]int{}
	for _, s := range w.server.Log() {
		long[s.Text] = screenLines(s.Text)
	}
	for _, p := range w.phones {
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
func (w *world) print(p *sandbox.Client) {
	if os.Getenv("ZHIBU_CARDS") == "" {
		return
	}
	m := p.Last()
	for _, x := range p.Messages() {
		if x.ID == w.pressed[p] && x.ID > m.ID-1000 && len(x.Buttons) > 0 {
			m = x
		}
	}
	fmt.Printf("──── %s  %s\n%s\n", p.Person().First, w.clock.Now().In(branch.Shanghai).Format("01-02 15:04"), m.Text)
	for _, row := range m.Buttons {
		var labels []string
		for _, b := range row {
			labels = append(labels, "["+b.Text+"]")
		}
		fmt.Println("    " + strings.Join(labels, " "))
	}
}

// newest gives the newest message with a text.
func (w *world) newest(p *sandbox.Client, text string) sandbox.Message {
	w.Helper()
	for _, m := range slices.Backward(p.Messages()) {
		if m.FromBot && strings.Contains(m.Text, text) {
			return m
		}
	}
	w.Fatalf("%s has no message with %q; the last is %q", p.Person().First, text, p.Last().Text)
	return sandbox.Message{}
}

// decideFor records a meeting's decision on the newest card that asks for one.
func (w *world) decideFor(p *sandbox.Client, meeting, figures string) {
	w.Helper()
	w.press(p, "录入决定")
	w.press(p, meeting)
	w.press(p, "今天")
	w.print(p)
	w.say(p, figures)
	w.print(p)
	w.press(p, "确认决定")
}

// TestGoodMember takes 身边好党员 from the nominations to the naming on 1 July, with an objection that is upheld and a
// group's own poll.
func TestGoodMember(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 8).At(8, 0))
	w.open()
	w.found("demo/roster.xlsx")
	everyone := w.members(func(branch.Member) bool { return true })
	w.attach(everyone)
	w.turn(branch.On(2026, time.June, 8).At(10, 0))
	chair, inspector := w.phone(w.post(branch.OrganisationPost)), w.phone(w.post(branch.DisciplinePost))
	groups, leaders := w.leaders()
	of := func(g, n int) branch.Member {
		return w.members(func(m branch.Member) bool { return m.Group == groups[g].ID })[n]
	}

	// The leader of group 2 has the group vote first.
	second := w.phone(leaders[1])
	w.print(second)
	w.press(second, "先在组内投票")
	w.print(second)
	w.press(second, "开始组内推荐")
	voters := w.members(func(m branch.Member) bool { return m.Group == groups[1].ID && m.Full != 0 })
	favourite := of(1, 1)
	for i, m := range voters {
		if i == 0 {
			w.print(w.phone(m))
		}
		w.vote(m, favourite.Name)
	}
	w.turn(w.clock.Now().Add(2 * time.Minute))
	w.print(second)
	w.press(second, "现在截止")
	w.press(second, "确定截止")
	if m := w.newest(second, "推荐人选："+favourite.Name); strings.Contains(m.Text, "得票") {
		t.Errorf("a poll of %d shows numbers: %q", len(voters), m.Text)
	}
	if _, ok := w.phone(of(0, 2)).Find("组内推荐"); ok {
		t.Error("another group's member sees the poll")
	}
	for i := range leaders {
		p := w.phone(leaders[i])
		w.say(p, "/menu")
		w.press(p, "推荐“身边好党员”")
		w.nominate(p, of(i, 1).Name, "主动承担驻村帮扶任务，全年走访群众40余户。")
	}
	w.print(second)
	w.turn(branch.On(2026, time.June, 10).At(18, 0))
	w.print(chair)
	w.turn(branch.On(2026, time.June, 11).At(9, 0))
	member := w.phone(of(0, 2))
	w.newest(member, "人选介绍（1/5）")
	w.press(member, "下一页（1/5）")
	w.print(member)
	w.sees(member, "人选介绍（2/5）")
	w.turn(branch.On(2026, time.June, 15).At(18, 0))
	w.print(chair)
	w.turn(branch.On(2026, time.June, 16).At(10, 0))

	// The bot does the sums: too few there, then one nominee below the line.
	w.press(chair, "录入决定")
	w.press(chair, "党员大会")
	w.press(chair, "今天")
	if got := w.say(chair, "15 15 15 15 15 15"); !strings.Contains(got, "至少16人") {
		t.Errorf("15 of 31 present: %q", got)
	}
	w.say(chair, "28 25 24 20 16 15")
	w.print(chair)
	w.sees(chair, "赞成 16，通过")
	w.sees(chair, "赞成 15，不足 16，未通过")
	w.press(chair, "确认决定")
	w.print(chair)
	// 16 June is the last day on which nominations may close: there is no time for another nominee.
	w.press(chair, "决议文本")
	w.print(chair)
	w.newest(chair, "超过应到会有表决权党员的半数（至少16人），通过")
	w.turn(branch.On(2026, time.June, 17).At(9, 0))
	w.print(member)
	w.newest(member, "拟命名下列同志")
	if m := w.newest(member, "公示"); strings.Contains(m.Text, of(4, 1).Name) {
		t.Error("who was voted down is made public")
	}
	w.press(member, "提出意见")
	w.print(member)
	w.press(member, of(3, 1).Name)
	w.say(member, "事迹中的户数与实际不符。")
	w.print(member)
	w.press(member, "确认提出")
	w.print(member)
	w.print(inspector)
	w.newest(inspector, "事迹中的户数与实际不符")
	for _, m := range everyone {
		if m.ID != w.post(branch.DisciplinePost).ID && m.ID != of(0, 2).ID {
			if _, ok := w.phone(m).Find("户数与实际不符"); ok {
				t.Errorf("%s sees the objection", m.Name)
			}
		}
	}
	w.press(inspector, "意见成立")
	w.say(inspector, "经核实，应为30余户。")
	w.print(inspector)
	w.press(inspector, "确认答复")
	w.newest(member, "对您的意见的答复")
	w.print(member)
	w.newest(chair, "公示中有意见成立")
	w.print(chair)
	w.turn(branch.On(2026, time.June, 18).At(10, 0))
	w.decideFor(chair, "支委会", "5 3")
	w.turn(branch.On(2026, time.June, 25).At(18, 0))
	w.print(member)
	w.turn(branch.On(2026, time.July, 1).At(9, 0))
	named := w.newest(member, "命名：")
	w.print(member)
	w.print(chair)
	if strings.Count(named.Text, "党小组") != 4 || !strings.Contains(named.Text, of(3, 1).Name) {
		t.Errorf("named: %q", named.Text)
	}
	if got := w.sent(of(0, 2), time.Time{}, "命名："); len(got) != 1 || got[0] != "07-01 09:00" {
		t.Errorf("named at %q", got)
	}
	w.press(member, "核对")
	w.print(member)
	w.newest(member, "应到 5 人，实到 5 人")
	w.say(member, "/menu")
	w.press(member, "历次评选")
	w.print(member)
	w.stop()
	w.fits()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
}

// report has a leader hand the group's report in and name a candidate.
func (w *world) report(p *sandbox.Client, candidate string) {
	w.Helper()
	w.press(p, "就用这份")
	w.press(p, candidate)
	w.sees(p, "本组候选人："+candidate)
}

// TestPioneer takes 先锋岗 through its stages: the date asked for, reports, a tie with votes on paper, a run-off, decision,
// 公示, naming, the flag; then the next quarter's holder, and a quarter in which nobody answers.
func TestPioneer(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 5).At(9, 0))
	w.open()
	w.found("demo/roster.xlsx")
	all := w.members(func(branch.Member) bool { return true })
	unbound := all[len(all)-1]
	if unbound.Full == 0 {
		unbound = all[len(all)-4]
	}
	w.attach(slices.DeleteFunc(slices.Clone(all), func(m branch.Member) bool { return m.ID == unbound.ID }))
	chair, secretary := w.phone(w.post(branch.OrganisationPost)), w.phone(w.post(branch.Secretary))
	groups, leaders := w.leaders()
	of := func(g, n int) branch.Member {
		return w.members(func(m branch.Member) bool { return m.Group == groups[g].ID })[n]
	}

	// The branch's group chat.
	member := []sandbox.Member{{ID: w.phone(w.post(branch.OrganisationPost)).Person().ID}, {ID: w.server.BotID()}}
	group := w.server.AddGroup(sandbox.Group{Title: "支部群", Members: member})
	w.settle()
	w.press(chair, chair.Last().Labels()[0])
	inGroup := func() (last string) {
		for _, m := range chair.In(group).Messages() {
			if m.FromBot {
				last = m.Text
				if len(m.Labels()) > 0 {
					t.Errorf("the group chat has buttons: %q", m.Labels())
				}
			}
		}
		return last
	}

	// Asked 15 working days before the end of the quarter, and again three later.
	w.turn(branch.On(2026, time.June, 11).At(10, 0))
	w.wantSent(w.post(branch.OrganisationPost), time.Time{}, "请确定本季度党员大会的日期", "06-08 09:00", "06-11 09:00")
	w.wantSent(w.post(branch.Secretary), time.Time{}, "请确定本季度党员大会的日期")
	w.print(chair)
	w.press(chair, "下一页（1/3）")
	w.press(chair, "6月25日（周四）")
	w.print(chair)
	w.press(chair, "确认")
	w.print(chair)
	w.say(w.phone(leaders[0]), "/visit")
	w.press(w.phone(leaders[0]), "云州翰屿精密机械有限公司")
	w.say(w.phone(leaders[0]), "走访企业支部。")
	w.press(w.phone(leaders[0]), "确认")
	first := w.phone(leaders[0])
	w.newest(first, "季度报告")
	w.say(first, "/menu")
	w.print(first)
	w.press(first, "提交季度报告")
	w.print(first)
	w.press(first, "补充一句")
	w.print(first)
	w.say(first, "牵头筹备鲁台会台企展区，全组加班十余天。")
	w.press(first, "确认提交")
	w.print(first)
	w.press(first, of(0, 1).Name)
	w.print(first)
	w.sees(first, "走访云州翰屿精密机械有限公司")
	w.sees(first, "本组候选人："+of(0, 1).Name)
	w.report(w.phone(leaders[1]), of(1, 1).Name)
	w.report(w.phone(leaders[2]), of(2, 1).Name)
	w.press(w.phone(leaders[3]), "就用这份")
	w.press(w.phone(leaders[3]), "本组不提候选人")
	w.sees(w.phone(leaders[3]), "本组候选人：不提")
	w.turn(branch.On(2026, time.June, 24).At(10, 0))
	w.newest(w.phone(leaders[4]), "提醒：季度报告")
	w.print(chair)
	w.press(chair, "代"+groups[4].Name+"报告")
	w.press(chair, "就用这份")
	w.press(chair, of(4, 1).Name)
	w.newest(w.phone(leaders[4]), "组织委员代录")
	w.turn(branch.On(2026, time.June, 25).At(15, 0))
	w.press(chair, "各组报告")
	w.print(chair)
	w.sees(chair, "（1/5）")
	w.press(chair, "下载全部报告（Word）")
	text := w.word(chair, "2026年第二季度共产党员先锋岗各党小组报告.docx")
	for _, want := range []string{groups[0].Name, groups[4].Name, "走访云州翰屿精密机械有限公司", "牵头筹备鲁台会台企展区", "本组候选人：" + of(4, 1).Name, "本组不提候选人"} {
		if !strings.Contains(text, want) {
			t.Errorf("the reports lack %q:\n%s", want, text)
		}
	}

	// The meeting is over: the recommendation opens.
	w.press(chair, "大会结束")
	w.print(chair)
	w.press(chair, "开始推荐")
	w.print(chair)
	voters := w.members(func(m branch.Member) bool { return m.Full != 0 && m.ID != unbound.ID })
	w.print(w.phone(voters[0]))
	for _, m := range w.members(func(m branch.Member) bool { return m.Full == 0 }) {
		w.sees(w.phone(m), "预备党员")
	}
	// Three presses from the card: name, 确认. Who has no account votes on paper; so do three others, one of whom has voted
	// here already, which is void. With fewer than four on paper no numbers would be shown.
	w.press(chair, "线下投票")
	w.print(chair)
	w.press(chair, unbound.Name)
	onPaper := voters[10]
	names := []string{of(0, 1).Name, of(1, 1).Name}
	for i, m := range voters[:20] {
		w.vote(m, names[i%2])
	}
	for _, m := range []branch.Member{onPaper, voters[20], voters[21]} {
		for !slices.Contains(w.lastLabels(chair), m.Name) {
			w.press(chair, w.label(chair, "下一页"))
		}
		w.press(chair, m.Name)
	}
	w.press(chair, "返回")
	w.print(chair)
	w.sees(w.phone(onPaper), "您已登记为线下投票")
	quiet, slow := voters[25], voters[26]
	w.turn(branch.On(2026, time.June, 26).At(9, 0))
	w.print(w.phone(quiet))
	w.press(w.phone(quiet), "不再提醒")
	w.turn(branch.On(2026, time.June, 29).At(9, 30))
	const nudge = "提醒：还没有收到您的推荐"
	w.wantSent(quiet, time.Time{}, nudge, "06-26 09:00")
	w.wantSent(slow, time.Time{}, nudge, "06-26 09:00", "06-29 09:00")
	w.wantSent(voters[0], time.Time{}, nudge)
	w.wantSent(onPaper, time.Time{}, nudge)

	// Ended early by an officer, with a reason; the paper votes make it a tie.
	w.press(chair, "提前截止")
	w.print(chair)
	w.say(chair, "下午全体外出调研。")
	w.press(chair, "确定截止")
	w.print(chair)
	w.press(chair, "录入线下票数")
	w.print(chair)
	if got := w.say(chair, "5 1 1 0 0 3"); !strings.Contains(got, "不能多于4张") {
		t.Errorf("five votes of four people: %q", got)
	}
	w.say(chair, "4 1 0 0 0 3")
	if a := w.press(chair, "核对线下票数"); !strings.Contains(a.Text, "另一名支委") {
		t.Errorf("the one who entered the votes confirms them: %q", a.Text)
	}
	w.press(secretary, "核对线下票数")
	w.print(secretary)
	w.press(secretary, "核对无误")
	w.print(secretary)
	w.sees(secretary, "平票")
	w.sees(secretary, "其中线下 4 人")
	w.press(w.phone(voters[3]), "核对")
	w.print(w.phone(voters[3]))
	w.sees(w.phone(voters[3]), "提前截止的原因：下午全体外出调研。")
	w.press(w.phone(voters[3]), "参加名单")
	w.sees(w.phone(voters[3]), "按规定未列入 1 人")
	if strings.Contains(w.phone(voters[3]).Last().Text, "预备党员") {
		t.Error("a member sees by which rule somebody was left out")
	}
	inspector := w.phone(w.post(branch.DisciplinePost))
	w.press(inspector, "核对")
	w.press(inspector, "参加名单")
	w.sees(inspector, "（预备党员）")
	_, took := w.button(inspector, "查看参加情况（留痕）")
	w.press(inspector, "查看参加情况（留痕）")
	w.print(inspector)
	w.sees(inspector, "登记线下投票 4 人")
	w.sees(inspector, quiet.Name)
	w.press(inspector, "返回")
	w.press(w.phone(voters[3]), "票数和表决")
	w.press(w.phone(voters[3]), "参加名单")
	w.sees(w.phone(voters[3]), "查看过参加情况："+w.post(branch.DisciplinePost).Name)
	if a := w.forge(w.phone(voters[3]), w.pressed[w.phone(voters[3])], took); a != cards.NotYours {
		t.Errorf("another looks at who took part: %q", a)
	}

	// A run-off among the tied, and the decision.
	w.press(chair, "组织复投")
	w.print(chair)
	w.press(chair, "开始复投")
	w.print(w.phone(voters[1]))
	for i, m := range voters {
		w.vote(m, names[min(1, i/20)])
	}
	w.turn(w.clock.Now().Add(2 * time.Minute))
	w.print(chair)
	w.turn(branch.On(2026, time.July, 1).At(18, 0))
	w.print(chair)
	w.turn(branch.On(2026, time.July, 2).At(10, 0))
	w.decideFor(chair, "支委会", "5 5")
	w.turn(branch.On(2026, time.July, 9).At(12, 0))
	if got := inGroup(); !strings.Contains(got, "拟命名") || !strings.Contains(got, names[0]) || !strings.Contains(got, "私聊") {
		t.Errorf("the group chat is told of the 公示: %q", got)
	}
	w.press(chair, "决议文本")
	w.press(chair, "下载决议（Word）")
	text = w.word(chair, "2026年第二季度共产党员先锋岗决议.docx")
	if !strings.Contains(text, "应到委员5人，实到5人") || !strings.Contains(text, names[0]) {
		t.Errorf("the resolution says %s", text)
	}
	w.turn(branch.On(2026, time.July, 9).At(18, 0))
	w.turn(branch.On(2026, time.July, 10).At(9, 0))
	if got := inGroup(); !strings.Contains(got, "命名：") || !strings.Contains(got, names[0]) {
		t.Errorf("the group chat is told of the naming: %q", got)
	}
	w.newest(w.phone(voters[2]), "命名：")
	w.print(w.phone(voters[2]))
	w.print(chair)
	w.press(chair, "流动红旗已交给"+names[0])
	w.sees(chair, "流动红旗：授予"+names[0])
	w.press(chair, "流动红旗历次交接")
	w.print(chair)

	// The next quarter: the holder is named again, and that is said before the recommendation.
	w.turn(branch.On(2026, time.September, 10).At(12, 0)) // asked on the 9th
	w.press(chair, w.label(chair, "9月15日"))
	w.press(chair, "确认")
	for i := range leaders {
		p := w.phone(leaders[i])
		w.press(p, "就用这份")
		if i == 0 {
			w.press(p, names[0]+"（上季度）")
		} else {
			w.press(p, of(i, 1).Name)
		}
	}
	w.newest(chair, names[0]+"上一次已获此称号")
	w.press(chair, "改日期")
	w.print(chair)
	w.press(chair, w.label(chair, "9月16日"))
	w.say(chair, "主要负责同志出差。")
	w.print(chair)
	w.press(chair, "确定改期")
	w.sees(chair, "改期原因：主要负责同志出差。")
	w.turn(branch.On(2026, time.September, 16).At(18, 0)) // nobody presses 大会结束
	w.newest(w.phone(voters[2]), "这是民主推荐")
	w.turn(branch.On(2026, time.September, 18).At(18, 0))
	w.newest(chair, "参加人数不足，没有结果")
	w.press(chair, "作废")
	w.press(chair, "确定作废")
	w.print(chair)

	// The last quarter: nobody answers.
	w.turn(branch.On(2027, time.January, 4).At(12, 0))
	w.newest(chair, "本季度未开展")
	w.print(chair)
	w.press(chair, "写明原因")
	w.say(chair, "全体投入年终考核。")
	w.press(chair, "确定")
	w.sees(chair, "原因：全体投入年终考核。")
	w.say(chair, "/menu")
	w.press(chair, "历次评选")
	w.print(chair)
	w.press(chair, "导出历次评选（Excel）")
	if d := w.document(chair); !strings.HasPrefix(d.Name, "历次评选-") || !strings.HasPrefix(string(d.Data), "PK") {
		t.Errorf("the history is %q", d.Name)
	}
	w.stop()
	w.fits()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
	if keys, err := w.keys(); err != nil || len(keys) > 0 {
		t.Errorf("keys are left: %q, %v", keys, err)
	}
}

func (w *world) lastLabels(p *sandbox.Client) (labels []string) {
	for _, m := range p.Messages() {
		if m.ID == w.pressed[p] {
			labels = m.Labels()
		}
	}
	return labels
}

// label gives the newest button that begins so.
func (w *world) label(p *sandbox.Client, prefix string) string {
	w.Helper()
	for _, m := range slices.Backward(p.Messages()) {
		for _, l := range m.Labels() {
			if strings.HasPrefix(l, prefix) {
				return l
			}
		}
	}
	w.Fatalf("%s has no button %s…", p.Person().First, prefix)
	return ""
}

// document gives the newest file that somebody was sent. ZHIBU_LOOK names a folder to keep it in, to be looked at.
func (w *world) document(p *sandbox.Client) *sandbox.Document {
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

// word gives the text of the newest file, a Word document of that name.
func (w *world) word(p *sandbox.Client, name string) string {
	w.Helper()
	d := w.document(p)
	if d.Name != name {
		w.Errorf("the file is %q, want %q", d.Name, name)
	}
	return wordText(w.T, d.Data)
}
