package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// A place is what a name stands for.
type place struct {
	level uint8 // 1 province, 2 city, 3 county
	short bool  // a short form, such as 广东
}

// shortProvinces are the short forms that are not the name without its last character.
var shortProvinces = map[string]string{
	"内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆",
	"香港特别行政区": "香港", "澳门特别行政区": "澳门",
}

// peoples are the words that end the names of autonomous prefectures, after the place.
var peoples = strings.Fields("朝鲜族 土家族 苗族 藏族 羌族 彝族 布依族 侗族 哈尼族 壮族 傣族 白族 景颇族 傈僳族 回族 蒙古族 蒙古 柯尔克孜 哈萨克")

// ordinaryWords are short forms of cities that running text has in other meanings as a rule.
var ordinaryWords = strings.Fields("来宾 安康 大同 三明 长治 日照 白银 阿里 中卫 开封 山南 海东 海西 海北 四平 文山 和田")

// generic are full names of counties that running text has in other meanings as a rule.
var generic = strings.Fields("城区 郊区 矿区 东区 西区 南区 北区 中区 市区 新区 老城区 新城区 和县 应县 成县 新县")

// taiwan are the short forms of Taiwan's cities.
var taiwan = strings.Fields("台北 高雄 基隆 新竹 嘉义")

// shortCity returns the short form of the name of a city, or nothing.
func shortCity(name string) string {
	if short, ok := strings.CutSuffix(name, "自治州"); ok {
		for cut := true; cut; {
			cut = false
			for _, p := range peoples {
				if s, ok := strings.CutSuffix(short, p); ok && s != "" {
					short, cut = s, true
				}
			}
		}
		return short
	}
	for _, suffix := range []string{"地区", "市", "盟"} {
		if short, ok := strings.CutSuffix(name, suffix); ok {
			return short
		}
	}
	return ""
}

// divisionNames returns what stands in running text.
func divisionNames(d *divisionCodes, regions map[string]map[string][]string) map[string]place {
	names := map[string]place{}
	put := func(name string, level uint8, short bool) {
		if len([]rune(name)) < 2 {
			return
		}
		if p, ok := names[name]; !ok || level < p.level {
			names[name] = place{level, short}
		}
	}
	for _, name := range d.provinces {
		put(name, 1, false)
		short, ok := shortProvinces[name]
		if !ok {
			short = strings.TrimSuffix(strings.TrimSuffix(name, "省"), "市")
		}
		put(short, 1, true)
	}
	for _, name := range d.cities {
		put(name, 2, false)
	}
	for _, name := range d.currentCities {
		if short := shortCity(name); !slices.Contains(ordinaryWords, short) {
			put(short, 2, true)
		}
	}
	for _, name := range d.counties {
		if !slices.Contains(generic, name) {
			put(name, 3, false)
		}
	}
	for name, digits := range d.renamed {
		if !slices.Contains(generic, name) {
			put(name, u8(digits/2), false)
		}
	}
	for _, region := range regions {
		for city, counties := range region {
			put(city, 2, false)
			for _, name := range counties {
				if strings.HasSuffix(name, "区") && !slices.Contains(generic, name) {
					put(name, 3, false)
				}
			}
		}
	}
	for _, name := range taiwan {
		put(name, 2, true)
	}
	return names
}

// readRegions reads the divisions of Hong Kong, Macau and Taiwan.
func readRegions(dir fs.FS) (map[string]map[string][]string, error) {
	data, err := fs.ReadFile(dir, "dist/HK-MO-TW.json")
	if err != nil {
		return nil, err
	}
	var regions map[string]map[string][]string
	return regions, json.Unmarshal(data, &regions)
}

// writeNames writes the names by their first character, then their second, then what follows, longest first.
func writeNames(o *bytes.Buffer, names map[string]place) error {
	var groups, seconds, ends []uint16
	bits := make([]uint64, (0x9fff-0x4e00+1+63)/64)
	ranks := make([]uint16, len(bits))
	var tails strings.Builder
	known := map[string]int{}
	sorted := slices.Sorted(maps.Keys(names))
	var last rune
	for len(sorted) > 0 {
		pair := []rune(sorted[0])[:2]
		for _, r := range pair {
			if r < 0x4e00 || r > 0x9fff {
				return errors.New("a name has a character outside the table")
			}
		}
		if pair[0] != last {
			last = pair[0]
			bits[(last-0x4e00)/64] |= 1 << ((last - 0x4e00) % 64)
			groups = append(groups, u16(len(seconds)))
		}
		n := 0
		for n < len(sorted) && strings.HasPrefix(sorted[n], string(pair)) {
			n++
		}
		bucket := slices.Clone(sorted[:n])
		slices.SortFunc(bucket, func(a, b string) int { return len([]rune(b)) - len([]rune(a)) })
		var encoded strings.Builder
		for i, name := range bucket {
			tail := []rune(name)[2:]
			if len(tail) > 15 {
				return fmt.Errorf("%s is too long for the table", name)
			}
			header := u8(len(tail)<<4) | names[name].level<<2
			if names[name].short {
				header |= 2
			}
			if i == len(bucket)-1 {
				header |= 1
			}
			encoded.WriteByte(header)
			encoded.WriteString(string(tail))
		}
		at, ok := known[encoded.String()]
		if !ok {
			at = tails.Len()
			known[encoded.String()] = at
			tails.WriteString(encoded.String())
		}
		if at > 0xffff {
			return errors.New("the tails do not fit")
		}
		seconds = append(seconds, u16(int(pair[1])))
		ends = append(ends, u16(at))
		sorted = sorted[n:]
	}
	groups = append(groups, u16(len(seconds)))
	n := uint16(0)
	for i, word := range bits {
		ranks[i] = n
		for ; word != 0; word &= word - 1 {
			n++
		}
	}
	numbers(o, "firstBits", "has a bit for each character from U+4E00 on: set if a name begins with it.", bits)
	numbers(o, "firstRanks", "has the number of bits set before each word of firstBits.", ranks)
	numbers(o, "groups", "has the place in seconds of the first for each first character, and the length of seconds.", groups)
	numbers(o, "seconds", "are the second characters of names, in order for each first character.", seconds)
	numbers(o, "tailAt", "has the place in tails for each of seconds.", ends)
	binary(o, "tails", "has what follows the first two characters, longest first: a byte with the number of characters, the level, whether the name is a short form and whether it is the last, then the characters.", tails.String())
	return nil
}
