package bot

import (
	"regexp"
	"strconv"
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func start(c *call) error {
	r, err := c.bot.Office.MayStart(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range r.Candidates {
		names = append(names, office.CandidateName(c.tx, r.Branch, candidate))
	}
	roll, _, _ := office.Opening(c.tx, r.Branch, c.now)
	c.show(cards.StartSure(r, names, office.Warned(c.tx, r), roll, c.bot.Office.Calendar.BallotCloses(branch.DateOf(c.now))))
	return nil
}

func startOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.Internal)
	}
	return c.bot.Office.StartBallot(c.tx, c.me, branch.RoundID(c.arg(1)), c.key, c.now)
}

func runOff(c *call) error {
	r, next, err := c.bot.Office.MayRunOff(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	var names []string
	for _, candidate := range next.Candidates {
		names = append(names, office.CandidateName(c.tx, r.Branch, candidate))
	}
	until := c.bot.Office.Calendar.BallotCloses(branch.DateOf(c.now))
	c.show(cards.Sure(r, "在得票相同的"+strings.Join(names, "、")+"中再推荐一次，重新确定参加名单，"+cards.When(until)+"截止。确认后立即发给每位参加人。确定吗？", "开始复投", cards.ActRunOffOK))
	return nil
}

func runOffOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.Internal)
	}
	return c.bot.Office.RunOff(c.tx, c.me, branch.RoundID(c.arg(1)), c.key, c.now)
}

func poll(c *call) error {
	_, until, err := c.bot.Office.MayPoll(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.now)
	if err != nil {
		return err
	}
	r, _ := c.round()
	c.show(cards.PollSure(r, office.Group(c.tx, c.me.Branch, branch.GroupID(c.arg(2))), until))
	return nil
}

func pollOK(c *call) error {
	if c.key == "" {
		return office.Refusal(cards.Internal)
	}
	return c.bot.Office.OpenPoll(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.key, c.now)
}

func nominateDrop(c *call) error {
	return c.bot.Office.Withdraw(c.tx, c.me, branch.RoundID(c.arg(1)), branch.GroupID(c.arg(2)), c.now)
}

func hush(c *call) error {
	if err := c.bot.Office.Hush(c.tx, c.me, branch.RoundID(c.arg(1))); err != nil {
		return err
	}
	c.tx.Reply(chat.Reply{Toast: "这次推荐不再提醒您。"})
	return nil
}

func votePage(c *call) error {
	r, v, err := c.myBallot()
	if err != nil {
		return err
	}
	mask := c.arg(3)
	if mask < 0 || mask>>len(r.Candidates) != 0 {
		return office.Refusal(cards.OldCard)
	}
	v.Page = int(c.arg(2))
	c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.BallotList(v, uint64(mask)))
	return nil
}

func paper(c *call) error {
	r, err := c.kept()
	if err != nil {
		return err
	}
	if !r.Takes(branch.Ballot, c.now) {
		return office.Refusal(cards.RoundOver)
	}
	c.show(cards.PaperList(r, office.PaperList(c.tx, r), int(c.arg(2))))
	return nil
}

func paperSet(c *call) error {
	if err := c.bot.Office.MarkPaper(c.tx, c.me, branch.RoundID(c.arg(1)), branch.MemberID(c.arg(2)), c.arg(3) == 1, c.now); err != nil {
		return err
	}
	r, err := c.round()
	if err == nil {
		c.show(cards.PaperList(r, office.PaperList(c.tx, r), int(c.arg(4))))
	}
	return err
}

func paperIn(c *call) error {
	r, err := office.MayEnterPaper(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
	if err != nil {
		return err
	}
	c.beginOn(formPaper, stepText, cards.KeyRound(r.Branch, r.ID), r, nil)
	v, n := office.PaperForm(c.tx, r)
	c.show(cards.PaperAsk(c.form.Number, v, n))
	return nil
}

var number = regexp.MustCompile(`\d+`)

// figures reads the numbers of a message, however they are separated.
func figures(text string) (list []int, err error) {
	for _, s := range number.FindAllString(text, -1) {
		n, err := strconv.Atoi(s)
		if err != nil || n > 9999 {
			return nil, office.Refusal("数字太大，请核对。")
		}
		list = append(list, n)
	}
	if len(list) == 0 || len(list) > 99 {
		return nil, office.Refusal("请按顺序发送各个数，用空格隔开。")
	}
	return list, nil
}

// paperTyped takes the count of the paper votes. It goes straight under seal: a form would keep it in the open.
func paperTyped(c *call, text string) error {
	list, err := figures(text)
	if err != nil {
		return err
	}
	if len(list) < 3 {
		return office.Refusal("请按顺序写全线下票数、每位候选人的得票数和弃权数。")
	}
	last := len(list) - 1
	round := c.formRound()
	c.drop()
	return c.bot.Office.EnterPaper(c.tx, c.me, round, branch.Tally{Cast: list[0], Votes: list[1:last], Abstained: list[last]}, c.now)
}

func paperSee(c *call) error {
	r, t, err := c.bot.Office.PaperToConfirm(c.tx, c.me, branch.RoundID(c.arg(1)))
	if err != nil {
		return err
	}
	v, _ := office.PaperForm(c.tx, r)
	c.tx.ReplyEdit(c.e.Chat, c.e.Message, cards.PaperSee(v, t))
	return nil
}

func paperOK(c *call) error {
	return c.bot.Office.ConfirmPaper(c.tx, c.me, branch.RoundID(c.arg(1)), c.now)
}
