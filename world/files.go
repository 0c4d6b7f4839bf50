package world

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"

	"zhibu/branch"
	"zhibu/files"
	"zhibu/sandbox"
)

// Upload sends a file to the bot and waits for the card that says what came of it.
func (w *World) Upload(p *sandbox.Client, name string, data []byte, says string) sandbox.Message {
	w.Helper()
	p.SendDocument(name, data)
	m, err := p.WaitText(w.Ctx(), says)
	if err != nil {
		w.Fatalf("%s is not said; the last message is %q", says, p.Last().Text)
	}
	w.Settle()
	return m
}

// Exported asks the bot for the roster and reads it.
func (w *World) Exported(p *sandbox.Client) branch.Roster {
	w.Helper()
	w.Say(p, "/export")
	d := p.Last().Document
	if d == nil || !strings.HasSuffix(d.Name, ".xlsx") {
		w.Fatalf("no roster was sent: %q", p.Last().Text)
	}
	r, _, err := files.ReadRoster(d.Name, d.Data)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// Unzipped returns all the parts of a workbook, one after the other.
func (w *World) Unzipped(data []byte) string {
	w.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	var all strings.Builder
	for i := 0; err == nil && i < len(z.File); i++ {
		var part io.ReadCloser
		if part, err = z.File[i].Open(); err == nil {
			_, err = io.Copy(&all, part)
		}
	}
	if err != nil {
		w.Fatal(err)
	}
	return all.String()
}

// Written returns a roster as the file that the bot would export.
func (w *World) Written(r branch.Roster) []byte {
	w.Helper()
	data, err := files.WriteRoster(r, branch.DateOf(w.Clock.Now()))
	if err != nil {
		w.Fatal(err)
	}
	return data
}

// Photo returns a JPEG of some shade: two shades are two files.
func Photo(t *testing.T, shade uint8) []byte {
	t.Helper()
	im := image.NewGray(image.Rect(0, 0, 320, 240))
	for i := range im.Pix {
		im.Pix[i] = shade + uint8(i%7)
	}
	im.Set(1, 1, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, im, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Picture returns a small PNG.
func Picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// WordText returns the text of a Word document.
func WordText(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for d := xml.NewDecoder(f); ; {
		switch tok, err := d.Token(); tok := tok.(type) {
		case nil:
			if err != io.EOF {
				t.Fatal(err)
			}
			return text.String()
		case xml.CharData:
			text.Write(tok)
		case xml.EndElement:
			if tok.Name.Local == "p" {
				text.WriteByte('\n')
			}
		}
	}
}

// MustRead returns what a file holds.
func MustRead(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
