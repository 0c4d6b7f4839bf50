package office

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// MaxUpload is the largest file that is fetched. // bytes
const MaxUpload = 20 << 20

// TakeUpload notes that an officer has sent a roster to the bot: it is fetched and read next, outside the deed.
func (o *Office) TakeUpload(tx *store.Tx, me branch.Member, in chat.Chat, f chat.Uploaded) error {
	switch {
	case !me.May(branch.EnterRoster):
		return Entitled(me, branch.EnterRoster)
	case f.Picture:
		return Refusal(cards.NoPictures)
	case f.Size > MaxUpload:
		return Refusal(cards.FileTooLarge)
	}
	overtake(tx, me, in)
	store.Uploads.Put(tx, store.Upload{Chat: in, Branch: me.Branch, Member: me.ID, Number: tx.Next(store.Key(nil).Str("form")), Update: tx.Cause(),
		Ref: f.Ref, File: cards.FileName(f.Name)})
	tx.ShowBelow(in, cards.ImportReading(me.Branch, f.Name))
	return nil
}

// overtake says of a file that waits to be read, or to be told what it is, that the one which comes now takes its place: in its own
// message, or below if that is on its way.
func overtake(tx *store.Tx, me branch.Member, in chat.Chat) {
	was, ok := store.Uploads.Get(tx, store.ChatKey(in))
	if !ok {
		return
	}
	told := cards.FileReplaced(was.File)
	if was.Kind == store.UploadWords || !tx.Former(in, cards.KeyImport(me.Branch), cards.Plain("say", told).Text) {
		tx.Reply(chat.Reply{Say: sentence(told)})
	}
}

// ReadUpload takes a roster that was sent and has been read: it shows what that would change, or why it cannot be. hash names the
// file, which is not kept.
func (o *Office) ReadUpload(tx *store.Tx, u store.Upload, hash string, r branch.Roster, now time.Time) {
	switch d, faults, err := o.Propose(tx, u.Branch, u.Member, u.File, hash, r, now); {
	case err != nil:
		tx.Show(u.Chat, cards.ImportRefused(u.Branch, u.File, err.Error()))
	case len(faults) > 0:
		tx.Show(u.Chat, cards.ImportFaults(u.Branch, u.File, faults, d.Account))
	}
}

// Propose compares a roster with a branch and keeps it until it is confirmed or dropped; one that changes nothing is
// not kept. by is none for the command line, which is shown no card. It refuses the roster of another branch.
func (o *Office) Propose(tx *store.Tx, b branch.BranchID, by branch.MemberID, file, hash string, r branch.Roster, now time.Time) (branch.Difference, []branch.Fault, error) {
	for other := range store.Branches.Scan(tx, nil) {
		if other.ID != b && other.Name == r.Branch {
			return branch.Difference{}, nil, Refusal("这是“" + other.Name + "”的名册，不是本支部的，没有导入。")
		}
	}
	r = entitled(tx, b, r)
	dropProposal(tx, b, by)
	o.reviewPendings(tx, b, now)
	p := store.Proposal{Branch: b, By: by, Number: tx.Next(store.Key(nil).Str("form")), File: file, Hash: hash, At: now}
	if who, ok := Member(tx, b, by); ok {
		p.Chat = Chat(tx, who)
	}
	c := o.compare(tx, b, hash, func() branch.Roster { return r }, nil, now)
	d := c.difference
	if len(c.faults) > 0 {
		return d, c.faults, nil
	}
	p.Digest = c.digest
	if !d.Empty() {
		store.Proposals.Put(tx, p)
		putProposed(tx, p, r)
	}
	if p.Chat != "" {
		tx.Show(p.Chat, cards.Import(o.withSecond(tx, importView(tx, p, d), p, c), false))
	}
	return d, nil, nil
}

// entitled returns a roster with a doubt about its title, if that names another branch than this one and the people are others, too.
func entitled(tx *store.Tx, b branch.BranchID, r branch.Roster) branch.Roster {
	if own := GetBranch(tx, b).Name; r.Branch != "" && !strings.HasSuffix(own, r.Branch) && !strings.HasSuffix(r.Branch, own) && !Resembles(tx, b, r) {
		r.Doubts = append(slices.Clip(r.Doubts), branch.Fault{Value: r.Branch, Want: "标题写的是这个支部，而这里是「" + own + "」，名册里的人也大多不同：导入会把他们加进「" + own + "」，不会另建支部；不是本支部的名册，请放弃"})
	}
	return r
}

// Resembles reports whether half of the people in a roster or more are of a branch: then a slip in the title must not make it another
// one's.
func Resembles(tx *store.Tx, b branch.BranchID, r branch.Roster) bool {
	known := map[string]branch.Date{}
	for m := range store.Members.Scan(tx, store.K(b)) {
		known[m.Name] = m.Joined
	}
	same := 0
	for _, p := range r.People {
		if joined, ok := known[p.Name]; ok && joined == p.Joined {
			same++
		}
	}
	return 2*same >= len(r.People)
}

// linesPerPart is how many lines go into one row of a proposal: a line of the longest texts takes some 2 KB.
const linesPerPart = 250

func putProposed(tx *store.Tx, p store.Proposal, r branch.Roster) {
	part := func(n int) store.Proposed {
		row := store.Proposed{Branch: p.Branch, By: p.By, Part: int64(n)}
		if n == 0 {
			row.Roster = branch.Roster{Branch: r.Branch, Columns: r.Columns, ContactColumns: r.ContactColumns, Account: r.Account}
		}
		from := n * linesPerPart
		row.Roster.People = r.People[min(from, len(r.People)):min(from+linesPerPart, len(r.People))]
		row.Roster.Contacts = r.Contacts[min(from, len(r.Contacts)):min(from+linesPerPart, len(r.Contacts))]
		return row
	}
	for n := 0; n == 0 || n*linesPerPart < max(len(r.People), len(r.Contacts)); n++ {
		store.Proposeds.Put(tx, part(n))
	}
}

func proposed(tx *store.Tx, p store.Proposal) (r branch.Roster) {
	for part := range store.Proposeds.Scan(tx, store.K(p.Branch).Int(int64(p.By))) {
		if part.Part == 0 {
			r = part.Roster
			continue
		}
		r.People = append(r.People, part.Roster.People...)
		r.Contacts = append(r.Contacts, part.Roster.Contacts...)
	}
	return r
}

func dropProposal(tx *store.Tx, b branch.BranchID, by branch.MemberID) {
	k := store.K(b).Int(int64(by))
	store.Proposals.Delete(tx, k)
	for part := int64(0); store.Proposeds.Has(tx, k.Int(part)); part++ { // of thousands of lines, reading them would take long
		store.Proposeds.Delete(tx, k.Int(part))
	}
}

// known returns a branch as it stands.
func known(tx *store.Tx, b branch.BranchID) branch.Known {
	k := branch.Known{Branch: GetBranch(tx, b), Last: lastMember(tx, b)}
	k.Members = store.Members.Where(tx, store.K(b), func(branch.Member) bool { return true })
	for g := range store.Groups.Scan(tx, store.K(b)) {
		k.Groups = append(k.Groups, g)
	}
	for g := range store.FormerGroups.Scan(tx, store.K(b)) {
		k.Former = append(k.Former, g)
	}
	for c := range store.Contacts.Scan(tx, store.K(b)) {
		k.Contacts = append(k.Contacts, c)
	}
	return k
}

// sumOf names a difference: two are equal if they say the same of the same state.
func sumOf(d branch.Difference) []byte {
	raw, err := json.Marshal(d)
	if err != nil {
		panic("office: a difference that cannot be written")
	}
	sum := sha256.Sum256(raw)
	return sum[:]
}

// GetProposal returns what somebody has proposed and not yet confirmed.
func GetProposal(tx *store.Tx, b branch.BranchID, by branch.MemberID) (store.Proposal, bool) {
	return store.Proposals.Get(tx, store.K(b).Int(int64(by)))
}

// compared is a roster held against a branch. It is shared, and must not be changed.
type compared struct {
	difference    branch.Difference
	faults        []branch.Fault
	digest        []byte         // of the difference
	before, after *branch.People // nil while somebody is to be asked about, or there are faults
	edits         []branch.Edit
}

// proposedTo holds a proposal against the branch as it stands now.
func (o *Office) proposedTo(tx *store.Tx, p store.Proposal, now time.Time) compared {
	return o.compare(tx, p.Branch, p.Hash, func() branch.Roster { return proposed(tx, p) }, p.Answers, now)
}

// compare is branch.Compare with one fault more: the state as a whole would be one that cannot be. So it is said before
// 「确认导入」, and not after. Of the same file (hash) and the same people it is done once: of thousands it takes long, and Preview does
// it beside the writer. A roster of no file has no hash.
func (o *Office) compare(tx *store.Tx, b branch.BranchID, hash string, roster func() branch.Roster, answers []store.Answer, now time.Time) compared {
	compare := func() (c compared) {
		means := map[int]branch.MemberID{}
		for _, a := range answers {
			means[a.Row] = a.Member
		}
		if c.difference, c.faults = branch.Compare(known(tx, b), roster(), means, branch.DateOf(now)); len(c.faults) == 0 && len(c.difference.Asks) == 0 {
			c.before, c.after = People(tx, b), imported(tx, b, c.difference)
			if err := mayStand(c.before, c.after); err != nil && c.difference.Changes() {
				c.faults = []branch.Fault{{Want: strings.TrimSuffix(err.Error(), "。") + "，请在文件里改正"}}
			}
			c.edits = branch.Diff(c.before, c.after)
		}
		c.digest = sumOf(c.difference)
		return c
	}
	if hash == "" {
		return compare()
	}
	what := fmt.Sprint(hash, answers, branch.DateOf(now), GetBranch(tx, b).Name)
	return store.Derive(tx, what, store.K(b), compare, store.Members, store.Groups, store.FormerGroups, store.Contacts)
}

// Preview does beside the writer what Propose and ConfirmImport would else do in it: it holds a roster that somebody has sent against
// the branch. tx may be one that only reads.
func (o *Office) Preview(tx *store.Tx, b branch.BranchID, hash string, r branch.Roster, now time.Time) {
	r = entitled(tx, b, r)
	o.compare(tx, b, hash, func() branch.Roster { return r }, nil, now)
}

// mayStand refuses people as a roster would leave them: what People.Check refuses, and a branch that loses its last officer.
func mayStand(before, after *branch.People) error {
	if err := after.Check(); err != nil {
		return Refusal(err.Error())
	}
	if len(before.Active(branch.KeepRoster.HeldBy)) > 0 && len(after.Active(branch.KeepRoster.HeldBy)) == 0 {
		return Refusal("按这份名册，书记、副书记、组织委员将无人在任。")
	}
	return nil
}

// imported returns the people of a branch as a difference would leave them.
func imported(tx *store.Tx, b branch.BranchID, d branch.Difference) *branch.People {
	after := People(tx, b)
	last := branch.MemberID(0) // whoever comes after has no row yet: of a branch of many each would be looked for among all
	for _, m := range after.Members {
		last = max(last, m.ID)
	}
	for _, x := range d.People {
		if x.Member.ID <= last {
			*after.Member(x.Member.ID) = x.Member
		} else {
			after.Members = append(after.Members, x.Member)
		}
	}
	for _, x := range d.Contacts {
		if i := slices.IndexFunc(after.Contacts, func(c branch.Contact) bool { return c.ID == x.Contact.ID }); i >= 0 {
			after.Contacts[i] = x.Contact
		} else {
			after.Contacts = append(after.Contacts, x.Contact)
		}
	}
	for _, x := range d.Groups {
		if g := after.Group(x.ID); g != nil {
			*g = x
		} else {
			after.Groups = append(after.Groups, x)
		}
	}
	return after
}

// ImportView returns what the card of a proposal shows. If the branch has changed since it was last shown, what is shown
// now counts.
func (o *Office) ImportView(tx *store.Tx, p store.Proposal, now time.Time) (v cards.ImportView, changed bool, err error) {
	c := o.proposedTo(tx, p, now)
	if len(c.faults) > 0 {
		return v, false, Refusal("名册已有变动，这份文件不能导入了：" + c.faults[0].String())
	}
	if changed = !bytes.Equal(p.Digest, c.digest); changed {
		p.Digest = c.digest
		store.Proposals.Put(tx, p)
	}
	return o.withSecond(tx, importView(tx, p, c.difference), p, c), changed, nil
}

// withSecond says of a proposal whether another officer has to confirm it, and whether that is awaited.
func (o *Office) withSecond(tx *store.Tx, v cards.ImportView, p store.Proposal, c compared) cards.ImportView {
	if len(v.Difference.Asks) == 0 && p.By != 0 {
		v.Second = o.editsNeedSecond(tx, c.edits, c.before, c.after, p.By)
	}
	for _, x := range PendingsOf(tx, p.Branch) {
		if x.By == p.By && x.Proposal == p.Number {
			v.Pending = x.ID
		}
	}
	return v
}

func importView(tx *store.Tx, p store.Proposal, d branch.Difference) cards.ImportView {
	v := cards.ImportView{Branch: p.Branch, Number: p.Number, File: p.File, Difference: d, GroupNames: map[branch.GroupID]string{}}
	for g := range store.Groups.Scan(tx, store.K(p.Branch)) {
		v.GroupNames[g.ID] = g.Name
	}
	return v
}

// AnswerAsk says whom a line of a proposed roster means.
func (o *Office) AnswerAsk(tx *store.Tx, p store.Proposal, row int64, means branch.MemberID, now time.Time) (cards.ImportView, error) {
	c := o.proposedTo(tx, p, now)
	before, faults := c.difference, c.faults
	i := slices.IndexFunc(before.Asks, func(a branch.Ask) bool { return int64(a.Line.Row) == row })
	if len(faults) > 0 || i < 0 {
		return cards.ImportView{}, Refusal(cards.OldCard)
	}
	if means > 0 && !slices.ContainsFunc(before.Asks[i].Candidates, func(m branch.Member) bool { return m.ID == means }) || means < branch.LeaveOut {
		return cards.ImportView{}, Refusal(cards.OldCard)
	}
	kept := p.Answers[:0:0]
	for _, a := range p.Answers {
		if int64(a.Row) != row {
			kept = append(kept, a)
		}
	}
	p.Answers = append(kept, store.Answer{Row: int(row), Member: means})
	if c = o.proposedTo(tx, p, now); len(c.faults) > 0 {
		return cards.ImportView{}, Refusal(c.faults[0].String())
	}
	p.Digest = c.digest
	store.Proposals.Put(tx, p)
	o.reviewPendings(tx, p.Branch, now)
	return o.withSecond(tx, importView(tx, p, c.difference), p, c), nil
}

// DropImport forgets a proposal: nothing was changed.
func (o *Office) DropImport(tx *store.Tx, p store.Proposal, now time.Time) {
	store.Underive(tx, store.K(p.Branch))
	dropProposal(tx, p.Branch, p.By)
	o.reviewPendings(tx, p.Branch, now)
}

// ConfirmImport takes a proposed roster over. If the branch has changed since the difference was shown, nothing is taken
// over and stale is true: the new difference must be shown and confirmed. Nobody is removed. It refuses while it is not
// clear whom a line means. A roster that another officer has to confirm waits, the whole of it: v.Pending is then what waits.
func (o *Office) ConfirmImport(tx *store.Tx, p store.Proposal, now time.Time) (v cards.ImportView, stale bool, err error) {
	c := o.proposedTo(tx, p, now)
	d, faults := c.difference, c.faults
	if v = importView(tx, p, d); len(faults) == 0 {
		v = o.withSecond(tx, v, p, c)
	}
	switch {
	case len(faults) > 0:
		return v, false, Refusal("名册已有变动，这份文件不能导入了：" + faults[0].String())
	case !bytes.Equal(p.Digest, c.digest):
		p.Digest = c.digest
		store.Proposals.Put(tx, p)
		return v, true, nil
	case !d.Changes() && len(d.Asks) == 0:
		return v, false, Refusal("没有需要改动的内容。")
	case len(d.Asks) > 0:
		return v, false, Refusal(fmt.Sprintf("还有%d处需要核实，请先核实再确认。", len(d.Asks)))
	}
	if v.Second {
		if v.Pending != 0 {
			return v, false, Refusal("这份名册已在等待另一名同志确认。")
		}
		x, err := o.ask(tx, store.Pending{Branch: p.Branch, By: p.By, Proposal: p.Number}, time.Time{}, now)
		v.Pending = x.ID
		return v, false, err
	}
	if err := o.takeOver(tx, p, c, branch.Change{}, now); err != nil {
		return v, false, err
	}
	dropProposal(tx, p.Branch, p.By)
	return v, false, nil
}

// takeOver writes a difference, and with it who did it; what changed is in the history of those concerned.
func (o *Office) takeOver(tx *store.Tx, p store.Proposal, x compared, c branch.Change, now time.Time) error {
	c.Branch, c.By, c.Says = p.Branch, p.By, p.File
	d := x.difference
	if _, err := o.rewrite(tx, c, x.before, x.after.Clone(), x.edits, now); err != nil {
		return err
	}
	store.Underive(tx, store.K(p.Branch)) // a large one need not stay in memory
	added, changed := d.Count()
	record := store.Import{Branch: p.Branch, ID: tx.Next(store.K(p.Branch).Str("import")), By: p.By, File: p.File, Hash: p.Hash,
		Added: added, Changed: changed, Contacts: len(d.Contacts), At: now}
	store.Imports.Put(tx, record)
	by, _ := Member(tx, p.Branch, p.By)
	var names []string
	for _, x := range d.People {
		if x.New && len(names) < maxNewcomers {
			names = append(names, x.Member.Name+"（"+x.Group+"）")
		}
	}
	EachChat(tx, Officers(tx, p.Branch), func(m branch.Member, c chat.Chat) {
		if m.ID != p.By {
			tx.Show(c, cards.ImportTold(p.Branch, record.ID, Called(tx, by), added, changed, len(d.Contacts), names))
		}
	})
	return nil
}
