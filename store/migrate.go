package store

import (
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// migrations take an older file to the next version, in order; the last one gives this program's version. A step is one
// transaction with the version it leads to, so that a process that is killed in one begins with that same step again.
// A bucket that is missing is made, an index or a counter from its table's rows, so a new one needs a step that does nothing:
// older programs, which would not keep it, are to refuse the file. A step that changes what an index is made of drops it. Steps are never changed once released.
var migrations = []func(*bolt.Tx) error{
	func(*bolt.Tx) error { return nil }, // 0 → 1: the first file
	dropIndexes,                         // 1 → 2: programs of version 1 made new indexes without the rows there were
	func(*bolt.Tx) error { return nil }, // 2 → 3: traces are found by their day
	func(*bolt.Tx) error { return nil }, // 3 → 4: chats that cannot be reached, by since when
}

// dropIndexes has all indexes and counters made anew.
func dropIndexes(b *bolt.Tx) error {
	for _, bucket := range schema {
		if name := []byte(bucket.name); bucket.fill != nil && b.Bucket(name) != nil {
			if err := b.DeleteBucket(name); err != nil {
				return err
			}
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

var metaBucket, versionKey = []byte("meta"), []byte("version")

// versionOf gives the version of a file: 0 for one that is new.
func versionOf(b *bolt.Tx) (have int, err error) {
	meta := b.Bucket(metaBucket)
	if meta == nil {
		if first, _ := b.Cursor().First(); first != nil {
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

// migrate brings a file to the version that steps lead to, and makes the buckets that are missing: tables before the
// steps, indexes after them. A file that has all is not written to.
func migrate(db *bolt.DB, steps []func(*bolt.Tx) error) error {
	have, complete := 0, true
	err := db.View(func(b *bolt.Tx) (err error) {
		have, err = versionOf(b)
		for _, bucket := range schema {
			complete = complete && b.Bucket([]byte(bucket.name)) != nil
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case have > len(steps):
		return fmt.Errorf("%w: %d, this program knows up to %d", ErrNewer, have, len(steps))
	case have == len(steps) && complete:
		return nil
	}
	err = db.Update(func(b *bolt.Tx) error {
		for _, bucket := range schema {
			if bucket.fill != nil {
				continue
			}
			if _, err := b.CreateBucketIfNotExists([]byte(bucket.name)); err != nil {
				return err
			}
		}
		return setVersion(b, have)
	})
	for ; err == nil && have < len(steps); have++ {
		err = db.Update(func(b *bolt.Tx) error { return errors.Join(steps[have](b), setVersion(b, have+1)) })
	}
	if err != nil {
		return err
	}
	return db.Update(func(b *bolt.Tx) error {
		for _, bucket := range schema {
			if bucket.fill == nil || b.Bucket([]byte(bucket.name)) != nil {
				continue
			}
			to, err := b.CreateBucket([]byte(bucket.name))
			if err == nil {
				err = bucket.fill(b.Bucket([]byte(schema[bucket.of].name)), to)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func setVersion(b *bolt.Tx, n int) error {
	meta, err := b.CreateBucketIfNotExists(metaBucket)
	if err != nil {
		return err
	}
	return meta.Put(versionKey, fmt.Appendf(nil, "%d", n))
}
