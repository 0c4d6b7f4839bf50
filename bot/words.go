package bot

import (
	"regexp"
	"strings"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

// words is what people type for a command, beside the names that stand on the buttons of the menu.
var words = map[string]string{
	"首页": "/menu", "主页": "/menu", "菜单": "/menu", "返回首页": "/menu", "返回": "/menu", "开始": "/start",
	"取消": "/cancel", "退出": "/cancel", "不填了": "/cancel", "帮助": "/help", "我的信息": "/me",
	"党员名册": "/people", "名册": "/people", "支部设置": "/settings", "设置": "/settings",
	"导出名册": "/export", "导出": "/export", "运行情况": "/status",
}

// taskWords is what people type for what may wait on the home card: what its button begins with.
var taskWords = map[string]string{
	"交报告": "提交季度报告", "提交报告": "提交季度报告", "写报告": "提交季度报告", "季度报告": "提交季度报告", "提交季度报告": "提交季度报告",
	"投票": "参加推荐", "改投": "投票：", "参加推荐": "参加推荐", "我要投票": "参加推荐", "怎么投票": "参加推荐", "推荐身边好党员": "推荐身边好党员", "录入决定": "录入决定", "继续填写": "继续填写",
}

// roomWords is what people type that belongs into a room: the room is shown, with what it holds now.
var roomWords = map[string]string{
	"推荐": cards.RoomRounds, "评选": cards.RoomRounds, "投票": cards.RoomRounds, "改投": cards.RoomRounds, "提名": cards.RoomRounds, "公示": cards.RoomRounds,
	"身边好党员": cards.RoomRounds, "先锋岗": cards.RoomRounds, "共产党员先锋岗": cards.RoomRounds, "优秀微党课": cards.RoomRounds, "微党课": cards.RoomRounds,
	"联系点": cards.RoomPoints, "企业": cards.RoomPoints, "政治生日": cards.RoomLife, "生日": cards.RoomLife, "组织生活": cards.RoomLife,
}

var (
	monthOnly = regexp.MustCompile(`^(1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])月份?$`)
	dayOnly   = regexp.MustCompile(`^([今昨前]天|\d{1,2}月\d{1,2}[日号])$`)
)

// room opens the room that a message belongs into, by a word or by a date that is typed outside any form. known reports whether
// there is one.
func (c *Call) room(text string) (known bool, err error) {
	word := plainWord(branch.HalfWidth(text))
	name, known := roomWords[word]
	lead := ""
	switch _, date := branch.ReadDate(word); {
	case known:
	case monthOnly.MatchString(word):
		name, lead = cards.RoomLife, "您发来的是月份，现在没有在填写的内容。要看政治生日，请从这里进入。"
	case date || dayOnly.MatchString(word):
		if day, ok := ask.ReadAhead(word, branch.DateOf(c.now)); ok {
			for _, m := range c.bot.Matters {
				if m.Dated == nil {
					continue
				}
				if taken, err := m.Dated(c, day); taken {
					return true, err
				}
			}
		}
		name, lead = cards.RoomPoints, "您发来的是日期，现在没有在填写的内容。要登记这一天的走访，请点「登记走访」。"
	default:
		return false, nil
	}
	card, err := c.bot.Office.Room(c.tx, c.me, name, lead, c.now)
	if err == nil {
		c.Show(card)
	}
	return true, err
}

// courtesies are what people write to whom they take for a person: it is answered, and leads to the menu.
var courtesies = map[string]string{"你好": cards.Greeted, "您好": cards.Greeted, "你好啊": cards.Greeted, "早上好": cards.Greeted, "上午好": cards.Greeted,
	"下午好": cards.Greeted, "晚上好": cards.Greeted, "在吗": cards.Greeted, "hi": cards.Greeted, "hello": cards.Greeted,
	"谢谢": cards.Thanked, "谢谢你": cards.Thanked, "谢谢您": cards.Thanked, "多谢": cards.Thanked, "感谢": cards.Thanked, "辛苦了": cards.Thanked}

// courtesy answers one; known reports whether the message was one and no more.
func (c *Call) courtesy(text string) (known bool) {
	answer, known := courtesies[strings.ToLower(plainWord(text))]
	if known {
		c.say(answer)
	}
	return known
}

const around = "「」“”‘’《》\"'。．.！!？?，,、；;：: \u3000\n"

// plainWord returns what a whole message says as a name of the menu: without the marks around it.
func plainWord(text string) string {
	return strings.NewReplacer("“", "", "”", "", "\"", "", " ", "").Replace(strings.Trim(text, around))
}

// command takes a message apart: a command in any case and width, or a word that stands for one, and what follows it.
// Beside a word something may follow only where the command looks for it.
func (c *Call) command(text string) (command, rest string) {
	command, rest, _ = strings.Cut(strings.Replace(text, "　", " ", 1), " ")
	if name := strings.Replace(branch.HalfWidth(command), "／", "/", 1); strings.HasPrefix(name, "/") {
		name, _, _ = strings.Cut(name, "@")
		return strings.ToLower(name), strings.TrimSpace(rest)
	}
	if plain, ok := c.bot.words[plainWord(text)]; ok {
		return plain, ""
	}
	if plain := c.bot.words[command]; c.bot.commands[plain].words {
		if f, filling := c.Filling(); !filling || f.Left || f.Search {
			return plain, strings.TrimSpace(rest)
		}
	}
	return "", ""
}

// menuWord does what the button of that name on home, or in one of its rooms, does. known reports whether there is such a name.
func (c *Call) menuWord(text string) (known bool, err error) {
	word := plainWord(text)
	if word == "" || len([]rune(word)) > 20 {
		return false, nil
	}
	task, isTask := taskWords[word]
	for _, b := range c.bot.Office.Menu(c.tx, c.me, c.now) {
		label := plainWord(b.Label)
		if label != word && !(isTask && strings.HasPrefix(label, task)) {
			continue
		}
		p, err := chat.ParsePress(b.Press)
		if err != nil {
			continue
		}
		c.press = p
		return true, c.pressed()
	}
	if isTask {
		if known, err := c.room(word); known {
			return true, err
		}
		return true, office.Refusal(cards.NothingNow)
	}
	return false, nil
}

// homeCard is the home card as it would be shown.
func (c *Call) homeCard() chat.Card { return c.bot.Office.Home(c.tx, c.me, c.now) }

// code redeems the invitation code that a message holds. done reports whether the message was about one: that of somebody who is
// bound must be nothing else, since forms take what looks like one.
func (c *Call) code(text string) (done bool, err error) {
	f := office.FindCode(text)
	if len(c.mine) > 0 && !f.Alone {
		return false, nil
	}
	switch {
	case f.Code != "":
		return true, c.redeem(f.Code)
	case f.Near == 0:
		return false, nil
	case f.Near == 8 && !f.Long:
		return true, office.Refusal(cards.CodeLetters)
	}
	return true, office.Refusal(cards.CodeShort(f.Near, f.Long))
}
