//go:build !race

package rig

// Race tells whether the race detector runs.
const Race = false
