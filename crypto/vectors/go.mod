module github.com/khtong/privacykit/crypto/vectors

go 1.26.4

require (
	github.com/c2sp/wycheproof v0.0.0-20260902155932-3fa63dd0344a // test vectors; Apache 2.0
	github.com/khtong/privacykit v0.0.0
	github.com/tink-crypto/tink-go/v2 v2.9.0
)

require (
	github.com/emmansun/gmsm v0.44.1 // indirect
	golang.org/x/crypto v0.54.0 // indirect
)

replace github.com/khtong/privacykit => ../../
