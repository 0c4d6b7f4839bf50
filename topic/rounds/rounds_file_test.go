package rounds_test

import (
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/files"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// TestDeedsFromFile nominates with words that come as a Word file, as a text in several messages, and as what cannot be
// read; the process restarts while a file waits. Then an officer starts 优秀微党课.
func TestDeedsFromFile(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 8).At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(branch.On(2026, time.June, 8).At(10, 0))
	groups, leaders := w.Leaders()
	nominee := func(g int) string {
		return w.Members(func(m branch.Member) bool { return m.Group == groups[g].ID })[1].Name
	}
	word, err := files.WriteDocument(files.Document{Title: "事迹材料", Parts: []files.Part{{Text: "主动承担驻村帮扶任务，全年走访群众40余户。\n牵头筹备台企交流会展区。"}}})
	if err != nil {
		t.Fatal(err)
	}
	p := w.Phone(leaders[0])
	w.Say(p, "/menu")
	w.Press(p, "推荐“身边好党员”")
	w.Press(p, nominee(0))
	print(w, p)
	w.Upload(p, "事迹.pdf", []byte("%PDF-1.7"), "这里只收 .docx 或 .txt 文件")
	w.Upload(p, "事迹.docx", []byte("this is no Word file"), "打不开")
	w.Upload(p, "事迹.txt", []byte(strings.Repeat("长", 501)), "文字超过500字")
	w.Upload(p, "事迹.DOCX", word, "牵头筹备台企交流会展区")
	print(w, p)
	w.Press(p, "接着写")
	print(w, p)
	w.Sees(p, "已经写下：\n事迹材料")
	w.Say(p, "同志们反响好。")
	w.Sees(p, "牵头筹备台企交流会展区")
	w.Sees(p, "同志们反响好。")
	w.Press(p, "接着写")
	w.Upload(p, "续.txt", []byte("一年来没有请过假。"), "一年来没有请过假")
	w.Say(p, "主动承担驻村帮扶任务，连续三年。") // without 接着写: in its place
	if strings.Contains(p.Last().Text, "请过假") {
		t.Errorf("words sent anew are added: %q", p.Last().Text)
	}
	w.Twice(p, "确认提名")
	w.Newest(p, "已推荐：")
	w.Sees(p, "连续三年")

	// A file that arrives as the process ends is read after the next start.
	second := w.Phone(leaders[1])
	w.Say(second, "/menu")
	w.Press(second, "推荐“身边好党员”")
	w.Press(second, nominee(1))
	w.Settle()
	second.SendDocument("事迹.docx", word)
	w.Stop()
	w.Open()
	if _, err := second.WaitText(w.Ctx(), "牵头筹备台企"); err != nil {
		t.Fatalf("the last message is %q", second.Last().Text)
	}
	w.Settle()
	w.Press(second, "确认提名")
	w.Newest(second, "已推荐：")
	w.Upload(second, "事迹.docx", word, "") // nothing waits for it any more

	// 优秀微党课: once a year, by an officer.
	chair := w.Phone(w.Post(branch.OrganisationPost))
	w.Say(chair, "/rounds")
	print(w, chair)
	w.Press(chair, "发起优秀微党课")
	print(w, chair)
	w.Twice(chair, "确认发起")
	w.Newest(w.Phone(leaders[2]), "推荐“优秀微党课”")
	third := w.Phone(leaders[2])
	print(w, third)
	w.Press(third, nominee(2))
	print(w, third)
	w.Say(third, "3月主讲微党课，反响好。")
	w.Press(third, "确认提名")
	fourth := w.Phone(leaders[3])
	w.Say(fourth, "/menu")
	w.Press(fourth, "推荐“优秀微党课”")
	w.Nominate(fourth, nominee(3), "5月主讲微党课，反响好。")
	stored, _ := w.Stored()
	talks := 0
	for _, r := range stored {
		if r.Kind == rounds.MicroTalk {
			talks++
		}
	}
	if talks != 1 {
		t.Errorf("%d rounds of 优秀微党课", talks)
	}
	w.Turn(branch.On(2026, time.June, 15).At(18, 1))
	print(w, chair)
	w.Newest(chair, "优秀微党课")
	w.Turn(branch.On(2026, time.June, 16).At(9, 1)) // the recommendation opens by itself
	w.Newest(w.Phone(leaders[4]), "“优秀微党课”推荐")
	print(w, w.Phone(leaders[4]))
	w.Stop()
	fits(w)
	if strings.Contains(w.Logged.String(), "level=ERROR") {
		t.Error(w.Logged.String())
	}
}
