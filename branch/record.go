package branch

import (
	"slices"
	"time"
)

// Activity is something done at an enterprise, or by a 领导班子成员 with colleagues.
type Activity string

// The activities that duties ask for.
const (
	Visit      Activity = "走访"
	LifeDay    Activity = "参加支部生活日"
	Lecture    Activity = "讲党课"
	PolicyTalk Activity = "形势政策宣讲"
	Consult    Activity = "工作研商"
)

// AtEnterprise are the activities that can be logged at an enterprise, in the order in which they are shown.
var AtEnterprise = []Activity{Visit, LifeDay, Lecture, PolicyTalk}

// RecordID numbers the records of a branch, from 1.
type RecordID int64

// Record is one occasion: at an enterprise, or a 工作研商. One occasion may satisfy several duties.
type Record struct {
	Branch     BranchID   `json:"branch"`
	ID         RecordID   `json:"id"`
	Contact    ContactID  `json:"contact,omitempty"`
	Lead       MemberID   `json:"lead,omitempty"` // 工作研商: whose
	Activities []Activity `json:"activities"`
	Day        Date       `json:"day"`            // when it happened: this day's periods are the ones it counts in
	By         MemberID   `json:"by"`             // who went, first of all
	With       []MemberID `json:"with,omitempty"` // who went along
	Text       string     `json:"text"`
	LoggedBy   MemberID   `json:"logged_by"`
	LoggedAt   time.Time  `json:"logged_at"`
	Photo      string     `json:"photo,omitempty"` // its blob
	Was        []Former   `json:"was,omitempty"`   // before corrections, oldest first
	Withdrawn  *Withdrawn `json:"withdrawn,omitempty"`
}

// Former is what a record said until somebody corrected it.
type Former struct {
	Activities []Activity `json:"activities"`
	Day        Date       `json:"day"`
	By         MemberID   `json:"by"`
	With       []MemberID `json:"with,omitempty"`
	Text       string     `json:"text"`
	Photo      string     `json:"photo,omitempty"`
	Changer    MemberID   `json:"changer"`
	At         time.Time  `json:"at"`
}

// Withdrawn says who took a record back (撤回). It counts nowhere and stays readable.
type Withdrawn struct {
	By MemberID  `json:"by"`
	At time.Time `json:"at"`
}

// Photos returns the blobs of the photo, and of those that corrections took away.
func (r Record) Photos() (list []string) {
	for _, f := range r.Was {
		if f.Photo != "" {
			list = append(list, f.Photo)
		}
	}
	if r.Photo != "" {
		list = append(list, r.Photo)
	}
	return list
}

// Subject returns whom the record is about.
func (r Record) Subject() Subject {
	if r.Lead != 0 {
		return OfLeader(r.Lead)
	}
	return OfContact(r.Contact)
}

// Went returns everybody who went.
func (r Record) Went() []MemberID { return append([]MemberID{r.By}, r.With...) }

// Late reports whether the record was logged after the period it counts in had ended (补录).
func (r Record) Late(s Span) bool { return r.LateFor(PeriodOf(s, r.Day)) }

// LateFor is Late for a period.
func (r Record) LateFor(p Period) bool { return DateOf(r.LoggedAt) > p.To }

// Corrected returns the record as corrected by somebody, with what it said before in its history.
func (r Record) Corrected(to Record, by MemberID, at time.Time) Record {
	r.Was = append(slices.Clone(r.Was), Former{r.Activities, r.Day, r.By, r.With, r.Text, r.Photo, by, at})
	r.Activities, r.Day, r.By, r.With, r.Text, r.Photo = to.Activities, to.Day, to.By, to.With, to.Text, to.Photo
	return r
}

// authorDays is for how long the author may correct or withdraw what he or she logged. // days, the last one included
const authorDays = 7

// MayCorrect reports whether somebody may correct or withdraw the record: its author for a week, who keeps the records at any time.
func (r Record) MayCorrect(m Member, today Date) bool {
	return r.Withdrawn == nil && (m.May(CorrectRecords) || m.ID == r.LoggedBy && today <= DateOf(r.LoggedAt)+authorDays)
}
