//! What `kakitome sign` is asked for, as typed.

use std::path::PathBuf;

/// Sign a mail with a key of the home, of a PKCS#12 file, or of a key file.
///
/// The mail is read from FILE or standard input and the signed mail is written to standard output, ready for `sendmail -t`: `Bcc` is
/// kept. What is signed is made safe for every relay first (7-bit, CRLF). A mail that is signed or encrypted already is refused.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Sign as this address with its newest key in the home. Without any of --as, --p12 and --key: as the address of From.
    #[arg(long = "as", value_name = "ADDR", conflicts_with_all = ["p12", "key"])]
    pub(crate) identity: Option<String>,
    /// A PKCS#12 file with key and certificates; its password is read from --password-file, else asked for.
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub(crate) p12: Option<PathBuf>,
    /// A private key (PEM or DER: PKCS#8, PKCS#1, SEC1), together with --cert.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,
    /// The key's certificate (PEM or DER); further certificates in the file go along.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,
    /// Intermediate certificates that go along; may be given again.
    #[arg(long, value_name = "FILE")]
    pub(crate) chain: Vec<PathBuf>,
    /// A file whose first line is the password of --p12 or --key.
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Put the content into the signature (application/pkcs7-mime). Mail programs without S/MIME then show an attachment only.
    #[arg(long)]
    pub(crate) opaque: bool,
    /// Sign the header's fields too, as a copy inside the content (RFC 9788). `kakitome verify` compares them; most mail programs do not
    /// show them yet.
    #[arg(long)]
    pub(crate) protect_header: bool,
    /// The mail is encrypted afterwards.
    #[arg(skip)]
    pub(crate) encrypted: bool,
    /// The home of the identity. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}
