package branch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// wholes are the people of the table, a character each, in its order.
const wholes = "书副组宣纪干导长己员"

// letters writes who has a right.
func (r Right) letters() (s string) {
	for i, c := range []rune(wholes) {
		if r.who&(1<<i) != 0 {
			s += string(c)
		}
	}
	return s
}

// TestRightsTable holds the table to what it was decided to be: a line that changes is a decision, made twice. 导: 领导班子成员;
// 长: the 组长 of the group in question; 己: whom it is about.
func TestRightsTable(t *testing.T) {
	want := map[string]string{
		"查看党员名册": "书副组干", "登记名册变动": "书副组干", "确认、撤销名册变动和任免职务": "书副组", "查看未绑定账号的同志": "书副组干长",
		"开具邀请码": "书副组", "查看账号变动": "纪长", "登记权利受限": "书", "查看权利受限": "书纪",
		"办理评选推荐": "书副组", "确定党员大会日期": "书副组干", "制作会议和评选材料": "书副组干", "推荐本组人选": "书副组长", "提交季度报告": "书副组长",
		"组织组内推荐": "长", "查看参加名单": "纪", "核实参加推荐的账号": "书纪", "核实新绑定的账号": "书纪长", "受理公示意见": "书副组纪",
		"更正联系点工作记录": "书副组干", "登记工作研商": "书副组干己", "查看工作研商": "书副组干己", "说明未完成的原因": "书副组干己", "登记企业": "书副组干",
		"导出联系点工作台账": "书副组干", "查看企业诉求": "书副组干导己", "办理企业诉求": "书副组干己", "交办、回访企业诉求": "书副组干己",
		"查看表彰": "员", "登记表彰": "书副组干", "登记政策": "书副组干",
		"查看会议情况": "员", "查看支部的会议情况": "书副组宣纪干", "登记党小组会": "书副组干长", "登记支部的会议": "书副组干",
		"写支委会记录": "书副组", "录入表决、归档会议记录": "书副组长",
		"准备政治生日": "书副组干长", "查看政治生日名单": "书副组干长", "制作政治生日名单和心得汇编": "书副组干",
		"答复投诉建议": "书副组", // the 副书记 where there is no 书记: topic/feedback
		"修改支部设置": "书副组", "关联支部群": "书副组", "查看运行情况": "书副组",
	}
	for _, r := range Rights {
		if r.letters() != want[r.Name] {
			t.Errorf("「%s」 is %s, and was decided to be %q", r.Name, r.letters(), want[r.Name])
		}
		delete(want, r.Name)
	}
	for name := range want {
		t.Errorf("「%s」 is no right, or one twice", name)
	}
}

func TestMay(t *testing.T) {
	day := time.Date(2026, time.June, 1, 10, 0, 0, 0, Shanghai)
	group := Group{Branch: 1, ID: 1, Leader: 7}
	leader := Member{Branch: 1, ID: 7, Group: 1}
	both := DeputySecretary.With(OrganisationPost)
	for what, ok := range map[string]bool{
		"a post has its rights":                      Member{ID: 1, Post: DisciplinePost}.May(SeeTook) && !Member{ID: 1, Post: PublicityPost}.May(SeeTook),
		"two posts have the rights of both":          Member{ID: 1, Post: both}.May(KeepRounds) && !Member{ID: 1, Post: both}.May(VouchSeat),
		"who has left has none":                      !Member{ID: 1, Post: Secretary, Status: Retired}.May(KeepRoster),
		"a leader has the own group's":               leader.May(Propose, group) && !leader.May(Propose) && !leader.May(Propose, Group{Branch: 1, ID: 2, Leader: 8}),
		"a leader is one in the own branch":          !leader.May(Propose, Group{Branch: 2, ID: 1, Leader: 7}),
		"a group without a leader is nobody's":       !Member{Branch: 1}.May(KeepPoll, Group{Branch: 1}),
		"whom it is about":                           leader.May(ExplainLapse, MemberID(7)) && !leader.May(ExplainLapse, MemberID(8)) && !Member{}.May(ExplainLapse, MemberID(0)),
		"one of several":                             leader.May(HandleRequests, MemberID(3), MemberID(7)),
		"the leadership":                             Member{ID: 1, Leadership: true}.May(SeeRequests) && !Member{ID: 1}.May(SeeRequests),
		"the zero right is nobody's":                 !Member{ID: 1, Post: Secretary}.May(Right{}),
		"held since then":                            Member{ID: 1, Post: Secretary}.MaySince(VouchSeat, day),
		"held since later":                           !Member{ID: 1, Post: Secretary, Since: []Seated{{Secretary, day.Add(1)}}}.MaySince(VouchSeat, day),
		"by the other post":                          Member{ID: 1, Post: Secretary.With(DisciplinePost), Since: []Seated{{Secretary, day.Add(1)}}}.MaySince(VouchSeat, day),
		"an officer by another post before":          Member{ID: 1, Post: Secretary, Since: []Seated{{Secretary, day.Add(1)}}, OfficerSince: day}.MaySince(KeepRounds, day),
		"an officer since later":                     !Member{ID: 1, Post: Secretary, Since: []Seated{{Secretary, day.Add(1)}}, OfficerSince: day.Add(1)}.MaySince(KeepRounds, day),
		"a 党务干事 keeps, and decides nothing":          Member{ID: 1, Post: PartyClerk}.May(EnterRoster) && !Member{ID: 1, Post: PartyClerk}.May(KeepRoster),
		"a 党务干事 is not of the committee":             !PartyClerk.Committee() && Secretary.Committee() && !NoPost.Committee(),
		"a post that is not known has no right":      Post("统战委员").who() == 0,
		"who has it is named":                        SeeRequests.Holders() == "书记、副书记、组织委员、党务干事、领导班子成员、本人" && KeepPoll.Holders() == "党小组组长",
		"the post is read and taken like the others": PartyClerk.Is(PartyClerk) && NoPost.With(PartyClerk) == PartyClerk && PartyClerk.Without(PartyClerk) == NoPost,
	} {
		if !ok {
			t.Error(what)
		}
	}
	for _, p := range HandlersOf {
		if p.who()&AnswerObjections.who == 0 {
			t.Errorf("%s handles objections and has no right to", p)
		}
	}
	if n := strings.Count(AnswerObjections.Holders(), seatMark) + 1; n != len(HandlersOf) {
		t.Errorf("%d have the right to answer an objection, and %d handle one", n, len(HandlersOf))
	}
}

// TestComingRights: the rights that the coming matters ask for are lines of the same kind.
func TestComingRights(t *testing.T) {
	before := len(Rights)
	defer func() { Rights = Rights[:before] }()
	lectures := right("轮值安排", Officers|ThePublicist)
	draft := right("讲课前看讲稿", Officers|ThePublicist|Oneself)
	training := right("登记学习培训", Officers|ThePublicist|ItsLeader)
	inspect := right("登记监督检查", TheInspector)
	talks := right("登记谈心谈话", TheCommittee|Oneself)
	relief := right("查看减负情况", Everybody)
	group := Group{Branch: 1, ID: 1, Leader: 7}
	plain, leader := Member{Branch: 1, ID: 9}, Member{Branch: 1, ID: 7}
	for what, ok := range map[string]bool{
		"宣传委员 plans the lectures":               Member{ID: 5, Post: PublicityPost}.May(lectures) && !Member{ID: 3, Post: DisciplinePost}.May(lectures),
		"the author reads the own 讲稿":           plain.May(draft, plain.ID) && !plain.May(draft, leader.ID),
		"a leader enters the own group's study": leader.May(training, group) && !plain.May(training, group),
		"the 纪检委员 alone inspects":               !Member{ID: 1, Post: Secretary}.May(inspect),
		"no 党务干事 reads of talks":                !Member{ID: 6, Post: PartyClerk}.May(talks) && plain.May(talks, plain.ID),
		"everybody reads the 减负 report":         plain.May(relief) && !Member{Branch: 1, ID: 9, Status: Expelled}.May(relief) && !Member{}.May(relief),
	} {
		if !ok {
			t.Error(what)
		}
	}
}

// TestClerkChange: the post is given by name beside the committee, several may hold it, and the roster's round trip keeps it.
func TestClerkChange(t *testing.T) {
	r := listed()
	for i, name := range []string{"丙一", "丙二", "丙三", "丙四"} {
		r.People = append(r.People, RosterPerson{Row: 9 + i, Name: name, Group: "第二党小组", Joined: r.People[0].Joined, Full: r.People[0].Full})
	}
	r.People[6].Post, r.People[7].Post = PartyClerk, PartyClerk
	f, faults := Establish(r, "", foundingDay)
	if len(faults) > 0 || len(f.Warnings) > 0 {
		t.Fatal(faults, f.Warnings)
	}
	f.SetID(7)
	p := &People{Members: f.Members, Groups: f.Groups, Contacts: f.Contacts}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	k := Known{Branch: f.Branch, Members: f.Members, Groups: f.Groups, Contacts: f.Contacts, Last: MemberID(len(f.Members))}
	back := k.Roster()
	d, faults := Compare(k, back, nil, foundingDay)
	if len(faults) > 0 || !d.Empty() || back.People[7].Post != PartyClerk {
		t.Errorf("read back: %v, %+v", faults, d)
	}
	appoint := ChangeKinds[slices.IndexFunc(ChangeKinds, func(k ChangeRule) bool { return k.Kind == "appoint" })]
	p.Members[8].Restrictions = []Restriction{{Kind: "留党察看", From: foundingDay}}
	for m, refused := range map[MemberID]bool{1: true, 5: true, 8: true, 9: true, 10: false, 6: false} { // the sixth is probationary
		c := Change{Kind: "appoint", Member: m, Choice: string(PartyClerk), From: foundingDay}
		q := p.Clone()
		if err := appoint.Do(q, &c); (err != nil) != refused {
			t.Errorf("%d: %v", m, err)
		}
		if open := RoleOpen(p, *p.Member(m), string(PartyClerk)); open == (p.Member(m).Post != NoPost) {
			t.Errorf("%d is offered the post: %v", m, open)
		}
	}
	p.Members[0].Post = Secretary + seatMark + PartyClerk
	if err := p.Check(); err == nil || !strings.Contains(fmt.Sprint(err), "不由支部委员兼任") {
		t.Errorf("a 书记 who is one too: %v", err)
	}
}
