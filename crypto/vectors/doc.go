// Package vectors holds package crypto and what it builds on to the test vectors of Project Wycheproof
// (github.com/c2sp/wycheproof, Apache License 2.0). It holds tests alone.
//
// It is a module of its own, so that the vectors, 100 MB unpacked, reach nobody who uses privacykit.
package vectors
