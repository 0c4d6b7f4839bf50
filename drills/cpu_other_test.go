//go:build !linux

package drills

import "time"

// threadCPU is not known here.
func threadCPU() time.Duration { return 0 }
