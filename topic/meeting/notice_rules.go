package meeting

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
)

// Notice calls a meeting that is to be held.
type Notice struct {
	Branch branch.BranchID   `json:"branch"`
	ID     int64             `json:"id"` // among the branch's, from 1
	Kinds  []string          `json:"kinds"`
	Groups []branch.GroupID  `json:"groups,omitempty"`
	At     time.Time         `json:"at"`
	Place  string            `json:"place"`
	Topics string            `json:"topics"`
	Bring  string            `json:"bring,omitempty"`
	By     branch.MemberID   `json:"by"` // the convener: who made it
	MadeAt time.Time         `json:"made_at"`
	Moved  []Moved           `json:"moved,omitempty"` // before each change, oldest first
	Off    *branch.Withdrawn `json:"off,omitempty"`   // called off
	Held   int64             `json:"held,omitempty"`  // the record of it
	Ended  bool              `json:"ended,omitempty"` // its day has passed: nobody takes leave any more
}

// Moved is what a notice said until it was changed.
type Moved struct {
	At     time.Time       `json:"at"`
	Place  string          `json:"place"`
	Topics string          `json:"topics"`
	Bring  string          `json:"bring,omitempty"`
	By     branch.MemberID `json:"by"`
	When   time.Time       `json:"when"`
}

// Leave is that somebody cannot come. It is for the convener alone, and goes when the day has passed.
type Leave struct {
	Branch branch.BranchID `json:"branch"`
	Notice int64           `json:"notice"`
	Member branch.MemberID `json:"member"`
	Reason string          `json:"reason,omitempty"`
	At     time.Time       `json:"at"`
}

// leaveMost is the longest reason of a leave. // characters
const leaveMost = 60

// farthest is how many days ahead a meeting may be called.
const farthest = 92

// Day is the day of the meeting.
func (n Notice) Day() branch.Date { return branch.DateOf(n.At) }

// Content is what a record of the meeting would say, held as it was called.
func (n Notice) Content() Content {
	return Content{Kinds: n.Kinds, Groups: n.Groups, Day: n.Day(), Topics: n.Topics}
}

// Stands reports whether the meeting is still to come.
func (n Notice) Stands(now time.Time) bool { return n.Off == nil && n.Held == 0 && n.At.After(now) }

// Invites reports whether somebody belongs to the meeting.
func (n Notice) Invites(m branch.Member) bool {
	return m.Status == branch.Active && slices.ContainsFunc(n.Kinds, func(name string) bool {
		k, ok := KindOf(name)
		switch {
		case !ok:
			return false
		case k.Comes == Committee:
			return m.Post.Committee()
		case k.Comes == OfGroup:
			return slices.Contains(n.Groups, m.Group)
		}
		return true
	})
}

// Why a meeting cannot be called for a time.
const (
	passed = "会议时间已经过了，请重新选择日期或时间。已经开过的会，请取消后到「本月还差」登记。"
	tooFar = "会议时间太远，请定在三个月以内。"
)

// fits puts kinds and groups in order and refuses what a notice may not say.
func (n *Notice) fits(living []branch.Group, now time.Time) error {
	c := n.Content()
	c.Day = branch.DateOf(now) // a meeting to come is no record yet
	if err := c.fits(living, c.Day); err != nil {
		return err
	}
	n.Kinds, n.Groups = c.Kinds, c.Groups
	switch {
	case !n.At.After(now):
		return errors.New(passed)
	case n.Day() > branch.DateOf(now)+farthest:
		return errors.New(tooFar)
	case n.Place == "":
		return errors.New("请写明地点。")
	}
	return nil
}

// says reports whether two versions of a notice say the same.
func (n Notice) same(o Notice) bool {
	return n.At.Equal(o.At) && n.Place == o.Place && n.Topics == o.Topics && n.Bring == o.Bring
}

var clock = regexp.MustCompile(`^(上午|早上|中午|下午|晚上)?([0-9]{1,2})(?:[:：]([0-9]{2})|[点时](半|[0-9]{1,2}分?)?)(?:整|分)?$`)

// hanziHours are the hours and minutes as people write them in words.
var hanziHours = strings.NewReplacer("三十分", "30分", "四十五分", "45分", "十五分", "15分", "一刻", "15分", "三刻", "45分", "十二", "12", "十一", "11", "十", "10",
	"一", "1", "二", "2", "两", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9")

// readClock reads 15:00, 15点, 下午3点半, 下午两点半 and returns 15:00. Meetings are between seven in the morning and ten at night.
func readClock(text string) (string, error) {
	m := clock.FindStringSubmatch(hanziHours.Replace(strings.ReplaceAll(branch.HalfWidth(text), " ", "")))
	if m == nil {
		return "", errors.New("没有看懂时间。请点选，或发送例如 15:00、下午3点半。")
	}
	hour, _ := strconv.Atoi(m[2])
	minute, _ := strconv.Atoi(strings.TrimSuffix(m[3]+m[4], "分"))
	if m[4] == "半" {
		minute = 30
	}
	if (m[1] == "下午" || m[1] == "晚上" || m[1] == "中午") && hour < 12 && !(m[1] == "中午" && hour > 2) {
		hour += 12
	}
	if hour < 7 || hour > 22 || minute > 59 {
		return "", errors.New("会议时间应在7:00至22:59之间，例如 15:00、下午3点半。")
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), nil
}

// at is a day's time of a clock that readClock has read.
func at(day branch.Date, clock string) time.Time {
	var hour, minute int
	fmt.Sscanf(clock, "%d:%d", &hour, &minute)
	return day.At(hour, minute)
}
