package preview

import (
	"bufio"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"github.com/cellsweep/cellsweep/models"
)

// Bounds of a picture that is decoded: a file of a few kilobytes may claim to
// be of a million pixels a side. A JPEG of 50 megapixels, more than a tablet's
// camera has, takes 150 MB decoded; a PNG of 16 takes 128.
const (
	MaxSide       = 16384
	maxJPEGPixels = 50_000_000
	maxPixels     = 16_000_000
)

func tooLarge(kind string, c image.Config) bool {
	most := maxPixels
	if kind == "image/jpeg" {
		most = maxJPEGPixels
	}
	return c.Width < 1 || c.Height < 1 || c.Width > MaxSide || c.Height > MaxSide || c.Width*c.Height > most
}

// Side is the greatest width and height of a preview, in pixels.
const Side = 1600

const quality = 82

// codec is how pictures of one kind are read.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// codecs are the kinds that can be decoded here. A GIF's first frame is all of it.
var codecs = map[string]codec{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
	"image/png":  {png.DecodeConfig, png.Decode},
	"image/gif":  {gif.DecodeConfig, gif.Decode},
	"image/webp": {webp.DecodeConfig, webp.Decode},
}

// Size gives the width and height of a picture as it is to be seen, from its
// header alone; 0 and 0 for a kind that cannot be read here, and for what is broken.
func Size(kind string, src io.Reader) (width, height int) {
	c, ok := codecs[kind]
	if !ok {
		return 0, 0
	}
	r := bufio.NewReaderSize(src, exifLimit)
	turn := Upright
	if kind == "image/jpeg" {
		turn = orientation(r)
	}
	config, err := c.config(r)
	if err != nil {
		return 0, 0
	}
	if turn.swaps() {
		return config.Height, config.Width
	}
	return config.Width, config.Height
}

// Make writes a preview of a picture to out, and gives its media type: PNG for
// a PNG, as signatures are drawn, JPEG for all others. Unsupported for kinds
// that cannot be decoded here, Invalid for what is broken or too large.
func Make(kind string, src io.ReadSeeker, out io.Writer) (string, error) {
	c, ok := codecs[kind]
	if !ok {
		return "", models.NewFault(models.Unsupported, "Of a file of this kind (%s) no preview can be made here. Download the original.", kind)
	}
	config, err := c.config(bufio.NewReader(src))
	if err != nil {
		return "", broken(err)
	}
	if tooLarge(kind, config) {
		return "", models.NewFault(models.Invalid, "The picture says that it is %d by %d pixels: too large to be decoded here. Download the original.", config.Width, config.Height)
	}
	turn := Upright
	if kind == "image/jpeg" {
		if _, err := src.Seek(0, io.SeekStart); err != nil {
			return "", err
		}
		turn = orientation(bufio.NewReaderSize(src, exifLimit))
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	full, err := c.decode(bufio.NewReader(src))
	if err != nil {
		return "", broken(err)
	}
	small := turn.apply(shrink(full, Side))
	if kind == "image/png" {
		return kind, png.Encode(out, small)
	}
	return "image/jpeg", jpeg.Encode(out, small, &jpeg.Options{Quality: quality})
}

func broken(err error) error {
	return models.NewFault(models.Invalid, "The picture cannot be decoded. Download the original.").Because(fmt.Errorf("decode: %w", err))
}

// shrink gives the picture with no side longer than side: the pixels alone, on
// white where it was transparent.
func shrink(src image.Image, side int) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if w > side || h > side {
		if w >= h {
			w, h = side, max(1, h*side/w)
		} else {
			w, h = max(1, w*side/h), side
		}
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(out, out.Bounds(), src, src.Bounds(), draw.Over, nil)
	return out
}
