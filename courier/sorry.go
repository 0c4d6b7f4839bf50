package courier

import (
	"context"
	"time"

	"zhibu/chat"
)

// sorrow is for how long people are told that nothing can be kept any more, before Run returns.
const sorrow = 3 * time.Second

// Sorry tells somebody that what he or she asked for could not be kept: the answer to a press, or a message to who typed.
// Nothing of it is recorded, since nothing can be. It is for a store that has failed.
func (c *Courier) Sorry(to chat.Chat, update int64, pressID string, card chat.Card) {
	if pressID != "" {
		c.answer(0, update, pressID, card.PlainText(), true)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended() || c.sorry[to] {
		return
	}
	if c.sorry == nil {
		c.sorry = map[chat.Chat]bool{}
	}
	c.sorry[to] = true // once: whoever goes on typing need not read it again
	c.wg.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		c.slots <- struct{}{}
		defer func() { <-c.slots }()
		if _, err := c.Sender.Send(ctx, to, card, nil); err != nil {
			c.Log.Warn("somebody was not told that the store has failed", "update", update, "error", err)
		}
	})
}
