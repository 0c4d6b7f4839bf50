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
	"zhibu/demo"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/points"
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
func log1(w *world.World, m branch.MemberID, e points.Entry) (r branch.Record) {
	w.Helper()
	w.Update(func(tx *store.Tx) (err error) {
		me, _ := office.Member(tx, w.Branch, m)
		if e.Went == nil {
			e.Went = []branch.MemberID{m}
		}
		if e.Text == "" {
			e.Text = "了解企业生产情况。"
		}
		r, err = points.Log(w.App.Office, tx, me, e, w.Clock.Now())
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
	visit := func(c branch.ContactID, day branch.Date, as ...branch.Activity) points.Entry {
		return points.Entry{Contact: c, Activities: as, Day: day}
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
			log1(w, 14, points.Entry{Lead: 14, Activities: []branch.Activity{branch.Consult}, Day: branch.On(2026, 8, 3)})
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
		return points.PutRemindersOff(w.App.Office, tx, me, until, w.Clock.Now())
	})
}

// TestPointsTalk logs visits by pressing: from a reminder and from /visit, several duties at once, with a request that
// goes its whole way; corrects and withdraws; and counts the presses.
func TestPointsTalk(t *testing.T) {
	w := talked{World: world.New(t, branch.On(2026, time.March, 16).At(8, 0))}
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.March, 17).At(10, 0))
	w.keeper, w.leader, w.chair = w.Phone(w.Member(2)), w.Phone(w.Member(1)), w.Phone(w.Member(2))
	w.helper = w.Phone(w.Member(4))
	w.remindedVisit()
	w.requestToItsEnd()
	w.correctedVisit()
	w.endedUndone()
	w.PressAll(5)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// talked is a world with a contact point, and those who talk about it.
type talked struct {
	*world.World
	keeper, leader, chair, helper *sandbox.Client
}

const pointsFirm = "云州翰屿精密机械有限公司"

// show logs what somebody sees, and fails where a phone cannot show it whole.
func (w talked) show(what string, p *sandbox.Client) {
	w.Helper()
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
	w.Logf("—— %s\n%s\n%s", what, m.Text, strings.Join(rows, "\n"))
	if n := strings.Count(m.Text, "\n") + 1; n > 18 {
		w.Errorf("%s has %d lines", what, n)
	}
}

// remindedVisit logs a visit from a reminder, in two presses and a sentence, and looks at what is owed.
func (w talked) remindedVisit() {
	w.Helper()
	w.show("reminder", w.keeper)
	w.Press(w.keeper, "登记："+points.FirmShort(pointsFirm))
	w.Say(w.keeper, "了解企业党支部换届准备情况。")
	w.show("confirm", w.keeper)
	w.Press(w.keeper, "改内容")
	w.Press(w.keeper, "讲党课")
	w.show("what", w.keeper)
	w.Press(w.keeper, "选好了")
	w.Press(w.keeper, "改参加人")
	w.show("who", w.keeper)
	w.Press(w.keeper, "江月华")
	w.Press(w.keeper, "选好了")
	w.Press(w.keeper, "记企业诉求")
	w.show("ask", w.keeper)
	w.Say(w.keeper, "厂区夜间用电不足，希望协调增容。")
	w.show("confirm, all of it", w.keeper)
	w.Press(w.keeper, "确认")
	w.show("logged", w.keeper)
	w.Sees(w.keeper, "已登记：3月17日在"+pointsFirm+"走访、讲党课")
	if m, ok := w.keeper.Find("工作提醒"); !ok || !strings.Contains(m.Text, "生活日") || strings.Contains(m.Text, "走访（3月31日止") {
		w.Errorf("the reminder says %q", m.Text)
	}
	w.Press(w.keeper, "本季度走访")
	w.show("board", w.keeper)
	w.Button1(w.keeper, points.FirmShort(pointsFirm)+"：")
	w.show("firm", w.keeper)
	w.Press(w.keeper, "返回联系点")
	w.Press(w.keeper, "年度表")
	w.show("year", w.keeper)
	w.Say(w.leader, "/board")
	w.Press(w.leader, "只看我的")
	w.show("mine", w.leader)
}

// requestToItsEnd takes a request the whole way: given, noted, answered, asked, not content, answered again, content.
func (w talked) requestToItsEnd() {
	w.Helper()
	w.Say(w.chair, "/requests")
	w.show("requests", w.chair)
	w.Button1(w.chair, "云州翰屿精密机械…")
	w.show("request", w.chair)
	w.Press(w.chair, "交办")
	w.Press(w.chair, "沈岩")
	w.Button1(w.chair, "3月20日")
	w.Sees(w.chair, "交办")
	w.show("given", w.chair)
	w.show("the news to who has it", w.helper)
	w.Press(w.helper, "查看办理")
	w.Press(w.helper, "记办理情况")
	w.Say(w.helper, "已与供电公司对接，约定周五现场勘查。")
	w.show("note", w.helper)
	w.Press(w.helper, "确认")
	w.Press(w.helper, "反馈企业")
	w.Say(w.helper, "增容方案已批准，六月底前完工。")
	w.Press(w.helper, "确认")
	w.show("answered", w.helper)
	w.Press(w.keeper, "查看办理")
	w.Press(w.keeper, "回访：不满意")
	w.Say(w.keeper, "企业希望五月底前完工。")
	w.Press(w.keeper, "确认")
	w.Sees(w.keeper, "办理")
	w.Press(w.helper, "查看办理")
	w.Press(w.helper, "反馈企业")
	w.Say(w.helper, "供电公司已调整工期，五月底完工。")
	w.Press(w.helper, "确认")
	w.Press(w.keeper, "查看办理")
	w.Press(w.keeper, "回访：满意")
	w.show("close?", w.keeper)
	w.Press(w.keeper, "确认办结")
	w.Sees(w.keeper, "办结")
	w.show("the news to who did it", w.helper)
	w.show("the whole story", w.keeper)
	if got := w.Say(w.keeper, "/requests 用电"); !strings.Contains(got, "共1件") {
		w.Errorf("a search for a word of two characters: %q", got)
	}
	if got := w.Say(w.keeper, "/requests 工期"); !strings.Contains(got, "共1件") {
		w.Errorf("a search in the story: %q", got)
	}
	if got := w.Say(w.Phone(w.Member(25)), "/requests 用电"); !strings.Contains(got, "共0件") {
		w.Errorf("somebody without a part in it finds %q", got)
	}
}

// correctedVisit corrects the visit and takes it back.
func (w talked) correctedVisit() {
	w.Helper()
	w.Press(w.keeper, "返回首页")
	w.Press(w.keeper, "联系点")
	w.Press(w.keeper, "本季度走访")
	w.Button1(w.keeper, points.FirmShort(pointsFirm)+"：")
	w.Press(w.keeper, "全部登记")
	w.show("records", w.keeper)
	w.Button1(w.keeper, "2026-03-17")
	w.show("record", w.keeper)
	w.Press(w.keeper, "更正")
	w.Press(w.keeper, "改日期")
	w.Press(w.keeper, "昨天")
	w.Press(w.keeper, "确认")
	w.Sees(w.keeper, "已更正：3月16日")
	w.Press(w.keeper, "更正或撤回")
	w.show("corrected", w.keeper)
	w.Press(w.keeper, "撤回")
	w.show("withdraw?", w.keeper)
	w.Press(w.keeper, "确定撤回")
	w.Sees(w.keeper, "已撤回")
	if m, ok := w.keeper.Find("工作提醒"); !ok || !strings.Contains(m.Text, "走访（3月31日止") {
		w.Errorf("after 撤回 the reminder says %q", m.Text)
	}
}

// endedUndone puts the reminder off, and says why a period has ended undone.
func (w talked) endedUndone() {
	w.Helper()
	w.Press(w.keeper, "改到…")
	w.show("put off", w.keeper)
	w.Press(w.keeper, "改到3月24日（周二）")
	w.show("put off to", w.keeper)
	w.Turn(branch.On(2026, time.April, 1).At(10, 0))
	w.show("the quarter is over", w.keeper)
	w.Button1(w.keeper, "说明原因：")
	w.show("why", w.keeper)
	w.Press(w.keeper, "企业方面时间不便")
	w.Sees(w.keeper, "已记录原因")
	if m := w.keeper.Messages(); !slices.ContainsFunc(m, func(m sandbox.Message) bool { return strings.Contains(m.Text, "（已说明原因）") }) {
		w.Error("the reminder does not show that the reason was given")
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
	log1(w, 2, points.Entry{Contact: 1, Activities: []branch.Activity{branch.LifeDay}, Day: branch.On(2026, 3, 15)})
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
	var l points.Ledger
	_ = w.App.Store.View(func(tx *store.Tx) error {
		b, _ := store.Branches.Get(tx, store.K(w.Branch))
		l = points.LedgerOf(w.App.Office, tx, b, 2026, branch.DateOf(w.Clock.Now()))
		return nil
	})
	a, err := points.WriteLedger(l)
	b, err2 := points.WriteLedger(l)
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
