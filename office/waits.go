package office

import (
	"slices"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/store"
)

// waiting collects what waits for a member, as the store stands now.
type waiting struct {
	*Office
	tx   *store.Tx
	b    branch.Branch
	me   branch.Member
	now  time.Time
	list []cards.Task
}

func (w *waiting) add(t cards.Task) { w.list = append(w.list, t) }

func (w *waiting) today() branch.Date { return branch.DateOf(w.now) }

// waits makes a Wait of one of the kinds below.
func waits(rank Rank, add func(*waiting)) Wait {
	return Wait{rank, func(o *Office, tx *store.Tx, b branch.Branch, me branch.Member, now time.Time) []cards.Task {
		w := &waiting{Office: o, tx: tx, b: b, me: me, now: now}
		add(w)
		return w.list
	}}
}

// Waits returns what waits for a member: what is begun, what the rounds ask for, then what recurs. Who must act finds it there at
// once.
func (o *Office) Waits(tx *store.Tx, me branch.Member, now time.Time) []cards.Task {
	b := GetBranch(tx, me.Branch)
	var list [ranks][]cards.Task
	for m := range o.matters() {
		for _, w := range m.Waits {
			list[w.Rank] = append(list[w.Rank], w.Of(o, tx, b, me, now)...)
		}
	}
	return slices.Concat(list[:]...)
}

// Recurring returns what of that a member owes in every period, and is his or hers to look after.
func (o *Office) Recurring(tx *store.Tx, me branch.Member, now time.Time) (list []cards.Task) {
	b := GetBranch(tx, me.Branch)
	for _, rank := range []Rank{Recurring, Given} {
		for m := range o.matters() {
			for _, w := range m.Waits {
				if w.Rank == rank {
					list = append(list, w.Of(o, tx, b, me, now)...)
				}
			}
		}
	}
	return list
}

// form is what the member has begun to fill in.
func (w *waiting) form() {
	if t, ok := formTask(w.tx, w.me, w.now); ok {
		w.add(t)
	}
}

// pendings are the changes that wait for a second officer: to be confirmed by the member, or entered by him or her.
func (w *waiting) pendings() {
	if w.me.Post == branch.NoPost {
		return
	}
	for _, p := range PendingsOf(w.tx, w.b.ID) {
		if mine := p.By == w.me.ID; mine || maySecond(w.tx, w.me, p) {
			w.add(cards.PendingTask(p.Branch, p.ID, p.Says, mine))
		}
	}
}

// roster is what the branch's list of people asks for.
func (w *waiting) roster() {
	if !w.me.May(branch.EnterRoster) { // who keeps the roster finds them there
		if unbound, gone := Away(w.tx, w.me); len(unbound)+len(gone) > 0 {
			w.add(cards.AwayTask(w.b.ID, len(unbound)+len(gone)))
		}
		return
	}
	asked := func(p store.Pending) bool { return p.By == w.me.ID && p.Proposal != 0 }
	if p, ok := GetProposal(w.tx, w.b.ID, w.me.ID); ok && !slices.ContainsFunc(PendingsOf(w.tx, w.b.ID), asked) {
		w.add(cards.ImportTask(w.b.ID, p.Number, p.File))
	}
	if n := len(Divided(w.tx, w.b.ID).Vacancies()); n > 0 {
		w.add(cards.VacancyTask(w.b.ID, n))
	}
}

// CalendarOf is the next year's holidays, from the month in which they are usually known.
func (w *waiting) calendar() {
	if year, month, _ := w.today().YMD(); w.me.May(branch.KeepSettings) && month == time.December && !w.Calendar.For(w.b.ID).Known(year+1) {
		w.add(cards.HolidaysTask(w.b.ID, year+1))
	}
}

// homeView returns what home and its rooms show a member.
func (o *Office) homeView(tx *store.Tx, me branch.Member, now time.Time) cards.HomeView {
	v := cards.HomeView{Branch: GetBranch(tx, me.Branch), Me: me, Today: branch.DateOf(now), Group: Group(tx, me.Branch, me.Group)}
	for m := range o.matters() {
		if m.Ways != nil {
			v.Ways = append(v.Ways, m.Ways(o, tx, me, now)...)
		}
	}
	for _, b := range BindingsOf(tx, BindingOf(tx, me).Account) {
		if m, ok := Member(tx, b.Branch, b.Member); ok && m.Status == branch.Active && b.Branch != me.Branch {
			v.Others = append(v.Others, GetBranch(tx, b.Branch))
		}
	}
	return v
}

// Home returns the home card of a member: what waits for him or her, then the rooms.
func (o *Office) Home(tx *store.Tx, me branch.Member, now time.Time) chat.Card {
	v := o.homeView(tx, me, now)
	v.Tasks = o.Waits(tx, me, now)
	return cards.Home(v)
}

// Menu returns every button of a member's home and of its rooms.
func (o *Office) Menu(tx *store.Tx, me branch.Member, now time.Time) []chat.Button {
	v := o.homeView(tx, me, now)
	v.Tasks, v.Doors = o.Waits(tx, me, now), o.doors(tx, me, now)
	return cards.Menu(v)
}

// doors returns what runs now in each room.
func (o *Office) doors(tx *store.Tx, me branch.Member, now time.Time) (list []cards.Doors) {
	for m := range o.matters() {
		if m.Doors != nil {
			list = append(list, m.Doors(o, tx, me, now))
		}
	}
	return list
}

// WaitsCard returns all that waits for a member, in pages.
func (o *Office) WaitsCard(tx *store.Tx, me branch.Member, page int, now time.Time) chat.Card {
	v := o.homeView(tx, me, now)
	v.Tasks = o.Waits(tx, me, now)
	return cards.Waits(v, page)
}

// Room returns a room's card, or a Refusal if it holds nothing for the member. lead is a sentence to begin with, or "".
func (o *Office) Room(tx *store.Tx, me branch.Member, name, lead string, now time.Time) (chat.Card, error) {
	v := o.homeView(tx, me, now)
	v.Doors = o.doors(tx, me, now)
	c, ok := cards.Room(v, name, lead)
	if !ok {
		return c, Refusal(cards.NotYours)
	}
	return c, nil
}

// RefreshHomes shows home anew above what this deed shows as news, wherever home itself is what stands there: it must not
// go on saying that nothing waits. What answers a press in its place is no news: a thousand votes refresh nothing.
func (o *Office) RefreshHomes(tx *store.Tx, now time.Time) {
	done := map[chat.Chat]bool{}
	for _, n := range tx.News() {
		if n.Key == cards.KeyHome || done[n.Chat] {
			continue
		}
		done[n.Chat] = true
		if s, ok := tx.ShownAs(n.Chat, cards.KeyHome); !ok || s.Page != cards.PageHome {
			continue
		}
		var me branch.Member
		front := int64(-1)
		for _, b := range BindingsOf(tx, chat.Account(n.Chat)) { // alone with the bot a chat is its account
			if m, ok := Member(tx, b.Branch, b.Member); ok && m.Status == branch.Active && b.Front > front {
				me, front = m, b.Front
			}
		}
		if me.ID != 0 {
			tx.Show(n.Chat, o.Home(tx, me, now))
		}
	}
	tx.News() // of the homes themselves
}
