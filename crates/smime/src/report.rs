//! What was seen in a mail: its layers, its signers, its findings. A value without a judgement; the judgement is one
//! function, [`Report::verdict`].

use kakitome_cms::{FlawedSignature, GoodSignature};
use kakitome_crypto::DigestAlgorithm;
use kakitome_pki::chain::Revocation;
use kakitome_pki::path::{TriedPath, VerifiedPath};
use kakitome_pki::{Certificate, Identity, UnixTime, Want};

use crate::finding::{Finding, Noted, Place};
use crate::protected_header::ProtectedHeader;
use crate::reply::Reply;
use crate::time_stamp::TimeStamp;

/// Everything that was seen.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// The moment of judgement.
    pub at: UnixTime,
    /// When the mail was received, by the records of whoever judges it.
    pub received: Option<UnixTime>,
    /// How many roots were trusted for it.
    pub anchors: usize,
    /// What the bytes are.
    pub input: Input,
    /// Who the mail says wrote it, and when.
    pub author: Author,
    /// The layers, outer before inner.
    pub layers: Vec<Layer>,
    /// The header fields that stand inside the layers too, and how they compare with those outside.
    pub protected: Option<ProtectedHeader>,
    /// The signers of all layers.
    pub signers: Vec<Signer>,
    /// What is notable.
    pub findings: Vec<Noted>,
}

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// A mail.
    Mail,
    /// A piece of a mail: a part without the mail's header, or a mail without its end.
    Fragment,
    /// Text that somebody copied out of a program that shows mails: such programs rewrite what they show.
    Pasted,
    /// A CMS file on its own.
    Cms,
    /// A CMS file with the content that it is said to sign.
    Detached,
    /// None of these.
    Other,
}

/// What the header says of the author.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Author {
    /// Addresses of all From fields.
    pub from: Vec<String>,
    /// The one address of the one From field, if there is just one and all programs read it alike.
    pub single: Option<String>,
    /// Addresses of Sender.
    pub sender: Vec<String>,
    /// The Date field.
    pub date: Option<UnixTime>,
}

/// One S/MIME structure around content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layer {
    /// What it does.
    pub kind: LayerKind,
    /// How it is written.
    pub form: Form,
    /// How much of the mail is inside.
    pub covers: Covers,
    /// The MIME part, counted from 1 and dotted; `0` for the mail itself.
    pub part: String,
    /// The layer around this one.
    pub inside: Option<usize>,
    /// Whether it was read.
    pub state: LayerState,
    /// How it was decrypted, if it was.
    pub opened: Option<Opened>,
}

/// How an encryption was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Opened {
    /// The cipher of the content.
    pub cipher: String,
    /// The recipient whose key was at hand.
    pub recipient: String,
    /// How many recipients there are.
    pub recipients: usize,
    /// A tag shows that nobody changed the content. Without one, who wrote it may never have known the key.
    pub is_authenticated: bool,
}

/// What a layer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LayerKind {
    /// Signed.
    Signed,
    /// Encrypted (EnvelopedData).
    Encrypted,
    /// Encrypted with authentication (AuthEnvelopedData).
    AuthenticatedEncrypted,
    /// Compressed.
    Compressed,
    /// Certificates only.
    Certificates,
    /// Said to be S/MIME, and something else or not readable.
    Unknown,
}

/// How a layer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// multipart/signed: the content stands beside the signature.
    Clear,
    /// application/pkcs7-mime: the content is inside.
    Opaque,
}

/// How much of the mail is inside a layer or under a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Covers {
    /// All that is shown: the mail's body, or all that is inside the layer around.
    Whole,
    /// A part.
    Part,
}

/// Whether a layer was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LayerState {
    /// It was read.
    Read,
    /// No key for it.
    NoKey,
    /// There is a key, and what is here is not as it was encrypted; or it is encrypted in a way that is not offered.
    Undecryptable,
    /// Recognised, and not opened by this version or within the limits.
    NotOpened,
    /// It could not be read.
    Unreadable,
}

/// Whether what is signed is what is here.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Integrity {
    /// It is, and nothing speaks against the signature: the proof.
    Intact(GoodSignature),
    /// It is, but the signature must not count (weak digest, no signed attributes, …); findings say why.
    Flawed(FlawedSignature),
    /// It is not.
    Altered,
    /// It could not be computed: the algorithm is not offered, the certificate or the content is missing.
    Unverifiable,
}

impl Integrity {
    /// The word of the JSON contract.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Intact(_) | Self::Flawed(_) => "intact",
            Self::Altered => "altered",
            Self::Unverifiable => "unverifiable",
        }
    }
}

/// The address of From against those of the certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddressMatch {
    /// Addresses of From.
    pub from: Vec<String>,
    /// Addresses of the certificate.
    pub certificate: Vec<String>,
    /// From is exactly one address and the certificate has it.
    pub matches: bool,
}

/// A moment at which a signature was there at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The moment.
    pub moment: UnixTime,
    /// Who says so.
    pub by: ProvenBy,
}

/// Who says when a signature was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProvenBy {
    /// A time stamp of an authority that is trusted for time.
    TimeStamp,
    /// The records of whoever received the mail.
    Received,
}

impl ProvenBy {
    /// A stable word for reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::TimeStamp => "time-stamp",
            Self::Received => "received",
        }
    }
}

/// One signer of one layer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Signer {
    /// Its layer.
    pub layer: usize,
    /// Whether what is signed is what is here.
    pub integrity: Integrity,
    /// How much is signed.
    pub covers: Covers,
    /// From against the certificate.
    pub address: AddressMatch,
    /// When the signer says that it was signed.
    pub signing_time: Option<UnixTime>,
    /// Time stamps that came with the signature.
    pub time_stamps: Vec<TimeStamp>,
    /// The earliest moment at which the signature was certainly there, and who says so.
    pub proof: Option<Proof>,
    /// The digest of the content.
    pub digest: Option<DigestAlgorithm>,
    /// Whose name the certification authority checked.
    pub identity: Option<Identity>,
    /// The signer's certificate.
    pub certificate: Option<Certificate>,
    /// The accepted path; [`VerifiedPath::at`] is the moment as of which it was.
    pub path: Option<VerifiedPath>,
    /// The paths that were tried, the accepted one too.
    pub tried: Vec<TriedPath>,
    /// What is known of revocation.
    pub revocation: Revocation,
    /// How the signer wants to be answered.
    pub reply: Reply,
    /// What was not at hand and has an address: whoever fetches it may open the mail again with more evidence.
    pub wants: Vec<Want>,
}

impl Report {
    pub(crate) fn new(at: UnixTime, anchors: usize, input: Input) -> Self {
        Self {
            at,
            received: None,
            anchors,
            input,
            author: Author::default(),
            layers: Vec::new(),
            protected: None,
            signers: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a finding with its usual weight.
    pub(crate) fn note(&mut self, finding: Finding, place: Place) {
        let severity = finding.severity();
        self.findings.push(Noted { finding, severity, place });
    }

    /// Adds a finding with a weight that the policy chose.
    pub(crate) fn note_as(&mut self, severity: kakitome_pki::Severity, finding: Finding, place: Place) {
        self.findings.push(Noted { finding, severity, place });
    }

    /// Whether a finding can lower the verdict: those of the mail itself, of its parts, and of the decisive layer with all
    /// its signers. Inner signatures are reported and lower the verdict only when altered (design, section 4).
    #[must_use]
    pub fn counts(&self, noted: &Noted) -> bool {
        let decisive = self.decisive_layer();
        match &noted.place {
            Place::Message | Place::Field(_) | Place::Part(_) => true,
            Place::Layer(index) => Some(*index) == decisive,
            Place::Signer(index) | Place::Certificate { signer: index, .. } | Place::TimeStamp { signer: index, .. } => {
                self.signers.get(*index).is_some_and(|signer| Some(signer.layer) == decisive)
            }
        }
    }

    /// Whether a layer is this one or stands inside it.
    #[must_use]
    pub fn is_inside(&self, layer: usize, outer: usize) -> bool {
        let around = |index: &usize| self.layers.get(*index).and_then(|layer| layer.inside);
        std::iter::successors(Some(layer), around).any(|index| index == outer)
    }

    /// Whether a layer has signers, or stands inside one that has.
    #[must_use]
    pub fn is_signed(&self, layer: usize) -> bool {
        self.signers.iter().any(|signer| self.is_inside(layer, signer.layer))
    }

    /// The signers of a layer.
    pub fn signers_of(&self, layer: usize) -> impl Iterator<Item = &Signer> {
        self.signers.iter().filter(move |signer| signer.layer == layer)
    }

    /// The layer whose signers answer for the mail: the outermost signed one that covers the whole.
    /// Where none covers the whole, the first signed one.
    #[must_use]
    pub fn decisive_layer(&self) -> Option<usize> {
        let signed = |index: &usize| self.signers_of(*index).next().is_some();
        let whole = |index: &usize| self.layers.get(*index).is_some_and(|layer| layer.covers == Covers::Whole);
        (0..self.layers.len()).find(|index| signed(index) && whole(index)).or_else(|| (0..self.layers.len()).find(signed))
    }
}
