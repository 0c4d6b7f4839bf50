package rounds

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
)

// NominateTask says that a group's nomination is awaited.
func NominateTask(r Round, g branch.Group) cards.Task {
	return cards.Task{Text: fmt.Sprintf("推荐%s“%s”，%s截止", g.Name, r.Kind, cards.When(r.Running().Closes)),
		Button: on2("推荐“"+string(r.Kind)+"”", ActNominate, r.Branch, r.ID, int64(g.ID))}
}

// BallotTask says that a recommendation waits for one's choice.
func BallotTask(r Round) cards.Task {
	return cards.Task{Text: fmt.Sprintf("参加%s推荐，%s截止", RoundTitle(r), cards.When(r.Running().Closes)), Button: on2("参加推荐", ActBallot, r.Branch, r.ID)}
}

// ReportTask says that a group's report is awaited.
func ReportTask(r Round, g branch.Group) cards.Task {
	return cards.Task{Text: fmt.Sprintf("提交%s季度报告，%s前", g.Name, cards.When(r.Running().Closes)), Button: on2("提交季度报告", ActReport, r.Branch, r.ID, int64(g.ID))}
}

// DecideTask says that a decision is to be recorded.
func DecideTask(r Round) cards.Task {
	return cards.Task{Text: fmt.Sprintf("录入%s的决定", RoundTitle(r)), Button: on2("录入决定", ActRound, r.Branch, r.ID)}
}

// AssemblyTask says that the date of the 党员大会 is awaited.
func AssemblyTask(r Round) cards.Task {
	return cards.Task{Text: "确定本季度党员大会的日期", Button: on2("确定大会日期", ActRound, r.Branch, r.ID)}
}

// AssemblyOverTask asks, on the day of the 党员大会, for its end: the recommendation opens then.
func AssemblyOverTask(r Round) cards.Task {
	return cards.Task{Text: r.Assembly.MonthDay() + "党员大会结束后，开始" + RoundTitle(r) + "推荐", Button: on2("大会结束", ActStart, r.Branch, r.ID)}
}

// SeatTask asks whether an account that was bound during a recommendation is the member's.
func SeatTask(r Round, m branch.MemberID, who cards.Name) cards.Task {
	return cards.Task{Text: "核实" + who.String() + "绑定的账号是否本人，以便参加" + RoundTitle(r) + "推荐",
		Button: on2("核实："+who.Short(), ActSeatAsk, r.Branch, r.ID, int64(m))}
}

// OverdueTask says what a recommendation that has reached its deadline waits for.
func OverdueTask(r Round, what string) cards.Task {
	return cards.Task{Text: RoundTitle(r) + "推荐已到截止时间，" + what, Button: on2("办理推荐", ActRound, r.Branch, r.ID)}
}

// ObjectionTask says that an objection is to be answered.
func ObjectionTask(r Round, ob Objection, about string) cards.Task {
	return cards.Task{Text: RoundTitle(r) + "公示：答复对" + about + "的意见", Button: on2("处理意见", ActObjection, r.Branch, r.ID, ob.ID)}
}

// GiveTask asks who made an objection that nobody may read any more whom to give it to.
func GiveTask(r Round, id int64, about string) cards.Task {
	return cards.Task{Text: RoundTitle(r) + "公示：您对" + about + "的意见，原受理人已离任", Button: on2("交现任委员办理", ActObjGive, r.Branch, r.ID, id)}
}

// OffWhyTask asks why a quarter's 先锋岗 was not held.
func OffWhyTask(r Round) cards.Task {
	return cards.Task{Text: RoundTitle(r) + "未开展，请写明原因", Button: on2("写明原因", ActRound, r.Branch, r.ID)}
}

// FlagTask says that the 流动红旗 is to be handed over.
func FlagTask(r Round, names []string) cards.Task {
	return cards.Task{Text: "把流动红旗交给" + strings.Join(names, "、"), Button: on2("交接红旗", ActRound, r.Branch, r.ID)}
}

// RoundDoors puts the doors of rounds in their room.
func RoundDoors(list []RoundDoor) cards.Doors {
	d := cards.Doors{Room: cards.RoomRounds, None: "现在没有正在进行的评选。", More: "其余的在「历次评选」里。"}
	for _, x := range list {
		d.List = append(d.List, x.Door)
	}
	return d
}

// RoundDoor is a round that runs, with the button that leads a certain reader to his or her part in it.
type RoundDoor struct {
	Part int
	cards.Door
}

// The reader's part in a round that runs.
const (
	PartBallot = iota + 1
	PartNominate
	PartReport
	PartKeep
	PartRead
)

// DoorOf says where a running round stands, with the reader's way into it. g is the group for which the reader acts, if any.
func DoorOf(r Round, part int, g branch.Group) RoundDoor {
	s := r.Running()
	text := RoundTitle(r)
	if r.Group != 0 {
		text = g.Name + text + "推荐"
	}
	text += "：" + State(r)
	if (s.Kind == StageNominate || s.Kind == StageBallot || s.Kind == StageNotice) && s.Closed.IsZero() && !s.Closes.IsZero() {
		text += "，" + cards.When(s.Closes) + "截止"
	}
	name := shortTitle(r)
	switch part {
	case PartBallot:
		return RoundDoor{part, cards.Door{Text: text, Button: on2("投票："+name, ActBallot, r.Branch, r.ID)}}
	case PartNominate:
		return RoundDoor{part, cards.Door{Text: text, Button: on2("提名："+name, ActNominate, r.Branch, r.ID, int64(g.ID))}}
	case PartReport:
		return RoundDoor{part, cards.Door{Text: text, Button: on2("报告："+name, ActReport, r.Branch, r.ID, int64(g.ID))}}
	case PartKeep:
		return RoundDoor{part, cards.Door{Text: text, Button: on2("办理："+name, ActRound, r.Branch, r.ID)}}
	}
	return RoundDoor{part, cards.Door{Text: text, Button: on2("查看："+name, ActPublic, r.Branch, r.ID)}}
}

// MyRounds lists on whose rolls a member has stood, and where he or she was nominated.
func MyRounds(rolls, named []string) []string {
	lines := []string{fmt.Sprintf("列入推荐的参加名单：%d次（只存是否参加，不存选了谁）", len(rolls))}
	for _, r := range rolls {
		lines = append(lines, "• "+r)
	}
	lines = append(lines, fmt.Sprintf("被推荐为“身边好党员”：%d次", len(named)))
	for _, n := range named {
		lines = append(lines, "• "+n)
	}
	return lines
}
