package files

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"zhibu/branch"
)

type column = branch.Column

// personColumns and contactColumns give what headers mean, in the spellings that offices use.
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
		branch.ColKind:       "党员类别 人员类别 党员类型 党员身份",
		branch.ColNote:       "备注",
		branch.ColMark:       "系统编号",
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

// meaning gives what a header means, reduced to what counts: 「是否 党小组组长（填是）」 is 党小组组长, 「入党日期」 入党时间.
func meaning(known map[string]column, s string) (column, bool) {
	s = headerFill.Replace(brackets.ReplaceAllString(norm.NFKC.String(closeUp(s)), ""))
	c, ok := known[s]
	for _, prefix := range []string{"是否", "所在", "所属", "现", "个人"} {
		if !ok {
			s = strings.TrimPrefix(s, prefix)
			c, ok = known[s]
		}
	}
	return c, ok
}

// table is a sheet whose header row has been found.
type table struct {
	sheet
	tab    string // how faults name the sheet; "" where there is only one
	header int    // index of its line
	at     map[column]int
	spelt  map[column]string // as the file spells it
	twice  string            // the header that says again what another one has said
}

// headerWithin is how many rows may stand above the header row, and one more.
const headerWithin = 10

// findTable finds the header row: the first one that has the key column and any other that we know. A header in two rows
// (「党组织关系」 above 「入党时间」 and 「转正时间」) is one whose second row has nothing in the key column.
func findTable(s sheet, known map[string]column, key column) (table, bool) {
	for i, l := range s.lines[:min(len(s.lines), headerWithin)] {
		t := table{sheet: s, header: i, at: map[column]int{}, spelt: map[column]string{}}
		t.readHeader(l, known)
		at, ok := t.at[key]
		if !ok || len(t.at) < 2 {
			continue
		}
		if i+1 < len(s.lines) {
			second := table{sheet: s, at: map[column]int{}, spelt: map[column]string{}}
			second.readHeader(s.lines[i+1], known)
			if clean(cell(s.lines[i+1].shown, at)) == "" && len(second.at) > 0 {
				t.readHeader(s.lines[i+1], known)
				t.header++
			}
		}
		return t, true
	}
	return table{}, false
}

func (t *table) readHeader(l line, known map[string]column) {
	for j, text := range l.shown {
		c, ok := meaning(known, text)
		if !ok {
			continue
		}
		if _, again := t.at[c]; again {
			t.twice = closeUp(text)
			continue
		}
		t.at[c], t.spelt[c] = j, closeUp(text)
	}
}

// columns gives those that the table has, in a settled order.
func (t table) columns() []column { return slices.Sorted(maps.Keys(t.at)) }

// missing gives the columns that the table lacks.
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
	switch {
	case len(whole) > 1:
		return table{}, fmt.Errorf("「%s」和「%s」两张表都像是名单，请只留一张后再发送", whole[0].name, whole[1].name)
	case len(whole) == 0:
		return table{}, fmt.Errorf("「%s」表缺少「%s」一栏，请补上后再发送", tables[0].name,
			strings.Join(tables[0].missing(needed...), "」「"))
	case whole[0].twice != "":
		return table{}, fmt.Errorf("「%s」表里「%s」与另一栏重复，请只留一栏后再发送", whole[0].name, whole[0].twice)
	}
	return whole[0], nil
}

// remark tells a note above or below the table ("注：…", "填表人：…", "合计") by the first text in its row.
var remark = regexp.MustCompile(`[：:]|^(注|说明|备注|填表|制表|审核|合计|共计|总计)`)

// records gives the rows below the header that are records. A header repeated on a new page is none, nor is a note, nor
// a row without the key that has no more than one text under our columns.
func (t table) records(key column, faults *[]branch.Fault) []record {
	var all []record
	for _, l := range t.lines[t.header+1:] {
		r := record{table: t, line: l, faults: faults}
		first := slices.IndexFunc(l.shown, func(s string) bool { return clean(s) != "" })
		switch named := closeUp(r.shownAt(key)); {
		case first < 0, remark.MatchString(clean(l.shown[first])), named == t.spelt[key], named == "" && r.filled() < 2:
			continue
		}
		r.fillDown()
		all = append(all, r)
	}
	return all
}

// filledDown are the columns in which one cell may be merged over several rows.
var filledDown = []column{branch.ColGroup, branch.ColSection, branch.ColLeader, branch.ColPaired, branch.ColLiaison, branch.ColPartyOrg}

// fillDown writes into a row what a cell merged from above says there. Names and dates are never filled: two rows of one
// person would become two people.
func (r *record) fillDown() {
	for _, c := range filledDown {
		i, ok := r.at[c]
		if !ok || clean(cell(r.shown, i)) != "" {
			continue
		}
		for _, m := range r.merged {
			if m.column != i || r.row <= m.first || r.row > m.last || m.first <= r.lines[r.header].row {
				continue
			}
			if top, found := slices.BinarySearchFunc(r.lines, m.first, func(l line, row int) int { return l.row - row }); found {
				r.shown = append(slices.Clip(r.shown), make([]string, max(0, i+1-len(r.shown)))...)
				r.shown[i] = cell(r.lines[top].shown, i)
			}
		}
	}
}

// record is one row of a table. Its methods read a cell and collect what is wrong with it.
type record struct {
	table
	line
	faults *[]branch.Fault
	notes  *[]string // of the list of people: what was read and ought to be looked at
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
	spelt, ok := r.spelt[c]
	if !ok {
		spelt = string(c)
	}
	*r.faults = append(*r.faults, branch.Fault{Sheet: r.tab, Row: r.row, Column: spelt, Value: clean(r.shownAt(c)), Want: want})
}
