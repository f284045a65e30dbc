//! What was read and is notable: stable ids, the facts, the rule. Severity is assigned above; sentences are in `explain`.
//! `splits_parsers` says whether mail programs could read the bytes in different ways: such a mail or list is never good.

use crate::address_fault::AddressFault;

/// Something notable at a byte of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// what it is
    pub kind: Kind,
    /// where
    pub at: u64,
}

/// What is notable.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Two dots in a row or a dot at the end of an unquoted local part: not allowed, but in use at Japanese carriers.
    AddressDots,
    /// A group `Name: ...;` in an address list.
    AddressGroup,
    /// An address list that programs read differently.
    AddressSyntax(AddressFault),
    /// A lone CR and then `--` inside a multipart: a delimiter for programs that end lines at CR.
    BareCrDelimiter,
    /// Octets in base64 that are neither of its alphabet nor line breaks or white space.
    Base64Junk {
        /// how many
        count: u64,
    },
    /// Padding inside base64, too much of it, or too little at its end.
    Base64Padding,
    /// NUL in a body that is not `binary`.
    BodyNul {
        /// how many
        count: u64,
    },
    /// A delimiter of a multipart after its close delimiter.
    BoundaryAfterClose,
    /// A boundary written as RFC 2231 pieces or with percent signs.
    BoundaryExtended,
    /// A line that begins like a delimiter and goes on with other text.
    BoundaryLikeLine,
    /// A multipart whose `boundary` is absent or empty (or as long as no line can be); it is taken as a leaf.
    BoundaryMissing,
    /// A boundary with a character that RFC 2046 does not allow.
    BoundaryOddCharacter {
        /// the first such octet
        octet: u8,
    },
    /// Two boundaries in force at the same place, and one begins with the other.
    BoundaryOverlap,
    /// A boundary above 70 characters.
    BoundaryTooLong {
        /// octets
        length: usize,
    },
    /// A boundary that ends in white space.
    BoundaryTrailingSpace,
    /// `Content-Type` cannot be read; the default is taken.
    ContentTypeUnreadable,
    /// `Date` cannot be read.
    DateUnreadable,
    /// A display name that holds an address.
    DisplayNameAddress {
        /// whether it is the mailbox's own address
        same: bool,
        /// whether it is written out, with a domain name: a name like `Sales@Osaka` is none that mail could be sent to
        whole: bool,
    },
    /// A display name with control, invisible or direction-changing characters.
    DisplayNameInvisible,
    /// `Content-Disposition` cannot be read.
    DispositionUnreadable,
    /// A field that may occur once occurs again.
    DuplicateField {
        /// its name
        name: &'static str,
    },
    /// A `message/rfc822` with a transfer encoding that it must not have; it is taken as a leaf.
    EncodedMessage,
    /// A multipart with a transfer encoding that it must not have; the encoding is ignored.
    EncodedMultipart,
    /// `Content-Transfer-Encoding` with more than its one word.
    EncodingSyntax,
    /// A transfer encoding that is not one of the five.
    EncodingUnknown {
        /// what it says
        value: String,
    },
    /// A lone CR in a header.
    HeaderBareCr,
    /// A continuation line of nothing but white space: the end of the header for some.
    HeaderBlankContinuation,
    /// Octets above 127 in a header.
    HeaderEightBit {
        /// whether the header as a whole is UTF-8, as RFC 6532 wants it
        utf8: bool,
    },
    /// A header that begins with a continuation line.
    HeaderLeadingContinuation,
    /// A line in the header that is no field: the header ends before it, without a blank line.
    HeaderLineUnreadable,
    /// NUL in a header.
    HeaderNul,
    /// White space between a field's name and its colon.
    HeaderSpaceBeforeColon,
    /// A line `From ` of a mailbox file.
    MboxLine,
    /// A multipart without any delimiter.
    MultipartEmpty,
    /// A multipart without its close delimiter.
    MultipartUnclosed {
        /// whether an outer delimiter ended it (else the mail ended)
        by_outer: bool,
    },
    /// Structure, but no `MIME-Version`.
    NoMimeVersion,
    /// A comment among the parameters.
    ParameterComment {
        /// whether the media type is one whose parameters decide the structure
        structural: bool,
    },
    /// A parameter stated more than once.
    ParameterDuplicate {
        /// its name
        name: String,
        /// whether it decides the structure
        structural: bool,
    },
    /// Parameters that do not follow the grammar.
    ParameterSyntax {
        /// whether the media type is one whose parameters decide the structure
        structural: bool,
    },
    /// A parameter's value that needs quotes and has none.
    ParameterUnquoted {
        /// its name
        name: String,
    },
    /// Two delimiters one directly after the other: an empty part, or nothing at all for some.
    PartMissing,
    /// `=` in quoted-printable that begins no escape, or octets that must be escaped.
    QuotedPrintableInvalid {
        /// how many
        count: u64,
    },
    /// More findings than the budget; the rest is not listed.
    TooManyFindings,
}

impl Finding {
    /// Something notable at a byte.
    #[must_use]
    pub fn new(kind: Kind, at: u64) -> Self {
        Finding { kind, at }
    }

    /// `mime.…`, never changes.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.kind.id()
    }

    /// The rule, `RFC 2046 5.1.1`.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.kind.source()
    }

    /// Names and values for the sentence. The byte is always among them.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = self.kind.facts();
        facts.push(("byte", self.at.to_string()));
        facts
    }

    /// Whether mail programs may read this in different ways.
    #[must_use]
    pub fn splits_parsers(&self) -> bool {
        self.kind.splits_parsers()
    }

    /// All ids that this crate can give.
    #[must_use]
    pub fn ids() -> &'static [&'static str] {
        &IDS
    }
}

/// Findings up to a budget: a mail of faults must not fill the memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    most: usize,
    /// the first one that was dropped
    dropped: Option<u64>,
}

impl Findings {
    pub(crate) fn at_most(most: usize) -> Self {
        Findings { list: Vec::new(), most, dropped: None }
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        if self.list.len() < self.most {
            self.list.push(finding);
        } else {
            self.dropped = self.dropped.or(Some(finding.at));
        }
    }

    /// In order of the bytes; if some were dropped, the last one says so.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.list.sort_by_key(|finding| finding.at);
        self.list.extend(self.dropped.map(|at| Finding::new(Kind::TooManyFindings, at)));
        self.list
    }
}

const IDS: [&str; 43] = [
    "mime.address-dots",
    "mime.address-group",
    "mime.address-syntax",
    "mime.bare-cr-delimiter",
    "mime.base64-junk",
    "mime.base64-padding",
    "mime.body-nul",
    "mime.boundary-after-close",
    "mime.boundary-extended",
    "mime.boundary-like-line",
    "mime.boundary-missing",
    "mime.boundary-odd-character",
    "mime.boundary-overlap",
    "mime.boundary-too-long",
    "mime.boundary-trailing-space",
    "mime.content-type-unreadable",
    "mime.date-unreadable",
    "mime.display-name-address",
    "mime.display-name-invisible",
    "mime.disposition-unreadable",
    "mime.duplicate-field",
    "mime.encoded-message",
    "mime.encoded-multipart",
    "mime.encoding-syntax",
    "mime.encoding-unknown",
    "mime.header-8bit",
    "mime.header-bare-cr",
    "mime.header-blank-continuation",
    "mime.header-leading-continuation",
    "mime.header-line-unreadable",
    "mime.header-nul",
    "mime.header-space-before-colon",
    "mime.mbox-line",
    "mime.multipart-empty",
    "mime.multipart-unclosed",
    "mime.no-mime-version",
    "mime.parameter-comment",
    "mime.parameter-duplicate",
    "mime.parameter-syntax",
    "mime.parameter-unquoted",
    "mime.part-missing",
    "mime.quoted-printable-invalid",
    "mime.too-many-findings",
];

impl Kind {
    fn id(&self) -> &'static str {
        match self {
            Kind::AddressDots => "mime.address-dots",
            Kind::AddressGroup => "mime.address-group",
            Kind::AddressSyntax(_) => "mime.address-syntax",
            Kind::BareCrDelimiter => "mime.bare-cr-delimiter",
            Kind::Base64Junk { .. } => "mime.base64-junk",
            Kind::Base64Padding => "mime.base64-padding",
            Kind::BodyNul { .. } => "mime.body-nul",
            Kind::BoundaryAfterClose => "mime.boundary-after-close",
            Kind::BoundaryExtended => "mime.boundary-extended",
            Kind::BoundaryLikeLine => "mime.boundary-like-line",
            Kind::BoundaryMissing => "mime.boundary-missing",
            Kind::BoundaryOddCharacter { .. } => "mime.boundary-odd-character",
            Kind::BoundaryOverlap => "mime.boundary-overlap",
            Kind::BoundaryTooLong { .. } => "mime.boundary-too-long",
            Kind::BoundaryTrailingSpace => "mime.boundary-trailing-space",
            Kind::ContentTypeUnreadable => "mime.content-type-unreadable",
            Kind::DateUnreadable => "mime.date-unreadable",
            Kind::DisplayNameAddress { .. } => "mime.display-name-address",
            Kind::DisplayNameInvisible => "mime.display-name-invisible",
            Kind::DispositionUnreadable => "mime.disposition-unreadable",
            Kind::DuplicateField { .. } => "mime.duplicate-field",
            Kind::EncodedMessage => "mime.encoded-message",
            Kind::EncodedMultipart => "mime.encoded-multipart",
            Kind::EncodingSyntax => "mime.encoding-syntax",
            Kind::EncodingUnknown { .. } => "mime.encoding-unknown",
            Kind::HeaderBareCr => "mime.header-bare-cr",
            Kind::HeaderBlankContinuation => "mime.header-blank-continuation",
            Kind::HeaderEightBit { .. } => "mime.header-8bit",
            Kind::HeaderLeadingContinuation => "mime.header-leading-continuation",
            Kind::HeaderLineUnreadable => "mime.header-line-unreadable",
            Kind::HeaderNul => "mime.header-nul",
            Kind::HeaderSpaceBeforeColon => "mime.header-space-before-colon",
            Kind::MboxLine => "mime.mbox-line",
            Kind::MultipartEmpty => "mime.multipart-empty",
            Kind::MultipartUnclosed { .. } => "mime.multipart-unclosed",
            Kind::NoMimeVersion => "mime.no-mime-version",
            Kind::ParameterComment { .. } => "mime.parameter-comment",
            Kind::ParameterDuplicate { .. } => "mime.parameter-duplicate",
            Kind::ParameterSyntax { .. } => "mime.parameter-syntax",
            Kind::ParameterUnquoted { .. } => "mime.parameter-unquoted",
            Kind::PartMissing => "mime.part-missing",
            Kind::QuotedPrintableInvalid { .. } => "mime.quoted-printable-invalid",
            Kind::TooManyFindings => "mime.too-many-findings",
        }
    }

    fn source(&self) -> &'static str {
        match self {
            Kind::AddressDots => "RFC 5322 3.2.3",
            Kind::AddressGroup => "RFC 6854 2",
            Kind::AddressSyntax(_) => "RFC 5322 3.4",
            Kind::Base64Junk { .. } | Kind::Base64Padding => "RFC 2045 6.8",
            Kind::BareCrDelimiter | Kind::BodyNul { .. } => "RFC 2045 2.7",
            Kind::BoundaryExtended => "RFC 2231 3",
            Kind::BoundaryAfterClose
            | Kind::BoundaryLikeLine
            | Kind::BoundaryMissing
            | Kind::BoundaryOddCharacter { .. }
            | Kind::BoundaryTooLong { .. }
            | Kind::BoundaryTrailingSpace
            | Kind::MultipartEmpty
            | Kind::MultipartUnclosed { .. }
            | Kind::PartMissing => "RFC 2046 5.1.1",
            Kind::BoundaryOverlap => "RFC 2046 5.1.2",
            Kind::ContentTypeUnreadable
            | Kind::ParameterComment { .. }
            | Kind::ParameterDuplicate { .. }
            | Kind::ParameterSyntax { .. }
            | Kind::ParameterUnquoted { .. } => "RFC 2045 5.1",
            Kind::DateUnreadable => "RFC 5322 3.3",
            Kind::DisplayNameAddress { .. } | Kind::DisplayNameInvisible => "RFC 5322 3.4",
            Kind::DispositionUnreadable => "RFC 2183 2",
            Kind::DuplicateField { .. } => "RFC 5322 3.6",
            Kind::EncodedMessage => "RFC 2046 5.2.1",
            Kind::EncodedMultipart => "RFC 2045 6.4",
            Kind::EncodingSyntax | Kind::EncodingUnknown { .. } => "RFC 2045 6.1",
            Kind::HeaderBareCr | Kind::HeaderLeadingContinuation | Kind::HeaderLineUnreadable | Kind::HeaderNul => "RFC 5322 2.2",
            Kind::HeaderBlankContinuation => "RFC 5322 3.2.2",
            Kind::HeaderEightBit { .. } => "RFC 6532 3.2",
            Kind::HeaderSpaceBeforeColon => "RFC 5322 4.5",
            Kind::MboxLine => "RFC 4155 A",
            Kind::NoMimeVersion => "RFC 2045 4",
            Kind::QuotedPrintableInvalid { .. } => "RFC 2045 6.7",
            Kind::TooManyFindings => "Kakitome limit",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Kind::AddressSyntax(fault) => vec![("fault", fault.to_string())],
            Kind::Base64Junk { count } | Kind::BodyNul { count } | Kind::QuotedPrintableInvalid { count } => {
                vec![("count", count.to_string())]
            }
            Kind::BoundaryOddCharacter { octet } => vec![("octet", format!("{octet:02x}"))],
            Kind::BoundaryTooLong { length } => vec![("length", length.to_string())],
            Kind::DisplayNameAddress { same, whole } => vec![("same", same.to_string()), ("whole", whole.to_string())],
            Kind::DuplicateField { name } => vec![("field", (*name).to_string())],
            Kind::EncodingUnknown { value } => vec![("value", value.clone())],
            Kind::HeaderEightBit { utf8 } => vec![("utf8", utf8.to_string())],
            Kind::MultipartUnclosed { by_outer } => vec![("ended_by", if *by_outer { "outer-delimiter" } else { "end" }.to_string())],
            Kind::ParameterDuplicate { name, .. } | Kind::ParameterUnquoted { name } => vec![("parameter", name.clone())],
            _ => Vec::new(),
        }
    }

    fn splits_parsers(&self) -> bool {
        match self {
            Kind::AddressDots
            | Kind::AddressGroup
            | Kind::BodyNul { .. }
            | Kind::DateUnreadable
            | Kind::DisplayNameAddress { .. }
            | Kind::DisplayNameInvisible
            | Kind::DispositionUnreadable
            | Kind::HeaderEightBit { .. }
            | Kind::MboxLine
            | Kind::NoMimeVersion
            | Kind::ParameterUnquoted { .. }
            | Kind::QuotedPrintableInvalid { .. } => false,
            // octets that any parser copies as they are do not split; quotes, escapes, controls and 8-bit do
            Kind::BoundaryOddCharacter { octet } => !octet.is_ascii_graphic() || matches!(octet, b'"' | b'\\'),
            // what is read from these fields decides who speaks and what is shown
            Kind::DuplicateField { name } => matches!(*name, "From" | "Sender" | "Content-Type" | "Content-Transfer-Encoding"),
            Kind::ParameterComment { structural } | Kind::ParameterDuplicate { structural, .. } | Kind::ParameterSyntax { structural } => {
                *structural
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests;
