package rounds

import (
	"fmt"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
)

// CheckView is what whoever doubts a result is shown.
type CheckView struct {
	Round    Round
	Ballot   *BallotView // nil if nothing was voted on here
	Roll     []string
	Paper    int
	Marks    []string // who was marked as voting on paper, as far as the reader may know
	LeftOut  []string // with the kind of rule; only for the 纪检委员 and the 书记
	Meetings []MeetingView
	Looks    []string // who looked at who took part, and when
	MayLook  bool     // the reader may look
}

// checkCard is the card 「核对」: the figures, and on another page the roll.
func checkCard(v CheckView, page int) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyCheck(r.Branch, r.ID), Text: cards.Say(cards.Strong("核对：" + RoundTitle(r))), Protect: true}
	small := v.Ballot != nil && r.Stage(StageBallot).NamesOnly()
	if page == 1 && v.Ballot != nil {
		c.Text = append(c.Text, cards.Say("\n参加名单（推荐开始时确定）：", strings.Join(v.Roll, "、"), "。")...)
		if len(v.LeftOut) > 0 {
			c.Text = append(c.Text, cards.Say("\n未列入：", strings.Join(v.LeftOut, "、"), "。")...)
		} else if n := len(r.LeftOut); n > 0 && !small {
			c.Text = append(c.Text, cards.Say(fmt.Sprintf("\n按规定未列入 %d 人。", n))...)
		}
		if v.Paper > 0 {
			c.Text = append(c.Text, cards.Say(fmt.Sprintf("\n登记为线下投票 %d 人。", v.Paper))...)
		}
		for _, mark := range v.Marks {
			c.Text = append(c.Text, cards.Say("\n", mark)...)
		}
		if len(v.Looks) > 0 {
			c.Text = append(c.Text, cards.Say("\n查看过参加情况：", strings.Join(v.Looks, "、"), "。")...)
		}
		c.Rows = [][]chat.Button{cards.Row(on2("票数和表决", ActCheck, r.Branch, r.ID, 0))}
		if v.MayLook {
			c.Rows = append(c.Rows, cards.Row(on2("查看参加情况（留痕）", ActWhoTook, r.Branch, r.ID)))
		}
		return c
	}
	if v.Ballot != nil {
		s := r.Stage(StageBallot)
		o := s.Outcome
		if small {
			c.Text = append(c.Text, cards.Say("\n参加人数达到规定的比例；实际参加（或其中手机、线下一方）的人少，或者大家的意见接近一致，为保密只公布人选，不公布票数。")...)
		} else {
			c.Text = append(c.Text, cards.Say(fmt.Sprintf("\n名单 %d 人，未列入 %d 人；至少 %d 人参加方为有效（%d%%）。\n", o.Roll, len(r.LeftOut),
				Quorum(o.Roll, r.Threshold), r.Threshold), figures(*v.Ballot))...)
		}
		if s.Why != "" {
			c.Text = append(c.Text, cards.Say("提前截止的原因：", s.Why)...)
		}
		c.Rows = [][]chat.Button{cards.Row(on2("参加名单", ActCheck, r.Branch, r.ID, 1))}
	}
	for _, m := range v.Meetings {
		c.Text = append(c.Text, cards.Say("\n", cards.Strong(m.Meeting.Day.MonthDay()+string(m.Meeting.Kind)), "\n", m.sums())...)
	}
	return c
}

// historyCard lists a page of a branch's rounds, the newest first; officers may have them as a file.
func historyCard(b branch.BranchID, rounds []Round, page int, keeps bool) chat.Card {
	c := chat.Card{Key: cards.KeyHome, Text: cards.Say(cards.Strong("先锋岗、身边好党员历次评选"))}
	if len(rounds) == 0 {
		c.Text = append(c.Text, cards.Say("\n还没有记录。")...)
	}
	var all []chat.Button
	for _, r := range rounds {
		all = append(all, on2(shortTitle(r)+"："+State(r), ActPublic, r.Branch, r.ID))
	}
	c.Rows = append(cards.Paged(all, 1, page, func(label string, p int) chat.Button { return cards.Button(label, ActHistory, int64(b), int64(p)) }),
		cards.Row(cards.Button("流动红旗历次交接", ActFlags, int64(b))))
	if keeps && len(rounds) > 0 {
		c.Rows = append(c.Rows, cards.Row(cards.Button("导出历次评选（Excel）", ActFileHistory, int64(b))))
	}
	c.Rows = append(c.Rows, cards.HomeRow)
	return c
}

// shortTitle is what a round is called on a button.
func shortTitle(r Round) string {
	year, quarter, quarterly := strings.Cut(r.Period, "Q")
	if quarterly {
		return year + "年" + quarter + "季度" + string(r.Kind)
	}
	return year + "年" + string(r.Kind)
}

// PublicView is a round as any member may see it.
type PublicView struct {
	Round   Round
	Ballot  *BallotView
	Named   NamedView
	Notice  *NoticeView
	Check   bool
	Reports bool
	Present bool
	Minutes bool // its reader may have the wording of the decision
}

// Public is the card of a round for any member.
func Public(v PublicView) chat.Card {
	r := v.Round
	c := chat.Card{Key: KeyPublic(r.Branch, r.ID), Text: cards.Say(cards.Strong(RoundTitle(r)), "\n现在：", State(r), "。")}
	switch {
	case r.Off && r.OffWhy != "":
		c.Text = append(c.Text, cards.Say("\n原因：", r.OffWhy)...)
	case r.Void != "":
		c.Text = append(c.Text, cards.Say("\n", r.Void)...)
	}
	if v.Ballot != nil {
		c.Text = append(c.Text, cards.Say("\n")...)
		c.Text = append(c.Text, outcome(*v.Ballot)...)
	}
	if v.Notice != nil {
		c.Text = append(c.Text, cards.Say("\n")...)
		c.Text = append(c.Text, v.Notice.body()...)
	}
	if len(v.Named.Names) > 0 {
		c.Text = append(c.Text, cards.Say("\n\n命名：")...)
		c.Text = append(c.Text, v.Named.list()...)
	}
	var line []chat.Button
	if v.Reports {
		line = append(line, on2("各组报告", ActReports, r.Branch, r.ID, 0))
	}
	if v.Present {
		line = append(line, on2("查看事迹", ActPresent, r.Branch, r.ID, 0))
	}
	if v.Check {
		line = append(line, on2("核对", ActCheck, r.Branch, r.ID, 0))
	}
	if len(line) > 0 {
		c.Rows = append(c.Rows, line)
	}
	if v.Minutes {
		c.Rows = append(c.Rows, cards.Row(on2("决议文本", ActMinutes, r.Branch, r.ID)))
	}
	c.Rows = append(c.Rows, cards.Row(cards.Button[int64]("首页", cards.ActMenu))) // else a round that has only begun would have no way on
	return c
}
