package main

import (
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/files"
)

// TestDeedsFromFile nominates with words that come as a Word file, as a text in several messages, and as what cannot be
// read; the process restarts while a file waits. Then an officer starts 优秀微党课.
func TestDeedsFromFile(t *testing.T) {
	w := newWorld(t, branch.On(2026, time.June, 8).At(8, 0))
	w.open()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	w.turn(branch.On(2026, time.June, 8).At(10, 0))
	groups, leaders := w.leaders()
	nominee := func(g int) string {
		return w.members(func(m branch.Member) bool { return m.Group == groups[g].ID })[1].Name
	}
	word, err := files.WriteDocument(files.Document{Title: "事迹材料", Parts: []files.Part{{Text: "主动承担驻村帮扶任务，全年走访群众40余户。\n牵头筹备鲁台会台企展区。"}}})
	if err != nil {
		t.Fatal(err)
	}
	p := w.phone(leaders[0])
	w.say(p, "/menu")
	w.press(p, "推荐“身边好党员”")
	w.press(p, nominee(0))
	w.print(p)
	w.upload(p, "事迹.pdf", []byte("%PDF-1.7"), "这里只收 .docx 或 .txt 文件")
	w.upload(p, "事迹.docx", []byte("this is no Word file"), "打不开")
	w.upload(p, "事迹.txt", []byte(strings.Repeat("长", 501)), "文字超过500字")
	w.upload(p, "事迹.DOCX", word, "牵头筹备鲁台会台企展区")
	w.print(p)
	w.press(p, "接着写")
	w.print(p)
	w.say(p, "同志们反响好。")
	w.sees(p, "牵头筹备鲁台会台企展区")
	w.sees(p, "同志们反响好。")
	w.press(p, "接着写")
	w.upload(p, "续.txt", []byte("一年来没有请过假。"), "一年来没有请过假")
	w.say(p, "主动承担驻村帮扶任务，连续三年。") // without 接着写: in its place
	if strings.Contains(p.Last().Text, "请过假") {
		t.Errorf("words sent anew are added: %q", p.Last().Text)
	}
	w.twice(p, "确认提名")
	w.newest(p, "已推荐：")
	w.sees(p, "连续三年")

	// A file that arrives as the process ends is read after the next start.
	second := w.phone(leaders[1])
	w.say(second, "/menu")
	w.press(second, "推荐“身边好党员”")
	w.press(second, nominee(1))
	w.settle()
	second.SendDocument("事迹.docx", word)
	w.stop()
	w.open()
	if _, err := second.WaitText(w.ctx(), "牵头筹备鲁台会"); err != nil {
		t.Fatalf("the last message is %q", second.Last().Text)
	}
	w.settle()
	w.press(second, "确认提名")
	w.newest(second, "已推荐：")
	w.upload(second, "事迹.docx", word, "") // nothing waits for it any more

	// 优秀微党课: once a year, by an officer.
	chair := w.phone(w.post(branch.OrganisationPost))
	w.say(chair, "/rounds")
	w.print(chair)
	w.press(chair, "发起优秀微党课")
	w.print(chair)
	w.twice(chair, "确认发起")
	w.newest(w.phone(leaders[2]), "推荐“优秀微党课”")
	third := w.phone(leaders[2])
	w.print(third)
	w.press(third, nominee(2))
	w.print(third)
	w.say(third, "3月主讲微党课，反响好。")
	w.press(third, "确认提名")
	fourth := w.phone(leaders[3])
	w.say(fourth, "/menu")
	w.press(fourth, "推荐“优秀微党课”")
	w.nominate(fourth, nominee(3), "5月主讲微党课，反响好。")
	rounds, _ := w.stored()
	talks := 0
	for _, r := range rounds {
		if r.Kind == branch.MicroTalk {
			talks++
		}
	}
	if talks != 1 {
		t.Errorf("%d rounds of 优秀微党课", talks)
	}
	w.turn(branch.On(2026, time.June, 15).At(18, 1))
	w.print(chair)
	w.newest(chair, "优秀微党课")
	w.turn(branch.On(2026, time.June, 16).At(9, 1)) // the recommendation opens by itself
	w.newest(w.phone(leaders[4]), "“优秀微党课”推荐")
	w.print(w.phone(leaders[4]))
	w.stop()
	w.fits()
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error(w.log.String())
	}
}
