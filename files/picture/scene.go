package picture

import (
	"image"
	"image/color"
	"image/draw"
	"strings"

	"golang.org/x/image/font/opentype"
)

// Scene is a picture that is laid out and not drawn yet: it is drawn at any scale, and what a test reads of it is what is drawn.
// Lengths are in units; a scale of 1 makes a unit a pixel.
type Scene struct {
	Width, Height int
	Lines         []Line // in the order of writing
	boxes         []box
}

// box is a filled rectangle, or a lozenge that just fits into it.
type box struct {
	image.Rectangle
	colour  color.RGBA
	lozenge bool
}

// Part says what a line of text is, so that a test finds it; the rooms that lay pictures out name theirs.
type Part string

// Line is a text with its left end at X and its foot at Y.
type Line struct {
	Part Part
	Text string
	X, Y int
	Style
}

// Fill paints a rectangle.
func (s *Scene) Fill(r image.Rectangle, c color.RGBA) { s.boxes = append(s.boxes, box{r, c, false}) }

// Frame paints a hollow rectangle, thick units wide, inward.
func (s *Scene) Frame(r image.Rectangle, thick int, c color.RGBA) {
	s.Fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+thick), c)
	s.Fill(image.Rect(r.Min.X, r.Max.Y-thick, r.Max.X, r.Max.Y), c)
	s.Fill(image.Rect(r.Min.X, r.Min.Y, r.Min.X+thick, r.Max.Y), c)
	s.Fill(image.Rect(r.Max.X-thick, r.Min.Y, r.Max.X, r.Max.Y), c)
}

// Rule paints a line across with a lozenge in its middle.
func (s *Scene) Rule(left, right, y int, c color.RGBA) {
	const gap, half = 26, 8
	middle := (left + right) / 2
	s.Fill(image.Rect(left, y-1, middle-gap, y+1), c)
	s.Fill(image.Rect(middle+gap, y-1, right, y+1), c)
	s.boxes = append(s.boxes, box{image.Rect(middle-half, y-half, middle+half, y+half), c, true})
}

// Write puts a text with its left end at x and its foot at y.
func (s *Scene) Write(p Part, text string, x, y int, st Style) {
	s.Lines = append(s.Lines, Line{p, text, x, y, st})
}

// Centre puts a text in the middle of the scene, with its foot at y.
func (s *Scene) Centre(p Part, text string, y int, st Style) {
	s.Write(p, text, (s.Width-st.Width(text))/2, y, st)
}

// TextOf returns the text of a part as it will be read, line after line.
func (s *Scene) TextOf(p Part) string {
	var b strings.Builder
	for _, l := range s.Lines {
		if l.Part == p {
			b.WriteString(l.Text)
		}
	}
	return b.String()
}

// Draw draws a scene with scale pixels to the unit.
func (s *Scene) Draw(scale float64) *image.RGBA {
	px := func(units int) int { return int(float64(units)*scale + 0.5) }
	img := image.NewRGBA(image.Rect(0, 0, px(s.Width), px(s.Height)))
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
	for _, l := range s.Lines {
		st := l.Style
		st.Size *= scale
		p.write(l.Text, float64(l.X)*scale, float64(l.Y)*scale, float64(l.Spacing)*scale, st)
	}
	return img
}

func abs(n int) int { return max(n, -n) }

// Typeface returns the font of a style.
func (s Style) Typeface() *opentype.Font {
	if s.Font == nil {
		return Sans()
	}
	return s.Font
}
