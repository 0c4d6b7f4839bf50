package meeting_test

import (
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/store"
	"zhibu/topic/meeting"
)

// TestMinutesOfACalledMeeting: place and time come from the meeting's own notice, who asked for leave is chosen already and does not preside,
// a lowered 应到 asks why, who is absent changes 实到, and what was skipped is not asked for when the minutes are opened again.
func TestMinutesOfACalledMeeting(t *testing.T) {
	day := branch.On(2026, 11, 27)
	w := begin(t, day-3)
	h := minutesHouse{w, t}
	post, chair, deputy := w.Post(branch.OrganisationPost), w.Post(branch.Secretary), w.Post(branch.DeputySecretary)
	organiser, plain := w.Phone(post), h.plain(3)
	var called meeting.Notice
	w.Update(func(tx *store.Tx) (err error) {
		me, _ := office.Member(tx, w.Branch, post.ID)
		now := w.Clock.Now()
		if called, err = meeting.Call(w.App.Office, tx, me, meeting.Notice{Kinds: []string{meeting.Assembly}, At: day.At(9, 30), Place: "三楼会议室", Topics: "表决。"}, now); err != nil {
			return err
		}
		_, err = meeting.Call(w.App.Office, tx, me, meeting.Notice{Kinds: []string{meeting.PartyDay}, At: (day + 3).At(15, 0), Place: "纪念馆", Topics: "参观。"}, now)
		for _, m := range []branch.Member{chair, plain[0]} {
			who, _ := office.Member(tx, w.Branch, m.ID)
			if err == nil {
				err = meeting.TakeLeave(tx, who, called.ID, "家里有事。", now)
			}
		}
		return err
	})
	w.Turn(day.At(17, 0))
	log(w, post, day, nil, meeting.Assembly)
	open := func() {
		w.Say(organiser, "/owed")
		w.Press(organiser, "会议记录")
		w.Press(organiser, w.Label(organiser, "11月27日 党员大会"))
	}
	open()
	w.Press(organiser, "写会议记录")
	w.Sees(organiser, "请假的同志已经选上")
	w.Sees(organiser, "已选：")
	if text := organiser.Last().Text; !strings.Contains(text, chair.Name) || !strings.Contains(text, plain[0].Name) || strings.Contains(text, "家里有事") {
		t.Errorf("who is on leave: %q", text)
	}
	w.Press(organiser, "选好了（2人）")
	w.Say(organiser, "逐一发言。")
	w.Press(organiser, "写好了")
	w.Press(organiser, "跳过") // 决定
	w.Sees(organiser, "主持："+deputy.Name)
	w.Sees(organiser, "时间：09:30\n地点：三楼会议室")
	w.Sees(organiser, "应到31人（有表决权），实到29人")
	w.Press(organiser, "改应到人数")
	w.Say(organiser, "40")
	w.Sees(organiser, "应到人数最多为31人")
	w.Say(organiser, "30")
	w.Sees(organiser, "请写明扣除的原因")
	w.Say(organiser, "1人长期患病。")
	w.Sees(organiser, "应到30人（有表决权），实到28人（按名册31人，扣除1人：1人长期患病）")
	w.Press(organiser, "改缺席")
	w.Press(organiser, "无人缺席")
	w.Sees(organiser, "实到30人")
	w.Press(organiser, "改缺席")
	w.Say(organiser, deputy.Name+" "+plain[1].Name)
	w.Press(organiser, "选好了（2人）")
	w.Sees(organiser, deputy.Name+"是主持人，不能同时列为缺席")
	w.Press(organiser, "改缺席")
	w.Press(organiser, "无人缺席")
	w.Press(organiser, "改缺席")
	w.Say(organiser, plain[1].Name)
	w.Press(organiser, "选好了（1人）")
	w.Sees(organiser, "实到29人")
	w.FitsPhone(organiser)
	w.Press(organiser, "确认")
	w.Sees(organiser, "会议记录（草稿）")

	// Nothing is asked for again, and a bare number is no decision.
	w.Press(organiser, "改记录")
	w.Say(organiser, "14")
	w.Press(organiser, "取消")
	open()
	w.Press(organiser, "会议记录（草稿）")
	if text := organiser.Last().Text; strings.Contains(text, "决定：") {
		t.Errorf("a decision has come of it: %q", text)
	}

	// A vote typed by words, corrected, and deleted after a question.
	w.Press(organiser, "录入表决")
	w.Press(organiser, "接收预备党员")
	w.Sees(organiser, "例如：接收李明同志为预备党员。")
	w.Say(organiser, plain[2].Name)
	w.Sees(organiser, "请写成一句完整的话")
	w.Say(organiser, "接收李明同志为预备党员")
	w.Say(organiser, "-5 0 0")
	w.Sees(organiser, "负数")
	w.Say(organiser, "反对20 赞成5")
	w.Sees(organiser, "赞成5人，反对20人，弃权0人，未表决4人")
	w.Sees(organiser, "差4人，将记为未表决")
	w.Press(organiser, "确认")
	w.Press(organiser, "表决（1项）")
	w.Press(organiser, "接收李明同志为预备党员")
	w.Press(organiser, "改表决")
	w.Say(organiser, "赞成20 反对5 弃权4")
	w.Sees(organiser, "赞成20人，反对5人，弃权4人，通过")
	w.Press(organiser, "确认")
	w.Press(organiser, "更正情况")
	w.Sees(organiser, "原表决接收李明同志为预备党员：赞成5人")
	w.Press(organiser, "返回")
	w.Press(organiser, "表决（1项）")
	w.Press(organiser, "接收李明同志为预备党员")
	w.Press(organiser, "删除")
	w.Sees(organiser, "删除后不再写进会议记录")
	w.Press(organiser, "确认删除")
	if labels := w.LastLabels(organiser); slices.Contains(labels, "表决（1项）") || !slices.Contains(labels, "录入表决") {
		t.Errorf("after it is deleted: %v", labels)
	}
	w.FitsPhone(organiser)
	w.PressAll(10)
	w.Stop()
}
