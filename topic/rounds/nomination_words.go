package rounds

import (
	"fmt"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// NominationView is a group's nomination as its leader sees it.
type NominationView struct {
	Round     Round
	Group     branch.Group
	Members   []branch.Member // who may be nominated
	Made      *Nomination
	Nominee   string // of Made
	By        string // who nominated for the leader (代录), "" if the leader did
	Open      bool
	Again     bool // once more, since a nominee was voted down
	Polling   bool // the group's own poll runs
	Remind    bool // this is a reminder, of the day
	Today     branch.Date
	Page      int
	Replacing bool // choosing again although Made stands
	Kept      *KeptDeeds
}

// KeptDeeds is what the reader has written for a nomination that is not made, or that was taken back.
type KeptDeeds struct {
	Form    int64
	Nominee string
	Deeds   string
	Until   time.Time
}

// NominationCard is the card with which a group leader nominates.
func NominationCard(v NominationView) chat.Card {
	c := chat.Card{Key: KeyNomination(v.Round.Branch, v.Round.ID, v.Group.ID)}
	name := "“" + string(v.Round.Kind) + "”"
	head := cards.Say(cards.Strong(v.Group.Name+"推荐"+name), "\n")
	if v.Again && v.Open && v.Made == nil {
		head = append(head, cards.Say("上次的人选没有通过，请重新推荐。\n")...)
	}
	if v.Remind && v.Made == nil {
		head = cards.Say(cards.Strong("提醒：推荐"+name), "\n", v.Group.Name, "还没有推荐（截至", v.Today.MonthDay(), "）。\n")
	}
	switch {
	case !v.Open && v.Made == nil:
		c.Text = append(head, cards.Say("提名已经截止，本组没有推荐。")...)
	case v.Made != nil && !v.Replacing:
		c.Text = append(head, cards.Say("已推荐：", cards.Strong(v.Nominee))...)
		if v.By != "" {
			c.Text = append(c.Text, cards.Say("（", v.By, "代录）")...)
		}
		c.Text = append(c.Text, cards.Say("\n事迹：", v.Made.Deeds)...)
		if v.Open {
			c.Text = append(c.Text, cards.Say("\n\n", cards.When(v.Round.Running().Closes), "截止，截止前可以修改。")...)
			c.Rows = [][]chat.Button{cards.Row(on2("修改提名", ActNomPage, v.Round.Branch, v.Round.ID, int64(v.Group.ID), 0),
				on2("撤回提名", ActNomDrop, v.Round.Branch, v.Round.ID, int64(v.Group.ID)))}
		} else {
			c.Text = append(c.Text, cards.Say("\n\n提名已经截止。")...)
		}
	default:
		c.Text = append(head, cards.Say("请从本组党员中推荐1名，", cards.When(v.Round.Running().Closes), "截止，截止前可以修改。")...)
		var all []chat.Button
		for _, m := range v.Members {
			all = append(all, on2(m.Name, ActNominee, v.Round.Branch, v.Round.ID, int64(v.Group.ID), int64(m.ID)))
		}
		c.Rows = cards.Paged(all, 2, v.Page, func(label string, p int) chat.Button {
			return on2(label, ActNomPage, v.Round.Branch, v.Round.ID, int64(v.Group.ID), int64(p))
		})
		if k := v.Kept; k != nil {
			c.Text = append(c.Text, cards.Say("\n\n您写过", k.Nominee, "的事迹，没有提交，保留到", cards.When(k.Until), "：\n", cards.Quote(cards.Shorten(k.Deeds, 60)))...)
			c.Rows = append(c.Rows, cards.Row(cards.Button("用这份：推荐"+k.Nominee, cards.ActGoOn, k.Form)))
		}
		if v.Polling {
			c.Text = append(c.Text, cards.Say("\n组内推荐正在进行，结果只作参考。")...)
		} else if Kinds[v.Round.Kind].Poll && v.Page == 0 && !v.Replacing {
			c.Rows = append(c.Rows, cards.Row(on2("先在组内投票", ActPoll, v.Round.Branch, v.Round.ID, int64(v.Group.ID))))
		}
		if v.Made != nil {
			c.Rows = append(c.Rows, cards.Row(on2("返回", ActNomBack, v.Round.Branch, v.Round.ID, int64(v.Group.ID))))
		}
	}
	return c
}

// NominationHead stands over the question for the deeds.
func NominationHead(nominee string) []chat.Span {
	return cards.Say(cards.Strong("推荐" + nominee + "同志"))
}

// NominationDeeds asks for the deeds. kept is what was written for this group before, about whom; it can be used again.
func NominationDeeds(kind RoundKind, about, kept string) string {
	example := "主动承担驻村帮扶任务，全年走访群众40余户，帮助解决用水难题。"
	if kind == MicroTalk {
		example = "3月主讲《从两岸融合看为民服务》，联系本组工作，同志们反响好。"
	}
	text := "请用一两句话写下事迹，直接发送即可，也可以发一份 Word 或 txt 文件。"
	if kept == "" {
		return text + "\n例如：" + example
	}
	if about == "" {
		return text + "\n您写过："
	}
	return text + "\n您写过（" + about + "）："
}

// NominationGoesOn asks for what is added to the deeds that have been written.
func NominationGoesOn(written string) string {
	return "已经写下：\n" + written + "\n\n请接着写，直接发送，加在这段文字后面。"
}

// NominationFilled shows what was understood.
func NominationFilled(g branch.Group, nominee, deeds string) []chat.Span {
	return cards.Say(cards.Strong(g.Name+"推荐"+nominee+"同志"), "\n事迹：", deeds, "\n\n如需改写，重新发送；要再补充，点「接着写」。")
}

// GroupLine is one group on the officers' nomination card.
type GroupLine struct {
	Group   branch.Group
	Nominee string // "" while there is none
	Unbound bool   // the leader has no account
	Act     bool   // the reader may nominate for the leader (代录)
	// Changeable tells that the reader may change what is nominated.
	Changeable bool
}

// NominationStatus shows officers which groups are missing.
func NominationStatus(r Round, lines []GroupLine, moves []time.Time, today branch.Date) chat.Card {
	c := chat.Card{Key: KeyRound(r.Branch, r.ID)}
	made := 0
	var list []chat.Span
	s := r.Stage(StageNominate)
	open := r.Runs(StageNominate) && s.Closed.IsZero()
	for _, l := range lines {
		list = append(list, cards.Say("\n", l.Group.Name, "：")...)
		if l.Nominee != "" {
			made++
			list = append(list, cards.Say(l.Nominee)...)
			continue
		}
		list = append(list, cards.Strong("未推荐"))
		if l.Unbound {
			list = append(list, cards.Say("（组长未绑定账号）")...)
		}
		if open && l.Act {
			c.Rows = append(c.Rows, cards.Row(on2("代"+l.Group.Name+"提名", ActNominate, r.Branch, r.ID, int64(l.Group.ID))))
		}
	}
	asOf := ""
	if open {
		asOf = "（截至" + today.MonthDay() + "）"
	}
	c.Text = cards.Say(cards.Strong(RoundTitle(r)), fmt.Sprintf("\n已推荐 %d 组，共 %d 组%s。", made, len(lines), asOf))
	c.Text = append(c.Text, list...)
	switch {
	case s.Broken && open:
		c.Text = append(c.Text, cards.Say("\n\n截止前系统曾停机，请决定顺延24小时，还是现在截止。")...)
		c.Rows = append(c.Rows, cards.Row(on2("顺延24小时", ActExtend, r.Branch, r.ID, s.Closes.Unix()), on2("现在截止", ActClose, r.Branch, r.ID)))
	case open:
		c.Text = append(c.Text, cards.Say("\n\n", cards.When(s.Closes), "截止", moved(s), "。")...)
		c.Rows = append(c.Rows, moveRow(r, moves)...)
	case r.Stage(StageBallot) != nil:
		c.Text = append(c.Text, cards.Say("\n\n提名已经截止，下一个工作日9:00开始推荐。")...)
		c.Rows = append(c.Rows, cards.Row(on2("现在开始推荐", ActStart, r.Branch, r.ID), on2("补充候选人", ActOpenOf, r.Branch, r.ID)),
			cards.Row(on2("本次不开展", ActCallOff, r.Branch, r.ID)))
	default:
		c.Text = append(c.Text, cards.Say("\n\n提名已经截止。")...)
	}
	return c
}

// PollSure asks a leader whether to hold the group's own poll.
func PollSure(r Round, g branch.Group, until time.Time) chat.Card {
	return chat.Card{Key: KeyNomination(r.Branch, r.ID, g.ID), Text: cards.Say(cards.Strong(g.Name+"组内推荐"),
		"\n确认后请本组正式党员在本组党员中不记名推荐1名，", cards.When(until), "截止。结果只作参考，仍由您提名。"),
		Rows: [][]chat.Button{cards.Row(on2("开始组内推荐", ActPollOK, r.Branch, r.ID, int64(g.ID)), on2("返回", ActNomBack, r.Branch, r.ID, int64(g.ID)))}}
}
