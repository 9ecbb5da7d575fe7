package models_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/cellsweep/cellsweep/models"
)

// identityVectors is testdata/identity.json, which the TypeScript side reads too.
type identityVectors struct {
	Numbers []struct {
		Kind, Read, Normal, TAC, Origin, Source string
		Checks                                  []string
		Valid                                   bool
	}
	Devices []struct {
		Name   string
		Device struct{ IMEI1, IMEI2, ICCID, EID, Serial, UnreadableBecause string }
		Checks []string
	}
}

func readIdentityVectors(t *testing.T) (v identityVectors) {
	t.Helper()
	raw, err := os.ReadFile("testdata/identity.json")
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestANumberIsKeptAsReadAndToldApartFromWhatIsRemarkedOfIt(t *testing.T) {
	count := map[string][2]int{}
	for _, v := range readIdentityVectors(t).Numbers {
		got := models.ReadNumber(v.Kind, v.Read)
		if got.Normal != v.Normal || !slices.Equal(got.Checks, v.Checks) || got.Valid() != v.Valid {
			t.Errorf("%s %q (%s): %q %v %v, want %q %v %v", v.Kind, v.Read, v.Source, got.Normal, got.Checks, got.Valid(), v.Normal, v.Checks, v.Valid)
		}
		if code := got.TypeCode(); v.Kind != "iccid" && v.Kind != "eid" && code != v.TAC {
			t.Errorf("%s %q: type code %q, want %q", v.Kind, v.Read, code, v.TAC)
		}
		if v.Source == "" || v.Origin != "published" && v.Origin != "constructed" {
			t.Errorf("%s %q names no source", v.Kind, v.Read)
		}
		n := count[v.Kind]
		if v.Valid {
			n[0]++
		} else {
			n[1]++
		}
		count[v.Kind] = n
	}
	for _, kind := range models.Numbers {
		t.Logf("%-7s valid %d, invalid %d", kind, count[kind][0], count[kind][1])
	}
}

func TestADeviceSaysWhatItsNumbersMeanTogether(t *testing.T) {
	for _, v := range readIdentityVectors(t).Devices {
		d := models.Device{IMEI1: v.Device.IMEI1, IMEI2: v.Device.IMEI2, ICCID: v.Device.ICCID, EID: v.Device.EID, Serial: v.Device.Serial, UnreadableBecause: v.Device.UnreadableBecause}
		if got := d.Checks(); !slices.Equal(got, v.Checks) {
			t.Errorf("%s: %v, want %v", v.Name, got, v.Checks)
		}
		if !d.Known() {
			t.Errorf("%s: nothing tells the device", v.Name)
		}
	}
}

// Every single wrong digit of an IMEI is remarked: what Luhn is for.
func TestOneWrongDigitOfAnIMEINeverPasses(t *testing.T) {
	const right = "359043377500084"
	for i := range right {
		for d := byte('0'); d <= '9'; d++ {
			wrong := right[:i] + string(d) + right[i+1:]
			if models.ReadNumber("imei", wrong).Valid() != (wrong == right) {
				t.Errorf("%s is taken for valid", wrong)
			}
		}
	}
}

func FuzzNoReadingPanicsAndReadingTheNormalFormChangesNothing(f *testing.F) {
	for _, s := range []string{"359043377500085", "8988211000000430010F", "988812010000400310f0", "\xff", "\u2003-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, read string) {
		for _, kind := range models.Numbers {
			n := models.ReadNumber(kind, read)
			if again := models.ReadNumber(kind, n.Normal); again.Normal != n.Normal || again.Valid() != n.Valid() {
				t.Errorf("%s %q: %+v, again %+v", kind, read, n, again)
			}
		}
	})
}
