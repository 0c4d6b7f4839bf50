package cards

import (
	"fmt"
	"slices"

	"zhibu/branch"
	"zhibu/chat"
)

// Actions of home and its rooms.
const (
	ActRoom  = "room"  // branch, the code of a room's name
	ActWaits = "waits" // branch, page
)

// PageHome marks the card under KeyHome that is home itself, not one of the pages one moves on to.
const PageHome = "home"

// Task is one thing that waits for somebody, with the button that goes there.
type Task struct {
	Text   string
	Button chat.Button
}

// HomeView is what the home card shows.
type HomeView struct {
	Branch branch.Branch
	Me     branch.Member
	Today  branch.Date
	Tasks  []Task
	Others []branch.Branch // further branches of this account
	Group  branch.Group    // the reader's
	Doors  []Doors         // of what runs now, by room
	Ways   []Way           // into the rooms, of the matters that bring their own
}

// Doors are what runs in a room now: each stands there as a line and a button, above the buttons that are always there.
type Doors struct {
	Room string
	List []Door // those with a part of the reader's first
	None string // said if there is none
	More string // said if there are more than a card shows
}

// Door is something that runs now, with the button that leads a certain reader to his or her part in it.
type Door struct {
	Text   string
	Button chat.Button
}

// homeTasks is how many tasks home lists with their buttons; more would push the rooms off a phone's screen.
const homeTasks = 5

// room is a part of the branch's work, with the ways into it. A way is one entry here, and home does not grow by it.
type room struct {
	name  string
	about string // what is found there
	ways  []way
}

// way is one button of a room: its action, with what it carries after the branch.
type way struct {
	label, action string
	args          []int64
	bare          bool         // it carries no branch either
	right         branch.Right // who is shown it; none: everybody
}

func (w way) button(v HomeView) chat.Button {
	if w.bare {
		return Button[int64](w.label, w.action)
	}
	return Button(w.label, w.action, append([]int64{int64(v.Branch.ID)}, w.args...)...)
}

// open reports whether a way is the reader's.
func (w way) open(v HomeView) bool {
	return w.right == (branch.Right{}) || v.Me.May(w.right, v.Group)
}

// rooms are all of them, in their order.
var rooms = []room{
	{RoomRounds, "先锋岗、身边好党员、优秀微党课的推荐、公示和结果。", nil},
	{RoomPoints, "企业的走访、诉求和惠企政策。", nil},
	{RoomLife, "会议和主题党日；政治生日的贺卡、准备和名单。", nil},
	{RoomStudy, "同志们分享的心得体会。", nil},
	{"宣传与年底", "", nil},
	{RoomMine, "本人的记录、名册和设置。", []way{
		{label: "我的信息", action: ActMe, bare: true},
		{label: "党员名册", action: ActPeople, args: []int64{0}, right: branch.SeeRoster},
		{label: "支部设置", action: ActSettings, args: []int64{0}, right: branch.KeepSettings},
		{label: "导出名册", action: ActExport, right: branch.SeeRoster},
		{label: "运行情况", action: ActStatus, right: branch.SeeStatus},
		{label: "帮助", action: ActHelp, bare: true},
	}},
}

// Way is a button in one of home's rooms that leads its reader into a matter.
type Way struct {
	Room   string
	Rank   int // the lower stands first; within a rank the order is that of the matters
	Button chat.Button
}

// open returns a room's buttons for somebody: those that stand above, then those of the matters.
func (r room) open(v HomeView) (list []chat.Button) {
	for _, w := range r.ways {
		if w.open(v) {
			list = append(list, w.button(v))
		}
	}
	ways := slices.DeleteFunc(slices.Clone(v.Ways), func(w Way) bool { return w.Room != r.name })
	slices.SortStableFunc(ways, func(a, b Way) int { return a.Rank - b.Rank })
	for _, w := range ways {
		list = append(list, w.Button)
	}
	return list
}

// Home is the card one starts from: what waits for me, each with its button, then the rooms.
func Home(v HomeView) chat.Card {
	text := Say(v.Branch.Name, "\n", Strong(v.Me.Name), "同志，您好。今天是", v.Today.ChineseWeekday(), "。\n\n")
	var rows [][]chat.Button
	if len(v.Tasks) == 0 {
		text = append(text, Say("目前没有待您办理的事项。")...)
	} else {
		listed := v.Tasks[:min(len(v.Tasks), homeTasks)]
		lines, buttons := taskLines(listed, 0)
		text = append(append(text, Strong("待您办理")), lines...)
		rows = buttons
		if more := len(v.Tasks) - len(listed); more > 0 {
			rows = append(rows, Row(Button(fmt.Sprintf("还有%d项待办", more), ActWaits, int64(v.Branch.ID), 1)))
		}
	}
	var doors []chat.Button
	for _, r := range rooms {
		switch ways := r.open(v); len(ways) {
		case 0:
		case 1: // a card with one button would only be one press more
			doors = append(doors, chat.Button{Label: r.name, Press: ways[0].Press})
		default:
			doors = append(doors, Button(r.name, ActRoom, int64(v.Branch.ID), chat.Code(r.name)))
		}
	}
	rows = append(rows, InTwos(doors)...)
	for _, o := range v.Others {
		rows = append(rows, Row(Button("切换到"+o.Name, ActSwitch, o.ID)))
	}
	return chat.Card{Key: KeyHome, Page: PageHome, Text: text, Rows: rows}
}

// taskLines returns tasks as numbered lines, from one number on, and their buttons: two a row where both are short.
func taskLines(list []Task, from int) (text []chat.Span, rows [][]chat.Button) {
	const short = 8 // characters that half a row of a phone shows whole
	fits := func(b chat.Button) bool { return len([]rune(b.Label)) <= short }
	for i, t := range list {
		text = append(text, Say(fmt.Sprintf("\n%d. %s", from+i+1, t.Text))...)
		if last := len(rows) - 1; last >= 0 && len(rows[last]) == 1 && fits(rows[last][0]) && fits(t.Button) {
			rows[last] = append(rows[last], t.Button)
		} else {
			rows = append(rows, Row(t.Button))
		}
	}
	return text, rows
}

// Waits lists all that waits for somebody, in pages.
func Waits(v HomeView, page int) chat.Card {
	tasks, at, of := Page(v.Tasks, homeTasks, page)
	text := Say(Strong("待您办理"), fmt.Sprintf("，共%d项", len(v.Tasks)))
	lines, rows := taskLines(tasks, at*homeTasks)
	rows = append(rows, Turns(at, of, func(p int) chat.Button { return Button("", ActWaits, int64(v.Branch.ID), int64(p)) })...)
	return chat.Card{Key: KeyHome, Text: append(text, lines...), Rows: append(rows, HomeRow)}
}

// The rooms that are named elsewhere: words that are typed lead there, or matters have their ways in them.
const (
	RoomRounds = "评选"
	RoomPoints = "联系点"
	RoomLife   = "组织生活"
	RoomStudy  = "学习"
	RoomMine   = "人员与我的"
)

// RoomOf returns the name of the room that a button's code means; "" for none.
func RoomOf(code int64) string {
	r, _ := chat.Coded(rooms, code, func(r room) string { return r.name })
	return r.name
}

// roomDoors is how many doors a room shows.
const roomDoors = 6

// Room is a room's card; ok is false if there is none for this person. lead is a sentence to begin with, or "".
func Room(v HomeView, name, lead string) (c chat.Card, ok bool) {
	i := slices.IndexFunc(rooms, func(r room) bool { return r.name == name })
	if i < 0 {
		return c, false
	}
	r := rooms[i]
	if c = (chat.Card{Key: KeyHome, Text: Say(Strong(r.name), "\n", r.about)}); lead != "" {
		c.Text = Say(lead, "\n\n", Strong(r.name), "：", r.about)
	}
	all := r.open(v)
	for _, running := range v.Doors {
		if running.Room != name {
			continue
		}
		if len(running.List) == 0 {
			c.Text = append(c.Text, Say("\n", running.None)...)
		}
		for _, d := range First(running.List, roomDoors) {
			c.Text = append(c.Text, Say("\n• ", d.Text)...)
			c.Rows = append(c.Rows, Row(d.Button))
		}
		if len(running.List) > roomDoors {
			c.Text = append(c.Text, Say("\n", running.More)...)
		}
	}
	c.Rows = append(append(c.Rows, InTwos(all)...), HomeRow)
	return c, len(all) > 0
}

// Menu returns every button of home and of its rooms, for who types a name instead.
func Menu(v HomeView) (all []chat.Button) {
	for _, t := range v.Tasks {
		all = append(all, t.Button)
	}
	for _, row := range Home(v).Rows {
		all = append(all, row...)
	}
	for _, running := range v.Doors {
		for _, d := range running.List {
			all = append(all, d.Button)
		}
	}
	for _, r := range rooms {
		all = append(all, r.open(v)...)
	}
	return all
}
