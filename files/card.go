package files

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"sync"

	"zhibu/branch"
)

// GreetingData is what the card of a 政治生日 says.
type GreetingData struct {
	Branch string // the branch's full name
	Name   string
	Joined branch.Date
	Years  int // 周年; 0 in the year of joining
}

// The card, in pixels. It is upright like a phone, plain, red and gold on white: the day is a solemn one.
const (
	cardWidth, cardHeight = 1080, 1440
	cardMargin            = 120
	bandHeight            = 330 // red, at the head
	footHeight            = 96  // red, at the foot
)

var (
	red   = color.RGBA{0xA8, 0x12, 0x1C, 0xFF}
	gold  = color.RGBA{0xC6, 0x9C, 0x56, 0xFF}
	pale  = color.RGBA{0xF8, 0xE7, 0xC0, 0xFF} // gold on red
	paper = color.RGBA{0xFD, 0xFB, 0xF6, 0xFF}
	ink   = color.RGBA{0x2B, 0x1C, 0x18, 0xFF}
	faint = color.RGBA{0x6E, 0x5A, 0x4E, 0xFF}
)

// blankCard has all that is the same on every card, the oath included. Drawn once, it is copied for each.
var blankCard = sync.OnceValue(func() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, cardWidth, cardHeight))
	p := pen{img}
	p.fill(img.Bounds(), paper)
	p.fill(image.Rect(0, 0, cardWidth, bandHeight), red)
	p.fill(image.Rect(0, bandHeight, cardWidth, bandHeight+8), gold)
	p.fill(image.Rect(0, cardHeight-footHeight, cardWidth, cardHeight), red)
	p.fill(image.Rect(0, cardHeight-footHeight-4, cardWidth, cardHeight-footHeight), gold)

	p.centre("政治生日", 0, cardWidth, 262, style{108, 28, pale})
	p.centre("常思入党初衷　常问在党作为", 0, cardWidth, cardHeight-34, style{34, 6, pale})

	p.fill(image.Rect(cardMargin, 861, cardWidth-cardMargin, 863), gold)
	p.centre("入党誓词", 0, cardWidth, 940, style{42, 14, red})
	oath := style{40, 0, ink}
	for i, l := range wrap(branch.Oath, oath, cardWidth-2*cardMargin, 2) {
		p.write(l, cardMargin, 1016+i*64, oath)
	}
	return img
})

// GreetingCard draws the card of a 政治生日 as a PNG. It returns ErrGlyph when the font lacks a character of the names.
func GreetingCard(w GreetingData) ([]byte, error) {
	if err := drawable(w.Branch, w.Name); err != nil {
		return nil, err
	}
	blank := blankCard()
	img := &image.RGBA{Pix: slices.Clone(blank.Pix), Stride: blank.Stride, Rect: blank.Rect}
	p, width := pen{img}, cardWidth-2*cardMargin

	head := style{44, 4, pale}.fit(w.Branch, width)
	p.centre(w.Branch, 0, cardWidth, 118, head)

	name := style{132, 12, ink}.fit(w.Name, width)
	p.centre(w.Name, 0, cardWidth, 490+int(0.38*name.size), name) // a smaller name keeps its middle

	p.centre("入党日期　"+w.Joined.Chinese(), 0, cardWidth, 640, style{42, 2, faint})
	years := "入党纪念日"
	if w.Years > 0 {
		years = fmt.Sprintf("入党%d周年", w.Years)
	}
	p.centre(years, 0, cardWidth, 766, style{72, 8, red})

	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("files: greeting card: %w", err)
	}
	return b.Bytes(), nil
}
