package register_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/register"
	"zhibu/topic/rounds"
	"zhibu/world"
)

// begun is a branch whose people have phones.
func begun(t *testing.T, now time.Time) *world.World {
	w := world.New(t, now)
	w.Open()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	return w
}

// inRoom opens a list from home.
func inRoom(w *world.World, p *sandbox.Client, room, list string) {
	w.Helper()
	w.Say(p, "/menu")
	w.Press(p, room)
	w.Press(p, list)
}

// lacks fails the test if the last message has a button.
func lacks(w *world.World, p *sandbox.Client, labels ...string) {
	w.Helper()
	for _, l := range w.LastLabels(p) {
		if slices.Contains(labels, l) {
			w.Errorf("%s is offered %s", p.Person().First, l)
		}
	}
}

// TestCare talks about a second kind, a secret one: it is entered over a restart, corrected, found, written out and withdrawn by who
// may see it, and nobody else hears of it.
func TestCare(t *testing.T) {
	start := branch.On(2026, time.April, 1).At(10, 0)
	w := begun(t, start)
	defer func() { w.Stop() }()
	cared, secretary := w.Member(5), w.Post(branch.Secretary)
	p, other, inspector := w.Phone(secretary), w.Phone(cared), w.Phone(w.Post(branch.DisciplinePost))

	inRoom(w, p, cards.RoomLife, "关怀帮扶")
	w.Sees(p, "关怀帮扶，共0项")
	lacks(w, p, "导出", "查找")
	w.Press(p, "登记")
	w.Sees(p, "第1步，共4步")
	w.Say(p, cared.Name)
	w.Stop()
	w.Open()
	w.Press(p, "走访慰问")
	w.Say(p, "3月30日")
	w.Press(p, "跳过")
	w.Sees(p, "同志："+cared.Name)
	w.Press(p, "确认")
	w.Sees(p, cared.Name+"\n做法：走访慰问\n日期：2026年3月30日\n登记人："+secretary.Name)

	w.Press(p, "更正")
	w.Press(p, "改做法")
	w.Press(p, "推荐培训")
	w.Press(p, "确认")
	w.Sees(p, "做法：推荐培训")
	w.Sees(p, "更正：2026年4月1日，"+secretary.Name)

	// Nobody else: no button, no press, no line among what is stored about whom it is about.
	w.Say(other, "/menu")
	w.Press(other, cards.RoomLife)
	lacks(w, other, "关怀帮扶")
	for _, press := range []chat.Press{{Action: "care", Args: []int64{1, 0}}, {Action: "care.see", Args: []int64{1, 1}}, {Action: "care.find", Args: []int64{1}}, {Action: "care.file", Args: []int64{1}}} {
		w.Say(other, "/menu")
		if got := w.Forge(other, other.Last().ID, press.Encode()); got != cards.NotYours {
			t.Errorf("%s is answered %q", press.Action, got)
		}
	}
	w.Update(func(tx *store.Tx) error {
		if mine := strings.Join(w.App.Office.Mine(tx, cared), "\n"); strings.Contains(mine, "关怀") {
			t.Errorf("%s is told: %s", cared.Name, mine)
		}
		return nil
	})

	// Nine more fill a page: what is looked for is found by any word of it.
	for range 9 {
		inRoom(w, p, cards.RoomLife, "关怀帮扶")
		w.Press(p, "登记")
		w.Say(p, w.Member(12).Name)
		w.Press(p, "挂职锻炼")
		w.Press(p, "今天")
		w.Say(p, "到台企工业园。")
		w.Press(p, "确认")
	}
	inRoom(w, inspector, cards.RoomLife, "关怀帮扶")
	w.Sees(inspector, "共10项")
	w.Press(inspector, "查找")
	if got := w.Say(inspector, "没有这样的"); !strings.Contains(got, "没有查到") {
		t.Errorf("nothing is found: %q", got)
	}
	w.Say(inspector, "培训")
	w.Sees(inspector, "“培训”查到1项")
	w.Button1(inspector, "2026-03-30 "+cared.Name)
	w.Sees(inspector, "做法：推荐培训")
	lacks(w, inspector, "更正", "撤回") // who only sees it
	inRoom(w, inspector, cards.RoomLife, "关怀帮扶")
	w.Press(inspector, "查找")
	w.Say(inspector, "工业园")
	w.Sees(inspector, "查到9项，先列出8项")
	w.Press(inspector, "返回列表")
	w.Press(inspector, "导出")
	sheet := w.Newest(inspector, "关怀帮扶台账")
	if sheet.Document == nil || sheet.Document.Name != "关怀帮扶台账-2026-04-01.xlsx" {
		t.Fatalf("sent is %+v", sheet)
	}
	x, err := excelize.OpenReader(bytes.NewReader(sheet.Document.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if rows, err := x.GetRows("2026年"); err != nil || len(rows) < 12 || !strings.Contains(strings.Join(rows[len(rows)-1], " "), cared.Name+" 推荐培训 2026年3月30日") {
		t.Errorf("written is %q, %v", rows, err)
	}

	// For seven days who has logged it withdraws it, and then no more.
	inRoom(w, p, cards.RoomLife, "关怀帮扶")
	w.Press(p, "下一页")
	w.Button1(p, "2026-03-30 "+cared.Name)
	w.Press(p, "撤回")
	w.Press(p, "确认撤回")
	w.Sees(p, "已撤回：2026年4月1日，"+secretary.Name)
	w.Press(p, "返回列表")
	w.Sees(p, "共9项")
	w.Turn(branch.On(2026, time.April, 9).At(9, 30))
	inRoom(w, p, cards.RoomLife, "关怀帮扶")
	w.Button1(p, "2026-04-01")
	lacks(w, p, "更正", "撤回")
	w.Sees(p, "登记后7天内")
	if got := w.Forge(p, p.Last().ID, chat.Press{Action: "care.nok", Args: []int64{1, 5}}.Encode()); !strings.HasPrefix(got, "登记后7天内") {
		t.Errorf("a late withdrawal is answered %q", got)
	}
	w.FitsPhone(p)
	w.FitsPhone(inspector)
}

// TestHonours enters a 表彰 of a member, puts it right, and meets it where it is told of: on the member's own page, among the evidence,
// on the sheet; a withdrawn one nowhere but in the list of who keeps them.
func TestHonours(t *testing.T) {
	w := begun(t, branch.On(2026, time.April, 1).At(10, 0))
	defer func() { w.Stop() }()
	keeper, honoured := w.Phone(w.Post(branch.OrganisationPost)), w.Member(3)
	for range 2 {
		inRoom(w, keeper, cards.RoomRounds, "表彰")
		w.Press(keeper, "登记")
		w.Say(keeper, honoured.Name)
		w.Say(keeper, "先进工作者")
		w.Press(keeper, "省级")
		w.Press(keeper, "已推荐")
		w.Sees(keeper, "点「确认」后才登记")
		w.Press(keeper, "确认")
		w.Sees(keeper, "已登记。\n"+honoured.Name)
	}
	w.Press(keeper, "更正")
	w.Sees(keeper, honoured.Name+"\n荣誉：先进工作者\n级别：省级")
	w.Press(keeper, "改级别")
	w.Press(keeper, "市级")
	w.Press(keeper, "确认")
	w.Sees(keeper, "级别：市级\n日期：2026年4月1日\n结果：已推荐\n登记人：")
	w.Press(keeper, "已获评")
	w.Sees(keeper, "结果：已获评（2026年4月1日"+w.Post(branch.OrganisationPost).Name+"登记）")
	w.Press(keeper, "撤回")
	w.Sees(keeper, honoured.Name+"\n2026-04-01 先进工作者")
	_, no := w.Button(keeper, "确认撤回")
	w.Press(keeper, "返回")

	inRoom(w, keeper, cards.RoomRounds, "表彰")
	w.Sees(keeper, "先进典型和表彰，共2项")
	w.Update(func(tx *store.Tx) error {
		return register.Honours.Withdraw(tx, w.Post(branch.OrganisationPost), 1, w.Clock.Now())
	})
	inRoom(w, keeper, cards.RoomRounds, "表彰")
	w.Sees(keeper, "先进典型和表彰，共1项")
	w.Button1(keeper, "已撤回："+honoured.Name)
	w.Sees(keeper, "已撤回：2026年4月1日")
	lacks(w, keeper, "更正", "撤回", "已获评")
	w.Forge(keeper, keeper.Last().ID, strings.Replace(no, ":2", ":1", 1)) // who asked before it was withdrawn is shown that it has been
	w.Sees(keeper, "已撤回：2026年4月1日")
	w.Press(keeper, "返回列表")
	w.Press(keeper, "导出")
	if m := w.Newest(keeper, "先进典型推荐和表彰"); m.Document == nil || m.Document.Name != "先进典型推荐和表彰-2026-04-01.xlsx" {
		t.Errorf("sent is %+v", m)
	}
	plain := w.Phone(honoured)
	inRoom(w, plain, cards.RoomRounds, "表彰")
	lacks(w, plain, "登记", "导出", "已撤回："+honoured.Name+"：先进工作者")
	w.Update(func(tx *store.Tx) error {
		mine := strings.Join(w.App.Office.Mine(tx, honoured), "\n")
		if !strings.Contains(mine, "上级推荐和表彰：2项\n• 2026-04-01 先进工作者（市级，已获评）\n") || strings.Contains(mine, "省级") {
			t.Errorf("the own page says %s", mine)
		}
		for group, want := range map[branch.GroupID]string{honoured.Group: "表彰：" + honoured.Name + "4月1日获得先进工作者（市级）。", honoured.Group + 1: "本季度没有登记的走访等记录。"} {
			if got := rounds.ReportDraft(w.App.Office, tx, rounds.NewRound(w.Branch, rounds.Pioneer, "2026Q2"), office.Group(tx, w.Branch, group)); got != want {
				t.Errorf("the report of group %d says %q", group, got)
			}
		}
		return nil
	})
	w.FitsPhone(keeper)
	w.PressAll(1)
}
