package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxButtons    = 100 // in a message
	maxRowButtons = 8
	maxButtonData = 64       // bytes
	maxMarkup     = 10 << 10 // bytes of JSON; undocumented, tginfo/Telegram-Limits#187
)

// Button is one button under a message.
type Button struct {
	Text string `json:"text"`
	Data string `json:"data,omitempty"` // callback_data
	URL  string `json:"url,omitempty"`
	Copy string `json:"copy,omitempty"` // copy_text
	Kind string `json:"kind,omitempty"` // the field of any other kind, e.g. "web_app"
}

type markup struct {
	Keyboard [][]wireButton `json:"inline_keyboard"`
}

type wireButton struct {
	Text     string    `json:"text"`
	Data     *string   `json:"callback_data,omitempty"`
	URL      *string   `json:"url,omitempty"`
	CopyText *copyText `json:"copy_text,omitempty"`
	Style    string    `json:"style,omitempty"`
	Icon     string    `json:"icon_custom_emoji_id,omitempty"`

	// Kinds that are kept and shown, and do nothing here.
	WebApp  json.RawMessage `json:"web_app,omitempty"`
	Login   json.RawMessage `json:"login_url,omitempty"`
	Query   *string         `json:"switch_inline_query,omitempty"`
	Current *string         `json:"switch_inline_query_current_chat,omitempty"`
	Chosen  json.RawMessage `json:"switch_inline_query_chosen_chat,omitempty"`
	Game    json.RawMessage `json:"callback_game,omitempty"`
	Pay     bool            `json:"pay,omitempty"`
}

// others are the fields set of the kinds that do nothing here.
func (b *wireButton) others() (out []string) {
	for name, set := range map[string]bool{
		"web_app": b.WebApp != nil, "login_url": b.Login != nil, "switch_inline_query": b.Query != nil,
		"switch_inline_query_current_chat": b.Current != nil, "switch_inline_query_chosen_chat": b.Chosen != nil,
		"callback_game": b.Game != nil, "pay": b.Pay,
	} {
		if set {
			out = append(out, name)
		}
	}
	return out
}

type copyText struct {
	Text string `json:"text"`
}

func (m *markup) equal(o *markup) bool {
	if m == nil || o == nil {
		return m == o
	}
	return slices.EqualFunc(m.Keyboard, o.Keyboard, func(a, b []wireButton) bool {
		return slices.EqualFunc(a, b, func(x, y wireButton) bool { return x.public() == y.public() && x.Style == y.Style })
	})
}

func (b wireButton) public() Button {
	out := Button{Text: b.Text}
	if b.Data != nil {
		out.Data = *b.Data
	}
	if b.URL != nil {
		out.URL = *b.URL
	}
	if b.CopyText != nil {
		out.Copy = b.CopyText.Text
	}
	if out.Data == "" && out.URL == "" && out.Copy == "" {
		if kinds := b.others(); len(kinds) > 0 {
			out.Kind = kinds[0]
		}
	}
	return out
}

func (m *markup) public() [][]Button {
	if m == nil {
		return nil
	}
	rows := make([][]Button, len(m.Keyboard))
	for i, row := range m.Keyboard {
		for _, b := range row {
			rows[i] = append(rows[i], b.public())
		}
	}
	return rows
}

// replyKeyboard reads a keyboard that takes the place of the phone's own, as
// rows of labels; set is false if the reply_markup says nothing of one, and an
// empty keyboard removes it.
func replyKeyboard(raw string) (rows [][]string, set bool) {
	var in struct {
		Rows   [][]json.RawMessage `json:"keyboard"`
		Remove bool                `json:"remove_keyboard"`
	}
	if json.Unmarshal([]byte(raw), &in) != nil || in.Rows == nil && !in.Remove {
		return nil, false
	}
	for _, row := range in.Rows {
		var labels []string
		for _, b := range row {
			var button struct{ Text string }
			if json.Unmarshal(b, &button) != nil {
				json.Unmarshal(b, &button.Text) // checked before: else it is a text
			}
			labels = append(labels, button.Text)
		}
		rows = append(rows, labels)
	}
	return rows, true
}

// parseMarkup checks a reply_markup and reads the buttons under the message; for
// other keyboards see replyKeyboard.
func parseMarkup(raw string) (*markup, error) {
	if raw == "" || raw == "null" {
		return nil, nil
	}
	var in struct {
		Inline *[][]wireButton `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(raw), &in); err != nil {
		return nil, bad("can't parse reply keyboard markup JSON object")
	}
	if in.Inline == nil {
		return nil, nil
	}
	m, total := &markup{Keyboard: [][]wireButton{}}, 0
	for _, row := range *in.Inline {
		if len(row) == 0 {
			continue // as Telegram does
		}
		if len(row) > maxRowButtons {
			return nil, bad("REPLY_MARKUP_INVALID")
		}
		for i := range row {
			if err := row[i].check(); err != nil {
				return nil, err
			}
		}
		total += len(row)
		m.Keyboard = append(m.Keyboard, row)
	}
	if total == 0 {
		return nil, nil
	}
	if total > maxButtons || len(mustJSON(m)) > maxMarkup {
		return nil, bad("reply markup is too long")
	}
	return m, nil
}

func (b *wireButton) check() error {
	b.Text = strings.TrimSpace(b.Text)
	kinds := len(b.others())
	for _, set := range []bool{b.Data != nil, b.URL != nil, b.CopyText != nil} {
		if set {
			kinds++
		}
	}
	switch {
	case b.Text == "" || !utf8.ValidString(b.Text):
		return bad("BUTTON_TEXT_INVALID")
	case kinds == 0:
		return bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case kinds > 1:
		return bad("can't parse inline keyboard button: exactly one type of the button must be specified")
	case b.Data != nil && (*b.Data == "" || len(*b.Data) > maxButtonData):
		return bad("BUTTON_DATA_INVALID")
	case b.CopyText != nil && (b.CopyText.Text == "" || utf8.RuneCountInString(b.CopyText.Text) > 256):
		return bad("BUTTON_COPY_TEXT_INVALID")
	case b.URL != nil:
		link, problem := checkLink(*b.URL)
		if problem != "" {
			return bad("inline keyboard button URL '" + *b.URL + "' is invalid: " + problem)
		}
		b.URL = &link
	}
	return nil
}
