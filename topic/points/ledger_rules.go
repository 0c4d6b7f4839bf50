package points

import "zhibu/branch"

// Ledger is a year of a branch's contact points (《联系点工作台账》), ready to be written: names, not ids.
type Ledger struct {
	Branch string
	Year   int
	Day    branch.Date // on which it stands so
	Duties []LedgerDuty
	Firms  []LedgerFirm
	Sheets []branch.Sheet // of the matters
}

// LedgerDuty is one duty in every period of the year that has begun, subject by subject.
type LedgerDuty struct {
	Name  string
	Lines []LedgerStanding
}

// LedgerStanding is one duty of one subject in one period.
type LedgerStanding struct {
	Subject  string // the enterprise, or the 领导班子成员
	Leader   string // the leadership member it was paired with at the period's end, or is now
	Standing branch.Standing
	Records  []LedgerRecord // those that count
	Lapse    branch.Lapse   // why it was not done
	LapseBy  string
}

// LedgerRecord is one record with the names in it.
type LedgerRecord struct {
	branch.Record
	Went   []string
	Logger string
}

// LedgerFirm is one enterprise and all that was done there in the year, what was withdrawn included.
type LedgerFirm struct {
	Contact                branch.Contact
	Leader, Group, Liaison string
	Records                []LedgerRecord
	Pairings               []LedgerPairing // former ones
}

// LedgerPairing is who had an enterprise until a day.
type LedgerPairing struct {
	Until           branch.Date
	Point           bool
	Leader, Liaison string
}
