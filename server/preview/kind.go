// Package preview says what kind of file some bytes are, and makes of a picture
// one that a browser may show: decoded within bounds, turned upright, encoded
// anew without anything but pixels.
package preview

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// HeadLength is how many of the first bytes Kind looks at.
const HeadLength = 64

// signatures are the files that are taken, by their first bytes. A list of what
// is allowed, not of what is not: what nobody has thought of is refused.
var signatures = []struct {
	at    int
	bytes string
	kind  string
}{
	{0, "\xff\xd8\xff", "image/jpeg"},
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{0, "GIF87a", "image/gif"},
	{0, "GIF89a", "image/gif"},
	{0, "%PDF-1.", "application/pdf"},
	{0, "%PDF-2.", "application/pdf"},
	{0, "\x1aE\xdf\xa3", "video/webm"}, // Matroska's first element
	{0, "OggS\x00", "audio/ogg"},
	{0, "ID3", "audio/mpeg"},
	{0, "fLaC", "audio/flac"},
}

// brands are those of the ISO base media format (ISO/IEC 14496-12, 4.3).
var brands = map[string]string{
	"heic": "image/heic", "heix": "image/heic", "heim": "image/heic", "heis": "image/heic", "mif1": "image/heif", "msf1": "image/heif",
	"avif": "image/avif", "isom": "video/mp4", "iso2": "video/mp4", "iso4": "video/mp4", "iso5": "video/mp4", "iso6": "video/mp4",
	"mp41": "video/mp4", "mp42": "video/mp4", "avc1": "video/mp4", "dash": "video/mp4", "M4V ": "video/mp4", "3gp4": "video/3gpp",
	"3gp5": "video/3gpp", "3gp6": "video/3gpp", "qt  ": "video/quicktime", "M4A ": "audio/mp4",
}

// Kind gives the media type of a file by its first bytes, "" for what is not taken.
func Kind(head []byte) string {
	for _, s := range signatures {
		if len(head) >= s.at+len(s.bytes) && string(head[s.at:s.at+len(s.bytes)]) == s.bytes {
			return s.kind
		}
	}
	switch {
	case len(head) < 12:
		return ""
	case bytes.HasPrefix(head, []byte("RIFF")) && string(head[8:12]) == "WEBP":
		return "image/webp"
	case bytes.HasPrefix(head, []byte("RIFF")) && string(head[8:12]) == "WAVE":
		return "audio/wav"
	case string(head[4:8]) == "ftyp" && binary.BigEndian.Uint32(head) >= 16:
		return brands[string(head[8:12])]
	case head[0] == 0xff && head[1]&0xf6 == 0xf0:
		return "audio/aac" // ADTS
	case head[0] == 0xff && head[1]&0xe6 == 0xe2:
		return "audio/mpeg"
	}
	return ""
}

// IsImage says whether a media type is a picture's.
func IsImage(kind string) bool { return strings.HasPrefix(kind, "image/") }

// Extension is that of a media type, with its dot.
func Extension(kind string) string {
	if e, ok := map[string]string{"image/jpeg": ".jpg", "audio/mpeg": ".mp3", "video/quicktime": ".mov", "video/3gpp": ".3gp", "audio/mp4": ".m4a"}[kind]; ok {
		return e
	}
	_, sub, ok := strings.Cut(kind, "/")
	if !ok {
		return ".bin"
	}
	return "." + sub
}
