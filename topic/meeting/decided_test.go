package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/meeting"
	"zhibu/world"
)

// TestDecidedThere: a 党员大会 at which a round was decided is a meeting that was held. It is ticked off without being entered a second
// time, its minutes propose what was decided, and a second decision of the day joins the first record.
func TestDecidedThere(t *testing.T) {
	w := world.New(t, branch.On(2026, time.June, 1).At(8, 0))
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	chair := w.Open3("6月2日（周二）18:00", "江月华", "陆文博", "程思敏")
	for i, m := range w.Members(func(m branch.Member) bool { return m.Full != 0 })[:20] {
		w.Vote(m, []string{"江月华", "江月华", "陆文博"}[i%3])
	}
	w.Turn(branch.On(2026, time.June, 3).At(10, 0))
	w.Say(chair, "本月还差")
	w.Sees(chair, "党员大会1次")
	decide := func(figures string) {
		w.Press(chair, "录入决定")
		w.Press(chair, "党员大会")
		w.Press(chair, "今天")
		w.Say(chair, figures)
		w.Press(chair, "确认决定")
	}
	decide("31 30")
	w.Say(chair, "本月还差")
	if text := chair.Last().Text; strings.Contains(text, "党员大会1次") {
		t.Errorf("it is still owed: %q", text)
	}
	w.Press(chair, "会议记录")
	w.Press(chair, "6月3日 党员大会")
	w.Sees(chair, "研究决定")
	w.Press(chair, "写会议记录")
	w.Say(chair, "三楼会议室")
	w.Press(chair, "跳过")
	w.Press(chair, "无人缺席")
	w.Say(chair, "讨论推荐情况。")
	w.Press(chair, "写好了") // all answers, of which the decision was known
	w.Sees(chair, "进行表决：江月华（第一党小组）赞成30人，超过应到会有表决权党员的半数（至少16人），通过。")
	w.Update(func(tx *store.Tx) error {
		me := w.Post(branch.OrganisationPost)
		w.App.Office.Met(tx, me, office.Met{Kind: branch.Assembly, Day: branch.On(2026, time.June, 3), Topics: "研究决定。", Decided: "会议就另一项进行表决。"}, w.Clock.Now())
		var all []meeting.Gathering
		for g := range meeting.Gatherings.Scan(tx, store.K(w.Branch)) {
			all = append(all, g)
		}
		if len(all) != 1 || !strings.Contains(all[0].Decided, "江月华") || !strings.HasSuffix(all[0].Decided, "\n会议就另一项进行表决。") {
			t.Errorf("after a second decision: %+v", all)
		}
		return nil
	})
	w.Stop()
}

// TestCalledAssemblyIsOffered: the day of a 党员大会 that has been called is the first that the quarter's 先锋岗 offers for it.
func TestCalledAssemblyIsOffered(t *testing.T) {
	w := begin(t, branch.On(2026, 11, 20))
	organiser := w.Phone(w.Post(branch.OrganisationPost))
	w.Say(organiser, "本月还差")
	w.Press(organiser, "定时间")
	w.Press(organiser, "党员大会")
	w.Press(organiser, "选好了")
	w.Say(organiser, "2026年12月25日")
	w.Press(organiser, "15:00")
	w.Say(organiser, "三楼会议室")
	w.Say(organiser, "年度总结和表彰。")
	w.Press(organiser, "发通知")
	w.Turn(branch.On(2026, 12, 14).At(10, 0))
	m := w.Newest(organiser, "请确定本季度党员大会的日期")
	if got := m.Labels()[0]; got != "12月25日（周五）已通知" {
		t.Errorf("the first day offered is %q of %q", got, m.Labels())
	}
	if n := len(slices.DeleteFunc(m.Labels(), func(l string) bool { return !strings.HasPrefix(l, "12月25日") })); n != 1 {
		t.Errorf("the day is offered %d times", n)
	}
	w.Press(organiser, "12月25日（周五）已通知")
	w.Sees(organiser, "党员大会：2026年12月25日（周五）")
	w.Stop()
}
