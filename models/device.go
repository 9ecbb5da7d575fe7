package models

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// luhn checks the last digit by ISO/IEC 7812-1 annex B.
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// ValidIMEI says whether s is an international mobile equipment identity:
// 15 digits, the last by Luhn (3GPP TS 23.003, 6.2.1).
func ValidIMEI(s string) bool { return len(s) == 15 && digits(s) && luhn(s) }

// ValidICCID says whether s is the number of a SIM card: 89, then 16 to 18
// digits more, the last by Luhn (ITU-T E.118).
func ValidICCID(s string) bool {
	return len(s) >= 18 && len(s) <= 20 && s[:2] == "89" && digits(s) && luhn(s)
}
