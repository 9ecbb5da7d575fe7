package preview

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"image"
)

// Turn is an orientation of EXIF (CIPA DC-008, 4.6.5.1.6), 1 to 8: what must be
// done to the pixels to see them as the camera was held.
type Turn int

// Upright is as the pixels are.
const Upright Turn = 1

// exifLimit is how far into a JPEG its orientation is looked for: the block
// that holds it is one of the first, and at most 64 KiB long.
const exifLimit = 128 << 10

// swaps says whether width and height change places.
func (t Turn) swaps() bool { return t >= 5 && t <= 8 }

// apply turns a picture.
func (t Turn) apply(src *image.RGBA) *image.RGBA {
	if t <= Upright || t > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if t.swaps() {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			u, v := t.place(x, y, w, h)
			out.SetRGBA(u, v, src.RGBAAt(x, y))
		}
	}
	return out
}

// place says where a pixel of a picture of w by h goes.
func (t Turn) place(x, y, w, h int) (int, int) {
	switch t {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}

// orientation looks into a JPEG without taking anything from the reader.
// Whatever is wrong there, the picture is upright.
func orientation(r *bufio.Reader) Turn {
	head, _ := r.Peek(exifLimit) // what there is, if it is shorter
	for at := 2; at+4 <= len(head) && head[at] == 0xff; {
		marker, size := head[at+1], int(binary.BigEndian.Uint16(head[at+2:]))
		if size < 2 || at+2+size > len(head) || marker == 0xda {
			break
		}
		if block := head[at+4 : at+2+size]; marker == 0xe1 && bytes.HasPrefix(block, []byte("Exif\x00\x00")) {
			return tiffOrientation(block[6:])
		}
		at += 2 + size
	}
	return Upright
}

// tiffOrientation reads tag 0x0112 of the first directory of a TIFF block.
func tiffOrientation(b []byte) Turn {
	if len(b) < 8 {
		return Upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(b[4:]))
	if at+2 > uint64(len(b)) {
		return Upright
	}
	n := uint64(order.Uint16(b[at:]))
	for i := range n {
		entry := at + 2 + i*12
		if entry+12 > uint64(len(b)) {
			return Upright
		}
		if order.Uint16(b[entry:]) == 0x0112 {
			if turn := Turn(order.Uint16(b[entry+8:])); turn >= Upright && turn <= 8 {
				return turn
			}
			return Upright
		}
	}
	return Upright
}
