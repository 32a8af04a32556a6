package privacykit_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/khtong/privacykit"

// floors says which packages of the module each package may import. A package that is not listed fails the test, so that a new
// one is placed with care. Test helpers and internal packages stand on the floor of the package that they belong to; the
// helpers in the internal directory of the module stand below all.
var floors = map[string][]string{
	"":            {},
	"law":         {"internal"},
	"identifiers": {},
	"crypto":      {},
	"audit":       {"internal"},
	"internal":    {},
	"desensitize": {"internal", "identifiers"},
	"consent":     {"internal", "law", "identifiers"},
	"retention":   {"internal", "law"},
	"rights":      {"internal", "law", "retention"},
	"incident":    {"internal", "law"},
	"access":      {"audit", "consent", "crypto", "desensitize", "identifiers", "internal", "law"},
	"sqlstore":    {"audit", "consent", "crypto", "identifiers", "incident", "retention", "rights"},
}

// modules says which other modules each package may pull into a host, all of its dependencies counted.
var modules = map[string][]string{
	"":                  {},
	"law":               {"golang.org/x/text"},
	"identifiers":       {"golang.org/x/text"},
	"desensitize":       {"golang.org/x/text"},
	"consent":           {"golang.org/x/text"},
	"retention":         {"golang.org/x/text"},
	"rights":            {"golang.org/x/text"},
	"incident":          {"golang.org/x/text"},
	"audit":             {"golang.org/x/mod"},
	"crypto":            {"github.com/tink-crypto/tink-go/v2", "golang.org/x/crypto", "golang.org/x/sys", "google.golang.org/protobuf"},
	"crypto/disclosure": {"github.com/tink-crypto/tink-go/v2", "golang.org/x/crypto", "golang.org/x/sys", "google.golang.org/protobuf"},
	"crypto/sm":         {"github.com/emmansun/gmsm"},
	"access":            {"github.com/tink-crypto/tink-go/v2", "golang.org/x/crypto", "golang.org/x/mod", "golang.org/x/sys", "golang.org/x/text", "google.golang.org/protobuf"},
	"sqlstore":          {"github.com/tink-crypto/tink-go/v2", "golang.org/x/crypto", "golang.org/x/mod", "golang.org/x/sys", "golang.org/x/text", "google.golang.org/protobuf"},
}

// forbidden are the imports that the pure packages do without: no network, no database, no log, no files, no unsafe.
var forbidden = []string{"net/http", "database/sql", "log", "log/syslog", "os", "os/exec", "unsafe", "plugin", "syscall"}

type listed struct {
	ImportPath string
	Name       string
	Standard   bool
	Imports    []string
	Module     *struct{ Path string }
}

func list(t *testing.T, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Name,Standard,Imports,Module"}, args...)...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("go list: %s", exit.Stderr)
	}
	require.NoError(t, err)
	var pkgs []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs
		}
		require.NoError(t, err)
		pkgs = append(pkgs, p)
	}
}

// room is the package on whose floor an import path of the module stands.
func room(path string) string {
	room, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(path, module), "/"), "/")
	return room
}

func TestImportFloors(t *testing.T) {
	pkgs := list(t, "./...")
	require.GreaterOrEqual(t, len(pkgs), len(floors))
	seen := map[string]bool{}
	for _, p := range pkgs {
		r := room(p.ImportPath)
		allowed, placed := floors[r]
		require.True(t, placed, "%s has no floor", p.ImportPath)
		seen[r] = true
		generator := p.Name == "main"
		for _, i := range p.Imports {
			if i == module || strings.HasPrefix(i, module+"/") {
				if to := room(i); to != r && !slices.Contains(allowed, to) {
					t.Errorf("%s imports %s: not on a lower floor", p.ImportPath, i)
				}
			}
			library := r != "sqlstore" && !generator && !strings.HasSuffix(p.Name, "test")
			pure := library && (r != "crypto" || p.ImportPath == module+"/crypto") // what is below crypto keeps keys in files and services
			if pure && slices.Contains(forbidden, i) {
				t.Errorf("%s imports %s: the package is pure", p.ImportPath, i)
			}
			if library && i == "database/sql" { // its database/sql/driver is only the types of what a column holds
				t.Errorf("%s imports %s: only sqlstore does", p.ImportPath, i)
			}
		}
	}
	for r := range floors {
		require.True(t, seen[r], "package %q is gone: take it out of the table", r)
	}
}

// A host that imports one package gets the modules of that package and no more.
func TestModulesPulledIn(t *testing.T) {
	for r, allowed := range modules {
		path := module
		if r != "" {
			path += "/" + r
		}
		for _, p := range list(t, "-deps", path) {
			if p.Standard || p.Module == nil || p.Module.Path == module {
				continue
			}
			if !slices.Contains(allowed, p.Module.Path) {
				t.Errorf("%s pulls in %s of %s", path, p.ImportPath, p.Module.Path)
			}
		}
	}
}
