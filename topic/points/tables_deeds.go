package points

import (
	"zhibu/branch"
	"zhibu/store"
)

// PutOff says until when a member's reminders of one duty are put off. It ends with the duty's period.
type Delay struct {
	Branch  branch.BranchID `json:"branch"`
	Subject branch.Subject  `json:"subject"`
	Duty    branch.DutyKind `json:"duty"`
	Period  string          `json:"period"`
	Until   branch.Date     `json:"until"`
	By      branch.MemberID `json:"by"`
}

// What is noted about a duty in one of its periods: why it was not done, until when its reminders are put off.
var (
	Lapses = store.NewTable("lapses", func(l branch.Lapse) store.Key { return dutyKey(l.Branch, l.Subject, l.Duty, l.Period) })
	Delays = store.NewTable("putoffs", func(p Delay) store.Key { return dutyKey(p.Branch, p.Subject, p.Duty, p.Period) })
)

// dutyKey is the key of what is noted about one duty of one subject in one period.
func dutyKey(b branch.BranchID, s branch.Subject, d branch.DutyKind, period string) store.Key {
	return store.K(b).Int(s.Code()).Str(string(d)).Str(period)
}

// Records are the occasions: visits and whatever else was done at an enterprise, and 工作研商.
var (
	Records        = store.NewTable("records", func(r branch.Record) store.Key { return store.K(r.Branch).Int(int64(r.ID)) })
	RecordsByPhoto = Records.Index("photo", func(r branch.Record) store.Key {
		if len(r.Photos()) == 0 {
			return nil
		}
		return store.K(r.Branch).Int(int64(r.ID))
	}).Filed(branch.Record.Photos)
	RecordsByContact = Records.Index("contact", func(r branch.Record) store.Key {
		if r.Contact == 0 {
			return nil
		}
		return store.K(r.Branch).Int(int64(r.Contact)).Int(int64(r.Day))
	})
	RecordsByLead = Records.Index("lead", func(r branch.Record) store.Key {
		if r.Lead == 0 {
			return nil
		}
		return store.K(r.Branch).Int(int64(r.Lead)).Int(int64(r.Day))
	})
)
