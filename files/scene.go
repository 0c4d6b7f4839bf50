package files

import (
	"image"
	"image/color"
	"image/draw"
	"strings"

	"golang.org/x/image/font/opentype"
)

// A picture is laid out first, as a scene, and drawn then, at any scale: what a test reads is what is drawn.

// scene is a laid-out picture. Lengths are in units: a pixel of the phone's size.
type scene struct {
	width, height int
	boxes         []box
	lines         []words
}

// box is a filled rectangle, or a lozenge that just fits into it.
type box struct {
	image.Rectangle
	colour  color.RGBA
	lozenge bool
}

// part says what a line of text is, so that a test finds it.
type part string

const (
	partTitle  part = "title"
	partName   part = "name"
	partDate   part = "date"
	partYears  part = "years"
	partOath   part = "oath"
	partSigned part = "signed"
	partOther  part = ""
)

// words is a text with its left end at x and its foot at y.
type words struct {
	part part
	text string
	x, y int
	style
}

func (s *scene) fill(r image.Rectangle, c color.RGBA) { s.boxes = append(s.boxes, box{r, c, false}) }

// frame is a hollow rectangle, thick units wide, inward.
func (s *scene) frame(r image.Rectangle, thick int, c color.RGBA) {
	s.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+thick), c)
	s.fill(image.Rect(r.Min.X, r.Max.Y-thick, r.Max.X, r.Max.Y), c)
	s.fill(image.Rect(r.Min.X, r.Min.Y, r.Min.X+thick, r.Max.Y), c)
	s.fill(image.Rect(r.Max.X-thick, r.Min.Y, r.Max.X, r.Max.Y), c)
}

// rule is a line across with a lozenge in its middle.
func (s *scene) rule(left, right, y int, c color.RGBA) {
	const gap, half = 26, 8
	middle := (left + right) / 2
	s.fill(image.Rect(left, y-1, middle-gap, y+1), c)
	s.fill(image.Rect(middle+gap, y-1, right, y+1), c)
	s.boxes = append(s.boxes, box{image.Rect(middle-half, y-half, middle+half, y+half), c, true})
}

func (s *scene) write(p part, text string, x, y int, st style) {
	s.lines = append(s.lines, words{p, text, x, y, st})
}

// centre puts a text in the middle of the scene.
func (s *scene) centre(p part, text string, y int, st style) {
	s.write(p, text, (s.width-st.width(text))/2, y, st)
}

// textOf returns the text of a part as it will be read, line after line.
func (s *scene) textOf(p part) string {
	var b strings.Builder
	for _, l := range s.lines {
		if l.part == p {
			b.WriteString(l.text)
		}
	}
	return b.String()
}

// draw draws a scene with scale pixels to the unit.
func (s *scene) draw(scale float64) *image.RGBA {
	px := func(units int) int { return int(float64(units)*scale + 0.5) }
	img := image.NewRGBA(image.Rect(0, 0, px(s.width), px(s.height)))
	for _, b := range s.boxes {
		r := image.Rect(px(b.Min.X), px(b.Min.Y), max(px(b.Max.X), px(b.Min.X)+1), max(px(b.Max.Y), px(b.Min.Y)+1))
		if !b.lozenge {
			draw.Draw(img, r, image.NewUniform(b.colour), image.Point{}, draw.Src)
			continue
		}
		for y := r.Min.Y; y < r.Max.Y; y++ {
			half := r.Dy() / 2
			d := half - abs(y-r.Min.Y-half)
			middle := (r.Min.X + r.Max.X) / 2
			draw.Draw(img, image.Rect(middle-d, y, middle+d, y+1), image.NewUniform(b.colour), image.Point{}, draw.Src)
		}
	}
	p := pen{img}
	for _, l := range s.lines {
		st := l.style
		st.size *= scale
		p.write(l.text, float64(l.x)*scale, float64(l.y)*scale, float64(l.spacing)*scale, st)
	}
	return img
}

func abs(n int) int { return max(n, -n) }

// typefaceOf returns the font of a style.
func (s style) typeface() *opentype.Font {
	if s.font == nil {
		return typeface()
	}
	return s.font
}
