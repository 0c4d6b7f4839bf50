package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

const (
	conflictPause = 3 * time.Second // before polling again when another process polls
	floodPause    = 3 * time.Second // after a 429 that does not say how long
)

// phrases give the class of a 400 by what its description holds (lower case). Class 0 is success: a repeat of what
// was done already, or an answer to a press that nobody waits for any more.
var phrases = []struct {
	text  string
	class chat.Class
}{
	{"message is not modified", 0},
	{"query is too old", 0},
	{"query id is invalid", 0},
	{"message to delete not found", 0},
	{"message to edit not found", chat.Missing},
	{"message can't be edited", chat.Missing},
	{"message_id_invalid", chat.Missing},
	{"there is no text in the message to edit", chat.Missing},
	{"there is no caption in the message to edit", chat.Missing},
	{"chat not found", chat.Gone}, // never started the bot, or deleted the account
	{"user not found", chat.Gone},
	{"peer_id_invalid", chat.Gone},
	{"user is deactivated", chat.Gone},
	{"group chat was deactivated", chat.Gone},
}

// Classify says what an HTTP answer means for the request it answers; nil is success. retryAfter is the header of
// that name, which stands in for a body that a proxy replaced.
func Classify(method string, status int, retryAfter string, body []byte) *chat.SendError {
	var r tgbotapi.APIResponse
	err := json.Unmarshal(body, &r)
	var wrongType *json.UnmarshalTypeError // one field is odd: the others are read all the same
	isJSON := err == nil || errors.As(err, &wrongType)
	code := status
	if isJSON && r.ErrorCode != 0 {
		code = r.ErrorCode
	}
	e := &chat.SendError{Method: method, Reason: reason(code, r.Description, isJSON)}
	switch {
	case err == nil && r.Ok && status/100 == 2:
		return nil
	case code == http.StatusTooManyRequests:
		e.Class, e.RetryAfter = chat.Busy, pause(r.Parameters, retryAfter)
	case r.Parameters != nil && r.Parameters.MigrateToChatID != 0:
		e.Class, e.MovedTo = chat.Refused, chatOf(r.Parameters.MigrateToChatID)
	case status/100 == 3: // not the Bot API that answered
		e.Class, e.Reason = chat.Unsent, fmt.Sprintf("%d redirect refused", status)
	case !isJSON, status >= 500, code >= 500, code < 400:
		e.Class = chat.Unknown
	case code == http.StatusUnauthorized:
		e.Class = chat.Unauthorized
	case code == http.StatusForbidden:
		e.Class = chat.Gone
	case code == http.StatusConflict:
		e.Class, e.RetryAfter = chat.Busy, conflictPause
	case code == http.StatusBadRequest:
		if e.Class = badRequest(r.Description); e.Class == 0 {
			return nil
		}
	default:
		e.Class = chat.Refused
	}
	return e
}

func badRequest(description string) chat.Class {
	description = strings.ToLower(description)
	for _, p := range phrases {
		if strings.Contains(description, p.text) {
			return p.class
		}
	}
	return chat.Refused
}

func isConflict(e *chat.SendError) bool { return strings.HasPrefix(e.Reason, "409 ") }

func isUnparsable(err error) bool {
	var e *chat.SendError
	return errors.As(err, &e) && strings.Contains(e.Reason, "can't parse entities")
}

func pause(p *tgbotapi.ResponseParameters, header string) time.Duration {
	if p != nil && p.RetryAfter > 0 {
		return time.Duration(p.RetryAfter) * time.Second
	}
	if n, err := strconv.Atoi(header); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	return floodPause
}

// saysOK spots the usual good answer without decoding the message it echoes, several times the size of all we need.
func saysOK(a answer) bool {
	return a.status == http.StatusOK && bytes.HasPrefix(a.body, []byte(`{"ok":true`)) &&
		bytes.HasSuffix(bytes.TrimRight(a.body, "\r\n "), []byte("}"))
}

func reason(code int, description string, isJSON bool) string {
	if !isJSON {
		description = "an answer that is not JSON"
	}
	return strconv.Itoa(code) + " " + tame(description)
}

// tame makes an error text fit for logs and dead letters: Telegram quotes the message that it refuses, net/http the
// bytes that it could not read. Telegram's own words are ASCII; whatever stands from the first other character on may be a
// member's, quoted or not.
func tame(s string) string {
	s, _, _ = strings.Cut(s, `"`)
	s, _, _ = strings.Cut(s, " '")
	if i := strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }); i >= 0 {
		s = s[:i]
	}
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	return cutUnits(s, 160)
}
