package files

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"zhibu/branch"
)

// column is what a column means, spelled as we should spell it.
type column string

// The columns of the list of people, and below them those of the list of contact points.
const (
	colName       column = "姓名"
	colGroup      column = "党小组"
	colSection    column = "科室"
	colPost       column = "党内职务"
	colHead       column = "党小组组长"
	colLeadership column = "班子成员"
	colTitle      column = "行政职务"
	colJoined     column = "入党时间"
	colFull       column = "转正时间"
	colKind       column = "党员类别"
	colNote       column = "备注"

	colFirm     column = "企业名称"
	colPartyOrg column = "企业党组织"
	colLeader   column = "联系领导"
	colPaired   column = "联系党小组"
	colLiaison  column = "联络员"
)

// personColumns and contactColumns give the meaning of a header, after plainHeader, in the spellings that offices use.
var (
	personColumns = synonyms(map[column]string{
		colName:       "姓名 党员姓名",
		colGroup:      "党小组 党小组名称 小组 小组名称",
		colSection:    "科室 部门 处室 工作科室 科室部门 内设科室",
		colPost:       "党内职务 支部职务 党支部职务",
		colHead:       "党小组组长 党小组长 小组组长 小组长 组长",
		colLeadership: "班子成员 领导班子成员",
		colTitle:      "行政职务 职务 职务职级 行政职务职级",
		colJoined:     "入党时间 加入党组织时间 加入中国共产党时间",
		colFull:       "转正时间 转为正式党员时间",
		colKind:       "党员类别 人员类别 党员类型",
		colNote:       "备注",
	})
	contactColumns = synonyms(map[column]string{
		colFirm:     "企业名称 企业 联系点名称 联系点 联系企业 台企名称 单位名称",
		colPartyOrg: "企业党组织 企业党组织名称 党组织 党组织名称",
		colLeader:   "联系领导 班子成员 领导班子成员 结对领导 结对班子成员 联系班子成员 包联领导",
		colPaired:   "联系党小组 党小组 结对党小组",
		colLiaison:  "联络员",
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

// plainHeader reduces a header to what counts: 「是否 党小组组长（填是）」 is 党小组组长, 「入党日期」 入党时间.
func plainHeader(s string) string {
	s = headerFill.Replace(brackets.ReplaceAllString(closeUp(s), ""))
	for _, prefix := range []string{"是否", "所在", "所属"} {
		s = strings.TrimPrefix(s, prefix)
	}
	return s
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

// findTable finds the header row: the first one that has the key column and any other that we know.
func findTable(s sheet, known map[string]column, key column) (table, bool) {
	for i, l := range s.lines[:min(len(s.lines), headerWithin)] {
		t := table{sheet: s, header: i, at: map[column]int{}, spelt: map[column]string{}}
		for j, text := range l.shown {
			c, ok := known[plainHeader(text)]
			if !ok {
				continue
			}
			if _, again := t.at[c]; again {
				t.twice = closeUp(text)
				continue
			}
			t.at[c], t.spelt[c] = j, closeUp(text)
		}
		if _, ok := t.at[key]; ok && len(t.at) > 1 {
			return t, true
		}
	}
	return table{}, false
}

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
		all = append(all, r)
	}
	return all
}

// record is one row of a table. Its methods read a cell and collect what is wrong with it.
type record struct {
	table
	line
	faults *[]branch.Fault
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
