//! What stands in the header and the footer of every page: path without language, name of its words.

/// In the header.
pub(crate) const HEADER: &[(&str, &str)] =
    &[("/", "web-nav-start"), ("/explain", "web-nav-explain"), ("/seen", "nav-seen"), ("/lookup", "nav-lookup")];

/// In the footer.
pub(crate) const FOOTER: &[(&str, &str)] = &[
    ("/samples", "nav-samples"),
    ("/save", "nav-save"),
    ("/stage", "nav-stage"),
    ("/notices", "notices-title"),
    ("/self-check", "self-check-title"),
    ("/guide", "nav-guide"),
    ("/about", "about-title"),
];
