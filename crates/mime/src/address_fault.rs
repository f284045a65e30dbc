//! The ways in which an address list can be read differently by programs (RFC 5322 3.4, 4.4). `address` finds them.

use std::fmt;

/// Why programs read an address list differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressFault {
    /// `a@x <b@y>`: an address where a name belongs
    AddressAsName,
    /// a comment inside an address, or one with characters that separate addresses
    Comment,
    /// control characters
    Control,
    /// a domain that is no domain
    Domain,
    /// `<>`
    Empty,
    /// `a@x,,b@y`
    EmptyElement,
    /// an encoded word where an address stands, or one that decodes to address punctuation
    EncodedWord,
    /// a group inside a group, without an end, or its end without a beginning
    GroupSyntax,
    /// an octet string that is not UTF-8
    NotUtf8,
    /// no `@`
    NoDomain,
    /// a quoted local part with characters that separate addresses
    QuotedLocal,
    /// a line break that is not folding
    RawNewline,
    /// `<@relay:a@x>`
    Route,
    /// a second `<`
    SecondAngle,
    /// a second `@`
    SecondAt,
    /// `;` between addresses
    Semicolon,
    /// white space inside an address
    Space,
    /// a character that has no place there
    Stray,
    /// text after `>`
    TextAfterAngle,
    /// comments nested too deep
    TooDeep,
    /// `<` without `>`
    UnclosedAngle,
    /// a comment without its end, or `)` alone
    UnclosedComment,
    /// `[` without `]`
    UnclosedLiteral,
    /// a quote without its end
    UnclosedQuote,
}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AddressFault::AddressAsName => "address-as-name",
            AddressFault::Comment => "comment",
            AddressFault::Control => "control",
            AddressFault::Domain => "domain",
            AddressFault::Empty => "empty",
            AddressFault::EmptyElement => "empty-element",
            AddressFault::EncodedWord => "encoded-word",
            AddressFault::GroupSyntax => "group",
            AddressFault::NotUtf8 => "not-utf8",
            AddressFault::NoDomain => "no-domain",
            AddressFault::QuotedLocal => "quoted-local",
            AddressFault::RawNewline => "raw-newline",
            AddressFault::Route => "route",
            AddressFault::SecondAngle => "second-angle",
            AddressFault::SecondAt => "second-at",
            AddressFault::Semicolon => "semicolon",
            AddressFault::Space => "space",
            AddressFault::Stray => "stray",
            AddressFault::TextAfterAngle => "text-after-angle",
            AddressFault::TooDeep => "too-deep",
            AddressFault::UnclosedAngle => "unclosed-angle",
            AddressFault::UnclosedComment => "unclosed-comment",
            AddressFault::UnclosedLiteral => "unclosed-literal",
            AddressFault::UnclosedQuote => "unclosed-quote",
        })
    }
}
