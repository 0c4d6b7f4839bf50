package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"sync"
	"sync/atomic"
)

// The colours of a card: plain, red and gold on white.
var (
	Red   = color.RGBA{0xA6, 0x12, 0x1B, 0xFF}
	Gold  = color.RGBA{0xC2, 0x98, 0x52, 0xFF}
	Pale  = color.RGBA{0xF8, 0xE6, 0xBC, 0xFF} // gold on red
	Paper = color.RGBA{0xFD, 0xFB, 0xF6, 0xFF}
	Ink   = color.RGBA{0x2B, 0x1C, 0x18, 0xFF}
	Faint = color.RGBA{0x6E, 0x5A, 0x4E, 0xFF}
)

// shades are the colours of a card: the plain ones, and between each text and the ground it stands on as many steps as
// the eye can tell at the edge of a stroke. A picture of at most 256 colours is written three times as fast.
var shades = sync.OnceValue(func() color.Palette {
	list := color.Palette{}
	for _, p := range []struct {
		ground, text color.RGBA
		steps        int
	}{{Paper, Ink, 56}, {Paper, Red, 56}, {Paper, Faint, 40}, {Red, Pale, 56}, {Red, Gold, 16}, {Paper, Gold, 16}} {
		for i := range p.steps {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*(p.steps-1-i) + int(b)*i) / (p.steps - 1)) }
			list = append(list, color.RGBA{mix(p.ground.R, p.text.R), mix(p.ground.G, p.text.G), mix(p.ground.B, p.text.B), 0xFF})
		}
	}
	return list
})

// nearest remembers which shade is nearest to a colour, by its upper six bits a channel; 0 is not known yet.
var nearest [1 << 18]atomic.Uint32

func shade(r, g, b uint8) uint8 {
	slot := &nearest[int(r>>2)<<12|int(g>>2)<<6|int(b>>2)]
	i := slot.Load()
	if i == 0 {
		i = uint32(shades().Index(color.RGBA{r, g, b, 0xFF})) + 1
		slot.Store(i)
	}
	return uint8(i - 1)
}

// Paletted returns a picture in the shades of cards.
func Paletted(img *image.RGBA) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), shades())
	var last [3]uint8
	index := shade(0, 0, 0)
	for i := range out.Pix {
		if p := img.Pix[4*i : 4*i+3 : 4*i+3]; p[0] != last[0] || p[1] != last[1] || p[2] != last[2] {
			last = [3]uint8(p)
			index = shade(p[0], p[1], p[2])
		}
		out.Pix[i] = index
	}
	return out
}

// PNG draws a scene and writes it as a PNG. dpi other than 0 says how large it is on paper.
func (s *Scene) PNG(scale float64, dpi int) ([]byte, error) {
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&b, Paletted(s.Draw(scale))); err != nil {
		return nil, fmt.Errorf("picture: a picture: %w", err)
	}
	if dpi == 0 {
		return b.Bytes(), nil
	}
	// The chunk pHYs, which image/png does not write, stands behind IHDR: 8 bytes of signature, 25 of IHDR.
	const behind = 8 + 25
	perMetre := uint32(float64(dpi)/0.0254 + 0.5)
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return bytes.Join([][]byte{b.Bytes()[:behind], chunk, b.Bytes()[behind:]}, nil), nil
}

// drawn remembers the pictures drawn last, by what they say: a card that is sent again, or asked for in print, need
// not be drawn again.
var drawn = struct {
	sync.Mutex
	pictures map[string][]byte
	order    []string
}{pictures: map[string][]byte{}}

// maxDrawn is how many pictures are remembered, of some 100 KB each.
const maxDrawn = 32

// Cached returns the picture as a PNG of a content, which lay lays out if it must be drawn. The bytes are shared: nobody may
// change them.
func Cached(content string, scale float64, dpi int, lay func() (*Scene, error)) ([]byte, error) {
	key := fmt.Sprint(scale, dpi, content)
	drawn.Lock()
	picture, ok := drawn.pictures[key]
	drawn.Unlock()
	if ok {
		return picture, nil
	}
	s, err := lay()
	if err != nil {
		return nil, err
	}
	if picture, err = s.PNG(scale, dpi); err != nil {
		return nil, err
	}
	drawn.Lock()
	defer drawn.Unlock()
	if _, ok := drawn.pictures[key]; !ok {
		if len(drawn.order) >= maxDrawn {
			delete(drawn.pictures, drawn.order[0])
			drawn.order = drawn.order[1:]
		}
		drawn.pictures[key], drawn.order = picture, append(drawn.order, key)
	}
	return picture, nil
}
