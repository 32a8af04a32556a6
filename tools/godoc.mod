module github.com/khtong/privacykit/tools/godoc

go 1.26.0

tool golang.org/x/tools/cmd/godoc

require (
	github.com/yuin/goldmark v1.4.13 // indirect
	golang.org/x/mod v0.27.0 // indirect
	golang.org/x/tools v0.36.0 // indirect
)
