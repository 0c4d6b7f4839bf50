// Package files holds what comes in or goes out as a file: the reader and the writer of rosters, and the card of a 政治生日.
package files

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"zhibu/branch"
)

// ReadRoster reads the list of a branch's people, and of its contact points if there is one, from a spreadsheet (.xlsx)
// or a text table (CSV, TSV) as offices write them. The kind of file is told by what it holds; name only stands in errors.
//
// Every cell that cannot be read is a fault, and the roster's Account says what else was not taken as it stands. A file that
// is no roster at all is an error, a Chinese sentence. Files are read one at a time, so that their needs do not add up, and
// none for longer than readTime.
func ReadRoster(name string, data []byte) (branch.Roster, []branch.Fault, error) {
	roster, faults, err := readInTurn(data)
	if err != nil {
		if name = clean(name); name != "" {
			err = errors.New("「" + name + "」：" + err.Error())
		}
		return branch.Roster{}, nil, err
	}
	return roster, faults, nil
}

// readTime is for how long a file is read, and waited for while another one is.
var readTime = 5 * time.Second

var (
	reading = make(chan struct{}, 1)

	errBusy = errors.New("正在读取另一份文件，请稍后再发送")
	errSlow = errors.New("这个文件内容太多，没有读完，请只留名册，另存为 .xlsx 后再发送")
)

func readInTurn(data []byte) (branch.Roster, []branch.Fault, error) {
	type result struct {
		roster branch.Roster
		err    error
	}
	r, err := inTurn(func() (r result) {
		r.roster, r.err = readRoster(data)
		return r
	})
	if err != nil {
		return branch.Roster{}, nil, err
	}
	r.roster.Account = r.roster.Condensed()
	return r.roster, r.roster.Faults, r.err
}

// inTurn reads a file while no other is read, and gives up after readTime.
func inTurn[T any](read func() T) (none T, err error) {
	timer := time.NewTimer(readTime)
	defer timer.Stop()
	select {
	case reading <- struct{}{}:
	case <-timer.C:
		return none, errBusy
	}
	timer.Reset(readTime)
	done := make(chan T, 1)
	go func() {
		defer func() { <-reading }() // only now: what takes too long still takes memory
		done <- read()
	}()
	select {
	case r := <-done:
		return r, nil
	case <-timer.C:
		return none, errSlow
	}
}

func readRoster(data []byte) (r branch.Roster, err error) {
	sheets, err := openSheets(data)
	if err != nil {
		return r, err
	}
	people, contacts, unread := findTables(sheets)
	if len(people) == 0 {
		return r, errors.New("没有找到名册的表头，请在表头一行写明「姓名」「党小组」「入党时间」「转正时间」")
	}
	t, err := pickTable(people, branch.ColName, branch.ColGroup, branch.ColJoined, branch.ColFull)
	if err != nil {
		return r, err
	}
	a := &r.Account
	a.Unread = unread
	for _, s := range sheets {
		a.Unread, a.Doubts = append(a.Unread, s.unread...), append(a.Doubts, s.doubts...)
	}
	t.others(people, a)
	t.passedOver(a)
	t.doubtTitle(a)
	if r.Branch = branchName(t.lines[:t.header]); len(branch.PrivateNumbers(r.Branch)) > 0 {
		r.Branch = ""
		a.Faults = append(a.Faults, branch.Fault{Sheet: t.tab, Want: "标题里有身份证号或手机号，不能保存，请删去号码"})
	}
	r.Columns = t.columns()
	for _, rec := range t.records(branch.ColName, personColumns, a) {
		p := rec.person()
		if p.GroupLeader && !slices.Contains(r.Columns, branch.ColHead) { // written under 党内职务
			r.Columns = append(r.Columns, branch.ColHead)
		}
		r.People = append(r.People, p)
	}
	t.namesForGroups(r.People, a)
	t.doubtTotal(len(r.People), a)
	t.namedElsewhere(r.People, slices.DeleteFunc(slices.Clone(sheets), func(s sheet) bool {
		return s.name == t.name || slices.ContainsFunc(contacts, func(c table) bool { return c.name == s.name })
	}), a)
	if len(r.People) == 0 {
		return r, errors.New("表头下面没有党员，请填写后再发送")
	}
	if len(contacts) == 0 {
		return r, nil
	}
	if t, err = pickTable(contacts, branch.ColFirm); err != nil {
		a.Faults = append(a.Faults, branch.Fault{Want: err.Error()})
		return r, nil
	}
	t.passedOver(a)
	r.ContactColumns = t.columns()
	for _, rec := range t.records(branch.ColFirm, contactColumns, a) {
		if rec.struckAt(branch.ColFirm) {
			rec.doubt(branch.ColFirm, "划掉了，这一行不读入；仍在联系的，请去掉删除线")
			continue
		}
		rec.doubtMarks()
		rec.doubtClosed()
		r.Contacts = append(r.Contacts, rec.contact())
	}
	return r, nil
}

// findTables finds the lists of people and of enterprises among the sheets, and says which hold neither.
func findTables(sheets []sheet) (people, contacts []table, unread []branch.Fault) {
	for _, s := range sheets {
		tab := s.name
		if len(sheets) == 1 {
			tab = ""
		}
		if s.hidden {
			unread = append(unread, branch.Fault{Sheet: s.name, Want: "是隐藏的"})
		} else if t, ok := findTable(s, personColumns, branch.ColName); ok {
			t.tab = tab
			people = append(people, t)
		} else if t, ok := findTable(s, contactColumns, branch.ColFirm); ok {
			t.tab = tab
			contacts = append(contacts, t)
		} else if len(s.lines) > 0 {
			unread = append(unread, branch.Fault{Sheet: s.name, Want: "没有名册的表头"})
		}
	}
	return people, contacts, unread
}

// others says what becomes of the further lists of people in a file. One with dates of joining would be lost, so it is a
// fault, unless it is of those who have left.
func (t table) others(all []table, a *branch.Account) {
	for _, o := range all {
		_, dated := o.at[branch.ColJoined]
		switch {
		case o.name == t.name:
		case leftSheet(o.name):
			a.Unread = append(a.Unread, branch.Fault{Sheet: o.name, Want: "像是已经离开的党员"})
		case dated && len(o.lines) > o.header+1:
			a.Faults = append(a.Faults, branch.Fault{Sheet: o.name, Want: "也写着党员，没有读入；请并入「" + t.name + "」表，预备党员的转正时间留空；不是本支部党员的，请删去这张表"})
		default:
			a.Unread = append(a.Unread, branch.Fault{Sheet: o.name, Want: "没有「" + strings.Join(o.missing(branch.ColGroup, branch.ColJoined, branch.ColFull), "」「") + "」，不像名册"})
		}
	}
}

var (
	serial   = regexp.MustCompile(`^(序号?|编号|号|行号|[Nn][Oo]\.?|#)$`)
	personal = regexp.MustCompile(`身份证|证件号|电话|手机|联系方式|住址|地址|银行|微信|QQ|邮箱|籍贯住址`)
	soFar    = 12 // columns that one line names
)

// passedOver says which columns of the table, and which cells beyond it, are not read.
func (t table) passedOver(a *branch.Account) {
	say := func(column, want string) {
		a.Unread = append(a.Unread, branch.Fault{Sheet: t.tab, Column: column, Want: want})
	}
	used := map[int]bool{}
	for c, j := range t.at {
		used[j] = true
		if t.hiddenColumns[j] && c != branch.ColMark {
			a.Doubts = append(a.Doubts, branch.Fault{Sheet: t.tab, Column: t.spelt[c], Want: "这一栏是隐藏的，也读入了"})
		}
	}
	for _, parts := range t.days {
		for _, j := range parts {
			used[j] = true
		}
	}
	for _, ticked := range t.ticks {
		for j := range ticked {
			used[j] = true
		}
	}
	for _, j := range t.gone {
		used[j] = true
	}
	width := 0
	filled, private := map[int]bool{}, map[int]bool{}
	for _, l := range t.lines[t.header+1:] {
		width = max(width, len(l.shown))
		for j, text := range l.shown {
			if used[j] || text == "" {
				continue
			}
			filled[j] = filled[j] || clean(text) != ""
			private[j] = private[j] || manyDigits(text) && len(branch.PrivateNumbers(text)) > 0
		}
	}
	for j := range t.labels {
		width = max(width, j+1)
	}
	var plain []string
	for j := range width {
		label := t.labels[j]
		spelt := label
		if spelt == "" {
			name, _ := excelize.ColumnNumberToName(j + 1)
			spelt = name + "列"
		}
		switch {
		case used[j], label == "" && !filled[j], serial.MatchString(label) && !private[j]:
		case personal.MatchString(label):
			say(spelt, "不保存身份证号、电话、住址")
		case private[j]:
			say(spelt, "里面有身份证号或手机号，不保存")
		default:
			plain = append(plain, "「"+spelt+"」")
		}
	}
	if n := len(plain); n > soFar {
		say("", strings.Join(plain[:soFar], "")+fmt.Sprintf("等%d栏用不着", n))
	} else if n > 0 {
		say("", strings.Join(plain, "")+"用不着")
	}
	if n := len(t.far); n > 0 {
		say("", fmt.Sprintf("%s等%d格在第%d列以外", t.far[0], n, maxColumns))
	}
}

var (
	branchInTitle = regexp.MustCompile(`^(?:.*[：:])?(?:\d{4}年度?)?(.*支部(?:委员会)?)`)
	rosterInTitle = regexp.MustCompile(`^(.+?)(?:在册|在职|全体)*(?:党员)?(?:基本|信息|情况)*(?:花名册|名册|名单|登记表|信息表|情况表|统计表|一览表)`)
)

// organisation is a word that the name of a Party organisation has: 「党员花名册」 names none.
var organisation = regexp.MustCompile(`支部|总支|党委|党组|委员会|工委`)

// branchName finds the branch in the rows above the header: 「中共××市委台办机关党支部党员名册」.
func branchName(above []line) string {
	for _, title := range []*regexp.Regexp{branchInTitle, rosterInTitle} {
		for _, l := range above {
			for _, text := range l.shown {
				if m := title.FindStringSubmatch(closeUp(text)); m != nil && len(m[1]) <= 3*longestText && organisation.MatchString(m[1]) {
					return m[1]
				}
			}
		}
	}
	return ""
}

func (r record) person() branch.RosterPerson {
	faults := len(r.account.Faults)
	p := branch.RosterPerson{
		Row:         r.row,
		Mark:        r.mark(),
		Name:        r.name(branch.ColName),
		Group:       closeUp(r.text(branch.ColGroup)),
		Section:     r.text(branch.ColSection),
		GroupLeader: r.yes(branch.ColHead),
		Leadership:  r.yes(branch.ColLeadership),
		Title:       r.text(branch.ColTitle),
		Note:        r.text(branch.ColNote),
	}
	if p.Name == "" {
		r.fault(branch.ColName, "请写明姓名，多余的行请删去")
	}
	switch {
	case p.Group == "":
		r.fault(branch.ColGroup, "请写明所在的党小组")
	case noGroup(p.Group):
		r.fault(branch.ColGroup, "这不是党小组的名称，这一行的各格可能错开了，请核对")
	}
	for _, c := range []column{branch.ColSection, branch.ColTitle} {
		if _, day := branch.ReadDate(norm.NFKC.String(closeUp(r.shownAt(c)))); day {
			r.fault(c, "这里写的是日期，这一行的各格可能错开了，请核对")
		}
	}
	if _, has := r.at[branch.ColPost]; !has && !strings.Contains(r.spelt[branch.ColTitle], "行政") && slices.Contains(branch.AllPosts, seat(concurrently.ReplaceAllString(closeUp(p.Title), ""))) {
		r.doubt(branch.ColTitle, "像是党内职务，按行政职务读入；是党内职务的，请把这一栏的标题写成「党内职务」")
	}
	post, head := r.post(p.Group)
	p.Post, p.GroupLeader = post, p.GroupLeader || head
	r.left(&p)
	p.Joined, p.Full = r.standing(p)
	if p.Left != "" && p.LeftBy != branch.ColNote && len(r.account.Faults) > faults {
		r.account.Faults = r.account.Faults[:faults] // nobody need put right what is not taken
	} else if p.Left == "" {
		r.doubtMarks()
		if r.under != "" {
			r.doubt(branch.ColName, "写在「"+branch.MaskPrivate(r.under)+"」下面，也读入了；不是本支部党员的，请删去")
		}
		if first := slices.IndexFunc(r.shown, func(s string) bool { return clean(s) != "" }); first < r.at[branch.ColName] && signs.MatchString(closeUp(r.shown[first])) {
			r.doubt(branch.ColName, "前面写着「"+closeUp(r.shown[first])+"」，按党员读入；不是党员的，请删去这一行")
		}
	}
	return p
}

// total is a line that says how many people a list has; 小计 is of a group.
var total = regexp.MustCompile(`^(?:以上)?(?:合计|共计|总计|共)[：:]?(\d+)[人名]$`)

// doubtTotal asks about a list that says itself that it has another number of people than were read.
func (t table) doubtTotal(read int, a *branch.Account) {
	for _, l := range t.lines[t.header+1:] {
		for _, text := range l.shown {
			m := total.FindStringSubmatch(norm.NFKC.String(closeUp(text)))
			if m != nil && m[1] != strconv.Itoa(read) {
				a.Doubts = append(a.Doubts, branch.Fault{Sheet: t.tab, Row: l.row, Value: clean(text), Want: fmt.Sprintf("名册里读到%d人，请核对", read)})
			}
		}
	}
}

// signs is what stands before the name of whoever signs a list.
var signs = regexp.MustCompile(`^(制表|填表|填报|联系|审核|审批|复核|经办|负责|统计|录入)(人员?|员|签[字名])?[：:]?$`)

// namesForGroups complains of a group that is called like somebody on the list: two columns are in each other's place.
func (t table) namesForGroups(people []branch.RosterPerson, a *branch.Account) {
	names := map[string]bool{}
	for _, p := range people {
		_, why := personName(p.Name)
		names[p.Name] = why == ""
	}
	for _, p := range people {
		if p.Left == "" && p.Group != "" && names[p.Group] {
			a.Faults = append(a.Faults, branch.Fault{Sheet: t.tab, Row: p.Row, Column: t.spelt[branch.ColGroup], Value: p.Group, Want: "这是名册里一个人的姓名，请写党小组的名称；" + swapped})
		}
	}
}

// swapped asks whether two columns are in each other's place.
const swapped = "「姓名」和「党小组」可能填反了，请核对"

// notGroups are what stands in other columns: in a row that has shifted, it would found a group.
var notGroups = regexp.MustCompile(`^([\d\s.,/年月日号~—–-]+|第?\d{3,}|正式党员?|预备党员?|党员|男|女|汉族?|在册|在职|在岗|正常|是|否|有|无|√|✓|✔|×|TRUE|FALSE|书记|副书记|(组织|宣传|纪检)委员|委员|组长|科员|科长|主任|党小组|小组|合计|小计|总计|备注|本科|大专|研究生)$`)

func noGroup(s string) bool {
	s = norm.NFKC.String(s)
	_, day := branch.ReadDate(s)
	return branch.GroupNumber(s) == 0 && (day || strings.Contains(s, `"`) || strings.HasSuffix(s, "支部") || strings.HasSuffix(s, "支部委员会") || notGroups.MatchString(strings.ToUpper(s)))
}

// doubtMarks asks about a row that is hidden, and about cells that are struck through.
func (r record) doubtMarks() {
	if r.hiddenRows[r.row] {
		r.account.Doubts = append(r.account.Doubts, branch.Fault{Sheet: r.tab, Row: r.row, Want: "这一行是隐藏的，或被筛选掉了，也读入了；不该读入的，请删去"})
	}
	for _, c := range r.columns() {
		switch {
		case c == branch.ColMark:
		case r.struckAt(c):
			r.doubt(c, "这一格划掉了，也读入了；不该读入的，请清空")
		case r.partly[r.row][r.at[c]] != "":
			r.doubt(c, "这一格里有划掉的字，也读入了；不该读入的，请删去")
		}
	}
}

// closed are words that an enterprise is no more, or not here any more.
var closed = regexp.MustCompile(`注销|吊销|破产|倒闭|停业|歇业|停产|解散|清算|关停|迁出|搬离|已搬|撤资|不再联系|取消联系|解除结对`)

// doubtClosed asks about an enterprise that a word in its row says to be closed.
func (r record) doubtClosed() {
	for j, text := range r.shown {
		if text = clean(text); j != r.at[branch.ColFirm] && closed.MatchString(text) || j == r.at[branch.ColFirm] && closedInName.MatchString(text) {
			r.doubt(branch.ColFirm, "这一行写着「"+shortened(branch.MaskPrivate(text))+"」，也读入了；不再联系的，请删去这一行")
			return
		}
	}
}

// closedInName is such a word in brackets after a name: 破产清算 may be an enterprise's business.
var closedInName = regexp.MustCompile(`[（(][^（()）]*(` + closed.String() + `)[^（()）]*[）)]$`)

// ofBranch is what a post may begin with: 机关党支部书记, 支部委员会委员.
var ofBranch = regexp.MustCompile(`^(机关)?(党?支部)?(委员会)?`)

var (
	// concurrently says that a post is held beside another one.
	concurrently = regexp.MustCompile(`[（(]兼任?[）)]`)
	// twoSeats is a post of two: 组织宣传委员, 组宣委员.
	twoSeats = regexp.MustCompile(`(组织?|宣传?|纪检?)[和与、]?(组织?|宣传?|纪检?)委员`)
	// noSeat is a post of a committee that has no seat of ours: 支委, 统战委员, 原组织委员.
	noSeat     = regexp.MustCompile(`^(支委|.*委员)$`)
	shortPosts = map[string]branch.Post{"纪律检查委员": branch.DisciplinePost, "纪委委员": branch.DisciplinePost, "纪检": branch.DisciplinePost,
		"纪委员": branch.DisciplinePost, "组委员": branch.OrganisationPost, "宣委员": branch.PublicityPost,
		"组委": branch.OrganisationPost, "组织": branch.OrganisationPost, "宣委": branch.PublicityPost, "宣传": branch.PublicityPost}
)

// seat reads a post as offices write it: 支部书记, 组委.
func seat(s string) branch.Post {
	s = ofBranch.ReplaceAllString(s, "")
	if p, ok := shortPosts[s]; ok {
		return p
	}
	return branch.Post(s)
}

// post reads 党内职务. Many rosters write there, too, who leads a group.
func (r record) post(group string) (post branch.Post, head bool) {
	text := concurrently.ReplaceAllString(closeUp(r.shownAt(branch.ColPost)), "")
	written := strings.FieldsFunc(twoSeats.ReplaceAllString(text, "${1}委员、${2}委员"), func(c rune) bool { return strings.ContainsRune("、，,；;/兼", c) })
	seatless := false
	for _, s := range written {
		found := seat(s)
		switch {
		case personColumns[s] == branch.ColHead:
			head = true
		case strings.HasSuffix(s, "长") && leads(s) != "":
			if of := leads(s); of != group && (branch.GroupNumber(of) == 0 || branch.GroupNumber(of) != branch.GroupNumber(group)) {
				r.fault(branch.ColPost, "党小组写的是「"+group+"」，请核对是哪个党小组的组长")
			}
			head = true
		case nothing(s) || s == "党员" || s == "普通党员":
		case !slices.Contains(branch.AllPosts, found) && noSeat.MatchString(string(found)):
			seatless = seatless || found != "委员" && found != "支委" || len(written) == 1
		case !slices.Contains(branch.AllPosts, found):
			r.fault(branch.ColPost, "请写书记、副书记、组织委员、宣传委员、纪检委员、党务干事中的一个，没有的请留空")
			return branch.NoPost, head
		case post != branch.NoPost && post.Is(branch.PartyClerk) != (found == branch.PartyClerk):
			r.fault(branch.ColPost, "党务干事不由支部委员兼任，请只写一个")
			return branch.NoPost, head
		case post.Is(found), post.With(found).Is(branch.Secretary) && post.With(found).Is(branch.DeputySecretary), len(post.Seats()) == 2:
			r.fault(branch.ColPost, "每人最多写两个党内职务，书记和副书记不能兼任")
			return branch.NoPost, head
		default:
			post = post.With(found)
		}
	}
	if seatless {
		r.doubt(branch.ColPost, "不是书记、副书记和组织、宣传、纪检委员，按没有这项党内职务读入，请核对")
	}
	return post, head
}

// leads returns the group that a post is the leader of: 第一党小组组长, 二组组长, 机关党小组长; "" if it is another post.
func leads(post string) string {
	s := strings.TrimSuffix(post, "长")
	if strings.HasSuffix(s, "组组") {
		s = strings.TrimSuffix(s, "组")
	}
	if strings.HasSuffix(s, "小组") || branch.GroupNumber(s) > 0 && strings.HasSuffix(s, "组") {
		return s
	}
	return ""
}

// foundingOfParty is the first day on which anybody can have joined.
var foundingOfParty = branch.On(1921, time.July, 1)

// standing reads the two dates and what 党员类别 says of them. Becoming a full member takes a resolution of the
// assembly, so a probationary member has no 转正时间, not even an expected one.
func (r record) standing(p branch.RosterPerson) (joined, full branch.Date) {
	joined, full = r.date(branch.ColJoined), r.date(branch.ColFull)
	readable := !r.faulted[branch.ColJoined] && !r.faulted[branch.ColFull]
	switch {
	case !readable:
	case joined == 0:
		r.fault(branch.ColJoined, "请写明入党日期，即支部大会接收为预备党员的那一天")
	case joined < foundingOfParty:
		r.fault(branch.ColJoined, "年份不对，请核对")
	case full != 0 && full < joined:
		r.fault(branch.ColFull, "转正不会早于入党（"+joined.Chinese()+"），请核对")
	}
	switch kind := r.kind(); {
	case kind == "", p.LeftBy == branch.ColKind:
	case kind == fullMember:
		if readable && full == 0 {
			r.fault(branch.ColFull, "正式党员请写明转正日期")
		}
	case kind == probationer:
		if full != 0 {
			r.fault(branch.ColFull, "预备党员的转正时间请留空；已经转正的，党员类别请写「正式党员」")
		}
	case kind == anyMember:
		if readable && full == 0 {
			r.doubt(branch.ColFull, "转正时间没有填写，按预备党员读入；已经转正的，请写明转正日期")
		}
	case vagueKind(r.spelt[branch.ColKind]) && !noMember.MatchString(kind):
		r.doubt(branch.ColKind, "看不出是正式党员还是预备党员，按转正时间读入，请核对")
	default:
		r.fault(branch.ColKind, "请写「正式党员」或者「预备党员」")
	}
	return joined, full
}

// What 党员类别 says. anyMember may be either.
const (
	fullMember  = "正式党员"
	probationer = "预备党员"
	anyMember   = "党员"
)

var (
	ofTheParty = regexp.MustCompile(`^(中共|中国共产党)|[()\[\]]`)
	noMember   = regexp.MustCompile(`群众|团员|积极分子|发展对象|民主党派|无党派|民革|民盟|民建|民进|农工|致公|九三|台盟`)
)

// kind reads 党员类别, 政治面貌 or 是否正式; "" says nothing, and what is none of the three is as it was written.
func (r record) kind() string {
	kind := ofTheParty.ReplaceAllString(norm.NFKC.String(closeUp(r.shownAt(branch.ColKind))), "")
	header := r.spelt[branch.ColKind]
	switch kind {
	case "正式党员", "正式", "党员正式":
		return fullMember
	case "预备党员", "预备", "党员预备":
		return probationer
	case "党员":
		return anyMember
	case "是", "√", "✓", "✔", "☑", "否", "×":
		yes := kind != "否" && kind != "×"
		switch full, prob := strings.Contains(header, "正式"), strings.Contains(header, "预备"); {
		case full == prob:
		case full == yes:
			return fullMember
		default:
			return probationer
		}
	case "正常", "在册":
		return ""
	}
	if nothing(kind) {
		return ""
	}
	return kind
}

func (r record) contact() branch.RosterContact {
	c := branch.RosterContact{
		Row:      r.row,
		Mark:     r.mark(),
		Name:     r.text(branch.ColFirm),
		PartyOrg: r.text(branch.ColPartyOrg),
		Leader:   r.markedName(branch.ColLeader),
		Group:    closeUp(r.text(branch.ColPaired)),
		Liaison:  r.markedName(branch.ColLiaison),
	}
	if _, ok := r.at[branch.ColPoint]; ok {
		c.Ordinary = !r.yes(branch.ColPoint)
	}
	if c.Name == "" {
		r.fault(branch.ColFirm, "请写明企业名称，多余的行请删去")
	}
	return c
}
