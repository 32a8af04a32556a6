package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// areaNames corrects the source where cities were renamed, or share a code that it gives to one of them.
var areaNames = map[string]string{
	"024": "沈阳市、抚顺市、本溪市、铁岭市", "028": "成都市、眉山市、资阳市", "029": "西安市、咸阳市", "0371": "郑州市、开封市",
	"0551": "合肥市、巢湖市", "0531": "济南市", "0710": "襄阳市", "0833": "乐山市", "0832": "内江市", "0851": "贵阳市、遵义市、安顺市",
	"0856": "铜仁市", "0857": "毕节市", "0892": "日喀则市", "0893": "山南市", "0894": "林芝市", "0895": "昌都市", "0896": "那曲市",
	"0902": "哈密市", "0972": "海东市", "0977": "海西蒙古族藏族自治州", "0995": "吐鲁番市",
}

func writeAreacode(o *bytes.Buffer, from []fs.FS) error {
	f, err := from[0].Open("dist/district-code.csv")
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
	cities := map[string][]string{}
	var codes []string
	for _, row := range rows[1:] {
		name, code := row[0], row[1]
		if len(cities[code]) == 0 {
			codes = append(codes, code)
		}
		cities[code] = append(cities[code], name)
	}
	if len(codes) < 300 {
		return errors.New("codes are missing")
	}
	slices.Sort(codes)
	places := make([]uint16, 1000)
	var names strings.Builder
	names.WriteByte(' ')
	for _, code := range codes {
		if code[0] != '0' || len(code) < 3 || len(code) > 4 || (len(code) == 3) != (number(code) < 100) {
			return errors.New("a code is no area code")
		}
		name := areaNames[code]
		if name == "" {
			name = strings.Join(cities[code], "、")
		}
		places[number(code)] = u16(names.Len())
		names.WriteString(name + " ")
	}
	text(o, "names", "has the cities of each code before a space.", names.String())
	numbers(o, "places", "has the place in names by the number that follows the 0, or zero.", places)
	return nil
}
