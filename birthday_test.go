package main

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
	"zhibu/testdata/rig"
)

// texts gives what somebody's chat shows now that holds some words.
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
	w := newWorld(t, start)
	w.open()
	w.foundChanged(func(branch.Founding) {})
	everyone := w.members(func(branch.Member) bool { return true })
	end := branch.On(2027, time.January, 31).At(23, 0)
	for at := start; at.Before(end); at = at.AddDate(0, 1, 0) { // a month at a time: the test has 30 s for each turn
		w.turn(at)
	}
	w.turn(end)
	organiser := w.post(branch.OrganisationPost)
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
		if got := w.sent(m, start, "今天是您的政治生日"); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s (joined %s) was greeted at %q, want %q", m.Name, m.Joined, got, want)
		}
		if len(want) == 0 {
			continue
		}
		g, _ := w.phone(m).Find("今天是您的政治生日")
		if !strings.Contains(g.Text, branch.Oath) || !strings.Contains(g.Text, branch.InYears(day.Year()-m.Joined.Year())) || len(g.Photo) == 0 {
			t.Errorf("%s was greeted with %q", m.Name, g.Text)
		}
		if m.ID == organiser.ID || m.Name == "陈静" { // two of that name
			continue
		}
		ahead := max(cal.OnOrBefore(day-7), cal.OnOrAfter(branch.DateOf(start)))
		if got := w.sent(organiser, start, m.Name+"同志（"); fmt.Sprint(got) != fmt.Sprint([]string{ahead.String()[5:] + " 09:00"}) {
			t.Errorf("the checklist of %s (%s) came at %q, want %s", m.Name, day, got, ahead)
		}
	}
	// The 1st, or the next working day; no list for the months without one. (The holidays of 2027 are not known.)
	w.wantSent(organiser, start, "月政治生日（", "02-02 09:00", "03-02 09:00", "05-06 09:00", "06-01 09:00", "07-01 09:00", "08-03 09:00",
		"09-01 09:00", "11-02 09:00", "12-01 09:00", "01-01 09:00")
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
}

// TestBirthday walks through one 政治生日: checklist, greeting, 心得 kept over a restart, shared, taken back.
func TestBirthday(t *testing.T) {
	start := branch.On(2026, time.May, 20).At(8, 0)
	w := newWorld(t, start)
	w.open()
	w.foundChanged(func(f branch.Founding) {
		change(f, 7, func(m *branch.Member) { m.Joined = branch.On(1996, time.June, 1) })
	})
	m, organiser, leader, other := w.member(7), w.post(branch.OrganisationPost), w.member(9), w.member(12)
	if m.Group != leader.Group {
		leader = w.member(2)
	}
	w.turn(branch.On(2026, time.May, 25).At(10, 0)) // Monday, a week before
	card := m.Name + "同志（"
	w.wantSent(organiser, start, card, "05-25 09:00")
	w.wantSent(m, start, card)
	if got := w.press(w.phone(organiser), "谈心谈话已办"); got.Text != "" {
		t.Errorf("ticking was answered %q", got.Text)
	}
	w.sees(w.phone(organiser), "谈心谈话（由书记")
	w.sees(w.phone(organiser), "：5月25日已办，"+organiser.Name+"登记")
	w.press(w.phone(organiser), "更正：谈心谈话未办")
	if got := texts(w.phone(organiser), card); len(got) != 1 || strings.Contains(got[0], "已办，") {
		t.Errorf("the checklist is %q", got)
	}

	// The member's chat cannot be reached on the day: 今天 is never said late.
	w.phone(m).Block()
	w.settle()
	w.turn(branch.On(2026, time.June, 2).At(10, 0))
	w.phone(m).Unblock()
	w.settle()
	if got := texts(w.phone(m), "政治生日"); len(got) != 1 || !strings.Contains(got[0], "6月1日是您的政治生日，祝贺来迟") || !strings.Contains(got[0], "入党三十周年") {
		t.Fatalf("the late greeting is %q", got)
	}
	w.press(w.phone(m), "写几句心得")
	w.say(w.phone(m), "三十年前的今天，我在党旗下宣誓。")
	w.stop()
	w.open()
	w.settle()
	w.say(w.phone(m), strings.Repeat("不忘初心，牢记使命。", 120))
	w.say(w.phone(m), "写错的一句。")
	w.sees(w.phone(m), "已保存3条")
	w.press(w.phone(m), "删去末条")
	w.sees(w.phone(m), "已保存2条，共1216字")
	word, err := files.WriteDocument(files.Document{Title: "心得体会", Parts: []files.Part{{Text: "写成文件的心得。"}}})
	if err != nil {
		t.Fatal(err)
	}
	w.upload(w.phone(m), "心得.docx", word, "已保存3条")
	w.upload(w.phone(m), "心得.pdf", []byte("%PDF-1.7"), "这里只收 .docx 或 .txt 文件")
	w.press(w.phone(m), "删去末条")
	w.sees(w.phone(m), "已保存2条，共1216字")
	w.press(w.phone(m), "写好了")
	w.sees(w.phone(m), "（仅自己可见）")
	w.sees(w.phone(m), "三十年前的今天")

	shared := func() string {
		w.say(w.phone(other), "/menu")
		w.press(w.phone(other), "政治生日")
		w.press(w.phone(other), w.label(w.phone(other), "支部同志的心得"))
		return w.phone(other).Last().Text
	}
	if got := shared(); !strings.Contains(got, "还没有同志分享") {
		t.Errorf("before: %q", got)
	}
	for range 2 { // as often as one likes
		w.press(w.phone(m), "分享给支部")
		w.sees(w.phone(m), "（已分享）")
		if got := shared(); !strings.Contains(got, "共1篇") {
			t.Errorf("shared: %q", got)
		}
		w.press(w.phone(other), m.Name+" 2026年")
		w.sees(w.phone(other), "三十年前的今天")
		w.press(w.phone(m), "收回")
	}
	if got := shared(); !strings.Contains(got, "还没有同志分享") {
		t.Errorf("taken back: %q", got)
	}

	// Files: the shared ones for an officer, the card in print for the member, the lists for an officer.
	w.press(w.phone(m), "分享给支部")
	fileOf := func(p *sandbox.Client) *sandbox.Document {
		for _, m := range slices.Backward(p.Messages()) {
			if m.Document != nil {
				return m.Document
			}
		}
		t.Fatalf("%s got no file", p.Person().First)
		return nil
	}
	w.say(w.phone(organiser), "/menu")
	w.press(w.phone(organiser), "政治生日")
	w.sees(w.phone(organiser), branch.Oath)
	w.press(w.phone(organiser), "支部同志的心得（1）")
	w.press(w.phone(organiser), "导出已分享的心得")
	if d := fileOf(w.phone(organiser)); d.Name != "政治生日心得-2026-06-02.docx" || !bytes.HasPrefix(d.Data, []byte("PK")) {
		t.Errorf("the file is %q", d.Name)
	}
	w.press(w.phone(m), "收回")
	w.say(w.phone(m), "/menu")
	w.press(w.phone(m), "政治生日")
	w.press(w.phone(m), "贺卡打印版")
	if d := fileOf(w.phone(m)); d.Name != "政治生日贺卡-"+m.Name+"-2026.png" || !bytes.Contains(d.Data, []byte("pHYs")) {
		t.Errorf("the file is %q", d.Name)
	}
	w.say(w.phone(organiser), "/birthdays")
	w.press(w.phone(organiser), "导出名单")
	if d := fileOf(w.phone(organiser)); d.Name != "政治生日名单-2026-06-02.xlsx" || !bytes.HasPrefix(d.Data, []byte("PK")) {
		t.Errorf("the file is %q", d.Name)
	}
	w.say(w.phone(m), "/cancel")
	w.say(w.phone(m), "/menu")
	w.press(w.phone(m), "政治生日")
	w.press(w.phone(m), "我的心得（1）")
	w.sees(w.phone(m), "2026年（入党三十周年） 1216字，仅自己可见")

	// The lists: a leader's own group, an officer's branch, nobody else's.
	if got := w.say(w.phone(other), "/birthdays"); !strings.Contains(got, "职责范围") {
		t.Errorf("a member's /birthdays: %q", got)
	}
	if got := w.say(w.phone(organiser), "/birthdays"); !strings.Contains(got, "6月政治生日") || !strings.Contains(got, m.Name) {
		t.Errorf("an officer's /birthdays: %q", got)
	}
	for _, label := range []string{"下月", "按日期", "党龄", "光荣在党50年", "本月"} {
		w.press(w.phone(organiser), label)
	}
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") || strings.Contains(w.log.String(), "党旗下") {
		t.Error(w.log.String())
	}
}

// TestTogether keeps a month's 政治生日 with one card, and nobody is greeted twice when the setting changes.
func TestTogether(t *testing.T) {
	start := branch.On(2026, time.May, 20).At(8, 0)
	w := newWorld(t, start)
	w.open()
	w.foundChanged(func(f branch.Founding) {
		change(f, 7, func(m *branch.Member) { m.Joined = branch.On(2001, time.June, 28) })
	})
	together := func(on bool) {
		w.update(func(tx *store.Tx) error {
			b, _ := store.Branches.Get(tx, store.K(w.branch))
			b.Settings.Together, b.Settings.Wish = on, "祝贺各位同志。"
			return w.app.Office.Configure(tx, w.branch, b.Settings, w.clock.Now())
		})
	}
	together(true)
	w.turn(branch.On(2026, time.June, 20).At(8, 0))
	together(false)
	w.turn(branch.On(2026, time.July, 2).At(8, 0))
	june := w.members(func(m branch.Member) bool {
		_, month, _ := m.Joined.YMD()
		return month == time.June && m.Joined.Year() < 2026
	})
	for _, m := range june {
		w.wantSent(m, start, "集体政治生日", "06-01 09:00")
		w.wantSent(m, start, "今天是您的政治生日")
		g, _ := w.phone(m).Find("集体政治生日")
		if !strings.Contains(g.Text, branch.Oath) || !strings.Contains(g.Text, "祝贺各位同志。") || len(g.Photo) == 0 {
			t.Errorf("%s got %q", m.Name, g.Text)
		}
		for _, of := range june {
			if !strings.Contains(g.Text, of.Name+"（"+branch.InYears(2026-of.Joined.Year())+"）") {
				t.Errorf("%s is not named in %q", of.Name, g.Text)
			}
		}
	}
	if len(june) < 10 {
		t.Errorf("%d of June", len(june))
	}
	w.stop()
	if strings.Contains(w.log.String(), "level=ERROR") || strings.Contains(w.log.String(), "could not be drawn") {
		t.Error(w.log.String())
	}
}
