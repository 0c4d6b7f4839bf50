package files

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/unicode/norm"

	"zhibu/branch"
)

// clean takes control and bidi characters, and others that are not seen, out of a text and makes all space single. Characters in
// their old places of GBK come to their own.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r > ' ' && r < 0x7F, r >= 0x4E00 && r <= 0x9FFF:
			return r // nearly all: no table is looked into
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Co, r):
			if own, ok := fromPrivate(r); ok {
				return own
			}
			return -1
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return -1 // also what picks a glyph, and the fillers of Hangul, which are letters by their class
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if !strings.Contains(s, " ") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// fromPrivate returns the character that GBK kept at a place for private use before Unicode had it (䶮 was U+E863): its bytes
// FE50 to FEA0 stood at U+E815 to U+E864.
func fromPrivate(r rune) (rune, bool) {
	const first, last = 0xE815, 0xE864
	if r < first || r > last {
		return 0, false
	}
	low := 0x50 + byte(r-first)
	if low >= 0x7F {
		low++
	}
	b, err := simplifiedchinese.GB18030.NewDecoder().Bytes([]byte{0xFE, low})
	own, _ := utf8.DecodeRune(b)
	return own, err == nil && own != utf8.RuneError && !unicode.Is(unicode.Co, own)
}

// unreadable reports whether a text has a character that nobody else sees as it was written.
func unreadable(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		_, ok := fromPrivate(r)
		return r == utf8.RuneError || unicode.Is(unicode.Co, r) && !ok
	})
}

// closeUp is clean without any space.
func closeUp(s string) string { return strings.ReplaceAll(clean(s), " ", "") }

// middleDots are what people type for the dot in a name of a minority; it is U+00B7.
var middleDots = strings.NewReplacer("•", "·", "・", "·", "･", "·", "‧", "·", "∙", "·", "⋅", "·", "．", "·", ".", "·", "˙", "·", "ㆍ", "·",
	"ᆞ", "·", "․", "·", "⸱", "·", "·", "·", "⦁", "·", "●", "·", "▪", "·", "◦", "·", "⚫", "·", "丶", "·", "¸", "·", "ᐧ", "·", "᛫", "·", "。", "·", "｡", "·")

// Why a name is refused.
const (
	nameOnly  = "请只写姓名，其他说明写在「备注」一栏"
	nameTwo   = "一格写了两个人，请一人一行；是一个人的，姓名中间不要空格，少数民族姓名的间隔号请写「·」"
	nameChars = "姓名里有认不出的字，请改正"
	nameNone  = "这不是姓名，请写姓名；不是一名党员的，请删去这一行"
)

var (
	betweenNames = regexp.MustCompile(`[\s/／、，,;；&＆+＋|]+`)
	twoNames     = regexp.MustCompile(`^\p{Han}{2,}$`)
	longSurname  = regexp.MustCompile(`^(欧阳|司马|上官|诸葛|尉迟|皇甫|东方|公孙|令狐|慕容|司徒|司空|夏侯|长孙|宇文|端木|轩辕|独孤|南宫|西门|呼延|百里|闻人|申屠|澹台|东郭|公冶|宗政|濮阳|淳于|单于|太叔|仲孙|钟离|鲜于|闾丘|赫连|拓跋|完颜|叶赫|纳兰|爱新觉罗)$`)
	// stuck are words that stand at the end of no name.
	stuck = regexp.MustCompile(`^(\p{Han}{2,})(同志|先生|女士|书记|组长|委员|主任|科长|处长|局长|党员|` + died + `|调出|调离|转出|退休|离休)$|^\p{Han}{2,}\s+[男女]$`)
)

// notNames are words that stand in a list where a name is wanted.
var notNames = regexp.MustCompile(`^(?i:true|false|null|nan|none|n/?a|name|test|姓名|党员|合计|小计|总计|共计|人数|备注|说明|附注|注册|审核|制表|填表|签字|签名|盖章|空白|空缺|暂缺|暂无|待定|未知|不详|同上|以下空白|测试|没有|此页无正文|本页无正文|以下无正文|无正文|某{2,}|某同志|x{2,}|[制填]表人|填报人|联系人|审[核批]人|经办人|负责人|正式党员|预备党员|男|女|是|否|在册)$`)

// noNameEnds are what names do not end with; beginsGone is a word of leaving before a name.
var (
	noNameEnds = regexp.MustCompile(`(组|公司|单位|支部)$`)
	department = regexp.MustCompile(`^[^·` + surnames + `]\p{Han}+[科局]$|^[一二三四五六七八九十][科局]$|^(文秘|综合|车管|计财|经济|党政|党群|党建|组织|安全|项目|信息|法规|交流|联络|财务|人事|办公室?)[科局]$`)
	beginsGone = regexp.MustCompile(`^已?(` + died + `|` + quit + `)\p{Han}+$`)
)

// joined are two people in one: 张三和李四, each with a surname that many have.
var joined = regexp.MustCompile(`^[` + surnames + `]\p{Han}{1,2}[和与及跟][` + surnames + `]\p{Han}{1,2}$`)

// looksLikeName is a name as most are.
var looksLikeName = regexp.MustCompile(`^[` + surnames + `]\p{Han}{1,2}$`)

const surnames = `王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤柳常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申欧耿关兰焦俞左甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝`

// personName reads a name: 「李　明」 is 李明, 「买买提•艾力」 买买提·艾力. why is not "" for what can be nobody's name.
func personName(s string) (name, why string) {
	if unreadable(s) {
		return clean(s), nameChars
	}
	name = middleDots.Replace(clean(norm.NFKC.String(middleDots.Replace(clean(s))))) // a lone accent (´) is a space and a mark to NFKC
	parts := slices.DeleteFunc(betweenNames.Split(name, -1), func(p string) bool { return p == "" })
	if together := strings.Join(parts, ""); len(parts) > 1 && !strings.ContainsFunc(together, func(r rune) bool { return r != '·' && !unicode.Is(unicode.Han, r) }) {
		long := 0
		for _, p := range parts {
			if twoNames.MatchString(strings.ReplaceAll(p, "·", "")) {
				long++
			}
		}
		joint := len(parts) == 2 && (longSurname.MatchString(parts[0]) || strings.HasSuffix(parts[0], "·") || strings.HasPrefix(parts[1], "·"))
		if long > 1 && !joint {
			return name, nameTwo
		}
	}
	switch {
	case notNames.MatchString(name), noNameEnds.MatchString(name), department.MatchString(name):
		return name, nameNone
	case joined.MatchString(name):
		return name, nameTwo
	case stuck.MatchString(name), beginsGone.MatchString(name):
		return name, nameOnly
	}
	if bare := strings.ReplaceAll(name, " ", ""); !strings.ContainsFunc(bare, func(r rune) bool { return r != '·' && !unicode.Is(unicode.Han, r) }) {
		name = bare
	}
	if n := utf8.RuneCountInString(name); n < 2 || n > longestName {
		return name, nameOnly
	}
	han := strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	odd := strings.ContainsFunc(name, func(r rune) bool {
		switch {
		case unicode.IsMark(r), strings.ContainsRune("·<>", r):
			return false
		case strings.ContainsRune(" -'/&", r):
			return han
		}
		return !unicode.IsLetter(r) || han && !unicode.In(r, unicode.Han, unicode.Latin)
	})
	if odd || strings.HasPrefix(name, "·") || strings.HasSuffix(name, "·") || strings.Contains(name, "··") {
		return name, nameOnly
	}
	return name, ""
}

// ReadName reads a name that somebody has typed as a roster's cell is read, so that what chat takes can be exported and imported
// again. The error is a sentence.
func ReadName(text string) (string, error) {
	name, why := personName(text)
	switch {
	case why == "":
		return name, nil
	case utf8.RuneCountInString(name) < 2:
		return "", errors.New("姓名至少两个字，请发送全名。")
	}
	return "", errors.New(nameTyped[why])
}

// nameTyped is why a name is refused that was typed, not written into a cell.
var nameTyped = map[string]string{
	nameOnly:  "请只发送姓名，不要带其他说明。",
	nameTwo:   "请一次只写一位同志；是一个人的，姓名中间不要空格，少数民族姓名的间隔号请写「·」。",
	nameChars: "姓名里有认不出的字，请改正后再发送。",
	nameNone:  "这不是姓名，请发送姓名。",
}

// ReadGroup reads the typed name of a group or a section as a roster's cell is read. The error is a sentence.
func ReadGroup(text string) (string, error) {
	name := closeUp(text)
	if unreadable(text) || noGroup(name) {
		return "", errors.New("这不是名称，请写党小组或科室的名称。")
	}
	return name, nil
}

const (
	longestName = 30  // characters
	longForOne  = 6   // characters without a dot
	longestText = 200 // characters
)

// name reads somebody's name; an empty cell is none.
func (r record) name(c column) string {
	if clean(r.shownAt(c)) == "" && !unreadable(r.shownAt(c)) {
		return ""
	}
	name, why := personName(r.shownAt(c))
	if why != "" {
		if group := closeUp(r.shownAt(branch.ColGroup)); why == nameNone && looksLikeName.MatchString(group) && branch.GroupNumber(group) == 0 && !noNameEnds.MatchString(group) {
			why = "这不是姓名；" + swapped
		}
		r.fault(c, why)
	} else if n := utf8.RuneCountInString(name); (n >= longForOne || n == longForOne-1 && strings.ContainsAny(name, "和与及跟")) && twoNames.MatchString(name) {
		r.doubt(c, "姓名很长，请核对是不是一个人；是两个人的，请一人一行")
	}
	return name
}

// markedName is name for a cell in which the id of our export, or a group, may tell namesakes apart: 陈静（B1M26）,
// 陈静（第四党小组）.
func (r record) markedName(c column) string {
	if m := nameWithMark.FindStringSubmatch(norm.NFKC.String(clean(r.shownAt(c)))); m != nil {
		if name, why := personName(m[1]); why == "" {
			return branch.MarkedName(name, m[2])
		}
	}
	return r.name(c)
}

var (
	nameWithMark = regexp.MustCompile(`^(.+)\((B\d{1,18}M\d{1,18}|[^()]*组)\)$`)
	markForm     = regexp.MustCompile(`^B\d{1,18}[ME]\d{1,18}$`)
)

// mark reads the id that our own export carries. Anything else in that column is somebody else's numbering: none.
func (r record) mark() string {
	s := strings.ToUpper(norm.NFKC.String(closeUp(r.shownAt(branch.ColMark))))
	if !markForm.MatchString(s) {
		return ""
	}
	return s
}

// errorCell is what a formula shows that has failed: #N/A, #REF!, #VALUE!, #DIV/0!, #NAME?, or figures that do not fit.
var errorCell = regexp.MustCompile(`^#([A-Z_]+(/[A-Z0]+)?[!?]|N/A|GETTING_DATA|#+)$`)

// labelled is a number that calls itself private, though it is not well-formed.
var labelled = regexp.MustCompile(`(?i)(身份证|证件号|手机|电话|联系方式|[宅办]电|座机|固话|\b(?:tel|phone|mobile))\D{0,6}(\d{7,}|(0\d{2,3}\)?[-—–－]?)?\d{3,4}[-—–－]?\d{4})`)

// refuseCells finds the cells that say nothing a branch may keep: what a failed formula shows, characters that cannot be
// read, and private numbers. What they hold goes no further.
func (r *record) refuseCells() {
	for _, c := range r.columns() {
		text := r.shownAt(c)
		if text == "" || c == branch.ColMark {
			continue
		}
		plain := ""
		if strings.ContainsAny(text, "#＃") || manyDigits(text) {
			plain = norm.NFKC.String(closeUp(text))
		}
		switch {
		case errorCell.MatchString(plain):
			r.fault(c, "是公式的错误值，请写上实际的内容，没有的请留空")
		case plain != "" && len(branch.PrivateNumbers(text))+len(branch.PrivateNumbers(clean(text))) > 0, labelled.MatchString(plain):
			r.account.Faults = append(r.account.Faults, branch.Fault{Sheet: r.tab, Row: r.row, Column: r.spelt[c], Value: digits.ReplaceAllString(noNumbers.Replace(branch.MaskPrivate(plain)), "…"),
				Want: "里面有身份证号或电话号码，不能保存，请删去号码"})
			r.faulted[c] = true
		case c != branch.ColName && unreadable(strings.ReplaceAll(text, "\ufffd", "")):
			r.fault(c, "里面有认不出的字，请改正")
		default:
			continue
		}
		r.shown, r.raw = slices.Clone(r.shown), slices.Clone(r.raw)
		r.shown[r.at[c]] = ""
		if r.at[c] < len(r.raw) {
			r.raw[r.at[c]] = ""
		}
	}
}

// manyDigits reports whether a text has as many digits as a private number has at least.
func manyDigits(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsNumber(r) {
			n++
		}
	}
	return n >= 7
}

var noNumbers = strings.NewReplacer("["+string(branch.IDNumber)+"]", "…", "["+string(branch.Mobile)+"]", "…")

var digits = regexp.MustCompile(`[0-9Xx-]{7,}|[0-9][0-9 -]{7,}[0-9]`)

func (r record) text(c column) string {
	s := clean(r.shownAt(c))
	if utf8.RuneCountInString(s) > longestText {
		r.fault(c, "内容太长，请缩短到"+strconv.Itoa(longestText)+"字以内")
	}
	return s
}

// nothing is what people write where there is nothing to write.
func nothing(s string) bool { return s == "" || s == "无" || strings.Trim(s, "-—－/／") == "" }

func (r record) yes(c column) bool {
	switch s := norm.NFKC.String(closeUp(r.shownAt(c))); s {
	case "是", "√", "✓", "✔", "☑", "有", "对", "1", "Y", "y", "V", "v":
		return true
	case "否", "0", "N", "n":
	default:
		if !nothing(s) {
			r.fault(c, "请写「是」，不是的请留空")
		}
	}
	return false
}

// Day numbers of a spreadsheet that are dates to us: 1927 to 2119. Below them a number is a year or a slip, above them a
// date written in eight figures.
const firstDayNumber, lastDayNumber = 10_000, 80_000

// monthShown tells a date cell whose format hides the day: 1998年7月, 1998-07, Jul-98, 7月-98.
var monthShown = regexp.MustCompile(`^(\d{4}[年./-]\d{1,2}月?|[A-Za-z]{3}-\d\d|\d{1,2}月-\d\d)$`)

var midnight = regexp.MustCompile(`[ T]0?0:00(:00(\.0+)?)?Z?$`)

// date reads a cell as a day; what cannot be read is a fault, nothing is none. A cell in a date format holds a number,
// whatever the format shows of it (「1998年7月」, 「07-01-98」), so the number counts.
func (r record) date(c column) branch.Date {
	shown := clean(r.shownAt(c))
	if nothing(shown) {
		return 0
	}
	if n, err := strconv.ParseFloat(r.in(r.raw, c), 64); err == nil && n >= firstDayNumber && n < lastDayNumber {
		if monthShown.MatchString(shown) {
			r.doubt(c, "只显示到月，按单元格里存的日期读入，请核对是哪一天")
		}
		if r.date1904 {
			return branch.On(1904, time.January, 1+int(math.Floor(n)))
		}
		return branch.On(1899, time.December, 30+int(math.Floor(n)))
	}
	d, ok := branch.ReadDate(midnight.ReplaceAllString(shown, ""))
	switch {
	case ok:
	case branch.MonthOnly(shown):
		want := "请补上是哪一日，写成 1998年12月1日 这样的日期"
		if c == branch.ColJoined {
			want += "；政治生日就在入党的这一天"
		}
		r.fault(c, want)
	default:
		r.fault(c, "请写成 1998年12月1日 这样的日期")
	}
	return d
}
