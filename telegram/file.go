package telegram

import (
	"context"
	"net/http"
	"path"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

// Fetch returns the content of a file that an Event named by ref, at most max bytes of it: a longer one is Refused.
// An error is a *chat.SendError; nothing changes on the platform, so any but Refused may be tried again.
func (b *Bot) Fetch(ctx context.Context, ref string, max int64) ([]byte, error) {
	refuse := func(why string) ([]byte, error) {
		return nil, &chat.SendError{Class: chat.Refused, Method: "getFile", Reason: why}
	}
	var f tgbotapi.File
	if err := b.call(ctx, "getFile", tgbotapi.Params{"file_id": ref}, patience, &f); err != nil {
		return nil, err
	}
	switch {
	case int64(f.FileSize) > max:
		return refuse(errTooLong.Error())
	case f.FilePath == "", path.Clean("/"+f.FilePath) != "/"+f.FilePath: // also what would leave the bot's folder
		return refuse("the file has no usable path")
	}
	ctx, cancel := context.WithTimeout(ctx, uploadPatience)
	defer cancel()
	a, err := b.exchange(ctx, "download", "/file/bot"+b.token+"/"+f.FilePath, "", nil, max)
	if err != nil {
		return nil, err
	}
	switch {
	case a.status == http.StatusOK && f.FileSize > 0 && len(a.body) != f.FileSize: // cut off on the way, or a proxy's own answer
		return nil, &chat.SendError{Class: chat.Unknown, Method: "download", Reason: "the file is not of the length that was announced"}
	case a.status == http.StatusOK:
		return a.body, nil
	}
	if failed := b.classify("download", a); failed != nil {
		return nil, failed
	}
	return refuse("the file is not there")
}
