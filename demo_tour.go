package main

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
)

// tour is what the page proposes to somebody new. Every task is done when the store, or a chat, shows that it is.
func (r *rehearsal) tour() []sandbox.Task {
	ballots := map[string][]byte{} // sealed votes as last seen; a vote that is changed is sealed anew
	return []sandbox.Task{
		{Title: "登记一次走访", Sentence: "点「登记走访」，选一家企业，发送一句话，再点「确认」。",
			Ready: r.ready(r.liaison), Done: r.has(func(tx *store.Tx) bool { return some(store.Records, tx) })},
		{Title: "推荐“身边好党员”", Sentence: "党小组组长点选一名党员，发送一句事迹，再点「确认提名」。",
			Ready: r.ready(r.nominator), Done: r.has(func(tx *store.Tx) bool { return some(store.Nominations, tx) })},
		{Title: "参加先锋岗推荐", Sentence: "组织委员已经发起推荐：点选一名候选人，再点「确认」。",
			Ready: r.voting(false), Done: r.has(func(tx *store.Tx) bool { return some(store.Ballots, tx) })},
		{Title: "改投一次", Sentence: "截止前可以改投：点「改投」，另选一人，再点「确认」。",
			Ready: r.voting(true), Done: r.has(func(tx *store.Tx) bool {
				changed := false
				for b := range store.Ballots.Scan(tx, nil) {
					key := string(store.RoundKey(b.Branch, b.Round).Int(int64(b.Member)))
					changed = changed || ballots[key] != nil && !bytes.Equal(ballots[key], b.Choice)
					ballots[key] = b.Choice
				}
				return changed
			})},
		{Title: "看本季度走访情况", Sentence: "点「本季度走访」，看哪些联系点还没有走访。",
			Ready: r.ready(r.secretary), Done: r.boardSeen},
		{Title: "收到政治生日祝贺", Sentence: "时钟会走到下一位党员的政治生日，看看收到的祝贺。",
			Ready: r.ready(r.birthday), Done: r.has(func(tx *store.Tx) bool {
				for range store.Saids.Scan(tx, store.K[int64]().Str(office.PushGreeting)) {
					return true
				}
				return false
			})},
	}
}

func some[T any](t *store.Table[T], tx *store.Tx) bool {
	for range t.Scan(tx, nil) {
		return true
	}
	return false
}

// has makes a look into the store a task's Done.
func (r *rehearsal) has(look func(*store.Tx) bool) func() bool {
	return func() (done bool) {
		_ = r.app.Store.View(func(tx *store.Tx) error {
			done = look(tx)
			return nil
		})
		return done
	}
}

// guide says whose chat a task is done in and to what time the clock has to go first, or why it cannot be done now.
type guide func(tx *store.Tx) (branch.Member, time.Time, error)

func (r *rehearsal) ready(find guide) func(context.Context) (int64, time.Time, error) {
	return func(context.Context) (person int64, until time.Time, err error) {
		_ = r.app.Store.View(func(tx *store.Tx) error {
			var m branch.Member
			if m, until, err = find(tx); err == nil {
				person, err = account(office.Chat(tx, m))
			}
			return nil
		})
		return person, until, err
	}
}

// account gives the person on the page who chats in a chat.
func account(c chat.Chat) (int64, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(string(c), "tg:"), 10, 64)
	if err != nil {
		return 0, errors.New("此人还没有绑定账号，请先用邀请码绑定。")
	}
	return id, nil
}

func first(tx *store.Tx, which func(branch.Member) bool) (branch.Member, bool) {
	for m := range store.Members.Scan(tx, nil) {
		if office.Chat(tx, m) != "" && which(m) {
			return m, true
		}
	}
	return branch.Member{}, false
}

// liaison is somebody who still owes a visit, else anybody.
func (r *rehearsal) liaison(tx *store.Tx) (m branch.Member, _ time.Time, err error) {
	today := branch.DateOf(r.clock.Now())
	m, ok := first(tx, func(m branch.Member) bool { return m.Post == branch.NoPost && office.Owed(tx, m, today) > 0 })
	if !ok {
		m, _ = first(tx, func(m branch.Member) bool { return len(office.Enterprises(tx, m, today)) > 0 })
	}
	return m, time.Time{}, nil
}

// nominator is a leader whose group has not nominated, once nominations are open.
func (r *rehearsal) nominator(tx *store.Tx) (branch.Member, time.Time, error) {
	for round := range store.Rounds.Scan(tx, nil) {
		if round.Kind != branch.GoodMember || !round.Takes(branch.Nominate, r.clock.Now()) {
			continue
		}
		for g := range store.Groups.Scan(tx, store.K(round.Branch)) {
			if _, made := office.GetNomination(tx, round, g.ID); !made {
				if m, ok := office.Member(tx, g.Branch, g.Leader); ok && office.Chat(tx, m) != "" && m.Post == branch.NoPost {
					return m, time.Time{}, nil
				}
			}
		}
	}
	for due := range store.DuesByAt.Scan(tx, nil) {
		if due.Push == office.PushNominate {
			m, ok := first(tx, func(m branch.Member) bool {
				return m.Post == branch.NoPost && office.Group(tx, m.Branch, m.Group).Leader == m.ID
			})
			if ok {
				return m, due.At, nil
			}
		}
	}
	return branch.Member{}, time.Time{}, errors.New("各党小组都已经推荐。")
}

// secretary is the 书记, who looks at the board.
func (r *rehearsal) secretary(tx *store.Tx) (branch.Member, time.Time, error) {
	m, ok := first(tx, func(m branch.Member) bool { return m.Post == branch.Secretary })
	if !ok {
		m, _ = first(tx, func(branch.Member) bool { return true })
	}
	return m, time.Time{}, nil
}

// birthday is who is greeted next.
func (r *rehearsal) birthday(tx *store.Tx) (branch.Member, time.Time, error) {
	for due := range store.DuesByAt.Scan(tx, nil) {
		if due.Push != office.PushGreeting {
			continue
		}
		if m, ok := office.Member(tx, due.Branch, branch.MemberID(due.Subject)); ok && office.Chat(tx, m) != "" {
			return m, due.At, nil
		}
	}
	return branch.Member{}, time.Time{}, errors.New("近期没有党员过政治生日。")
}

// boardSeen tells whether somebody has the quarter's board before the eyes.
func (r *rehearsal) boardSeen() bool {
	today := branch.DateOf(r.clock.Now())
	for _, id := range r.everybody() {
		for _, mine := range []bool{false, true} {
			if _, ok := r.server.Client(id).Find(cards.BoardTitle(mine, today)); ok {
				return true
			}
		}
	}
	return false
}

func (r *rehearsal) everybody() (ids []int64) {
	_ = r.app.Store.View(func(tx *store.Tx) error {
		for b := range store.Bindings.Scan(tx, nil) {
			if id, err := account(b.Chat); err == nil {
				ids = append(ids, id)
			}
		}
		return nil
	})
	return ids
}

// voting leads to a member who takes part in a running 先锋岗 recommendation: one who has not voted yet, or one who has.
// If none runs, the 组织委员 opens one: that takes an officer more presses than a task should.
func (r *rehearsal) voting(voted bool) func(context.Context) (int64, time.Time, error) {
	voter := r.ready(func(tx *store.Tx) (branch.Member, time.Time, error) {
		now := r.clock.Now()
		for round := range store.Rounds.Scan(tx, nil) {
			if round.Kind != branch.Pioneer || !round.Takes(branch.Ballot, now) {
				continue
			}
			m, ok := first(tx, func(m branch.Member) bool {
				v, onRoll := office.MyBallot(tx, round, m.ID)
				return onRoll && v.Voted == voted && !m.Officer() && r.app.Office.MayVote(tx, m, round, now) == nil
			})
			if ok {
				return m, time.Time{}, nil
			}
			if voted {
				return m, time.Time{}, errors.New("还没有人参加推荐，请先做上一项。")
			}
			return m, time.Time{}, errors.New("可以参加的人都已经参加了。")
		}
		return branch.Member{}, time.Time{}, errNoBallot
	})
	return func(ctx context.Context) (int64, time.Time, error) {
		person, until, err := voter(ctx)
		if errors.Is(err, errNoBallot) && !voted {
			if err = r.openBallot(); err == nil {
				person, until, err = voter(ctx)
			}
		}
		return person, until, err
	}
}

var errNoBallot = errors.New("现在没有正在进行的推荐，请先做上一项。")

// openBallot opens this quarter's 先锋岗 recommendation in the name of the 组织委员.
func (r *rehearsal) openBallot() error {
	key, err := r.app.vault.Fresh()
	if err != nil {
		return err
	}
	_, err = r.app.Store.Update(func(tx *store.Tx) error {
		now := r.clock.Now()
		me, ok := first(tx, func(m branch.Member) bool { return m.Post == branch.OrganisationPost })
		if !ok {
			if me, ok = first(tx, branch.Member.Officer); !ok {
				return errors.New("没有可以发起推荐的支部委员。")
			}
		}
		var who []branch.MemberID
		for _, c := range office.Candidates(tx, me.Branch, branch.OfMembers) {
			m, _ := office.Member(tx, me.Branch, c.Member)
			if !m.Leadership && m.Post == branch.NoPost && !m.Probationary(branch.DateOf(now)) && len(who) < 3 {
				who = append(who, m.ID)
			}
		}
		until := r.app.Office.Deadlines(now)
		_, err := r.app.Office.OpenBallot(tx, me, 0, branch.MembersOf(who...), until[len(until)-1], key, now)
		return err
	})
	if err != nil {
		err = errors.Join(err, r.app.vault.Destroy(key))
	}
	return err
}
