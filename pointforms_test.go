package main

import (
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
)

const firstFirm = "云州翰屿精密机械有限公司"

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
	member := func(id branch.MemberID) func(*world) *sandbox.Client {
		return func(w *world) *sandbox.Client { return w.phone(w.member(id)) }
	}
	for i := range junk {
		if len(junk[i].want) > 2 {
			junk[i].want = append(junk[i].want, "没有看懂这个日期。请发送完整的日期，例如 2026年3月5日。")
		}
	}
	type steps = []func(*world, *sandbox.Client)
	formsToFill = append(formsToFill,
		form{name: "firm", who: member(2), steps: steps{
			func(w *world, p *sandbox.Client) {
				w.say(p, "/board")
				w.press(p, "全部企业")
				w.press(p, "新增企业")
			},
			func(w *world, p *sandbox.Client) {
				w.say(p, "云州新设电子有限公司")
				w.sees(p, "联系点：否")
			},
			func(w *world, p *sandbox.Client) { w.press(p, "改联系人") },
			func(w *world, p *sandbox.Client) {
				w.say(p, "总经理王、党支部书记 欧阳")
				w.sees(p, "总经理王、党支部书记欧阳")
			},
		}, last: "确认", done: "在册企业，不是联系点", typed: []int{0, 2},
			count: counting(store.Contacts, func(c branch.Contact) bool { return c.Name == "云州新设电子有限公司" })},
		form{name: "ask", who: member(3), steps: steps{
			func(w *world, p *sandbox.Client) {
				w.say(p, "/board")
				w.press(p, firstFirm)
				w.press(p, "记企业诉求")
			},
			func(w *world, p *sandbox.Client) { w.say(p, awkward); w.sees(p, "诉求") },
		}, last: "确认受理", done: "待交办", typed: []int{0, 1},
			count: counting(store.Requests, func(branch.Request) bool { return true })},
		form{name: "request", who: member(2), steps: steps{
			func(w *world, p *sandbox.Client) {
				if w.counted(form{count: counting(store.Requests, func(branch.Request) bool { return true })}) == 0 {
					w.update(func(tx *store.Tx) error {
						me, _ := office.Member(tx, w.branch, 2)
						r, err := w.app.Office.Accept(tx, me, 1, "希望协调用电。", w.clock.Now())
						if err == nil {
							err = w.app.Office.StepRequest(tx, me, r.ID, branch.Step{Kind: branch.DidAssign, To: 2, Due: branch.On(2026, 6, 10)}, w.clock.Now())
						}
						return err
					})
				}
				w.say(p, "/requests")
				w.button1(p, "云州翰屿精密机械…")
				w.press(p, "记办理情况")
			},
			func(w *world, p *sandbox.Client) { w.say(p, awkward); w.sees(p, "内容："+awkward) },
		}, last: "确认", done: "办理：<b>走访</b>", typed: []int{0, 1},
			count: counting(store.Requests, func(r branch.Request) bool {
				return slices.ContainsFunc(r.Steps, func(s branch.Step) bool { return s.Kind == branch.DidNote })
			})},
		form{name: "honour", who: member(2), steps: steps{
			func(w *world, p *sandbox.Client) {
				w.say(p, "/board")
				w.press(p, firstFirm)
				w.press(p, "推荐先进典型")
			},
			func(w *world, p *sandbox.Client) { w.say(p, "总经理王先生") },
			func(w *world, p *sandbox.Client) { w.say(p, "“富民兴潍”劳动奖章") },
			func(w *world, p *sandbox.Client) { w.press(p, "市级") },
			func(w *world, p *sandbox.Client) { w.press(p, "已推荐") },
			func(w *world, p *sandbox.Client) { w.say(p, "3月10日") },
		}, last: "确认", done: "“富民兴潍”劳动奖章", typed: []int{0, 1, 4},
			count: counting(store.Commendations, func(branch.Commendation) bool { return true })},
	)
}

// TestFirmInChat: an officer puts an enterprise on record, makes it a contact point, changes who looks after it, ends it
// and takes it up again, each from that day on.
func TestFirmInChat(t *testing.T) {
	w := newWorld(t, branch.On(2026, 3, 17).At(10, 0))
	w.open()
	defer func() { w.stop() }()
	w.found("demo/roster.xlsx")
	w.attach(w.members(func(branch.Member) bool { return true }))
	officer, plain := w.phone(w.member(2)), w.phone(w.member(3))
	w.say(plain, "/board")
	w.press(plain, "全部企业")
	for _, l := range plain.Last().Labels() {
		if l == "新增企业" {
			t.Error("a member is offered 新增企业")
		}
	}
	open := func(name string) {
		w.say(officer, "/board")
		w.press(officer, "全部企业")
		w.press(officer, name)
		w.press(officer, "修改资料")
	}
	const name = "云州新设电子有限公司"
	firm := func() (c branch.Contact) {
		_ = w.app.Store.View(func(tx *store.Tx) error {
			for x := range store.Contacts.Scan(tx, store.K(w.branch)) {
				if x.Name == name {
					c = x
				}
			}
			return nil
		})
		return c
	}
	w.say(officer, "/board")
	w.press(officer, "全部企业")
	w.press(officer, "新增企业")
	for _, bad := range [][2]string{{"甲", "完整"}, {"电话 1380000 1234", "号码"}, {"一个名称非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的公司", "40字"}} {
		w.say(officer, bad[0])
		w.sees(officer, bad[1])
	}
	w.say(officer, firstFirm)
	if a := w.press(officer, "确认"); a.Text == "" {
		t.Error("a second enterprise of that name is taken")
	}
	w.press(officer, "改名称")
	w.say(officer, name)
	w.press(officer, "改联系人")
	w.say(officer, "总经理王 13800001234")
	w.sees(officer, "请不要登记电话")
	w.say(officer, "总经理王先生，党支部书记李女士")
	w.sees(officer, "联系人：总经理王、党支部书记李")
	w.press(officer, "设为联系点")
	if a := w.press(officer, "确认"); a.Text != "联系点须有联系领导和党小组，请先选择。" {
		t.Errorf("without a leader: %q", a.Text)
	}
	w.press(officer, "选联系领导")
	w.press(officer, w.member(14).Name)
	w.sees(officer, "党小组：第三党小组")
	w.press(officer, "选联络员")
	w.press(officer, w.member(16).Name)
	w.press(officer, "确认")
	w.sees(officer, name)
	c := firm()
	if !c.Point || c.Leader != 14 || c.Group != w.member(14).Group || c.Liaison != 16 || len(c.People) != 2 || c.Opened != branch.On(2026, 3, 17) {
		t.Fatalf("on record: %+v", c)
	}

	w.turn(branch.On(2026, 5, 20).At(10, 0))
	open(name)
	w.update(func(tx *store.Tx) error { // meanwhile somebody else
		x := firm()
		x.PartyOrg = "某党支部"
		w.app.Office.PutContact(tx, x, w.clock.Now())
		return nil
	})
	if a := w.press(officer, "确认"); a.Text != "这家企业的资料刚有变动，请重新打开再修改。" {
		t.Errorf("an overtaken form: %q", a.Text)
	}
	open(name)
	w.press(officer, "不作联系点")
	w.sees(officer, "联系点：否（原：是）")
	w.stop()
	w.open()
	w.twice(officer, "确认")
	if c = firm(); c.Point || len(c.Past) != 1 || !c.Past[0].Point || c.Past[0].Until != branch.On(2026, 5, 19) {
		t.Errorf("no contact point any more: %+v", c)
	}
	open(name)
	w.press(officer, "停止联系")
	w.press(officer, "确认")
	w.sees(officer, "2026年5月20日后不再联系")
	w.turn(branch.On(2026, 7, 1).At(10, 0))
	open(name + "（已停止联系）")
	w.press(officer, "恢复联系")
	w.press(officer, "设为联系点")
	w.press(officer, "确认")
	if c = firm(); c.Closed != 0 || !c.Point || c.On(branch.On(2026, 6, 1)).Point || !c.On(branch.On(2026, 5, 19)).Point || c.On(branch.On(2026, 6, 1)).Leader != 0 {
		t.Errorf("taken up again: %+v", c)
	}
	w.fitsPhone(officer)
}

// fitsPhone fails for what the bot has written to somebody that does not fit the screen of a phone: 18 lines of 20 characters
// each, buttons aside, which are no wider than the screen.
func (w *world) fitsPhone(p *sandbox.Client) {
	w.Helper()
	for _, m := range p.Messages() {
		if !m.FromBot || strings.Contains(m.Text, "政治生日") {
			continue
		}
		lines := 0
		for line := range strings.SplitSeq(m.Text, "\n") {
			lines += 1 + max(0, len([]rune(line))-1)/20
		}
		if lines > 20 {
			w.Errorf("%d lines:\n%s", lines, m.Text)
		}
		for _, row := range m.Buttons {
			n := 0
			for _, b := range row {
				n += len([]rune(b.Text))
			}
			if n > 24 || len(row) > 3 {
				w.Errorf("a row of %d characters: %v", n, row)
			}
		}
		if len(m.Buttons) > 11 {
			w.Errorf("%d rows of buttons:\n%s", len(m.Buttons), m.Text)
		}
	}
}
