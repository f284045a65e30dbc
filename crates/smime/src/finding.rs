//! What is notable about a mail as a whole: its own findings, and those of the floors below in one coat. Facts stand in
//! fields; sentences stand in `explain`. Each finding has a stable id and the rule that makes it notable.

mod rules;

use kakitome_pki::{Severity, UnixTime};

/// Something that was read and is notable.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// Seen by the MIME index.
    Mime(kakitome_mime::Finding),
    /// Seen in a CMS structure.
    Cms(kakitome_cms::Finding),
    /// Seen in a certificate or a path.
    Pki(kakitome_pki::Finding),

    /// There is no From field.
    FromMissing,
    /// There is more than one From field.
    FromRepeated {
        /// How many.
        count: usize,
    },
    /// From has no address or more than one.
    FromNotOne {
        /// How many.
        count: usize,
    },
    /// Programs read From in different ways.
    FromAmbiguous {
        /// The field's text.
        text: String,
    },
    /// The signer's address is that of Sender, not of From.
    SenderOnly {
        /// The address of Sender.
        sender: String,
    },

    /// What is at hand is not a mail: no header fields.
    NotMail,
    /// The header is that of a part, not of a mail: it was pasted or saved without its own header.
    NotWhole,
    /// The mail ends before its last delimiter.
    CutOff,
    /// A CMS file without the mail that it belongs to.
    LoneFile,
    /// A signature file without the content that it signs.
    ContentMissing,

    /// multipart/signed without a signature.
    SignatureMissing,
    /// A signature of another kind, which is not looked at.
    OtherSignature {
        /// The protocol that it names.
        protocol: String,
    },
    /// Encryption of another kind, which is not looked at.
    OtherEncryption,
    /// A signature part whose `protocol` is missing or names something else.
    ProtocolDiffers {
        /// What the multipart says.
        declared: String,
    },
    /// multipart/signed with other than two parts.
    PartCount {
        /// How many.
        count: usize,
    },
    /// `smime-type` (or the file name) says something else than the content is.
    TypeDiffers {
        /// What is said.
        declared: String,
        /// What it is.
        found: String,
    },
    /// `micalg` names other digests than the signature uses.
    MicalgDiffers {
        /// What is said.
        declared: String,
        /// What is used.
        found: String,
    },
    /// Text stands before the first delimiter of the signed mail; mail programs do not show it.
    TextBefore {
        /// How many bytes.
        bytes: u64,
    },
    /// Text stands after the last delimiter of the signed mail; mail programs do not show it.
    TextAfter {
        /// How many bytes.
        bytes: u64,
    },
    /// A signature file stands where mail programs do not look for one.
    StraySignature {
        /// Which part.
        part: String,
    },
    /// The signature covers a part of the mail.
    PartOnly {
        /// Which part.
        part: String,
    },
    /// An attached message has a signature or encryption of its own; it is not this mail's.
    AttachedMessage {
        /// Which part.
        part: String,
    },
    /// Certificates are sent along in a part of their own.
    CertificatesOnly {
        /// How many.
        count: usize,
    },
    /// The signature file has content of its own beside the part that it signs.
    ContentTwice {
        /// Whether both are the same.
        same: bool,
    },
    /// The digest fits only when line ends are made canonical.
    CanonicalLineEnds,
    /// Encrypted, and there is no key for it.
    NoKey,
    /// Encrypted, and it does not open: wrong key, changed on the way, or no mail inside.
    Undecryptable,
    /// A part beside others is encrypted; it is not opened.
    EncryptedPart {
        /// Which part.
        part: String,
    },
    /// Nothing vouches for decrypted content, and it would load something from the network as soon as it is shown.
    Fetches,
    /// Compressed.
    Compressed,
    /// A CMS content type that mail does not use.
    OtherContent {
        /// Its name or object identifier.
        content: String,
    },
    /// A part that should be CMS cannot be read.
    Unreadable {
        /// What was wrong, and where.
        why: String,
    },
    /// A certificate that came along cannot be read.
    CertificateUnreadable {
        /// What is wrong with it.
        why: String,
    },
    /// A revocation list that came along cannot be read.
    RevocationListUnreadable {
        /// What is wrong with it.
        why: String,
    },
    /// Layers past a limit were not opened.
    TooManyLayers {
        /// The limit.
        limit: usize,
    },
    /// Signers past a limit were not checked.
    TooManySigners {
        /// How many there are.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// The signed part has header fields of a mail; they are not used (RFC 9788 says when they may be).
    InnerHeader {
        /// Their names.
        names: Vec<String>,
    },

    /// The From inside what is protected is not the one outside.
    ProtectedFrom {
        /// Outside.
        outer: String,
        /// Inside.
        inner: String,
    },
    /// A header field outside is not what it is inside.
    HeaderDiffers {
        /// Its name.
        name: String,
        /// Outside; empty if it is missing there.
        outer: String,
        /// Inside.
        inner: String,
    },
    /// A header field outside has no counterpart inside.
    HeaderAdded {
        /// Its name.
        name: String,
        /// What it says.
        value: String,
    },
    /// The protected header says that it was made for another kind of protection than it came in.
    ProtectionDiffers {
        /// What it says.
        declared: &'static str,
        /// What it came in.
        actual: &'static str,
    },

    /// The signing time lies far from the mail's Date.
    SigningTimeFar {
        /// The signing time.
        signed: UnixTime,
        /// The mail's Date.
        date: UnixTime,
    },
    /// The signing time lies after the moment of judgement.
    SigningTimeAhead {
        /// The signing time.
        signed: UnixTime,
    },
    /// A time stamp proves that the signature was there at a moment.
    TimeStamped {
        /// The moment.
        time: UnixTime,
        /// Who made the stamp.
        authority: String,
    },
    /// A time stamp proves nothing.
    TimeStampUnusable {
        /// The moment that it states.
        time: UnixTime,
        /// Who is said to have made it; empty if that is not known.
        authority: String,
        /// Why, in a short phrase.
        because: &'static str,
    },
    /// A time stamp cannot be read.
    TimeStampUnreadable {
        /// What is wrong with it, and where.
        why: String,
    },
    /// Time stamps past a limit were not looked at.
    TooManyTimeStamps {
        /// How many there are.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// A certificate of the path is over by now and was not when the signature is proven to have been there: it counts.
    ExpiredSince {
        /// The first end among the path's certificates.
        not_after: UnixTime,
        /// When the signature was there.
        proven: UnixTime,
        /// Who says so: `time-stamp` or `received`.
        by: &'static str,
    },
    /// The path is refused now, and was good on the day the mail was received.
    GoodWhenReceived {
        /// That moment, by the records of whoever judges.
        received: UnixTime,
    },
    /// No path leads from the signer's certificate to a root that is trusted for e-mail.
    NoPath {
        /// Paths that were tried.
        tried: usize,
    },
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The mail as a whole.
    Message,
    /// A header field of the mail.
    Field(String),
    /// A MIME part, counted from 1 and dotted (`1.2`).
    Part(String),
    /// A layer: its index in the report.
    Layer(usize),
    /// A signer: its index in the report.
    Signer(usize),
    /// A certificate of a signer's path.
    Certificate {
        /// The signer's index in the report.
        signer: usize,
        /// The certificate's place in the path; 0 is the signer's own.
        at: usize,
    },
    /// A time stamp of a signer.
    TimeStamp {
        /// The signer's index in the report.
        signer: usize,
        /// The stamp's index among the signer's.
        stamp: usize,
        /// The certificate's place in the path of its authority, if it is about one.
        at: Option<usize>,
    },
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Message => f.write_str("message"),
            Self::Field(name) => write!(f, "field {name}"),
            Self::Part(path) => write!(f, "part {path}"),
            Self::Layer(index) => write!(f, "layer {}", index.saturating_add(1)),
            Self::Signer(index) => write!(f, "signer {}", index.saturating_add(1)),
            Self::TimeStamp { signer, stamp, at: None } => {
                write!(f, "signer {}, time stamp {}", signer.saturating_add(1), stamp.saturating_add(1))
            }
            Self::TimeStamp { signer, stamp, at: Some(at) } => {
                let [signer, stamp, at] = [signer, stamp, at].map(|index| index.saturating_add(1));
                write!(f, "signer {signer}, time stamp {stamp}, certificate {at}")
            }
            Self::Certificate { signer, at } => write!(f, "signer {}, certificate {}", signer.saturating_add(1), at.saturating_add(1)),
        }
    }
}

/// A finding where it was made, with the weight that the policy gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    /// What.
    pub finding: Finding,
    /// How much it weighs. An error that touches the decisive signature never stands beside "valid".
    pub severity: Severity,
    /// Where.
    pub place: Place,
}
