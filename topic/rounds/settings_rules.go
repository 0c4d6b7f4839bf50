package rounds

import (
	"fmt"
	"strconv"
	"strings"

	"zhibu/branch"
)

// RoundSettings are the settings of rounds.
var RoundSettings = []branch.Setting{
	{Key: "threshold", Name: "最低参加", About: fmt.Sprintf("推荐至少百分之几参加方为有效（不低于 %d）", LeastThreshold), Since: "下一次发起的推荐（进行中的不变）", Like: "50", Get: func(s branch.Settings) string { return strconv.Itoa(s.Threshold) },
		Set: func(s *branch.Settings, v string) bool {
			n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(v, "%"), "％"))
			s.Threshold = n
			return err == nil
		}, Offer: []string{"50", "60", "67", "80"}},
	{Key: "nominate_on", Name: "提名开始", About: "“身边好党员”提名从哪天开始（月-日）", Since: "下一次提名（进行中的不变）", Like: "05-20", Get: func(s branch.Settings) string { return s.NominateOn },
		Set: func(s *branch.Settings, v string) (ok bool) { s.NominateOn, ok = branch.MonthDay(v); return ok }, Offer: nil},
	{Key: "nominate_end", Name: "提名截止", About: "“身边好党员”提名到哪天18:00截止（月-日）", Since: "下一次提名（进行中的不变）", Like: "06-10", Get: func(s branch.Settings) string { return s.NominateEnd },
		Set: func(s *branch.Settings, v string) (ok bool) { s.NominateEnd, ok = branch.MonthDay(v); return ok }, Offer: nil},
	{Key: "notice_days", Name: "公示天数", About: "命名前公示几个工作日", Since: "之后开始的公示", Like: "5", Get: func(s branch.Settings) string { return strconv.Itoa(noticeDays(s)) },
		Set: func(s *branch.Settings, v string) bool { return whole(&s.NoticeDays, v) }, Offer: []string{"5", "7"}},
	{Key: "pioneer_posts", Name: "先锋岗名额", About: "每季度先锋岗几名", Since: "下一季度", Like: "1", Get: func(s branch.Settings) string { return strconv.Itoa(Posts(s)) },
		Set: func(s *branch.Settings, v string) bool { return whole(&s.PioneerPosts, v) }, Offer: []string{"1", "2", "3"}},
	{Key: "pioneer_of", Name: "先锋岗对象", About: "先锋岗推荐什么：党员、科室或党小组", Since: "下一季度", Like: "党员", Get: func(s branch.Settings) string { return pioneerOf[s.PioneerOf] },
		Set: func(s *branch.Settings, v string) bool {
			for of, name := range pioneerOf {
				if name == v {
					s.PioneerOf = of
					return true
				}
			}
			return false
		}, Offer: []string{"党员", "科室", "党小组"}},
	{Key: "pioneer_all", Name: "先锋岗候选", About: "先锋岗候选人由谁提出：各组，或全体都是候选人", Since: "下一季度", Like: "各组", Get: func(s branch.Settings) string {
		if s.PioneerAll {
			return "全体"
		}
		return "各组"
	}, Set: func(s *branch.Settings, v string) bool {
		s.PioneerAll = v == "全体"
		return v == "全体" || v == "各组"
	}, Offer: []string{"各组", "全体"}},
	{Key: "committee_present", Name: "支委会通过", About: "支委会赞成须超过谁的半数：全体委员或到会委员", Since: "下一次发起的推荐或提名（进行中的不变）", Like: "全体委员", Get: func(s branch.Settings) string {
		if s.CommitteePresent {
			return "到会委员"
		}
		return "全体委员"
	}, Set: func(s *branch.Settings, v string) bool {
		s.CommitteePresent = v == "到会委员"
		return v == "到会委员" || v == "全体委员"
	}, Offer: []string{"全体委员", "到会委员"}},
	{Key: "everyone", Name: "参加范围", About: "民主推荐由谁参加：正式党员，或全体党员（含预备党员）", Since: "下一次发起的推荐（进行中的不变）", Like: "正式党员", Get: func(s branch.Settings) string { return TakePart(s.Everyone) },
		Set: func(s *branch.Settings, v string) bool {
			s.Everyone = v == TakePart(true)
			return s.Everyone || v == TakePart(false)
		}, Offer: []string{"正式党员", "全体党员"}},
}

// TakePart names who takes part in a recommendation.
func TakePart(everyone bool) string {
	if everyone {
		return "全体党员"
	}
	return "正式党员"
}

var pioneerOf = map[branch.CandidateKind]string{branch.OfMembers: "党员", branch.OfSections: "科室", branch.OfGroups: "党小组"}

// whole reads a number from 1 to 99.
func whole(field *int, text string) bool {
	n, err := strconv.Atoi(text)
	*field = n
	return err == nil && 0 < n && n < 100
}

// noticeDays returns for how many working days a name is made public before it is honoured.
func noticeDays(s branch.Settings) int {
	if s.NoticeDays > 0 {
		return s.NoticeDays
	}
	return 5
}

// Posts returns how many 先锋岗 there are a quarter.
func Posts(s branch.Settings) int { return max(s.PioneerPosts, 1) }
