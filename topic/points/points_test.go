package points_test

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/demo"
	"zhibu/demo/roster"
	"zhibu/files"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/requests"
	"zhibu/world"
	"zhibu/world/rig"
)

var update = flag.Bool("update", false, "write golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		a, b := strings.Split(string(want), "\n"), strings.Split(got, "\n")
		for i := range max(len(a), len(b)) {
			if i >= len(a) || i >= len(b) || a[i] != b[i] {
				t.Fatalf("%s differs in line %d:\n%s\nwas\n%s", name, i+1, strings.Join(b[min(i, len(b)):min(i+4, len(b))], "\n"), strings.Join(a[min(i, len(a)):min(i+4, len(a))], "\n"))
			}
		}
	}
}

// reminders returns the digests sent since a time: day, hour, person and the words without their headings.
func reminders(w *world.World, since time.Time) (list []string) {
	log := w.Server.Log()
	slices.SortStableFunc(log, func(a, b sandbox.Sent) int { // chats are written to side by side
		return cmp.Or(a.Time.Truncate(time.Minute).Compare(b.Time.Truncate(time.Minute)), cmp.Compare(a.Chat, b.Chat))
	})
	for _, s := range log {
		if strings.HasPrefix(s.Text, "工作提醒") && !s.Time.Before(since) {
			m := w.Member(branch.MemberID(s.Chat - demo.FirstID))
			_, words, _ := strings.Cut(s.Text, "\n")
			list = append(list, fmt.Sprintf("%s %s\n  %s", s.Time.In(branch.Shanghai).Format("2006-01-02 Mon 15:04"), m.Name, strings.ReplaceAll(words, "\n", "\n  ")))
		}
	}
	return list
}

// log1 has somebody log something by the deed itself.
func log1(w *world.World, m branch.MemberID, e office.Entry) (r branch.Record) {
	w.Helper()
	w.Update(func(tx *store.Tx) (err error) {
		me, _ := office.Member(tx, w.Branch, m)
		if e.Went == nil {
			e.Went = []branch.MemberID{m}
		}
		if e.Text == "" {
			e.Text = "了解企业生产情况。"
		}
		r, err = w.App.Office.Log(tx, me, e, w.Clock.Now())
		return err
	})
	return r
}

// TestPointsYear turns a year of six contact points by the clock, from before the import to the new year: who was told
// what, when. The golden file is the table of every reminder of every person on every day.
func TestPointsYear(t *testing.T) {
	if rig.Race {
		t.Skip("a year; TestYear turns one under race")
	}
	start := branch.On(2026, time.January, 19).At(8, 0)
	w := world.New(t, start)
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	at := func(m time.Month, d, hour int) time.Time { return branch.On(2026, m, d).At(hour, 0) }
	visit := func(c branch.ContactID, day branch.Date, as ...branch.Activity) office.Entry {
		return office.Entry{Contact: c, Activities: as, Day: day}
	}
	type act struct {
		when time.Time
		do   func()
	}
	for _, a := range []act{
		{at(2, 3, 15), func() { log1(w, 2, visit(1, branch.On(2026, 2, 3), branch.Visit, branch.Lecture)) }},   // two duties in one visit
		{at(3, 20, 10), func() { log1(w, 9, visit(2, branch.On(2026, 3, 20), branch.Visit)) }},                 // after the fortnight's reminder
		{at(4, 2, 10), func() { log1(w, 19, visit(3, branch.On(2026, 3, 30), branch.Visit)) }},                 // 补录
		{at(5, 11, 10), func() { log1(w, 9, visit(2, branch.On(2026, 5, 10), branch.Visit, branch.LifeDay)) }}, // before the half-way reminder
		{at(5, 20, 10), func() { pair(w, 4, branch.Pairing{Point: true, Leader: 14, Group: 3, Liaison: 16}) }}, // another 联络员
		{at(7, 15, 10), func() { pair(w, 5, branch.Pairing{Leader: 20, Group: 4, Liaison: 24}) }},              // no contact point any more
		{at(8, 3, 10), func() {
			log1(w, 14, office.Entry{Lead: 14, Activities: []branch.Activity{branch.Consult}, Day: branch.On(2026, 8, 3)})
		}}, // 工作研商
		{at(9, 16, 10), func() { putOff(w, 28, branch.On(2026, 9, 23)) }},
		{at(10, 20, 10), func() {
			for c := range branch.ContactID(6) {
				log1(w, 2, visit(c+1, branch.On(2026, 10, 20), branch.AtEnterprise...))
			}
		}},
	} {
		w.Turn(a.when)
		a.do()
	}
	w.Turn(branch.On(2027, time.January, 5).At(12, 0))
	list := reminders(w, start)
	seen := map[string]bool{}
	for _, s := range w.Server.Log() {
		if !strings.HasPrefix(s.Text, "工作提醒") {
			continue
		}
		day := branch.DateOf(s.Time)
		if key := fmt.Sprint(s.Chat, day); seen[key] {
			t.Errorf("%d was sent two digests on %s", s.Chat, day)
		} else {
			seen[key] = true
		}
		if !w.App.Office.Calendar.Working(day) {
			t.Errorf("a digest on %s, which is not worked", day)
		}
		if n := strings.Count(s.Text, "\n"); n > 20 {
			t.Errorf("a digest of %d lines:\n%s", n, s.Text)
		}
	}
	golden(t, "points-2026.txt", strings.Join(list, "\n")+"\n")
	ledger(w)
	w.PressAll(5)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// pair changes how an enterprise is looked after from today on.
func pair(w *world.World, c branch.ContactID, to branch.Pairing) {
	w.Helper()
	w.Update(func(tx *store.Tx) error { return w.App.Office.Pair(tx, w.Branch, c, to, w.Clock.Now()) })
}

func putOff(w *world.World, m branch.MemberID, until branch.Date) {
	w.Helper()
	w.Update(func(tx *store.Tx) error {
		me, _ := office.Member(tx, w.Branch, m)
		return w.App.Office.PutOff(tx, me, until, w.Clock.Now())
	})
}

// TestPointsTalk logs visits by pressing: from a reminder and from /visit, several duties at once, with a request that
// goes its whole way; corrects and withdraws; and counts the presses.
func TestPointsTalk(t *testing.T) {
	start := branch.On(2026, time.March, 16).At(8, 0)
	w := world.New(t, start)
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.March, 17).At(10, 0))
	const firm = "云州翰屿精密机械有限公司"
	keeper, leader, chair := w.Phone(w.Member(2)), w.Phone(w.Member(1)), w.Phone(w.Member(2))
	helper := w.Phone(w.Member(4))
	show := func(what string, p *sandbox.Client) {
		w.Settle()
		m := p.Last()
		if pressed := w.Pressed[p]; pressed != 0 {
			for _, x := range p.Messages() {
				if x.ID == pressed && len(x.Buttons) > 0 {
					m = x
				}
			}
		}
		var rows []string
		for _, r := range m.Buttons {
			var labels []string
			for _, b := range r {
				labels = append(labels, "["+b.Text+"]")
			}
			rows = append(rows, strings.Join(labels, " "))
		}
		t.Logf("—— %s\n%s\n%s", what, m.Text, strings.Join(rows, "\n"))
		if n := strings.Count(m.Text, "\n") + 1; n > 18 {
			t.Errorf("%s has %d lines", what, n)
		}
	}
	show("reminder", keeper)
	// From a reminder: two presses and a sentence.
	w.Press(keeper, "登记："+cards.FirmShort(firm))
	w.Say(keeper, "了解企业党支部换届准备情况。")
	show("confirm", keeper)
	w.Press(keeper, "改内容")
	w.Press(keeper, "讲党课")
	show("what", keeper)
	w.Press(keeper, "选好了")
	w.Press(keeper, "改参加人")
	show("who", keeper)
	w.Press(keeper, "江月华")
	w.Press(keeper, "选好了")
	w.Press(keeper, "记企业诉求")
	show("ask", keeper)
	w.Say(keeper, "厂区夜间用电不足，希望协调增容。")
	show("confirm, all of it", keeper)
	w.Press(keeper, "确认")
	show("logged", keeper)
	w.Sees(keeper, "已登记：3月17日在"+firm+"走访、讲党课")
	if m, ok := keeper.Find("工作提醒"); !ok || !strings.Contains(m.Text, "生活日") || strings.Contains(m.Text, "走访（3月31日止") {
		t.Errorf("the reminder says %q", m.Text)
	}
	w.Press(keeper, "本季度走访")
	show("board", keeper)
	w.Button1(keeper, cards.FirmShort(firm)+"：")
	show("firm", keeper)
	w.Press(keeper, "返回联系点")
	w.Press(keeper, "年度表")
	show("year", keeper)
	w.Say(leader, "/board")
	w.Press(leader, "只看我的")
	show("mine", leader)

	// The request: given, noted, answered, asked, not content, answered again, content.
	w.Say(chair, "/requests")
	show("requests", chair)
	w.Button1(chair, "云州翰屿精密机械…")
	show("request", chair)
	w.Press(chair, "交办")
	w.Press(chair, "沈岩")
	w.Button1(chair, "3月20日")
	w.Sees(chair, "交办")
	show("given", chair)
	show("the news to who has it", helper)
	w.Press(helper, "查看办理")
	w.Press(helper, "记办理情况")
	w.Say(helper, "已与供电公司对接，约定周五现场勘查。")
	show("note", helper)
	w.Press(helper, "确认")
	w.Press(helper, "反馈企业")
	w.Say(helper, "增容方案已批准，六月底前完工。")
	w.Press(helper, "确认")
	show("answered", helper)
	w.Press(keeper, "查看办理")
	w.Press(keeper, "回访：不满意")
	w.Say(keeper, "企业希望五月底前完工。")
	w.Press(keeper, "确认")
	w.Sees(keeper, "办理")
	w.Press(helper, "查看办理")
	w.Press(helper, "反馈企业")
	w.Say(helper, "供电公司已调整工期，五月底完工。")
	w.Press(helper, "确认")
	w.Press(keeper, "查看办理")
	w.Press(keeper, "回访：满意")
	show("close?", keeper)
	w.Press(keeper, "确认办结")
	w.Sees(keeper, "办结")
	show("the news to who did it", helper)
	show("the whole story", keeper)
	if got := w.Say(keeper, "/requests 用电"); !strings.Contains(got, "共1件") {
		t.Errorf("a search for a word of two characters: %q", got)
	}
	if got := w.Say(keeper, "/requests 工期"); !strings.Contains(got, "共1件") {
		t.Errorf("a search in the story: %q", got)
	}
	if got := w.Say(w.Phone(w.Member(25)), "/requests 用电"); !strings.Contains(got, "共0件") {
		t.Errorf("somebody without a part in it finds %q", got)
	}

	// Correction and 撤回.
	w.Press(keeper, "返回首页")
	w.Press(keeper, "联系点")
	w.Press(keeper, "本季度走访")
	w.Button1(keeper, cards.FirmShort(firm)+"：")
	w.Press(keeper, "全部登记")
	show("records", keeper)
	w.Button1(keeper, "2026-03-17")
	show("record", keeper)
	w.Press(keeper, "更正")
	w.Press(keeper, "改日期")
	w.Press(keeper, "昨天")
	w.Press(keeper, "确认")
	w.Sees(keeper, "已更正：3月16日")
	w.Press(keeper, "更正或撤回")
	show("corrected", keeper)
	w.Press(keeper, "撤回")
	show("withdraw?", keeper)
	w.Press(keeper, "确定撤回")
	w.Sees(keeper, "已撤回")
	if m, ok := keeper.Find("工作提醒"); !ok || !strings.Contains(m.Text, "走访（3月31日止") {
		t.Errorf("after 撤回 the reminder says %q", m.Text)
	}

	// Put off, and 未完成 with a reason.
	w.Press(keeper, "改到…")
	show("put off", keeper)
	w.Press(keeper, "改到3月24日（周二）")
	show("put off to", keeper)
	w.Turn(branch.On(2026, time.April, 1).At(10, 0))
	show("the quarter is over", keeper)
	w.Button1(keeper, "说明原因：")
	show("why", keeper)
	w.Press(keeper, "企业方面时间不便")
	w.Sees(keeper, "已记录原因")
	if m := keeper.Messages(); !slices.ContainsFunc(m, func(m sandbox.Message) bool { return strings.Contains(m.Text, "（已说明原因）") }) {
		t.Error("the reminder does not show that the reason was given")
	}
	w.PressAll(5)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// TestRemindersStay has a reminder wait for the morning, while somebody's deed plans the person's reminders anew.
func TestRemindersStay(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 12).At(12, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.March, 16).At(12, 0))
	w.Down(branch.On(2026, time.March, 18).At(2, 30), nil) // the 14 days' reminder of 17 March was missed
	since := w.Clock.Now()
	log1(w, 2, office.Entry{Contact: 1, Activities: []branch.Activity{branch.LifeDay}, Day: branch.On(2026, 3, 15)})
	w.Turn(branch.On(2026, time.March, 19).At(12, 0))
	w.WantSent(w.Member(2), since, "工作提醒", "03-18 09:00")
	w.Stop()
}

// TestPointsDown leaves the bot down for nine days, over the fortnight's reminder and that of three working days: what is
// still worth saying is said once, by one digest a person.
func TestPointsDown(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 12).At(12, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.March, 16).At(18, 0))
	since := w.Clock.Now()
	w.Down(branch.On(2026, time.March, 27).At(2, 30), nil)
	w.Turn(branch.On(2026, time.March, 31).At(18, 0))
	of := map[string][]string{}
	for _, s := range reminders(w, since) {
		head, words, _ := strings.Cut(s, "\n")
		day, name := head[:10], head[strings.LastIndex(head, " ")+1:]
		of[name] = append(of[name], day)
		own, _, _ := strings.Cut(words, "本周：") // the survey names it too
		if day == "2026-03-27" && strings.Count(own, world.FirstFirm) > 1 {
			t.Errorf("said twice:\n%s", s)
		}
	}
	if len(of) == 0 {
		t.Fatal("nobody was reminded")
	}
	for name, days := range of {
		for i, day := range days {
			if day != "2026-03-27" && (day < "2026-03-30" || i > 0 && day == days[i-1]) {
				t.Errorf("%s was reminded on %v", name, days)
			}
		}
		if days[0] != "2026-03-27" && name != w.Post(branch.Secretary).Name {
			t.Errorf("%s was first reminded on %v", name, days)
		}
	}
	w.Stop()
}

// ledger writes the year's table twice, and reads in it what was done. ZHIBU_LEDGER keeps it, to be looked at.
func ledger(w *world.World) {
	w.Helper()
	var l branch.Ledger
	_ = w.App.Store.View(func(tx *store.Tx) error {
		b, _ := store.Branches.Get(tx, store.K(w.Branch))
		l = w.App.Office.Ledger(tx, b, 2026, branch.DateOf(w.Clock.Now()))
		return nil
	})
	a, err := files.WriteLedger(l)
	b, err2 := files.WriteLedger(l)
	if err = errors.Join(err, err2); err != nil || !bytes.Equal(a, b) {
		w.Fatalf("the ledger: %v; the second is the first: %v", err, bytes.Equal(a, b))
	}
	if path := os.Getenv("ZHIBU_LEDGER"); path != "" {
		if err := os.WriteFile(path, a, 0o600); err != nil {
			w.Fatal(err)
		}
	}
	x, err := excelize.OpenReader(bytes.NewReader(a))
	if err != nil {
		w.Fatal(err)
	}
	defer x.Close()
	want := []string{"走访", "参加支部生活日", "讲党课或形势政策宣讲", "工作研商", "诉求台账", "先进典型和表彰"}
	for _, f := range l.Firms {
		want = append(want, f.Contact.Name)
	}
	if got := x.GetSheetList(); !slices.Equal(got, want) {
		w.Errorf("the sheets are %q, want %q", got, want)
	}
	rows, err := x.GetRows("走访")
	if err != nil {
		w.Fatal(err)
	}
	var lines []string
	for _, r := range rows[3:] {
		lines = append(lines, strings.Join(r, "|"))
	}
	for _, line := range []string{
		"1|云州翰屿精密机械有限公司|林致和|2026年第一季度|1|1|2026年2月3日|高远山|了解企业生产情况。|高远山，2026年2月3日",
		"9|云州禾阡农业发展有限公司|邵明远|2026年第一季度|1|1|2026年3月30日|贺小川|了解企业生产情况。|贺小川，2026年4月2日|补录",
		"17|云州沐川生物科技有限公司|尹国华|2026年第一季度|1|0|||||未完成",
	} {
		if !slices.Contains(lines, line) {
			w.Errorf("%q is not in the sheet 走访:\n%s", line, strings.Join(lines, "\n"))
		}
	}
	// 沐川 is no contact point from 15 July on: the third quarter owes nothing; a visit in the fourth is shown.
	if slices.ContainsFunc(lines, func(s string) bool {
		return strings.Contains(s, "云州沐川生物科技有限公司|尹国华|2026年第三季度")
	}) {
		w.Error("a duty is laid on who is no contact point any more")
	}
	if !slices.ContainsFunc(lines, func(s string) bool {
		return strings.Contains(s, "云州沐川生物科技有限公司|尹国华|2026年第四季度|0|1|")
	}) {
		w.Error("what was done without being owed is not shown")
	}
}

// TestPolicyTalk has an officer paste a policy, members look it up and attach an article to a request, and an officer
// put an enterprise forward.
func TestPolicyTalk(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 17).At(10, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	officer, member := w.Phone(w.Member(2)), w.Phone(w.Member(3))
	if got := w.Say(member, "/policy"); !strings.Contains(got, "还没有政策文件") {
		t.Errorf("without a policy: %q", got)
	}
	publish := func(text string) {
		w.Say(officer, "/policy")
		w.Press(officer, "添加政策")
		w.Say(officer, "《惠台80条措施实施细则》")
		w.Say(officer, text)
		w.Press(officer, "完成")
		w.Sees(officer, "请核对")
		w.Press(officer, "确认发布")
	}
	publish("第一条 支持台企参与重大项目。\n第二条 贷款贴息：符合条件的台企贷款给予贴息。")
	w.Sees(officer, "第1版，共2条")
	publish("第一条 支持台企参与重大项目。\n第二条 贷款贴息：提高到百分之三。\n第三条 用电：保障台企用电，优先办理增容。")
	w.Sees(officer, "第2版，共3条")
	got := w.Say(member, "/policy 贷款")
	t.Log(got)
	if !strings.Contains(got, "找到1条") || !strings.Contains(got, "百分之三") {
		t.Errorf("/policy 贷款: %q", got)
	}
	w.Say(member, "/board")
	w.Button1(member, "云州翰屿精密机械：")
	w.Press(member, "记企业诉求")
	w.Say(member, "厂区夜间用电不足。")
	w.Press(member, "确认受理")
	w.Sees(member, "待交办")
	w.Say(member, "/policy 用电")
	w.Button1(member, "看全文：第三条")
	w.Press(member, "附到诉求")
	w.Button1(member, "云州翰屿")
	w.Sees(member, "依据：《惠台80条措施实施细则》第三条")

	w.Say(officer, "/board")
	w.Button1(officer, "云州翰屿精密机械：")
	for range 2 {
		w.Press(officer, "推荐先进典型")
		w.Say(officer, "总经理王先生")
		w.Say(officer, "“富民兴潍”劳动奖章")
		w.Press(officer, "市级")
		w.Press(officer, "已推荐")
		w.Say(officer, "3月10日")
		w.Press(officer, "确认")
		w.Press(officer, "已获评")
		w.Sees(officer, "结果：已获评")
		w.Say(officer, "/board")
		w.Button1(officer, "云州翰屿精密机械：")
	}
	w.Press(officer, "返回首页")
	w.Press(officer, "评选")
	w.Press(officer, "表彰")
	w.Button1(officer, "总经理王先生")
	w.Sees(officer, "已有荣誉\n• 2026-03-10 “富民兴潍”劳动奖章（市级，已获评）")
	w.PressAll(1)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// TestReferral sends a request down to another branch on the same bot: there it is theirs, here only its stage and its
// answer are seen; what the enterprise says closes or reopens both.
func TestReferral(t *testing.T) {
	w := world.New(t, branch.On(2026, time.March, 17).At(10, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	var county branch.BranchID
	f := world.Founded(t, "roster.xlsx", roster.File, "中共邻县台办支部委员会", w.Clock.Now())
	type step struct {
		b branch.BranchID
		m branch.MemberID
		k requests.StepKind
	}
	const text = "只在县里说的话"
	var id, there requests.ID
	who := func(tx *store.Tx, b branch.BranchID, m branch.MemberID) branch.Member {
		p, _ := office.Member(tx, b, m)
		return p
	}
	w.Update(func(tx *store.Tx) error {
		var err error
		if county, err = w.App.Office.Found(tx, f, w.Clock.Now()); err != nil {
			return err
		}
		r, err := requests.Accept(w.App.Office, tx, who(tx, w.Branch, 2), 1, "希望协调用地。", w.Clock.Now())
		id = r.ID
		if err == nil {
			err = requests.Refer(w.App.Office, tx, who(tx, w.Branch, 2), id, county, w.Clock.Now())
		}
		for r := range requests.Requests.Scan(tx, store.K(county)) {
			there = r.ID
		}
		return err
	})
	state := func() string {
		var here, copied requests.Request
		_ = w.App.Store.View(func(tx *store.Tx) error {
			here, _ = requests.Get(tx, w.Branch, id)
			copied, _ = requests.Get(tx, county, there)
			for _, s := range here.Steps {
				if strings.Contains(s.Text, text) {
					t.Error("the origin reads what was noted there")
				}
			}
			for m := range store.Members.Scan(tx, store.K(county)) {
				if requests.MaySee(here, m) {
					t.Errorf("%s of the county may read the city's request", m.Name)
				}
			}
			return nil
		})
		return string(here.Stage) + "/" + string(copied.Stage)
	}
	take := func(s step, words string) error {
		_, err := w.App.Store.Update(func(tx *store.Tx) error {
			at, r := requests.Step{Kind: s.k, Text: words, To: 3, Due: branch.On(2026, 3, 25)}, id
			if s.b == county {
				r = there
			}
			if s.k != requests.DidAssign {
				at.To, at.Due = 0, 0
			}
			return requests.TakeStep(w.App.Office, tx, who(tx, s.b, s.m), r, at, w.Clock.Now())
		})
		return err
	}
	for _, x := range []struct {
		step
		words, want string // "" if it is refused
	}{
		{step{county, 2, requests.DidPlease}, "", ""}, // not theirs to ask
		{step{w.Branch, 2, requests.DidReply}, "抄来的答复", ""},
		{step{county, 2, requests.DidAssign}, "", "转办/交办"},
		{step{county, 25, requests.DidNote}, text, ""}, // somebody without a part in it
		{step{county, 3, requests.DidNote}, text, "转办/办理"},
		{step{county, 3, requests.DidAnswer}, "用地已落实。", "办理/反馈"},
		{step{w.Branch, 2, requests.DidAnswer}, "已告知企业。", "反馈/反馈"},
		{step{w.Branch, 2, requests.DidUpset}, "面积不够。", "办理/办理"},
		{step{county, 3, requests.DidAnswer}, "已补足面积。", "办理/反馈"},
		{step{w.Branch, 2, requests.DidAnswer}, "已告知企业。", "反馈/反馈"},
		{step{w.Branch, 2, requests.DidPlease}, "", "办结/办结"},
		{step{w.Branch, 2, requests.DidNote}, "之后的话", ""},
	} {
		before := state()
		err := take(x.step, x.words)
		want := x.want
		if want == "" {
			want = before
		}
		if got := state(); got != want || (err == nil) != (x.want != "") {
			t.Errorf("%s: %s, want %s (%v)", x.k, got, want, err)
		}
	}
	w.Stop()
}
