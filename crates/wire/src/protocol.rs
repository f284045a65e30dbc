//! SMTP or its local sister LMTP (RFC 2033): what differs is the greeting word, and one answer for each recipient after the content.

/// Which of the two is spoken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Protocol {
    /// RFC 5321.
    #[default]
    Smtp,
    /// RFC 2033: `LHLO`; after the content one answer for each accepted recipient.
    Lmtp,
}
