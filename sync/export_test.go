package sync_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	fieldsync "github.com/cellsweep/cellsweep/sync"
)

// anExport is a plaintext with some records, and their bytes.
func anExport(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := fieldsync.WriteExportRecord(&b, fieldsync.ExportRecord{Record: fieldsync.ExportFormat, Tablet: "t"}, nil); err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if err := fieldsync.WriteExportRecord(&b, fieldsync.ExportRecord{Record: fieldsync.ExportFile, Stream: "s"}, []byte(p)); err != nil {
			t.Fatal(err)
		}
	}
	if err := fieldsync.WriteExportRecord(&b, fieldsync.ExportRecord{Record: fieldsync.ExportEnd}, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAll reads records until something ends it, and gives the bytes of those that had any.
func readAll(x *fieldsync.ExportReader, skip func(int) bool) (parts []string, names []string, err error) {
	for i := 0; ; i++ {
		r, raw, err := x.Next()
		if err != nil {
			return parts, names, err
		}
		names = append(names, r.Record)
		if raw == nil || skip(i) {
			continue
		}
		got, err := io.ReadAll(raw)
		if err != nil {
			return parts, names, err
		}
		parts = append(parts, string(got))
	}
}

func TestAnExportReadsBackAsItWasWrittenAndCutAnywhereGivesWhatIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.String(), 0, 6).Draw(t, "parts")
		var b bytes.Buffer
		_ = fieldsync.WriteExportRecord(&b, fieldsync.ExportRecord{Record: fieldsync.ExportFormat}, nil)
		for _, p := range parts {
			_ = fieldsync.WriteExportRecord(&b, fieldsync.ExportRecord{Record: fieldsync.ExportFile}, []byte(p))
		}
		got, names, err := readAll(fieldsync.NewExportReader(bytes.NewReader(b.Bytes())), func(int) bool { return false })
		if !errors.Is(err, io.EOF) || len(names) != len(parts)+1 || strings.Join(got, "\x00") != strings.Join(parts, "\x00") {
			t.Fatalf("%q reads back as %q, %v", parts, got, err)
		}
		cut := rapid.IntRange(0, b.Len()-1).Draw(t, "cut")
		short, _, err := readAll(fieldsync.NewExportReader(bytes.NewReader(b.Bytes()[:cut])), func(int) bool { return false })
		if err == nil || len(short) > len(got) || strings.Join(short, "\x00") != strings.Join(got[:len(short)], "\x00") {
			t.Fatalf("cut at %d of %d it gives %q, %v", cut, b.Len(), short, err)
		}
	})
}

func TestWhatIsNotReadOfARecordIsPassedOver(t *testing.T) {
	x := fieldsync.NewExportReader(bytes.NewReader(anExport(t, strings.Repeat("a", 9000), "b", strings.Repeat("c", 5000))))
	got, names, err := readAll(x, func(i int) bool { return i != 2 })
	if !errors.Is(err, io.EOF) || len(names) != 5 || strings.Join(got, "") != "b" {
		t.Errorf("%v, %q, %v", names, got, err)
	}
}

func TestEachFaultOfAnExportIsToldByItsRecordAndByte(t *testing.T) {
	right := string(anExport(t))
	first := right[:strings.IndexByte(right, '\n')+1]
	for name, x := range map[string]struct{ plain, says string }{
		"a line without end":      {first + strings.Repeat("x", 5000), "more than 4096 bytes"},
		"a line that is not JSON": {first + "x\n", "no record"},
		"a line without a name":   {first + "{}\n", "no record"},
		"a record that is large":  {first + `{"record":"push","size":9000000}` + "\n", "more than it may"},
		"a file that is large":    {first + `{"record":"file","size":60000000}` + "\n", "more than it may"},
		"no line feed behind":     {first + `{"record":"file","size":2}` + "\nabX" + `{"record":"end"}` + "\n", "line feed"},
	} {
		r := fieldsync.NewExportReader(strings.NewReader(x.plain))
		_, _, err := readAll(r, func(int) bool { return false })
		offset, record := r.At()
		if err == nil || !strings.Contains(err.Error(), x.says) || record != 2 || offset != uint64(len(first)) {
			t.Errorf("%s: record %d at byte %d: %v", name, record, offset, err)
		}
	}
}

func FuzzNoExportBreaksItsReader(f *testing.F) {
	f.Add(anExport(f, "one", "two"))
	f.Add([]byte(`{"record":"push","size":3}` + "\nabc\n"))
	f.Fuzz(func(t *testing.T, plain []byte) {
		parts, _, err := readAll(fieldsync.NewExportReader(bytes.NewReader(plain)), func(i int) bool { return i%3 == 2 })
		total := 0
		for _, p := range parts {
			total += len(p)
		}
		if err == nil || total > len(plain) {
			t.Errorf("%d bytes of %d, %v", total, len(plain), err)
		}
	})
}
