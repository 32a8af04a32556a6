module github.com/khtong/privacykit/bench

go 1.26.0

require (
	github.com/capitalone/fpe v1.2.1 // FF1, archived; Apache 2.0
	github.com/godaddy/asherah/go/appencryption v0.9.0 // envelope encryption with a key for each write; MIT
	github.com/hoophq/alcatraz v0.23.0 // finds personal information; MIT
	github.com/khtong/privacykit v0.0.0
	github.com/nyaruka/phonenumbers v1.8.1 // parses phone numbers; MIT
	github.com/showa-93/go-mask v0.6.2 // masks by struct tags; MIT
	github.com/tink-crypto/tink-go/v2 v2.9.0
)

require (
	github.com/awnumar/memcall v0.4.0 // indirect
	github.com/awnumar/memguard v0.22.5 // indirect
	github.com/aws/aws-sdk-go v1.55.8 // indirect
	github.com/godaddy/asherah/go/securememory v0.1.7 // indirect
	github.com/jmespath/go-jmespath v0.4.0 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	github.com/rcrowley/go-metrics v0.0.0-20201227073835-cf1acfcdf475 // indirect
	golang.org/x/crypto v0.54.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)

replace github.com/khtong/privacykit => ../
