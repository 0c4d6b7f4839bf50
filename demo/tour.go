package demo

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/cards"
	"zhibu/chat"
	"zhibu/office"
	"zhibu/sandbox"
	"zhibu/store"
	"zhibu/topic/birthday"
	"zhibu/topic/points"
	"zhibu/topic/rounds"
)

// tour is what the page proposes to somebody new. Every task is done when the store, or a chat, shows that it is.
func (r *Rehearsal) tour() []sandbox.Task {
	ballots := map[string][]byte{} // sealed votes as last seen; a vote that is changed is sealed anew
	var invited []branch.Member
	return []sandbox.Task{
		{Title: "用邀请码绑定", Sentence: "这位党员还没有绑定账号：点下方的邀请链接，再点「确认」。",
			Ready: r.invited, Done: r.has(func(tx *store.Tx) bool {
				if invited == nil {
					for m := range store.Members.Scan(tx, nil) {
						if unboundAtFirst(tx, m) {
							invited = append(invited, m)
						}
					}
				}
				return slices.ContainsFunc(invited, func(m branch.Member) bool { return office.Chat(tx, m) != "" })
			})},
		{Title: "登记一次走访", Sentence: "点「登记走访」，选一家企业，发送一句话，再点「确认」。", Look: "登记走访",
			Ready: r.ready(r.liaison), Done: r.has(func(tx *store.Tx) bool { return some(points.Records, tx) })},
		{Title: "推荐“身边好党员”", Sentence: "党小组组长点选一名党员，发送一句事迹，再点「确认提名」。", Look: "请从本组党员中推荐",
			Ready: r.ready(r.nominator), Done: r.has(func(tx *store.Tx) bool { return some(rounds.Nominations, tx) })},
		{Title: "参加先锋岗推荐", Sentence: "组织委员已经发起推荐：点选一名候选人，再点「确认」。", Look: "这是民主推荐",
			Ready: r.voting(false), Done: r.has(func(tx *store.Tx) bool { return some(rounds.Ballots, tx) })},
		{Title: "改投一次", Sentence: "截止前可以改投：点「改投」，另选一人，再点「确认」。", Look: "改投",
			Ready: r.voting(true), Done: r.has(func(tx *store.Tx) bool {
				changed := false
				for b := range rounds.Ballots.Scan(tx, nil) {
					key := string(store.RoundKey(b.Branch, b.Round).Int(int64(b.Member)))
					changed = changed || ballots[key] != nil && !bytes.Equal(ballots[key], b.Choice)
					ballots[key] = b.Choice
				}
				return changed
			})},
		{Title: "看本季度走访情况", Sentence: "点「联系点」「本季度走访」，看哪些联系点还没有走访。", Look: "联系点",
			Ready: r.ready(r.secretary), Done: r.boardSeen},
		{Title: "外人来信", Sentence: "不是本支部的人也可能找到机器人：点「开始」，或随便发一句话，看看怎样回答。",
			Ready: func(context.Context) (int64, time.Time, error) { return OutsiderID, time.Time{}, nil },
			Done:  func() bool { _, ok := r.server.Client(OutsiderID).Find(cards.Stranger); return ok }},
		{Title: "收到政治生日祝贺", Sentence: "时钟会走到下一位党员的政治生日，看看收到的祝贺。", Look: "今天是您的政治生日",
			Ready: r.ready(r.birthday), Done: r.has(func(tx *store.Tx) bool {
				for range store.Saids.Scan(tx, store.K[int64]().Str(birthday.PushGreeting)) {
					return true
				}
				return false
			})},
		{Title: "录入会议决定", Sentence: "推荐到期，轮到会议表决：点「录入决定」，选会议和日期，发送实到和赞成人数（卡片上有例子），再点「确认决定」。", Look: "录入决定",
			Ready: r.decision, Done: r.has(func(tx *store.Tx) bool { return some(rounds.Meetings, tx) })},
	}
}

// invited is who has an invitation and no account yet.
func (r *Rehearsal) invited(context.Context) (person int64, _ time.Time, err error) {
	err = errors.New("大家都已经绑定。")
	_ = r.app.Store.View(func(tx *store.Tx) error {
		for m := range store.Members.Scan(tx, nil) {
			if err != nil && m.Status == branch.Active && office.Chat(tx, m) == "" && store.Invites.Has(tx, store.K(m.Branch).Int(int64(m.ID))) {
				person, err = personID(m), nil
			}
		}
		return nil
	})
	return person, time.Time{}, err
}

// decision leads to the 组织委员 once a 先锋岗 recommendation is over. One that still runs gets the votes of all others first, or too
// few would have taken part, and the clock goes to its end.
func (r *Rehearsal) decision(context.Context) (person int64, until time.Time, err error) {
	running := func() (found rounds.Round) {
		_ = r.app.Store.View(func(tx *store.Tx) error {
			for round := range rounds.RoundsOpen.Scan(tx, nil) {
				if round.Kind == rounds.Pioneer && (round.Runs(rounds.StageDecide) || round.Takes(rounds.StageBallot, r.clock.Now())) {
					found = round
				}
			}
			return nil
		})
		return found
	}
	round := running()
	if round.ID == 0 {
		if err = r.openBallot(); err != nil {
			return 0, until, err
		}
		round = running()
	}
	if round.Runs(rounds.StageBallot) {
		until = round.Running().Closes
		err = r.castRest(round)
	}
	if err != nil {
		return 0, until, err
	}
	person, _, err = r.ready(func(tx *store.Tx) (branch.Member, time.Time, error) {
		m, ok := first(tx, func(m branch.Member) bool { return m.Branch == round.Branch && m.Post.Is(branch.OrganisationPost) })
		if !ok {
			m, _ = first(tx, branch.KeepRounds.HeldBy)
		}
		return m, time.Time{}, nil
	})(context.Background())
	return person, until, err
}

// castRest votes in the name of all who have not: most for the first candidate, so that nothing is tied.
func (r *Rehearsal) castRest(round rounds.Round) error {
	_, err := r.app.Store.Update(func(tx *store.Tx) error {
		n := 0
		for seat := range rounds.Roll.Scan(tx, store.RoundKey(round.Branch, round.ID)) {
			m, _ := office.Member(tx, round.Branch, seat.Member)
			if v, onRoll := rounds.MyBallot(tx, round, m.ID); !onRoll || v.Voted || rounds.MayVote(r.app.Office, tx, m, round, r.clock.Now()) != nil {
				continue
			}
			mask := uint64(1)
			if n++; n%4 == 0 {
				mask = 2
			}
			if err := rounds.CastBallot(r.app.Office, tx, m, round.ID, rounds.Choice{Mask: mask}, r.clock.Now()); err != nil {
				return err
			}
		}
		r.app.Office.RefreshHomes(tx, r.clock.Now())
		return nil
	})
	return err
}

func some[T any](t *store.Table[T], tx *store.Tx) bool {
	for range t.Scan(tx, nil) {
		return true
	}
	return false
}

// has makes a look into the store a task's Done.
func (r *Rehearsal) has(look func(*store.Tx) bool) func() bool {
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

func (r *Rehearsal) ready(find guide) func(context.Context) (int64, time.Time, error) {
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

// account returns the person on the page who chats in a chat.
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
func (r *Rehearsal) liaison(tx *store.Tx) (m branch.Member, _ time.Time, err error) {
	today := branch.DateOf(r.clock.Now())
	m, ok := first(tx, func(m branch.Member) bool { return m.Post == branch.NoPost && points.Owed(tx, m, today) > 0 })
	if !ok {
		m, _ = first(tx, func(m branch.Member) bool { return len(office.Enterprises(tx, m, today)) > 0 })
	}
	return m, time.Time{}, nil
}

// nominator is a leader whose group has not nominated, once nominations are open.
func (r *Rehearsal) nominator(tx *store.Tx) (branch.Member, time.Time, error) {
	for round := range rounds.Rounds.Scan(tx, nil) {
		if round.Kind != rounds.GoodMember || !round.Takes(rounds.StageNominate, r.clock.Now()) {
			continue
		}
		for g := range store.Groups.Scan(tx, store.K(round.Branch)) {
			if _, made := rounds.GetNomination(tx, round, g.ID); !made {
				if m, ok := office.Member(tx, g.Branch, g.Leader); ok && office.Chat(tx, m) != "" && m.Post == branch.NoPost {
					return m, time.Time{}, nil
				}
			}
		}
	}
	for due := range store.DuesByAt.Scan(tx, nil) {
		if due.Push == rounds.PushNominate {
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
func (r *Rehearsal) secretary(tx *store.Tx) (branch.Member, time.Time, error) {
	m, ok := first(tx, func(m branch.Member) bool { return m.Post.Is(branch.Secretary) })
	if !ok {
		m, _ = first(tx, func(branch.Member) bool { return true })
	}
	return m, time.Time{}, nil
}

// birthday is who is greeted next.
func (r *Rehearsal) birthday(tx *store.Tx) (branch.Member, time.Time, error) {
	for due := range store.DuesByAt.Scan(tx, nil) {
		if due.Push != birthday.PushGreeting {
			continue
		}
		if m, ok := office.Member(tx, due.Branch, branch.MemberID(due.Subject)); ok && office.Chat(tx, m) != "" {
			return m, due.At, nil
		}
	}
	return branch.Member{}, time.Time{}, errors.New("近期没有党员过政治生日。")
}

// boardSeen reports whether somebody has the quarter's board before the eyes.
func (r *Rehearsal) boardSeen() bool {
	today := branch.DateOf(r.clock.Now())
	for _, id := range r.everybody() {
		for _, mine := range []bool{false, true} {
			if _, ok := r.server.Client(id).Find(points.BoardTitle(mine, today)); ok {
				return true
			}
		}
	}
	return false
}

func (r *Rehearsal) everybody() (ids []int64) {
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
func (r *Rehearsal) voting(voted bool) func(context.Context) (int64, time.Time, error) {
	voter := r.ready(func(tx *store.Tx) (branch.Member, time.Time, error) {
		now := r.clock.Now()
		for round := range rounds.Rounds.Scan(tx, nil) {
			if round.Kind != rounds.Pioneer || !round.Takes(rounds.StageBallot, now) {
				continue
			}
			m, ok := first(tx, func(m branch.Member) bool {
				v, onRoll := rounds.MyBallot(tx, round, m.ID)
				return onRoll && v.Voted == voted && !m.May(branch.KeepRounds) && rounds.MayVote(r.app.Office, tx, m, round, now) == nil
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
func (r *Rehearsal) openBallot() error {
	key, err := r.app.Vault.Fresh()
	if err != nil {
		return err
	}
	_, err = r.app.Store.Update(func(tx *store.Tx) error {
		now := r.clock.Now()
		me, ok := first(tx, func(m branch.Member) bool { return m.Post.Is(branch.OrganisationPost) })
		if !ok {
			if me, ok = first(tx, branch.KeepRounds.HeldBy); !ok {
				return errors.New("没有可以发起推荐的支部委员。")
			}
		}
		var who []branch.MemberID
		for _, c := range rounds.Candidates(tx, me.Branch, branch.OfMembers) {
			m, _ := office.Member(tx, me.Branch, c.Member)
			if !m.Leadership && m.Post == branch.NoPost && !m.Probationary(branch.DateOf(now)) && len(who) < 3 {
				who = append(who, m.ID)
			}
		}
		until := rounds.Deadlines(r.app.Office, me.Branch, now)
		_, err := rounds.OpenBallot(r.app.Office, tx, me, 0, branch.MembersOf(who...), until[len(until)-1], key, now)
		r.app.Office.RefreshHomes(tx, now)
		return err
	})
	if err != nil {
		err = errors.Join(err, r.app.Vault.Destroy(key))
	}
	return err
}
