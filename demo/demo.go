// Package demo holds the roster of a branch that does not exist, for rehearsals. All names, firms and the city are invented.
package demo

import _ "embed"

// Roster is the list as an office would send it. It is written by demo/make.
//
//go:generate go run ./make
//go:embed roster.xlsx
var Roster []byte
