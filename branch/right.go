package branch

import (
	"slices"
	"strings"
	"time"
)

// Right is one thing that a branch lets some people do or see. The zero Right is none.
type Right struct {
	Name string // as a refusal says it, between 「」
	who  Who
}

// Who is a set of people: by post, by standing in the office, or by what they are to the thing in question.
type Who uint16

// The people a right may be given to.
const (
	TheSecretary  Who = 1 << iota // 书记
	TheDeputy                     // 副书记
	TheOrganiser                  // 组织委员
	ThePublicist                  // 宣传委员
	TheInspector                  // 纪检委员
	TheClerks                     // 党务干事
	TheLeadership                 // 领导班子成员
	ItsLeader                     // the 组长 of the group in question
	Oneself                       // the person in question: whom it is about, or whose task it is
	Everybody                     // whoever is of the branch

	// Officers keep the roster and the rounds.
	Officers = TheSecretary | TheDeputy | TheOrganiser
	// TheCommittee is the 支部委员会.
	TheCommittee = Officers | ThePublicist | TheInspector
	// Keepers do the daily work: the officers, and who plans and enters for the 组织委员.
	Keepers = Officers | TheClerks
)

// The table of rights: a finer right is a line here, and a new role a bit in the lines it belongs to. Rules that hang on
// more than who somebody is (who was appointed after a thing began does not judge it) begin with a right and stand where
// the thing is done. The tests press every button and type every command in the name of everybody whom this table names.
var (
	SeeRoster       = right("查看党员名册", Keepers)
	EnterRoster     = right("登记名册变动", Keepers) // what a 党务干事 enters waits for an officer's 「确认」
	KeepRoster      = right("确认、撤销名册变动和任免职务", Officers)
	SeeAway         = right("查看未绑定账号的同志", Keepers|ItsLeader)
	Invite          = right("开具邀请码", Officers)
	WatchAccounts   = right("查看账号变动", TheInspector|ItsLeader)
	Restrict        = right("登记权利受限", TheSecretary)
	SeeRestrictions = right("查看权利受限", TheSecretary|TheInspector)

	KeepRounds       = right("办理评选推荐", Officers)
	SetAssembly      = right("确定党员大会日期", Keepers)
	FileRounds       = right("制作会议和评选材料", Keepers)
	Propose          = right("推荐本组人选", Officers|ItsLeader)
	ReportQuarter    = right("提交季度报告", Officers|ItsLeader)
	KeepPoll         = right("组织组内推荐", ItsLeader)
	SeeTook          = right("查看参加名单", TheInspector)
	VouchSeat        = right("核实参加推荐的账号", TheSecretary|TheInspector)
	VouchAccount     = right("核实新绑定的账号", TheSecretary|TheInspector|ItsLeader)
	AnswerObjections = right("受理公示意见", Officers|TheInspector)

	CorrectRecords = right("更正联系点工作记录", Keepers)
	EnterConsult   = right("登记工作研商", Keepers|Oneself)
	SeeConsult     = right("查看工作研商", Keepers|Oneself)
	ExplainLapse   = right("说明未完成的原因", Keepers|Oneself)
	KeepFirms      = right("登记企业", Keepers)
	SeeLedger      = right("导出联系点工作台账", Keepers)
	SeeRequests    = right("查看企业诉求", Keepers|TheLeadership|Oneself)
	HandleRequests = right("办理企业诉求", Keepers|Oneself)
	AssignRequests = right("交办、回访企业诉求", Keepers|Oneself)
	SeeHonours     = right("查看表彰", Everybody)
	KeepHonours    = right("登记表彰", Keepers)
	KeepPolicies   = right("登记政策", Keepers)

	SeeMeetings     = right("查看会议情况", Everybody)                 // each of those to which he or she is invited
	OverseeMeetings = right("查看支部的会议情况", TheCommittee|TheClerks) // all of them
	EnterMeetings   = right("登记党小组会", Keepers|ItsLeader)         // of the own group
	KeepMeetings    = right("登记支部的会议", Keepers)                  // of the branch, and of every group
	WriteCouncil    = right("写支委会记录", Officers)
	KeepVotes       = right("录入表决、归档会议记录", Officers|ItsLeader) // of the own group's meeting

	PrepareBirthdays = right("准备政治生日", Keepers|ItsLeader)
	SeeBirthdays     = right("查看政治生日名单", Keepers|ItsLeader)
	FileBirthdays    = right("制作政治生日名单和心得汇编", Keepers)

	// The 副书记's only while there is no 书记, or nobody else could answer (topic/feedback).
	AnswerFeedback = right("答复投诉建议", Officers)

	KeepSettings = right("修改支部设置", Officers)
	KeepVenue    = right("关联支部群", Officers)
	SeeStatus    = right("查看运行情况", Officers)
)

// Rights lists the table in its order.
var Rights []Right

// right writes a line of the table.
func right(name string, who Who) Right {
	r := Right{name, who}
	Rights = append(Rights, r)
	return r
}

// Concern is what a right may hang on beside a post: a group, or a person.
type Concern interface {
	concerns(m Member) Who
}

func (g Group) concerns(m Member) Who {
	if g.Leader == m.ID && g.Branch == m.Branch && m.ID != 0 {
		return ItsLeader
	}
	return 0
}

// A MemberID is one of the branch of whoever asks.
func (id MemberID) concerns(m Member) Who {
	if id == m.ID && id != 0 {
		return Oneself
	}
	return 0
}

// postsWho pairs the posts with their people.
var postsWho = []struct {
	Post
	Who
}{{Secretary, TheSecretary}, {DeputySecretary, TheDeputy}, {OrganisationPost, TheOrganiser}, {PublicityPost, ThePublicist},
	{DisciplinePost, TheInspector}, {PartyClerk, TheClerks}}

// who returns the people that a post makes somebody one of.
func (p Post) who() (w Who) {
	if p == NoPost { // nearly everybody
		return 0
	}
	for _, x := range postsWho {
		if p.Is(x.Post) {
			w |= x.Who
		}
	}
	return w
}

// May reports whether the member has a right, about the group or the people in question. Who has left the branch has none.
func (m Member) May(r Right, about ...Concern) bool {
	if m.Status != Active {
		return false
	}
	is := m.Post.who()
	if m.ID != 0 { // the command line is nobody of the branch
		is |= Everybody
	}
	if m.Leadership {
		is |= TheLeadership
	}
	for _, c := range about {
		is |= c.concerns(m)
	}
	return is&r.who != 0
}

// MaySince reports whether the member has a right by a post, and had it at an instant already: by that post, or by having
// been an officer without a break. Who was appointed after a thing began does not judge it.
func (m Member) MaySince(r Right, at time.Time) bool {
	if !m.May(r) {
		return false
	}
	if r.who&Officers == Officers && m.May(KeepRoster) && !m.OfficerSince.After(at) {
		return true
	}
	return slices.ContainsFunc(m.Post.Seats(), func(seat Post) bool { return seat.who()&r.who != 0 && m.Held(seat, at) })
}

// HeldBy reports whether a member has the right by who he or she is, whatever is in question.
func (r Right) HeldBy(m Member) bool { return m.May(r) }

// Holders names who has a right, 「书记、纪检委员」.
func (r Right) Holders() string {
	var list []string
	for _, x := range postsWho {
		if x.Who&r.who != 0 {
			list = append(list, string(x.Post))
		}
	}
	for _, x := range []struct {
		Who
		name string
	}{{TheLeadership, "领导班子成员"}, {ItsLeader, LeaderRole}, {Oneself, "本人"}} {
		if x.Who&r.who != 0 {
			list = append(list, x.name)
		}
	}
	return strings.Join(list, seatMark)
}
