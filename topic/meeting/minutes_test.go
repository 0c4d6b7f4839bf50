package meeting_test

import (
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/meeting"
	"zhibu/world"
)

// lastFile is the document that somebody was sent last.
func lastFile(p *sandbox.Client) *sandbox.Document {
	for i := len(p.Messages()) - 1; i >= 0; i-- {
		if d := p.Messages()[i].Document; d != nil {
			return d
		}
	}
	return nil
}

// TestMinutes files the minutes of a 党员大会 with two votes: what is known is proposed, what cannot be is refused, who presided checks them,
// who was there reads them only then, and a correction makes them a draft again.
func TestMinutes(t *testing.T) {
	w := begin(t, branch.On(2026, 11, 20))
	post, chair := w.Post(branch.OrganisationPost), w.Post(branch.Secretary)
	organiser, secretary := w.Phone(post), w.Phone(chair)
	plain := w.Members(func(m branch.Member) bool {
		return m.Post == branch.NoPost && m.Group == 3 && !m.Leadership && m.Full != 0
	})
	member := w.Phone(plain[0])
	w.Turn(branch.On(2026, 11, 27).At(17, 0))
	id := log(w, post, branch.On(2026, 11, 27), nil, meeting.Assembly)
	open := func(p *sandbox.Client) {
		w.Say(p, "/owed")
		w.Press(p, "会议记录")
		w.Press(p, w.Label(p, "11月27日 党员大会"))
	}
	open(organiser)
	w.Press(organiser, "写会议记录")
	w.Say(organiser, "三楼会议室")
	w.Sees(organiser, "几点开始")
	w.Say(organiser, "上午9点半")
	w.Say(organiser, "张不存在")
	w.Sees(organiser, "没有找到“张不存在”")
	w.Say(organiser, plain[0].Name+"、"+plain[1].Name)
	w.Press(organiser, "选好了（2人）")
	w.Say(organiser, "支委会报告了审查情况，与会党员逐一发言，同意接收。")
	w.Press(organiser, "写好了")
	w.Say(organiser, "同意接收为预备党员，报上级党组织审批。")
	w.Sees(organiser, "应到31人（有表决权），实到29人")
	w.FitsPhone(organiser)

	// Figures that do not fit are said on the card, and nothing is lost.
	w.Press(organiser, "改实到人数")
	w.Say(organiser, "32")
	w.Sees(organiser, "实到32人，多于应到31人，请核对。")
	w.Say(organiser, "30")
	w.Sees(organiser, "应到31人，其中缺席2人，实到应为29人，填的是30人，请核对。")
	w.Say(organiser, "29")
	w.Press(organiser, "确认")
	w.Sees(organiser, "会议记录（草稿）")

	vote := func(kind, matter, figures string) {
		w.Press(organiser, "录入表决")
		w.Press(organiser, kind)
		w.Say(organiser, matter)
		w.Say(organiser, figures)
	}
	vote("接收预备党员", "接收李明同志为预备党员", "30 0 0")
	w.Sees(organiser, "赞成30人，多于实到29人，请核对。")
	w.Say(organiser, "30 0 0 1")
	w.Sees(organiser, "赞成30人，反对0人，弃权0人（含书面意见1份），通过")
	w.Press(organiser, "确认")
	vote("一般事项", "年度先进表彰方案", "15 10 4")
	w.Sees(organiser, "不足16人，未通过")
	w.Press(organiser, "确认")
	w.FitsPhone(organiser)

	// Nobody reads a draft but who writes it and who presided.
	open(member)
	if labels := strings.Join(w.LastLabels(member), " "); strings.Contains(labels, "会议记录（") {
		t.Errorf("a draft is offered: %s", labels)
	}
	open(secretary)
	w.Press(secretary, "会议记录（草稿）")
	w.Press(secretary, "核对无误")
	w.Sees(secretary, "会议记录（已核）")
	open(member)
	w.Sees(member, "党员大会")
	w.Press(member, "会议记录（已核）")
	w.Sees(member, "缺席："+plain[0].Name+"、"+plain[1].Name)
	w.Press(member, "生成会议记录")
	w.Settle()
	if d := lastFile(member); d == nil || d.Name != "会议记录-2026-11-27.docx" || len(d.Data) < 1000 {
		t.Fatalf("the file is %+v", d)
	}
	w.Press(member, "复制到灯塔")
	w.Sees(member, "长按上面的文字复制。")
	w.Newest(member, "会议名称：党员大会\n会议时间：2026年11月27日09:30\n会议地点：三楼会议室\n主持人："+chair.Name+"\n记录人："+post.Name+"\n应到人数：31\n实到人数：29\n缺席人员：")
	w.Newest(member, "会议决定：同意接收为预备党员，报上级党组织审批。")

	// A correction makes a draft of them, with what they said before; archived they are after the chair has read them again.
	open(organiser)
	w.Press(organiser, "会议记录（已核）")
	w.Press(organiser, "改记录")
	w.Sees(organiser, "记录已核，改动会使它回到草稿，须重新核对、归档。")
	w.Press(organiser, "仍要改记录")
	w.Press(organiser, "改决定")
	w.Say(organiser, "同意接收为预备党员。")
	w.Press(organiser, "确认")
	w.Sees(organiser, "会议记录（草稿）")
	w.Update(func(tx *store.Tx) error {
		m, _ := meeting.GetMinutes(tx, w.Branch, id)
		if len(m.Was) != 1 || m.Was[0].Decision != "同意接收为预备党员，报上级党组织审批。" || len(m.Votes) != 2 || !m.Votes[0].Passed || m.Votes[1].Passed {
			t.Errorf("%+v", m)
		}
		return nil
	})
	// The page of the handwritten book goes with them, to those who may read them.
	w.Press(organiser, "改记录")
	organiser.SendPhoto(world.Photo(t, 40), "")
	w.Waits(organiser, "记录本照片：1张")
	w.Press(organiser, "改要点")
	w.Sees(organiser, "已写：支委会报告了审查情况")
	w.Press(organiser, "清空重写")
	w.Press(organiser, "写好了")
	w.Sees(organiser, "要点：见记录本照片。")
	w.Press(organiser, "去掉记录本照片")
	w.Sees(organiser, "请写明发言要点，或者发来记录本的照片。")
	organiser.SendPhoto(world.Photo(t, 40), "")
	w.Waits(organiser, "记录本照片：1张")
	w.Press(organiser, "确认")
	w.Press(organiser, "看记录本照片")
	w.Press(organiser, "生成会议记录")
	w.Settle()
	if d := lastFile(organiser); d == nil || !strings.Contains(world.WordText(t, d.Data), "附：会议记录本") {
		t.Errorf("the file is %+v", d)
	}
	open(secretary)
	w.Press(secretary, "会议记录（草稿）")
	w.Press(secretary, "核对无误")
	w.Press(secretary, "归档")
	w.Sees(secretary, "归档后再改，会回到草稿")
	w.Press(secretary, "确认归档")
	w.Sees(secretary, "会议记录（已归档）")
	w.PressAll(10)
	w.Stop()
}
