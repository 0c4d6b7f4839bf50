package sandbox

import (
	"fmt"
	"net/url"
	"strings"
)

const maxPayload = 64 // characters of ?start= and ?startgroup=

// Open follows a deep link to the bot, https://t.me/BOT?start=PAYLOAD or
// ?startgroup=PAYLOAD (the latter into the client's group), as an app does, and
// returns the id of what was sent. The error says why an app would not: another
// bot, or a payload that is over 64 characters or has others than A-Z, a-z, 0-9,
// _ and -. (By [Client.Send] anybody can type anything after /start.)
func (c *Client) Open(link string) (int64, error) {
	if !strings.Contains(link, "://") {
		link = "https://" + link
	}
	u, err := url.Parse(link)
	if err != nil {
		return 0, fmt.Errorf("sandbox: %w", err)
	}
	q := u.Query()
	bot := strings.Trim(u.Path, "/")
	switch {
	case u.Scheme == "tg" && u.Host == "resolve":
		bot = q.Get("domain")
	case (u.Scheme == "https" || u.Scheme == "http") && (u.Host == "t.me" || u.Host == "telegram.me"):
	default:
		return 0, fmt.Errorf("sandbox: %s is no link of Telegram", link)
	}
	if !strings.EqualFold(bot, c.s.opt.BotUsername) {
		return 0, fmt.Errorf("sandbox: the link leads to %q, not to this bot", bot)
	}
	payload := q.Get("start") + q.Get("startgroup")
	if len(payload) > maxPayload || strings.Trim(payload, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
		return 0, fmt.Errorf("sandbox: a link cannot carry the payload %q", payload)
	}
	if !q.Has("startgroup") {
		return (&Client{c.s, c.who, c.who}).Start(payload), nil
	}
	if err := c.StartGroup(payload); err != nil {
		return 0, err
	}
	all := c.Messages()
	return all[len(all)-1].ID, nil
}
