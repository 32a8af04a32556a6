package identifiers_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/khtong/privacykit/identifiers"
)

// logText returns lines of a log, one in four of which holds personal information.
func logText(size int) string {
	rng := rand.New(rand.NewPCG(7, 8))
	var b strings.Builder
	for b.Len() < size {
		fmt.Fprintf(&b, "2026-03-%02d %02d:%02d:%02d.%03d INFO [order-service] trace=%016x ", 1+rng.IntN(28), rng.IntN(24), rng.IntN(60), rng.IntN(60), rng.IntN(1000), rng.Uint64())
		switch rng.IntN(16) {
		case 0:
			fmt.Fprintf(&b, "用户登录成功 mobile=138%08d ip=192.0.2.%d\n", rng.IntN(1e8), rng.IntN(256))
		case 1:
			fmt.Fprintf(&b, "发送邮件到 user%d@example.com，耗时%dms\n", rng.IntN(1000), rng.IntN(1000))
		case 2:
			fmt.Fprintf(&b, `{"name":"王丽华","phone":"139-%04d-%04d","address":"浙江省杭州市西湖区文三路%d号"}`+"\n", rng.IntN(1e4), rng.IntN(1e4), 1+rng.IntN(300))
		case 3:
			fmt.Fprintf(&b, "车辆入场 粤B%05d 道闸%d\n", rng.IntN(1e5), rng.IntN(9))
		default:
			fmt.Fprintf(&b, "订单处理完成 order_id=%d amount=%d.%02d 库存同步成功，等待下游确认\n", 1e15+rng.Int64N(1e15), rng.IntN(1000), rng.IntN(100))
		}
	}
	return b.String()[:size]
}

// BenchmarkFind finds in 1 MiB of a log, as one text and as a stream.
func BenchmarkFind(b *testing.B) {
	text := logText(1 << 20)
	count := func(b *testing.B, find func() int) {
		b.Helper()
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			n = find()
		}
		b.ReportMetric(float64(n), "matches")
	}
	b.Run("text", func(b *testing.B) {
		count(b, func() (n int) {
			for range identifiers.Find(text) {
				n++
			}
			return n
		})
	})
	for _, f := range []namedFinder{
		{"reader", newFinder(b, nil)},
		{"reader/recognizer", newFinder(b, &identifiers.FindOptions{Recognizers: []identifiers.Recognizer{roomNumber}})},
	} {
		b.Run(f.name, func(b *testing.B) {
			count(b, func() (n int) {
				for _, err := range f.FindReader(strings.NewReader(text)) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				return n
			})
		})
	}
}
