package files

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"
)

// budget is what the parts of a file may cost before anything parses them: a program that reads XML keeps hundreds of bytes
// for an element of four, and all of an attribute list or a text at once. What is checked comes off it.
type budget struct {
	bytes      int // unpacked
	elements   int
	attributes int
	beside     int  // in a sheet, how many times as much an element takes that is none of its cells; 0 is once
	declares   bool // a part begins with a DOCTYPE
}

// What no honest part has.
const (
	maxDepth = 100      // of one element within others
	maxTag   = 64 << 10 // bytes of one tag, of a comment or of an instruction
	maxRun   = 2 << 20  // bytes of one text
)

// ofCells are the elements of which a sheet has many: rows, cells, and what is in them. Of columns, links, rules and the like an
// honest one has few, and each takes longer.
var ofCells = map[string]bool{"row": true, "c": true, "v": true, "f": true, "is": true, "t": true, "r": true}

// maxName is how much of an element's name is looked at.
const maxName = 8

// unpack finds the parts of a zip file. The count of entries is looked at first, in the bytes: each takes half a kilobyte.
func unpack(data []byte) ([]*zip.File, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxParts {
		return nil, errTooLarge
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errDamaged
	}
	return z.File, nil
}

// partNamed finds a part. (zip.Reader.Open would make a list of every folder in every name.)
func partNamed(parts []*zip.File, name string) *zip.File {
	for _, f := range parts {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// sound reports whether a part is within the budget. weight is what an element of it costs.
func (b *budget) sound(f *zip.File, weight int) bool {
	r, err := f.Open()
	if err != nil {
		return true // whoever parses it will say so, too
	}
	defer func() { _ = r.Close() }()
	whole := bufio.NewReaderSize(r, 32<<10)
	if head, _ := whole.Peek(32); noXML(head) {
		return true
	}
	return b.scan(whole, weight)
}

// noXML reports whether a part begins as no parser lets XML begin: a picture, whatever its name. A part named like a picture may
// be parsed, if another one says so.
func noXML(head []byte) bool {
	for len(head) > utf8.UTFMax {
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			return true
		}
		head = head[n:]
	}
	return false
}

// scan goes through XML as a parser would, and keeps nothing of it. A part without a mistake is counted rightly; in one with a
// mistake the parser stops, at the latest, where the count goes wrong.
func (b *budget) scan(r io.Reader, weight int) bool {
	const (
		text   = iota
		opened // after <
		tag
		quoted
		closing
		marked // after <!
		until  // the end of a comment, an instruction or CDATA
	)
	state, depth, length := text, 0, 0
	var name []byte // of the tag, while it is being read
	var room [maxName]byte
	var quote, last byte
	var end string        // that until waits for
	var head, tail []byte // what stands after <!, and the last bytes of what until passes
	buffer := make([]byte, 32<<10)
	for {
		n, err := r.Read(buffer)
		if b.bytes -= n; b.bytes < 0 {
			return false
		}
		for _, c := range buffer[:n] {
			length++
			switch state {
			case text:
				if c == '<' {
					state, length = opened, 0
				}
			case opened:
				switch c {
				case '/':
					state = closing
				case '?':
					state, end, tail = until, "?>", tail[:0]
				case '!':
					state, head = marked, head[:0]
				default:
					state, depth = tag, depth+1
					b.elements -= weight
					name = append(room[:0], c)
				}
			case tag:
				if name != nil && (c == ' ' || c == '>' || c == '/' || c < ' ') {
					if b.beside > 1 && !ofCells[string(name)] {
						b.elements -= (b.beside - 1) * weight
					}
					name = nil
				} else if c == ':' {
					name = name[:0]
				} else if name != nil && len(name) < maxName {
					name = append(name, c)
				}
				switch c {
				case '"', '\'':
					state, quote = quoted, c
				case '=':
					b.attributes -= weight
				case '>':
					if state, length = text, 0; last == '/' {
						depth--
					}
				}
			case quoted:
				if c == quote {
					state = tag
				}
			case closing:
				if c == '>' {
					state, length, depth = text, 0, depth-1
				}
			case marked:
				switch head = append(head, c); {
				case string(head) == "--":
					state, end, tail = until, "-->", tail[:0]
				case string(head) == "[CDATA[":
					state, end, tail = until, "]]>", tail[:0]
				case !bytes.HasPrefix([]byte("--"), head) && !bytes.HasPrefix([]byte("[CDATA["), head):
					b.declares = true // a DOCTYPE: no program that writes such files makes one
					return false
				}
			case until:
				if tail = append(tail, c); len(tail) > len(end) {
					tail = append(tail[:0], tail[1:]...)
				}
				if string(tail) == end {
					state, length = text, 0
				}
			}
			last = c
			if depth > maxDepth || b.elements < 0 || b.attributes < 0 || length > maxTag && state != text && end != "]]>" || length > maxRun {
				return false
			}
		}
		if err != nil {
			return true
		}
	}
}
