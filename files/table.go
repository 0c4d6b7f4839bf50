package files

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"zhibu/branch"
)

type column = branch.Column

// vagueKinds are headers of 党员类别 that may say other things: beside one that says it plainly they mean nothing. 「预备党员」 is none:
// it is what stands below them.
const vagueKinds = "政治面貌 党员性质 类别 类型 党籍 正式预备 是否正式 是否正式党员 是否为正式党员 是否预备 是否预备党员 是否为预备党员"

func vagueKind(header string) bool {
	plain := strings.Contains(header, "党员类") || strings.Contains(header, "人员类") || strings.Contains(header, "身份")
	return !plain && header != ""
}

// personColumns and contactColumns return what headers mean, in the spellings that offices use.
var (
	personColumns = synonyms(map[column]string{
		branch.ColName:       "姓名 党员姓名 党员名称",
		branch.ColGroup:      "党小组 党小组名称 小组 小组名称 党小组别",
		branch.ColSection:    "科室 科室名称 部门 部门名称 处室 工作科室 工作部门 科室部门 部门科室 内设科室 内设机构",
		branch.ColPost:       "党内职务 支部职务 党支部职务 支委职务 党内任职",
		branch.ColHead:       "党小组组长 党小组长 小组组长 小组长 组长",
		branch.ColLeadership: "班子成员 领导班子成员 领导班子",
		branch.ColTitle:      "行政职务 职务 职务职级 行政职务职级 职级 现任职务",
		branch.ColJoined:     "入党时间 加入党组织时间 加入中国共产党时间 加入党的时间",
		branch.ColFull:       "转正时间 转为正式党员时间 转正式党员时间 预备党员转正时间 转为正式党员的时间",
		branch.ColKind:       "党员类别 人员类别 党员类型 党员身份 " + vagueKinds,
		branch.ColNote:       "备注",
		branch.ColMark:       "系统编号",
		branch.ColStatus:     "党员状态 状态 在册状态 在册情况 人员状态 党籍状态 在册 去向 人员去向 党员去向 变动情况 人员变动 组织关系状态",
	})
	contactColumns = synonyms(map[column]string{
		branch.ColFirm:     "企业名称 企业 联系点名称 联系点 联系企业 台企名称 单位名称",
		branch.ColPartyOrg: "企业党组织 企业党组织名称 党组织 党组织名称",
		branch.ColPoint:    "是否联系点 是否为联系点",
		branch.ColLeader:   "联系领导 班子成员 领导班子成员 结对领导 结对班子成员 联系班子成员 包联领导",
		branch.ColPaired:   "联系党小组 党小组 结对党小组",
		branch.ColLiaison:  "联络员",
		branch.ColMark:     "系统编号",
	})
)

func synonyms(spellings map[column]string) map[string]column {
	m := map[string]column{}
	for c, all := range spellings {
		for s := range strings.FieldsSeq(all) {
			m[s] = c
		}
	}
	return m
}

var (
	brackets   = regexp.MustCompile(`[（(][^）)]*[）)]?`)
	headerFill = strings.NewReplacer("日期", "时间", "/", "", "、", "", "*", "", "＊", "", "：", "", ":", "")
)

// meaning returns what a header means, reduced to what counts: 「是否 党小组组长（填是）」 is 党小组组长, 「入党日期」 入党时间,
// 「职务（党内）」 党内职务.
func meaning(known map[string]column, s string) (column, bool) {
	if len(s) > maxHeader {
		return "", false
	}
	s = norm.NFKC.String(closeUp(s))
	inside := headerFill.Replace(strings.Trim(brackets.FindString(s), "()"))
	s = headerFill.Replace(brackets.ReplaceAllString(s, ""))
	if c, ok := known[inside+s]; ok {
		return c, true
	}
	c, ok := known[s]
	for _, prefix := range []string{"是否", "所在", "所属", "现", "个人"} {
		if !ok {
			s = strings.TrimPrefix(s, prefix)
			c, ok = known[s]
		}
	}
	return c, ok
}

// maxHeader is the longest text that can be a column's header, with all that is explained in it; a longer one is a text that
// stands above a table, or is made to take long. // bytes
const maxHeader = 1 << 10

// table is a sheet whose header row has been found.
type table struct {
	sheet
	tab    string // how faults name the sheet; "" where there is only one
	header int    // index of its last line
	at     map[column]int
	spelt  map[column]string // as the file spells it
	twice  string            // the header that says again what another one has said
	labels map[int]string    // of the columns that mean nothing to us
	days   map[column][]int  // 年, 月 and 日 of a date, in columns of their own
	ticks  map[column]map[int]string
	gone   []int        // columns that are filled for those who have left
	aside  map[int]bool // rows that are no records, but remarks, headings or above the header
}

// headerWithin is how many rows may stand above the header row, and one more.
const headerWithin = 10

// findTable finds the header row: the first one that has the key column and any other that we know. A header in two rows
// (「党组织关系」 above 「入党时间」 and 「转正时间」) is one whose second row has nothing in the key column.
func findTable(s sheet, known map[string]column, key column) (table, bool) {
	for i, l := range s.lines[:min(len(s.lines), headerWithin)] {
		t := newTable(s, i)
		t.readHeader(l.shown, known)
		at, ok := t.at[key]
		if !ok || len(t.at) < 2 {
			continue
		}
		if i+1 < len(s.lines) && clean(cell(s.lines[i+1].shown, at)) == "" {
			if two := newTable(s, i+1); two.readTwoRows(l.shown, s.lines[i+1].shown, known) {
				t = two
			}
		}
		t.spread(key)
		t.unfold()
		t.gone = t.leftColumns()
		return t, true
	}
	return table{}, false
}

func newTable(s sheet, header int) table {
	return table{sheet: s, header: header, at: map[column]int{}, spelt: map[column]string{}, labels: map[int]string{}, days: map[column][]int{},
		ticks: map[column]map[int]string{}, aside: map[int]bool{}}
}

func (t *table) readHeader(cells []string, known map[string]column) {
	for j, text := range cells {
		c, ok := meaning(known, text)
		t.label(j, c, ok, text)
	}
}

// label notes what the header of a column says and, if ok, means.
func (t *table) label(j int, c column, ok bool, text string) {
	at, again := t.at[c]
	if len(text) > maxHeader {
		text = shortened(branch.MaskPrivate(text[:maxHeader]))
	}
	switch text = branch.MaskPrivate(closeUp(text)); {
	case ok && again && c == branch.ColKind && vagueKind(text):
		t.labels[j] = text
	case ok && again && c == branch.ColKind && vagueKind(t.spelt[c]):
		t.labels[at] = t.spelt[c]
		t.at[c], t.spelt[c] = j, text
	case ok && again:
		t.twice = text
	case ok:
		t.at[c], t.spelt[c] = j, text
	case text != "":
		t.labels[j] = text
	}
}

var (
	asProbationer = regexp.MustCompile(`^(入党|预备|接收|吸收|发展|转?为?预备党员|接收为预备党员)(时间)?$`)
	asFullMember  = regexp.MustCompile(`^(转正|正式|转?为?正式党员)(时间)?$`)
	partsOfDay    = []string{"年", "月", "日"}
)

// readTwoRows reads a header in two rows: 入党时间 above 预备 and 转正, or above 年, 月 and 日; 党员类别 above 正式 and 预备,
// which are ticked. It reports whether the second row is one of a header.
func (t *table) readTwoRows(upper, lower []string, known map[string]column) (two bool) {
	top := ""
	for j := range max(len(upper), len(lower)) {
		over, under := clean(cell(upper, j)), headerFill.Replace(norm.NFKC.String(closeUp(cell(lower, j))))
		if over != "" {
			top = over
		}
		if under == "" {
			c, ok := meaning(known, over)
			t.label(j, c, ok, over)
			continue
		}
		above, _ := meaning(known, top)
		part := slices.Index(partsOfDay, under)
		switch c, ok := meaning(known, under); {
		case ok:
			t.label(j, c, true, cell(lower, j))
		case part >= 0 && (above == branch.ColJoined || above == branch.ColFull):
			if t.days[above] == nil {
				t.days[above] = []int{-1, -1, -1}
				t.label(j, above, true, top)
			}
			t.days[above][part] = j
		case above == branch.ColJoined && asProbationer.MatchString(under):
			t.label(j, branch.ColJoined, true, top)
		case above == branch.ColJoined && asFullMember.MatchString(under):
			t.label(j, branch.ColFull, true, cell(lower, j))
		case above == branch.ColKind && (strings.HasPrefix(under, "正式") || strings.HasPrefix(under, "预备")):
			if t.ticks[above] == nil {
				t.ticks[above] = map[int]string{}
				t.label(j, above, true, top)
			}
			t.ticks[above][j] = strings.TrimSuffix(under, "党员") + "党员"
		default:
			if c, ok = meaning(known, under+closeUp(top)); !ok {
				c, ok = meaning(known, closeUp(top)+under)
			}
			t.label(j, c, ok, closeUp(top)+under)
			if !ok {
				continue
			}
		}
		two = true
	}
	return two
}

// unfold writes what stands in several columns of a row into the one that the rest reads: 1988, 4 and 23 as a date, a
// tick as what it ticks.
func (t *table) unfold() {
	if len(t.days)+len(t.ticks) == 0 {
		return
	}
	t.lines = slices.Clone(t.lines)
	for i := t.header + 1; i < len(t.lines); i++ {
		l := &t.lines[i]
		for c, parts := range t.days {
			text := ""
			for k, j := range parts {
				if part := strings.TrimSuffix(closeUp(cell(l.shown, j)), partsOfDay[k]); !nothing(part) {
					text += part + partsOfDay[k]
				}
			}
			l.set(t.at[c], text, text)
		}
		for c, ticked := range t.ticks {
			text := ""
			for _, j := range slices.Sorted(maps.Keys(ticked)) {
				switch mark := closeUp(cell(l.shown, j)); {
				case nothing(mark):
				case text != "":
					text += "、" + ticked[j]
				default:
					text = ticked[j]
				}
			}
			l.set(t.at[c], text, text)
		}
	}
}

// columns returns those that the table has, in a settled order.
func (t table) columns() []column { return slices.Sorted(maps.Keys(t.at)) }

// missing returns the columns that the table lacks.
func (t table) missing(needed ...column) (lacks []string) {
	for _, c := range needed {
		if _, ok := t.at[c]; !ok {
			lacks = append(lacks, string(c))
		}
	}
	return lacks
}

// pickTable chooses the one table of its kind in a file.
func pickTable(tables []table, needed ...column) (table, error) {
	whole := slices.DeleteFunc(slices.Clone(tables), func(t table) bool { return len(t.missing(needed...)) > 0 })
	if here := slices.DeleteFunc(slices.Clone(whole), func(t table) bool { return leftSheet(t.name) }); len(here) > 0 {
		whole = here
	}
	switch {
	case len(whole) > 1:
		return table{}, fmt.Errorf("「%s」和「%s」两张表都像是名单，请并成一张后再发送；不是本支部在册党员的，请删去", whole[0].name, whole[1].name)
	case len(whole) == 0:
		return table{}, fmt.Errorf("「%s」表缺少「%s」一栏，请补上后再发送", tables[0].name,
			strings.Join(tables[0].missing(needed...), "」「"))
	case whole[0].twice != "":
		return table{}, fmt.Errorf("「%s」表里「%s」与另一栏重复，请只留一栏后再发送", whole[0].name, whole[0].twice)
	}
	return whole[0], nil
}

var (
	// remark tells a note above or below the table ("注：…", "填表人：…", "合计") by the first text in its row.
	remark = regexp.MustCompile(`[：:]|^(注|说明|备注|填表|制表|审核|合计|共计|总计|小计)`)
	// sum tells a row of sums, in whatever column it says so.
	sum = regexp.MustCompile(`^(合计|共计|总计|小计)[：:\d人名家共]*$`)
)

// Why a row is passed over.
const (
	rowRemark  = "像是说明或合计，不是一条记录"
	rowHeading = "像是标题，不是一条记录"
	rowHeader  = "是重复的表头"
	rowGoesOn  = "没有姓名，当作接着上一行写的"
)

// goesOn reports whether a row without the key says more of the one above it, as a remark does that was broken into two rows: a
// heading begins in the first cells, or is merged over several.
func (r record) goesOn(key column) bool {
	first := -1
	for j, text := range r.shown {
		switch text = clean(text); {
		case text == "", serial.MatchString(r.labels[j]) && !strings.ContainsFunc(text, unicode.IsLetter):
		case !r.freeText(j):
			return false
		case first < 0:
			first = j
			if at, ok := r.at[branch.ColNote]; headings.MatchString(text) && leftHeading(text) && (!ok || j != at) {
				return false
			}
		}
	}
	return first > max(1, r.at[key]) && !slices.ContainsFunc(r.merged, func(m merged) bool {
		return m.column == first && m.lastColumn > first && m.first <= r.row && r.row <= m.last
	})
}

// texts are the columns that may hold a sentence.
var texts = []column{branch.ColNote, branch.ColStatus, branch.ColKind, branch.ColTitle}

// freeText reports whether a column may hold a sentence: one of those, or one that means nothing to us.
func (t table) freeText(j int) bool {
	for c, at := range t.at {
		if at == j {
			return slices.Contains(texts, c)
		}
	}
	return true
}

// join adds to a record what a row below it says.
func (r *record) join(l line) {
	for j, text := range l.shown {
		if clean(text) != "" && !serial.MatchString(r.labels[j]) {
			r.line.set(j, cell(r.shown, j)+text, cell(r.raw, j)+text)
		}
	}
	r.refuseCells()
}

// records returns the rows below the header that are records; what it passes over it says. A row with the key and a date is a
// record, whatever else stands in it: else a remark is none, nor is a heading or a header repeated on a new page.
func (t table) records(key column, known map[string]column, a *branch.Account) []record {
	var all []record
	for _, l := range t.lines[:t.header] {
		t.aside[l.row] = true
	}
	section, under, own, above := "", "", branchName(t.lines[:t.header]), -1 // above is the record that a row without a name may go on
	for _, l := range t.lines[t.header+1:] {
		r := record{table: t, line: l, account: a, faulted: map[column]bool{}}
		first := slices.IndexFunc(l.shown, func(s string) bool { return clean(s) != "" })
		if first < 0 {
			continue
		}
		text, named := clean(l.shown[first]), closeUp(r.shownAt(key))
		dated := !nothing(clean(r.shownAt(branch.ColJoined))) || !nothing(clean(r.shownAt(branch.ColFull)))
		why := ""
		switch {
		case r.isHeader(key, known):
			why = rowHeader
		case named == "" && above >= 0 && r.goesOn(key):
			why = rowGoesOn
			all[above].join(l)
		case named != "" && dated:
		case sum.MatchString(closeUp(text)), remark.MatchString(text) && (key == branch.ColName || named == "" || r.filled() < 2):
			why = rowRemark
		case r.filled() < 2 && utf8.RuneCountInString(text) >= longForOne && countsPeople(closeUp(text)):
			why = rowRemark
		case named == "" && r.filled() < 2, r.filled() < 2 && headingOnly(text, l.shown):
			why = rowHeading
		}
		switch {
		case why == "":
			r.section, r.under, above = section, under, len(all)
		case why == rowHeader, why == rowGoesOn:
		case t.elsewhere(text, own, len(all) > 0):
			section = text
		case why == rowHeading:
			section = ""
		}
		if why == rowHeading {
			if under = ""; section == "" && unsure.MatchString(text) {
				under = text
			}
		}
		if why == rowRemark || why == rowHeading {
			above = -1
		}
		if own == "" && why == rowHeading && strings.Contains(text, "支部") {
			own = text
		}
		if why != "" {
			t.aside[l.row] = true
			a.Unread = append(a.Unread, branch.Fault{Sheet: t.tab, Row: l.row, Value: branch.MaskPrivate(text), Want: why})
			continue
		}
		r.refuseCells()
		all = append(all, r)
	}
	return all
}

// headings are the words of a heading that stands in the key column: no name ends with them.
var headings = regexp.MustCompile(`(党员|人员|干部|联系人|党派|小组|支部|名单|名册|部分|科|处|室|组|[）)])[：:]?$|^[一二三四五六七八九十]+、`)

// headingOnly reports whether the one text of a row is a heading.
func headingOnly(text string, cells []string) bool {
	others := slices.ContainsFunc(cells, func(s string) bool { return clean(s) != "" && clean(s) != text })
	return !others && headings.MatchString(closeUp(text))
}

// isHeader reports whether a row repeats the header. One that has other columns is a fault: the rows below it would be
// read by the first one.
func (r record) isHeader(key column, known map[string]column) bool {
	same := closeUp(r.shownAt(key)) == r.spelt[key]
	if !same && !slices.ContainsFunc(r.shown, func(s string) bool { return known[s] == key }) {
		return false
	}
	again := newTable(r.sheet, 0)
	if again.readHeader(r.shown, known); same {
		again.at[key] = r.at[key]
	} else if len(again.at) < 2 {
		return false
	}
	for _, c := range again.columns() {
		j := again.at[c]
		if at, ok := r.at[c]; !ok || at != j {
			r.account.Faults = append(r.account.Faults, branch.Fault{Sheet: r.tab, Row: r.row, Value: string(c),
				Want: "这里又是一个表头，栏目与上面的不一样；请把它下面的行按上面的栏目填写"})
			break
		}
	}
	return true
}

// spread writes into each row with the key what a cell merged from above says there, as whoever looks at the sheet sees it. The
// key itself is never filled: two rows of one person would become two people.
func (t *table) spread(key column) {
	by := map[int][]merged{}
	for _, m := range t.merged {
		if m.last > m.first && m.first > t.lines[t.header].row && m.column != t.at[key] {
			by[m.column] = append(by[m.column], m)
		}
	}
	if len(by) == 0 {
		return
	}
	for _, all := range by {
		slices.SortFunc(all, func(a, b merged) int { return a.first - b.first })
	}
	t.lines = slices.Clone(t.lines)
	for i := t.header + 1; i < len(t.lines); i++ {
		l := &t.lines[i]
		if clean(cell(l.shown, t.at[key])) == "" {
			continue
		}
		for j, all := range by {
			at, _ := slices.BinarySearchFunc(all, l.row, func(m merged, row int) int { return m.first - row })
			if at == 0 || l.row > all[at-1].last || clean(cell(l.shown, j)) != "" {
				continue
			}
			if top, found := slices.BinarySearchFunc(t.lines, all[at-1].first, func(l line, row int) int { return l.row - row }); found {
				l.set(j, cell(t.lines[top].shown, j), cell(t.lines[top].raw, j))
			}
		}
	}
}

// set writes a cell of a row. What the row was made of stays as it is.
func (l *line) set(j int, shown, raw string) {
	write := func(cells []string, text string) []string {
		cells = append(slices.Clone(cells), make([]string, max(0, j+1-len(cells)))...)
		cells[j] = text
		return cells
	}
	l.shown, l.raw = write(l.shown, shown), write(l.raw, raw)
}

// record is one row of a table. Its methods read a cell and collect what is wrong with it.
type record struct {
	table
	line
	account *branch.Account
	faulted map[column]bool // one fault a cell
	section string          // the heading of those who have left, if the row stands below it
	under   string          // the heading of those who may be of another branch, if the row stands below it
}

func (r record) shownAt(c column) string { return r.in(r.shown, c) }

func (r record) in(cells []string, c column) string {
	if i, ok := r.at[c]; ok {
		return cell(cells, i)
	}
	return ""
}

func (r record) filled() (n int) {
	for c := range r.at {
		if clean(r.shownAt(c)) != "" {
			n++
		}
	}
	return n
}

// fault complains of a cell. A column that the file lacks is called as we call it.
func (r record) fault(c column, want string) {
	if !r.faulted[c] {
		r.account.Faults = append(r.account.Faults, r.about(c, want))
	}
	r.faulted[c] = true
}

// doubt asks about a cell.
func (r record) doubt(c column, want string) {
	r.account.Doubts = append(r.account.Doubts, r.about(c, want))
}

func (r record) about(c column, want string) branch.Fault {
	spelt, ok := r.spelt[c]
	if !ok {
		spelt = string(c)
	}
	return branch.Fault{Sheet: r.tab, Row: r.row, Column: spelt, Value: branch.MaskPrivate(clean(r.shownAt(c))), Want: want}
}
