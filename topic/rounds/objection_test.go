package rounds_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// publicNotice takes 身边好党员 to the 公示 of five, in which somebody objects to the nominee of the fourth group.
func publicNotice(t *testing.T) (w *world.World, five []branch.Member) {
	t.Helper()
	at := func(d, hour int) time.Time { return branch.On(2026, time.June, d).At(hour, 0) }
	w = world.New(t, at(8, 8))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	w.Turn(at(8, 10))
	groups, leaders := w.Leaders()
	for i := range leaders {
		of := w.Members(func(m branch.Member) bool { return m.Group == groups[i].ID })[1]
		five = append(five, of)
		w.Say(w.Phone(leaders[i]), "/menu")
		w.Press(w.Phone(leaders[i]), "推荐“身边好党员”")
		w.Nominate(w.Phone(leaders[i]), of.Name, "主动承担驻村帮扶任务。")
	}
	w.Turn(at(16, 10))
	decideFor(w, w.Phone(w.Post(branch.OrganisationPost)), "党员大会", "31 30 30 30 30 30")
	w.Turn(at(17, 10))
	critic := w.Phone(leaders[4])
	w.Press(critic, "提出意见")
	w.Press(critic, five[3].Name)
	w.Say(critic, "事迹中的户数与实际不符。")
	w.Press(critic, "确认提出")
	return w, five
}

func answerIt(w *world.World, p *sandbox.Client, verdict string) {
	w.Helper()
	w.Press(p, verdict)
	w.Say(p, "已逐户核实。")
	w.Press(p, "确认答复")
}

// TestObjectionKeepsNobodyElse: an objection that is not answered keeps the one it is about from being named, and nobody else; who
// owes the answer reads it at home at once, and is reminded three times.
func TestObjectionKeepsNobodyElse(t *testing.T) {
	w, five := publicNotice(t)
	inspector := w.Post(branch.DisciplinePost)
	p := w.Phone(inspector)
	w.Say(p, "/menu")
	w.Sees(p, "答复对"+five[3].Name+"的意见")
	w.Turn(branch.On(2026, time.July, 1).At(10, 0))
	for _, reader := range five[:2] {
		named := w.Newest(w.Phone(reader), "命名：").Text
		for i, m := range five {
			if strings.Contains(named, m.Name) == (i == 3) {
				t.Errorf("named on 1 July: %q", named)
			}
		}
	}
	w.WantSent(inspector, time.Time{}, "公示意见待答复（6月17日起）", "06-23 09:00", "06-26 09:00", "07-01 09:00")
	digests := 0
	for _, m := range p.Messages() {
		if !strings.Contains(m.Text, "公示意见待答复") {
			continue
		}
		if digests++; (digests < 3) != strings.Contains(m.Text, "之后又有新的提醒") || (digests < 3) == (len(m.Buttons) > 0) {
			t.Errorf("reminder %d reads %q with %q", digests, m.Text, m.Labels())
		}
	}
	w.Turn(branch.On(2026, time.July, 7).At(15, 0))
	w.Say(p, "/menu")
	w.Press(p, "处理意见")
	answerIt(w, p, "意见不成立")
	w.Turn(branch.On(2026, time.July, 9).At(15, 0))
	if named := w.Newest(w.Phone(five[0]), "命名：").Text; strings.Count(named, "党小组") != 5 {
		t.Errorf("after the answer: %q", named)
	}
	w.WantSent(five[0], time.Time{}, "命名：", "07-01 09:00", "07-08 09:00")
	if last := w.Newest(p, "（已办理）"); len(last.Buttons) > 0 {
		t.Errorf("the reminder that was answered has %q", last.Labels())
	}
	w.Say(p, "/menu")
	if strings.Contains(p.Last().Text, "的意见") {
		t.Error("an answer that was given still waits at home")
	}
	w.Stop()
}

// TestSecondNoticeHasItsOwnDays: who is decided on again after an objection was upheld has a 公示 with other days, while the others
// are named on theirs. The officers are reminded of the decision three times in their digests, then the 书记 in each week's.
func TestSecondNoticeHasItsOwnDays(t *testing.T) {
	w, five := publicNotice(t)
	member := w.Phone(five[0])
	before := w.Newest(member, "公示时间：").Text
	answerIt(w, w.Phone(w.Post(branch.DisciplinePost)), "意见成立")
	if after := w.Newest(member, "公示时间：").Text; after != before {
		t.Errorf("that an objection was upheld shows on the 公示: %q", after)
	}
	w.Press(member, "看事迹")
	if text := w.Newest(member, "人选介绍").Text; !strings.Contains(text, five[3].Name) {
		t.Errorf("that an objection was upheld shows among the deeds: %q", text)
	}
	chair, secretary := w.Post(branch.OrganisationPost), w.Post(branch.Secretary)
	w.Turn(branch.On(2026, time.July, 14).At(10, 0))
	if named := w.Newest(w.Phone(five[0]), "命名：").Text; strings.Count(named, "党小组") != 4 || strings.Contains(named, five[3].Name) {
		t.Errorf("named while one is undecided: %q", named)
	}
	const waits = "“身边好党员”：待研究决定（6月17日起）"
	w.WantSent(chair, time.Time{}, waits, "06-18 09:00", "06-22 09:00", "06-23 09:00")
	w.WantSent(secretary, time.Time{}, "本周：评选待办", "06-29 09:00", "07-06 09:00", "07-13 09:00")
	if got := w.Sent(chair, branch.On(2026, time.June, 17).At(12, 0), "公示中有意见成立"); len(got) != 0 {
		t.Errorf("the same card was sent again: %q", got)
	}
	decideFor(w, w.Phone(chair), "支委会", "5 5")
	w.Turn(branch.On(2026, time.July, 15).At(10, 0))
	second := w.Newest(w.Phone(five[0]), "拟命名下列同志").Text
	if !strings.Contains(second, five[3].Name) || strings.Contains(second, five[0].Name) || !strings.Contains(second, "7月15日") || strings.Contains(second, "6月") {
		t.Errorf("the second 公示: %q", second)
	}
	w.Turn(branch.On(2026, time.July, 23).At(10, 0))
	if named := w.Newest(w.Phone(five[0]), "命名：").Text; strings.Count(named, "党小组") != 5 {
		t.Errorf("in the end: %q", named)
	}
	if stored, _ := w.Stored(); !slices.ContainsFunc(stored, func(r rounds.Round) bool {
		return r.Kind == rounds.GoodMember && r.Running() == nil && len(r.Named) == 5
	}) {
		t.Error("the round has not ended")
	}
	w.Stop()
}
