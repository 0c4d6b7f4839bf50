package bench

import (
	"encoding/json"
	"io"
	"log"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	bolt "go.etcd.io/bbolt"
)

// What the naive and the raw bot show, of the length of the App's own cards.
const (
	askText = "2026年第四季度先锋岗推荐\n这是民主推荐，不是选举，也不是党员大会表决。按本支部规定由正式党员参加，应参加 300 人，推荐 1 名。\n" +
		"您的选择对任何人保密，10月1日（周四）18:00截止。"
	sureText  = "2026年第四季度先锋岗推荐\n您推荐：同志%s（第一党小组）\n\n请点「确认」。截止前可以改投。"
	votedText = "2026年第四季度先锋岗推荐\n已投票。10月1日（周四）18:00截止，截止前可以改投，以最后一次为准。"
)

// A button of these two bots carries one of these, a colon, and a choice.
const (
	actAgain = "again" // changes a vote: answered, the card stays as it is
	actPick  = "pick"  // chooses: answered, and the card asks for confirmation
	actSure  = "sure"  // confirms: answered, and the card says so
)

// Presses returns what to press on these bots' cards: votes that leave the card as it is, or, with edits, choosing and
// confirming by turns.
func Presses(edits bool) []string {
	if edits {
		return []string{actPick + ":1", actSure + ":1", actPick + ":2", actSure + ":2"}
	}
	return []string{actAgain + ":1", actAgain + ":2"}
}

// FindText is part of the card that these bots send to who starts the chat.
const FindText = "这是民主推荐"

// vote is the row of a vote, in the clear.
type vote struct {
	Round  int64  `json:"round"`
	Member int64  `json:"member"`
	Choice string `json:"choice"`
}

var votes = []byte("votes")

// openVotes makes the file, with bbolt's own defaults: every commit is synced.
func openVotes(path string) (*bolt.DB, error) {
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		return nil, err
	}
	return db, db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(votes)
		return err
	})
}

func putVote(tx *bolt.Tx, member int64, choice string) error {
	row, err := json.Marshal(vote{Round: 1, Member: member, Choice: choice})
	if err != nil {
		return err
	}
	return tx.Bucket(votes).Put(strconv.AppendInt(nil, member, 10), row)
}

// card returns text and buttons after a press.
func card(action, choice string) (string, tgbotapi.InlineKeyboardMarkup) {
	button := tgbotapi.NewInlineKeyboardButtonData
	switch action {
	case actPick:
		return strings.Replace(sureText, "%s", choice, 1), tgbotapi.NewInlineKeyboardMarkup(
			tgbotapi.NewInlineKeyboardRow(button("确认", actSure+":"+choice), button("返回", "list:0")))
	case actSure:
		return votedText, tgbotapi.NewInlineKeyboardMarkup(tgbotapi.NewInlineKeyboardRow(button("改投", "list:0")))
	}
	return askText, tgbotapi.NewInlineKeyboardMarkup(
		tgbotapi.NewInlineKeyboardRow(button("同志1", actPick+":1"), button("同志2", actPick+":2")),
		tgbotapi.NewInlineKeyboardRow(button("弃权", actPick+":0")))
}

// Naive is the loop of the README of go-telegram-bot-api v5, with one bbolt transaction for each press: an update is
// taken from the channel, written, answered and shown, then the next. With spawn each update has a goroutine instead.
// It returns what ends it.
func Naive(url, path string, spawn bool) (stop func(), err error) {
	_ = tgbotapi.SetLogger(log.New(io.Discard, "", 0))
	db, err := openVotes(path)
	if err != nil {
		return nil, err
	}
	bot, err := tgbotapi.NewBotAPIWithAPIEndpoint(Token, url+"/bot%s/%s")
	if err != nil {
		return nil, err
	}
	u := tgbotapi.NewUpdate(0)
	u.Timeout = 60
	updates := bot.GetUpdatesChan(u)
	handle := func(update tgbotapi.Update) {
		if update.Message != nil {
			msg := tgbotapi.NewMessage(update.Message.Chat.ID, "")
			msg.Text, msg.ReplyMarkup = card("", "")
			bot.Send(msg)
			return
		}
		if update.CallbackQuery == nil {
			return
		}
		q := update.CallbackQuery
		action, choice, _ := strings.Cut(q.Data, ":")
		if err := db.Update(func(tx *bolt.Tx) error { return putVote(tx, q.From.ID, choice) }); err != nil {
			return
		}
		bot.Request(tgbotapi.NewCallback(q.ID, "已投票"))
		if action != actAgain {
			text, markup := card(action, choice)
			bot.Send(tgbotapi.NewEditMessageTextAndMarkup(q.Message.Chat.ID, q.Message.MessageID, text, markup))
		}
	}
	go func() {
		for update := range updates {
			if spawn {
				go handle(update)
			} else {
				handle(update)
			}
		}
	}()
	return func() { bot.StopReceivingUpdates(); db.Close() }, nil
}
