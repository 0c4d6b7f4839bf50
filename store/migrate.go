package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"zhibu/branch"
	"zhibu/chat"
	"zhibu/store/engine"
)

// migrations take an older file to the next version, in order; the last one gives this program's version. A step is one
// transaction with the version it leads to, so that a process that is killed in one begins with that same step again.
// A table that is missing is made, an index or a counter from its table's rows, so a new one needs a step that does nothing:
// older programs, which would not keep it, are to refuse the file. A step that changes what an index is made of drops it. Steps are never changed once released.
var migrations = []func(engine.Batch) error{
	func(engine.Batch) error { return nil }, // 0 → 1: the first file
	dropIndexes,                             // 1 → 2: programs of version 1 made new indexes without the rows there were
	func(engine.Batch) error { return nil }, // 2 → 3: traces are found by their day
	func(engine.Batch) error { return nil }, // 3 → 4: chats that cannot be reached, by since when
	func(engine.Batch) error { return nil }, // 4 → 5: invitations are found by their short code
	func(engine.Batch) error { return nil }, // 5 → 6: members are found by their post
	unveil,                                  // 6 → 7: older programs kept figures that are not published, and how often a ballot was pressed
	func(engine.Batch) error { return nil }, // 7 → 8: members are found by their name
	freezeNames,                             // 8 → 9: a round keeps the names of its own day; changes wait for a second officer
	nameSeen,                                // 9 → 10: what was seen is known by the platform, too
	formerForms,                             // 10 → 11: forms hold answers by the names of their fields
	honoursToEntries,                        // 11 → 12: 表彰 are one kind of dated records
}

// rewrite changes rows of a table: change gives what takes a row's place, nil to leave it. It takes them in the order of their keys.
func rewrite(b engine.Batch, table string, change func(row []byte) (any, error)) error {
	rows, fresh := b.Table(table), map[string][]byte{}
	if rows == nil {
		return nil
	}
	for k, v := range rows.Scan(nil, nil) {
		row, err := change(v)
		if err == nil && row != nil {
			fresh[string(k)], err = json.Marshal(row)
		}
		if err != nil {
			return err
		}
	}
	for _, k := range slices.Sorted(maps.Keys(fresh)) { // after the loop, which a write would disturb
		if err := rows.Put([]byte(k), fresh[k]); err != nil {
			return err
		}
	}
	return nil
}

// nameSeen has the updates that were seen be Telegram's: there was no other platform.
func nameSeen(b engine.Batch) error {
	table := b.Table("seen")
	if table == nil {
		return nil
	}
	var old []seen
	if err := rowsIn(b, "seen", func(s seen) { old = append(old, s) }); err != nil {
		return err
	}
	for _, s := range old {
		if s.Platform != "" {
			continue
		}
		if err := table.Delete(K(s.Day, s.ID)); err != nil {
			return err
		}
		s.Platform = "tg"
		raw, err := json.Marshal(s)
		if err == nil {
			err = table.Put(K(s.Day).Str(s.Platform).Int(s.ID), raw)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// FormerForm is the name of a form that an older program has left half-filled: what was written is given back.
const FormerForm = "former"

// formerForms keeps of the forms of an older file what their people have written.
func formerForms(b engine.Batch) error {
	titles := map[string]string{"visit": "登记走访、活动", "nominate": "推荐事迹", "change": "人员变动", "setting": "支部设置", "holidays": "节假日安排",
		"lapse": "未完成的原因", "request": "诉求办理情况", "ask": "诉求登记", "policy": "政策文件", "honour": "表彰登记", "firm": "企业资料", "open": "发起推荐",
		"why": "办理原因", "decide": "会议决定", "object": "公示意见", "answer": "意见答复", "report": "季度报告"}
	return rewrite(b, "forms", func(raw []byte) (any, error) {
		var was struct {
			Chat              chat.Chat
			Name              string
			Branch            branch.BranchID
			Member            branch.MemberID
			Number            int64
			Touched           time.Time
			More, Text, Draft string
			Contact           struct{ Name string }
			Change            struct{ Name, Reason string }
		}
		if err := json.Unmarshal(raw, &was); err != nil {
			return nil, err
		}
		f := Form{Chat: was.Chat, Name: FormerForm, Title: titles[was.Name], Branch: was.Branch, Member: was.Member, Number: was.Number, Touched: was.Touched}
		if f.Title == "" {
			f.Title = "填写中的内容"
		}
		f.Answers = chat.Answers{}
		for i, s := range []string{was.More, was.Text, was.Draft, was.Contact.Name, was.Change.Name, was.Change.Reason} {
			if s != "" {
				name := fmt.Sprint(i)
				f.Answers.Put(name, s)
				f.Given = append(f.Given, name)
			}
		}
		return f, nil
	})
}

// honoursToEntries moves the 表彰 of an older file into the table of dated records, with their numbers and the last one that was
// given. When they were logged was not kept; that stays unknown.
func honoursToEntries(b engine.Batch) error {
	const kind = "honour"
	old := b.Table("commendations")
	if old == nil {
		return nil
	}
	entries, err := b.Make("entries")
	if err != nil {
		return err
	}
	for _, raw := range old.Scan(nil, nil) {
		var was struct {
			Branch      branch.BranchID
			ID          int64
			Contact     branch.ContactID
			Member, By  branch.MemberID
			Decided     branch.Date
			Who, Honour json.RawMessage
			Level, Day  json.RawMessage
			Outcome     json.RawMessage
		}
		if err := json.Unmarshal(raw, &was); err != nil {
			return err
		}
		var e struct {
			Branch   branch.BranchID   `json:"branch"`
			Kind     string            `json:"kind"`
			ID       int64             `json:"id"`
			Answers  chat.Answers      `json:"answers"`
			About    []branch.MemberID `json:"about,omitempty"`
			Settled  branch.Date       `json:"settled,omitempty"`
			LoggedBy branch.MemberID   `json:"logged_by"`
		}
		e.Branch, e.Kind, e.ID, e.Settled, e.LoggedBy = was.Branch, kind, was.ID, was.Decided, was.By
		e.Answers = chat.Answers{"who": was.Who, "honour": was.Honour, "level": was.Level, "day": was.Day, "outcome": was.Outcome}
		if was.Contact != 0 {
			e.Answers.Put("contact", was.Contact)
		}
		if was.Member != 0 {
			e.About = []branch.MemberID{was.Member}
		}
		row, err := json.Marshal(e)
		if err == nil {
			err = entries.Put(K(e.Branch).Str(kind).Int(e.ID), row)
		}
		if err == nil { // the number of the latest goes on, whatever has become of it
			err = moveNumber(b, K(e.Branch).Str("commendation"), K(e.Branch).Str("entry").Str(kind))
		}
		if err != nil {
			return err
		}
	}
	return b.Drop("commendations")
}

// moveNumber has a sequence go on under another key.
func moveNumber(b engine.Batch, from, to Key) error {
	numbers := b.Table(schema[numbers].name)
	last := numbers.Get(from)
	if last == nil {
		return nil
	}
	return errors.Join(numbers.Put(to, bytes.Clone(last)), numbers.Delete(from))
}

// rowsIn calls do for every row of a table.
func rowsIn[T any](b engine.Batch, table string, do func(T)) error {
	rows := b.Table(table)
	if rows == nil {
		return nil
	}
	for _, raw := range rows.Scan(nil, nil) {
		var row T
		if err := json.Unmarshal(raw, &row); err != nil {
			return err
		}
		do(row)
	}
	return nil
}

// unveil drops from an older file what tells of ballots: the figures of outcomes of which only names are published, and of the
// cards of ballots and rounds the revision, which counted presses, and the digest.
func unveil(b engine.Batch) error {
	shown := func(raw []byte) (any, error) {
		var s Shown
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, err
		}
		if s.Waiting != 0 || !strings.HasPrefix(s.Key, "vote:") && !strings.HasPrefix(s.Key, "round:") {
			return nil, nil
		}
		s.Rev, s.Digest = 1<<32, nil // higher than any before: what was given up is not sent again in place of a newer one
		return s, nil
	}
	return errors.Join(rewrite(b, "rounds", unveilOutcomes), rewrite(b, "shown", shown))
}

// dropIndexes has all indexes and counters made anew.
func dropIndexes(b engine.Batch) error {
	for _, table := range schema {
		if table.fill == nil {
			continue
		}
		if err := b.Drop(table.name); err != nil {
			return err
		}
	}
	return nil
}

// Version is the version of the files that this program writes. It refuses newer ones.
func Version() int { return len(migrations) }

// ErrNewer is returned for a file of a version that this program does not know.
var ErrNewer = errors.New("store: the file is of a newer version")

// ErrForeign is returned for a file that another program has made.
var ErrForeign = errors.New("store: the file is not of this program")

// metaTable holds the version of the file, under versionKey; no row of it is declared.
const metaTable = "meta"

var versionKey = []byte("version")

// versionOf returns the version of a file: 0 for one that is new.
func versionOf(b engine.View) (have int, err error) {
	meta := b.Table(metaTable)
	if meta == nil {
		if len(b.Tables()) > 0 {
			return 0, ErrForeign
		}
		return 0, nil
	}
	raw := meta.Get(versionKey)
	if n, err := fmt.Sscanf(string(raw), "%d", &have); n != 1 || err != nil || have < 0 {
		return 0, ErrForeign
	}
	return have, nil
}

// standing returns the version of a file, and whether it has every table, index and counter of this program.
func standing(e engine.Engine) (have int, complete bool, err error) {
	b, err := e.Read()
	if err != nil {
		return 0, false, err
	}
	defer b.End()
	complete = true
	for _, table := range schema {
		complete = complete && b.Table(table.name) != nil
	}
	have, err = versionOf(b)
	return have, complete, err
}

// migrate brings a file to the version that steps lead to, and makes the tables that are missing: those with rows before the
// steps, indexes and counters after them. A file that has all is not written to.
func migrate(e engine.Engine, steps []func(engine.Batch) error) error {
	have, complete, err := standing(e)
	switch {
	case err != nil:
		return err
	case have > len(steps):
		return fmt.Errorf("%w: %d, this program knows up to %d", ErrNewer, have, len(steps))
	case have == len(steps) && complete:
		return nil
	}
	err = inBatch(e, func(b engine.Batch) error {
		for _, table := range schema {
			if table.fill != nil {
				continue
			}
			if _, err := b.Make(table.name); err != nil {
				return err
			}
		}
		return setVersion(b, have)
	})
	for ; err == nil && have < len(steps); have++ {
		err = inBatch(e, func(b engine.Batch) error { return errors.Join(steps[have](b), setVersion(b, have+1)) })
	}
	if err != nil {
		return err
	}
	return inBatch(e, func(b engine.Batch) error {
		for _, table := range schema {
			if table.fill == nil || b.Table(table.name) != nil {
				continue
			}
			to, err := b.Make(table.name)
			if err == nil {
				err = table.fill(b.Table(schema[table.of].name), to)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// inBatch commits what do writes, unless it returns an error.
func inBatch(e engine.Engine, do func(engine.Batch) error) error {
	b, err := e.Write()
	if err != nil {
		return err
	}
	defer b.End()
	if err := do(b); err != nil {
		return err
	}
	return b.Commit()
}

func setVersion(b engine.Batch, n int) error {
	meta, err := b.Make(metaTable)
	if err != nil {
		return err
	}
	return meta.Put(versionKey, fmt.Appendf(nil, "%d", n))
}
