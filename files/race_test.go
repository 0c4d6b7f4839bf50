//go:build race

package files

const race = true
