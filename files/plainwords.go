package files

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// maxWords is the longest text that is taken. // bytes
const maxWords = 2 << 20

// maxLines is how many lines it may have: each may become an article of a policy.
const maxLines = 50_000

var (
	errNotWords  = errors.New("政策文件应为 .docx、.txt 或 .xlsx，请另存后再发送。")
	errLongWords = errors.New("文件里的文字太长（超过 2 MB 或 5 万行），请分成几份。")
)

// ReadWords returns what a file says in words: a .docx, a text, or a workbook's first sheet. The kind of file is told by what it holds.
// Files are read in turn, as ReadRoster reads them. The error is a sentence; of what is returned with it only Word holds.
func ReadWords(data []byte) (Words, error) {
	type result struct {
		words Words
		err   error
	}
	r, err := inTurn(func() (r result) {
		r.words, r.err = readAsWords(data)
		return r
	})
	if err == nil {
		err = r.err
	}
	if err == nil && (len(r.words.Text) > maxWords || strings.Count(r.words.Text, "\n") > maxLines) {
		err = errLongWords
	}
	if err != nil {
		return Words{Word: r.words.Word}, err
	}
	return r.words, nil
}

func readAsWords(data []byte) (Words, error) {
	if hasPrefix(data, "PK\x03\x04") {
		parts, err := unpack(data)
		if err != nil {
			return Words{}, err
		}
		if partNamed(parts, "word/document.xml") != nil {
			w, err := readWord(parts)
			w.Word = true
			return w, err
		}
		if len(data) > maxZip {
			return Words{}, errTooLarge
		}
		if err := otherZip(data); err != nil {
			return Words{}, err
		}
		sheets, err := readWorkbook(data)
		return rowsOf(sheets), err
	}
	if len(data) > maxPlain || bytes.IndexByte(data, 0) >= 0 && !hasPrefix(data, "\xFF\xFE", "\xFE\xFF") ||
		hasPrefix(data, "%PDF", "{\\rtf", "\xD0\xCF\x11\xE0", "\x89PNG", "\xFF\xD8\xFF", "GIF8", "Rar!", "7z\xBC\xAF", "\x1F\x8B") {
		return Words{}, errNotWords
	}
	text, err := decode(data)
	return Words{Text: lineEnds.Replace(text)}, err
}

// lineEnds are what some program ends a line with.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// rowsOf returns the rows of the first sheet that is shown, a line each, without what is struck or hidden. Other sheets with anything on
// them are named.
func rowsOf(sheets []sheet) (w Words) {
	var lines []string
	struck, hidden, read := 0, 0, false
	for _, s := range sheets {
		switch {
		case s.hidden:
			w.Passed = append(w.Passed, "「"+s.name+"」表（隐藏）")
			continue
		case read:
			if len(s.lines) > 0 {
				w.Passed = append(w.Passed, fmt.Sprintf("「%s」表（%d行）", s.name, len(s.lines)))
			}
			continue
		}
		read = true
		for _, l := range s.lines {
			cells := make([][]string, len(l.shown))
			for i, c := range l.shown {
				left, partly := s.partly[l.row][i]
				switch {
				case strings.TrimSpace(c) == "":
				case s.hiddenRows[l.row] || s.hiddenColumns[i]:
					hidden++
				case s.struck[l.row][i]:
					struck++
				case partly:
					struck++
					cells[i] = []string{left}
				default:
					cells[i] = []string{c}
				}
			}
			lines = append(lines, rowLines(cells)...)
		}
	}
	if struck > 0 {
		w.Passed = append(w.Passed, fmt.Sprintf("划掉的文字（%d处）", struck))
	}
	if hidden > 0 {
		w.Passed = append(w.Passed, fmt.Sprintf("隐藏的文字（%d处）", hidden))
	}
	w.Text = strings.Join(lines, "\n")
	return w
}
