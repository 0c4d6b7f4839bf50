package birthday_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/files"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/world"
	"zhibu/world/rig"
)

// texts returns what somebody's chat shows now that holds some words.
func texts(p *sandbox.Client, containing string) (list []string) {
	for _, m := range p.Messages() {
		if strings.Contains(m.Text, containing) {
			list = append(list, m.Text)
		}
	}
	return list
}

// TestBirthdayYear has a year of 32 members go by: everybody is greeted once, on the day, in the hour, with a picture
// and the oath; those around are told a week before; each month has its list.
func TestBirthdayYear(t *testing.T) {
	if rig.Race {
		t.Skip("a year of a branch; TestBirthday is the one under race")
	}
	start := branch.On(2026, time.February, 1).At(0, 30)
	w := world.New(t, start)
	w.Open()
	w.FoundChanged(func(branch.Founding) {})
	everyone := w.Members(func(branch.Member) bool { return true })
	end := branch.On(2027, time.January, 31).At(23, 0)
	for at := start; at.Before(end); at = at.AddDate(0, 1, 0) { // a month at a time: the test has 30 s for each turn
		w.Turn(at)
	}
	w.Turn(end)
	organiser := w.Post(branch.OrganisationPost)
	cal := branch.ChinaCalendar()
	for _, m := range everyone {
		day := m.Joined.Anniversary(2026, false)
		if day < branch.DateOf(start) {
			day = m.Joined.Anniversary(2027, false)
		}
		want := []string{}
		if day > m.Joined {
			want = append(want, day.String()[5:]+" 09:00")
		}
		if got := w.Sent(m, start, "今天是您的政治生日"); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s (joined %s) was greeted at %q, want %q", m.Name, m.Joined, got, want)
		}
		if len(want) == 0 {
			continue
		}
		g, _ := w.Phone(m).Find("今天是您的政治生日")
		if strings.Contains(g.Text, branch.Oath) || !strings.Contains(g.Text, "请重温贺卡上的入党誓词") || !strings.Contains(g.Text, branch.InYears(day.Year()-m.Joined.Year())) || len(g.Photo) == 0 {
			t.Errorf("%s was greeted with %q", m.Name, g.Text)
		}
		if m.ID == organiser.ID || m.Name == "陈静" { // two of that name
			continue
		}
		ahead := max(cal.OnOrBefore(day-7), cal.OnOrAfter(branch.DateOf(start)))
		if got := w.Sent(organiser, start, "政治生日准备", m.Name); !slices.Contains(got, ahead.String()[5:]+" 09:00") {
			t.Errorf("the checklist of %s (%s) came at %q, want %s", m.Name, day, got, ahead)
		}
	}
	// The 1st, or the next working day; no list for the months without one. (Of 2027 only the fixed holidays are known.)
	w.WantSent(organiser, start, "月政治生日（", "02-02 09:00", "03-02 09:00", "05-06 09:00", "06-01 09:00", "07-01 09:00", "08-03 09:00",
		"09-01 09:00", "11-02 09:00", "12-01 09:00", "01-04 09:00")
	w.PressAll(5)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}

// TestBirthday walks through one 政治生日: checklist, greeting, 心得 kept over a restart, shared, taken back.
func TestBirthday(t *testing.T) {
	start := branch.On(2026, time.May, 20).At(8, 0)
	w := world.New(t, start)
	w.Open()
	w.FoundChanged(func(f branch.Founding) {
		world.Change(f, 7, func(m *branch.Member) { m.Joined = branch.On(1996, time.June, 1) })
	})
	m, organiser, leader, other := w.Member(7), w.Post(branch.OrganisationPost), w.Member(9), w.Member(12)
	if m.Group != leader.Group {
		leader = w.Member(2)
	}
	w.Turn(branch.On(2026, time.May, 25).At(10, 0)) // Monday, a week before
	card := m.Name + "同志（"
	w.WantSent(organiser, start, card, "05-25 09:00")
	w.WantSent(m, start, card)
	if got := w.Press(w.Phone(organiser), "谈心谈话已办"); got.Text != "" {
		t.Errorf("ticking was answered %q", got.Text)
	}
	w.Sees(w.Phone(organiser), "谈心谈话（由书记")
	w.Sees(w.Phone(organiser), "：5月25日已办，"+organiser.Name+"登记")
	w.Press(w.Phone(organiser), "更正：谈心谈话")
	if got := texts(w.Phone(organiser), card); len(got) != 1 || strings.Contains(got[0], "已办，") {
		t.Errorf("the checklist is %q", got)
	}

	// The member's chat cannot be reached on the day: 今天 is never said late.
	w.Phone(m).Block()
	w.Settle()
	w.Turn(branch.On(2026, time.June, 2).At(10, 0))
	w.Phone(m).Unblock()
	w.Settle()
	if got := texts(w.Phone(m), "政治生日"); len(got) != 1 || !strings.Contains(got[0], "6月1日是您的政治生日，祝贺来迟") || !strings.Contains(got[0], "入党三十周年") {
		t.Fatalf("the late greeting is %q", got)
	}
	w.Press(w.Phone(m), "写几句心得")
	w.Say(w.Phone(m), "三十年前的今天，我在党旗下宣誓。")
	w.Stop()
	w.Open()
	w.Settle()
	w.Say(w.Phone(m), strings.Repeat("不忘初心，牢记使命。", 120))
	w.Say(w.Phone(m), "写错的一句。")
	w.Sees(w.Phone(m), "已保存3条")
	w.Press(w.Phone(m), "删去末条")
	w.Sees(w.Phone(m), "已保存2条，共1216字")
	word, err := files.WriteDocument(files.Document{Title: "心得体会", Parts: []files.Part{{Text: "写成文件的心得。"}}})
	if err != nil {
		t.Fatal(err)
	}
	w.Upload(w.Phone(m), "心得.docx", word, "已保存3条")
	w.Upload(w.Phone(m), "心得.pdf", []byte("%PDF-1.7"), "这里只收 .docx 或 .txt 文件")
	w.Press(w.Phone(m), "删去末条")
	w.Sees(w.Phone(m), "已保存2条，共1216字")
	w.Press(w.Phone(m), "写好了")
	w.Sees(w.Phone(m), "（仅自己可见）")
	w.Sees(w.Phone(m), "三十年前的今天")

	shared := func() string {
		w.Say(w.Phone(other), "/menu")
		w.Press(w.Phone(other), "组织生活")
		w.Press(w.Phone(other), "政治生日")
		w.Press(w.Phone(other), w.Label(w.Phone(other), "支部同志的心得"))
		return w.Phone(other).Last().Text
	}
	if got := shared(); !strings.Contains(got, "还没有同志分享") {
		t.Errorf("before: %q", got)
	}
	for range 2 { // as often as one likes
		w.Press(w.Phone(m), "分享给支部")
		w.Sees(w.Phone(m), "（已分享）")
		if got := shared(); !strings.Contains(got, "共1篇") {
			t.Errorf("shared: %q", got)
		}
		w.Press(w.Phone(other), m.Name+"（第一党小组） 2026年") // there are two of that name
		w.Sees(w.Phone(other), "三十年前的今天")
		w.Press(w.Phone(m), "收回")
	}
	if got := shared(); !strings.Contains(got, "还没有同志分享") {
		t.Errorf("taken back: %q", got)
	}

	// Files: the shared ones for an officer, the card in print for the member, the lists for an officer.
	w.Press(w.Phone(m), "分享给支部")
	fileOf := func(p *sandbox.Client) *sandbox.Document {
		for _, m := range slices.Backward(p.Messages()) {
			if m.Document != nil {
				return m.Document
			}
		}
		t.Fatalf("%s got no file", p.Person().First)
		return nil
	}
	w.Say(w.Phone(organiser), "/menu")
	w.Press(w.Phone(organiser), "组织生活")
	w.Press(w.Phone(organiser), "政治生日")
	w.Sees(w.Phone(organiser), branch.Oath)
	w.Press(w.Phone(organiser), "支部同志的心得（1）")
	w.Press(w.Phone(organiser), "导出已分享的心得")
	if d := fileOf(w.Phone(organiser)); d.Name != "政治生日心得-2026-06-02.docx" || !bytes.HasPrefix(d.Data, []byte("PK")) {
		t.Errorf("the file is %q", d.Name)
	}
	w.Press(w.Phone(m), "收回")
	w.Say(w.Phone(m), "/menu")
	w.Press(w.Phone(m), "组织生活")
	w.Press(w.Phone(m), "政治生日")
	w.Press(w.Phone(m), "贺卡打印版")
	if d := fileOf(w.Phone(m)); d.Name != "政治生日贺卡-"+m.Name+"（第一党小组）-2026.png" || !bytes.Contains(d.Data, []byte("pHYs")) {
		t.Errorf("the file is %q", d.Name)
	}
	w.Say(w.Phone(organiser), "/birthdays")
	w.Press(w.Phone(organiser), "导出名单")
	if d := fileOf(w.Phone(organiser)); d.Name != "政治生日名单-2026-06-02.xlsx" || !bytes.HasPrefix(d.Data, []byte("PK")) {
		t.Errorf("the file is %q", d.Name)
	}
	w.Say(w.Phone(m), "/cancel")
	w.Say(w.Phone(m), "/menu")
	w.Press(w.Phone(m), "组织生活")
	w.Press(w.Phone(m), "政治生日")
	w.Press(w.Phone(m), "我的心得（1）")
	w.Sees(w.Phone(m), "2026年（入党三十周年） 1216字，仅自己可见")

	// The lists: a leader's own group, an officer's branch, nobody else's.
	if got := w.Say(w.Phone(other), "/birthdays"); !strings.Contains(got, "职责范围") {
		t.Errorf("a member's /birthdays: %q", got)
	}
	if got := w.Say(w.Phone(organiser), "/birthdays"); !strings.Contains(got, "6月政治生日") || !strings.Contains(got, m.Name) {
		t.Errorf("an officer's /birthdays: %q", got)
	}
	for _, label := range []string{"下月", "按日期", "党龄", "光荣在党50年", "本月"} {
		w.Press(w.Phone(organiser), label)
	}
	w.PressAll(5)
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") || strings.Contains(w.Logged.String(), "党旗下") {
		t.Error(w.Logged.String())
	}
}

// TestTogether keeps a month's 政治生日 with one card, and nobody is greeted twice when the setting changes.
func TestTogether(t *testing.T) {
	start := branch.On(2026, time.May, 20).At(8, 0)
	w := world.New(t, start)
	w.Open()
	w.FoundChanged(func(f branch.Founding) {
		world.Change(f, 7, func(m *branch.Member) { m.Joined = branch.On(2001, time.June, 28) })
	})
	together := func(on bool) {
		w.Update(func(tx *store.Tx) error {
			b, _ := store.Branches.Get(tx, store.K(w.Branch))
			b.Settings.Together, b.Settings.Wish = on, "祝贺各位同志。"
			return w.App.Office.Configure(tx, w.Branch, b.Settings, w.Clock.Now())
		})
	}
	together(true)
	w.Turn(branch.On(2026, time.June, 20).At(8, 0))
	together(false)
	w.Turn(branch.On(2026, time.July, 2).At(8, 0))
	june := w.Members(func(m branch.Member) bool {
		_, month, _ := m.Joined.YMD()
		return month == time.June && m.Joined.Year() < 2026
	})
	for _, m := range june {
		w.WantSent(m, start, "集体政治生日", "06-01 09:00")
		w.WantSent(m, start, "今天是您的政治生日")
		g, _ := w.Phone(m).Find("集体政治生日")
		if strings.Contains(g.Text, branch.Oath) || !strings.Contains(g.Text, "祝贺各位同志。") || len(g.Photo) == 0 {
			t.Errorf("%s got %q", m.Name, g.Text)
		}
		for _, of := range june {
			if of.Name != "陈静" && !strings.Contains(g.Text, of.Name+"（"+branch.InYears(2026-of.Joined.Year())+"）") || !strings.Contains(g.Text, of.Name+"（") { // two are called 陈静
				t.Errorf("%s is not named in %q", of.Name, g.Text)
			}
		}
	}
	if len(june) < 10 {
		t.Errorf("%d of June", len(june))
	}
	w.Stop()
	if strings.Contains(w.Logged.String(), "level=ERROR") || strings.Contains(w.Logged.String(), "could not be drawn") {
		t.Error(w.Logged.String())
	}
}

// TestTakenBack: a 心得 that is taken back goes from the card of whoever has it open, and from nobody else's.
func TestTakenBack(t *testing.T) {
	w := world.FormWorld(t)
	defer func() { w.Stop() }()
	w.Rename(5, "郑䶮")
	author, reader, other := w.Phone(w.Member(5)), w.Phone(w.Member(6)), w.Phone(w.Member(9))
	write := func(words ...string) {
		w.Say(author, "政治生日")
		w.Press(author, "写几句心得")
		for _, s := range words {
			w.Say(author, s)
		}
		w.Press(author, "写好了")
		w.Press(author, "分享给支部")
	}
	open := func() {
		w.Say(reader, "政治生日")
		w.Button1(reader, "支部同志的心得")
		w.Button1(reader, "郑䶮")
		w.Sees(reader, "第一段心里话。")
	}
	write("第一段心里话。", "第二段心里话。")
	w.Say(other, "/menu")
	at := w.Screen("somebody else's home", other)
	open()
	w.Press(author, "继续写")
	w.Press(author, "删去末条")
	if got := w.Screen("a part is taken back", reader); strings.Contains(got, "第二段心里话。") || !strings.Contains(got, "第一段心里话。") {
		t.Errorf("the reader sees %q", got)
	}
	w.Press(author, "写好了")
	w.Press(author, "收回")
	if got := w.Screen("taken back", reader); strings.Contains(got, "心里话") || !strings.Contains(got, "已由本人收回") {
		t.Errorf("the reader sees %q", got)
	}
	w.Press(author, "分享给支部")
	open()
	w.Press(author, "继续写")
	w.Press(author, "删去末条")
	if got := w.Screen("deleted", reader); strings.Contains(got, "心里话") {
		t.Errorf("the reader sees %q", got)
	}
	if w.Screen("somebody else's home", other) != at {
		t.Error("somebody else's card has changed")
	}
}
