package desensitize

import (
	"bytes"
	"math"
	"net/netip"
	"strconv"
)

// appendNetwork appends the network of an address, such as 192.168.1.0/24. An address with a zone is shown without it. It
// takes the address as written and its normal form.
func appendNetwork(dst []byte, s string, b []byte, bits4, bits6 int) []byte {
	address, err := netip.ParseAddr(s)
	if err != nil {
		if address, err = netip.ParseAddr(string(b)); err != nil {
			return append(dst, Hidden...)
		}
	}
	address = address.Unmap().WithZone("")
	bits := bits6
	if address.Is4() {
		bits = bits4
	}
	network, err := address.Prefix(bits)
	if err != nil {
		return append(dst, Hidden...)
	}
	return network.AppendTo(dst)
}

// metresPerDegree is the length of a degree of a great circle on a sphere of the mean radius of the earth, 6371.0088 km.
const metresPerDegree = 6371008.8 * math.Pi / 180

// appendGrid appends the centre of the cell that has the place. The cells are rows of the same height from pole to pole, and
// each row is cut into cells of the same width: both are the divisor of the half or full circle that is nearest to metres.
// On the ellipsoid of the earth they are up to 0.6 % larger or smaller.
func appendGrid(dst, b []byte, metres int) []byte {
	first, second, _ := bytes.Cut(b, []byte(","))
	latitude, ok1 := parseDegrees(first)
	longitude, ok2 := parseDegrees(second)
	if !ok1 || !ok2 {
		return append(dst, Hidden...)
	}
	size := float64(metres)
	rows := max(1, math.Round(180*metresPerDegree/size))
	row := min(math.Floor((latitude+90)*rows/180), rows-1)
	latitude = (row+0.5)*180/rows - 90
	columns := max(1, math.Round(360*metresPerDegree*math.Cos(latitude*math.Pi/180)/size))
	column := math.Floor((longitude + 180) * columns / 360)
	if column >= columns { // 180 degrees east are 180 degrees west
		column = 0
	}
	longitude = (column+0.5)*360/columns - 180
	decimals := 5 // a metre
	for m := 100; m <= metres && decimals > 2; m *= 10 {
		decimals--
	}
	dst = append(appendRoundedFloat(dst, latitude, decimals), ',')
	return appendRoundedFloat(dst, longitude, decimals)
}

// parseDegrees reads a normal form: a sign, at most three digits, and decimals, of which those behind the seventh, less than
// two centimetres, do not count.
func parseDegrees(b []byte) (float64, bool) {
	b, negative := bytes.CutPrefix(b, []byte("-"))
	whole, fraction, _ := bytes.Cut(b, []byte("."))
	n := 0
	for i := range len(whole) + 7 {
		c := byte('0')
		switch {
		case i < len(whole):
			c = whole[i]
		case i-len(whole) < len(fraction):
			c = fraction[i-len(whole)]
		}
		if c < '0' || c > '9' || len(whole) > 3 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	if negative {
		n = -n
	}
	return float64(n) / 1e7, len(whole) > 0
}

func appendRoundedFloat(dst []byte, f float64, decimals int) []byte {
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', decimals, 64)
	if f < 0 && bytes.Trim(dst[start+1:], "0.") == nil { // minus zero
		dst = append(dst[:start], dst[start+1:]...)
	}
	return dst
}
