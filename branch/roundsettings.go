package branch

import (
	"fmt"
	"strconv"
	"strings"
)

// RoundSettings are the settings of rounds.
var RoundSettings = []Setting{
	{"threshold", "最低参加", fmt.Sprintf("推荐至少百分之几参加方为有效（不低于 %d）", LeastThreshold), "下一次发起的推荐（进行中的不变）", "50", func(s Settings) string { return strconv.Itoa(s.Threshold) },
		func(s *Settings, v string) bool {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(v, "%"), "％"))
			s.Threshold = n
			return err == nil
		}, []string{"50", "60", "67", "80"}},
	{"nominate_on", "提名开始", "“身边好党员”提名从哪天开始（月-日）", "下一次提名（进行中的不变）", "05-20", func(s Settings) string { return s.NominateOn },
		func(s *Settings, v string) (ok bool) { s.NominateOn, ok = monthDay(v); return ok }, nil},
	{"nominate_end", "提名截止", "“身边好党员”提名到哪天18:00截止（月-日）", "下一次提名（进行中的不变）", "06-10", func(s Settings) string { return s.NominateEnd },
		func(s *Settings, v string) (ok bool) { s.NominateEnd, ok = monthDay(v); return ok }, nil},
	{"notice_days", "公示天数", "命名前公示几个工作日", "之后开始的公示", "5", func(s Settings) string { return strconv.Itoa(s.Notice()) },
		func(s *Settings, v string) bool { return count(&s.NoticeDays, v) }, []string{"5", "7"}},
	{"pioneer_posts", "先锋岗名额", "每季度先锋岗几名", "下一季度", "1", func(s Settings) string { return strconv.Itoa(s.Posts()) },
		func(s *Settings, v string) bool { return count(&s.PioneerPosts, v) }, []string{"1", "2", "3"}},
	{"pioneer_of", "先锋岗对象", "先锋岗推荐什么：党员、科室或党小组", "下一季度", "党员", func(s Settings) string { return pioneerOf[s.PioneerOf] },
		func(s *Settings, v string) bool {
			for of, name := range pioneerOf {
				if name == v {
					s.PioneerOf = of
					return true
				}
			}
			return false
		}, []string{"党员", "科室", "党小组"}},
	{"pioneer_all", "先锋岗候选", "先锋岗候选人由谁提出：各组，或全体都是候选人", "下一季度", "各组", func(s Settings) string {
		if s.PioneerAll {
			return "全体"
		}
		return "各组"
	}, func(s *Settings, v string) bool {
		s.PioneerAll = v == "全体"
		return v == "全体" || v == "各组"
	}, []string{"各组", "全体"}},
	{"committee_present", "支委会通过", "支委会赞成须超过谁的半数：全体委员或到会委员", "下一次发起的推荐或提名（进行中的不变）", "全体委员", func(s Settings) string {
		if s.CommitteePresent {
			return "到会委员"
		}
		return "全体委员"
	}, func(s *Settings, v string) bool {
		s.CommitteePresent = v == "到会委员"
		return v == "到会委员" || v == "全体委员"
	}, []string{"全体委员", "到会委员"}},
	{"everyone", "参加范围", "民主推荐由谁参加：正式党员，或全体党员（含预备党员）", "下一次发起的推荐（进行中的不变）", "正式党员", func(s Settings) string { return TakePart(s.Everyone) },
		func(s *Settings, v string) bool {
			s.Everyone = v == TakePart(true)
			return s.Everyone || v == TakePart(false)
		}, []string{"正式党员", "全体党员"}},
}

// TakePart names who takes part in a recommendation.
func TakePart(everyone bool) string {
	if everyone {
		return "全体党员"
	}
	return "正式党员"
}

var pioneerOf = map[CandidateKind]string{OfMembers: "党员", OfSections: "科室", OfGroups: "党小组"}

// count reads a number from 1 to 99.
func count(field *int, text string) bool {
	n, err := strconv.Atoi(text)
	*field = n
	return err == nil && 0 < n && n < 100
}

// Notice returns for how many working days a name is made public before it is honoured.
func (s Settings) Notice() int {
	if s.NoticeDays > 0 {
		return s.NoticeDays
	}
	return 5
}

// Posts returns how many 先锋岗 there are a quarter.
func (s Settings) Posts() int { return max(s.PioneerPosts, 1) }
