package files

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"zhibu/branch"
)

// The words with which rosters say that somebody is not of the branch any more.
const (
	died = `去世|去逝|逝世|过逝|仙逝|病故|病逝|病亡|病死|身故|身亡|亡故|已故|故去|离世|辞世|过世|死亡|已亡|已死|猝死|遇难|牺牲|殉职|不在了|死了|逝于|已逝|火化|追悼会`
	quit = `调出|调离|调走|调往|调至|转出|转走|转往|转至|转到|转接|转移|划转|划出|迁出|迁走|移出|移走|迁往|迁至|关系已转|` +
		`退休|离休|内退|退养|辞职|离职|辞退|解聘|离岗|` +
		`除名|开除|双开|出党|退党|脱党|劝退|取消.{0,8}资格|取消预备|预备期?被?取消|不予转正|停止党籍|失联|失去联系|注销|不在册|不在[本我]?(?:党)?支部|非本支部|离开[本我]?支部|离开[本我]?单位|已离开|定居|` +
		`转社区|移交.{0,8}社区|移交.{0,8}街道|调去|转组织关系|关系转|遴选至|遴选到|转隶|失踪|联系不上|移居|清退|作废|待删`
	// alone are words that say so where nothing else stands, or in brackets: they stand in names and streets as well.
	diedAlone = `死|亡|故|殁|卒|逝`
	quitAlone = `转|调|退|离|迁`
)

var (
	gone      = regexp.MustCompile(died + `|` + quit)
	dead      = regexp.MustCompile(died)
	goneAlone = regexp.MustCompile(`^[（(]?已?(` + diedAlone + `|` + quitAlone + `)[）)]?$|[（(]已?(` + diedAlone + `|` + quitAlone + `)[）)]`)
	deadAlone = regexp.MustCompile(`^[（(]?已?(` + diedAlone + `)[）)]?$|[（(]已?(` + diedAlone + `)[）)]`)
	// moved are words of leaving in which those of coming stand.
	moved = regexp.MustCompile(`转入[^，。；;]{0,8}(社区|街道)|关系(尚|还|暂|仍)?未(转入|转来|迁入)`)
	// perhaps are words that say so of some, and of others where they came from or what they do.
	perhaps = regexp.MustCompile(`调任|调到|外调|选调|转业|抚恤|不计入|服刑|判刑|关系在|调(往)?[^，。；;整研查解配休]{0,4}[省市县区州局]`)
	// noMove are words with 调 in them of people who stay.
	noMove = regexp.MustCompile(`[借抽协强统征空]调`)
	// others takes the words out that are of somebody else, of one's work, or denied: 未退休, 母亲病故, 分管转出转入.
	others = regexp.MustCompile(`(未|没有|尚未|暂未|不含|无|不|不再|不同意|不愿意?)(办理|被)?(` + died + `|` + quit + `|转入社区|调任|调到|外调)(手续)?|` +
		`(父亲?|母亲?|岳父|岳母|公公|婆婆|爷爷|奶奶|祖父|祖母|外公|外婆|姥爷|姥姥|配偶|爱人|丈夫|妻子|儿子|女儿|子女|哥哥|弟弟|姐姐|妹妹|家属|亲属|家人)[^，。；;]{0,8}?(` + died + `|` + quit + `|抚恤|服刑|判刑)|` +
		`(分管|协管|主管|负责|从事|经办|承办)[^人已，。；;]{0,10}?(` + died + `|` + quit + `|抚恤|外调|选调|转业)|选调生|(部队|军队)转业|转业(干部|军人)`)
	// stays takes the words out again: 由财政局划转来, 离退休干部科; and 仍在册 says so of the whole.
	stays = regexp.MustCompile(`离?退休(干部|人员|职工|老同志|党员)?(工作|管理|服务|办|科|处|中心|党小组|小组|党支部)|延迟退休|退休返聘|` +
		`(拟|预计|即将|将|计划)[^，。；;]{0,12}(退休|离休|调出|调离|转出|转接)|由[^，。；;]{1,15}(调任|调到|调至|转业|选调|遴选至|遴选到)|(调|选)[^，。；;]{0,2}(本|我)[^，。；;]{0,3}[省市县区州局]|` +
		`(转接|转移|划转|转|调|迁|关系已转)(而来|来|入|进|至本|到本|至我|到我)`)
	stillHere = regexp.MustCompile(`(^|仍|还|现|人)在册|组织关系((仍|还)在|在(本|我|这)|(仍|还|尚)?未转(出|走)?([，。；;、）)]|$))|(又|再|后)[调转]回来?([，。；;、）)]|$)|从[^，。；;]{1,12}[调转]回|申请已?撤回`)
	retired   = regexp.MustCompile(`离退休|离休|退休`)
	notYet    = regexp.MustCompile(`预计|拟|计划|应`)
	// lists are headings of people who are none of the branch: of former ones, of those who are no members yet.
	lists = regexp.MustCompile(`减少|减员|历年|往年|^附([件表录]|[:：]|$)|积极分子|发展对象|申请人|非党员|^群众$|民主党派|历史党员|列席人员|党员子女|联系人$`)
	// away are headings of people who may be of the branch, or not.
	away = regexp.MustCompile(`不在岗|(出国|出境|下属|所属企业)[^，。；;]{0,8}(党员|人员|名单)`)
	// unsure are headings of people who are of the branch as a rule.
	unsure = regexp.MustCompile(`流动党员|特邀党员|临时党员|拟(转|调)`)
	// counts tells a sum in words from a heading: 「含退休党员2名、已去世1名」, but 「已去世党员（2名）」.
	counts      = regexp.MustCompile(`[\d〇零一二两三四五六七八九十]+[名人位]`)
	headOfCount = regexp.MustCompile(`^[^，。；;、\d含共有其]*[：:（(]?共?[\d〇零一二两三四五六七八九十]+[名人位][）)]?[：:]?$`)
	aside       = regexp.MustCompile(`^(注|说明|备注|填表|制表|审核|合计|共计|总计|小计|截至|其中)`)
	history     = regexp.MustCompile(`简历|经历|履历|家庭|亲属|社会关系|父|母|配偶|介绍人|学历|学位|毕业|职称|培训|奖|惩|住址|地址|籍贯|电话|号`)
)

// telling are characters of which each word of leaving has one: they are looked for first, since most cells have none.
const telling = "世逝故死亡难牲职调转迁移划休退辞聘岗除开出脱劝取预停失注不非离定病殁卒火悼系遴废删恤刑"

var tells = func() map[rune]bool {
	all := map[rune]bool{}
	for _, r := range telling {
		all[r] = true
	}
	for r := range simplified {
		all[r] = true
	}
	return all
}()

// wordsOfLeaving reports whether a text says that somebody has left.
func wordsOfLeaving(s string) bool {
	if !mayTell(s) {
		return false
	}
	s = plainWords(s)
	return (saysGone(s) || goneAlone.MatchString(s)) && (!stillHere.MatchString(s) || strings.Contains(s, "不在册"))
}

// mayTell reports whether a text has a character of a word of leaving, or one that may come to be one.
func mayTell(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return tells[r] || unicode.Is(unicode.Co, r) })
}

// perhapsLeaving reports whether a text may say so, and does not for sure.
func perhapsLeaving(s string) bool {
	if !mayTell(s) {
		return false
	}
	s = noMove.ReplaceAllString(plainWords(s), "")
	return perhaps.MatchString(s) && perhaps.MatchString(stays.ReplaceAllString(others.ReplaceAllString(s, ""), "")) && !stillHere.MatchString(s)
}

// saysGone reports whether words of leaving are left in a text without those that are none.
func saysGone(s string) bool {
	if !gone.MatchString(s) && !moved.MatchString(s) { // most texts are done here, and quickly
		return false
	}
	s = others.ReplaceAllString(s, "")
	return moved.MatchString(s) || gone.MatchString(stays.ReplaceAllString(s, ""))
}

// simplified are the traditional characters of words of leaving.
var simplified = map[rune]rune{'轉': '转', '業': '业', '調': '调', '離': '离', '遷': '迁', '劃': '划', '開': '开', '黨': '党', '區': '区', '關': '关', '係': '系',
	'組': '组', '織': '织', '職': '职', '辭': '辞', '選': '选', '隸': '隶', '聯': '联', '繫': '系', '蹤': '踪', '難': '难', '犧': '牺', '還': '还', '冊': '册',
	'註': '注', '銷': '销', '勸': '劝', '脫': '脱', '撫': '抚', '歷': '历', '減': '减', '員': '员', '國': '国', '會': '会', '廢': '废', '刪': '删', '過': '过'}

// plainWords is closeUp in simplified characters.
func plainWords(s string) string {
	return strings.Map(func(r rune) rune {
		if plain, ok := simplified[r]; ok {
			return plain
		}
		return r
	}, closeUp(s))
}

func saysDead(s string) bool {
	s = others.ReplaceAllString(plainWords(s), "")
	return dead.MatchString(s) || deadAlone.MatchString(s)
}

// leftHeading reports whether a heading is one of those who have left.
func leftHeading(s string) bool {
	s = plainWords(s)
	return (saysGone(s) || lists.MatchString(s) || away.MatchString(s)) && !aside.MatchString(s)
}

// leftSheet is leftHeading for the name of a sheet or of a group: 离退休党员, and those abroad, are of the branch like others.
func leftSheet(s string) bool {
	return leftHeading(away.ReplaceAllString(retired.ReplaceAllString(closeUp(s), ""), ""))
}

// countsPeople reports whether a line says how many there are, and is no heading with their number.
func countsPeople(text string) bool {
	return counts.MatchString(text) && !headOfCount.MatchString(headingNumber.ReplaceAllString(text, ""))
}

// elsewhere reports whether below a heading, or a line that reads like one, stand people who are none of the branch: who have left,
// or are of another one. below is set once people stand above it.
func (t table) elsewhere(text, title string, below bool) bool {
	text = closeUp(text)
	switch {
	case aside.MatchString(text), countsPeople(text):
		return false
	case leftHeading(text):
		return true
	}
	name, own := branchInTitle.FindStringSubmatch(text), closeUp(title)
	same := own != "" && name != nil && (strings.HasSuffix(own, name[1]) || strings.HasSuffix(name[1], own))
	return below && name != nil && !same && !strings.Contains(text, "小组")
}

// headingNumber is what headings are numbered with: 「二、」, 「（三）」.
var headingNumber = regexp.MustCompile(`^[（(]?[一二三四五六七八九十\d]+[）)、.．]+`)

// goneHeader is what the header of a column says that is filled for those who have left, beside gone: 离开日期, 减员.
var goneHeader = regexp.MustCompile(`离开|减员|减少`)

// leftColumns returns the columns that are filled for those who have left.
func (t table) leftColumns() []int {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(t.labels)), func(j int) bool {
		label := t.labels[j]
		return !gone.MatchString(label) && !goneHeader.MatchString(label) || notYet.MatchString(label)
	})
}

// here are the words with which a column of status says that somebody is of the branch.
var here = regexp.MustCompile(`^(是|在册|正常|在职|在岗|现职|在编|有效|正式|预备|正式党员|预备党员|正常在册|在册在职|在职在册|流动|流动党员|借调|挂职)$`)

// left finds out whether a row says that the person has left.
func (r record) left(p *branch.RosterPerson) {
	const out = "这一行不读入；仍在册的，"
	name := func(c column) string { return "「" + r.spelt[c] + "」" }
	written := func(c column) string { return "写着「" + branch.MaskPrivate(clean(r.shownAt(c))) + "」，" }
	status := norm.NFKC.String(closeUp(r.shownAt(branch.ColStatus)))
	texts := r.shownAt(branch.ColStatus) + " " + r.section
	switch {
	case r.struckAt(branch.ColName):
		p.Left, p.LeftBy = "划掉了，"+out+"请去掉删除线", branch.ColName
	case r.section != "":
		p.Left, p.LeftBy = "写在「"+branch.MaskPrivate(r.section)+"」下面，"+out+"请移到上面", branch.ColName
	case wordsOfLeaving(status) || slices.Contains([]string{"否", "不在", "不在册", "非在册"}, status):
		p.Left, p.LeftBy = name(branch.ColStatus)+written(branch.ColStatus)+out+"请写「在册」", branch.ColStatus
	case wordsOfLeaving(r.shownAt(branch.ColKind)):
		p.Left, p.LeftBy = name(branch.ColKind)+written(branch.ColKind)+out+"请写「正式党员」或者「预备党员」", branch.ColKind
	case r.leftColumn() != "":
		p.Left, p.LeftBy = "「"+r.leftColumn()+"」一栏有内容，"+out+"请清空这一格", branch.ColStatus
		texts += r.leftColumn()
	case leftSheet(r.shownAt(branch.ColGroup)):
		p.Left, p.LeftBy = name(branch.ColGroup)+written(branch.ColGroup)+out+"请写所在的党小组", branch.ColGroup
		texts += r.shownAt(branch.ColGroup)
	case wordsOfLeaving(r.shownAt(branch.ColNote)):
		p.Left, p.LeftBy = name(branch.ColNote)+written(branch.ColNote)+out+"请在这一格写明「仍在册」", branch.ColNote
		texts += r.shownAt(branch.ColNote)
	default:
		for _, c := range []column{branch.ColTitle, branch.ColSection} {
			if s := stays.ReplaceAllString(closeUp(r.shownAt(c)), ""); (wholeWord.MatchString(s) || goneAlone.MatchString(s)) && wordsOfLeaving(s) {
				p.Left, p.LeftBy = name(c)+written(c)+out+"请写现在的"+string(c), c
				texts += r.shownAt(c)
			}
		}
		if p.Left == "" {
			texts += r.leftElsewhere(p, out)
		}
		if p.Left == "" && perhapsLeaving(r.shownAt(branch.ColNote)) {
			r.doubt(branch.ColNote, perhapsLeft)
		}
		if p.Left == "" && !nothing(status) && !here.MatchString(status) && !stillHere.MatchString(status) {
			r.doubt(branch.ColStatus, "看不出是否在册，按在册读入；已离开的，请写明「转出」「去世」等")
		}
	}
	p.Died = p.Left != "" && (saysDead(texts) || saysDead(r.shownAt(branch.ColKind)) || saysDead(r.shownAt(branch.ColStatus)))
}

const perhapsLeft = "像是说已经离开，按在册读入；已离开的，请写明「已转出」"

// standing is what the header of a column says in which a word alone may say that somebody has left.
var standing = regexp.MustCompile(`状态|状况|情况|去向|变动|关系|说明|备|其他|其它|在`)

// shortRemark is how long a cell may be that says no more than that somebody has left. // characters
const shortRemark = 20

var (
	crossed = regexp.MustCompile(`^[×✕✖✗✘╳xX叉]+$`)
	fewer   = regexp.MustCompile(`^减(少|员)?[：:]?$`)
)

// leftElsewhere looks for words of leaving in the columns that mean nothing to us: 组织关系, 情况说明, or 「男（已故）」. In a longer
// text they may be of something else.
func (r record) leftElsewhere(p *branch.RosterPerson, out string) (text string) {
	known := map[int]bool{}
	for _, j := range r.at {
		known[j] = true
	}
	for j, text := range r.shown {
		label := r.labels[j]
		first := !known[j] && (j == 0 || serial.MatchString(label))
		switch text = clean(text); {
		case !first:
		case crossed.MatchString(text):
			r.account.Doubts = append(r.account.Doubts, branch.Fault{Sheet: r.tab, Row: r.row, Column: label, Value: text, Want: "像是划去的，按在册读入；已离开的，请在「备注」写明"})
			continue
		case wordsOfLeaving(text), fewer.MatchString(closeUp(text)):
			p.Left, p.LeftBy = "前面写着「"+branch.MaskPrivate(text)+"」，"+out+"请清空这一格", branch.ColStatus
			return text
		}
		if known[j] || text == "" || history.MatchString(label) {
			continue
		}
		if perhapsLeaving(text) {
			r.account.Doubts = append(r.account.Doubts, branch.Fault{Sheet: r.tab, Row: r.row, Column: label, Value: branch.MaskPrivate(text), Want: perhapsLeft})
		}
		if !wordsOfLeaving(text) || !gone.MatchString(closeUp(text)) && !saysDead(text) && label != "" && !standing.MatchString(label) { // 「党费」「已转」
			continue
		}
		if label == "" {
			name, _ := excelize.ColumnNumberToName(j + 1)
			label = name + "列"
		}
		if said := branch.MaskPrivate(clean(text)); utf8.RuneCountInString(said) <= shortRemark {
			p.Left, p.LeftBy = "「"+label+"」写着「"+said+"」，"+out+"请清空这一格", branch.ColStatus
			return text
		} else {
			r.account.Doubts = append(r.account.Doubts, branch.Fault{Sheet: r.tab, Row: r.row, Column: label, Value: said, Want: "像是说已经离开，按在册读入；已离开的，请在「备注」写明"})
		}
	}
	return ""
}

// wholeWord is a title or section that says nothing else: 退休, （已退休）, 原科长（退休）. 离退休干部科 is a section like others.
var wholeWord = regexp.MustCompile(`^[（(]?(已|已经|现)?(` + died + `|` + quit + `|离退休)(人员|党员|干部)?[）)]?$|[（(](已|已经)?(` + died + `|` + quit + `)[）)]$`)

// leftColumn returns the header of a column of leaving in which the row has something.
func (r record) leftColumn() string {
	for _, j := range r.gone {
		if s := closeUp(cell(r.shown, j)); !nothing(s) && !slices.Contains([]string{"否", "0", "N", "n", "未", "没有", "在册", "×"}, s) {
			return r.labels[j]
		}
	}
	return ""
}

// struckAt reports whether a cell is struck through.
func (r record) struckAt(c column) bool {
	j, ok := r.at[c]
	return ok && r.struck[r.row][j] && clean(r.shownAt(c)) != ""
}

// namedElsewhere asks about whoever is on the list, and of whom a remark, a title or another sheet says that he or she has left.
func (t table) namedElsewhere(people []branch.RosterPerson, others []sheet, a *branch.Account) {
	here, why := map[string]bool{}, map[string]string{}
	for _, p := range people {
		if p.Left == "" && p.Name != "" {
			here[p.Name] = true
		}
	}
	for _, s := range others {
		s.leavers(here, why)
	}
	var remarks []string
	for _, l := range t.lines {
		if text := closeUp(strings.Join(l.shown, " ")); t.aside[l.row] && wordsOfLeaving(text) && len(remarks) < mostRemarks {
			remarks = append(remarks, text)
		}
	}
	anybody := false
	for _, p := range people {
		why := why[p.Name]
		for _, text := range remarks {
			if p.Name != "" && strings.Contains(text, p.Name) {
				why = "表里的说明写着「" + branch.MaskPrivate(text) + "」"
			}
		}
		anybody = anybody || why != "" || p.Left != ""
		if why != "" && p.Left == "" {
			a.Doubts = append(a.Doubts, branch.Fault{Sheet: t.tab, Row: p.Row, Column: t.spelt[branch.ColName], Value: p.Name, Want: why + "，按在册读入；已离开的，请删去这一行，或在「备注」写明"})
		}
	}
	for _, u := range a.Unread { // 「说明：第5号已转出」, and nothing says so at anybody's name
		if s := retired.ReplaceAllString(closeUp(u.Value), ""); !anybody && u.Want == rowRemark && utf8.RuneCountInString(s) <= longestTitle && saysGone(plainWords(s)) && !headings.MatchString(s) {
			a.Doubts = append(a.Doubts, branch.Fault{Sheet: u.Sheet, Row: u.Row, Value: u.Value, Want: "像是说有人已经离开，看不出是谁，都按在册读入；已离开的，请在「备注」写明"})
		}
	}
}

// leavers finds out who of those here is named in the sheet with a word of leaving: in its own name or a heading, in the header
// of a column, or in the row.
func (s sheet) leavers(here map[string]bool, why map[string]string) {
	tab := "「" + s.name + "」表里"
	left, heading, columns, remarks := leftSheet(s.name), "", map[int]string{}, 0
	for _, l := range s.lines {
		var named []string
		said, header, filled := "", false, 0
		for j, text := range l.shown {
			if text = clean(text); text == "" {
				continue
			}
			filled++
			if strings.Contains(text, "名") {
				c, ok := meaning(personColumns, text)
				header = header || ok && c == branch.ColName
			}
			words := wordsOfLeaving(text)
			switch {
			case words && said == "":
				said = text
			case columns[j] != "" && !nothing(text):
				said = columns[j]
			}
			found := namedIn(text, here)
			if len(found) == 0 && (left || heading != "" || words) && utf8.RuneCountInString(text) > longSurnames && remarks < mostRemarks {
				remarks++
				for name := range here {
					if strings.Contains(closeUp(text), name) {
						found = append(found, name)
					}
				}
			}
			named = append(named, found...)
		}
		switch {
		case header:
			for j, text := range l.shown {
				if label := closeUp(text); gone.MatchString(label) || goneHeader.MatchString(label) {
					columns[j] = branch.MaskPrivate(label)
				}
			}
			continue
		case len(named) == 0 && filled <= 2:
			if text := closeUp(strings.Join(l.shown, " ")); leftHeading(text) {
				heading = branch.MaskPrivate(text)
			} else if headings.MatchString(text) {
				heading = ""
			}
			continue
		}
		for _, name := range named {
			switch {
			case left:
				why[name] = tab + "也有这个名字"
			case heading != "":
				why[name] = tab + "写在「" + heading + "」下面"
			case said != "":
				why[name] = tab + "这个名字旁边写着「" + branch.MaskPrivate(closeUp(said)) + "」"
			}
		}
	}
}

// longSurnames is how long a name without a dot mostly is: a longer text may have one in it. // characters
const longSurnames = 4

// namedIn returns those of the names that a cell is or lists: 「赵 刚」, 「王芳、李明」, 「王芳（女）」.
func namedIn(text string, names map[string]bool) (found []string) {
	text = middleDots.Replace(text)
	if name := closeUp(text); names[name] {
		return []string{name}
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r != '·' && !unicode.Is(unicode.Han, r) }) {
		if names[part] {
			found = append(found, part)
		}
	}
	return found
}

// noMembers are words of a title whose list is none of members of the branch.
var noMembers = regexp.MustCompile(`积极分子|发展对象|申请人|非党员|减少|减员`)

// doubtTitle asks about a list whose title or sheet says that it is one of others: 转出党员名册, 入党积极分子名册.
func (t table) doubtTitle(a *branch.Account) {
	ofOthers := func(s string) bool {
		s = retired.ReplaceAllString(plainWords(s), "")
		return (saysGone(s) || noMembers.MatchString(s)) && !aside.MatchString(s)
	}
	const want = "像是已经离开的人，或者不是党员的人；请核对这是不是本支部在册党员的名册，不是的请放弃"
	if ofOthers(t.name) {
		a.Doubts = append(a.Doubts, branch.Fault{Sheet: t.name, Want: "表名" + want})
	}
	for _, l := range t.lines[:t.header] {
		isHeader := slices.ContainsFunc(l.shown, func(s string) bool {
			_, ok := meaning(personColumns, s)
			return ok
		})
		for _, text := range l.shown {
			if text = clean(text); !isHeader && utf8.RuneCountInString(text) <= longestTitle && ofOthers(text) {
				a.Doubts = append(a.Doubts, branch.Fault{Sheet: t.tab, Row: l.row, Value: branch.MaskPrivate(text), Want: "标题" + want})
			}
		}
	}
}

// longestTitle is how long a title is at most: what is longer tells how to fill in the list. // characters
const longestTitle = 40

// mostRemarks is how many remarks are looked through for names.
const mostRemarks = 100
