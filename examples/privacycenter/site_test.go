package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/audit"
)

var quiet = slog.New(slog.DiscardHandler)

func open(t *testing.T) *center {
	t.Helper()
	c, err := openCenter(t.Context(), t.TempDir(), time.Now)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.close()) })
	return c
}

// client is a browser without any of its manners: it keeps cookies, and sends what it is told.
type client struct {
	*testing.T
	h       http.Handler
	cookies map[string]*http.Cookie
	lang    string
}

func newClient(t *testing.T, h http.Handler) *client {
	t.Helper()
	return &client{T: t, h: h, cookies: map[string]*http.Cookie{}, lang: "en"}
}

func (c *client) do(method, path string, form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
	c.Helper()
	r := httptest.NewRequestWithContext(c.Context(), method, path, strings.NewReader(form.Encode()))
	r.Host = "localhost:8080"
	r.Header.Set("Accept-Language", c.lang)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, k := range c.cookies {
		r.AddCookie(k)
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	for _, k := range w.Result().Cookies() {
		c.cookies[k.Name] = k
		if k.MaxAge < 0 {
			delete(c.cookies, k.Name)
		}
	}
	return w
}

func (c *client) get(path string) string {
	c.Helper()
	w := c.do(http.MethodGet, path, nil)
	require.Equal(c, http.StatusOK, w.Code, "%s: %s", path, w.Body)
	return w.Body.String()
}

// post sends a form and follows where it leads.
func (c *client) post(path string, form url.Values) string {
	c.Helper()
	w := c.do(http.MethodPost, path, form)
	if w.Code == http.StatusSeeOther {
		return c.get(w.Header().Get("Location"))
	}
	return w.Body.String()
}

func (c *client) signIn(person string) *client {
	c.Helper()
	require.Contains(c, c.post("/signin", url.Values{"person": {person}}), "<h1>")
	return c
}

var pages = []string{"/data", "/consents", "/requests", "/notice", "/close"}

// Every page is there in both languages, says so, runs nothing and may be kept by nobody.
func TestPages(t *testing.T) {
	s := newSite(open(t), quiet)
	for lang, want := range map[string]string{"en": `<html lang="en">`, "zh-CN": `<html lang="zh-CN">`, "zh-TW,en;q=0.5": `<html lang="zh-CN">`, "fr": `<html lang="zh-CN">`} {
		c := newClient(t, s)
		c.lang = lang
		require.Contains(t, c.get("/"), want)
		c.signIn("U1001")
		for _, path := range pages {
			w := c.do(http.MethodGet, path, nil)
			require.Equal(t, http.StatusOK, w.Code, path)
			require.Contains(t, w.Body.String(), want, path)
			require.Equal(t, 1, strings.Count(w.Body.String(), "<h1>"), path)
			require.NotContains(t, w.Body.String(), "<script", path)
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"), path)
			require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'; style-src 'self'", path)
			require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"), path)
		}
		require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/static/style.css", nil).Code)
	}
}

func TestLanguageLink(t *testing.T) {
	c := newClient(t, newSite(open(t), quiet))
	c.lang = "zh-CN"
	for path, want := range map[string]string{"/?lang=en": "/", "/data?lang=en": "/data", "//evil.example/?lang=en": "/evil.example/", "/\\evil.example?lang=en": "/evil.example"} {
		w := c.do(http.MethodGet, path, nil, func(r *http.Request) { r.URL.Host = "" })
		require.Equal(t, http.StatusSeeOther, w.Code, path)
		require.Equal(t, want, w.Header().Get("Location"), path)
	}
	require.Contains(t, c.get("/"), `<html lang="en">`)
}

// Without a session there is nothing but the sign-in, and the session's cookie is closed to scripts, other sites and plain connections.
func TestSession(t *testing.T) {
	now := time.Now()
	c, err := openCenter(t.Context(), t.TempDir(), func() time.Time { return now })
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.close()) })
	b := newClient(t, newSite(c, quiet))
	for _, path := range append([]string{"/requests/req_x/copy.json"}, pages...) {
		w := b.do(http.MethodGet, path, nil)
		require.Equal(t, http.StatusSeeOther, w.Code, path)
		require.Equal(t, "/", w.Header().Get("Location"), path)
	}
	b.signIn("U1001")
	k := b.cookies[sessionCookie]
	require.True(t, k.HttpOnly && k.Secure && k.SameSite == http.SameSiteStrictMode && k.Path == "/" && k.Domain == "")
	require.Contains(t, b.get("/data"), "138****8001")
	now = now.Add(sessionTime)
	require.Equal(t, http.StatusSeeOther, b.do(http.MethodGet, "/data", nil).Code, "the session is over")
	b.signIn("U1001")
	other := newClient(t, b.h).signIn("U1001")
	b.post("/signout", url.Values{})
	require.Equal(t, http.StatusSeeOther, b.do(http.MethodGet, "/data", nil).Code)
	require.Equal(t, http.StatusSeeOther, other.do(http.MethodGet, "/data", nil).Code, "signed out everywhere")

	// Somebody whom nobody knows gets the answer of somebody who left.
	unknown := b.do(http.MethodPost, "/signin", url.Values{"person": {"U9999"}})
	b.signIn("U1002")
	b.post("/close", url.Values{"sure": {"yes"}, "form": {"1"}})
	left := b.do(http.MethodPost, "/signin", url.Values{"person": {"U1002"}})
	require.Equal(t, http.StatusForbidden, unknown.Code)
	require.Equal(t, unknown.Code, left.Code)
	key := regexp.MustCompile(`value="[A-Z0-9]{26}"`)
	require.Equal(t, key.ReplaceAllString(unknown.Body.String(), ""), key.ReplaceAllString(left.Body.String(), ""))
}

// A form of another site does nothing, and a name that only points here gets nothing.
func TestOtherSites(t *testing.T) {
	c := open(t)
	b := newClient(t, newSite(c, quiet)).signIn("U1001")
	for name, change := range map[string]func(*http.Request){
		"fetch metadata": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"same site":      func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"origin": func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "https://evil.example")
		},
	} {
		for _, path := range []string{"/signin", "/signout", "/data", "/consents", "/requests/copy", "/notice", "/close"} {
			w := b.do(http.MethodPost, path, url.Values{"sure": {"yes"}, "activity": {"feedback"}, "to": {"on"}, "person": {"U1002"}}, change)
			require.Equal(t, http.StatusForbidden, w.Code, "%s %s", name, path)
		}
	}
	for _, host := range []string{"evil.example", "evil.example:8080", "localhost.evil.example", ""} {
		w := b.do(http.MethodGet, "/data", nil, func(r *http.Request) { r.Host = host })
		require.Equal(t, http.StatusMisdirectedRequest, w.Code, host)
	}
	require.Contains(t, b.get("/data"), "138****8001")
}

// What is wrong with a form is said, and nothing is done.
func TestBadForms(t *testing.T) {
	b := newClient(t, newSite(open(t), quiet)).signIn("U1001")
	for _, f := range []struct {
		path string
		form url.Values
		want int
	}{
		{"/data", url.Values{"field": {"name"}, "value": {"x"}}, http.StatusNotFound},
		{"/data", url.Values{"field": {"id"}, "value": {"x"}}, http.StatusNotFound},
		{"/data", url.Values{"field": {"mobile"}, "value": {"12"}}, http.StatusUnprocessableEntity},
		{"/data", url.Values{"field": {"email"}, "value": {"<b>"}}, http.StatusUnprocessableEntity},
		{"/data", url.Values{"field": {"email"}, "value": {strings.Repeat("a", maxBody)}}, http.StatusRequestEntityTooLarge},
		{"/consents", url.Values{"activity": {"payment"}, "to": {"on"}, "form": {"1"}}, http.StatusNotFound},
		{"/consents", url.Values{"activity": {"feedback"}, "to": {"maybe"}, "form": {"1"}}, http.StatusNotFound},
		{"/close", url.Values{"form": {"1"}}, http.StatusUnprocessableEntity},
		{"/nothing", url.Values{}, http.StatusNotFound},
	} {
		w := b.do(http.MethodPost, f.path, f.form)
		require.Equal(t, f.want, w.Code, "%s %v", f.path, f.form)
		require.NotContains(t, w.Body.String(), "<b>", f.path)
	}
	require.Contains(t, b.get("/requests"), "There are no requests yet.")
}

// A form that is sent twice is one request.
func TestTwice(t *testing.T) {
	b := newClient(t, newSite(open(t), quiet)).signIn("U1001")
	for range 2 {
		b.post("/requests/copy", url.Values{"form": {"K1"}})
	}
	require.Equal(t, 1, strings.Count(b.get("/requests"), "<article"))
	b.post("/requests/copy", url.Values{"form": {"K2"}})
	require.Equal(t, 2, strings.Count(b.get("/requests"), "<article"))
}

// What a person withdraws is used no more, which the page shows; what was said is in the copy.
func TestConsents(t *testing.T) {
	b := newClient(t, newSite(open(t), quiet)).signIn("U1001")
	require.Contains(t, b.post("/consents", url.Values{"activity": {"feedback"}, "to": {"on"}, "form": {"1"}}), "You agreed.")
	require.NotContains(t, b.get("/data"), "You have not agreed to this use")
	require.Contains(t, b.post("/consents", url.Values{"activity": {"feedback"}, "to": {"off"}, "form": {"2"}}), "You took it back.")
	require.Contains(t, b.get("/data"), "You have not agreed to this use")
}

// Nobody sees anything of anybody else: not on a page, not in a copy, not by the number of a request.
func TestTwoPersons(t *testing.T) {
	c := open(t)
	s := newSite(c, quiet)
	people := map[string]*client{"U1001": newClient(t, s).signIn("U1001"), "U1002": newClient(t, s).signIn("U1002")}
	secrets := map[string][]string{}
	copies := map[string]string{}
	for _, d := range demo {
		secrets[d.id] = append(d.values[:], d.id, "O-"+d.id)
		b := people[d.id]
		page := b.post("/requests/copy", url.Values{"form": {"same for both"}})
		copies[d.id] = regexp.MustCompile(`/requests/(req_[0-9a-f]+)/copy\.html`).FindStringSubmatch(page)[1]
		b.post("/data", url.Values{"field": {"address"}, "value": {"上海市黄浦区样例路 " + d.id}, "form": {"same for both"}})
	}
	require.NotEqual(t, copies["U1001"], copies["U1002"])
	for me, b := range people {
		for other, theirs := range secrets {
			if other == me {
				continue
			}
			paths := append([]string{"/requests/" + copies[me] + "/copy.html", "/requests/" + copies[me] + "/copy.json"}, pages...)
			for _, path := range paths {
				page := b.get(path)
				for _, secret := range theirs {
					require.NotContains(t, page, secret, "%s of %s", path, me)
				}
			}
			for _, file := range []string{"copy.html", "copy.json", "copy.pdf"} {
				w := b.do(http.MethodGet, "/requests/"+copies[other]+"/"+file, nil)
				nobody := b.do(http.MethodGet, "/requests/req_00000000000000000000000000000000/"+file, nil)
				require.Equal(t, http.StatusNotFound, w.Code)
				require.Equal(t, strings.ReplaceAll(nobody.Body.String(), "req_00000000000000000000000000000000", copies[other]), w.Body.String())
			}
		}
	}
	var copied struct {
		Complete bool `json:"complete"`
		Items    []struct{ Value string }
	}
	require.NoError(t, json.Unmarshal([]byte(people["U1002"].get("/requests/"+copies["U1002"]+"/copy.json")), &copied))
	require.True(t, copied.Complete)
	require.Len(t, copied.Items, 8) // six fields, an order, a consent
}

// Closing deletes what nothing keeps, ends the session, and the log of it verifies.
func TestClose(t *testing.T) {
	c := open(t)
	b := newClient(t, newSite(c, quiet)).signIn("U1001")
	page := b.post("/close", url.Values{"sure": {"yes"}, "form": {"1"}})
	require.Contains(t, page, "The account is closed")
	require.Contains(t, page, "E-commerce Law, Art. 31")
	require.Equal(t, http.StatusSeeOther, b.do(http.MethodGet, "/data", nil).Code)
	sealed, err := c.sealed(t.Context(), "U1001")
	require.NoError(t, err)
	for i, f := range fields {
		require.Equal(t, f.column != "name" && f.column != "mobile", sealed[i] == nil, f.column)
	}
	_, err = c.log.Verify(t.Context(), nil)
	require.NoError(t, err)
	outcomes := map[string]int{}
	for e, err := range c.log.Find(t.Context(), audit.Query{Subject: c.pseudonym("U1001")}) {
		require.NoError(t, err)
		outcomes[string(e.Type)+" "+e.Outcome]++
	}
	require.Equal(t, 1, outcomes["request partly_granted"], "%v", outcomes)
	require.Equal(t, 1, outcomes["consent withdrawn"], "%v", outcomes)
	require.Positive(t, outcomes["access masked"], "%v", outcomes)
	require.Contains(t, newClient(t, b.h).signIn("U1002").get("/data"), "139****9002", "the other person stays")
}

// Neither the files nor what the program logs holds anything that people gave.
func TestNothingInTheClear(t *testing.T) {
	dir := t.TempDir()
	c, err := openCenter(context.Background(), dir, time.Now)
	require.NoError(t, err)
	var logged bytes.Buffer
	s := newSite(c, slog.New(slog.NewTextHandler(&logged, nil)))
	b := newClient(t, s).signIn("U1001")
	b.post("/data", url.Values{"field": {"mobile"}, "value": {"13700137003"}, "form": {"1"}})
	require.NoError(t, c.db.Close()) // whatever is asked now fails
	require.Equal(t, http.StatusInternalServerError, b.do(http.MethodGet, "/data", nil).Code)
	require.NoError(t, c.ring.Close())
	require.NoError(t, c.keysDB.Close())
	all := logged.String()
	require.Contains(t, all, "request failed")
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var f []byte
			f, err = os.ReadFile(path)
			all += string(f)
		}
		return err
	}))
	require.Greater(t, len(all), 10_000)
	for _, d := range demo {
		for i, secret := range d.values {
			if i > 0 || len(secret) > 6 { // two characters of a name are in many places by chance
				require.NotContains(t, all, secret)
			}
		}
	}
	require.NotContains(t, all, "13700137003")
}

// The server gives a client only so long, and listens on loopback alone.
func TestServer(t *testing.T) {
	srv := serverOf(newSite(open(t), quiet))
	require.Positive(t, min(srv.ReadHeaderTimeout, srv.ReadTimeout, srv.WriteTimeout, srv.IdleTimeout))
	require.Less(t, srv.MaxHeaderBytes, math.MaxInt16)
	free, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(free.Addr().String())
	require.NoError(t, err)
	require.NoError(t, free.Close())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- run(ctx, []string{"-port", port}) }()
	require.Eventually(t, func() bool {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost:"+port+"/", nil)
		require.NoError(t, err)
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			return false
		}
		return answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
	}, 30*time.Second, 20*time.Millisecond)
	cancel()
	require.NoError(t, <-done)
	require.Error(t, run(t.Context(), []string{"-port", "x"}))
}
