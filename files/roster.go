// Package files holds what comes in or goes out as a file: the reader and the writer of rosters, and the card of a 政治生日.
package files

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
)

// ReadRoster reads the list of a branch's people, and of its contact points if there is one, from a spreadsheet (.xlsx)
// or a text table (CSV, TSV) as offices write them. The kind of file is told by what it holds; name only stands in errors.
//
// Every cell that cannot be read is a fault. A file that is no roster at all is an error, a Chinese sentence. Files are
// read one at a time, so that their needs do not add up, and none for longer than readTime.
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
const readTime = 5 * time.Second

var (
	reading = make(chan struct{}, 1)

	errBusy = errors.New("正在读取另一份文件，请稍后再发送")
	errSlow = errors.New("这个文件内容太多，没有读完，请只留名册，另存为 .xlsx 后再发送")
)

func readInTurn(data []byte) (branch.Roster, []branch.Fault, error) {
	type result struct {
		roster branch.Roster
		faults []branch.Fault
		err    error
	}
	r, err := inTurn(func() (r result) {
		r.roster, r.faults, r.err = readRoster(data)
		return r
	})
	if err != nil {
		return branch.Roster{}, nil, err
	}
	return r.roster, r.faults, r.err
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

func readRoster(data []byte) (r branch.Roster, faults []branch.Fault, err error) {
	sheets, err := openSheets(data)
	if err != nil {
		return r, nil, err
	}
	people, contacts := findTables(sheets)
	if len(people) == 0 {
		return r, nil, errors.New("没有找到名册的表头，请在表头一行写明「姓名」「党小组」「入党时间」「转正时间」")
	}
	t, err := pickTable(people, branch.ColName, branch.ColGroup, branch.ColJoined, branch.ColFull)
	if err != nil {
		return r, nil, err
	}
	r.Branch = branchName(t.lines[:t.header])
	r.Columns = t.columns()
	for _, rec := range t.records(branch.ColName, &faults) {
		rec.notes = &r.Notes
		p := rec.person()
		if p.GroupLeader && !slices.Contains(r.Columns, branch.ColHead) { // written under 党内职务
			r.Columns = append(r.Columns, branch.ColHead)
		}
		r.People = append(r.People, p)
	}
	if len(r.People) == 0 {
		return r, nil, errors.New("表头下面没有党员，请填写后再发送")
	}
	if len(contacts) == 0 {
		return r, faults, nil
	}
	if t, err = pickTable(contacts, branch.ColFirm); err != nil {
		return branch.Roster{}, nil, err
	}
	r.ContactColumns = t.columns()
	for _, rec := range t.records(branch.ColFirm, &faults) {
		r.Contacts = append(r.Contacts, rec.contact())
	}
	return r, faults, nil
}

func findTables(sheets []sheet) (people, contacts []table) {
	for _, s := range sheets {
		tab := s.name
		if len(sheets) == 1 {
			tab = ""
		}
		if t, ok := findTable(s, personColumns, branch.ColName); ok {
			t.tab = tab
			people = append(people, t)
		} else if t, ok := findTable(s, contactColumns, branch.ColFirm); ok {
			t.tab = tab
			contacts = append(contacts, t)
		}
	}
	return people, contacts
}

var (
	branchInTitle = regexp.MustCompile(`^(?:.*[：:])?(?:\d{4}年度?)?(.*支部(?:委员会)?)`)
	rosterInTitle = regexp.MustCompile(`^(.+?)(?:在册|在职|全体)*(?:党员)?(?:基本|信息|情况)*(?:花名册|名册|名单|登记表|信息表|情况表|统计表|一览表)`)
)

// branchName finds the branch in the rows above the header: 「中共××市委台办机关党支部党员名册」.
func branchName(above []line) string {
	for _, title := range []*regexp.Regexp{branchInTitle, rosterInTitle} {
		for _, l := range above {
			for _, text := range l.shown {
				if m := title.FindStringSubmatch(closeUp(text)); m != nil && len(m[1]) <= 3*longestText {
					return m[1]
				}
			}
		}
	}
	return ""
}

func (r record) person() branch.RosterPerson {
	p := branch.RosterPerson{
		Row:         r.row,
		Mark:        r.mark(),
		Name:        r.name(branch.ColName),
		Group:       strings.ReplaceAll(r.text(branch.ColGroup), " ", ""),
		Section:     r.text(branch.ColSection),
		GroupLeader: r.yes(branch.ColHead),
		Leadership:  r.yes(branch.ColLeadership),
		Title:       r.text(branch.ColTitle),
		Note:        r.text(branch.ColNote),
	}
	if clean(r.shownAt(branch.ColName)) == "" {
		r.fault(branch.ColName, "请写明姓名，多余的行请删去")
	}
	if p.Group == "" {
		r.fault(branch.ColGroup, "请写明所在的党小组")
	}
	post, head := r.post()
	p.Post, p.GroupLeader = post, p.GroupLeader || head
	p.Joined, p.Full = r.standing()
	return p
}

// ofBranch is what a post may begin with: 机关党支部书记, 支部委员会委员.
var ofBranch = regexp.MustCompile(`^(机关)?(党?支部)?(委员会)?`)

// post reads 党内职务. Many rosters write there, too, who leads a group.
func (r record) post() (post branch.Post, head bool) {
	written := strings.FieldsFunc(closeUp(r.shownAt(branch.ColPost)), func(c rune) bool { return strings.ContainsRune("、，,；;/兼", c) })
	for _, s := range written {
		found := branch.Post(ofBranch.ReplaceAllString(s, ""))
		if found == "纪律检查委员" {
			found = branch.DisciplinePost
		}
		switch {
		case personColumns[s] == branch.ColHead:
			head = true
		case nothing(s) || s == "党员" || s == "普通党员":
		case !slices.Contains(branch.Posts, found):
			r.fault(branch.ColPost, "请写书记、副书记、组织委员、宣传委员、纪检委员中的一个，没有的请留空")
			return branch.NoPost, head
		case post != branch.NoPost:
			r.fault(branch.ColPost, "每人请只写一个党内职务")
			return branch.NoPost, head
		default:
			post = found
		}
	}
	return post, head
}

// foundingOfParty is the first day on which anybody can have joined.
var foundingOfParty = branch.On(1921, time.July, 1)

// standing reads the two dates and what 党员类别 says of them. Becoming a full member takes a resolution of the
// assembly, so a probationary member has no 转正时间, not even an expected one.
func (r record) standing() (joined, full branch.Date) {
	before := len(*r.faults)
	joined, full = r.date(branch.ColJoined), r.date(branch.ColFull)
	readable := len(*r.faults) == before
	switch {
	case !readable:
	case joined == 0:
		r.fault(branch.ColJoined, "请写明入党日期，即支部大会接收为预备党员的那一天")
	case joined < foundingOfParty:
		r.fault(branch.ColJoined, "年份不对，请核对")
	case full != 0 && full < joined:
		r.fault(branch.ColFull, "转正不会早于入党（"+joined.Chinese()+"），请核对")
	}
	switch closeUp(r.shownAt(branch.ColKind)) {
	case "":
	case "正式党员", "正式":
		if readable && full == 0 {
			r.fault(branch.ColFull, "正式党员请写明转正日期")
		}
	case "预备党员", "预备":
		if full != 0 {
			r.fault(branch.ColFull, "预备党员的转正时间请留空；已经转正的，党员类别请写「正式党员」")
		}
	default:
		r.fault(branch.ColKind, "请写「正式党员」或者「预备党员」")
	}
	return joined, full
}

func (r record) contact() branch.RosterContact {
	c := branch.RosterContact{
		Row:      r.row,
		Mark:     r.mark(),
		Name:     r.text(branch.ColFirm),
		PartyOrg: r.text(branch.ColPartyOrg),
		Leader:   r.markedName(branch.ColLeader),
		Group:    strings.ReplaceAll(r.text(branch.ColPaired), " ", ""),
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
