package rounds

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// roundFile returns the round of which somebody asks for a file, and where to send it.
func roundFile(tx *store.Tx, me branch.Member, round branch.RoundID) (Round, chat.Chat, error) {
	r, ok := GetRound(tx, me.Branch, round)
	if !ok || r.Group != 0 {
		return r, "", office.Refusal(cards.NotYours)
	}
	to, err := office.SendTo(tx, me, branch.FileRounds)
	return r, to, err
}

// SendDecision sends an officer the resolution of a round as a .docx file.
func SendDecision(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID) error {
	r, to, err := roundFile(tx, me, round)
	if err != nil {
		return err
	}
	if len(MeetingsOf(tx, r)) == 0 {
		return office.Refusal("还没有录入决定。")
	}
	tx.ShowBelow(to, DecisionFile(r, me.ID))
	return nil
}

// SendReports sends an officer all groups' reports as one .docx file, for the 党员大会.
func SendReports(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID) error {
	r, to, err := roundFile(tx, me, round)
	if err != nil {
		return err
	}
	made, of := len(ReportPages(o, tx, r)), 0
	for range store.Groups.Scan(tx, store.K(r.Branch)) {
		of++
	}
	if made == 0 {
		return office.Refusal("还没有党小组提交报告。")
	}
	tx.ShowBelow(to, ReportsFile(r, me.ID, made, of))
	return nil
}

// SendHistory sends an officer the history of the branch's rounds as an .xlsx file.
func SendHistory(o *office.Office, tx *store.Tx, me branch.Member, now time.Time) error {
	to, err := office.SendTo(tx, me, branch.FileRounds)
	if err != nil {
		return err
	}
	if len(Past(tx, me.Branch)) == 0 {
		return office.Refusal("还没有评选记录。")
	}
	tx.ShowBelow(to, HistoryFile(me.Branch, me.ID, branch.DateOf(now)))
	return nil
}

// HistoryTables returns the rounds of a branch as any member may read them, the oldest first: totals only, and for a
// ballot of few people no totals either.
func HistoryTables(tx *store.Tx, b branch.Branch, now time.Time) []branch.Table {
	until := "（截至" + branch.DateOf(now).Chinese() + "）"
	sheet := func(name string, head ...string) branch.Table {
		return branch.Table{Name: name, Title: b.Name + name + until, Head: head}
	}
	rounds := sheet("历次评选", "序号", "评选", "状态", "命名", "命名日期")
	ballots := sheet("民主推荐", "评选", "应参加", "实参加", "弃权", "候选", "得票")
	votes := sheet("表决", "评选", "会议", "日期", "应到", "实到", "人选", "赞成", "结果")
	notices := sheet("公示", "评选", "人选", "从", "到")
	flags := sheet("流动红旗历次交接", "序号", "季度", "交出", "接过", "日期")
	list := Past(tx, b.ID)
	slices.Reverse(list)
	for i, r := range list {
		title := strings.NewReplacer("“", "", "”", "").Replace(RoundTitle(r))
		state, named := State(r), ""
		if why := r.Void + r.OffWhy; why != "" {
			state += "：" + why
		}
		if len(r.Named) > 0 {
			named = branch.DateOf(r.NamedAt).Chinese()
		}
		rounds.Rows = append(rounds.Rows, []any{i + 1, title, state, strings.Join(NamesOf(tx, r, r.Named), "、"), named})
		if s := r.Stage(StageBallot); s != nil && s.Outcome != nil {
			for i, c := range r.Candidates {
				line := []any{title, "人数较少", "", "", RoundName(tx, r, c), "不公布"}
				if !s.NamesOnly() {
					line = []any{title, s.Outcome.Roll, s.Outcome.Cast, s.Outcome.Abstained, line[4], s.Outcome.Votes[i]}
				}
				ballots.Rows = append(ballots.Rows, line)
			}
		}
		for _, m := range MeetingsOf(tx, r) {
			for _, x := range m.Motions {
				votes.Rows = append(votes.Rows, []any{title, string(m.Kind), m.Day.Chinese(), m.Due, m.Present, RoundName(tx, r, x.Who), x.For,
					map[bool]string{true: "通过", false: "未通过"}[x.Passed]})
			}
		}
		for _, f := range r.Finals {
			if !f.To.IsZero() {
				notices.Rows = append(notices.Rows, []any{title, RoundName(tx, r, f.Who), branch.DateOf(f.From).Chinese(), branch.DateOf(f.To).Chinese()})
			}
		}
	}
	for i, r := range Flags(tx, b.ID) {
		flags.Rows = append(flags.Rows, []any{i + 1, strings.Replace(r.Period, "Q", "年", 1) + "季度", strings.Join(NamesOf(tx, r, r.Flag.From), "、"),
			strings.Join(NamesOf(tx, r, r.Flag.To), "、"), branch.DateOf(r.Flag.At).Chinese()})
	}
	return []branch.Table{rounds, ballots, votes, notices, flags}
}

// LookWhoTook shows the 纪检委员 who took part in a recommendation that is closed, never what they chose. That it was
// looked at stays, for everybody to see.
func LookWhoTook(o *office.Office, tx *store.Tx, me branch.Member, round branch.RoundID, now time.Time) (chat.Card, error) {
	r, ok := GetRound(tx, me.Branch, round)
	s := r.Stage(StageBallot)
	switch {
	case !ok || !me.May(branch.SeeTook) || r.Group != 0:
		return chat.Card{}, office.Refusal(cards.NotYours)
	case s == nil || s.Outcome == nil:
		return chat.Card{}, office.Refusal("还没有结果，截止以后再查看。")
	}
	v := WhoTookView{Round: r}
	for seat := range Roll.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		name := seatName(tx, seat).Short()
		switch {
		case seat.Paper:
			v.By = append(v.By, name)
		case seat.Took:
			v.Took = append(v.Took, name)
		default:
			v.Not = append(v.Not, name)
		}
	}
	store.RollLooks.Put(tx, store.RollLook{Branch: r.Branch, Round: r.ID, By: me.ID, Day: branch.DateOf(now)})
	return WhoTook(v), nil
}

// rollLooks returns who looked at who took part, and when, as 「核对」 shows it.
func rollLooks(tx *store.Tx, r Round) (list []string) {
	for l := range store.RollLooks.Scan(tx, store.RoundKey(r.Branch, r.ID)) {
		list = append(list, fmt.Sprintf("%s（%s）", office.PersonName(tx, r.Branch, l.By), l.Day.MonthDay()))
	}
	return list
}
