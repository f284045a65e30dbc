//! HTML as this crate writes it: escaping, the one style sheet, and the frame of a page that is a file of its own. Fragments bear classes
//! and no style of their own, so that they stand on pages whose policy allows no inline style; nothing here is a script.

use crate::lang::Lang;

/// The sheet of all pages and fragments. Colours tell nothing that shapes and words beside them do not tell; no colour is an alarm
/// (glossary, section 4).
pub const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1d2430;--dim:#566070;--paper:#fff;--card:#f5f6f8;--line:#d9dde3;--accent:#2b4c7e;--good:#1a6b3c;--ask:#7a5200}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--dim:#a2abb8;--paper:#14171c;--card:#1e232a;--line:#363d47;--accent:#8db4ee;--good:#6fcf97;--ask:#e6b45c}}\
*{box-sizing:border-box}body{margin:0 auto;padding:1rem;max-width:44rem;background:var(--paper);color:var(--ink);font:1rem/1.75 system-ui,sans-serif;overflow-wrap:anywhere;line-break:strict}\
header{border-bottom:2px solid var(--accent);padding-bottom:.8rem;margin-bottom:1rem}h1{font-size:1.35rem;line-height:1.4;margin:.5rem 0 0;text-wrap:balance;word-break:auto-phrase}a{color:inherit;text-decoration:underline dotted;text-underline-offset:.2em}\
h2{font-size:1.05rem;margin:0 0 .3rem;color:var(--accent)}h3{font-size:1rem;margin:.9rem 0 .1rem}.dim{color:var(--dim);font-size:.9rem}\
.badge{display:inline-block;border:2px solid currentColor;border-radius:.4rem;padding:0 .6rem;font-weight:700;color:var(--ask)}.badge.valid{color:var(--good)}\
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem;margin:0 0 .9rem}p{margin:0 0 .4rem}\
ul{list-style:none;margin:0;padding:0}li{padding:.3rem 0}li+li{border-top:1px solid var(--line)}\
dl{margin:0}dt{font-weight:600;padding-top:.5rem;margin-top:.4rem;border-top:1px solid var(--line)}dl>dt:first-child{border-top:0;margin-top:0}dd{margin:0 0 0 .2rem;padding:.1rem 0}\
details{border:1px solid var(--line);border-radius:.6rem;padding:.5rem 1rem;margin:0 0 .9rem}summary{cursor:pointer;font-weight:600;padding:.2rem 0}\
footer{border-top:1px solid var(--line);margin-top:1.2rem;padding-top:.6rem}\
ol{margin:0;padding:0;list-style:none;counter-reset:step}ol>li{counter-increment:step;position:relative;padding:.35rem 0 .35rem 2.3rem}ol>li::before{content:counter(step);position:absolute;left:0;top:.5rem;width:1.5rem;height:1.5rem;line-height:1.45rem;border:1px solid currentColor;border-radius:50%;text-align:center;font-size:.85rem;font-weight:700;color:var(--accent)}\
.facts{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:0 1rem;margin:0 0 .4rem}.facts dt,.facts dd{border-top:1px solid var(--line);margin:0;padding:.35rem 0}.facts dt{font-weight:400;color:var(--dim)}.facts dt:first-of-type,.facts dd:first-of-type{border-top:0}\
main>p{margin-bottom:.9rem}ol+p,ul+p{margin-top:.5rem}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.95rem}th,td{text-align:start;vertical-align:top;padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line)}thead th{border-top:0;color:var(--dim);font-weight:400}td,th{overflow-wrap:normal;word-break:normal;min-width:5.5rem}td.number,th.number{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}\
.code{font-family:ui-monospace,monospace;font-size:.95em;overflow-wrap:anywhere}.copy{white-space:pre-wrap;border-inline-start:3px solid var(--accent);padding:.4rem .8rem;margin:.3rem 0 .6rem;background:var(--paper)}.pictures{display:flex;flex-wrap:wrap;gap:.8rem;margin:.4rem 0}\
@media(max-width:30rem){.facts{grid-template-columns:1fr}.facts dd{border-top:0;padding-top:0}.facts dt{padding-bottom:0}}\
svg.picture{display:block;max-width:100%;height:auto;color:var(--ink)}.mark-good{color:var(--good)}.mark-ask{color:var(--ask)}.mark-dim{color:var(--dim)}.step{color:var(--accent)}.digit{fill:var(--paper)}\
@media print{section,details{break-inside:avoid}}";

/// No character of a string is markup: for whoever puts strings into HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A page that is one file: no script, nothing fetched from anywhere, readable on a phone, light or dark as the reader likes. `title` is
/// text, `body` and `footer` are markup.
pub(crate) fn whole(title: &str, body: &str, footer: &str, lang: Lang) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n\
         <footer class=\"dim\">{footer}</footer>\n</body>\n</html>\n",
        lang.code(),
        escaped(title),
    )
}
