package requests

import "zhibu/store"

var (
	Requests = store.NewTable("requests", func(r Request) store.Key { return store.K(r.Branch).Int(int64(r.ID)) })
	ByHolder = Requests.Index("holder", func(r Request) store.Key {
		if !r.Open() {
			return nil
		}
		return store.K(r.Branch).Int(int64(r.Holder))
	})
	ByDue = Requests.Index("due", func(r Request) store.Key {
		if !r.Open() || r.Due == 0 {
			return nil
		}
		return store.K(r.Branch).Int(int64(r.Due))
	})
	ByContact = Requests.Index("contact", func(r Request) store.Key {
		if r.Contact == 0 {
			return nil
		}
		return store.K(r.Branch).Int(int64(r.Contact))
	})
)
