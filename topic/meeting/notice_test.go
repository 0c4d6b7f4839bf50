package meeting_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/meeting"
)

// notices returns the notices of meetings that somebody has on the screen, the oldest first.
func notices(p *sandbox.Client) (list []sandbox.Message) {
	for _, m := range p.Messages() {
		if m.FromBot && m.Document != nil && strings.HasPrefix(m.Text, "会议") {
			list = append(list, m)
		}
	}
	return list
}

// TestNotice goes from the month's start to the 主题党日: the fixed day is proposed and moved by two presses, everybody has the notice with a
// file for the calendar, a change comes below, leave is the convener's alone and is forgotten when the day has passed, and the record is
// one press.
func TestNotice(t *testing.T) {
	w := begin(t, branch.On(2026, 11, 20))
	post := w.Post(branch.OrganisationPost)
	organiser := w.Phone(post)
	plain := w.Members(func(m branch.Member) bool { return m.Post == branch.NoPost && m.Group == 3 && !m.Leadership })
	member, other := w.Phone(plain[1]), w.Phone(plain[2])
	w.Turn(branch.On(2026, 12, 1).At(10, 0))
	w.Newest(organiser, "主题党日按规则是12月7日（周一）")
	w.Press(organiser, "定主题党日")
	for _, bad := range [][2]string{{"25:00", "7:00至22:59"}, {"午后", "没有看懂时间"}} {
		w.Say(organiser, bad[0])
		w.Sees(organiser, bad[1])
	}
	w.Press(organiser, "15:00")
	w.Say(organiser, "三楼会议室")
	w.Say(organiser, "学习二十届四中全会精神，讨论年度总结。")
	w.Sees(organiser, "时间：2026年12月7日（周一）15:00")
	w.Sees(organiser, "通知发给参会的32位同志")
	w.Press(organiser, "改日期")
	w.Press(organiser, "12月8日（周二）")
	w.Sees(organiser, "时间：2026年12月8日（周二）15:00")
	w.FitsPhone(organiser)
	w.Press(organiser, "发通知")
	for _, p := range w.Phones {
		list := notices(p)
		if len(list) != 1 || !strings.Contains(list[0].Text, "主题党日\n时间：2026年12月8日（周二）15:00\n地点：三楼会议室") || list[0].Document.Name != "会议-2026-12-08.ics" ||
			!bytes.Contains(list[0].Document.Data, []byte("DTSTART:20261208T070000Z\r\n")) {
			t.Fatalf("%s has %+v", p.Person().First, list)
		}
	}
	w.Say(organiser, "本月还差")
	w.Sees(organiser, "主题党日1次（定于12月8日）")

	// Twice is refused, a past day too, and nothing that was typed is lost.
	w.Press(organiser, "定时间")
	w.Press(organiser, "主题党日")
	w.Press(organiser, "选好了")
	w.Say(organiser, "再开一次主题党日活动。")
	w.Press(organiser, "改日期")
	w.Say(organiser, "12月8日")
	w.Sees(organiser, "12月8日的主题党日已经发过通知")
	w.Press(organiser, "改日期")
	w.Say(organiser, "2026年11月3日")
	w.Sees(organiser, "请发送今天以后的日期")
	w.Say(organiser, "12月9日")
	w.Sees(organiser, "议题：再开一次主题党日活动。")
	w.Press(organiser, "取消")
	w.Press(organiser, "不要了")

	// Leave: the convener alone is told why.
	w.Press(member, "有事请假")
	w.Say(member, "到省里参加培训。")
	w.Sees(member, "")
	w.Newest(organiser, "• "+plain[1].Name+"：到省里参加培训。")
	w.Press(other, "有事请假")
	w.Press(other, "不写原因")
	w.Newest(organiser, "• "+plain[2].Name)
	for id, p := range w.Phones {
		if id == post.ID || id == plain[1].ID {
			continue
		}
		for _, m := range p.Messages() {
			if strings.Contains(m.Text, "到省里") || m.FromBot && id != plain[2].ID && strings.Contains(m.Text, "请假\n") {
				t.Errorf("%s reads %q", p.Person().First, m.Text)
			}
		}
	}
	w.Press(other, "可以参加了")
	if text := w.Newest(organiser, "请假\n").Text; strings.Contains(text, plain[2].Name) {
		t.Errorf("who comes after all is on leave: %q", text)
	}

	// Who called it sees on it who cannot come, without the reason; one card holds the reasons.
	w.Say(organiser, "本月还差")
	w.Press(organiser, "通知：12月8日主题党日")
	w.Sees(organiser, "请假："+plain[1].Name)
	if text := organiser.Last().Text; strings.Contains(text, "到省里") {
		t.Errorf("the notice says why: %q", text)
	}
	reasons := 0
	for _, m := range organiser.Messages() {
		reasons += strings.Count(m.Text, "到省里")
	}
	if reasons != 1 {
		t.Errorf("the reason stands %d times in the chat", reasons)
	}

	// A meeting that is to come has no record yet.
	if err := w.App.Store.View(func(tx *store.Tx) error {
		me, _ := office.Member(tx, w.Branch, post.ID)
		_, err := meeting.Log(w.App.Office, tx, me, meeting.Content{Kinds: []string{meeting.PartyDay}, Day: branch.On(2026, 12, 8), Topics: "学习。"}, branch.On(2026, 12, 8).At(9, 7))
		return err
	}); err == nil || !strings.Contains(err.Error(), "还没有开，开过再登记") {
		t.Errorf("a meeting to come is entered: %v", err)
	}

	// A change comes below, with the file of the same event; who is on leave still is.
	w.Say(organiser, "本月还差")
	w.Press(organiser, "通知：12月8日主题党日")
	w.Press(organiser, "改时间地点")
	w.Press(organiser, "改时间")
	w.Say(organiser, "下午3点半")
	w.Press(organiser, "确认改动")
	list := notices(other)
	last := list[len(list)-1]
	if len(list) != 2 || !strings.Contains(last.Text, "会议通知（有变动）") || !strings.Contains(last.Text, "15:30\n（原定12月8日15:00）") || len(list[0].Buttons) > 0 ||
		!bytes.Contains(last.Document.Data, []byte("SEQUENCE:1\r\n")) {
		t.Fatalf("the change is %+v", list)
	}
	if text := notices(member)[1].Text; !strings.Contains(text, "您已请假") {
		t.Errorf("on leave: %q", text)
	}
	w.Turn(branch.On(2026, 12, 8).At(17, 0))
	w.Say(organiser, "本月还差")
	w.Press(organiser, "登记12月8日主题党日")
	w.Sees(organiser, "议题：学习二十届四中全会精神，讨论年度总结。")
	w.Press(organiser, "确认")
	w.Sees(organiser, "主题党日")
	if len(notices(other)[1].Buttons) > 0 {
		t.Error("the notice of a meeting that was held has buttons")
	}
	// What was entered by mistake is taken back, and the notice asks for its record again.
	w.Press(organiser, "撤回")
	w.Press(organiser, "确认撤回")
	w.Say(organiser, "本月还差")
	w.Press(organiser, "登记12月8日主题党日")
	w.Press(organiser, "确认")
	w.Turn(branch.On(2026, 12, 9).At(10, 0))
	w.Newest(organiser, "请假情况已清除")
	for _, row := range w.Dump() {
		if strings.Contains(row, "到省里") {
			t.Errorf("the reason is still stored: %s", row)
		}
	}
	w.Update(func(tx *store.Tx) error {
		for l := range meeting.Leaves.Scan(tx, nil) {
			t.Errorf("a leave is left: %+v", l)
		}
		return nil
	})
	if strings.Contains(w.Logged.String(), "到省里") {
		t.Error("the reason is in the log")
	}
	w.Stop()
}

// TestCalledOff: a leader calls the own group together, and calls it off: the group alone is told, at once.
func TestCalledOff(t *testing.T) {
	w := begin(t, branch.On(2026, 11, 20))
	_, leaders := w.Leaders()
	leader := w.Phone(leaders[2])
	w.Say(leader, "/owed")
	w.Press(leader, "定时间")
	w.Say(leader, "12月3日")
	w.Press(leader, "10:00")
	w.Say(leader, "二楼小会议室")
	w.Say(leader, "讨论年度工作。")
	w.Press(leader, "发通知")
	w.Sees(leader, "第三党小组会")
	told := func(head string) (groups []branch.GroupID) {
		for id, p := range w.Phones {
			for _, m := range notices(p) {
				if strings.HasPrefix(m.Text, head) && !slices.Contains(groups, w.Member(id).Group) {
					groups = append(groups, w.Member(id).Group)
				}
			}
		}
		return groups
	}
	if got := told("会议通知\n第三党小组会"); !slices.Equal(got, []branch.GroupID{3}) {
		t.Errorf("of it are told groups %v", got)
	}
	w.Press(leader, "取消会议")
	w.Press(leader, "确认取消")
	if got := told("会议取消\n第三党小组会"); !slices.Equal(got, []branch.GroupID{3}) {
		t.Errorf("that it is called off are told groups %v", got)
	}
	if list := notices(leader); !bytes.Contains(list[len(list)-1].Document.Data, []byte("METHOD:CANCEL\r\n")) {
		t.Error("the file does not cancel the event")
	}
	// Who calls a 党员大会 reads how many must come for what is to be voted on; the others do not.
	organiser := w.Phone(w.Post(branch.OrganisationPost))
	w.Say(organiser, "/owed")
	w.Press(organiser, "定时间")
	w.Press(organiser, "党员大会")
	w.Press(organiser, "选好了")
	w.Say(organiser, "明天")
	w.Say(organiser, "10:00") // where and when a group met is nothing to go by
	w.Say(organiser, "三楼会议室")
	w.Say(organiser, "讨论接收预备党员。")
	w.Sees(organiser, "11月21日是休息日。")
	w.Press(organiser, "发通知")
	w.Sees(organiser, "应到31人（有表决权）。表决须到会：一般事项至少16人，接收预备党员至少16人，预备党员转正至少16人。")
	w.FitsPhone(organiser)
	w.Newest(leader, "会议通知\n党员大会\n时间：2026年11月21日（周六）10:00")
	if text := leader.Last().Text; strings.Contains(text, "有表决权") {
		t.Errorf("everybody reads %q", text)
	}
	w.PressAll(1)
	w.Stop()
}
