package sandbox

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Task is a small thing to try, proposed by the page and ticked when it is
// really done. What it is about only the caller knows.
type Task struct {
	Title    string
	Sentence string // what to do
	Look     string // how the button begins, or what the message says, that the sentence talks of: the page scrolls to it
	// Ready prepares for the task when somebody asks to be led to it: in whose
	// chat it is done, and to what time the clock has to be turned first, if
	// that is still ahead. An error is a sentence for the page.
	Ready func(context.Context) (person int64, until time.Time, err error)
	// Done reports whether it has been done. It is asked after every change while
	// a page is open, from one goroutine at a time, and no more once it was true.
	Done func() bool
}

type tour struct {
	mu    sync.Mutex
	tasks []taskState
}

type taskState struct{ done, skipped bool }

type taskView struct {
	Title    string `json:"title"`
	Sentence string `json:"sentence"`
	Done     bool   `json:"done"`
	Skipped  bool   `json:"skipped"`
}

// tourView asks which tasks are done now. Called without the lock.
func (s *Server) tourView() []taskView {
	s.tour.mu.Lock()
	defer s.tour.mu.Unlock()
	var all []taskView
	fresh := false
	for i, t := range s.opt.Tour {
		state := &s.tour.tasks[i]
		before := state.done
		state.done = state.done || t.Done()
		fresh = fresh || state.done != before
		all = append(all, taskView{t.Title, t.Sentence, state.done, state.skipped})
	}
	if fresh {
		s.noteTour()
	}
	return all
}

// keptTask is what outlives the process of a task, by its title.
type keptTask struct {
	Title         string
	Done, Skipped bool
}

// tourKept returns what is to be kept of the tour. Called with tour.mu held.
func (s *Server) tourKept() (list []keptTask) {
	for i, t := range s.opt.Tour {
		list = append(list, keptTask{t.Title, s.tour.tasks[i].done, s.tour.tasks[i].skipped})
	}
	return list
}

// noteTour keeps the tour as it is now. Called with tour.mu held.
func (s *Server) noteTour() {
	list := s.tourKept()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write(note{Tour: list})
	s.changed.fire()
}

// takeUpTour goes on with a tour that was kept, before anybody asks for it.
func (s *Server) takeUpTour(list []keptTask) {
	for i, t := range s.opt.Tour {
		for _, k := range list {
			if k.Title == t.Title {
				s.tour.tasks[i] = taskState{k.Done, k.Skipped}
			}
		}
	}
}

// pageTour leads to a task ("go"), skips it, or takes that back ("again").
func (s *Server) pageTour(ctx context.Context, in request) (any, error) {
	if in.Message < 0 || in.Message >= int64(len(s.opt.Tour)) {
		return nil, errors.New("没有这项任务")
	}
	switch in.Text {
	case "go":
		person, until, err := s.opt.Tour[in.Message].Ready(ctx)
		if err == nil && s.opt.Clock != nil && until.After(s.now()) {
			err = s.turn(until)
		}
		return map[string]any{"p": person, "look": s.opt.Tour[in.Message].Look}, err
	case "skip", "again":
		s.tour.mu.Lock()
		s.tour.tasks[in.Message].skipped = in.Text == "skip"
		s.noteTour()
		s.tour.mu.Unlock()
		s.mu.Lock()
		s.rev++
		s.changed.fire()
		s.mu.Unlock()
		return nil, nil
	}
	return nil, errors.New("请求无法读取")
}
