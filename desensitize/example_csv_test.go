package desensitize_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// A table for an analyst: columns are masked, coarser, gone or hidden, and the dates of a person are moved together.
func ExampleNewCSV() {
	analyst, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		"customer_number": "drop", identifiers.Birthday: "decade", "admitted": "shift 30", "discharged": "shift 30",
	}, &desensitize.ViewOptions{Audience: "analyst", Pseudonymizer: fixedKey{}}) // in production the key ring of package crypto
	if err != nil {
		fmt.Println(err)
		return
	}
	stays, err := desensitize.NewCSV(map[string]identifiers.Kind{
		"客户": "customer_number", "出生日期": identifiers.Birthday, "入院": "admitted", "出院": "discharged",
	}, &desensitize.CSVOptions{Raw: []string{"科室"}, Subject: "客户"})
	if err != nil {
		fmt.Println(err)
		return
	}
	table := strings.NewReader("客户,出生日期,科室,入院,出院,备注\n" +
		"C00001,1990-03-07,外科,2026-02-27,2026-03-02,家属 13812345678\n" +
		"C00002,1985年6月1日,内科,2026-03-01,不详,\n")
	fmt.Println(stays.Copy(os.Stdout, analyst, table))
	// Output:
	// 出生日期,科室,入院,出院,备注
	// 1990s,外科,2026-02-23,2026-02-26,****
	// 1980s,内科,2026-03-10,****,****
	// <nil>
}
