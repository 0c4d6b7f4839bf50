package cards

import (
	"fmt"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
)

// KeyPending is the key of a change that waits for a second officer.
func KeyPending(b branch.BranchID, id int64) string { return fmt.Sprintf("pending:%d:%d", b, id) }

// Sentences about changes that wait for a second officer.
const (
	NothingPending = "没有等待确认的变动。"
	PendingOver    = "这项变动已经办结、撤回或失效。"
	ClerkDecides   = "任免职务、换届，以及任职同志的姓名、组织关系和权利，请由书记、副书记或组织委员登记。"
	NotTheirs      = "这项变动涉及您本人，由登记人以外的其他同志决定是否办理。如有意见，请向书记、纪检委员或上级党组织反映。"
	LeavesBallot   = "本人在进行中的推荐名单里，还没有参加"
	SecondMissing  = "涉及党内职务或登记人本人的权利，须经另一名同志确认，请重新登记。"
)

// SecondWanted says, before somebody confirms what he or she enters, that another one has to as well.
func SecondWanted(me branch.Member) string {
	if !me.May(branch.KeepRoster) {
		return "您登记的变动，经书记、副书记或组织委员确认后才会生效。"
	}
	return "涉及党内职务或您本人的权利：确认后还须另一名书记、副书记或组织委员确认，才会生效。"
}

// PendingView is a change that waits for a second officer.
type PendingView struct {
	Branch    branch.BranchID
	ID        int64
	By        string
	Says      string
	Lines     []string // what to look at; of a roster what makes it wait, then the rest
	Roster    bool
	From      branch.Date
	Expires   time.Time
	Mine      bool     // its reader has entered it
	Concerned bool     // its reader loses by it: may confirm it, not refuse it
	Asked     []string // who is asked beside whoever loses by it; none: the command line confirms it
	Clerk     bool     // a 党务干事 has entered it, and so whatever it is waits
}

// Pending shows a change that waits: to who may confirm it, or to who has entered it.
func Pending(v PendingView, page int) chat.Card {
	text := Say(Strong("请确认变动"), "\n", v.By, "同志登记：")
	if v.Mine {
		text = Say(Strong("等待确认"), "\n")
	}
	text = append(text, Say(v.Says)...)
	if v.From != 0 {
		text = append(text, Say("，自", v.From.Chinese(), "起")...)
	}
	text = append(text, Say("。")...)
	lines, at, of := Page(v.Lines, linesShown, page)
	for _, l := range lines {
		text = append(text, Say("\n• ", shortened(l, longestLine))...)
	}
	act := func(label, action string, more ...int64) chat.Button {
		return Button(label, action, append([]int64{int64(v.Branch), v.ID}, more...)...)
	}
	rows := Turns(at, of, func(p int) chat.Button { return act("", ActPendPage, int64(p)) })
	whole := ""
	if v.Roster {
		whole = "整份名册"
	}
	why := [2]string{"涉及党内职务或您本人的权利", "涉及党内职务或登记人的权利"}
	if v.Clerk {
		why = [2]string{"您以党务干事登记", "由党务干事登记"}
	}
	switch {
	case v.Mine && len(v.Asked) == 0:
		text = append(text, Say("\n\n", why[0], "。支部现在没有另一名能确认的同志，", whole, "请由管理员在服务器上确认：zhibu confirm ", fmt.Sprint(v.ID))...)
	case v.Mine:
		text = append(text, Say("\n\n", why[0], "，", whole, "等", askedNames(v.Asked), "确认以后才生效。")...)
	default:
		text = append(text, Say("\n\n", why[1], "，", whole, "经您确认才生效。请对照支部或上级的决定核对。")...)
	}
	text = append(text, Say("\n", when(v.Expires), "前有效。")...)
	switch {
	case v.Mine:
		rows = append(rows, Row(act("撤回", ActPendNo), HomeRow[0]))
	case v.Concerned:
		rows = append(rows, Row(act("确认", ActPendOK)))
	default:
		rows = append(rows, Row(act("确认", ActPendOK), act("不同意", ActPendNo)))
	}
	return chat.Card{Key: KeyPending(v.Branch, v.ID), Text: text, Rows: rows, Protect: true}
}

// askedNames names who is asked, 「甲或乙同志」.
func askedNames(names []string) string {
	return strings.Join(First(names, 5), "或") + "同志"
}

// PendingTold tells whom a pending change concerns, and who is not asked about it.
func PendingTold(v PendingView) chat.Card {
	by := "管理员"
	if len(v.Asked) > 0 {
		by = askedNames(v.Asked)
	}
	return chat.Card{Key: KeyPending(v.Branch, v.ID), Protect: true,
		Text: Say(Strong("涉及您的变动"), "\n", v.By, "同志登记：", v.Says, "。\n等", by, "确认以后才生效。如有出入，请尽快告知书记和纪检委员。")}
}

// PendingEnded says what has become of a change that waited.
func PendingEnded(b branch.BranchID, id int64, by, says, how string) chat.Card {
	return chat.Card{Key: KeyPending(b, id), Text: Say(Strong("变动登记"), "\n", by, "同志登记：", says, "。\n", how), Protect: true}
}

// PendingTask says that a change waits for its reader, or for another officer.
func PendingTask(b branch.BranchID, id int64, says string, mine bool) Task {
	if mine {
		return Task{"等待另一名同志确认：" + Shorten(says, 30), Button("查看或撤回", ActPending, int64(b), id)}
	}
	return Task{"确认变动：" + Shorten(says, 30), Button("确认变动", ActPending, int64(b), id)}
}

// Newcomers tells who has come to the branch: the officers, and of a group its leader. n is how many they are.
func Newcomers(b branch.BranchID, id branch.ChangeID, by string, names []string, n int) chat.Card {
	return chat.Card{Key: fmt.Sprintf("newcomers:%d:%d", b, id), Text: Say(Strong("新增党员"), "\n", Listed(names, n), "\n", entered(by), "登记。如有出入，请告知登记人。")}
}

// NewcomersUndone is what Newcomers says once the change was taken back.
func NewcomersUndone(c branch.Change) chat.Card {
	return chat.Card{Key: fmt.Sprintf("newcomers:%d:%d", c.Branch, c.ID), Text: Say(Strong("新增党员"), "\n已撤销：", c.Says, "。")}
}

// Listed returns names, of which there are n in all.
func Listed(names []string, n int) string {
	s := ""
	for i, name := range names {
		if i > 0 {
			s += "、"
		}
		s += name
	}
	if n > len(names) {
		s += fmt.Sprintf("等%d人", n)
	}
	return s
}

func entered(by string) string {
	if by == "" {
		return "管理员"
	}
	return by + "同志"
}
