package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

// Send implements chat.Sender.
func (b *Bot) Send(ctx context.Context, to chat.Chat, card chat.Card, file []byte) (int64, error) {
	method := "sendMessage"
	var up *upload
	switch {
	case card.Picture != nil:
		method, up = "sendPhoto", &upload{"photo", "picture.png", file}
	case card.Document != nil:
		method, up = "sendDocument", &upload{"document", card.Document.Name, file}
	}
	if up != nil && len(file) == 0 {
		return 0, &chat.SendError{Class: chat.Refused, Method: method, Reason: "no file was made"}
	}
	good, err := b.show(ctx, method, to, 0, card, up)
	if card.Topic != 0 && noTopic(err) { // it has been deleted or closed since: better in the general one than nowhere
		card.Topic = 0
		good, err = b.show(ctx, method, to, 0, card, up)
	}
	if err != nil {
		return 0, err
	}
	id := messageID(good)
	if id == 0 {
		return 0, &chat.SendError{Class: chat.Unknown, Method: method, Reason: "the answer has no message_id"}
	}
	return id, nil
}

// noTopic reports whether the platform refused a message because of the topic it was for.
func noTopic(err error) bool {
	failed := (*chat.SendError)(nil)
	if !errors.As(err, &failed) || failed.Class != chat.Refused {
		return false
	}
	why := strings.ToLower(failed.Reason)
	return strings.Contains(why, "message thread not found") || strings.Contains(why, "topic_closed") || strings.Contains(why, "topic_deleted")
}

// hasFile reports whether a card's text is the caption of something.
func hasFile(card chat.Card) bool { return card.Picture != nil || card.Document != nil }

// Edit implements chat.Sender. A picture or document stays as it is; its caption and buttons change.
func (b *Bot) Edit(ctx context.Context, to chat.Chat, message int64, card chat.Card) error {
	method := "editMessageText"
	if hasFile(card) {
		method = "editMessageCaption"
	}
	_, err := b.show(ctx, method, to, message, card, nil)
	return err
}

// Strip implements chat.Sender.
func (b *Bot) Strip(ctx context.Context, to chat.Chat, message int64) error {
	const method = "editMessageReplyMarkup"
	id, err := chatID(method, to)
	if err != nil {
		return err
	}
	_, err = b.post(ctx, method, formType, fields{
		{"chat_id", id},
		{"message_id", strconv.FormatInt(message, 10)},
		{"reply_markup", `{"inline_keyboard":[]}`},
	}.form(), patience)
	return stays(to, err)
}

// Remove implements chat.Sender. A bot may delete what it was sent in a private chat, and for 48 hours.
func (b *Bot) Remove(ctx context.Context, in chat.Chat, message int64) error {
	const method = "deleteMessage"
	id, err := chatID(method, in)
	if err != nil {
		return err
	}
	_, err = b.post(ctx, method, formType, fields{{"chat_id", id}, {"message_id", strconv.FormatInt(message, 10)}}.form(), patience)
	return err
}

// Answer implements chat.Sender.
func (b *Bot) Answer(ctx context.Context, pressID, text string, alert bool) error {
	fs := fields{{"callback_query_id", pressID}}
	if text != "" {
		fs = append(fs, field{"text", cutUnits(text, capabilities.Toast)})
	}
	if alert {
		fs = append(fs, field{"show_alert", "true"})
	}
	_, err := b.post(ctx, "answerCallbackQuery", formType, fs.form(), patience)
	return err
}

// SetCommands implements chat.Sender.
func (b *Bot) SetCommands(ctx context.Context, to chat.Chat, list []chat.Command) error {
	const method = "setMyCommands"
	id, err := chatID(method, to)
	if err != nil {
		return err
	}
	commands := make([]tgbotapi.BotCommand, 0, len(list)) // not nil: null is refused
	for _, c := range list {
		commands = append(commands, tgbotapi.BotCommand{Command: c.Name, Description: c.About})
	}
	n, _ := strconv.ParseInt(id, 10, 64)
	scope, _ := json.Marshal(tgbotapi.NewBotCommandScopeChat(n))
	words, _ := json.Marshal(commands)
	var done bool
	return b.call(ctx, method, tgbotapi.Params{"scope": string(scope), "commands": string(words)}, patience, &done)
}

// Leave implements chat.Sender.
func (b *Bot) Leave(ctx context.Context, from chat.Chat) error {
	const method = "leaveChat"
	id, err := chatID(method, from)
	if err != nil {
		return err
	}
	_, err = b.post(ctx, method, formType, fields{{"chat_id", id}}.form(), patience)
	if failed := (*chat.SendError)(nil); errors.As(err, &failed) && failed.Class == chat.Gone {
		return nil
	}
	return err
}

// Headcount returns how many are in a group, the bot included.
func (b *Bot) Headcount(ctx context.Context, in chat.Chat) (n int, err error) {
	const method = "getChatMemberCount"
	id, err := chatID(method, in)
	if err != nil {
		return 0, err
	}
	err = b.call(ctx, method, tgbotapi.Params{"chat_id": id}, patience, &n)
	return n, err
}

// show sends a card, or edits it into message if that is not 0. Should Telegram fail to parse our HTML, the words
// without their looks are better than nothing.
func (b *Bot) show(ctx context.Context, method string, to chat.Chat, message int64, card chat.Card, up *upload) ([]byte, error) {
	id, err := chatID(method, to)
	if err != nil {
		return nil, err
	}
	fs := append(make(fields, 0, 8), field{"chat_id", id})
	if message != 0 {
		fs = append(fs, field{"message_id", strconv.FormatInt(message, 10)})
	} else {
		if card.Protect {
			fs = append(fs, field{"protect_content", "true"})
		}
		if card.Topic != 0 {
			fs = append(fs, field{"message_thread_id", strconv.FormatInt(card.Topic, 10)})
		}
	}
	if markup := keyboard(card.Rows); markup != "" {
		fs = append(fs, field{"reply_markup", markup}) // left out, an edit removes the buttons
	}
	name, limit := "text", capabilities.Words
	if hasFile(card) {
		name, limit = "caption", capabilities.Caption
	} else {
		fs = append(fs, field{"link_preview_options", `{"is_disabled":true}`})
	}
	text, cut := render(card.Text, limit, true)
	if cut {
		kind, _, _ := strings.Cut(card.Key, ":")
		b.log.Warn("telegram: a card is too long and was cut", "card", kind, "limit", limit)
	}
	good, err := b.deliver(ctx, method, append(fs, field{name, text}, field{"parse_mode", "HTML"}), up)
	if isUnparsable(err) {
		b.log.Warn("telegram: a card's markup was refused, its plain text is sent", "error", err)
		text, _ = render(card.Text, limit, false)
		good, err = b.deliver(ctx, method, append(fs, field{name, text}), up)
	}
	return good, stays(to, err)
}

// stays takes from an error that a person's chat goes on as another: only groups do, and what is for one person must not go to
// somebody else because a server says so.
func stays(to chat.Chat, err error) error {
	if failed := (*chat.SendError)(nil); errors.As(err, &failed) && !(isGroup(to) && isGroup(failed.MovedTo)) {
		failed.MovedTo = ""
	}
	return err
}

func (b *Bot) deliver(ctx context.Context, method string, fs fields, up *upload) ([]byte, error) {
	if up == nil {
		return b.post(ctx, method, formType, fs.form(), patience)
	}
	body, contentType, err := fs.multipart(up)
	if err != nil {
		return nil, &chat.SendError{Class: chat.Refused, Method: method, Reason: "the upload cannot be written"}
	}
	return b.post(ctx, method, contentType, body, uploadPatience)
}

// messageID takes the id from the usual beginning of the answer to a send, or decodes the whole, or gives 0.
func messageID(good []byte) int64 {
	if rest, ok := bytes.CutPrefix(good, []byte(`{"ok":true,"result":{"message_id":`)); ok {
		end := bytes.IndexAny(rest, ",}")
		if id, err := strconv.ParseInt(string(rest[:max(end, 0)]), 10, 64); err == nil {
			return id
		}
	}
	var r struct {
		Result struct {
			MessageID int64 `json:"message_id"`
		} `json:"result"`
	}
	if json.Unmarshal(good, &r) != nil {
		return 0
	}
	return r.Result.MessageID
}

// Names of chats and accounts are the platform's numbers behind "tg:".
const prefix = "tg:"

func chatOf(id int64) chat.Chat { return chat.Chat(prefix + strconv.FormatInt(id, 10)) }

// isGroup tells groups from people, whose ids are above zero.
func isGroup(c chat.Chat) bool { return strings.HasPrefix(string(c), prefix+"-") }

func chatID(method string, c chat.Chat) (string, error) {
	id, ok := strings.CutPrefix(string(c), prefix)
	if n, err := strconv.ParseInt(id, 10, 64); !ok || err != nil || n == 0 {
		return "", &chat.SendError{Class: chat.Refused, Method: method, Reason: "not a chat of Telegram"}
	}
	return id, nil
}
