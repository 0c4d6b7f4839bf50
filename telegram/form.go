package telegram

import (
	"bytes"
	"encoding/json"
	"mime/multipart"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"zhibu/chat"
)

// field is one parameter of a request.
type field struct{ name, value string }

// fields are a request's parameters, in the order they are written.
type fields []field

// form encodes the fields as MakeRequest would, without its map, its sorting and its copies.
func (fs fields) form() []byte {
	n := 0
	for _, f := range fs {
		n += len(f.name) + 2
		for i := 0; i < len(f.value); i++ {
			if n++; !unreserved[f.value[i]] && f.value[i] != ' ' {
				n += 2
			}
		}
	}
	b := make([]byte, 0, n)
	for i, f := range fs {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(append(b, f.name...), '=')
		b = appendEscaped(b, f.value)
	}
	return b
}

// upload is a file that goes out with a request: as which parameter, and what it is called.
type upload struct {
	field, name string
	data        []byte
}

// multipart encodes the fields and a file.
func (fs fields) multipart(up *upload) (body []byte, contentType string, err error) {
	var b bytes.Buffer
	b.Grow(len(up.data) + 4096)
	m := multipart.NewWriter(&b)
	for _, f := range fs {
		if err := m.WriteField(f.name, f.value); err != nil {
			return nil, "", err
		}
	}
	part, err := m.CreateFormFile(up.field, up.name)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(up.data); err != nil {
		return nil, "", err
	}
	err = m.Close() // writes the last boundary: before Bytes
	return b.Bytes(), m.FormDataContentType(), err
}

// unreserved are the bytes that a form carries as they are (RFC 3986).
var unreserved = func() (t [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~") {
		t[c] = true
	}
	return t
}()

func appendEscaped(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case unreserved[c]:
			b = append(b, c)
		case c == ' ':
			b = append(b, '+')
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}

// keyboard is the reply_markup of rows, or empty. A button that does nothing is left out: one such makes Telegram
// refuse the whole message.
func keyboard(rows [][]chat.Button) string {
	var m tgbotapi.InlineKeyboardMarkup
	for _, row := range rows {
		var out []tgbotapi.InlineKeyboardButton
		for _, b := range row {
			switch label := cutUnits(b.Label, capabilities.Label); {
			case b.Press != "":
				out = append(out, tgbotapi.InlineKeyboardButton{Text: label, CallbackData: &b.Press})
			case isLink(b.URL):
				out = append(out, tgbotapi.InlineKeyboardButton{Text: label, URL: &b.URL})
			}
		}
		if out != nil {
			m.InlineKeyboard = append(m.InlineKeyboard, out)
		}
	}
	if m.InlineKeyboard == nil {
		return ""
	}
	b, _ := json.Marshal(m) // strings only: cannot fail
	return string(b)
}
