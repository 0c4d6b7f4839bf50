package branch

// Ledger is a year of a branch's contact points (《联系点工作台账》), ready to be written: names, not ids.
type Ledger struct {
	Branch  string
	Year    int
	Day     Date // on which it stands so
	Duties  []LedgerDuty
	Firms   []LedgerFirm
	Sheets  []Sheet // of the matters
	Honours []Commendation
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
	Standing Standing
	Records  []LedgerRecord // those that count
	Lapse    Lapse          // why it was not done
	LapseBy  string
}

// LedgerRecord is one record with the names in it.
type LedgerRecord struct {
	Record
	Went   []string
	Logger string
}

// LedgerFirm is one enterprise and all that was done there in the year, what was withdrawn included.
type LedgerFirm struct {
	Contact                Contact
	Leader, Group, Liaison string
	Records                []LedgerRecord
	Pairings               []LedgerPairing // former ones
}

// LedgerPairing is who had an enterprise until a day.
type LedgerPairing struct {
	Until           Date
	Point           bool
	Leader, Liaison string
}

// Sheet is a table of a matter in the ledger.
type Sheet struct {
	Name    string // of its tab
	Title   string
	Columns []SheetColumn
	Rows    [][]string
	Unit    string // as which its rows are counted, 诉求 %d 件; "": they are not
}

// SheetColumn is a column of a Sheet.
type SheetColumn struct {
	Name  string
	Width float64 // in characters of the sheet's font
}

// Commendation is an honour that others give: an enterprise, a person of an enterprise, a member or the branch put
// forward for it (台企先进典型、上级表彰), and what came of it.
type Commendation struct {
	Branch  BranchID  `json:"branch"`
	ID      int64     `json:"id"`
	Contact ContactID `json:"contact,omitempty"` // of an enterprise, or of its people
	Member  MemberID  `json:"member,omitempty"`  // of a member
	Who     string    `json:"who"`               // as it is written: an enterprise, a person by surname and post, a member, the branch
	Honour  string    `json:"honour"`            // what for: “富民兴潍”劳动奖章
	Level   string    `json:"level"`             // one of HonourLevels
	Day     Date      `json:"day"`               // put forward, or given
	Outcome string    `json:"outcome"`           // one of Outcomes
	By      MemberID  `json:"by"`
	Decided Date      `json:"decided,omitempty"` // the day the outcome was entered
}

// HonourLevels and Outcomes are what a commendation may be. Buttons carry their places: add at the end.
var (
	HonourLevels = []string{"国家级", "省级", "市级", "县级", "市直机关"}
	Outcomes     = []string{"已推荐", "已获评", "未获评"}
)
