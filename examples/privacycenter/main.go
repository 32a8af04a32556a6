// Command privacycenter is the 个人信息 page of a product: what a person can see, correct, switch, download and close without asking anybody.
//
//	go run ./examples/privacycenter                   on http://localhost:8080, with two people in a temporary folder
//	go run ./examples/privacycenter -dir center       keep the data
//
// It listens on loopback alone, works without JavaScript, and is meant to be read: a host puts its own sign-in in front, its own database
// behind, and a proxy with TLS before it. Everything that touches personal information is privacykit: the gate decides what is shown and
// writes the log, the desk takes the requests, the ledger keeps the consents, the register is the notice.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "privacycenter:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	f := flag.NewFlagSet("privacycenter", flag.ContinueOnError)
	port := f.String("port", "8080", "`port` on loopback")
	dir := f.String("dir", "", "`folder` for the data (default: a temporary one, removed at the end)")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *dir == "" {
		temp, err := os.MkdirTemp("", "privacycenter-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		*dir = temp
	}
	c, err := openCenter(ctx, *dir, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", *port)) // loopback, whatever is asked for
	if err != nil {
		return err
	}
	srv := serverOf(newSite(c, slog.New(slog.NewTextHandler(os.Stderr, nil))))
	fmt.Printf("http://localhost:%s — stop with Ctrl-C\n", *port)
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		return srv.Shutdown(ctx)
	}
}

// serverOf bounds how long and how much a client may take.
func serverOf(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10,
	}
}
