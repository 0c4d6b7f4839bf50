//go:build race

package rig

// Race reports whether the race detector runs.
const Race = true
