package files

import (
	_ "embed"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
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

var typeface = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(fontFile)
	if err != nil {
		panic(fmt.Sprintf("files: the embedded font: %v", err))
	}
	return f
})

// ErrGlyph is returned when a text has a character that the font lacks. It would be drawn as nothing, so that a picture
// with somebody's name went out without it: send words instead of the picture.
var ErrGlyph = errors.New("files: the font has no such character")

// drawable returns ErrGlyph for the first character that the font lacks.
func drawable(texts ...string) error {
	var buf sfnt.Buffer
	for _, r := range strings.Join(texts, "") {
		if i, err := typeface().GlyphIndex(&buf, r); err != nil || i == 0 {
			return fmt.Errorf("%w: %q (U+%04X)", ErrGlyph, r, r)
		}
	}
	return nil
}

// pen writes on a picture. It is for one goroutine, as a font.Face is.
type pen struct{ on draw.Image }

// style is how a text looks. Sizes and spacing are in pixels.
type style struct {
	size    float64
	spacing int // added between characters
	colour  color.Color
}

func (s style) face() font.Face {
	f, err := opentype.NewFace(typeface(), &opentype.FaceOptions{Size: s.size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(fmt.Sprintf("files: face: %v", err)) // only for options that are not valid
	}
	return f
}

func (s style) width(text string) int {
	runes := len([]rune(text))
	return font.MeasureString(s.face(), text).Ceil() + max(0, runes-1)*s.spacing
}

// fit makes the style small enough for the text to be no wider than width.
func (s style) fit(text string, width int) style {
	if w := s.width(text); w > width {
		s.size *= float64(width) / float64(w)
		s.spacing = s.spacing * width / w
	}
	return s
}

// write puts a text with its left end at x and its foot at y.
func (p pen) write(text string, x, y int, s style) {
	d := font.Drawer{Dst: p.on, Src: image.NewUniform(s.colour), Face: s.face(), Dot: fixed.P(x, y)}
	for _, r := range text {
		d.DrawString(string(r))
		d.Dot.X += fixed.I(s.spacing)
	}
}

// centre puts a text in the middle between left and right.
func (p pen) centre(text string, left, right, y int, s style) {
	p.write(text, (left+right-s.width(text))/2, y, s)
}

func (p pen) fill(r image.Rectangle, c color.Color) {
	draw.Draw(p.on, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// neverFirst are the characters that begin no line.
const neverFirst = "，。、；：！？）》”’〉」』】…·,.;:!?)"

// wrap breaks a text into lines no wider than width. The first line is indented by the given number of characters.
func wrap(text string, s style, width, indent int) (lines []string) {
	face := s.face()
	limit := fixed.I(width)
	line, used := []rune(strings.Repeat("　", indent)), fixed.I(0)
	advance := func(r rune) fixed.Int26_6 {
		a, _ := face.GlyphAdvance(r)
		return a + fixed.I(s.spacing)
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
