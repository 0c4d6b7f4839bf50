package picture

import (
	_ "embed"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// fontFile is Noto Sans SC Regular with the hanzi of GBK (font/README.md). It is embedded as it is: unpacking a
// compressed one takes 125 ms and twice the memory.
//
//go:embed font/NotoSansSC-Regular-GBK.ttf
var fontFile []byte

// songFile and songBoldFile have the fixed words of cards only, in Song style: the oath and the headings.
//
//go:embed font/NotoSerifSC-Regular-card.ttf
var songFile []byte

//go:embed font/NotoSerifSC-SemiBold-card.ttf
var songBoldFile []byte

func embedded(file []byte) func() *opentype.Font {
	return sync.OnceValue(func() *opentype.Font {
		f, err := opentype.Parse(file)
		if err != nil {
			panic(fmt.Sprintf("picture: an embedded font: %v", err))
		}
		return f
	})
}

// Sans has the hanzi of GBK; Song and SongBold have the fixed words of cards only.
var Sans, Song, SongBold = embedded(fontFile), embedded(songFile), embedded(songBoldFile)

// ErrGlyph is returned when a text has a character that no font has. It would be drawn as nothing, so that a picture
// with somebody's name went out without it: send words instead of the picture.
var ErrGlyph = errors.New("picture: no font has the character")

// Lacks returns the first character of a text that a font Lacks; ok is false if it Lacks none.
func Lacks(f *opentype.Font, text string) (r rune, ok bool) {
	var buf sfnt.Buffer
	for _, r := range text {
		if i, err := f.GlyphIndex(&buf, r); err != nil || i == 0 {
			return r, true
		}
	}
	return 0, false
}

// systemFonts are where a machine may have a font with more hanzi than ours: 𠮷 and its like. Those of a collection are
// found by their place in it.
var systemFonts = []struct {
	path string
	face int
}{
	{"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2},
	{"/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2},
	{"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2},
	{"/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0},
	{`C:\Windows\Fonts\simsunb.ttf`, 0},
	{`C:\Windows\Fonts\msyh.ttc`, 0},
	{"/System/Library/Fonts/PingFang.ttc", 0},
}

// system returns the fonts of the machine that can be read. Their files stay open: a collection of 20 MB need not be in
// memory for the sake of one character.
var system = sync.OnceValue(func() (list []*opentype.Font) {
	for _, s := range systemFonts {
		file, err := os.Open(s.path)
		if err != nil {
			continue
		}
		all, err := opentype.ParseCollectionReaderAt(file)
		if err != nil || s.face >= all.NumFonts() {
			file.Close()
			continue
		}
		if f, err := all.Font(s.face); err == nil {
			list = append(list, f)
		}
	}
	return list
})

// FontFor returns the font in which a whole text can be written: ours, or else one of the machine. A text is never
// written in two: a name half in one and half in the other looks broken. It returns ErrGlyph if there is none.
func FontFor(text string) (*opentype.Font, error) {
	missing, some := Lacks(Sans(), text)
	if !some {
		return Sans(), nil
	}
	for _, f := range system() {
		if _, some := Lacks(f, text); !some {
			return f, nil
		}
	}
	return nil, fmt.Errorf("%w: %q (U+%04X)", ErrGlyph, missing, missing)
}

// pen writes on a picture. It is for one goroutine, as a font.Face is.
type pen struct{ on draw.Image }

// Style is how a text looks. Sizes and spacing are in units.
type Style struct {
	Size    float64
	Spacing int // added between characters
	Colour  color.RGBA
	Font    *opentype.Font // nil: Sans
}

func (s Style) face() font.Face {
	f, err := opentype.NewFace(s.Typeface(), &opentype.FaceOptions{Size: s.Size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(fmt.Sprintf("picture: face: %v", err)) // only for options that are not valid
	}
	return f
}

// Width returns how wide a text of one line is.
func (s Style) Width(text string) int {
	runes := len([]rune(text))
	return font.MeasureString(s.face(), text).Ceil() + max(0, runes-1)*s.Spacing
}

// Fit returns the style, made small enough for the text to be no wider than width.
func (s Style) Fit(text string, width int) Style {
	if w := s.Width(text); w > width {
		s.Size *= float64(width) / float64(w)
		s.Spacing = s.Spacing * width / w
	}
	return s
}

// write puts a text with its left end at x and its foot at y; lengths are in pixels.
func (p pen) write(text string, x, y, spacing float64, s Style) {
	at := func(v float64) fixed.Int26_6 { return fixed.Int26_6(v*64 + 0.5) }
	d := font.Drawer{Dst: p.on, Src: image.NewUniform(s.Colour), Face: s.face(), Dot: fixed.Point26_6{X: at(x), Y: at(y)}}
	for _, r := range text {
		d.DrawString(string(r))
		d.Dot.X += at(spacing)
	}
}

// neverFirst are the characters that begin no line.
const neverFirst = "，。、；：！？）》”’〉」』】…·,.;:!?)"

// Wrap breaks a text into lines no wider than width. The first line is indented by the given number of characters.
func Wrap(text string, s Style, width, indent int) (lines []string) {
	face := s.face()
	limit := fixed.I(width)
	line, used := []rune(strings.Repeat("　", indent)), fixed.I(0)
	advance := func(r rune) fixed.Int26_6 {
		a, _ := face.GlyphAdvance(r)
		return a + fixed.I(s.Spacing)
	}
	for _, r := range line {
		used += advance(r)
	}
	for _, r := range text {
		if used+advance(r) > limit {
			var carry []rune
			for at := r; strings.ContainsRune(neverFirst, at) && len(line) > 1; { // take the character before it along
				at = line[len(line)-1]
				carry, line = append([]rune{at}, carry...), line[:len(line)-1]
			}
			lines = append(lines, string(line))
			line, used = carry, 0
			for _, c := range carry {
				used += advance(c)
			}
		}
		line, used = append(line, r), used+advance(r)
	}
	return append(lines, string(line))
}
