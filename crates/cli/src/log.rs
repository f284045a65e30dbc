//! Lines of a daemon that never make it wait: a thread of their own writes them, and when nobody reads (a full pipe, a log service that
//! hangs) they are dropped and counted, and the count is told once lines go out again. Mail does not wait for its log line; the audit
//! log of the keyholder is another thing, and does make it wait.
//!
//! Every event is one line: control characters and characters that change how their neighbours show are written as escapes.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use kakitome_gateway::config::{LogFormat, LogLevel};
use kakitome_wire::Safe;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Lines that wait for a slow reader: a burst of some seconds.
const WAITING: usize = 4096;
/// A descriptor that somebody else made non-blocking is tried again after this time.
const AGAIN: Duration = Duration::from_millis(20);
/// At the end the last lines get this long.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Whether what this process says on standard error is one JSON object a line.
static JSON: AtomicBool = AtomicBool::new(false);

/// Where lines go in. Clones share the queue.
#[derive(Clone)]
pub(crate) struct Lines {
    queue: SyncSender<Entry>,
    /// Not told yet.
    lost: Arc<AtomicU64>,
    /// Since the start.
    all_lost: Arc<AtomicU64>,
    escaped: Escaped,
}

/// How a line's dangerous characters are written.
#[derive(Clone, Copy)]
enum Escaped {
    /// `\x1b`, `\u{202e}`.
    Text,
    /// `\u202e`: it stays the same JSON.
    Json,
}

enum Entry {
    Line(Vec<u8>),
    /// Everything before it has been written.
    Mark(SyncSender<()>),
}

impl From<LogFormat> for Escaped {
    fn from(format: LogFormat) -> Self {
        match format {
            LogFormat::Text => Self::Text,
            LogFormat::Json => Self::Json,
        }
    }
}

impl Lines {
    /// Lines to standard error.
    pub(crate) fn to_standard_error(format: LogFormat) -> io::Result<Self> {
        Self::to(io::stderr(), format.into())
    }

    /// Lines to standard output.
    pub(crate) fn to_standard_output() -> io::Result<Self> {
        Self::to(io::stdout(), Escaped::Text)
    }

    fn to(target: impl Write + Send + 'static, escaped: Escaped) -> io::Result<Self> {
        let (queue, entries) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let all_lost = Arc::default();
        let counted = Lost { untold: Arc::clone(&lost), all: Arc::clone(&all_lost) };
        std::thread::Builder::new().name("lines".to_owned()).spawn(move || write_all(target, &entries, &counted, escaped))?;
        Ok(Self { queue, lost, all_lost, escaped })
    }

    /// Lines that nobody took since the start.
    pub(crate) fn all_lost(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.all_lost)
    }

    /// One line, without its end. Never waits.
    pub(crate) fn say(&self, line: &str) {
        self.put(one_line(line.as_bytes(), self.escaped));
    }

    fn put(&self, line: Vec<u8>) {
        if self.queue.try_send(Entry::Line(line)).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
            self.all_lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until what was said is written, but not for ever.
    pub(crate) fn finish(&self) {
        let until = Instant::now() + LAST_WORDS;
        let (mark, written) = sync_channel(1);
        let mut entry = Entry::Mark(mark);
        while let Err(error) = self.queue.try_send(entry) {
            match error {
                std::sync::mpsc::TrySendError::Full(back) if Instant::now() < until => entry = back,
                _ => return,
            }
            std::thread::sleep(AGAIN);
        }
        // Over or not: there is no more time.
        let _ = written.recv_timeout(until.saturating_duration_since(Instant::now()));
    }
}

/// Lines that nobody took.
struct Lost {
    untold: Arc<AtomicU64>,
    all: Arc<AtomicU64>,
}

/// Writes until nobody can say anything any more.
fn write_all(mut target: impl Write, entries: &Receiver<Entry>, lost: &Lost, escaped: Escaped) {
    loop {
        let entry = match entries.recv_timeout(Duration::from_secs(1)) {
            Ok(entry) => entry,
            Err(RecvTimeoutError::Timeout) => {
                tell_lost(&mut target, &lost.untold, escaped);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        match entry {
            Entry::Line(line) => {
                if !written(&mut target, &line) {
                    lost.untold.fetch_add(1, Ordering::Relaxed);
                    lost.all.fetch_add(1, Ordering::Relaxed);
                }
                tell_lost(&mut target, &lost.untold, escaped);
            }
            // Whoever waits for it may have given up.
            Entry::Mark(mark) => drop(mark.try_send(())),
        }
    }
}

/// Says how many lines were lost; where that cannot be said either, it is said later.
fn tell_lost(target: &mut impl Write, lost: &AtomicU64, escaped: Escaped) {
    let count = lost.swap(0, Ordering::Relaxed);
    if count == 0 {
        return;
    }
    let line = match escaped {
        Escaped::Text => format!("WARN log lines were lost because nobody took them lost={count}\n"),
        Escaped::Json => format!("{{\"level\":\"WARN\",\"message\":\"log lines were lost because nobody took them\",\"lost\":{count}}}\n"),
    };
    if !written(target, line.as_bytes()) {
        lost.fetch_add(count, Ordering::Relaxed);
    }
}

/// All of it, however long the reader takes; `false`: there is nobody to take it.
fn written(target: &mut impl Write, mut line: &[u8]) -> bool {
    while !line.is_empty() {
        match target.write(line) {
            Ok(0) => return false,
            Ok(count) => line = line.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::thread::sleep(AGAIN),
            Err(_) => return false,
        }
    }
    target.flush().is_ok()
}

/// The bytes as exactly one line, with its end.
fn one_line(bytes: &[u8], escaped: Escaped) -> Vec<u8> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut line = String::with_capacity(bytes.len() + 1);
    for c in String::from_utf8_lossy(bytes).chars() {
        if (' '..='~').contains(&c) {
            line.push(c);
            continue;
        }
        let mut place = [0; 4];
        let shown = Safe(c.encode_utf8(&mut place).as_bytes()).to_string();
        match escaped {
            Escaped::Json if shown.starts_with('\\') => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    // Writing to a String cannot fail.
                    let _ = write!(line, "\\u{unit:04x}");
                }
            }
            _ => line.push_str(&shown),
        }
    }
    line.push('\n');
    line.into_bytes()
}

/// One event on its way into the queue.
pub(crate) struct Event<'a> {
    lines: &'a Lines,
    bytes: Vec<u8>,
}

impl Write for Event<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Event<'_> {
    fn drop(&mut self) {
        if !self.bytes.is_empty() {
            self.lines.put(one_line(&self.bytes, self.lines.escaped));
        }
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Event<'a>;

    fn make_writer(&'a self) -> Event<'a> {
        Event { lines: self, bytes: Vec::new() }
    }
}

/// From here on sentences on standard error, and a panic's last words, are in this format. Whoever collects JSON reads every line as such.
pub(crate) fn speak(format: LogFormat) {
    static HOOK: Once = Once::new();
    let json = matches!(format, LogFormat::Json);
    JSON.store(json, Ordering::Relaxed);
    if json {
        HOOK.call_once(|| {
            let as_text = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                // The configuration may have taken back since what the command line said.
                if JSON.load(Ordering::Relaxed) {
                    // Nobody is left to be told that it cannot be written.
                    let _ = writeln!(io::stderr().lock(), "{}", event("ERROR", &panic.to_string()));
                } else {
                    as_text(panic);
                }
            }));
        });
    }
}

/// A sentence as a line of standard error: itself, or an event with the fields that those of `tracing` have.
pub(crate) fn sentence(level: &str, text: &str) -> String {
    if JSON.load(Ordering::Relaxed) { event(level, text) } else { text.to_owned() }
}

fn event(level: &str, text: &str) -> String {
    let mut timestamp = String::new();
    // Writing to a String cannot fail.
    let _ = SystemTime.format_time(&mut Writer::new(&mut timestamp));
    let message = text.strip_prefix("kakitome: ").unwrap_or(text);
    let object = serde_json::json!({ "timestamp": timestamp, "level": level, "message": message }).to_string();
    let line = one_line(object.as_bytes(), Escaped::Json);
    String::from_utf8_lossy(&line).trim_end().to_owned()
}

/// Events of this process go to standard error from here on. The answer is for the end of the process.
pub(crate) fn begin(format: LogFormat, level: LogLevel) -> io::Result<Lines> {
    speak(format);
    let lines = Lines::to_standard_error(format)?;
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    // Other people's crates speak of statements and frames; of theirs only what went wrong is of use to an administrator.
    let wanted = Targets::new().with_default(level.min(LevelFilter::WARN)).with_target("kakitome", level);
    let events = tracing_subscriber::fmt::layer().with_writer(lines.clone()).with_target(false).with_ansi(false);
    let registry = tracing_subscriber::registry().with(wanted);
    match format {
        LogFormat::Text => registry.with(events).init(),
        LogFormat::Json => registry.with(events.json().flatten_event(true)).init(),
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use std::io::{BufRead, BufReader, pipe};

    use super::*;

    fn shown(text: &str, escaped: Escaped) -> String {
        String::from_utf8(one_line(text.as_bytes(), escaped)).unwrap()
    }

    #[test]
    fn s22_an_event_is_one_line_whatever_is_in_it() {
        let hostile = "a\r\nb\u{1b}[2Jc\u{202e}d\u{0}e\u{85}f\u{2028}お知らせ";
        assert_eq!(shown(hostile, Escaped::Text), "a\\x0d\\x0ab\\x1b[2Jc\\u{202e}d\\x00e\\u{85}f\\u{2028}お知らせ\n");
        let json = shown("{\"a\":\"x\u{202e}y\u{7f}\u{e0041}\"}\n", Escaped::Json);
        assert_eq!(json, "{\"a\":\"x\\u202ey\\u007f\\udb40\\udc41\"}\n");
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["a"], "x\u{202e}y\u{7f}\u{e0041}");
    }

    #[test]
    fn s22_a_sentence_among_json_is_one_object() {
        let line = event("WARN", "kakitome: it ended\n\u{1b}[2J\u{202e} \"so\"");
        assert!(!line.contains(['\n', '\u{1b}', '\u{202e}']), "{line}");
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!((value["level"].as_str(), value["message"].as_str()), (Some("WARN"), Some("it ended\n\u{1b}[2J\u{202e} \"so\"")));
        let time = value["timestamp"].as_str().unwrap();
        assert!(time.len() == 27 && time.ends_with('Z') && time.get(10..11) == Some("T"), "{time}");
    }

    #[test]
    fn the_last_word_on_the_format_counts() {
        for (format, line) in [(LogFormat::Text, Some("so")), (LogFormat::Json, None), (LogFormat::Text, Some("so"))] {
            speak(format);
            let said = sentence("ERROR", "so");
            assert!(line.map_or(said.starts_with('{'), |line| said == line), "{said}");
        }
    }

    #[test]
    fn r33_a_reader_that_sleeps_costs_lines_but_no_time() {
        let (reader, writer) = pipe().unwrap();
        let lines = Lines::to(writer, Escaped::Text).unwrap();
        let begin = Instant::now();
        let many = 3 * WAITING;
        for number in 0..many {
            lines.say(&format!("line {number} {}", "x".repeat(100)));
        }
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        let mut seen = 0;
        let mut lost = 0;
        for line in BufReader::new(reader).lines().map_while(Result::ok) {
            match line.rsplit_once("lost=") {
                Some((_, count)) => lost += count.parse::<usize>().unwrap(),
                None => seen += 1,
            }
            if seen + lost == many {
                break;
            }
        }
        assert!(lost > 0);
    }

    #[test]
    fn r33_a_reader_that_is_gone_stops_nothing() {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let lines = Lines::to(writer, Escaped::Text).unwrap();
        lines.say("nobody hears it");
        lines.finish();
        assert_eq!(lines.lost.load(Ordering::Relaxed), 1);
    }
}
