package store

import (
	"strings"
	"testing"

	"zhibu/store/engine"
)

// TestFreezeNames sees the rounds of an older file, open and ended, and their rolls take the names that the roster has: those of
// namesakes with what tells them apart, those of another branch from its own people. What is not opened yet stays as it is.
func TestFreezeNames(t *testing.T) {
	e := bare(t, t.TempDir()+"/old.db")
	rows := []struct{ table, key, was, want string }{
		{"groups", "1", `{"branch":1,"id":1,"name":"第一党小组","leader":1}`, ""},
		{"groups", "2", `{"branch":1,"id":2,"name":"第二党小组"}`, ""},
		{"former", "3", `{"branch":1,"id":3,"name":"老党小组","ended":"2024-10-04"}`, ""},
		{"members", "1", `{"branch":1,"id":1,"name":"李䶮","group":1,"joined":"2000-02-13","full":"2001-03-19"}`, ""},
		{"members", "2", `{"branch":1,"id":2,"name":"李䶮","group":2,"joined":"2002-11-09","full":"2003-12-14"}`, ""},
		{"members", "3", `{"branch":1,"id":3,"name":"沈岩","group":3,"status":"转出","joined":"2026-02-16"}`, ""},
		{"members", "other", `{"branch":2,"id":1,"name":"陆文博","group":1,"joined":"2000-02-13","full":"2001-03-19"}`, ""},
		{"rounds", "open", `{"branch":1,"id":1,"kind":"先锋岗","period":"2026Q2","at":0,"roll":3,"stages":[{"kind":"ballot","opens":"2026-06-01T01:00:00Z"}],"candidates":[{"member":1},{"member":3}],"left_out":[{"member":2,"why":"留置"}]}`,
			`"faces":[{"who":{"member":1},"name":"李䶮","group":"第一党小组","apart":"第一党小组","right":"正式党员"},{"who":{"member":3},"name":"沈岩","group":"老党小组","right":"预备党员"}],"id":1,"kind":"先锋岗","left_out":[{"member":2,"why":"留置","name":"李䶮","group":"第二党小组","apart":"第二党小组","right":"正式党员"}],"period"`},
		{"rounds", "ended", `{"branch":2,"id":1,"kind":"先锋岗","period":"2025Q2","at":1,"stages":[{"kind":"ballot","opens":"2025-06-01T01:00:00Z"}],"candidates":[{"member":1}],"named":[{"member":1}]}`, `"name":"陆文博"`},
		{"rounds", "not yet", `{"branch":1,"id":3,"kind":"身边好党员","period":"2026","at":0,"stages":[{"kind":"nominate"}],"candidates":[{"member":1}]}`, `"candidates":[{"member":1}]}`},
		{"roll", "seat", `{"branch":1,"round":1,"member":2,"bound":true,"paper":true}`, `{"apart":"第二党小组","bound":true,"branch":1,"group":"第二党小组","member":2,"name":"李䶮","paper":true,"right":"正式党员","round":1}`},
		{"roll", "nobody", `{"branch":1,"round":1,"member":9,"bound":true}`, `{"branch":1,"round":1,"member":9,"bound":true}`},
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
		if err := freezeNames(b); err != nil {
			return err
		}
		return freezeNames(b) // begun again after a kill: nothing is added
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
		if got := string(b.Table(r.table).Get([]byte(r.key))); !strings.Contains(got, r.want) || strings.Count(got, `"who"`) > 2 {
			t.Errorf("%s %s: %s", r.table, r.key, got)
		}
	}
}
