package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"strconv"
)

// photoSides are the longer sides of the smaller sizes in which Telegram offers
// a photo.
var photoSides = []int{90, 320, 800, 1280}

// shrink adds the smaller sizes of a photo; each is drawn when it is fetched.
// Called with the lock held.
func (s *Server) shrink(f *file) {
	long := max(f.w, f.h)
	for i, side := range photoSides {
		if side >= long {
			break
		}
		tail := "_" + strconv.Itoa(side)
		small := &file{
			id: f.id + tail, unique: f.unique + strconv.Itoa(i), kind: "photo", name: f.name, mime: "image/jpeg",
			path: f.path + tail + ".jpg", w: max(1, f.w*side/long), h: max(1, f.h*side/long), of: f,
		}
		f.smaller = append(f.smaller, small)
		s.files[small.id], s.paths[small.path] = small, small
	}
}

// bytes is what is downloaded.
func (f *file) bytes() []byte {
	if f.of == nil {
		return f.data
	}
	f.once.Do(func() { f.data = scaled(f.of.data, f.w, f.h) })
	return f.data
}

// scaled is a picture as a JPEG of another size, each point the mean of those
// that it stands for.
func scaled(data []byte, w, h int) []byte {
	from, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		panic(err) // decoded before it was kept
	}
	b, to := from.Bounds(), image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			var sum [3]uint64
			n := uint64(0)
			for j := b.Min.Y + y*b.Dy()/h; j < b.Min.Y+max((y+1)*b.Dy()/h, y*b.Dy()/h+1); j++ {
				for i := b.Min.X + x*b.Dx()/w; i < b.Min.X+max((x+1)*b.Dx()/w, x*b.Dx()/w+1); i++ {
					r, g, bl, _ := from.At(i, j).RGBA()
					sum[0], sum[1], sum[2], n = sum[0]+uint64(r), sum[1]+uint64(g), sum[2]+uint64(bl), n+1
				}
			}
			to.SetRGBA(x, y, color.RGBA{uint8(sum[0] / n >> 8), uint8(sum[1] / n >> 8), uint8(sum[2] / n >> 8), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, to, nil); err != nil {
		panic(err) // to memory
	}
	return out.Bytes()
}
