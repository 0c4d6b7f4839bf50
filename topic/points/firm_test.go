package points_test

import (
	"testing"

	"zhibu/branch"
	"zhibu/store"
	"zhibu/world"
)

// TestFirmInChat: an officer puts an enterprise on record, makes it a contact point, changes who looks after it, ends it
// and takes it up again, each from that day on.
func TestFirmInChat(t *testing.T) {
	w := world.New(t, branch.On(2026, 3, 17).At(10, 0))
	w.Open()
	defer func() { w.Stop() }()
	w.Found()
	w.Attach(w.Members(func(branch.Member) bool { return true }))
	officer, plain := w.Phone(w.Member(2)), w.Phone(w.Member(3))
	w.Say(plain, "/board")
	w.Press(plain, "全部企业")
	for _, l := range plain.Last().Labels() {
		if l == "新增企业" {
			t.Error("a member is offered 新增企业")
		}
	}
	open := func(name string) {
		w.Say(officer, "/board")
		w.Press(officer, "全部企业")
		w.Press(officer, name)
		w.Press(officer, "修改资料")
	}
	const name = "云州新设电子有限公司"
	firm := func() (c branch.Contact) {
		_ = w.App.Store.View(func(tx *store.Tx) error {
			for x := range store.Contacts.Scan(tx, store.K(w.Branch)) {
				if x.Name == name {
					c = x
				}
			}
			return nil
		})
		return c
	}
	w.Say(officer, "/board")
	w.Press(officer, "全部企业")
	w.Press(officer, "新增企业")
	for _, bad := range [][2]string{{"甲", "名称太短"}, {"电话 1380000 1234", "手机号，没有保存"}, {"一个名称非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的公司", "40字"}} {
		w.Say(officer, bad[0])
		w.Sees(officer, bad[1])
	}
	w.Say(officer, world.FirstFirm)
	if a := w.Press(officer, "确认"); a.Text == "" {
		t.Error("a second enterprise of that name is taken")
	}
	w.Press(officer, "改名称")
	w.Say(officer, name)
	w.Press(officer, "改联系人")
	w.Say(officer, "总经理王 13800001234")
	w.Sees(officer, "手机号，没有保存")
	w.Say(officer, "总经理王先生，党支部书记李女士")
	w.Sees(officer, "联系人：总经理王、党支部书记李")
	w.Press(officer, "设为联系点")
	if a := w.Press(officer, "确认"); a.Text != "联系点须有联系领导和党小组，请先选择。" {
		t.Errorf("without a leader: %q", a.Text)
	}
	w.Press(officer, "选联系领导")
	w.Press(officer, w.Member(14).Name)
	w.Sees(officer, "党小组：第三党小组")
	w.Press(officer, "选联络员")
	w.Press(officer, w.Member(16).Name)
	w.Press(officer, "确认")
	w.Sees(officer, name)
	c := firm()
	if !c.Point || c.Leader != 14 || c.Group != w.Member(14).Group || c.Liaison != 16 || len(c.People) != 2 || c.Opened != branch.On(2026, 3, 17) {
		t.Fatalf("on record: %+v", c)
	}

	w.Turn(branch.On(2026, 5, 20).At(10, 0))
	open(name)
	w.Update(func(tx *store.Tx) error { // meanwhile somebody else
		x := firm()
		x.PartyOrg = "某党支部"
		w.App.Office.PutContact(tx, x, w.Clock.Now())
		return nil
	})
	if a := w.Press(officer, "确认"); a.Text != "这家企业的资料刚有变动，请重新打开再修改。" {
		t.Errorf("an overtaken form: %q", a.Text)
	}
	open(name)
	w.Press(officer, "不作联系点")
	w.Sees(officer, "联系点：否（原：是）")
	w.Stop()
	w.Open()
	w.Twice(officer, "确认")
	if c = firm(); c.Point || len(c.Past) != 1 || !c.Past[0].Point || c.Past[0].Until != branch.On(2026, 5, 19) {
		t.Errorf("no contact point any more: %+v", c)
	}
	open(name)
	w.Press(officer, "停止联系")
	w.Press(officer, "确认")
	w.Sees(officer, "2026年5月20日后不再联系")
	w.Turn(branch.On(2026, 7, 1).At(10, 0))
	open(name + "（已停止联系）")
	w.Press(officer, "恢复联系")
	w.Press(officer, "设为联系点")
	w.Press(officer, "确认")
	if c = firm(); c.Closed != 0 || !c.Point || c.On(branch.On(2026, 6, 1)).Point || !c.On(branch.On(2026, 5, 19)).Point || c.On(branch.On(2026, 6, 1)).Leader != 0 {
		t.Errorf("taken up again: %+v", c)
	}
	w.FitsPhone(officer)
}
