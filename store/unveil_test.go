package store

import (
	"strings"
	"testing"

	"zhibu/store/engine"
)

// TestUnveil sees an older file lose the figures of a poll of six and the revisions that counted presses on a ballot, and keep all else.
func TestUnveil(t *testing.T) {
	e := bare(t, t.TempDir()+"/old.db")
	rows := []struct{ table, key, was, want string }{
		{"rounds", "six", `{"branch":1,"id":1,"kind":"组内推荐","stages":[{"kind":"ballot","outcome":{"roll":6,"cast":6,"votes":[4,2],"abstained":0,"winners":[0]}}]}`, `"votes":null`},
		{"rounds", "many", `{"branch":1,"id":2,"kind":"先锋岗","stages":[{"kind":"ballot","outcome":{"roll":20,"cast":20,"votes":[12,8],"abstained":0,"winners":[0]}}]}`, `"votes":[12,8]`},
		{"shown", "ballot", `{"chat":"tg:1","key":"vote:1:1","message":7,"rev":9,"digest":"AAAA"}`, `{"chat":"tg:1","key":"vote:1:1","message":7,"rev":4294967296}`},
		{"shown", "home", `{"chat":"tg:1","key":"home","message":8,"rev":9,"digest":"AAAA"}`, `"rev":9,"digest":"AAAA"`},
	}
	err := inBatch(e, func(b engine.Batch) error {
		for _, r := range rows {
			table, err := b.Make(r.table)
			if err == nil {
				err = table.Put([]byte(r.key), []byte(r.was))
			}
			if err != nil {
				return err
			}
		}
		return unveil(b)
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer b.End()
	for _, r := range rows {
		if got := string(b.Table(r.table).Get([]byte(r.key))); !strings.Contains(got, r.want) {
			t.Errorf("%s: %s", r.key, got)
		}
	}
}
