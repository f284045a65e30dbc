//! Small drawings beside what can be chosen: ours, of lines in the colour of the text, no vendor's icon. They say nothing that the words
//! beside them do not say; whoever reads with ears gets the words alone.

/// The lines of the drawing of that name in a square of 36; of a name that is none, a circle.
pub(crate) fn sign(name: &str) -> &'static str {
    match name {
        "red-lock" => {
            r##"<rect x="7" y="16" width="22" height="15" rx="3"/><path d="M12 16v-4.5a6 6 0 0 1 11.4-2.6"/><path d="M18 22v4"/>"##
        }
        "via" => {
            r##"<rect x="3" y="11" width="12" height="14" rx="2"/><path d="m3 14 6 5 6-5"/><path d="M19 18h13m-4.5-4.5L32 18l-4.5 4.5"/>"##
        }
        "p7s" => r#"<path d="M9 4h12l7 7v21H9Z"/><path d="M21 4v7h7"/><path d="M14 18h9M14 23h9M14 28h5"/>"#,
        "revoked" => r#"<circle cx="18" cy="14" r="9"/><path d="m14.5 10.5 7 7m0-7-7 7"/><path d="m13 22-2.5 9L18 27l7.5 4L23 22"/>"#,
        "not-trusted" => {
            r##"<rect x="5" y="6" width="26" height="19" rx="2.5"/><path d="M10 12h10M10 17h6"/><circle cx="25" cy="25" r="6.5" fill="var(--card)"/><path d="M25 21.5v4m0 2.8v.1"/>"##
        }
        "question" => r#"<circle cx="18" cy="18" r="13"/><path d="M14 14.2a4.2 4.2 0 1 1 5.8 3.9c-1.2.5-1.8 1.4-1.8 2.9m0 4v.1"/>"#,
        "attachment" => {
            r##"<path d="m26 17-8.5 8.5a5.5 5.5 0 0 1-7.8-7.8L19.5 8a3.7 3.7 0 0 1 5.2 5.2l-9.5 9.5a1.9 1.9 0 0 1-2.7-2.7l8-8"/>"##
        }
        "garbled" => r#"<path d="M5 9h5m4 0h3m5 0h9M5 16h9m4 0h6m4 0h3M5 23h3m5 0h8m4 0h6M5 30h7m4 0h3"/>"#,
        "invalid" => r#"<path d="M18 5 33 31H3Z"/><path d="M18 14v8m0 4.2v.1"/>"#,
        "good" => r#"<circle cx="18" cy="14" r="9"/><path d="m13.8 14.2 3 3 5.4-6"/><path d="m13 22-2.5 9L18 27l7.5 4L23 22"/>"#,
        "altered" => r#"<path d="M8 4h20v13l-5-3-5 4-5-4-5 3Z"/><path d="m8 22 5-3 5 4 5-4 5 3v10H8Z"/>"#,
        "case-2016" => r#"<rect x="5" y="7" width="26" height="24" rx="3"/><path d="M5 14h26M12 3v7M24 3v7M12 20h4M20 20h4M12 25h4"/>"#,
        _ => r#"<circle cx="18" cy="18" r="12"/>"#,
    }
}
