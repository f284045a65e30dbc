"""Walks every page in Debian's Chromium, as people do: with and without a script, by keyboard alone, in both languages.

Called by ../browser.rs with one JSON object on standard input. Prints a line for each walk; ends with 1 if one of them failed.
Nothing here waits for time to pass: every step waits for what it needs to see.
"""

import json
import pathlib
import queue
import sys
import threading
import time

from playwright.sync_api import expect, sync_playwright

ASKED = json.load(sys.stdin)
BASE = ASKED["base"]
AXE = pathlib.Path(ASKED["axe"]).read_text(encoding="utf-8")
MAILS = pathlib.Path(ASKED["mails"])
MOST = 100_000
WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desk": (1440, 900)}
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


class Watched:
    """A page of which nothing goes unseen: messages, faults, dialogs, requests to others, weight."""

    def __init__(self, browser, script=True, dark=False, width="desk", lang="ja"):
        wide, high = WIDTHS[width]
        self.context = browser.new_context(
            java_script_enabled=script,
            viewport={"width": wide, "height": high},
            color_scheme="dark" if dark else "light",
            locale="ja-JP" if lang == "ja" else "en-GB",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.seen = []
        page = self.page
        page.on("console", lambda message: message.type in ("error", "warning") and self.seen.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))
        page.on("dialog", self.dialog)
        page.on("request", self.request)

    def dialog(self, dialog):
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def request(self, request):
        if not request.url.startswith(BASE + "/"):
            self.seen.append(f"request: {request.url}")

    def go(self, path):
        answer = self.page.goto(BASE + path, wait_until="load")
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page

    def weight(self):
        """Octets of the page and all that it needs, as if nothing of it had been kept from before."""
        return self.page.evaluate(
            "['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind)).reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )

    def quiet(self, where):
        assert not self.seen, f"{where}: {self.seen}"

    def close(self):
        self.context.close()


def axe(watched, where):
    """No finding of axe-core; evaluated from outside, so that the page's own policy stays in force."""
    watched.page.evaluate(AXE)
    found = watched.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    told = [f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}" for one in found for node in one["nodes"]]
    assert not told, f"{where}: {told}"


def pages(lang):
    fixed = ["/", "/explain", "/seen", "/save", "/stage", "/samples", "/lookup", "/self-check", "/self-check?port=587&encryption=auto", "/guide", "/guide?domain=example.jp"]
    guides = [f"/guide/{name}?domain=example.jp" for name in ASKED["programs"]] + ["/guide/profile?address=nobody"]
    more = guides + [f"/seen/{name}" for name in ASKED["sights"]] + [f"/samples/{name}" for name in ASKED["samples"]]
    asked = [f"/lookup?q={ASKED['serial']}", "/lookup?q=nobody%40bank.example", "/seen/revoked?program=outlook-classic&reply=2016"]
    return [f"/{lang}{path}" for path in fixed + more + asked + ASKED["more"]]


def every_page(browser, lang, dark, width):
    """Nothing in the console, nothing for axe, light, one heading, no sideways scrolling."""
    watched = Watched(browser, dark=dark, width=width, lang=lang)
    for path in pages(lang):
        page = watched.go(path)
        assert watched.weight() < MOST, f"{path}: {watched.weight()} octets"
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path}: wider than the screen"
        axe(watched, path)
        watched.quiet(path)
    watched.close()


def drop(browser):
    """A file is dropped on the zone, and the verdict is read; then the other language."""
    watched = Watched(browser)
    page = watched.go("/ja/")
    text = (MAILS / "good.eml").read_text(encoding="utf-8")
    data = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'good.eml', {type: 'message/rfc822'})); return data; }", text
    )
    page.dispatch_event("form.drop", "drop", {"dataTransfer": data})
    expect(page.locator(".badge").first).to_have_text("有効")
    expect(page.locator("h1")).to_have_text("署名は有効です")
    assert watched.weight() < MOST
    axe(watched, "the answer")
    watched.quiet("drop")
    watched.close()


def explain(browser, script):
    """Without a script too: choose the file, send it, read the verdict, follow what can be done."""
    for lang, words in [("ja", "署名と内容が一致しません"), ("en", "Signature and content do not match")]:
        watched = Watched(browser, script=script, lang=lang, width="phone")
        page = watched.go(f"/{lang}/explain")
        page.set_input_files("input[type=file]", MAILS / "altered.eml")
        page.click("form.drop button[type=submit] >> nth=0")
        expect(page.locator("h1")).to_have_text(words)
        expect(page.locator("main")).to_contain_text("送信元の方" if lang == "ja" else "a device that adds a footer")
        watched.quiet("explain")
        watched.close()


def without_a_file(browser, script):
    """From the first page to what is seen, an answer, another one, and on to the mail's file."""
    watched = Watched(browser, script=script, width="phone")
    page = watched.go("/ja/")
    page.click("a[href='/ja/seen']")
    page.click("a[href='/ja/seen/revoked']")
    expect(page.locator("h1")).to_contain_text("デジタルIDは取り消されています。")
    page.check("input[name=program][value=outlook-classic]")
    page.check("input[name=reply][value='2016']")
    if not script:
        page.click("main form button[type=submit]")
    expect(page.locator("#meaning")).to_contain_text("2016年1月20日に配信が始まった更新情報")
    assert "reply=2016" in page.url
    # the remedy that leads on
    page.click("main a.button[href='/ja/explain']")
    expect(page.locator("input[type=file]")).to_be_attached()
    watched.quiet("without a file")
    watched.close()


def language(browser, script):
    """Every page leads to itself in the other language, and back."""
    watched = Watched(browser, script=script)
    page = watched.go("/ja/stage?set=1&day=25&cross=yes&updates=yes")
    page.click("header .language")
    page.wait_for_url("**/en/stage?*")
    assert page.get_attribute("html", "lang") == "en" and page.is_checked("input[name=day][value='25']")
    page.click("header .language")
    page.wait_for_url("**/ja/stage?*")
    watched.quiet("language")
    watched.close()


def look_up(browser, script):
    watched = Watched(browser, script=script)
    page = watched.go("/en/lookup")
    page.fill("#q", ASKED["serial"].upper())
    page.press("#q", "Enter")
    expect(page.locator("main")).to_contain_text("noreply@bank.example")
    with page.expect_download() as got:
        page.click("a[href$='.cer']")
    assert got.value.suggested_filename.endswith(".cer")
    page.fill("#q", "nobody@bank.example")
    page.press("#q", "Enter")
    expect(page.locator("main")).to_contain_text("No published certificate was found")
    watched.quiet("look-up")
    watched.close()


def guides(browser, script):
    """From the two questions to the guide of a program with the values of one's own domain, and to the profile."""
    watched = Watched(browser, script=script, width="phone")
    page = watched.go("/ja/self-check")
    page.check("input[name=port][value='587']")
    page.check("input[name=encryption][value=starttls]")
    if not script:
        page.click("main form button[type=submit]")
    expect(page.locator("#answer")).to_contain_text("ご都合のよいときに、ポート465に変更してください")
    page.click("#answer a.button")
    page.wait_for_url("**/ja/guide")
    assert "smtp.example" not in page.inner_text("main"), "nobody's values before a domain is chosen"
    page.fill("#domain", "taro@example.jp")
    page.click("main form button[type=submit]")
    page.wait_for_url("**domain=*")
    expect(page.locator("main")).to_contain_text("smtp.example.jp")
    page.click("a[href='/ja/guide/iphone?domain=example.jp']")
    expect(page.locator("svg.settings-picture")).to_be_visible()
    page.fill("#address", "taro@example.jp")
    with page.expect_download() as got:
        page.click("form[action='/ja/guide/profile'] button")
    assert got.value.suggested_filename == "example.jp.mobileconfig", got.value.suggested_filename
    watched.quiet("guides")
    watched.close()


def stage(browser):
    """The slider and the switches turn the scene at once, by keyboard too."""
    watched = Watched(browser)
    page = watched.go("/ja/stage")
    sum_ = page.locator("#scene .sum")
    expect(sum_).to_contain_text("署名が受け入れられません")
    page.check("input[name=newer]")
    expect(sum_).to_contain_text("表示は変わりません")
    page.uncheck("input[name=newer]")
    expect(sum_).to_contain_text("署名が受け入れられません")
    slider = page.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#scene")).to_contain_text("元に戻っています")
    assert page.is_checked("input[name=day][value='25']") and slider.get_attribute("aria-valuetext").startswith("1月25日")
    page.keyboard.press("Home")
    expect(page.locator("#scene")).to_contain_text("まだ「電子メールの保護」に使えます")
    assert "day=19" in page.url
    axe(watched, "the stage after it was turned")
    watched.quiet("stage")
    watched.close()


FOCUS = """() => {
  const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
  return {tag: one.tagName, text: (one.textContent || one.value || one.name || '').trim().slice(0, 40), href: one.getAttribute('href') || '',
          outline: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2,
          inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight};
}"""


def keyboard(browser):
    """By keyboard alone: the skip link comes first and leads to the text, every stop is seen, nothing holds one fast."""
    watched = Watched(browser, width="desk")
    for path in ["/ja/", "/ja/seen", "/ja/seen/p7s", "/ja/stage", "/ja/lookup", "/ja/explain", "/ja/save", "/ja/samples", "/ja/notices", "/ja/observations", "/ja/check/noreply@bank.example", "/ja/self-check", "/ja/guide", "/ja/guide/iphone?domain=example.jp"]:
        page = watched.go(path)
        page.keyboard.press("Tab")
        first = page.evaluate(FOCUS)
        assert first["href"] == "#main" and first["inside"], f"{path}: {first}"
        stops = []
        for _ in range(120):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUS)
            if stop["tag"] == "BODY" or stop["href"] == "#main":
                break
            assert stop["outline"] and stop["inside"], f"{path}: {stop}"
            stops.append(stop)
        else:
            raise AssertionError(f"{path}: no end")
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href],button,input,textarea,summary')].filter(one => one.offsetParent && !one.closest('details:not([open]) > :not(summary)')"
            " && one.tabIndex >= 0 && one.type !== 'hidden' && !(one.type === 'radio' && !one.checked)).length"
        )
        assert len(stops) >= wanted - 2, f"{path}: {len(stops)} of {wanted}"
    page = watched.go("/ja/seen")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["href"].startswith("/ja/seen/"), "the skip link leads past the header"
    page.keyboard.press("Enter")
    page.wait_for_url("**/ja/seen/*")
    watched.quiet("keyboard")
    watched.close()


def hostile(browser):
    """Scripts, markup, marks that turn the writing: in subjects, names, certificates and file names they are text."""
    watched = Watched(browser)
    mails = sorted((MAILS / "hostile").iterdir())
    assert len(mails) >= 50, len(mails)
    for mail in mails:
        page = watched.go("/ja/explain")
        page.set_input_files("input[type=file]", mail)
        page.click("form.drop button[type=submit] >> nth=0")
        expect(page.locator(".badge").first).to_be_visible()
        text = page.inner_text("body")
        for turning in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\u200e\u200f\ufeff":
            assert turning not in text, f"{mail.name}: U+{ord(turning):04X}"
        strangers = page.evaluate(
            "[...document.querySelectorAll('script,img,iframe,object,embed,link,base,form,[onerror],[onload],[onclick],[style]')]"
            ".filter(one => !(one.matches('script[src^=\"/static/\"],link[href^=\"/\"],form[action^=\"/\"]'))).map(one => one.outerHTML.slice(0, 120))"
        )
        assert not strangers, f"{mail.name}: {strangers}"
        assert watched.weight() < MOST, f"{mail.name}: {watched.weight()}"
        watched.quiet(mail.name)
    # dropped and pasted, too
    page = watched.go("/ja/lookup?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E%E2%80%AE")
    assert "\u202e" not in page.inner_text("body")
    watched.quiet("look-up")
    watched.close()


def shots(browser):
    """Pictures to be looked at; asked for by name."""
    folder = pathlib.Path(ASKED["shots"])
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        for dark in [False, True]:
            watched = Watched(browser, dark=dark, width=width)
            for path in pages("ja") + (["/en/", "/en/stage", "/en/seen/p7s"] if width == "phone" else []):
                page = watched.go(path)
                name = path.strip("/").replace("/", "_").replace("?", "-")[:60]
                page.screenshot(path=folder / f"{name}.{width}.{'dark' if dark else 'light'}.png", full_page=True)
            for mail in ["good", "altered"]:
                page = watched.go("/ja/explain")
                page.set_input_files("input[type=file]", MAILS / f"{mail}.eml")
                page.click("form.drop button[type=submit] >> nth=0")
                expect(page.locator(".badge").first).to_be_visible()
                page.screenshot(path=folder / f"answer_{mail}.{width}.{'dark' if dark else 'light'}.png", full_page=True)
            watched.close()


WALKS = {
    "every page, Japanese, light, phone": lambda browser: every_page(browser, "ja", False, "phone"),
    "hostile": hostile,
    "every page, English, dark, desk": lambda browser: every_page(browser, "en", True, "desk"),
    "drop": drop,
    "explain": lambda browser: explain(browser, True),
    "explain without a script": lambda browser: explain(browser, False),
    "without a file": lambda browser: without_a_file(browser, True),
    "without a file, without a script": lambda browser: without_a_file(browser, False),
    "language": lambda browser: language(browser, True),
    "language without a script": lambda browser: language(browser, False),
    "look-up": lambda browser: look_up(browser, True),
    "look-up without a script": lambda browser: look_up(browser, False),
    "guides": lambda browser: guides(browser, True),
    "guides without a script": lambda browser: guides(browser, False),
    "stage": stage,
    "keyboard": keyboard,
}


def worker(walks, failed):
    """Takes walks as long as there are any, in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=ASKED["chromium"], args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-component-update"]
        )
        while True:
            try:
                name, walk = walks.get_nowait()
            except queue.Empty:
                break
            began = time.monotonic()
            try:
                walk(browser)
                print(f"ok    {name} ({time.monotonic() - began:.1f} s)", flush=True)
            except Exception as error:  # every walk is told, whatever stopped it
                failed.append(name)
                print(f"FAIL  {name}: {str(error)[:3000]}", flush=True)
        browser.close()


def main():
    chosen = {"shots": shots} if ASKED["shots"] else {name: walk for name, walk in WALKS.items() if not ASKED["only"] or name in ASKED["only"]}
    walks, failed = queue.Queue(), []
    for one in chosen.items():
        walks.put(one)
    workers = [threading.Thread(target=worker, args=(walks, failed)) for _ in range(min(2, len(chosen)))]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    # a worker that could not start has left its walks
    return 1 if failed or not walks.empty() or not chosen else 0


sys.exit(main())
