// Package roster holds the list of a branch that does not exist, for rehearsals. All names, firms and the city are invented.
package roster

import _ "embed"

// File is the list as an office would send it. It is written by ./make.
//
//go:generate go run ./make
//go:embed roster.xlsx
var File []byte
