package store

import (
	"zhibu/store/bolt"
	"zhibu/store/engine"
)

// The engine of this program. This is the only file of the package that names one.

func openFile(path string, prepare func(engine.Engine) error) (engine.Engine, error) {
	return bolt.Open(path, prepare)
}

func inspectFile(path string, look func(engine.Engine) error) error { return bolt.Inspect(path, look) }

func compactFile(path, scratch string, worth func(size, used int64) bool) (before, after int64, err error) {
	return bolt.Compact(path, scratch, worth)
}
