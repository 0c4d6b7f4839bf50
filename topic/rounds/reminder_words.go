package rounds

import (
	"zhibu/branch"
	"zhibu/cards"
)

// RoundLine is a round that waits to be decided, or an objection that waits for its answer, in a digest or in the 书记's week.
type RoundLine struct {
	Round     Round
	Objection int64 // 0: the round itself
	Since     branch.Date
	Open      bool // it still waits
}

// waits says for what.
func (l RoundLine) waits() string {
	switch {
	case l.Objection != 0 || l.Round.Runs(StageNotice):
		return "公示意见待答复"
	case l.Round.Runs(StageDecide):
		return "待研究决定"
	case l.Round.Runs(StageNominate):
		return "提名已到截止时间，待处理"
	}
	return "推荐已到截止时间，待处理"
}

// Reminder returns the line and its button.
func (l RoundLine) Reminder() cards.ReminderLine {
	line := cards.ReminderLine{Text: cards.Say("\n• ", RoundTitle(l.Round), "（已办理）"), Open: l.Open, Button: on2(RoundTitle(l.Round), ActRound, l.Round.Branch, l.Round.ID)}
	if l.Open {
		line.Text = cards.Say("\n• ", RoundTitle(l.Round), "：", l.waits(), "（", l.Since.MonthDay(), "起）")
	}
	if l.Objection != 0 {
		line.Button = on2("答复公示意见", ActObjection, l.Round.Branch, l.Round.ID, l.Objection)
	}
	return line
}
