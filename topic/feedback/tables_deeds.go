package feedback

import "zhibu/store"

var (
	// Entries are what was said. The name of the table never changes.
	Entries = store.NewTable("feedback", func(e Entry) store.Key { return key(e) })

	open = Entries.Index("open", func(e Entry) store.Key {
		if !e.Open() {
			return nil
		}
		return store.K(e.Branch)
	})
)

func key(e Entry) store.Key { return store.K(e.Branch).Int(int64(e.ID)) }
