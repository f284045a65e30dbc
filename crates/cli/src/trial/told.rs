//! What `try` says: steps while it works, then the mail that went in, what came out, and the verdict in words.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use kakitome_explain::{Value, text};
use kakitome_pki::Anchors;
use kakitome_smime::{Report, Verdict};
use tokio::signal::unix::{SignalKind, signal};

use super::judge::judge;
use super::sink::{Arrived, Sink};
use crate::context::{Context, complain, tell};
use crate::failure::{Failure, failed};

/// How often the wait for mails looks whether Ctrl-C was pressed.
const GLANCE: Duration = Duration::from_millis(100);
/// Lines of the signed mail that are shown.
const SHOWN: usize = 26;

pub(super) struct Told {
    context: Context,
}

impl Told {
    pub(super) const fn new(context: Context) -> Self {
        Self { context }
    }

    /// One step, said before it is done. Standard error: standard output is the result.
    pub(super) fn step(&self, name: &str, values: &[(&str, Value<'_>)]) {
        complain(&format!("· {}", self.context.say(name, values)));
    }

    /// The mail that went in, what came out, and what it means.
    pub(super) fn result(&self, sent: &[u8], arrived: &Arrived, reply: &str, report: &Report) {
        self.title("try-title-sent");
        tell(&indented(&header_and_some(sent, SHOWN)));
        self.title("try-title-received");
        tell(&self.context.say("try-reply", &[("reply", reply.into()), ("to", arrived.recipients.join(", ").into())]));
        tell(&indented(&header_and_some(&arrived.bytes, SHOWN)));
        self.title("try-title-verdict");
        tell(&text::report(report, self.context.lang));
    }

    /// How to play with it.
    pub(super) fn play(&self, home: &Path, relay: SocketAddr, web: Option<SocketAddr>, kept: bool) {
        self.title("try-title-play");
        let home = home.display().to_string();
        let home_shown = home.clone();
        let values: [(&str, Value<'_>); 3] =
            [("host", relay.ip().to_string().into()), ("port", relay.port().to_string().into()), ("home", home.into())];
        if let Some(web) = web {
            let page = format!("http://{web}/{}/", self.context.lang.code());
            tell(&self.context.say("try-pages", &[("page", page.into()), ("home", home_shown.into())]));
        }
        tell(&self.context.say("try-play", &values));
        tell(&self.context.say(if kept { "try-home-kept" } else { "try-home-removed" }, &values));
    }

    /// Verifies every further mail until Ctrl-C.
    pub(super) fn more(&self, sink: &Sink, anchors: &Anchors, end: &CtrlC) -> Result<(), Failure> {
        while !end.pressed.is_finished() {
            match sink.mails.recv_timeout(GLANCE) {
                Ok(arrived) => self.one_more(&arrived, &judge(&arrived.bytes, anchors)?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(())
    }

    fn one_more(&self, arrived: &Arrived, report: &Report) {
        let verdict = report.verdict();
        let mark = if verdict == Verdict::Valid { "✓" } else { "–" };
        let heading = text::heading(report, self.context.lang);
        let from = if report.author.from.is_empty() { "?".to_owned() } else { report.author.from.join(", ") };
        let values: [(&str, Value<'_>); 3] =
            [("from", from.into()), ("to", arrived.recipients.join(", ").into()), ("verdict", heading.into())];
        tell(&format!("{mark} {}", self.context.say("try-one-more", &values)));
    }

    fn title(&self, name: &str) {
        tell(&format!("\n── {}", self.context.say(name, &[])));
    }
}

/// Listens for Ctrl-C.
pub(super) struct CtrlC {
    pressed: tokio::task::JoinHandle<()>,
    _runtime: tokio::runtime::Runtime,
}

impl CtrlC {
    /// From now on: it is pressed as soon as there is something to read.
    pub(super) fn listen() -> Result<Self, Failure> {
        let cannot = |error: std::io::Error| failed("cli-cannot-start", &error);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(cannot)?;
        let inside = runtime.enter();
        let mut interrupt = signal(SignalKind::interrupt()).map_err(cannot)?;
        drop(inside);
        let pressed = runtime.spawn(async move {
            let _ = interrupt.recv().await;
        });
        Ok(Self { pressed, _runtime: runtime })
    }
}

/// The beginning of a mail, fit for a terminal: control characters are shown as `?`, what is left out is counted.
fn header_and_some(mail: &[u8], lines: usize) -> String {
    let text = String::from_utf8_lossy(mail);
    let all: Vec<&str> = text.lines().collect();
    let mut shown: Vec<String> = all.iter().take(lines).map(|line| line.chars().map(visible).collect()).collect();
    if all.len() > lines {
        shown.push(format!("… (+{})", all.len() - lines));
    }
    shown.join("\n")
}

/// A terminal obeys control characters; a folded field begins with one that is only space.
fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => '?',
        c => c,
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("   {line}")).collect::<Vec<_>>().join("\n")
}
