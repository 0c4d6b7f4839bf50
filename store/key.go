package store

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"time"
)

// Key is an ordered key made of parts: rows of a table and entries of an index stand in the order of their keys.
// A part is a number or a string; a string part ends in NUL, so that "b1" is no prefix of "b10".
type Key []byte

// K begins a key with numbers, most significant first.
func K[N ~int64 | ~int32 | ~int](parts ...N) Key {
	k := make(Key, 0, 8*len(parts))
	for _, p := range parts {
		k = binary.BigEndian.AppendUint64(k, ordered(int64(p)))
	}
	return k
}

func ordered(n int64) uint64 { return uint64(n) ^ 1<<63 }

// Int returns k and a number; negative ones sort before positive ones. Like Str it copies: of one prefix several keys
// are made, and buffered, and none may write over another.
func (k Key) Int(n int64) Key { return binary.BigEndian.AppendUint64(slices.Clip(k), ordered(n)) }

// Str returns k and a string. It panics on one that holds NUL, which would break the order.
func (k Key) Str(s string) Key {
	if strings.IndexByte(s, 0) >= 0 {
		panic("store: NUL in a key")
	}
	key := make(Key, len(k)+len(s)+1)
	copy(key[copy(key, k):], s)
	return key
}

// Time returns k and an instant, to the second.
func (k Key) Time(t time.Time) Key { return k.Int(t.Unix()) }

// after returns the first key that does not begin with k, or nil if there is none.
func (k Key) after() Key {
	for i := len(k) - 1; i >= 0; i-- {
		if k[i] != 0xff {
			end := bytes.Clone(k[:i+1])
			end[i]++
			return end
		}
	}
	return nil
}
