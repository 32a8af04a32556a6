package main

import (
	"bytes"
	"crypto/rand"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

//go:embed templates static
var files embed.FS

// site is the web application.
type site struct {
	*center
	log     *slog.Logger
	pages   map[language.Tag]map[string]*template.Template
	handler http.Handler

	mu       sync.Mutex
	sessions map[string]session
}

// session is who is signed in. A host has its own.
type session struct {
	person string
	until  time.Time
}

const (
	sessionCookie = "__Host-session"
	langCookie    = "__Host-lang"
	sessionTime   = 30 * time.Minute
	maxBody       = 64 << 10
)

var (
	tags    = []language.Tag{language.SimplifiedChinese, language.English}
	matcher = language.NewMatcher(append(tags, language.TraditionalChinese))
)

func newSite(c *center, log *slog.Logger) *site {
	s := &site{center: c, log: log, pages: make(map[language.Tag]map[string]*template.Template), sessions: make(map[string]session)}
	for _, tag := range tags {
		s.pages[tag] = parse(tag)
	}
	mux := http.NewServeMux()
	static, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // the folder is embedded
	}
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(static)))
	mux.HandleFunc("GET /{$}", s.start)
	mux.HandleFunc("POST /signin", s.signIn)
	mux.HandleFunc("POST /signout", s.signOut)
	for pattern, h := range map[string]func(*visit) error{
		"GET /data": data, "POST /data": correctData, "GET /consents": consents, "POST /consents": switchConsent, "GET /requests": requests,
		"POST /requests/copy": askCopy, "GET /requests/{id}/{file}": download, "GET /notice": notice, "POST /notice": noticeSeen, "GET /close": closing,
		"POST /close": closeAccount,
	} {
		mux.Handle(pattern, s.signedIn(h))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.lost(s.visit(w, r)) })
	// A form of another site does not get through, whatever cookies the browser sends with it.
	s.handler = http.NewCrossOriginProtection().Handler(mux)
	return s
}

// parse reads the templates for one language. In them {{t "中文" "English"}} is the text of that language.
func parse(tag language.Tag) map[string]*template.Template {
	funcs := template.FuncMap{"t": func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }}
	out := make(map[string]*template.Template)
	for _, name := range []string{"start", "data", "consents", "requests", "notice", "close", "problem"} {
		out[name] = template.Must(template.New("layout.html").Funcs(funcs).ParseFS(files, "templates/layout.html", "templates/"+name+".html"))
	}
	return out
}

// ServeHTTP answers for loopback names only, so that a page that makes its name point here gets nothing, and sets what every answer has.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if host != "localhost" && host != "127.0.0.1" {
		http.Error(w, "unknown host", http.StatusMisdirectedRequest)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if to := r.URL.Query().Get("lang"); r.Method == http.MethodGet && to != "" {
		s.setLang(w, r, to)
		return
	}
	s.handler.ServeHTTP(w, r)
}

// setLang keeps the language in a cookie and shows the same page in it.
func (s *site) setLang(w http.ResponseWriter, r *http.Request, to string) {
	tag := tags[0]
	if to == "en" {
		tag = tags[1]
	}
	http.SetCookie(w, cookie(langCookie, tag.String(), 365*24*time.Hour))
	http.Redirect(w, r, (&url.URL{Path: "/" + trimSlashes(r.URL.Path)}).String(), http.StatusSeeOther)
}

// trimSlashes keeps a path that begins with two slashes from being taken for another host.
func trimSlashes(p string) string {
	for len(p) > 0 && (p[0] == '/' || p[0] == '\\') {
		p = p[1:]
	}
	return p
}

// cookie returns a cookie that no script reads, no other site sends along and no plain connection but loopback carries.
func cookie(name, value string, age time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age / time.Second), Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// A visit is one request with its language and its person.
type visit struct {
	*site
	w      http.ResponseWriter
	r      *http.Request
	tag    language.Tag
	person string // empty if nobody is signed in
}

func (s *site) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{site: s, w: w, r: r}
	wish := ""
	if c, err := r.Cookie(langCookie); err == nil {
		wish = c.Value
	}
	_, i := language.MatchStrings(matcher, wish, r.Header.Get("Accept-Language"))
	v.tag = tags[i%len(tags)] // who reads traditional characters reads the simplified rather than English
	if c, err := r.Cookie(sessionCookie); err == nil {
		s.mu.Lock()
		if found, ok := s.sessions[c.Value]; ok && s.now().Before(found.until) {
			v.person = found.person
		}
		s.mu.Unlock()
	}
	return v
}

// t is a text in the language of the visit.
func (v *visit) t(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(v.tag) }

// page is what the layout shows.
type page struct {
	Lang, Path, Title string
	SignedIn          bool
	Message, Problem  string // the message is good news, the problem is not
	Form              string // a new key for the forms of the page
	Content           any
}

// show writes a page. A page that cannot be written whole is not begun.
func (v *visit) show(status int, name string, p page) error {
	p.Lang, p.Path, p.SignedIn, p.Form = law.Text{ZH: "zh-CN", EN: "en"}.In(v.tag), v.r.URL.Path, v.person != "", rand.Text()
	if p.Message == "" {
		p.Message = v.done(v.r.URL.Query().Get("done"))
	}
	var b bytes.Buffer
	if err := v.pages[v.tag][name].Execute(&b, p); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Vary", "Accept-Language, Cookie")
	v.w.WriteHeader(status)
	_, _ = b.WriteTo(v.w) // whoever went away does not read it
	return nil
}

// done is the message after a form; nothing of the form is in the address.
func (v *visit) done(code string) string {
	switch code {
	case "corrected":
		return v.t("已更正。", "Corrected.")
	case "on":
		return v.t("已同意。你可以随时撤回。", "You agreed. You can take it back at any time.")
	case "off":
		return v.t("已撤回同意，不影响撤回之前的处理。", "You took it back. What was done before stays lawful.")
	case "copy":
		return v.t("副本已准备好。", "Your copy is ready.")
	case "seen":
		return v.t("已记录你看过新版本。这不代表同意。", "We noted that you saw it. That is no consent.")
	}
	return ""
}

// then sends the browser to a page after a form.
func (v *visit) then(path, code string) error {
	v.w.Header().Set("Location", (&url.URL{Path: path, RawQuery: url.Values{"done": {code}}.Encode()}).String())
	v.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// signedIn lets nobody else through, and turns errors into pages that say nothing of what went wrong.
func (s *site) signedIn(h func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if v.person == "" {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		var tooLarge *http.MaxBytesError
		switch err := h(v); {
		case errors.Is(err, errUnknown):
			s.lost(v)
		case errors.As(err, &tooLarge):
			s.problem(v, http.StatusRequestEntityTooLarge, v.t("内容太长。", "That is too long."))
		case err != nil:
			s.failed(v, err)
		}
	})
}

func (s *site) lost(v *visit) {
	s.problem(v, http.StatusNotFound, v.t("没有这个页面。", "There is no such page."))
}

// failed logs an error, which names no person and shows no value, and says nothing of it.
func (s *site) failed(v *visit, err error) {
	s.log.Error("request failed", "method", v.r.Method, "pattern", v.r.Pattern, "error", err)
	s.problem(v, http.StatusInternalServerError, v.t("出了问题，请稍后再试。", "Something went wrong. Please try again later."))
}

func (s *site) problem(v *visit, status int, text string) {
	if err := v.show(status, "problem", page{Title: text}); err != nil {
		s.log.Error("page failed", "error", err)
	}
}

var shanghai = law.Shanghai()
