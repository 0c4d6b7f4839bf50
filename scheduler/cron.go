package scheduler

import (
	"errors"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"zhibu/branch"
)

// ErrSpec is returned for a cron spec that cannot be used: not five fields, with a zone of its own, or never.
var ErrSpec = errors.New("scheduler: not a usable cron spec")

// parse reads a cron spec of five fields. It refuses what robfig/cron accepts or panics on and nobody means: a zone
// ("TZ=…"), "@every -5s", a day that never comes.
func parse(spec string) (s cron.Schedule, err error) {
	defer func() {
		if recover() != nil {
			err = ErrSpec
		}
	}()
	if strings.ContainsAny(spec, "=@") {
		return nil, ErrSpec
	}
	s, err = cron.ParseStandard(spec)
	if err != nil || s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, branch.Shanghai)).IsZero() {
		return nil, ErrSpec
	}
	return s, nil
}

// When returns the first instant at or after from that a spec names, on the wall clock of Shanghai; the zero time for a
// spec that cannot be used.
func When(spec string, from time.Time) time.Time {
	s, err := parse(spec)
	if err != nil {
		return time.Time{}
	}
	return s.Next(from.In(branch.Shanghai).Add(-time.Second))
}
