package identifiers

// IMEINumber is a valid IMEI (国际移动设备识别码, 3GPP TS 23.003, 6.2.1). It prints as 4901*******7518.
type IMEINumber struct{ value[imeiGrammar] }

type imeiGrammar struct{}

func (imeiGrammar) kind() Kind                { return IMEI }
func (imeiGrammar) mask(normal string) string { return keep(normal, 4, 4) }

// ParseIMEI returns the number that s is, in any written form that [Normalize] accepts for [IMEI], or an [*Error].
func ParseIMEI(s string) (IMEINumber, error) {
	v, err := parse[imeiGrammar](IMEI, s)
	return IMEINumber{v}, err
}

// TAC returns the eight digits of the type allocation code, which name the model and no device, or "" for the zero value.
func (n IMEINumber) TAC() string {
	if !n.IsValid() {
		return ""
	}
	return n.Reveal()[:8]
}
