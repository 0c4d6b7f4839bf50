package store

import (
	"errors"
	"path/filepath"

	"zhibu/store/engine"
)

// smallFile is up to which size a file is not worth compacting at a start: bbolt lets one grow by 16 MB at a time. // bytes
const smallFile = 32 << 20

// CompactHalf is Compact for a file of more than 32 MB of which at least half is free; any other is left as it is.
func CompactHalf(folder, scratch string) (before, after int64, err error) {
	return compact(folder, scratch, func(size, used int64) bool { return size > smallFile && used <= size/2 })
}

// Compact writes the file of a data folder that nobody has open anew, without what is free in it: what a spike has left would else
// stay in the file and in each backup for ever. It returns the size before and after, in bytes. The new file is made beside
// the old one under a name that begins with scratch, checked, and takes the old one's place in one step: a power cut leaves the one or
// the other. It returns *ErrHeld when another process has the folder, and ErrDamaged for a file with faults, which stays.
func Compact(folder, scratch string) (before, after int64, err error) {
	return compact(folder, scratch, func(int64, int64) bool { return true })
}

func compact(folder, scratch string, worth func(size, used int64) bool) (before, after int64, err error) {
	before, after, err = compactFile(filepath.Join(folder, fileName), scratch, worth)
	if errors.Is(err, engine.ErrHeld) {
		err = heldBy(folder)
	}
	return before, after, err
}
