module github.com/khtong/privacykit/bench

go 1.26.0

require (
	github.com/capitalone/fpe v1.2.1 // FF1, archived; Apache 2.0
	github.com/hoophq/alcatraz v0.23.0 // finds personal information; MIT
	github.com/khtong/privacykit v0.0.0
	github.com/nyaruka/phonenumbers v1.8.1 // parses phone numbers; MIT
	github.com/showa-93/go-mask v0.6.2 // masks by struct tags; MIT
	github.com/tink-crypto/tink-go/v2 v2.9.0
)

require (
	golang.org/x/crypto v0.54.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)

replace github.com/khtong/privacykit => ../
