package bot_test

import (
	"slices"

	"zhibu/branch"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/meeting"
	"zhibu/topic/points"
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
				w.Button1(p, points.FirmShort(world.FirstFirm)+"：")
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
				w.Button1(p, points.FirmShort(world.FirstFirm)+"：")
				w.Press(p, "推荐先进典型")
			},
			func(w *world.World, p *sandbox.Client) { w.Say(p, "总经理王先生") },
			func(w *world.World, p *sandbox.Client) { w.Say(p, "“五一”劳动奖章") },
			func(w *world.World, p *sandbox.Client) { w.Press(p, "市级") },
			func(w *world.World, p *sandbox.Client) { w.Press(p, "已推荐") },
			func(w *world.World, p *sandbox.Client) { w.Say(p, "3月10日") },
		}, last: "确认", done: "“五一”劳动奖章", typed: []int{0, 1, 4},
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
