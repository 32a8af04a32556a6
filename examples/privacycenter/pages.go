package main

import (
	"bytes"
	"crypto/rand"
	"html/template"
	"net/http"
	"strings"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/rights"
)

// start shows the sign-in of the demonstration.
func (s *site) start(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	if v.person != "" {
		http.Redirect(w, r, "/data", http.StatusSeeOther)
		return
	}
	if err := v.show(http.StatusOK, "start", page{Title: v.t("个人信息", "Personal information")}); err != nil {
		s.failed(v, err)
	}
}

// signIn begins a session of one of the two people. Whoever closed the account gets the same answer as somebody whom nobody knows.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	id := r.PostFormValue("person")
	if known, err := s.person(r.Context(), id); err != nil || !known.closed.IsZero() {
		p := page{Title: v.t("个人信息", "Personal information"), Problem: v.t("不能登录。", "You cannot sign in.")}
		if err := v.show(http.StatusForbidden, "start", p); err != nil {
			s.failed(v, err)
		}
		return
	}
	token := rand.Text()
	s.mu.Lock()
	for old, session := range s.sessions { // those that are over
		if !s.now().Before(session.until) {
			delete(s.sessions, old)
		}
	}
	s.sessions[token] = session{id, s.now().Add(sessionTime)}
	s.mu.Unlock()
	http.SetCookie(w, cookie(sessionCookie, token, sessionTime))
	http.Redirect(w, r, "/data", http.StatusSeeOther)
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	s.end(w, r)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// end ends all sessions of the person of a session.
func (s *site) end(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(sessionCookie); err == nil {
		s.mu.Lock()
		person := s.sessions[c.Value].person
		for token, session := range s.sessions {
			if session.person == person {
				delete(s.sessions, token)
			}
		}
		s.mu.Unlock()
	}
	http.SetCookie(w, cookie(sessionCookie, "", -1))
}

// data shows the person the own information.
func data(v *visit) error { return showData(v, http.StatusOK, "", "", "") }

// showData shows it, with what is wrong with the value of one field.
func showData(v *visit, status int, column, value, problem string) error {
	lines, err := v.own(v.r.Context(), v.person, v.tag)
	if err != nil {
		return err
	}
	return v.show(status, "data", page{
		Title: v.t("我的信息", "My information"), Problem: problem, Content: map[string]any{"Lines": lines, "Column": column, "Value": value},
	})
}

// correctData takes a correction.
func correctData(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	f, ok := fieldOf(v.r.PostForm.Get("field"))
	if !ok || f.input == "" {
		return errUnknown
	}
	value := strings.TrimSpace(v.r.PostForm.Get("value"))
	right, err := identifiers.Normalize(f.kind, value)
	if err != nil {
		return showData(v, http.StatusUnprocessableEntity, f.column, value, f.label().In(v.tag)+v.t("：格式不正确。", ": this is not valid."))
	}
	if err := v.correct(v.r.Context(), v.person, f, right, v.r.PostForm.Get("form")); err != nil {
		return err
	}
	return v.then("/data", "corrected")
}

func consents(v *visit) error {
	list, err := v.switches(v.r.Context(), v.person, v.tag)
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, "consents", page{Title: v.t("同意", "Consents"), Content: list})
}

func switchConsent(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	to := v.r.PostForm.Get("to")
	if to != "on" && to != "off" {
		return errUnknown
	}
	if err := v.consentTo(v.r.Context(), v.person, v.r.PostForm.Get("activity"), to == "on", v.r.PostForm.Get("form")); err != nil {
		return err
	}
	return v.then("/consents", to)
}

// Asked is a request as the page shows it.
type Asked struct {
	ID, Right, Received string
	Reply               []string
	Copy                bool
}

func requests(v *visit) error {
	list, err := v.mine(v.r.Context(), v.person)
	if err != nil {
		return err
	}
	var asked []Asked
	for _, r := range list {
		asked = append(asked, Asked{
			ID: r.ID, Right: r.Right.Label(v.tag), Received: r.Received.In(shanghai).Format("2006-01-02 15:04"), Reply: strings.Split(r.Reply(v.tag), "\n"),
			Copy: r.Right == rights.Copy && r.Outcome == rights.Granted,
		})
	}
	return v.show(http.StatusOK, "requests", page{Title: v.t("我的请求", "My requests"), Content: asked})
}

func askCopy(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	if _, err := v.copyOf(v.r.Context(), v.person, v.r.PostForm.Get("form")); err != nil {
		return err
	}
	return v.then("/requests", "copy")
}

// download hands a copy out, made of what is held now. It is made whole before the first byte goes out.
func download(v *visit) error {
	ctx := v.r.Context()
	r, err := v.request(ctx, v.person, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if r.Right != rights.Copy || r.Outcome != rights.Granted {
		return errUnknown
	}
	var b bytes.Buffer
	about := rights.About{Handler: v.reg.Document().Handler.Name, Request: r.ID, Made: v.now()}
	var kind string
	switch v.r.PathValue("file") {
	case "copy.json":
		kind, err = "application/json", rights.WriteJSON(&b, about, v.everything(ctx, v.person))
	case "copy.html":
		kind, err = "text/html; charset=utf-8", rights.WriteHTML(&b, about, v.everything(ctx, v.person), v.tag)
	default:
		return errUnknown
	}
	if err == nil {
		err = v.note(ctx, audit.TypeRequest, v.person, r.ID, "copy handed out")
	}
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+v.r.PathValue("file")+`"`)
	_, _ = b.WriteTo(v.w)
	return nil
}

func notice(v *visit) error {
	changes, err := v.changes(v.r.Context(), v.person, v.tag)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := v.reg.WriteHTML(&table, v.tag); err != nil {
		return err
	}
	content := map[string]any{"Version": v.reg.Version(), "Table": template.HTML(table.String())} //nolint:gosec // WriteHTML escapes what the register says
	if lines := strings.Split(changes, "\n"); changes != "" {
		content["Head"], content["Changes"] = lines[0], trimAll(lines[1:])
	}
	return v.show(http.StatusOK, "notice", page{Title: v.t("隐私政策", "Privacy notice"), Content: content})
}

func trimAll(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimPrefix(l, "- ")
	}
	return out
}

func noticeSeen(v *visit) error {
	if err := v.seen(v.r.Context(), v.person); err != nil {
		return err
	}
	return v.then("/notice", "seen")
}

func closing(v *visit) error {
	return v.show(http.StatusOK, "close", page{Title: v.t("注销帐号", "Close the account")})
}

// closeAccount closes the account and shows the answer, since nobody can sign in to read it later.
func closeAccount(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	if v.r.PostForm.Get("sure") != "yes" {
		return v.show(http.StatusUnprocessableEntity, "close", page{
			Title: v.t("注销帐号", "Close the account"), Problem: v.t("请先勾选确认。", "Please tick the box first."),
		})
	}
	r, err := v.leave(v.r.Context(), v.person, v.r.PostForm.Get("form"))
	if err != nil {
		return err
	}
	v.end(v.w, v.r)
	v.person = ""
	return v.show(http.StatusOK, "close", page{
		Title: v.t("帐号已注销", "The account is closed"), Content: map[string]any{"Reply": strings.Split(r.Reply(v.tag), "\n")},
	})
}
