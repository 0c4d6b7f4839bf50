package rule

import (
	"zhibu/bot"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
)

func all(c *bot.Call) error {
	c.Show(rulesCard(c.Me().Branch))
	return nil
}

func part(c *bot.Call) error {
	p, ok := chat.Coded(branch.RuleParts, c.Arg(1), func(p branch.RulePart) string { return string(p) })
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.Show(partCard(c.Me().Branch, p, bot.Page(c.Arg(2))))
	return nil
}

func see(c *bot.Call) error {
	r, ok := chat.Coded(branch.Rules, c.Arg(1), func(r branch.Rule) string { return r.Key })
	if !ok {
		return office.Refusal(cards.OldCard)
	}
	c.Show(ruleCard(c.Me().Branch, r))
	return nil
}

// typed shows the list, or what the words after the command find: a single rule at once.
func typed(c *bot.Call) error {
	query := c.Rest()
	if query == "" {
		return all(c)
	}
	switch list := branch.FindRules(query); len(list) {
	case 0:
		c.Show(noneCard(c.Me().Branch, query))
	case 1:
		c.Show(ruleCard(c.Me().Branch, list[0]))
	default:
		c.Show(foundCard(c.Me().Branch, query, list))
	}
	return nil
}

// talk is the talk about rules.
var talk = bot.Matter{
	Routes: map[string]bot.Route{
		ActRules: bot.InBranch(1, all).OnHome(),
		ActPart:  bot.InBranch(3, part).OnHome(),
		ActRule:  bot.InBranch(2, see).OnHome(),
	},
	Commands: map[string]bot.Command{"/rule": bot.Typed(typed).WithWords()},
	Words:    map[string]string{"条文": "/rule", "查条文": "/rule"},
}
