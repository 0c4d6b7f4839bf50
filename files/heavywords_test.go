package files

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// heavyWords are documents that need much, or would if they were let, and the largest honest one.
func heavyWords(t testing.TB) map[string][]byte {
	const p = `<w:p><w:r><w:t>一</w:t></w:r></w:p>`
	all := map[string][]byte{}
	body := func(name, text string, parts ...string) { all[name] = wordFile(t, text, parts...) }
	var honest strings.Builder
	for i := range 2000 {
		honest.WriteString(`<w:p w:rsidR="00FC693F" w:rsidRDefault="00FC693F"><w:pPr><w:spacing w:line="560"/></w:pPr>`)
		for _, run := range []string{fmt.Sprintf("第%d条　", i+1), strings.Repeat("支持台企参与重大项目。", 8), strings.Repeat("给予贷款贴息。", 8)} {
			fmt.Fprintf(&honest, `<w:r w:rsidRPr="0006063C"><w:rPr><w:rFonts w:ascii="仿宋" w:hAnsi="仿宋"/><w:sz w:val="32"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, run)
		}
		honest.WriteString(`</w:p>`)
	}
	body("honest, 2,000 articles", honest.String())
	body("attributes in one tag", "<w:p"+strings.Repeat(` a=""`, 4_000_000)+"/>")
	body("attributes in many tags", strings.Repeat("<w:p"+strings.Repeat(` a=""`, 1000)+"/>", 4_000))
	body("namespaces", strings.Repeat(`<w:p`+strings.Repeat(` xmlns:a="a"`, 100)+`>`, 90)+strings.Repeat(p, 1000))
	body("one tag", `<w:p a="`+strings.Repeat("一", 7_000_000)+`"/>`)
	body("deep", strings.Repeat("<w:p>", 3_000_000))
	body("deep that looks closed", strings.Repeat(`<w:p a="/>">`, 1_500_000))
	body("deep with comments", strings.Repeat(`<w:p><!-- /></w:p> -->`, 1_000_000))
	body("one text", "<w:p><w:r><w:t>"+strings.Repeat("一", 7_000_000)+"</w:t></w:r></w:p>")
	body("one CDATA", "<w:p><w:r><w:t><![CDATA["+strings.Repeat("一", 7_000_000)+"]]></w:t></w:r></w:p>")
	body("one comment", "<!--"+strings.Repeat("a", 20<<20)+"-->")
	body("elements up to the limit", strings.Repeat("<w:r/>", maxTags-100))
	body("more elements", strings.Repeat("<w:r/>", maxTags+100))
	body("paragraphs up to the limit", strings.Repeat(p, 2*maxLines))
	body("text up to the limit", strings.Repeat("<w:p><w:r><w:t>"+strings.Repeat("一", 1000)+"</w:t></w:r></w:p>", maxWords/3004))
	body("rows", "<w:tbl>"+strings.Repeat("<w:tr><w:tc>"+p+"</w:tc></w:tr>", 50_000)+"</w:tbl>")
	body("fields that never end", strings.Repeat(`<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>`+strings.Repeat("a", 150)+`</w:instrText></w:r>`, 100_000))
	numbered := `<w:p><w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>`
	long := `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="8"><w:numFmt w:val="lowerLetter"/><w:start w:val="519"/><w:lvlText w:val="` + strings.Repeat("%9", 25) +
		`"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`
	body("long numbers", strings.Repeat(numbered, 150_000), "word/numbering.xml", long)
	body("a number of 60 KB", strings.Repeat(numbered, 100_000), "word/numbering.xml", strings.Replace(long, "%9", strings.Repeat("一", 20_000), 1))
	body("many lists", p, "word/numbering.xml", `<w:numbering xmlns:w="w">`+strings.Repeat(`<w:abstractNum w:abstractNumId="1"/>`, 150_000)+`</w:numbering>`)
	var lists, styles strings.Builder
	for i := range 18_000 {
		fmt.Fprintf(&lists, `<w:abstractNum w:abstractNumId="%d"><w:lvl/></w:abstractNum><w:num w:numId="%d"/>`, i, i)
		fmt.Fprintf(&styles, `<w:style w:styleId="%d"><w:basedOn w:val="%d"/></w:style>`, i, i+1)
	}
	body("lists up to the limit", p, "word/numbering.xml", `<w:numbering xmlns:w="w">`+lists.String()+`</w:numbering>`)
	body("styles on each other", p, "word/styles.xml", `<w:styles xmlns:w="w">`+styles.String()+`</w:styles>`)
	body("many headers", p, "word/header1.xml", "<w:hdr>"+strings.Repeat("<w:p/>", 3_000_000)+"</w:hdr>")
	for name, file := range map[string]struct {
		entries int
		name    string
	}{"many entries": {200_000, "a"}, "entries in deep folders": {300, strings.Repeat("a/", 30_000)}} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := range file.entries {
			if _, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(file.name, i)}); err != nil {
				t.Fatal(err)
			}
		}
		w, err := z.Create("word/document.xml")
		if err == nil {
			_, err = w.Write([]byte(`<w:document xmlns:w="w"><w:body>` + p + `</w:body></w:document>`))
		}
		if err != nil || z.Close() != nil {
			t.Fatal(err)
		}
		all[name] = b.Bytes()
	}
	for name, text := range costlyTexts() {
		all[name] = []byte(text)
	}
	all["4 MB of lines"] = bytes.Repeat([]byte("a\n"), maxPlain/2)
	all["4 MB of GB18030"] = bytes.Repeat([]byte("\xB5\xDA\n"), maxPlain/3)
	all["4 MB of UTF-16"] = append([]byte("\xFF\xFE"), bytes.Repeat([]byte("a\x00\n\x00"), maxPlain/4-1)...)
	all["2 MB of articles"] = bytes.Repeat([]byte("1.a\n"), maxWords/4)
	all["articles up to the limit"] = bytes.Repeat([]byte("1.a\n"), maxLines)
	return all
}
