package files

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// box is a word on a page of a PDF, in points from the page's upper left corner.
type wordBox struct{ left, top, right, bottom float64 }

// converted has an office program turn documents into PDF files in one go, and returns their folder. Where there is none, the test is
// passed over.
func converted(t *testing.T, documents map[string][]byte) (folder string) {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if _, none := exec.LookPath("pdftotext"); err != nil || none != nil {
		t.Skip("no soffice or no pdftotext here: pages are not counted")
	}
	folder = t.TempDir()
	args := []string{"-env:UserInstallation=file://" + folder + "/profile", "--headless", "--convert-to", "pdf", "--outdir", folder}
	for name, data := range documents {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.Command(office, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return folder
}

// pageText returns the pages of a PDF, each as its lines, and where the words of each page stand.
func pageText(t *testing.T, pdf string) (pages [][]string, boxes [][]wordBox, words [][]string) {
	t.Helper()
	out, err := exec.Command("pdftotext", "-bbox-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	word := regexp.MustCompile(`<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]*)</word>`)
	for page := range strings.SplitSeq(string(out), "<page ") {
		if !strings.Contains(page, "<word ") {
			continue
		}
		var lines, texts []string
		var at []wordBox
		for line := range strings.SplitSeq(page, "<line ") {
			text := ""
			for _, m := range word.FindAllStringSubmatch(line, -1) {
				n := func(i int) float64 { f, _ := strconv.ParseFloat(m[i], 64); return f }
				at, texts = append(at, wordBox{n(1), n(2), n(3), n(4)}), append(texts, m[5])
				text += m[5]
			}
			if text != "" {
				lines = append(lines, text)
			}
		}
		pages, boxes, words = append(pages, lines), append(boxes, at), append(words, texts)
	}
	return pages, boxes, words
}

// TestPage counts on a printed page what GB/T 9704-2012 asks of it: 22 lines of 28 characters, the page number 7 mm below them, at
// the right of odd pages and at the left of even ones.
func TestPage(t *testing.T) {
	const block = (297 - 35) * 72 / 25.4 // the foot of the text, in points from the top
	long := strings.Repeat("坚持党的群众路线是我们一切工作的出发点和落脚点", 60)
	data, err := WriteDocument(Document{Title: "会议记录", Parts: []Part{{Break: true}, {Text: long}, {Text: long}}})
	if err != nil {
		t.Fatal(err)
	}
	folder := converted(t, map[string][]byte{"page.docx": data})
	pages, boxes, words := pageText(t, filepath.Join(folder, "page.pdf"))
	if len(pages) < 4 {
		t.Fatalf("%d pages", len(pages))
	}
	for n := 1; n < 3; n++ { // the second and the third are full
		text := pages[n][:len(pages[n])-1]
		if len(text) != 22 {
			t.Errorf("page %d has %d lines", n+1, len(text))
		}
		for i, line := range text[1:] {
			if c := len([]rune(line)); c != 28 {
				t.Errorf("page %d, line %d has %d characters: %s", n+1, i+2, c, line)
			}
		}
		number := fmt.Sprintf("—%d—", n+1)
		if got := pages[n][len(pages[n])-1]; strings.ReplaceAll(got, " ", "") != number {
			t.Errorf("page %d ends with %q", n+1, got)
		}
		for i, w := range words[n] {
			if w != "—" {
				continue
			}
			b := boxes[n][i]
			dash := ((b.top+b.bottom)/2 - block) * 25.4 / 72
			if dash < 6.5 || dash > 7.5 {
				t.Errorf("page %d: the dash stands %.2f mm below the text", n+1, dash)
			}
			if odd := (n+1)%2 == 1; (b.left > 297) != odd {
				t.Errorf("page %d: the number stands %.0f points from the left", n+1, b.left)
			}
		}
	}
}
