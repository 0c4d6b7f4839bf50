// Command make writes the demo's roster, and the same list as Chinese Excel saves it as CSV for the tests of files/.
// Run it by "go generate ./demo/roster". Everybody and every firm in it is invented.
package main

import (
	"encoding/csv"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const (
	title = "中共云州市委台办机关党支部党员名册"
	note  = "注：入党时间为支部大会接收为预备党员之日。"
)

var personHeader = []string{"序号", "姓名", "党小组", "科室", "党内职务", "党小组组长", "班子成员", "行政职务", "入党时间", "转正时间", "党员类别", "备注"}

// spelling is how somebody in the office wrote the dates of one line.
type spelling int

const (
	cells   spelling = iota // date cells, 2006-06-03
	hanzi                   // date cells, 2006年6月3日
	dotted                  // text, 2006.6.3
	written                 // text, 2006年6月3日
	figures                 // text, 20060603
	longest                 // text, 二〇〇六年六月三日
)

type person struct {
	name, group, section, post, head, leadership, title string
	joined                                              string // 转正 is a year later, save for who joined in 2026
	spelt                                               spelling
	note                                                string
}

var people = []person{
	{"林致和", "第一党小组", "秘书科", "书记", "", "是", "主任", "1991-06-04", cells, ""},
	{"高远山", "第一党小组", "秘书科", "组织委员", "是", "", "科长", "2006-06-03", hanzi, ""},
	{"江月华", "第一党小组", "秘书科", "", "", "", "副科长", "2011-11-25", dotted, ""},
	{"沈　岩", "第一党小组", "秘书科", "", "", "", "", "2015-06-09", cells, ""},
	{"陆文博", "第一党小组", "人事科", "", "", "", "科长", "2004-02-29", cells, ""},
	{"程思敏", "第一党小组", "人事科", "", "", "", "", "2018-12-05", written, ""},
	{"陈静", "第一党小组", "人事科", "", "", "", "", "2009-07-01", cells, "与第四党小组一人同名"},
	{"方正平", "第二党小组", "联络科", "副书记", "", "是", "副主任", "1996-06-05", cells, ""},
	{"夏雨晴", "第二党小组", "联络科", "", "是", "", "科长", "2007-11-27", hanzi, ""},
	{"秦立民", "第二党小组", "联络科", "", "", "", "", "1989-06-24", figures, ""},
	{"丁海燕", "第二党小组", "联络科", "", "", "", "", "2013-06-02", cells, ""},
	{"白建平", "第二党小组", "联络科", "", "", "", "", "1994-09-18", dotted, ""},
	{"孔令宜", "第二党小组", "联络科", "", "", "", "", "2020-11-30", cells, ""},
	{"邵明远", "第三党小组", "经济科", "", "", "是", "副主任", "1998-11-28", cells, ""},
	{"龚丽娟", "第三党小组", "经济科", "", "是", "", "科长", "2005-06-08", written, ""},
	{"段晓峰", "第三党小组", "经济科", "", "", "", "", "2016-06-10", cells, ""},
	{"阿依努尔·吐尔地", "第三党小组", "经济科", "", "", "", "", "2012-06-03", hanzi, ""},
	{"汤玉成", "第三党小组", "经济科", "", "", "", "", "1986-11-26", longest, ""},
	{"贺小川", "第三党小组", "经济科", "", "", "", "", "2021-06-15", cells, ""},
	{"尹国华", "第四党小组", "交流科", "", "", "是", "二级调研员", "1988-12-01", cells, ""},
	{"姜文涛", "第四党小组", "交流科", "", "是", "", "科长", "2003-06-12", dotted, ""},
	{"苏婉清", "第四党小组", "交流科", "纪检委员", "", "", "副科长", "2008-11-24", cells, ""},
	{"章立新", "第四党小组", "交流科", "", "", "", "", "1993-05-21", hanzi, ""},
	{"陈静", "第四党小组", "交流科", "", "", "", "", "2017-06-30", cells, ""},
	{"万春生", "第四党小组", "法规科", "", "", "", "科长", "1999-03-12", cells, ""},
	{"戴玥", "第四党小组", "法规科", "", "", "", "", "2022-11-29", written, ""},
	{"洪卫民", "第五党小组", "宣传调研科", "", "", "是", "四级调研员", "1990-06-18", cells, ""},
	{"康健行", "第五党小组", "宣传调研科", "", "是", "", "科长", "2002-11-22", hanzi, ""},
	{"乔雨桐", "第五党小组", "宣传调研科", "宣传委员", "", "", "", "2014-06-05", cells, ""},
	{"傅晓棠", "第五党小组", "宣传调研科", "", "", "", "", "2026-01-16", written, ""},
	{"莫少云", "第五党小组", "宣传调研科", "", "", "", "", "1985-08-09", dotted, ""},
	{"孟繁之", "第五党小组", "宣传调研科", "", "", "", "", "2019-06-22", cells, ""},
}

var contacts = [][]string{
	{"序号", "企业名称", "企业党组织", "联系领导", "联系党小组", "联络员"},
	{"1", "云州翰屿精密机械有限公司", "中共翰屿精密支部委员会", "林致和", "第一党小组", ""},
	{"2", "云州澄海电子科技有限公司", "中共澄海电子支部委员会", "方正平", "第二党小组", ""},
	{"3", "云州禾阡农业发展有限公司", "中共禾阡农业支部委员会", "邵明远", "第三党小组", "贺小川"},
	{"4", "云州岚桥食品有限公司", "中共岚桥食品联合支部委员会", "邵明远", "第三党小组", ""},
	{"5", "云州沐川生物科技有限公司", "中共沐川生物支部委员会", "尹国华", "第四党小组", "陈静"},
	{"6", "云州锦湾纺织有限公司", "中共锦湾纺织总支委员会", "洪卫民", "第五党小组", ""},
}

func main() {
	log.SetFlags(0)
	if err := writeWorkbook("roster.xlsx"); err != nil {
		log.Fatal(err)
	}
	if err := writeCSV("../../files/testdata/roster-gbk.csv"); err != nil {
		log.Fatal(err)
	}
}

// standing returns somebody's two dates and 党员类别. The second date of a probationary member is zero.
func (p person) standing() (joined, full time.Time, kind string) {
	joined, err := time.Parse("2006-01-02", p.joined)
	if err != nil {
		log.Fatal(err)
	}
	if joined.Year() == 2026 {
		return joined, time.Time{}, "预备党员"
	}
	full = joined.AddDate(1, 0, 0)
	if full.Day() != joined.Day() { // 29 February
		full = full.AddDate(0, 0, -1)
	}
	return joined, full, "正式党员"
}

// spell returns what stands in the cell: a text, or the day itself for a date cell.
func (s spelling) spell(day time.Time) any {
	switch {
	case day.IsZero():
		return ""
	case s == dotted:
		return day.Format("2006.1.2")
	case s == written:
		return day.Format("2006年1月2日")
	case s == figures:
		return day.Format("20060102")
	case s == longest:
		return inHanzi(day)
	}
	return day
}

func inHanzi(day time.Time) string {
	digits := []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	number := func(n int) string {
		tens := map[int]string{0: "", 1: "十", 2: "二十", 3: "三十"}[n/10]
		return strings.TrimSuffix(tens+digits[n%10], "〇")
	}
	var year string
	for _, r := range day.Format("2006") {
		year += digits[r-'0']
	}
	return year + "年" + number(int(day.Month())) + "月" + number(day.Day()) + "日"
}

func writeWorkbook(path string) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	w := &book{File: f}
	w.do(f.SetSheetName("Sheet1", "党员名册"))
	w.do(f.MergeCell("党员名册", "A1", "L1"))
	w.row("党员名册", 1, title)
	w.row("党员名册", 2, anys(personHeader)...)
	for i, p := range people {
		joined, full, kind := p.standing()
		w.row("党员名册", i+3, i+1, p.name, p.group, p.section, p.post, p.head, p.leadership, p.title,
			p.spelt.spell(joined), p.spelt.spell(full), kind, p.note)
		w.dates(fmt.Sprintf("I%d", i+3), fmt.Sprintf("J%d", i+3), p.spelt)
	}
	w.row("党员名册", len(people)+3, note)
	w.do(f.SetColWidth("党员名册", "B", "L", 15))

	_, err := f.NewSheet("联系点")
	w.do(err)
	for i, c := range contacts {
		w.row("联系点", i+1, anys(c)...)
	}
	w.do(f.SetColWidth("联系点", "B", "C", 32))
	w.do(f.SetColWidth("联系点", "D", "F", 14))
	w.do(f.SaveAs(path))
	return w.err
}

// book keeps the first error of many small steps.
type book struct {
	*excelize.File
	err error
}

func (w *book) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

// row writes the values that are not empty.
func (w *book) row(sheet string, n int, values ...any) {
	for i, v := range values {
		if v == "" {
			continue
		}
		name, err := excelize.CoordinatesToCellName(i+1, n)
		w.do(err)
		w.do(w.SetCellValue(sheet, name, v))
	}
}

func (w *book) dates(from, to string, s spelling) {
	format := map[spelling]string{cells: "yyyy-mm-dd", hanzi: `yyyy"年"m"月"d"日"`}[s]
	if format == "" {
		return
	}
	style, err := w.NewStyle(&excelize.Style{CustomNumFmt: &format})
	w.do(err)
	w.do(w.SetCellStyle("党员名册", from, to, style))
}

func anys(texts []string) (all []any) {
	for _, t := range texts {
		all = append(all, t)
	}
	return all
}

// writeCSV writes the list of people alone, in GB18030 without a byte order mark and with the dates as 2006/6/3.
func writeCSV(path string) error {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	lines := [][]string{personHeader}
	for i, p := range people {
		joined, full, kind := p.standing()
		second := ""
		if !full.IsZero() {
			second = full.Format("2006/1/2")
		}
		lines = append(lines, []string{fmt.Sprint(i + 1), p.name, p.group, p.section, p.post, p.head, p.leadership, p.title,
			joined.Format("2006/1/2"), second, kind, p.note})
	}
	if err := w.WriteAll(lines); err != nil {
		return err
	}
	text, err := simplifiedchinese.GB18030.NewEncoder().String(b.String())
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}
