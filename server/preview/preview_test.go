package preview_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/cellsweep/cellsweep/models"
	"github.com/cellsweep/cellsweep/server/preview"
)

// quarters is a picture of w by h: red and green above, blue and white below.
func quarters(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.SetRGBA(x, y, [2][2]color.RGBA{{{255, 0, 0, 255}, {0, 255, 0, 255}}, {{0, 0, 255, 255}, {255, 255, 255, 255}}}[2*y/h][2*x/w])
		}
	}
	return p
}

// oriented is a JPEG whose EXIF says how the camera was held, and where it was.
func oriented(t *testing.T, p image.Image, turn uint16, order binary.ByteOrder) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := make([]byte, 8+2+2*12+4)
	copy(tiff, map[bool]string{true: "MM", false: "II"}[order == binary.ByteOrder(binary.BigEndian)])
	order.PutUint16(tiff[2:], 42)
	order.PutUint32(tiff[4:], 8)
	order.PutUint16(tiff[8:], 2)
	order.PutUint16(tiff[10:], 0x010f) // maker, in four letters
	order.PutUint16(tiff[12:], 2)
	order.PutUint32(tiff[14:], 4)
	copy(tiff[18:], "SPY\x00")
	order.PutUint16(tiff[22:], 0x0112)
	order.PutUint16(tiff[24:], 3)
	order.PutUint32(tiff[26:], 1)
	order.PutUint16(tiff[30:], turn)
	block := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(block)+2)) //nolint:gosec // small
	return append(append(head, block...), b.Bytes()[2:]...)
}

func TestAPhotographIsShownAsTheCameraWasHeldAndSaysNothingElse(t *testing.T) {
	src := quarters(64, 32)
	// Which colour is at the top left after turning, by orientation 1 to 8.
	red, green, blue, white := [3]bool{true, false, false}, [3]bool{false, true, false}, [3]bool{false, false, true}, [3]bool{true, true, true}
	corner := []([3]bool){red, green, white, blue, red, blue, white, green}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for turn := uint16(1); turn <= 8; turn++ {
			raw := oriented(t, src, turn, order)
			var out bytes.Buffer
			kind, err := preview.Make("image/jpeg", bytes.NewReader(raw), &out)
			if err != nil || kind != "image/jpeg" {
				t.Fatalf("orientation %d: %s, %v", turn, kind, err)
			}
			if !bytes.Contains(raw, []byte("SPY")) || bytes.Contains(out.Bytes(), []byte("SPY")) || bytes.Contains(out.Bytes(), []byte("Exif")) {
				t.Errorf("orientation %d: the preview keeps what the camera wrote", turn)
			}
			got, err := jpeg.Decode(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			w, h := 64, 32
			if turn >= 5 {
				w, h = h, w
			}
			if size := got.Bounds().Size(); size.X != w || size.Y != h {
				t.Errorf("orientation %d: %v", turn, size)
			}
			if sw, sh := preview.Size("image/jpeg", bytes.NewReader(raw)); sw != w || sh != h {
				t.Errorf("orientation %d: the size is told as %d by %d", turn, sw, sh)
			}
			r, g, b, _ := got.At(3, 3).RGBA()
			if at := [3]bool{r > 0x8000, g > 0x8000, b > 0x8000}; at != corner[turn-1] {
				t.Errorf("orientation %d: at the top left is %v, not %v", turn, at, corner[turn-1])
			}
		}
	}
}

func TestALargePhotographIsMadeSmallAndAClaimOfAMillionPixelsIsNotDecoded(t *testing.T) {
	var raw, out bytes.Buffer
	if err := jpeg.Encode(&raw, quarters(3000, 1500), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := preview.Make("image/jpeg", bytes.NewReader(raw.Bytes()), &out); err != nil {
		t.Fatal(err)
	}
	if c, err := jpeg.DecodeConfig(&out); err != nil || c.Width != 1600 || c.Height != 800 {
		t.Errorf("the preview is %d by %d, %v", c.Width, c.Height, err)
	}
	var small bytes.Buffer
	if err := png.Encode(&small, quarters(2, 2)); err != nil {
		t.Fatal(err)
	}
	bomb := small.Bytes()
	binary.BigEndian.PutUint32(bomb[16:], 1_000_000)
	binary.BigEndian.PutUint32(bomb[20:], 1_000_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	if _, err := preview.Make("image/png", bytes.NewReader(bomb), &bytes.Buffer{}); models.CodeOf(err) != models.Invalid {
		t.Errorf("a claim of 10^12 pixels is answered %v", err)
	}
	if _, err := preview.Make("image/png", bytes.NewReader(small.Bytes()[:40]), &bytes.Buffer{}); models.CodeOf(err) != models.Invalid {
		t.Errorf("half a picture is answered %v", err)
	}
	if _, err := preview.Make("image/heic", bytes.NewReader(nil), &bytes.Buffer{}); models.CodeOf(err) != models.Unsupported {
		t.Errorf("a picture that cannot be decoded here is answered %v", err)
	}
}

func TestAKindOfFileIsKnownByItsFirstBytesAndAllOthersAreRefused(t *testing.T) {
	var jpg, pic, moving bytes.Buffer
	_ = jpeg.Encode(&jpg, quarters(4, 4), nil)
	_ = png.Encode(&pic, quarters(4, 4))
	_ = gif.Encode(&moving, quarters(4, 4), nil)
	ftyp := func(brand string) string { return "\x00\x00\x00\x18ftyp" + brand + "\x00\x00\x00\x00mif1heic" }
	for _, x := range []struct{ head, want string }{
		{jpg.String(), "image/jpeg"}, {pic.String(), "image/png"}, {moving.String(), "image/gif"}, {"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"},
		{ftyp("heic"), "image/heic"}, {ftyp("mif1"), "image/heif"}, {ftyp("isom"), "video/mp4"}, {ftyp("qt  "), "video/quicktime"}, {ftyp("M4A "), "audio/mp4"},
		{"%PDF-1.7\n", "application/pdf"}, {"\x1aE\xdf\xa3webm", "video/webm"}, {"OggS\x00\x02", "audio/ogg"}, {"ID3\x04", "audio/mpeg"}, {"\xff\xfb\x90\x64aaaaaaaa", "audio/mpeg"},
		{"\xff\xf1\x50\x80aaaaaaaa", "audio/aac"}, {"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"}, {"fLaC\x00", "audio/flac"},
		{"", ""}, {"\xff\xd8", ""}, {"<html>", ""}, {"<svg>", ""}, {"MZ\x90\x00aaaaaaaaaaaa", ""}, {"PK\x03\x04aaaaaaaaaaaa", ""}, {"\x7fELFaaaaaaaaaaaa", ""},
		{ftyp("evil"), ""}, {"RIFF\x00\x00\x00\x00AVI LIST", ""}, {"GIF90a", ""}, {" \xff\xd8\xff\xe0", ""}, {"#!/bin/sh\n", ""}, {"%!PS-Adobe", ""},
	} {
		if got := preview.Kind([]byte(x.head)); got != x.want {
			t.Errorf("%.16q is %q, not %q", x.head, got, x.want)
		}
	}
}

func FuzzNoBytesBreakAPreview(f *testing.F) {
	var jpg, pic, moving bytes.Buffer
	_ = jpeg.Encode(&jpg, quarters(8, 4), nil)
	_ = png.Encode(&pic, quarters(8, 4))
	_ = gif.Encode(&moving, quarters(8, 4), nil)
	for _, seed := range [][]byte{jpg.Bytes(), pic.Bytes(), moving.Bytes(), []byte("RIFF\x1a\x00\x00\x00WEBPVP8L")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		kind := preview.Kind(raw[:min(len(raw), preview.HeadLength)])
		w, h := preview.Size(kind, bytes.NewReader(raw))
		var out bytes.Buffer
		made, err := preview.Make(kind, bytes.NewReader(raw), &out)
		if err != nil {
			return
		}
		if w < 1 || h < 1 || w > preview.MaxSide || h > preview.MaxSide {
			t.Errorf("a picture of %d by %d was decoded", w, h)
		}
		c, format, err := image.DecodeConfig(&out)
		if err != nil || c.Width > preview.Side || c.Height > preview.Side || "image/"+format != made {
			t.Errorf("the preview is %s (%s), %d by %d: %v", format, made, c.Width, c.Height, err)
		}
	})
}
