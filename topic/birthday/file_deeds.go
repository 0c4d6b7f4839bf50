package birthday

import (
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/office"
	"zhibu/store"
)

// MayPrint reports whether somebody may have the card of a member's 政治生日 for printing: the member, and those who
// prepare it.
func MayPrint(tx *store.Tx, me branch.Member, m branch.MemberID) bool {
	of, ok := office.Member(tx, me.Branch, m)
	if !ok || me.Status != branch.Active || of.Status != branch.Active {
		return false
	}
	for _, p := range preparers(tx, of) {
		if p.ID == me.ID {
			return true
		}
	}
	return me.ID == m || me.May(branch.PrepareBirthdays)
}

// PrintCard sends somebody the card of a member's 政治生日 in a year as a file, A5 at 300 dpi: of the years since joining,
// up to the next.
func PrintCard(o *office.Office, tx *store.Tx, me branch.Member, m branch.MemberID, year int, now time.Time) error {
	of, ok := office.Member(tx, me.Branch, m)
	to := office.Chat(tx, me)
	if !ok || !MayPrint(tx, me, m) || to == "" {
		return office.Refusal(cards.NotYours)
	}
	if of.Joined == 0 || year <= of.Joined.Year() || year > branch.DateOf(now).Year()+1 {
		return office.Refusal(cards.OldCard)
	}
	b := office.GetBranch(tx, me.Branch)
	tx.ShowBelow(to, cardFile(b, me.ID, office.Shown(tx, of), of.Joined.Anniversary(year, b.Settings.MarchFirst)))
	return nil
}

// SendBirthdays sends somebody the lists as an .xlsx file.
func SendBirthdays(o *office.Office, tx *store.Tx, me branch.Member, now time.Time) error {
	to, err := office.SendTo(tx, me, branch.FileBirthdays)
	if err != nil {
		return err
	}
	tx.ShowBelow(to, listsFile(office.GetBranch(tx, me.Branch), me.ID, branch.DateOf(now)))
	return nil
}

// SendReflections sends somebody what members have shared as a .docx file. What was taken back before the file is made
// is not in it.
func SendReflections(o *office.Office, tx *store.Tx, me branch.Member, now time.Time) error {
	to, err := office.SendTo(tx, me, branch.FileBirthdays)
	if err != nil {
		return err
	}
	n := len(SharedReflections(tx, me.Branch))
	if n == 0 {
		return office.Refusal("目前还没有同志分享心得。")
	}
	tx.ShowBelow(to, reflectionsFile(office.GetBranch(tx, me.Branch), me.ID, branch.DateOf(now), n))
	return nil
}
