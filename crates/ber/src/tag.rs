//! Tags: class and number (X.690 8.1.2). Whether an element is constructed stands in its header, not here:
//! in BER the same string may come either way.

use core::fmt;

/// The class of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Tags that X.680 itself gives.
    Universal,
    /// Tags of an application.
    Application,
    /// Tags that mean something only where they stand.
    Context,
    /// Tags of private agreement.
    Private,
}

impl Class {
    pub(crate) const fn from_bits(identifier: u8) -> Self {
        match identifier >> 6 {
            0 => Self::Universal,
            1 => Self::Application,
            2 => Self::Context,
            _ => Self::Private,
        }
    }

    pub(crate) const fn bits(self) -> u8 {
        match self {
            Self::Universal => 0x00,
            Self::Application => 0x40,
            Self::Context => 0x80,
            Self::Private => 0xc0,
        }
    }
}

/// Class and number of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag {
    /// The class.
    pub class: Class,
    /// The number within the class.
    pub number: u32,
}

impl Tag {
    /// End-of-contents octets, which close an indefinite length.
    pub const END_OF_CONTENTS: Self = Self::universal(0);
    /// BOOLEAN
    pub const BOOLEAN: Self = Self::universal(1);
    /// INTEGER
    pub const INTEGER: Self = Self::universal(2);
    /// BIT STRING
    pub const BIT_STRING: Self = Self::universal(3);
    /// OCTET STRING
    pub const OCTET_STRING: Self = Self::universal(4);
    /// NULL
    pub const NULL: Self = Self::universal(5);
    /// OBJECT IDENTIFIER
    pub const OID: Self = Self::universal(6);
    /// ENUMERATED
    pub const ENUMERATED: Self = Self::universal(10);
    /// UTF8String
    pub const UTF8_STRING: Self = Self::universal(12);
    /// SEQUENCE and SEQUENCE OF
    pub const SEQUENCE: Self = Self::universal(16);
    /// SET and SET OF
    pub const SET: Self = Self::universal(17);
    /// PrintableString
    pub const PRINTABLE_STRING: Self = Self::universal(19);
    /// TeletexString
    pub const TELETEX_STRING: Self = Self::universal(20);
    /// IA5String
    pub const IA5_STRING: Self = Self::universal(22);
    /// UTCTime
    pub const UTC_TIME: Self = Self::universal(23);
    /// GeneralizedTime
    pub const GENERALIZED_TIME: Self = Self::universal(24);
    /// BMPString
    pub const BMP_STRING: Self = Self::universal(30);

    /// A universal tag.
    #[must_use]
    pub const fn universal(number: u32) -> Self {
        Self { class: Class::Universal, number }
    }

    /// The tag `[number]`.
    #[must_use]
    pub const fn context(number: u32) -> Self {
        Self { class: Class::Context, number }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Self::END_OF_CONTENTS => "end-of-contents",
            Self::BOOLEAN => "BOOLEAN",
            Self::INTEGER => "INTEGER",
            Self::BIT_STRING => "BIT STRING",
            Self::OCTET_STRING => "OCTET STRING",
            Self::NULL => "NULL",
            Self::OID => "OBJECT IDENTIFIER",
            Self::ENUMERATED => "ENUMERATED",
            Self::UTF8_STRING => "UTF8String",
            Self::SEQUENCE => "SEQUENCE",
            Self::SET => "SET",
            Self::PRINTABLE_STRING => "PrintableString",
            Self::TELETEX_STRING => "TeletexString",
            Self::IA5_STRING => "IA5String",
            Self::UTC_TIME => "UTCTime",
            Self::GENERALIZED_TIME => "GeneralizedTime",
            Self::BMP_STRING => "BMPString",
            Self { class: Class::Universal, number } => match number {
                7 => "ObjectDescriptor",
                9 => "REAL",
                13 => "RELATIVE-OID",
                18 => "NumericString",
                21 => "VideotexString",
                25 => "GraphicString",
                26 => "VisibleString",
                27 => "GeneralString",
                28 => "UniversalString",
                _ => return write!(f, "[UNIVERSAL {number}]"),
            },
            Self { class: Class::Context, number } => return write!(f, "[{number}]"),
            Self { class, number } => return write!(f, "[{class:?} {number}]"),
        };
        f.write_str(name)
    }
}
