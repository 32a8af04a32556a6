package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// newBrowser starts a headless Chromium. On a machine without one the test is skipped; in CI there must be one.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("there is no chromium")
		}
		t.Skip("there is no chromium on this machine")
	}
	profile, err := os.MkdirTemp("", "chromium-") // processes that end late may still write into it
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(profile) })
	opts := append(chromedp.DefaultExecAllocatorOptions[:], //nolint:gocritic // a new slice is meant
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoFirstRun, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN"), chromedp.WindowSize(1100, 900), chromedp.WSURLReadTimeout(time.Minute),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	tab, cancel := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		_ = chromedp.Cancel(tab) // waits until it has ended
		cancel()
	})
	require.NoError(t, chromedp.Do(tab)) // the browser lives as long as the context of the first call
	ctx, cancel = context.WithTimeout(tab, 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// do runs actions of the browser.
func do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, steps...))
}

// ask evaluates an expression in the page.
func ask[T any](ctx context.Context, t *testing.T, js string) T {
	t.Helper()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	require.NoError(t, err)
	return out
}

// tabTo presses Tab until the control with the text has the focus, as somebody without a mouse does. The focus must be seen.
func tabTo(ctx context.Context, t *testing.T, text string) {
	t.Helper()
	for range 60 {
		do(ctx, t, chromedp.KeyEvent(kb.Tab))
		have := ask[string](ctx, t, `(document.activeElement.textContent || document.activeElement.labels?.[0]?.textContent || "").trim()`)
		if have == text {
			require.NotEqual(t, "none", ask[string](ctx, t, `getComputedStyle(document.activeElement).outlineStyle`), "the focus on %q is not seen", text)
			return
		}
	}
	t.Fatalf("Tab does not lead to %q", text)
}

// press presses a key on what has the focus and waits for the page that follows.
func press(ctx context.Context, t *testing.T, key string) {
	t.Helper()
	_, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(key))
	require.NoError(t, err)
}

func heading(ctx context.Context, t *testing.T) string {
	t.Helper()
	return ask[string](ctx, t, `document.querySelector("h1").textContent`)
}

// TestBrowser walks through the page with the keyboard alone, in a real browser.
func TestBrowser(t *testing.T) {
	c := open(t)
	srv := httptest.NewServer(newSite(c, quiet))
	defer srv.Close()
	url := strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)
	downloads := t.TempDir() // before the browser, so that it goes after it
	ctx := newBrowser(t)

	do(ctx, t, chromedp.Navigate(url))
	_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: downloads,
	})
	require.NoError(t, err)
	require.Equal(t, "个人信息", heading(ctx, t))
	require.Equal(t, "zh-CN", ask[string](ctx, t, `document.documentElement.lang`))
	tabTo(ctx, t, "以林小雨的身份登录")
	press(ctx, t, kb.Enter)
	require.Equal(t, "我的信息", heading(ctx, t))
	require.Contains(t, ask[string](ctx, t, `document.body.innerText`), "138****8001")
	require.NotContains(t, ask[string](ctx, t, `document.body.innerHTML`), "13800138001")

	// The notice changed since the person saw it last, and says so.
	tabTo(ctx, t, "隐私政策")
	press(ctx, t, kb.Enter)
	require.Contains(t, ask[string](ctx, t, `document.querySelector("section").innerText`), "2026-06-01")
	tabTo(ctx, t, "我看过了")
	press(ctx, t, " ")
	require.Contains(t, ask[string](ctx, t, `document.querySelector("[role=status]").textContent`), "不代表同意")

	// Agree, and take it back.
	tabTo(ctx, t, "同意")
	press(ctx, t, kb.Enter)
	require.Equal(t, "同意", heading(ctx, t))
	on := ask[int](ctx, t, `document.querySelectorAll(".badge.on").length`)
	tabTo(ctx, t, "同意：音视频信息")
	press(ctx, t, kb.Enter)
	require.Equal(t, on+1, ask[int](ctx, t, `document.querySelectorAll(".badge.on").length`))
	tabTo(ctx, t, "撤回同意：音视频信息")
	press(ctx, t, " ")
	require.Equal(t, on, ask[int](ctx, t, `document.querySelectorAll(".badge.on").length`))
	require.Contains(t, ask[string](ctx, t, `document.querySelector("[role=status]").textContent`), "已撤回同意")

	// Correct the mobile number: a slip first.
	tabTo(ctx, t, "我的信息")
	press(ctx, t, kb.Enter)
	tabTo(ctx, t, "更正：手机号码")
	do(ctx, t, chromedp.KeyEvent(kb.Enter))
	tabTo(ctx, t, "正确的手机号码")
	do(ctx, t, chromedp.KeyEvent("1380013"))
	press(ctx, t, kb.Enter)
	require.Contains(t, ask[string](ctx, t, `document.querySelector("[role=alert]").textContent`), "格式不正确")
	tabTo(ctx, t, "正确的手机号码")
	do(ctx, t, chromedp.KeyEvent(kb.End), chromedp.KeyEvent("9999"))
	press(ctx, t, kb.Enter)
	require.Contains(t, ask[string](ctx, t, `document.body.innerText`), "138****9999")

	// A copy, as a download.
	tabTo(ctx, t, "准备副本")
	press(ctx, t, kb.Enter)
	require.Equal(t, "我的请求", heading(ctx, t))
	tabTo(ctx, t, "下载网页副本")
	do(ctx, t, chromedp.KeyEvent(kb.Enter))
	require.Eventually(t, func() bool {
		b, err := os.ReadFile(filepath.Join(downloads, "copy.html"))
		return err == nil && strings.Contains(string(b), "13800139999") && strings.Contains(string(b), "以上是我们保存的你的全部个人信息")
	}, 20*time.Second, 50*time.Millisecond)

	tabTo(ctx, t, "English")
	press(ctx, t, kb.Enter)
	require.Equal(t, "My requests", heading(ctx, t))
	require.Equal(t, "en", ask[string](ctx, t, `document.documentElement.lang`))

	looks(ctx, t, url)

	// Close the account: the box first.
	do(ctx, t, chromedp.Navigate(url+"/close"))
	tabTo(ctx, t, "I know that it cannot be undone.")
	do(ctx, t, chromedp.KeyEvent(" "))
	tabTo(ctx, t, "Close the account")
	press(ctx, t, kb.Enter)
	require.Equal(t, "The account is closed", heading(ctx, t))
	require.Contains(t, ask[string](ctx, t, `document.querySelector("main").innerText`), "E-commerce Law, Art. 31")
	tabTo(ctx, t, "To the first page")
	press(ctx, t, kb.Enter)
	tabTo(ctx, t, "Sign in as Lin Xiaoyu")
	press(ctx, t, kb.Enter)
	require.Equal(t, "You cannot sign in.", ask[string](ctx, t, `document.querySelector("[role=alert]").textContent`))
}

// looks goes through the pages in both languages, wide and narrow, light and dark: nothing runs over the edge, and every control has a
// name. With PRIVACYCENTER_SCREENSHOTS set, the pages are pictures in that folder.
func looks(ctx context.Context, t *testing.T, url string) {
	t.Helper()
	shots := os.Getenv("PRIVACYCENTER_SCREENSHOTS")
	for _, lang := range []string{"zh", "en"} {
		for _, path := range []string{"/data", "/consents", "/requests", "/notice", "/close"} {
			for _, width := range []int64{1100, 360} {
				do(ctx, t, chromedp.EmulateViewport(width, 800), chromedp.Navigate(url+path+"?lang="+lang))
				require.LessOrEqual(t, ask[int64](ctx, t, `document.documentElement.scrollWidth`), width, "%s in %s runs over the edge", path, lang)
				if shots != "" {
					for _, scheme := range []string{"light", "dark"} {
						_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
							Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
						})
						require.NoError(t, err)
						picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
						require.NoError(t, err)
						name := fmt.Sprintf("%s-%s-%d-%s.png", strings.Trim(path, "/"), lang, width, scheme)
						require.NoError(t, os.WriteFile(filepath.Join(shots, name), picture, 0o600))
					}
				}
			}
			named(ctx, t, lang+" "+path)
		}
	}
	do(ctx, t, chromedp.EmulateViewport(1100, 800))
}

// named requires a name of every control, as a screen reader hears it, and one main heading.
func named(ctx context.Context, t *testing.T, where string) {
	t.Helper()
	tree, err := chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	require.NoError(t, err)
	controls := 0
	for _, n := range tree.Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		switch role := strings.Trim(string(n.Role.Value), `"`); role {
		case "button", "link", "textbox", "checkbox", "DisclosureTriangle", "navigation", "region":
			controls++
			if n.Name == nil || strings.Trim(string(n.Name.Value), `" `) == "" {
				t.Errorf("%s: a %s has no name", where, role)
			}
		}
	}
	require.Greater(t, controls, 6, where)
	require.Equal(t, 1, ask[int](ctx, t, `document.querySelectorAll("h1").length`), where)
	require.Equal(t, 0, ask[int](ctx, t, `document.querySelectorAll("script, [style], style").length`), where)
}
