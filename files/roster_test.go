package files

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"zhibu/branch"
)

var update = flag.Bool("update", false, "write testdata/roster.golden anew")

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// mustRead reads a roster that has no faults.
func mustRead(t testing.TB, data []byte) branch.Roster {
	t.Helper()
	r, faults, err := ReadRoster("名册", data)
	if err != nil || len(faults) > 0 {
		t.Fatalf("faults %v, error %v", faults, err)
	}
	return r
}

// withoutRows makes lists of different files comparable.
func withoutRows(people []branch.RosterPerson) []branch.RosterPerson {
	people = slices.Clone(people)
	for i := range people {
		people[i].Row = 0
	}
	return people
}

func TestDemoRoster(t *testing.T) {
	r := mustRead(t, readFile(t, "../demo/roster/roster.xlsx"))
	var b strings.Builder
	fmt.Fprintln(&b, r.Branch)
	for _, p := range r.People {
		fmt.Fprintf(&b, "%d|%s|%s|%s|%s|%v|%v|%s|%v|%v|%s\n",
			p.Row, p.Name, p.Group, p.Section, p.Post, p.GroupLeader, p.Leadership, p.Title, p.Joined, p.Full, p.Note)
	}
	for _, c := range r.Contacts {
		fmt.Fprintf(&b, "%d|%s|%s|%s|%s|%s\n", c.Row, c.Name, c.PartyOrg, c.Leader, c.Group, c.Liaison)
	}
	if *update {
		if err := os.WriteFile("testdata/roster.golden", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(readFile(t, "testdata/roster.golden")); b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}

	gbk := mustRead(t, readFile(t, "testdata/roster-gbk.csv"))
	if !slices.Equal(withoutRows(gbk.People), withoutRows(r.People)) {
		t.Error("the CSV file and the spreadsheet hold the same people, and were read differently")
	}

	f, faults := branch.Establish(r, "", branch.On(2026, 6, 1))
	if len(f.Members) != 32 || len(f.Groups) != 5 || len(f.Contacts) != 6 || len(faults)+len(f.Warnings) > 0 {
		t.Errorf("%d members, %d groups, %d contact points; faults %v, warnings %v", len(f.Members), len(f.Groups),
			len(f.Contacts), faults, f.Warnings)
	}
}

const untidy = "附件1,,,,,,\n" +
	"中共云州市委台办机关党支部2026年党员花名册（6月）,,,,,,\n" +
	"\n" +
	"序号,姓 名,所在党小组,所在科室,党内职务,是否班子成员,\"加入党组织日期\n（年月日）\",转正日期,人员类别,备注\n" +
	"第一党小组（2人）,,,,,,,,,\n" +
	"1,\u202e李　明\u200b,第一党小组,秘书科,支部书记,√,1998年7月1日,1999.7.1,正式,\n" +
	"2,阿里木•买买提,第一 党小组,联络科,党小组组长,无,2003-08-21 00:00:00,38220,,\n" +
	"序号,姓 名,所在党小组,,,,,,,\n" +
	"3,欧 阳 喆,第二党小组,经济科,,0,20260118,—,预备党员,调入\n" +
	",,,,,,,,,\n" +
	"说明：以上共3人,,,,,,,,,\n" +
	"填表人：,张三,审核人：,李四,,,,,,\n"

func TestReadRosterAsOfficesWriteIt(t *testing.T) {
	want := branch.Roster{Branch: "中共云州市委台办机关党支部", People: []branch.RosterPerson{
		{Row: 6, Name: "李明", Group: "第一党小组", Section: "秘书科", Post: branch.Secretary, Leadership: true,
			Joined: branch.On(1998, 7, 1), Full: branch.On(1999, 7, 1)},
		{Row: 7, Name: "阿里木·买买提", Group: "第一党小组", Section: "联络科", GroupLeader: true,
			Joined: branch.On(2003, 8, 21), Full: branch.On(2004, 8, 21)},
		{Row: 9, Name: "欧阳喆", Group: "第二党小组", Section: "经济科", Joined: branch.On(2026, 1, 18), Note: "调入"},
	}}
	tabs := strings.ReplaceAll(untidy, ",", "\t")
	encoded := func(s string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	spellings := map[string]string{
		"UTF-8":            untidy,
		"UTF-8 with mark":  "\uFEFF" + strings.ReplaceAll(untidy, "\n", "\r\n"),
		"semicolons":       strings.ReplaceAll(untidy, ",", ";"),
		"GB18030":          encoded(simplifiedchinese.GB18030.NewEncoder().String(untidy)),
		"UTF-16LE, tabs":   encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(tabs)),
		"UTF-16BE, commas": encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(untidy)),
	}
	for name, data := range spellings {
		r, faults, err := ReadRoster(name, []byte(data))
		if err != nil || len(faults) > 0 || r.Branch != want.Branch || !slices.Equal(r.People, want.People) {
			t.Errorf("%s: %+v\nfaults %v, error %v", name, r, faults, err)
		}
	}
}

// TestBranchName: what is left of a title is a branch only if it is called like a Party organisation.
func TestBranchName(t *testing.T) {
	for title, want := range map[string]string{"党员名册": "", "花名册": "", "党员花名册": "", "2026年党员信息表": "", "在职党员名单": "", "市委台办党员名册": "",
		"中共云州市委台办机关党支部党员名册": "中共云州市委台办机关党支部", "云州市䶮山工委党员花名册": "云州市䶮山工委", "机关党总支名册": "机关党总支", "中共某局机关委员会党员信息表": "中共某局机关委员会",
		"市直机关党委在册党员名单": "市直机关党委"} {
		if r := mustRead(t, []byte(title+",,,\n姓名,党小组,入党时间,转正时间\n李明,第一党小组,1998-7-1,1999-7-1\n")); r.Branch != want {
			t.Errorf("%s: %q, want %q", title, r.Branch, want)
		}
	}
}

const header = "姓名,党小组,党内职务,是否组长,入党日期,转正时间,党员类别\n"

func TestReadRosterFaults(t *testing.T) {
	cases := map[string]string{ // line → its faults
		"李明,第一党小组,,,1998.13.1,1999-7-1,":            "第2行「入党日期」「1998.13.1」：请写成 1998年12月1日 这样的日期",
		"李明,第一党小组,,,1998,1999-7-1,":                 "第2行「入党日期」「1998」：请写成 1998年12月1日 这样的日期",
		"李明,第一党小组,,,,1999-7-1,":                     "第2行「入党日期」空着：请写明入党日期，即支部大会接收为预备党员的那一天",
		"李明,第一党小组,,,1905-6-20,1999-7-1,":            "第2行「入党日期」「1905-6-20」：年份不对，请核对",
		"李明,第一党小组,,,1998-7-1,1997-7-1,":             "第2行「转正时间」「1997-7-1」：转正不会早于入党（1998年7月1日），请核对",
		"李明,第一党小组,,,1998-7-1,,正式党员":                 "第2行「转正时间」空着：正式党员请写明转正日期",
		"李明,第一党小组,,,1998-7-1,1999-7-1,预备党员":         "第2行「转正时间」「1999-7-1」：预备党员的转正时间请留空；已经转正的，党员类别请写「正式党员」",
		"李明,第一党小组,,,1998-7-1,1999-7-1,群众":           "第2行「党员类别」「群众」：请写「正式党员」或者「预备党员」",
		"李明,第一党小组,班长,,1998-7-1,1999-7-1,":           "第2行「党内职务」「班长」：请写书记、副书记、组织委员、宣传委员、纪检委员、党务干事中的一个，没有的请留空",
		"李明,第一党小组,副书记、组织委员,,1998-7-1,1999-7-1,":     "",
		"李明,第一党小组,书记兼副书记,,1998-7-1,1999-7-1,":       "第2行「党内职务」「书记兼副书记」：每人最多写两个党内职务，书记和副书记不能兼任",
		"李明,第一党小组,,也许,1998-7-1,1999-7-1,":           "第2行「是否组长」「也许」：请写「是」，不是的请留空",
		"李明,,,,1998-7-1,1999-7-1,":                  "第2行「党小组」空着：请写明所在的党小组",
		",第一党小组,,,1998-7-1,1999-7-1,":               "第2行「姓名」空着：请写明姓名，多余的行请删去",
		"李明（女）,第一党小组,,,1998-7-1,1999-7-1,":          "第2行「姓名」「李明（女）」：请只写姓名，其他说明写在「备注」一栏",
		"李明,第一党小组,,,七月,1999-2-30,":                  "第2行「入党日期」「七月」：请写成 1998年12月1日 这样的日期\n第2行「转正时间」「1999-2-30」：请写成 1998年12月1日 这样的日期",
		"李明,第一党小组,组织委员兼党小组组长,,1998-7-1,1999-7-1,正式": "",
	}
	for line, want := range cases {
		_, faults, err := ReadRoster("名册.csv", []byte(header+line))
		var got []string
		for _, f := range faults {
			got = append(got, f.String())
		}
		if err != nil || strings.Join(got, "\n") != want {
			t.Errorf("%s\ngot  %s, error %v\nwant %s", line, strings.Join(got, "\n"), err, want)
		}
	}
}

// readsAs is what a roster of one person is read as: the post, whether full, then faults and doubts.
func readsAs(t *testing.T, list string) string {
	t.Helper()
	r, faults, err := ReadRoster("", []byte(list))
	if err != nil {
		return "error: " + err.Error()
	}
	var said []string
	for _, f := range faults {
		said = append(said, "fault "+f.String())
	}
	for _, f := range r.Doubts {
		said = append(said, "doubt "+f.String())
	}
	p := r.People[len(r.People)-1]
	full := "预备"
	if p.Full != 0 {
		full = "正式"
	}
	return strings.TrimSpace(string(p.Post) + " " + full + " " + strings.Join(said, "|"))
}

// TestKindColumns: 正式 and 预备 are read under the headers that offices use, and nobody is made 预备 in silence.
func TestKindColumns(t *testing.T) {
	const noDay = "：正式党员请写明转正日期"
	const asked = "：转正时间没有填写，按预备党员读入；已经转正的，请写明转正日期"
	for _, c := range []struct{ header, value, full, want string }{
		{"政治面貌", "中共党员", "1999-7-1", "正式"},
		{"政治面貌", "中共党员", "", "预备 doubt 第2行「转正时间」空着" + asked},
		{"政治面貌", "中共预备党员", "", "预备"},
		{"政治面貌", "中共预备党员", "1999-7-1", "正式 fault 第2行「转正时间」「1999-7-1」：预备党员的转正时间请留空；已经转正的，党员类别请写「正式党员」"},
		{"政治面貌", "群众", "1999-7-1", "正式 fault 第2行「政治面貌」「群众」：请写「正式党员」或者「预备党员」"},
		{"党员性质", "正式党员", "", "预备 fault 第2行「转正时间」空着" + noDay},
		{"类别", "正式", "", "预备 fault 第2行「转正时间」空着" + noDay},
		{"类别", "公务员", "1999-7-1", "正式 doubt 第2行「类别」「公务员」：看不出是正式党员还是预备党员，按转正时间读入，请核对"},
		{"党籍", "正常", "1999-7-1", "正式"},
		{"正式/预备", "预备", "", "预备"},
		{"是否正式", "是", "", "预备 fault 第2行「转正时间」空着" + noDay},
		{"是否正式", "否", "", "预备"},
		{"是否正式党员", "否", "1999-7-1", "正式 fault 第2行「转正时间」「1999-7-1」：预备党员的转正时间请留空；已经转正的，党员类别请写「正式党员」"},
		{"是否预备党员", "否", "", "预备 fault 第2行「转正时间」空着" + noDay},
		{"类型", "正式党员", "", "预备 fault 第2行「转正时间」空着" + noDay},
		{"党员类别", "正式（党员）", "1999-7-1", "正式"},
		{"党员类别;政治面貌", "预备党员;中共党员", "", "预备"},
		{"政治面貌;党员类别", "中共党员;预备党员", "", "预备"},
	} {
		if got := readsAs(t, "姓名;党小组;入党时间;转正时间;"+c.header+"\n郑䶮;一组;1998-7-1;"+c.full+";"+c.value+"\n"); got != c.want {
			t.Errorf("%s %s %s\n%s, want\n%s", c.header, c.value, c.full, got, c.want)
		}
	}
	for two, want := range map[string]string{
		"姓名;党小组;入党时间;转正时间;党员类别;\n;;;;正式党员;预备党员\n郑䶮;一组;1998-7-1;;√;\n": "预备 fault 第3行「转正时间」空着" + noDay,
		"姓名;党小组;入党时间;\n;;预备党员;正式党员\n郑䶮;一组;1998-7-1;1999-7-1\n":        "正式",
	} {
		if got := readsAs(t, two); got != want {
			t.Errorf("%s%s, want %s", two, got, want)
		}
	}
	two := "姓名;党小组;党员信息;;;备注\n;;入党时间;转正时间;类别;\n郑䶮;一组;1998-7-1;;正式党员;\n"
	if got, want := readsAs(t, two), "预备 fault 第3行「转正时间」空着"+noDay; got != want {
		t.Errorf("a header in two rows: %s, want %s", got, want)
	}
}

// TestPostsAsWritten: posts are read as offices write them; one that has no seat here is said.
func TestPostsAsWritten(t *testing.T) {
	said := func(post string) string {
		return "正式 doubt 第2行「党内职务」「" + post + "」：不是书记、副书记和组织、宣传、纪检委员，按没有这项党内职务读入，请核对"
	}
	for post, want := range map[string]string{
		"组委": "组织委员 正式", "宣委": "宣传委员 正式", "纪检委员（兼）": "纪检委员 正式", "书记（兼）": "书记 正式", "纪委委员": "纪检委员 正式", "支部组织委员": "组织委员 正式",
		"组织宣传委员": "组织委员、宣传委员 正式", "组宣委员": "组织委员、宣传委员 正式", "纪宣委员": "宣传委员、纪检委员 正式", "组织和宣传委员": "组织委员、宣传委员 正式", "组织、宣传委员": "组织委员、宣传委员 正式", "副书记兼组委": "副书记、组织委员 正式", "支委、组织委员": "组织委员 正式",
		"党务干事": "党务干事 正式", "支部党务干事": "党务干事 正式",
		"宣传委员、党务干事": "正式 fault 第2行「党内职务」「宣传委员、党务干事」：党务干事不由支部委员兼任，请只写一个",
		"支委":        said("支委"), "支部委员": said("支部委员"), "委员": said("委员"), "统战委员": said("统战委员"), "原组织委员": said("原组织委员"), "组织委员、统战委员": "组织委员 " + said("组织委员、统战委员"),
		"班长": "正式 fault 第2行「党内职务」「班长」：请写书记、副书记、组织委员、宣传委员、纪检委员、党务干事中的一个，没有的请留空",
	} {
		if got := readsAs(t, "姓名;党小组;入党时间;转正时间;党内职务\n郑䶮;一组;1998-7-1;1999-7-1;"+post+"\n"); got != want {
			t.Errorf("%s\n%s, want\n%s", post, got, want)
		}
	}
	for header, want := range map[string]string{"职务": "正式 doubt 第2行「职务」「支部书记」：像是党内职务，按行政职务读入；是党内职务的，请把这一栏的标题写成「党内职务」", "行政职务": "正式",
		"党内职务;职务": "书记 正式", "职务;备注": "正式 doubt 第2行「职务」「支部书记」：像是党内职务，按行政职务读入；是党内职务的，请把这一栏的标题写成「党内职务」"} {
		values := strings.ReplaceAll(header, "党内职务", "支部书记")
		values = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(values, "行政职务", "支部书记"), "职务", "支部书记"), "备注", "")
		if got := readsAs(t, "姓名;党小组;入党时间;转正时间;"+header+"\n郑䶮;一组;1998-7-1;1999-7-1;"+values+"\n"); got != want {
			t.Errorf("%s\n%s, want\n%s", header, got, want)
		}
	}
}

// workbook makes a spreadsheet of several sheets.
func workbook(t testing.TB, sheets map[string][][]any) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	return f
}

func written(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var people = [][]any{{"姓名", "党小组", "入党时间", "转正时间"}, {"李明", "第一党小组", "1998-7-1", "1999-7-1"}}

func TestDateCellsOfAnyFormat(t *testing.T) {
	for _, old := range []bool{false, true} { // counted from 1900 and from 1904
		day := 35977.0 // 1998-07-01
		if old {
			day -= 1462
		}
		for _, format := range []string{"General", "m/d/yy", "yyyy-mm-dd", "mmm-yy", "yyyy年m月", `[$-804]yyyy"年"m"月"d"日"`, "yyyy-mm-dd hh:mm", "[DBNum1]yyyy年m月d日"} {
			f := workbook(t, map[string][][]any{"名册": {people[0], {"李明", "第一党小组", day, day + 365.25}}})
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStyle("名册", "C2", "D2", style); err != nil {
				t.Fatal(err)
			}
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &old}); err != nil {
				t.Fatal(err)
			}
			p := mustRead(t, written(t, f)).People[0]
			if p.Joined != branch.On(1998, 7, 1) || p.Full != branch.On(1999, 7, 1) {
				t.Errorf("format %s, from 1904 %v: %v, %v", format, old, p.Joined, p.Full)
			}
		}
	}
}

func TestSheetsOfAWorkbook(t *testing.T) {
	firms := [][]any{{"台企联系点"}, {"企业名称", "企业党组织", "结对领导", "结对党小组"}, {"云州甲公司", "", "李　明", "第一党小组"}, {"", "", "王五!", "第一党小组"}, {"注：以上共一家"}}
	r, faults, err := ReadRoster("名册.xlsx", written(t, workbook(t, map[string][][]any{"封面": {{"名册"}}, "人员": people, "企业": firms})))
	wantFaults := []branch.Fault{
		{Sheet: "企业", Row: 4, Column: "结对领导", Value: "王五!", Want: "请只写姓名，其他说明写在「备注」一栏"},
		{Sheet: "企业", Row: 4, Column: "企业名称", Want: "请写明企业名称，多余的行请删去"},
	}
	if err != nil || len(r.People) != 1 || !slices.Equal(faults, wantFaults) {
		t.Errorf("%+v\nfaults %v, error %v", r, faults, err)
	}
	if want := (branch.RosterContact{Row: 3, Name: "云州甲公司", Leader: "李明", Group: "第一党小组"}); len(r.Contacts) == 0 || r.Contacts[0] != want {
		t.Errorf("contact points %+v", r.Contacts)
	}

	hidden := workbook(t, map[string][][]any{"人员": people, "旧名册": people})
	if i, err := hidden.GetSheetIndex("人员"); err == nil {
		hidden.SetActiveSheet(i) // the active sheet cannot be hidden
	}
	if err := hidden.SetSheetVisible("旧名册", false); err != nil {
		t.Fatal(err)
	}
	mustRead(t, written(t, hidden))
}

// zipped makes an .xlsx out of the demo's with some of its parts replaced.
func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	data := readFile(t, "../demo/roster/roster.xlsx")
	from, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	to := zip.NewWriter(&b)
	for _, f := range from.File {
		part, replaced := parts[f.Name]
		if !replaced {
			if err := to.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		w, err := to.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sheetXML(rows string) string {
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

// hostile are files that are no rosters, with a word of what must be said of each.
func hostile(t testing.TB) map[string]struct {
	data []byte
	want string
} {
	const first = "xl/worksheets/sheet1.xml"
	var wide, long strings.Builder
	for n := 1; n <= 3_000; n++ {
		fmt.Fprintf(&wide, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, n, n)
	}
	for n := 1; n <= maxRows+1; n++ {
		fmt.Fprintf(&long, `<row r="%d"><c r="A%d"><v>1</v></c></row>`, n, n)
	}
	shared := `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>` + strings.Repeat("一", 300_000) + `</t></r></si></sst>`
	pointing := strings.Repeat(`<c r="A1" t="s"><v>0</v></c>`, 300_000)
	type file = struct {
		data []byte
		want string
	}
	return map[string]file{
		"empty":             {nil, "空的"},
		"garbage":           {[]byte("\x00\x01\x02garbage\xff"), "打不开"},
		"neither encoding":  {[]byte("\xff\xff\xff\x80"), "打不开"},
		"broken zip":        {[]byte("PK\x03\x04 and no more"), "打不开"},
		"a zip of others":   {zipped(t, map[string]string{"[Content_Types].xml": "", "xl/workbook.xml": ""}), "打不开"},
		"old xls":           {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 Workbook"), ".xls），请用 Excel 或 WPS 另存为 .xlsx"},
		"encrypted":         {append([]byte("\xD0\xCF\x11\xE0"), utf16Text("EncryptedPackage")...), "加了密码"},
		"pdf":               {[]byte("%PDF-1.7"), "PDF"},
		"picture":           {[]byte("\x89PNG\r\n"), "图片"},
		"web page":          {[]byte("<html><table>"), "网页"},
		"no header":         {[]byte("张三,1998-7-1\n"), "表头"},
		"no column of date": {[]byte("姓名,党小组,转正时间\n李明,一,1999-7-1\n"), "「入党时间」"},
		"a column twice":    {[]byte("姓名,党小组,职务,行政职务,入党时间,转正时间\n李明,一,,,1998-7-1,1999-7-1\n"), "「行政职务」与另一栏重复"},
		"nobody":            {[]byte(header), "没有党员"},
		"two rosters":       {written(t, workbook(t, map[string][][]any{"甲": people, "乙": people})), "并成一张"},
		"column XFD":        {zipped(t, map[string]string{first: sheetXML(wide.String())}), "100列"},
		"too many rows":     {zipped(t, map[string]string{first: sheetXML(long.String())}), "10500行"},
		"row of no sheet":   {zipped(t, map[string]string{first: sheetXML(`<row r="99999999"><c><v>1</v></c></row>`)}), "打不开"},
		"zip bomb":          {zipped(t, map[string]string{first: sheetXML(strings.Repeat(" ", maxUnzipped))}), "太大"},
		"one text often":    {zipped(t, map[string]string{first: sheetXML("<row>" + pointing + "</row>"), "xl/sharedStrings.xml": shared}), "太大"},
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	for name, file := range hostile(t) {
		start := time.Now()
		_, _, err := ReadRoster(name, file.data)
		if err == nil || !strings.Contains(err.Error(), file.want) {
			t.Errorf("%s: error %v, want one that says %s", name, err, file.want)
		}
		if took := time.Since(start); took > 5*time.Second { // unguarded, some of them take minutes
			t.Errorf("%s took %v", name, took)
		}
	}
}

func FuzzReadRoster(f *testing.F) {
	for _, file := range hostile(f) {
		if len(file.data) < 20_000 {
			f.Add(file.data)
		}
	}
	f.Add(readFile(f, "../demo/roster/roster.xlsx"))
	f.Add(readFile(f, "testdata/roster-gbk.csv"))
	f.Add([]byte(untidy))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, faults, err := ReadRoster("x", data)
		if err != nil {
			return
		}
		sound(t, r, faults)
	})
}
