package files

import (
	"archive/zip"
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"zhibu/branch"
)

// wordFile makes a .docx with a body, and other parts.
func wordFile(t testing.TB, body string, parts ...string) []byte {
	t.Helper()
	all := map[string]string{"word/document.xml": `<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc" xmlns:v="v" xmlns:wps="wps" xmlns:a="a"><w:body>` + body + `</w:body></w:document>`}
	for i := 0; i < len(parts); i += 2 {
		all[parts[i]] = parts[i+1]
	}
	return zipParts(t, all)
}

// articlesAndPassed is what was read of a policy, in one line: its articles, and after # what was passed over.
func articlesAndPassed(t *testing.T, data []byte) string {
	t.Helper()
	w, err := ReadWords(data)
	if err != nil {
		return "error: " + err.Error()
	}
	list, passed := branch.ReadPolicy(w.Text)
	var all []string
	for _, a := range list {
		all = append(all, a.No+"="+strings.ReplaceAll(a.Text, "\n", "/"))
	}
	s := strings.Join(all, "|")
	if passed = append(w.Passed, passed...); len(passed) > 0 {
		s += " # " + strings.Join(passed, "、")
	}
	return s
}

// TestPolicyFaults reads files of offices that were once read wrongly.
func TestPolicyFaults(t *testing.T) {
	for file, want := range map[string]string{
		"P1-decimal-at-line-start.txt": "1=设备补贴。/补贴标准：/2.5万元以上的设备，按一成补贴。|2=贷款贴息。|3=用工补贴。",
		"P3-moved-text.docx": "第一条=台资企业购置设备给予补贴。|第二条=贴息百分之三。|第三条=用工补贴。|第四条=社保补贴。旧位置文字每人每年二千元。" +
			" # 修订中删除或移走的文字（2处）、第一条之前的标题和说明（1行）",
		"P5-contents.docx": "第一条=设备补贴 台资企业购置设备给予补贴。|第二条=贷款贴息 百分之三。|第三条=用工补贴 每人每年二千元。 # 目录（4行）、第一条之前的标题和说明（1行）",
		"P7-auto-numbers.docx": "第一条=台资企业购置设备给予补贴。/申报时提交营业执照。|第二条=贷款贴息百分之三。/申报时提交营业执照。|第三条=用工补贴每人每年二千元。/申报时提交营业执照。" +
			" # 第一条之前的标题和说明（1行）",
		"P7-table.docx": "1=台资企业购置设备给予补贴。 市工信局|2=贷款贴息。 市财政局|3=用工补贴。 市人社局 # 第一条之前的标题和说明（2行）",
	} {
		data, err := os.ReadFile(filepath.Join("testdata", "faults", file))
		if err != nil {
			t.Fatal(err)
		}
		if got := articlesAndPassed(t, data); got != want {
			t.Errorf("%s\n%s\nwant\n%s", file, got, want)
		}
	}
}

const (
	levels = `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl><w:lvl w:ilvl="2"><w:pStyle w:val="条"/><w:numFmt w:val="decimalEnclosedCircle"/><w:suff w:val="nothing"/><w:lvlText w:val="%3"/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="9"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:numFmt w:val="thaiCounting"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>` +
		`<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>` +
		`<w:num w:numId="4"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="5"><w:abstractNumId w:val="4"/></w:num></w:numbering>`
	styled2 = `<w:styles xmlns:w="w"><w:style w:type="paragraph" w:styleId="条"><w:name w:val="条款"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="子"><w:name w:val="子"/><w:basedOn w:val="条"/></w:style><w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>` +
		`<w:style w:type="character" w:styleId="隐"><w:name w:val="隐"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="上"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style><w:style w:type="character" w:styleId="划"><w:rPr><w:strike/></w:rPr></w:style><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>`
)

// TestWordKinds reads what Word puts into a document beside plain paragraphs: each is read as it is printed, or named.
func TestWordKinds(t *testing.T) {
	p := func(inside string) string { return `<w:p>` + inside + `</w:p>` }
	r := func(text string) string { return `<w:r><w:t>` + text + `</w:t></w:r>` }
	numbered := func(list, level, text string) string {
		return p(`<w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + list + `"/></w:numPr></w:pPr>` + r(text))
	}
	field := func(instruction, result string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>` + instruction + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + result + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	box := `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>` + p(r("框中")) + `</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>` + p(r("框中")) + `</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
	raised := func(to, text string) string {
		return `<w:r><w:rPr><w:vertAlign w:val="` + to + `"/></w:rPr><w:t>` + text + `</w:t></w:r>`
	}
	row := func(cells ...string) string {
		s := `<w:tr>`
		for _, c := range cells {
			s += `<w:tc>` + c + `</w:tc>`
		}
		return s + `</w:tr>`
	}
	one := p(r("第一条 甲"))
	for _, c := range []struct{ name, body, want string }{
		{"inserted and moved here", p(r("第一条 ") + `<w:ins>` + r("甲") + `</w:ins><w:moveTo>` + r("乙") + `</w:moveTo>`), "第一条=甲乙"},
		{"deleted and moved away", p(r("第一条 甲") + `<w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:moveFrom>` + r("丙") + `</w:moveFrom>`), "第一条=甲 # 修订中删除或移走的文字（2处）"},
		{"a paragraph's end deleted", p(`<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>`+r("第一条 甲")) + p(r("乙")), "第一条=甲乙"},
		{"what was before a revision", p(`<w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange></w:pPr>` + `<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>第一条 甲</w:t></w:r>`), "第一条=甲"},
		{"hidden", p(r("第一条 甲") + `<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>乙</w:t></w:r><w:r><w:rPr><w:rStyle w:val="隐"/></w:rPr><w:t>暗</w:t></w:r>`), "第一条=甲乙 # 隐藏的文字（2处）"},
		{"a text box", p(r("第一条 甲") + box), "第一条=甲/框中"},
		{"a text box for old programs only", p(r("第一条 甲") + `<w:r><w:pict><v:textbox><w:txbxContent>` + p(r("框中")) + `</w:txbxContent></v:textbox></w:pict></w:r>`), "第一条=甲/框中"},
		{"links, fields and formulas", p(r("第一条 ") + `<w:hyperlink>` + r("甲") + `</w:hyperlink>` + field("DATE", r("乙")) + `<m:oMath xmlns:m="m"><m:r><m:t>x</m:t></m:r></m:oMath><w:r><w:noBreakHyphen/><w:tab/><w:t>丙</w:t></w:r>`), "第一条=甲乙x- 丙"},
		{"readings above hanzi", p(r("第一条 ") + `<w:r><w:ruby><w:rt>` + r("jiǎ") + `</w:rt><w:rubyBase>` + r("甲") + `</w:rubyBase></w:ruby></w:r>`), "第一条=甲"},
		{"Word's contents, by field", p(field(`TOC \o "1-3"`, r("第一条 甲 1"))) + one, "第一条=甲 # 目录（1处）"},
		{"Word's contents, by style", p(`<w:pPr><w:pStyle w:val="11"/></w:pPr>`+r("第一条 甲")) + one, "第一条=甲 # 目录（1处）"},
		{"Word's contents, in a control", `<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>` + one + `</w:sdtContent></w:sdt>` + one, "第一条=甲 # 目录（1处）"},
		{"another control", `<w:sdt><w:sdtPr/><w:sdtContent>` + one + `</w:sdtContent></w:sdt>`, "第一条=甲"},
		{"notes and pictures", p(r("第一条 甲") + `<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference/></w:r><w:r><w:drawing><a:blip/></w:drawing></w:r><w:r><w:sym w:char="F0FE"/></w:r>`),
			"第一条=甲 # 脚注和尾注（1处）、批注（1处）、图片（1处）、特殊符号（1处）"},
		{"automatic numbers", numbered("1", "0", "甲") + numbered("1", "1", "乙") + numbered("1", "1", "丙") + numbered("1", "0", "丁") + numbered("1", "1", "戊"), "第一条=甲/一.1 乙/一.2 丙|第二条=丁/二.1 戊"},
		{"that begin elsewhere", numbered("2", "0", "甲") + numbered("2", "0", "乙"), "9=甲|10=乙"},
		{"that go on in another list", numbered("1", "0", "甲") + numbered("3", "0", "乙") + numbered("1", "0", "丙"), "第一条=甲|第一条=乙|第二条=丙"},
		{"by a style", p(`<w:pPr><w:pStyle w:val="子"/></w:pPr>`+r("甲")) + p(`<w:pPr><w:pStyle w:val="条"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>`+r("乙")), "第一条=甲/乙"},
		{"bullets", one + numbered("4", "0", "乙"), "第一条=甲/乙"},
		{"in a way that is not known", one + numbered("5", "0", "乙") + numbered("99", "0", "丙"), "第一条=甲/乙/丙 # 读不出的自动编号（2处）"},
		{"a row to an article", `<w:tbl>` + row(p(r("序号")), p(r("措施"))) + row(p(r("1")), p(r("甲"))+p(r("乙"))) + row(p(r("2、")), p(r("丙"))) + `</w:tbl>`, "1=甲 乙|2=丙 # 第一条之前的标题和说明（1行）"},
		{"numbers that Word counts in a table", `<w:tbl>` + row(numbered("2", "0", ""), p(r("甲"))) + row(numbered("2", "0", ""), p(r("乙"))) + `</w:tbl>`, "9=甲|10=乙"},
		{"a frame around it all", `<w:tbl>` + row(one+p(r("第二条 乙"))) + `</w:tbl>`, "第一条=甲|第二条=乙"},
		{"a table in a cell", `<w:tbl>` + row(p(r("1")), `<w:tbl>`+row(p(r("甲")), p(r("乙")))+`</w:tbl>`+p("")) + row(p(r("2")), p(r("丙"))) + `</w:tbl>`, "1=甲 乙|2=丙"},
		{"rows deleted and hidden", one + `<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>` + p(r("乙")) + `</w:tc></w:tr><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>` + p(r("丙")) + `</w:tc></w:tr></w:tbl>`,
			"第一条=甲 # 修订中删除的表格行（1处）、隐藏的文字（1处）"},
		{"struck", p(r("第一条 甲") + `<w:r><w:rPr><w:strike/></w:rPr><w:t>废</w:t></w:r><w:r><w:rPr><w:dstrike/></w:rPr><w:t>废</w:t></w:r><w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>乙</w:t></w:r>`), "第一条=甲乙 # 划掉的文字（2处）"},
		{"struck by a style, and not", p(r("第一条 甲") + `<w:r><w:rPr><w:rStyle w:val="划"/></w:rPr><w:t>废</w:t></w:r><w:r><w:rPr><w:rStyle w:val="划"/><w:strike w:val="false"/></w:rPr><w:t>乙</w:t></w:r>`), "第一条=甲乙 # 划掉的文字（1处）"},
		{"above and below the line", p(r("第一条 10") + raised("superscript", "4") + r("元，H") + raised("subscript", "2") + r("O，m") + raised("superscript", "-2") + raised("baseline", "5")), "第一条=10⁴元，H₂O，m⁻²5"},
		{"above the line by a style, and not", p(r("第一条 10") + `<w:r><w:rPr><w:rStyle w:val="上"/></w:rPr><w:t>4</w:t></w:r><w:r><w:rPr><w:rStyle w:val="上"/><w:vertAlign w:val="baseline"/></w:rPr><w:t>5</w:t></w:r>`), "第一条=10⁴5"},
		{"a formula's powers and fractions", p(r("第一条 ") + `<m:oMath xmlns:m="m"><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>`), "第一条=10⁴1/2"},
		{"figures of Unicode", p(r("第一条 规模10⁴元，10m²，½%，①甲")), "第一条=规模10⁴元，10m²，½%，①甲"},
		{"a picture and no words", p(`<w:r><w:drawing><a:blip/></w:drawing></w:r>`), "error: 这个文件里只有图片，图片里的字读不了。请发送有文字的文件（.docx、.txt）。"},
		{"no words", p(" "), "error: 这个文件里没有文字。"},
		{"a roster", p(r("党员名册")) + `<w:tbl>` + row(p(r("序号")), p(r("姓 名")), p(r("所在党小组")), p(r("入党日期")), p(r("转正时间"))) + row(p(r("1")), p(r("郑䶮")), p(r("一组")), p(r("1998-7-1")), p(r("1999-7-1"))) + `</w:tbl>`,
			"error: 这像是党员名册，不能作为政策发布。名册请放进表格，另存为 .xlsx 后再发送。"},
		{"a form with names", one + `<w:tbl>` + row(p(r("姓名")), p(r("职务")), p(r("入党时间"))) + `</w:tbl>`, "第一条=甲/姓名 职务 入党时间"},
		{"a policy with a roster's form", one + p(r("第二条 乙")) + `<w:tbl>` + row(p(r("姓名")), p(r("党小组")), p(r("入党时间"))) + `</w:tbl>`, "第一条=甲|第二条=乙/姓名 党小组 入党时间"},
		{"a cell deleted", `<w:tbl><w:tr><w:tc>` + p(r("1")) + `</w:tc><w:tc>` + p(r("甲")) + `</w:tc><w:tc><w:tcPr><w:cellDel w:id="1"/></w:tcPr>` + p(r("废")) + `</w:tc></w:tr><w:tr><w:tc>` + p(r("2")) + `</w:tc><w:tc>` + p(r("乙")) + `</w:tc></w:tr></w:tbl>`,
			"1=甲|2=乙 # 修订中删除的单元格（1处）"},
		{"a row moved away", one + `<w:tbl><w:tr><w:trPr><w:moveFrom/></w:trPr><w:tc>` + p(r("乙")) + `</w:tc></w:tr></w:tbl>`, "第一条=甲 # 修订中删除的表格行（1处）"},
	} {
		if got := articlesAndPassed(t, wordFile(t, c.body, "word/numbering.xml", levels, "word/styles.xml", styled2)); got != c.want {
			t.Errorf("%s\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	header := wordFile(t, one, "word/header1.xml", `<w:hdr xmlns:w="w">`+p(r("内部资料"))+`</w:hdr>`, "word/footer1.xml", `<w:ftr xmlns:w="w">`+p(r("— 1 —"))+`</w:ftr>`)
	if got := articlesAndPassed(t, header); got != "第一条=甲 # 页眉页脚（1处）" {
		t.Error(got)
	}
}

// TestNumberInWord: a number is found however Word has cut it up.
func TestNumberInWord(t *testing.T) {
	r := func(text string) string { return `<w:r><w:t>` + text + `</w:t></w:r>` }
	for name, inside := range map[string]string{
		"runs":           r("第一条 电话138") + r("0013") + r("8000"),
		"a line break":   r("第一条 电话1380013") + `<w:r><w:br/></w:r>` + r("8000"),
		"a tab":          r("第一条 电话138") + `<w:r><w:tab/></w:r>` + r("00138000"),
		"a hyphen":       r("第一条 电话138") + `<w:r><w:noBreakHyphen/></w:r>` + r("00138000"),
		"a soft hyphen":  r("第一条 电话138") + `<w:r><w:softHyphen/></w:r>` + r("00138000"),
		"a deleted part": r("第一条 电话138") + `<w:del><w:r><w:delText>9</w:delText></w:r></w:del>` + r("00138000"),
		"zero width":     r("第一条 电话138&#x200B;0013&#xFEFF;8000"),
		"two paragraphs": r("第一条 电话1380013") + `</w:p><w:p>` + r("8000"),
	} {
		w, err := ReadWords(wordFile(t, `<w:p>`+inside+`</w:p>`))
		if lines := branch.PrivateLines(w.Text); err != nil || len(lines) != 1 {
			t.Errorf("%s: %q, %+v, %v", name, w.Text, lines, err)
		}
	}
}

// TestHanziNumbers writes numbers as Word does.
func TestHanziNumbers(t *testing.T) {
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{{"chineseCounting", 1, "一"}, {"chineseCounting", 10, "十"}, {"chineseCounting", 11, "十一"}, {"chineseCountingThousand", 20, "二十"}, {"chineseCounting", 105, "一百零五"},
		{"chineseCounting", 110, "一百一十"}, {"chineseCounting", 1001, "一千零一"}, {"chineseCounting", 12345, "12345"}, {"ideographDigital", 10, "一〇"}, {"chineseLegalSimplified", 12, "壹拾贰"},
		{"decimalEnclosedCircle", 3, "③"}, {"decimalEnclosedCircle", 21, "21"}, {"lowerLetter", 28, "bb"}, {"upperRoman", 1949, "MCMXLIX"}, {"decimalZero", 7, "07"}, {"decimalFullWidth", 12, "１２"}} {
		if got, ok := wordNumber(c.format, c.n); !ok || got != c.want {
			t.Errorf("%d in %s is %q, want %q", c.n, c.format, got, c.want)
		}
	}
}

// zipParts makes a zip file.
func zipParts(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
