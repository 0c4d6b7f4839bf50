package cards

import (
	"zhibu/branch"
	"zhibu/chat"
)

// RoundLine is a round that waits to be decided, or an objection that waits for its answer, in a digest or in the 书记's week.
type RoundLine struct {
	Round     branch.Round
	Objection int64 // 0: the round itself
	Since     branch.Date
	Open      bool // it still waits
}

// waits says for what.
func (l RoundLine) waits() string {
	switch {
	case l.Objection != 0 || l.Round.Runs(branch.Notice):
		return "公示意见待答复"
	case l.Round.Runs(branch.Decide):
		return "待研究决定"
	case l.Round.Runs(branch.Nominate):
		return "提名已到截止时间，待处理"
	}
	return "推荐已到截止时间，待处理"
}

func (l RoundLine) line() []chat.Span {
	if !l.Open {
		return say("\n• ", RoundTitle(l.Round), "（已办理）")
	}
	return say("\n• ", RoundTitle(l.Round), "：", l.waits(), "（", l.Since.MonthDay(), "起）")
}

func (l RoundLine) button() chat.Button {
	if l.Objection != 0 {
		return on2("答复公示意见", ActObjection, l.Round.Branch, l.Round.ID, l.Objection)
	}
	return on2(RoundTitle(l.Round), ActRound, l.Round.Branch, l.Round.ID)
}
