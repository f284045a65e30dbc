//! Prometheus's text format, version 0.0.4: families with help and type, samples with labels. Knows nothing of what is counted.

use std::fmt::{Display, Write};

use crate::counts::histogram::{BOUNDS, Histogram};

/// What is served for it.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A page being written.
#[derive(Default)]
pub(super) struct Exposition(String);

impl Exposition {
    /// A number that only grows. Its name ends in `_total`.
    pub(super) fn counter(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "counter")
    }

    /// A number of this moment.
    pub(super) fn gauge(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "gauge")
    }

    /// Durations in seconds.
    pub(super) fn histogram(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, help, "histogram")
    }

    fn family(&mut self, name: &'static str, help: &str, kind: &str) -> Family<'_> {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {}\n# TYPE {name} {kind}", help.replace('\\', "\\\\").replace('\n', "\\n"));
        Family { text: &mut self.0, name }
    }

    /// The page.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// A family, for its samples.
pub(super) struct Family<'a> {
    text: &'a mut String,
    name: &'static str,
}

impl Family<'_> {
    /// One sample.
    pub(super) fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) -> &mut Self {
        self.line("", labels, None, value);
        self
    }

    /// All samples of a histogram.
    pub(super) fn durations(&mut self, labels: &[(&str, &str)], times: &Histogram) -> &mut Self {
        let counts = times.cumulated();
        let bounds = BOUNDS.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
        for (bound, count) in bounds.zip(counts) {
            self.line("_bucket", labels, Some(&bound), count);
        }
        self.line("_sum", labels, None, times.sum());
        self.line("_count", labels, None, counts.last().copied().unwrap_or_default());
        self
    }

    fn line(&mut self, ending: &str, labels: &[(&str, &str)], bound: Option<&str>, value: impl Display) {
        let pairs = labels.iter().copied().chain(bound.map(|bound| ("le", bound)));
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let labels = if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) };
        let _ = writeln!(self.text, "{}{ending}{labels} {value}", self.name);
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_page_is_what_the_format_says() {
        let mut page = Exposition::default();
        page.counter("a_total", "what \\ it\nis").sample(&[], 1).sample(&[("x", "q\"\\\n"), ("y", "")], 2);
        let times = Histogram::default();
        times.add(Duration::from_millis(7));
        page.histogram("b_seconds", "times").durations(&[("d", "r")], &times);
        let text = page.into_text();
        assert!(
            text.starts_with("# HELP a_total what \\\\ it\\nis\n# TYPE a_total counter\na_total 1\na_total{x=\"q\\\"\\\\\\n\",y=\"\"} 2\n")
        );
        assert!(text.contains("\nb_seconds_bucket{d=\"r\",le=\"0.005\"} 0\nb_seconds_bucket{d=\"r\",le=\"0.01\"} 1\n"), "{text}");
        assert!(
            text.ends_with("b_seconds_bucket{d=\"r\",le=\"+Inf\"} 1\nb_seconds_sum{d=\"r\"} 0.007\nb_seconds_count{d=\"r\"} 1\n"),
            "{text}"
        );
    }
}
