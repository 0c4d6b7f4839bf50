package bot_test

import (
	"slices"
	"testing"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/meeting"
	"zhibu/topic/register"
	"zhibu/topic/requests"
	"zhibu/world"
)

func counting[T any](t *store.Table[T], which func(T) bool) func(*store.Tx) int {
	return func(tx *store.Tx) (n int) {
		for row := range t.Scan(tx, nil) {
			if which(row) {
				n++
			}
		}
		return n
	}
}

// The forms about contact points, which TestForms fills in too.
func init() {
	member := func(id branch.MemberID) func(*world.World) *sandbox.Client {
		return func(w *world.World) *sandbox.Client { return w.Phone(w.Member(id)) }
	}
	for i := range junk {
		if len(junk[i].want) > 2 {
			junk[i].want = append(junk[i].want, "没有看懂这个日期。请发送完整的日期，例如 2026年3月5日。")
		}
	}
	type steps = []func(*world.World, *sandbox.Client)
	formsToFill = append(formsToFill,
		form{name: "firm", who: member(2), steps: steps{
			func(w *world.World, p *sandbox.Client) {
				w.Say(p, "/board")
				w.Press(p, "全部企业")
				w.Press(p, "新增企业")
			},
			func(w *world.World, p *sandbox.Client) {
				w.Say(p, "云州新设电子有限公司")
				w.Sees(p, "联系点：否")
			},
			func(w *world.World, p *sandbox.Client) { w.Press(p, "改联系人") },
			func(w *world.World, p *sandbox.Client) {
				w.Say(p, "总经理王、党支部书记 欧阳")
				w.Sees(p, "总经理王、党支部书记欧阳")
			},
		}, last: "确认", done: "在册企业，不是联系点", typed: []int{0, 2},
			count: counting(store.Contacts, func(c branch.Contact) bool { return c.Name == "云州新设电子有限公司" })},
		form{name: "ask", who: member(3), steps: steps{
			func(w *world.World, p *sandbox.Client) {
				w.Say(p, "/board")
				w.Button1(p, cards.FirmShort(world.FirstFirm)+"：")
				w.Press(p, "记企业诉求")
			},
			func(w *world.World, p *sandbox.Client) { w.Say(p, awkward); w.Sees(p, "诉求") },
		}, last: "确认受理", done: "待交办", typed: []int{0, 1},
			count: counting(requests.Requests, func(requests.Request) bool { return true })},
		form{name: "request", who: member(2), steps: steps{
			func(w *world.World, p *sandbox.Client) {
				if counted(w, form{count: counting(requests.Requests, func(requests.Request) bool { return true })}) == 0 {
					w.Update(func(tx *store.Tx) error {
						me, _ := office.Member(tx, w.Branch, 2)
						r, err := requests.Accept(w.App.Office, tx, me, 1, "希望协调用电。", w.Clock.Now())
						if err == nil {
							err = requests.TakeStep(w.App.Office, tx, me, r.ID, requests.Step{Kind: requests.DidAssign, To: 2, Due: branch.On(2026, 6, 10)}, w.Clock.Now())
						}
						return err
					})
				}
				w.Say(p, "/requests")
				w.Button1(p, "云州翰屿精密机械…")
				w.Press(p, "记办理情况")
			},
			func(w *world.World, p *sandbox.Client) { w.Say(p, awkward); w.Sees(p, "内容："+awkward) },
		}, last: "确认", done: "办理：<b>走访</b>", typed: []int{0, 1},
			count: counting(requests.Requests, func(r requests.Request) bool {
				return slices.ContainsFunc(r.Steps, func(s requests.Step) bool { return s.Kind == requests.DidNote })
			})},
		form{name: "honour", who: member(2), steps: steps{
			func(w *world.World, p *sandbox.Client) {
				w.Say(p, "/board")
				w.Button1(p, cards.FirmShort(world.FirstFirm)+"：")
				w.Press(p, "推荐先进典型")
			},
			func(w *world.World, p *sandbox.Client) { w.Say(p, "总经理王先生") },
			func(w *world.World, p *sandbox.Client) { w.Say(p, "“富民兴潍”劳动奖章") },
			func(w *world.World, p *sandbox.Client) { w.Press(p, "市级") },
			func(w *world.World, p *sandbox.Client) { w.Press(p, "已推荐") },
			func(w *world.World, p *sandbox.Client) { w.Say(p, "3月10日") },
		}, last: "确认", done: "“富民兴潍”劳动奖章", typed: []int{0, 1, 4},
			count: counting(register.Entries, func(register.Entry) bool { return true })},
		form{name: "meeting", who: member(2), steps: steps{
			func(w *world.World, p *sandbox.Client) { w.Say(p, "/owed"); w.Press(p, "登记") },
			func(w *world.World, p *sandbox.Client) {
				w.Press(p, "主题党日")
				w.Press(p, "选好了")
			},
			func(w *world.World, p *sandbox.Client) { w.Press(p, "昨天") },
			func(w *world.World, p *sandbox.Client) { w.Say(p, "学习二十届四中全会精神。") },
		}, last: "确认", done: "主题党日", typed: []int{3},
			count: counting(meeting.Gatherings, func(meeting.Gathering) bool { return true })},
		form{name: "meeting.notice", who: member(2), steps: steps{
			func(w *world.World, p *sandbox.Client) { w.Say(p, "/owed"); w.Press(p, "定时间") },
			func(w *world.World, p *sandbox.Client) {
				w.Press(p, "支委会")
				w.Press(p, "选好了")
			},
			func(w *world.World, p *sandbox.Client) { w.Say(p, "6月10日") },
			func(w *world.World, p *sandbox.Client) { w.Press(p, "15:00") },
			func(w *world.World, p *sandbox.Client) { w.Say(p, "三楼会议室") },
			func(w *world.World, p *sandbox.Client) { w.Say(p, "学习二十届四中全会精神。") },
		}, last: "发通知", done: "会议通知", typed: []int{4, 5},
			count: counting(meeting.Notices, func(meeting.Notice) bool { return true })},
		form{name: "meeting.off", who: member(2), steps: steps{
			func(w *world.World, p *sandbox.Client) { w.Say(p, "/owed"); w.Press(p, "本月未开展") },
			func(w *world.World, p *sandbox.Client) { w.Button1(p, "6月支委会") },
			func(w *world.World, p *sandbox.Client) { w.Press(p, meeting.Reasons[0]) },
		}, last: "确认", done: "支委会未开展", count: counting(meeting.Unhelds, func(meeting.Unheld) bool { return true })},
	)
}

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
	for _, bad := range [][2]string{{"甲", "完整"}, {"电话 1380000 1234", "手机号，没有保存"}, {"一个名称非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的公司", "40字"}} {
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
