// Package printer has an office program lay documents out, as a printer would have them, for the tests that count lines and look at pages.
package printer

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"zhibu/world/rig"
)

// Page is a printed page: its lines from the top, the number of the page among them, and its words with where they stand.
type Page struct {
	Lines []string
	Words []Word
}

// Word is a word on a page, in points from the page's upper left corner.
type Word struct {
	Text                     string
	Left, Top, Right, Bottom float64
}

// Faces are the typefaces of 公文. An office has them; here one of hanzi stands for them all, or their marks would come from a Latin one.
var Faces = []string{"仿宋", "楷体", "方正小标宋简体", "黑体", "宋体"}

// Print lays .docx files out, all in one go, and returns the pages of each by its name. Where there is no office program the test is passed
// over, with a line that says so.
func Print(t *testing.T, documents map[string][]byte) map[string][]Page {
	t.Helper()
	if rig.Race {
		t.Skip("pages are counted without the race detector: another program lays them out")
	}
	office, err := exec.LookPath("soffice")
	if _, none := exec.LookPath("pdftotext"); err != nil || none != nil {
		if os.Getenv("ZHIBU_OFFICE") == "required" {
			t.Fatal("no soffice or no pdftotext here")
		}
		t.Skip("no soffice or no pdftotext here: pages are not counted")
	}
	folder := t.TempDir()
	if keep := os.Getenv("ZHIBU_PAGES"); keep != "" { // to look at them
		folder = keep
	}
	write := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var alias strings.Builder
	for _, f := range Faces {
		fmt.Fprintf(&alias, `<match target="pattern"><test name="family"><string>%s</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit></match>`, f)
	}
	fonts := write("fonts.conf", []byte(`<fontconfig><include>/etc/fonts/fonts.conf</include>`+alias.String()+`</fontconfig>`))
	convert := func(to string, paths []string) {
		c := exec.Command(office, append([]string{"-env:UserInstallation=file://" + folder + "/profile", "--headless", "--convert-to", to, "--outdir", folder}, paths...)...)
		c.Env = append(os.Environ(), "FONTCONFIG_FILE="+fonts)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	var word, flat []string
	for name, data := range documents {
		word = append(word, write(name+".docx", data))
	}
	convert("fodt", word)
	// Two properties that a .docx may set the program (7.4) reads not at all, or the wrong way round. They are set here as files.WriteDocument
	// sets them: no mark hangs over the edge, no room between hanzi and figures.
	as := strings.NewReplacer(`style:text-autospace="ideograph-alpha"`, `style:text-autospace="none"`, `style:punctuation-wrap="hanging"`, `style:punctuation-wrap="simple"`)
	for name := range documents {
		data, err := os.ReadFile(filepath.Join(folder, name+".fodt"))
		if err != nil {
			t.Fatal(err)
		}
		flat = append(flat, write(name+".fodt", []byte(as.Replace(string(data)))))
	}
	convert("pdf", flat)
	printed := map[string][]Page{}
	for name := range documents {
		printed[name] = read(t, filepath.Join(folder, name+".pdf"))
	}
	return printed
}

var wordBox = regexp.MustCompile(`<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]*)</word>`)

func read(t *testing.T, pdf string) (pages []Page) {
	out, err := exec.Command("pdftotext", "-bbox-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(string(out), "<page ") {
		if !strings.Contains(part, "</page>") {
			continue
		}
		var p Page
		for line := range strings.SplitSeq(part, "<line ") {
			text := ""
			for _, m := range wordBox.FindAllStringSubmatch(line, -1) {
				at := func(i int) float64 { f, _ := strconv.ParseFloat(m[i], 64); return f }
				p.Words = append(p.Words, Word{m[5], at(1), at(2), at(3), at(4)})
				text += m[5]
			}
			if text != "" {
				p.Lines = append(p.Lines, text)
			}
		}
		pages = append(pages, p)
	}
	return pages
}
