package main

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The hundred most usual surnames by the household registers, in the order of the ministry's yearly report on names.
const usualSurnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"

// Those that follow, and are met often.
const otherSurnames = "赖洪施温文庞樊兰殷齐牛倪俞申柴鲁阎易欧柳庄章梅葛岳颜翟童安耿左季康辛邢聂焦涂骆柯甘关毕祝宁舒谷项纪成伍詹喻翁包路米卓单尚艾鲍解靳瞿房饶缪蒲冉池符凌蓝裴霍牟桂傅萧曲车丛吉华苗连盛游简代商燕沙尤古冷祁景柏臧麦车娄阮屈窦岑裘应滕卜巩曲胥费邬晏蔚郁席党佘蔺佟芦隋栾苟鞠丘敖仇储匡占危戚褚卫时柏穆麻初仲皮冼邝宫尉迟"

// Single surnames of today that the Hundred Family Surnames (百家姓) leave out.
const moreSurnames = "肖付覃闫佟佘苟牟芦代隋仝税揭鲜庹呙撒由丛岳朴邸谯亓逄冼邝占么战帅哈原苑栗但练位遇迟矫綦藏揣盖旷漆谌卿展腾檀种火修官信闭豆泮斗虎来萨母拓纵操弥买买粟樵仵淦恽缑妫辜么忻阴战寻扬鄢衣郇晋楚墨商牟帅闾丘呼"

// Traditional characters that are not how a name is written.
const notNames = "後餘範嶽鬱穀薑瀋嚮遊鬍鬆蔔乾幹鬥製係纔祗麯髮曆齣淩樑週複佈衝裡徵昇誌"

// moreCompounds are surnames with two characters beside those of the source.
const moreCompounds = "独孤 纳兰 拓拔 叶赫 尔朱"

// notCompounds are those of the source that running text has in other meanings as a rule.
const notCompounds = "第五 微生 东门 南门 张廖 张简 图门 公良 百里"

// neverGiven are words that the corpora have by mistake; rarelyGiven are titles, particles and sounds of foreign names.
const (
	neverGiven  = "的了是我他她它你您们这那哪就没吗吧呢啊嘛把被给跟或但且很说曰怒都也还吓死尸病杀打骂哭屁嘴什么"
	rarelyGiven = "之道氏人老爷王帝娘妃太妈哥姐弟妹叔婶侯府寨县省州村寺殿母父兄后将师僧兵笑过见里下上入出用来去可同本头地市区司总官部命号二四五六七八九不与自在有无而其得便从尔斯夫特拉尼蒂勒李张刘陈家大小为阿复起听士"
)

// commonGiven are characters of the names that the registers have most, by the ministry's yearly reports. The corpora have
// too few of women and of the young.
const commonGiven = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬燕梅鹏飞雪琴云莉洁婷颖倩浩宇轩涵梓欣怡子佳晨睿浩然诗博雨辰思瑞晓丹波斌辉健俊峰凯鑫帅亮龙林建国志文海清春兰凤淑珍荣贵福生"

// modernGiven are characters of the names of today that the corpora hardly have.
const modernGiven = "彧珩颢赟柠黛屿旸玥昕妤媛婧菡萱芮沐梓翊睿懿煜烨铄钰琪瑶璇璟璐瑾瑜珂珊玮琛琦琳琰淇淼湉渝溪潇澜灏炜焱煊熙曦晗晔暄昊昱昶晟旻旖彤彬彦彪悦恺恬慧懋憬歆毅沁泓泽洛浚涓淳滢瀚熠珑珞琬琮瑄瑗璨皓盈睦禾筠筱箐粲纾绮绾缨羽翀翎翰聪芃芊芷苒若" +
	"茉茗荔荷莎莘莹菁菀菲葭蓁蓓蔓蕊蕙薇蘅衍裕诺谦谨豫贤轲轶迪逸遥郡采钧铠铭锋锐锦雁雯霁霄霆霏霖露韬韵韶颉馥骁骅骐骞鸣鸿鹤麒麟默楠桐桦梵棋棠槿榕樱橙杉栩桓彩卉苗妍姝姣娅婵嫣嬿晴晶茜蓉蕾薏邦邺釗钊钦鑫锴镕阔隽骏骥"

// alwaysGiven are the characters of the names of examples, such as 张三 and 李四.
const alwaysGiven = "三四五六七八九小大阿"

// plainSurnames are those whose characters seldom begin another word, so that a word that begins with one is a name.
func plainSurnames() string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("马白金石高于向万常方江毛武莫田夏黄周罗苏卢任韦叶史龙雷秦何林余", r) {
			return -1
		}
		return r
	}, usualSurnames)
}

// The bits of a character, as package hanname reads them.
const (
	givenBits    = 0
	surnameBits  = 2
	compoundFlag = 1 << 4
)

func writeHanname(o *bytes.Buffer, from []fs.FS) error {
	singles, compounds, err := readSurnames(from[0])
	if err != nil {
		return err
	}
	score, err := readGiven(from[1], from[2])
	if err != nil {
		return err
	}
	twins, err := readTwins(from[3])
	if err != nil {
		return err
	}
	marks := make([]byte, 0x9fff-0x4e00+1)
	rank := func(r rune, shift int, n byte) {
		if r >= 0x4e00 && r <= 0x9fff {
			marks[r-0x4e00] = marks[r-0x4e00]&^(3<<shift) | n<<shift
		}
	}
	for r, n := range score {
		rank(r, givenBits, givenRank(r, n))
	}
	for _, r := range commonGiven {
		rank(r, givenBits, 3)
	}
	for _, r := range modernGiven {
		if marks[r-0x4e00]&3 < 2 {
			rank(r, givenBits, 2)
		}
	}
	for _, r := range alwaysGiven {
		if marks[r-0x4e00]&3 == 0 {
			rank(r, givenBits, 1)
		}
	}
	for _, list := range []struct {
		of   string
		rank byte
	}{{singles, 1}, {moreSurnames, 1}, {otherSurnames, 2}, {usualSurnames, 3}} {
		for _, r := range list.of {
			rank(r, surnameBits, list.rank)
		}
	}
	for _, pair := range twins {
		simple, twin := pair[0], pair[1]
		if simple < 0x4e00 || simple > 0x9fff || twin < 0x4e00 || twin > 0x9fff || strings.ContainsRune(notNames, twin) {
			continue
		}
		m, t := marks[simple-0x4e00], marks[twin-0x4e00]
		if t&3 == 0 {
			rank(twin, givenBits, m&3)
		}
		if t>>surnameBits&3 == 0 {
			rank(twin, surnameBits, m>>surnameBits&3)
		}
	}
	var pairs []uint32
	for _, c := range traditional(compounds, twins) {
		r := []rune(c)
		marks[r[0]-0x4e00] |= compoundFlag
		pairs = append(pairs, uint32(u16(int(r[0])))<<16|uint32(u16(int(r[1]))))
	}
	binary(o, "marks", "has a byte for each character from U+4E00 on: 2 bits for given names, 2 for surnames, 1 if a compound surname begins with it.", string(marks))
	numbers(o, "compounds", "are the surnames with two characters, the first in the high half, in order.", pairs)
	two, three, err := readWords(from[1], marks)
	if err != nil {
		return err
	}
	var firsts, seconds []uint16
	var wordsAt []uint16
	for _, w := range two {
		if first := uint16(w >> 16); len(firsts) == 0 || firsts[len(firsts)-1] != first {
			firsts, wordsAt = append(firsts, first), append(wordsAt, u16(len(seconds)))
		}
		seconds = append(seconds, uint16(w&0xffff))
	}
	numbers(o, "firsts", "are the first characters of the words of two characters that look like a name, in order.", firsts)
	numbers(o, "secondsAt", "has the place in seconds of the first word of each of firsts, and the length of seconds.", append(wordsAt, u16(len(seconds))))
	numbers(o, "seconds", "are the second characters of the words, in order for each of firsts.", seconds)
	numbers(o, "longWords", "are those of three characters that do not begin with one of words, 16 bits each, in order.", three)
	return nil
}

// readWords reads the words of a dictionary that are written like a name, with a surname and characters of given names, and
// are none.
func readWords(dictionary fs.FS, marks []byte) (two []uint32, three []uint64, err error) {
	f, err := dictionary.Open("dict.txt")
	if err != nil {
		return nil, nil, err
	}
	mark := func(r rune) byte {
		if r < 0x4e00 || r > 0x9fff {
			return 0
		}
		return marks[r-0x4e00]
	}
	var long [][]rune
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 || strings.HasPrefix(fields[2], "nr") {
			continue
		}
		if times, err := strconv.Atoi(fields[1]); err != nil || times < 3 {
			continue
		}
		w := []rune(fields[0])
		if (len(w) != 2 && len(w) != 3) || mark(w[0])>>surnameBits&3 == 0 || mark(w[1])&3 == 0 {
			continue
		}
		if len(w) == 2 {
			two = append(two, uint32(u16(int(w[0])))<<16|uint32(u16(int(w[1]))))
		} else if mark(w[0])>>surnameBits&3 > 1 && mark(w[2])&3 > 0 {
			long = append(long, w)
		}
	}
	if err := errors.Join(lines.Err(), f.Close()); err != nil {
		return nil, nil, err
	}
	slices.Sort(two)
	two = slices.Compact(two)
	for _, w := range long {
		if _, ok := slices.BinarySearch(two, uint32(u16(int(w[0])))<<16|uint32(u16(int(w[1])))); !ok {
			three = append(three, uint64(u16(int(w[0])))<<32|uint64(u16(int(w[1])))<<16|uint64(u16(int(w[2]))))
		}
	}
	slices.Sort(three)
	if len(two) < 4000 || len(three) < 1000 {
		return nil, nil, errors.New("words are missing")
	}
	return two, slices.Compact(three), nil
}

// givenRank ranks by the number of names that have the character.
func givenRank(r rune, names int) byte {
	var n byte
	switch {
	case strings.ContainsRune(neverGiven, r) || names < 2:
		return 0
	case names < 8:
		n = 1
	case names < 20:
		n = 2
	default:
		n = 3
	}
	if strings.ContainsRune(rarelyGiven, r) {
		n = 1
	}
	return n
}

// readSurnames reads the Hundred Family Surnames: the single ones stand before the first with two characters. What
// follows is of all times and partly no surname any more, so only those with two characters are taken from there.
func readSurnames(dir fs.FS) (singles string, compounds []string, err error) {
	data, err := fs.ReadFile(dir, "dict/f_text.js")
	if err != nil {
		return "", nil, err
	}
	for _, line := range regexp.MustCompile(`(?m)^\s*'(.*?)(?:\\n)?'`).FindAllStringSubmatch(string(data), -1) {
		for name := range strings.FieldsSeq(strings.ReplaceAll(line[1], `\n`, " ")) {
			switch r := []rune(name); {
			case r[0] < 0x4e00:
			case len(r) == 2 && !slices.Contains(strings.Fields(notCompounds), name):
				compounds = append(compounds, name)
			case len(r) == 1 && len(compounds) == 0:
				singles += name
			}
		}
	}
	if len(compounds) < 60 || len([]rune(singles)) < 400 {
		return "", nil, errors.New("surnames are missing")
	}
	return singles, append(compounds, strings.Fields(moreCompounds)...), nil
}

// readGiven counts the characters of given names: in the names of persons of a dictionary that begin with a plain
// surname, and in the given names of a generator of test data, which are the newer ones and count more.
func readGiven(dictionary, faker fs.FS) (map[rune]int, error) {
	score := map[rune]int{}
	f, err := dictionary.Open("dict.txt")
	if err != nil {
		return nil, err
	}
	plain := plainSurnames()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 || fields[2] != "nr" {
			continue
		}
		if name := []rune(fields[0]); (len(name) == 2 || len(name) == 3) && strings.ContainsRune(plain, name[0]) {
			for _, r := range name[1:] {
				score[r]++
			}
		}
	}
	if err := errors.Join(lines.Err(), f.Close()); err != nil {
		return nil, err
	}
	files, err := fs.Glob(faker, "dist/zh_CN-*.js")
	if err != nil || len(files) != 1 {
		return nil, errors.New("the file of given names is not alone")
	}
	data, err := fs.ReadFile(faker, files[0])
	if err != nil {
		return nil, err
	}
	names := regexp.MustCompile(`(?s)first_name:\{(.*?)\},last_name:`).FindSubmatch(data)
	if names == nil {
		return nil, errors.New("no given names")
	}
	for _, r := range string(names[1]) {
		if r >= 0x4e00 && r <= 0x9fff {
			score[r] += 8
		}
	}
	return score, nil
}

// readTwins reads pairs of a simplified character and a traditional one.
func readTwins(dir fs.FS) ([][2]rune, error) {
	data, err := fs.ReadFile(dir, "stcasc.lib.js")
	if err != nil {
		return nil, err
	}
	list := func(name string) []rune {
		m := regexp.MustCompile(`const ` + name + `\s*=\s*'([^']*)'`).FindSubmatch(data)
		if m == nil {
			return nil
		}
		return []rune(string(m[1]))
	}
	simple, twin := list("scStr"), list("tcStr")
	if len(simple) < 2000 || len(simple) != len(twin) {
		return nil, errors.New("the lists of characters do not fit together")
	}
	var pairs [][2]rune
	for i := range simple {
		pairs = append(pairs, [2]rune{simple[i], twin[i]})
	}
	return pairs, nil
}

// traditional adds the traditional forms and sorts.
func traditional(compounds []string, twins [][2]rune) []string {
	as := map[rune]rune{}
	for _, pair := range twins {
		if _, ok := as[pair[0]]; !ok && pair[0] != pair[1] && !strings.ContainsRune("于台"+notNames, pair[0]) && !strings.ContainsRune(notNames, pair[1]) {
			as[pair[0]] = pair[1]
		}
	}
	all := slices.Clone(compounds)
	for _, c := range compounds {
		all = append(all, strings.Map(func(r rune) rune {
			if t, ok := as[r]; ok {
				return t
			}
			return r
		}, c))
	}
	all = append(all, "鍾離", "澹臺", "穀梁")
	slices.Sort(all)
	return slices.Compact(all)
}
