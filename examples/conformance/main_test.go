package main

import (
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each clause is carried by something that exists and is exported, and proved by a test that exists; or it says what is left to whom.
func TestClauses(t *testing.T) {
	list, err := clauses()
	require.NoError(t, err)
	require.Len(t, list, 192)
	known, err := declared(filepath.Join("..", ".."))
	require.NoError(t, err)
	seen := make(map[string]bool)
	for _, c := range list {
		require.NotEmpty(t, c.ID)
		require.False(t, seen[c.ID], c.ID)
		seen[c.ID] = true
		require.NotEmpty(t, c.Section, c.ID)
		require.NotEmpty(t, c.Asks, c.ID)
		require.Equal(t, len(c.Carried) > 0, len(c.Proved) > 0, "%s: carried and not proved, or the reverse", c.ID)
		require.True(t, len(c.Carried) > 0 || c.Host != "", "%s: nobody carries it", c.ID)
		for _, name := range c.Carried {
			require.True(t, known[name], "%s: %s does not exist", c.ID, name)
			require.True(t, token.IsExported(name[strings.LastIndexByte(name, '.')+1:]), "%s: %s", c.ID, name)
		}
		for _, name := range c.Proved {
			require.True(t, known[name], "%s: %s does not exist", c.ID, name)
			test := name[strings.LastIndexByte(name, '.')+1:]
			require.True(t, strings.HasPrefix(test, "Test") || strings.HasPrefix(test, "Example"), "%s: %s is no test", c.ID, name)
		}
	}
}

func TestPageIsFresh(t *testing.T) {
	list, err := clauses()
	require.NoError(t, err)
	page, err := os.ReadFile("CONFORMANCE.md")
	require.NoError(t, err)
	require.Equal(t, markdown(list), string(page), "go generate ./examples/conformance")
}
