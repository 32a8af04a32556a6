module github.com/khtong/privacykit/bench

go 1.26.0

require (
	github.com/hoophq/alcatraz v0.23.0 // finds personal information; MIT
	github.com/khtong/privacykit v0.0.0
	github.com/nyaruka/phonenumbers v1.8.1 // parses phone numbers; MIT
	github.com/showa-93/go-mask v0.6.2 // masks by struct tags; MIT
)

require (
	golang.org/x/text v0.43.0 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)

replace github.com/khtong/privacykit => ../
