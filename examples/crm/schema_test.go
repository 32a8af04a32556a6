package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/examples/internal/host"
)

// The schema that editors use takes the registers that the program takes, and refuses what an editor can see to be wrong.
func TestRegisterSchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("../../consent/register.schema.json")
	require.NoError(t, err)
	validate := func(register string) error {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(register))
		require.NoError(t, err)
		return schema.Validate(doc)
	}
	good := string(host.RegisterJSON)
	require.NoError(t, validate(good))
	fixture, err := os.ReadFile("../../consent/testdata/register.json")
	require.NoError(t, err)
	require.NoError(t, validate(string(fixture)))

	for _, c := range [][2]string{
		{`"schema": 1`, `"schema": 2`},
		{`"schema": 1`, `"schema": 1, "$schema": "register.schema.json"`},
		{`"effective": "2021-10-25"`, `"effective": "2021-10-32"`},
		{`"version": "2021-10-25"`, `"version": ""`},
		{`"function": "account"`, `"functon": "account"`},
		{`"necessity": "optional"`, `"necessity": "nice"`},
		{`"basis": "consent"`, `"basis": "legitimate_interest"`},
		{`"type": "merchant"`, `"type": "seller"`},
		{`"location": "CN"`, `"location": "China"`},
		{`"roles": ["property_company", "consumer"]`, `"roles": []`},
		{`"kinds": ["resident_id", "bank_card_information"],`, ``},
		{`"kinds": ["resident_id", "bank_card_information"]`, `"kinds": ["身份证"]`},
		{`"en": "consumer"`, `"en": ""`},
	} {
		require.Contains(t, good, c[0])
		bad := strings.Replace(good, c[0], c[1], 1)
		require.Error(t, validate(bad), c[1])
		_, err := consent.ParseRegister(bytes.TrimSpace([]byte(bad)))
		require.ErrorIs(t, err, consent.ErrRegister, c[1])
	}
}
