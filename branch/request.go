package branch

// Deadlines are a branch's own, in working days.
type Deadlines struct {
	First  int `json:"first,omitempty"`  // from 受理 to a first answer
	Handle int `json:"handle,omitempty"` // from 交办, if no day is named
	Ask    int `json:"ask,omitempty"`    // from 反馈 to 回访
}

// DefaultDeadlines hold where a branch has not set its own (first answer: three working days).
var DefaultDeadlines = Deadlines{First: 3, Handle: 10, Ask: 5}

// OrDefault fills in what is not set.
func (d Deadlines) OrDefault() Deadlines {
	for _, f := range []struct {
		own   *int
		other int
	}{{&d.First, DefaultDeadlines.First}, {&d.Handle, DefaultDeadlines.Handle}, {&d.Ask, DefaultDeadlines.Ask}} {
		if *f.own == 0 {
			*f.own = f.other
		}
	}
	return d
}
