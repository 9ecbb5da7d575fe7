package models

import (
	"bytes"
	"strings"
)

// MaxOrderDocument is the most bytes that the document of an authorisation may have.
const MaxOrderDocument = 20 << 20

// How many documents an authorisation, and an operation, may have.
const (
	MostOrderDocuments = 20
	MostDraftDocuments = 200
)

// OrderDocument is the order that an authorisation stands for, as it was
// delivered: a PDF or a picture of it. It is as secret as the draft.
type OrderDocument struct {
	ID            ID     `sens:"none"`
	Operation     ID     `sens:"none"`
	Authorisation ID     `sens:"special"`
	Name          string `sens:"special"` // of the file
	MediaType     string `sens:"special"` // application/pdf, image/jpeg or image/png, by its first bytes
	Size          int    `sens:"special"` // bytes
	SHA256        string `sens:"special"` // hex
}

// Check returns every fault of the document's name and size.
func (d OrderDocument) Check() error {
	var fs Faults
	checkText(&fs, "/name", d.Name, 1, 120)
	if strings.ContainsAny(d.Name, "/\\\n\t") {
		fs.Add("/name", "format", "is the name of a file, without its folder")
	}
	return fs.Err("The document is not right yet.")
}

// MediaTypeOf tells by its first bytes what a document is: PDF (ISO 32000-2,
// 7.5.2), JPEG (ITU-T T.81, B.1.1.3) or PNG (ISO/IEC 15948, 5.2); "" for anything else.
func MediaTypeOf(content []byte) string {
	for _, k := range []struct{ magic, media string }{{"%PDF-", "application/pdf"}, {"\xff\xd8\xff", "image/jpeg"}, {"\x89PNG\r\n\x1a\n", "image/png"}} {
		if bytes.HasPrefix(content, []byte(k.magic)) {
			return k.media
		}
	}
	return ""
}
