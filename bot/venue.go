package bot

import (
	"context"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/store"
)

// countPatience is how long the platform may take to say how many are in a group.
const countPatience = 5 * time.Second

func onVenue(a []int64) string { return cards.KeyVenue(a[1]) }

// count asks the platform how many are in a group; 0 if it does not say.
func (b *Bot) count(ctx context.Context, in chat.Chat) int {
	ctx, cancel := context.WithTimeout(ctx, countPatience)
	defer cancel()
	n, err := b.Headcount(ctx, in)
	if err != nil {
		b.Log.Warn("a group was not counted", "error", err)
	}
	return n
}

// groupCommand returns the command that was typed in a group, "" if it was none.
func groupCommand(e chat.Event) string {
	if e.Kind != chat.Text || e.Forwarded || !strings.HasPrefix(e.Text, "/") {
		return ""
	}
	word := strings.Fields(e.Text)[0]
	word, _, _ = strings.Cut(word, "@")
	return strings.ToLower(word)
}

// inGroup handles what happens in a group. There the bot says what all may see; anything else it answers to the person
// alone.
func (c *Call) inGroup() error {
	switch c.e.Kind {
	case chat.Entered:
		c.bot.Office.EnterVenue(c.tx, c.e.From, c.e.Chat, branch.MaskPrivate(c.e.Title), c.members, c.now)
		return nil
	case chat.Left:
		c.bot.Office.LoseVenue(c.tx, c.e.Chat)
		return nil
	case chat.Moved:
		c.tx.Move(c.e.Chat, c.e.To)
		return nil
	case chat.Pressed:
		return office.Refusal(cards.PrivateOnly)
	}
	switch command := groupCommand(c.e); {
	case string(c.e.From) == string(c.e.Chat):
		if command == "/here" {
			c.aside(cards.AnonymousHere)
		}
		return nil
	case command == "/here":
		if err := c.bot.Office.Here(c.tx, c.e.From, c.e.Chat, branch.MaskPrivate(c.e.Title), c.e.Topic, c.members, c.now); err != nil {
			return err
		}
		c.aside(cards.AnsweredAside)
	case command != "" && (c.bot.commands[command].do != nil || command == "/start"):
		if v, _ := store.Venues.Get(c.tx, store.ChatKey(c.e.Chat)); v.Branch == 0 {
			return nil
		}
		c.account()
		if len(c.mine) == 0 {
			c.aside(cards.AskAside)
			return nil
		}
		group := c.e.Chat
		for _, b := range c.mine {
			if b.Branch == c.me.Branch {
				c.e.Chat = b.Chat
			}
		}
		if state, _ := store.Chats.Get(c.tx, store.ChatKey(c.e.Chat)); state.Gone {
			c.e.Chat = group
			c.aside(cards.AskAside)
			return nil
		}
		c.aside(cards.AnsweredAside)
		return home(c)
	}
	return nil
}

// aside tells a group that somebody's answer is not for it.
func (c *Call) aside(sentence string) {
	url := ""
	if info, _ := store.Infos.Get(c.tx, store.K(1)); info.Bot != "" {
		url = "https://t.me/" + info.Bot
	}
	card := cards.Aside(sentence, url)
	card.Topic = c.e.Topic
	c.tx.Reply(chat.Reply{Say: &card})
}

func venueLink(c *Call) error {
	return c.venue(c.bot.Office.LinkVenue(c.tx, c.me, c.Arg(1), c.now))
}

func venueAsk(c *Call) error { return c.venue(c.bot.Office.Venue(c.tx, c.me, c.Arg(1), true)) }

func venueSee(c *Call) error { return c.venue(c.bot.Office.Venue(c.tx, c.me, c.Arg(1), false)) }

func venueLeave(c *Call) error { return c.venue(c.bot.Office.LeaveVenue(c.tx, c.me, c.Arg(1))) }

func (c *Call) venue(card chat.Card, err error) error {
	if err == nil {
		c.Show(card)
	}
	return err
}
