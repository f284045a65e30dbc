//! What `kakitome encrypt` is asked for, as typed.

use std::path::PathBuf;

use kakitome_fetch::Network;

use crate::sign;

/// Encrypt a mail for everyone who is to read it.
///
/// The mail is read from FILE or standard input. Certificates are taken from --cert, from one's own identities, and from those that
/// `kakitome people import` keeps. Without --to, --bcc and --cert the recipients are those of To, Cc and Bcc. If one of them has no
/// certificate that is valid, for mail, and not revoked, nothing is written: all of them are named. The sender's own certificate is
/// added, so that the sent copy can be read.
///
/// Whoever is named openly shares one message, which is written to standard output. Each blind recipient gets a message alone, and
/// then --out is needed. Fields of the header stay readable, the subject too, unless --protect-header is given. `Bcc` is taken out.
///
/// Exit status: 0 encrypted; 1 a recipient cannot be served, or the mail is encrypted already; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// A recipient; may be given again.
    #[arg(long, value_name = "ADDR")]
    pub(super) to: Vec<String>,
    /// A recipient of whom the others do not know; may be given again. Needs --out.
    #[arg(long, value_name = "ADDR")]
    pub(super) bcc: Vec<String>,
    /// A recipient's certificate (PEM or DER), with issuers behind it; may be given again. One that is of no --to and no --bcc is a
    /// recipient by itself, whatever its address.
    #[arg(long, value_name = "FILE")]
    pub(super) cert: Vec<PathBuf>,
    /// Write the messages into this folder as 1.eml, 2.eml, …, and say on standard output which is for whom.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// With --out: say as one JSON object which message is for whom and by which cipher, or who cannot be served and why.
    #[arg(long, requires = "out")]
    pub(super) json: bool,
    /// Sign first, so that the signature is inside.
    #[arg(long)]
    pub(super) sign: bool,
    /// The sender: signs with this address's key of the home, and can read the sent copy. Without it: the address of From.
    #[arg(long = "as", value_name = "ADDR")]
    pub(super) identity: Option<String>,
    /// Sign with the key of this PKCS#12 file.
    #[arg(long, value_name = "FILE", requires = "sign", conflicts_with = "identity")]
    pub(super) p12: Option<PathBuf>,
    /// A file whose first line is the password of --p12.
    #[arg(long, value_name = "FILE", requires = "p12")]
    pub(super) password_file: Option<PathBuf>,
    /// Encrypt the header's fields too (RFC 9788): the subject outside is `[...]`. Most mail programs show that and not the real one yet;
    /// `kakitome verify` and `kakitome decrypt` find it inside.
    #[arg(long)]
    pub(super) protect_header: bool,
    /// Roots that every recipient's chain must lead to, beside that of the home: a list, certificates, or the name of a kept list, as
    /// with `kakitome verify`; may be given again. Without it, certificates that a person named or imported need no chain.
    #[arg(long, value_name = "STORE")]
    pub(super) trust: Vec<PathBuf>,
    /// A revocation list (PEM or DER); may be given again.
    #[arg(long, value_name = "FILE")]
    pub(super) crl: Vec<PathBuf>,
    /// An OCSP response (DER); may be given again.
    #[arg(long, value_name = "FILE")]
    pub(super) ocsp: Vec<PathBuf>,
    /// Ask the authorities whether recipients' certificates have been revoked, and fetch missing issuers (see `kakitome verify` for what
    /// leaves the machine). Whoever is revoked is refused; where no answer comes, that is said.
    #[arg(long)]
    pub(super) online: bool,
    /// With --online: also ask addresses in this private network; may be given again.
    #[arg(long, value_name = "NETWORK", requires = "online")]
    pub(super) allow_network: Vec<Network>,
    /// With --online: also ask this port beside 80 and 443; may be given again.
    #[arg(long, value_name = "PORT", requires = "online")]
    pub(super) allow_port: Vec<u16>,
    /// With --online: also fetch certificates of issuers whose organization is that of no trusted root.
    #[arg(long, requires = "online")]
    pub(super) any_issuer: bool,
    /// The home. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(super) home: Option<PathBuf>,
}

impl Args {
    /// How the mail is signed first, if it is.
    pub(super) fn signing(&self) -> Option<sign::Args> {
        self.sign.then(|| sign::Args {
            file: self.file.clone(),
            identity: self.identity.clone(),
            p12: self.p12.clone(),
            key: None,
            cert: None,
            chain: Vec::new(),
            password_file: self.password_file.clone(),
            opaque: false,
            protect_header: self.protect_header,
            encrypted: true,
            home: self.home.clone(),
        })
    }
}
