package sandbox

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// clockState is what the page knows of the clock beyond the time.
type clockState struct {
	cancel context.CancelFunc // set while turning
	note   string             // why the last turn ended early
	from   int                // length of the log when the last turn began
	till   int                // and when it ended; 0 while it lasts
	turns  int
}

type clockView struct {
	Date    string `json:"date"`
	Day     string `json:"day"`
	Time    string `json:"time"`
	Input   string `json:"input"` // for the date picker
	Next    string `json:"next"`  // what is due next
	NextAt  string `json:"nextAt"`
	Turning bool   `json:"turning"`
	Note    string `json:"note"`
}

func (s *Server) clockView() *clockView {
	clock := s.opt.Clock
	if clock == nil {
		return nil
	}
	s.mu.Lock()
	v := clockView{Turning: s.clock.cancel != nil, Note: s.clock.note}
	s.mu.Unlock()
	now := clock.Now()
	v.Date, v.Day, v.Time, v.Input = long(now), day(now), now.Format("15:04"), now.Format(pickerTime)
	if !v.Turning {
		if at, sentence, ok := clock.NextDue(); ok {
			v.Next, v.NextAt = sentence, short(at.In(now.Location()))
		}
	}
	return &v
}

const pickerTime = "2006-01-02T15:04"

// pageClock begins to turn the clock to what the text says, or stops turning.
func (s *Server) pageClock(_ context.Context, in request) (any, error) {
	clock := s.opt.Clock
	if clock == nil {
		return nil, errors.New("这里没有可以拨动的时钟")
	}
	if in.Text == "stop" {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.clock.cancel != nil {
			s.clock.cancel()
		}
		return nil, nil
	}
	now := clock.Now()
	var to time.Time
	switch in.Text {
	case "next":
		at, _, ok := clock.NextDue()
		if !ok {
			return nil, errors.New("后面没有要办的事了")
		}
		if to = at; to.Before(now) {
			to = now
		}
	case "hour":
		to = now.Add(time.Hour)
	case "day":
		to = now.AddDate(0, 0, 1)
	case "week":
		to = now.AddDate(0, 0, 7)
	default:
		var err error
		if to, err = time.ParseInLocation(pickerTime, in.Text, now.Location()); err != nil {
			return nil, errors.New("请选择日期和时间")
		}
	}
	if to.Before(now) {
		return nil, errors.New("时间只能往后拨，不能往回拨")
	}
	return nil, s.turn(to)
}

// turn steps the clock in the background and tells the pages when it is done.
func (s *Server) turn(to time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.clock.cancel != nil {
		return errors.New("时间正在推进，请稍候")
	}
	ctx, cancel := context.WithCancel(s.alive)
	s.clock = clockState{cancel: cancel, from: s.logged, turns: s.clock.turns + 1}
	s.rev++
	s.changed.fire()
	go func() {
		defer cancel()
		err := s.opt.Clock.Turn(ctx, to)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.clock.cancel, s.clock.till = nil, s.logged
		s.clock.turns++
		if errors.Is(err, context.Canceled) {
			s.clock.note = "已停在这里"
		} else if err != nil {
			s.clock.note = "没有走到：" + err.Error()
		}
		s.rev++
		s.changed.fire()
	}()
	return nil
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// long is a date as 2026年6月1日（周一）09:00.
func long(t time.Time) string {
	return fmt.Sprintf("%d年%s%s", t.Year(), day(t), t.Format("15:04"))
}

// day is a date as 6月1日（周一）.
func day(t time.Time) string {
	return fmt.Sprintf("%d月%d日（%s）", t.Month(), t.Day(), weekdays[t.Weekday()])
}

// short is a date as 6月1日 09:00.
func short(t time.Time) string {
	return fmt.Sprintf("%d月%d日 %s", t.Month(), t.Day(), t.Format("15:04"))
}
