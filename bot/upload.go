package bot

import (
	"path"
	"slices"
	"strings"

	"zhibu/bot/ask"
	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// takeFile takes a file that a form has use for. Its caption counts as the text that is asked for.
func (c *Call) takeFile(f store.Form) (taken bool, err error) {
	if f.Left || !c.as(f.Branch) {
		return false, nil
	}
	c.form = f
	r, err := c.filling()
	if err != nil {
		return false, nil
	}
	picture := c.e.File.Picture || isPicture(c.e.File.Name)
	field, words, ok := r.Takes(*c.e.File, picture || !c.me.May(branch.EnterRoster))
	switch {
	case !ok || words && isTable(c.e.File.Name) && c.me.May(branch.EnterRoster):
		return false, nil
	case words:
		err = c.formFile(f)
	case c.bot.text != nil && ask.IsWords(*c.e.File):
		err = c.bot.Office.TakeText(c.tx, c.me, f, c.bot.text.Upload, *c.e.File)
	default:
		err = c.bot.Office.TakePhoto(c.tx, c.me, f, field, *c.e.File)
	}
	if caption := strings.TrimSpace(c.e.Text); err == nil && caption != "" && r.Wants() {
		err = c.fillTyped(caption)
	}
	return true, err
}

// isTable reports whether a document is a table by its name: of who keeps the roster it has a way in of its own.
func isTable(name string) bool {
	return slices.Contains([]string{".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".json"}, strings.ToLower(path.Ext(name)))
}

// isPicture reports whether a document is a photo by its name.
func isPicture(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png", ".heic", ".webp", ".bmp", ".gif"}, strings.ToLower(path.Ext(name)))
}

// fileIs takes the answer to what a file is.
func fileIs(c *Call) error {
	is := map[int64]store.UploadKind{cards.FileIsRoster: store.UploadRoster, cards.FileIsNeither: store.UploadDropped}
	if k := c.bot.text; k != nil {
		is[k.Code] = k.Upload
	}
	kind, known := is[c.Arg(2)]
	if !known {
		return office.Refusal(cards.OldCard)
	}
	return c.bot.Office.TellUpload(c.tx, c.me, c.e.Chat, c.Arg(1), kind, c.now)
}

// formFile takes a file with the words that a form asks for.
func (c *Call) formFile(f store.Form) error {
	err := c.bot.Office.TakeFormFile(c.tx, c.me, c.e.Chat, f.Number, *c.e.File)
	if err == nil {
		c.say(cards.FormFileReading)
	}
	return err
}
