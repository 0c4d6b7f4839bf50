package branch

import (
	"slices"
	"strings"
)

// Rule is one rule that the program goes by, or that people ask about: the one place of its text, its article and its source. What
// quotes a rule takes it from here; a test finds an article that stands in any other text.
type Rule struct {
	Key     string // buttons carry it; it never changes
	Part    RulePart
	Name    string
	Text    string
	Source  string // the document, as it is quoted
	Article string // 第十一条; "": none, or not known for certain
	Words   string // what else people look for it by, beside what its text says
	Use     string // what of the program goes by it; "": nothing does, it is only to be looked up
	Sure    Sureness
}

// RulePart is a part of the list of rules.
type RulePart string

// The parts, in their order.
const (
	OnVotes     RulePart = "表决"
	OnMeetings  RulePart = "三会一课"
	OnAdmission RulePart = "发展党员"
	OnMembers   RulePart = "党员权利"
	OnTerms     RulePart = "换届"
	OnDues      RulePart = "党费"
	OnProgram   RulePart = "本程序"
)

// RuleParts are all of them.
var RuleParts = []RulePart{OnVotes, OnMeetings, OnAdmission, OnMembers, OnTerms, OnDues, OnProgram}

// Sureness is how sure we are of what a rule says.
type Sureness uint8

// How sure.
const (
	Primary   Sureness = iota // the official text, or a reprint word for word
	Secondary                 // what pages say that agree with each other; the official text was not seen
	Ours                      // a branch's own rule: a setting
)

// Cite is how a text quotes the rule: 《中国共产党支部工作条例》第十一条.
func (r Rule) Cite() string { return r.Source + r.Article }

// The documents, as they are quoted.
const (
	theCharter   = "党章"
	theBranches  = "《中国共产党支部工作条例》"
	theAdmission = "《中国共产党发展党员工作细则》"
	theElections = "《中国共产党基层组织选举工作条例》"
	theTerms     = "《关于党的基层组织任期的意见》"
	theDues      = "中组发〔2008〕3号"
	theProgram   = "国办函〔2026〕12号"
	thePrivacy   = "《中华人民共和国个人信息保护法》"
	ourOwn       = "本支部规定"
)

// The rules that texts of the program quote.
var (
	RuleAssembly = Rule{"assembly", OnVotes, "党员大会：到会和通过", "党员大会一般每季度召开1次。表决须有半数以上有表决权的党员到会，赞成人数超过应到会有表决权党员的半数为通过。",
		theBranches, "第十一条", "应到 实到 赞成 不足半数 达到半数 过半 法定人数", "登记表决、录入决定时按此核对。“半数以上”含半数：应到32人，16人到会可以表决，17人赞成才通过。", Primary}
	RuleGroupVote = Rule{"groupvote", OnVotes, "党小组会：表决", "条例没有写党小组会的表决。本程序参照党员大会：半数以上到会，赞成超过应到会人数的半数；接收、转正只由党员大会决定。",
		"参照" + theBranches, "第十一条", "党小组 推荐 到会", "录入党小组会的一般事项时按此核对。", Secondary}
	RuleCommittee = Rule{"committee", OnVotes, "支委会：到会", "支委会一般每月召开1次，须有半数以上委员到会方可进行。重要事项提交党员大会决定前，一般应当经支委会讨论。",
		theBranches, "第十二条", "应到 实到 不足半数 达到半数 支部委员会", "录入支委会决定时按此核对到会人数。", Primary}
	RuleCommitteeFor = Rule{"committee.for", OnVotes, "支委会：通过", "条例没有写支委会的赞成人数。本程序默认赞成须超过全体委员的半数，支部可以在设置「支委会通过」里改为超过到会委员的半数。",
		ourOwn, "", "委员总数", "录入支委会决定时按设置核对。", Ours}
	RuleTurnout = Rule{"turnout", OnVotes, "民主推荐：最低参加", "少于半数参加的推荐没有结果，可以延长或者作废。支部可以在设置「最低参加」里定得更高。推荐不是选举，也不是党员大会表决。",
		ourOwn, "", "应参加 投票 参加比例", "推荐截止时按设置核对。", Ours}
	RuleAdmission = Rule{"admission", OnAdmission, "接收预备党员：到会", "讨论接收预备党员的支部大会，有表决权的到会人数须超过应到会有表决权人数的半数（比一般事项严：正好半数不行）。",
		theAdmission, "第二十条", "没有超过半数 入党 接收 表决", "录入接收、转正的表决时按此核对。", Secondary}
	RuleAdmissionFor = Rule{"admission.for", OnAdmission, "接收预备党员：通过", "赞成人数超过应到会有表决权的正式党员的半数，才能通过。因故不能到会、会前正式提出书面意见的，统计在票数内。",
		theAdmission, "第二十一条", "书面意见 赞成 入党 接收 表决", "录入接收、转正的表决时按此核对。", Secondary}
	RuleConfirmation = Rule{"confirmation", OnAdmission, "预备党员转正：手续和表决", "本人在预备期满前提出书面转正申请，党小组提出意见，支部征求党员和群众意见，支委会审查，支部大会讨论、表决，报上级党委审批。到会、赞成人数的要求与接收相同：都须超过半数。不提前讨论。",
		theAdmission, "第三十三条", "没有超过半数 转正申请 预备期", "转正提醒、录入转正表决时按此办。", Secondary}
	RuleProbation = Rule{"probation", OnMembers, "预备期，预备党员的权利", "预备期一年，从支部大会通过接收为预备党员之日算起。预备党员的义务同正式党员一样；权利除没有表决权、选举权和被选举权外，也同正式党员一样。",
		theCharter, "第七条", "预备党员 投票 不满一年 转正", "名册核对、投票名单和转正提醒按此办。", Primary}
	RuleExtension = Rule{"extension", OnAdmission, "延长预备期", "需要继续考察和教育的，可以延长一次预备期，不少于半年（六个月），不超过一年（最长一年）。",
		theAdmission, "", "预备党员 延长 考察 不少于六个月 不能再延长", "登记「延长预备期」时按此核对。", Secondary}
	RuleAtEnd = Rule{"atend", OnAdmission, "转正的讨论", "预备党员预备期满，支部应当及时讨论能否转为正式党员；预备期未满的，不提前讨论。", theAdmission, "", "届满 提前 转正 大会",
		"登记大会讨论的日期时按此核对。", Secondary}
	RuleTerm = Rule{"term", OnTerms, "支委会任期", "机关党支部委员会每届任期3年。任期届满前6个月由上级党组织提醒做好换届准备。提前或者延期换届的，须报上级党组织批准，提前、延期一般不超过1年。", theTerms, "",
		"换届 届满 任期 选举 延期 提前", "换届提醒按此计算。", Secondary}
	RuleApproval = Rule{"approval", OnAdmission, "审批期限", "党委对接收预备党员、预备党员转正的决议，三个月内审批。", theAdmission, "", "批复 上级 转正 接收", "转正办法里据此说明。", Secondary}
	RuleDues     = Rule{"dues", OnDues, "党费比例", "在职党员按月工资收入（税后，相对固定的、经常性的）：3000元以下（含）交0.5%，3000至5000元（含）1%，5000至10000元（含）1.5%，10000元以上2%。离退休党员：5000元以下（含）0.5%，以上1%。比例按全部基数算。",
		theDues, "", "党费 基数 工资 离退休 退休", "「党费计算」按此计算，数字不保存。", Secondary}
)

// Rules lists all of them, part by part, with those that are only looked up.
var Rules = []Rule{
	RuleAssembly, RuleGroupVote, RuleCommittee, RuleCommitteeFor, RuleTurnout,

	{"groupmeet", OnMeetings, "党小组会", "党小组会一般每月召开1次，组织党员参加政治学习、谈心谈话、开展批评和自我批评等。党小组组长由支部指定，也可以由组内党员推荐产生。",
		theBranches, "第十三条", "党小组 组长", "「本月还差」按此提醒各党小组。", Primary},
	{"chair", OnMeetings, "谁召集、主持", "党员大会、支委会由支部书记召集并主持；书记不能参加的，可以委托副书记或者委员召集并主持。党小组会由党小组组长召集并主持。",
		theBranches, "第十四条", "主持人 召集人 书记 副书记", "会议记录由主持人核对。", Primary},
	{"threeone", OnMeetings, "三会一课", "支部组织党员按期参加党员大会、党小组会和上党课，定期召开支委会。条例没有写党课一年几次，本程序默认每季度1次，支部可以在设置「党课」里改。",
		theBranches, "第十五条", "党课 学习 三会一课", "「本月还差」按此提醒。", Secondary},
	{"partyday", OnMeetings, "主题党日", "支部每月相对固定1天开展主题党日，组织党员集中学习、过组织生活、进行民主议事和志愿服务等。", theBranches, "第十六条", "固定日", "「本月还差」按支部设置的固定日提醒。", Secondary},
	{"life", OnMeetings, "组织生活会", "每年至少召开1次，一般安排在第四季度，以党员大会、支委会或党小组会形式召开。会前学习、谈心谈话、听取意见，会上开展批评和自我批评，会后整改。",
		theBranches, "第十七条", "批评 自我批评 整改 年底", "「本月还差」每年提醒1次。", Secondary},
	{"appraisal", OnMeetings, "民主评议党员", "一般每年1次，召开党员大会，按个人自评、党员互评、民主测评的程序进行；人数较多的，可以在党小组范围内自评、互评。可以结合组织生活会进行。",
		theBranches, "第十八条", "评议 测评 年底", "「本月还差」每年提醒1次。", Secondary},
	{"talks", OnMeetings, "谈心谈话", "支委之间、支委和党员之间、党员和党员之间，每年谈心谈话一般不少于1次。", theBranches, "第十九条", "谈话 谈心", "", Secondary},
	{"leads", OnMeetings, "书记讲党课", "党委（党组）书记每年至少讲1次党课；本程序对支部书记也按此提醒。", theBranches, "", "党课 书记党课", "「本月还差」每年提醒1次。", Secondary},

	{"activist", OnAdmission, "入党积极分子", "支部指定1至2名正式党员作培养联系人，每半年考察一次，培养教育和考察一年以上；思想汇报一般每季度一次。",
		theAdmission, "", "积极分子 入党申请 培养联系人 思想汇报 考察", "", Secondary},
	{"candidate", OnAdmission, "发展对象", "经一年以上培养教育和考察的积极分子，可以列为发展对象。须政治审查、公示，参加短期集中培训：不少于3天，或不少于24个学时。",
		theAdmission, "", "发展对象 政审 政治审查 培训 公示", "", Secondary},
	RuleAdmission, RuleAdmissionFor,
	{"inspection", OnAdmission, "预备期考察", "预备党员编入支部和党小组，预备期里进行教育和考察。多久考察一次，各地说法不一，本程序按半年一次提醒。", theAdmission, "", "考察 半年一次", "预备期考察提醒按此办。", Secondary},
	RuleConfirmation, RuleExtension, RuleApproval, RuleAtEnd,

	RuleProbation,
	{"standing", OnMembers, "入党日期和党龄", "入党日期是支部大会通过接收为预备党员的日期；党龄从预备期满转为正式党员之日算起。", theCharter, "第七条", "政治生日 周年 转正", "政治生日、党龄和“光荣在党50年”核对名单按此计算。", Primary},
	{"oath", OnMembers, "入党誓词", Oath, theCharter, "第六条", "宣誓 政治生日", "政治生日的贺卡用这段原文。", Primary},
	{"restricted", OnMembers, "权利受限", "受留党察看处分的，在处分期间没有表决权、选举权和被选举权；被留置、逮捕的，期间权利停止行使。", theElections, "第五条", "留党察看 留置 逮捕 表决权 选举权", "投票名单和应到人数按此办。", Secondary},

	RuleTerm,
	{"election", OnTerms, "支部换届选举", "支部委员会由党员大会选举产生，有选举权的到会人数不少于应到会人数的五分之四方可选举；候选人实行差额，差额不少于应选人数的百分之二十；候选人预备人选报上级党组织审批。",
		theElections, "", "换届 选举 差额 候选人 五分之四 书记", "", Secondary},

	RuleDues,
	{"dues.when", OnDues, "何时交、欠交怎么办", "预备党员从支部大会通过之日起交纳党费，按月交纳。补交一般不超过6个月；没有正当理由连续6个月不交纳的，按自行脱党处理。", theDues, "", "补交 欠交 脱党 预备党员", "", Secondary},

	{"program", OnProgram, "备案和投诉建议", "政务移动应用上线前备案，提供投诉建议功能；不随意、重复要求填表报数，不强制登录，不把使用情况作为考核依据。", theProgram, "", "投诉 减负 形式主义 备案", "/feedback 按此提供。", Primary},
	{"privacy", OnProgram, "删除个人信息", "处理目的已经实现、无法实现，或者个人撤回同意的，应当删除其个人信息；个人有权请求删除。", thePrivacy, "第四十七条", "删除 隐私 注销", "「我的信息」里的「删除个人信息」按此办；支部自己的工作记录依规定保存。", Primary},
}

// RuleOf returns the rule of a key; ok is false if there is none.
func RuleOf(key string) (r Rule, ok bool) {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Key == key })
	if i < 0 {
		return r, false
	}
	return Rules[i], true
}

// RulesOf returns the rules of a part.
func RulesOf(part RulePart) (list []Rule) {
	for _, r := range Rules {
		if r.Part == part {
			list = append(list, r)
		}
	}
	return list
}

// FindRules returns the rules that hold every word of a query, those first that have them in their name. An empty one finds none.
func FindRules(query string) (list []Rule) {
	words := strings.Fields(query)
	named := func(r Rule) bool { return holds(r.Name, words) }
	for _, r := range Rules {
		if len(words) > 0 && holds(strings.Join([]string{r.Name, string(r.Part), r.Text, r.Cite(), r.Words, r.Use}, "\n"), words) {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b Rule) int {
		switch x, y := named(a), named(b); {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	})
	return list
}

func holds(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}
