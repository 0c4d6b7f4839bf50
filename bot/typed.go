package bot

import (
	"strings"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
)

// typed handles a message: a command, an invitation code, the next step of a form, or something not understood.
func (c *Call) typed(text string) error {
	if c.e.Forwarded {
		return c.forwarded(text)
	}
	command, rest := c.command(text)
	if command == "" && len(c.mine) > 0 && c.listens() {
		return c.writeAside(text)
	}
	if !c.bot.commands[command].aside {
		c.bot.drafts.hush(c.e.Chat)
	}
	if command == "/start" && rest != "" {
		if f := office.FindCode(rest); f.Code != "" {
			rest = f.Code
		}
		return c.redeem(rest)
	}
	if command == "" {
		if done, err := c.code(text); done {
			return err
		}
	}
	switch {
	case command == "/me" && len(c.mine) == 0 && len(c.past) > 0:
		return me(c) // all that is left to who has left
	case len(c.mine) == 0:
		return office.Refusal(cards.Stranger)
	}
	if err := private(text, false); err != nil {
		return err
	}
	if cmd, ok := c.bot.commands[command]; ok {
		c.rest = branch.Query(rest) // the answer repeats it
		return cmd.typed(c)
	}
	if known, err := c.menuWord(text); known {
		return err
	}
	f, filling := c.Filling()
	_, takes := c.bot.forms[f.Name]
	switch {
	case strings.HasPrefix(text, "/") || !filling || f.Left || !takes || !c.as(f.Branch):
		if !filling || f.Left {
			if c.courtesy(text) {
				return nil
			}
			if known, err := c.room(text); known {
				return err
			}
		}
		return office.Refusal(cards.Unknown)
	}
	if before := f.Words(); before != "" { // it may go on what was sent before
		if err := private(before+"\n"+text, true); err != nil {
			return err
		}
	}
	c.form = f
	return c.fillTyped(text)
}

// forwarded refuses what somebody else wrote: it is no command of who passed it on, nor his or her own words.
func (c *Call) forwarded(text string) error {
	switch {
	case len(c.mine) == 0:
		return office.Refusal(cards.Stranger)
	case strings.HasPrefix(text, "/"):
		return office.Refusal(cards.NotForwarded)
	}
	if f, filling := c.Filling(); c.listens() || filling && c.bot.forms[f.Name] != nil {
		return office.Refusal(cards.OwnWords)
	}
	return office.Refusal(cards.Unknown)
}

func (c *Call) redeem(code string) error {
	if office.IsShort(code) && !office.IsExample(code) && !c.bot.codes.turn() {
		return office.Refusal(cards.CodeBusy)
	}
	if c.bot.Office.Redeem(c.tx, c.e.From, c.e.Chat, code, c.now) && office.IsShort(code) {
		c.bot.codes.wrong()
	}
	return nil
}
