// Package rig is what the tests of several rooms share.
package rig

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed hostile.txt
var hostile string

// Bits are some hundred texts that somebody might type to make a card say something else, to break what reads it, or to see what
// happens: markup, what begins a formula, what cannot be seen. hostile.txt holds them in Go's quotes, one a line.
func Bits() (all []string) {
	for line := range strings.Lines(hostile) {
		b, err := strconv.Unquote(strings.TrimSuffix(line, "\n"))
		if err != nil {
			panic(line)
		}
		all = append(all, b)
	}
	return all
}

// Texts are Bits, each alone and in a sentence.
func Texts() (all []string) {
	for _, b := range Bits() {
		all = append(all, b, "走访企业"+b+"了解情况")
	}
	return all
}
