//go:build !race

package files

const race = false
