//! What `kakitome verify` is asked for, as typed.

use std::path::PathBuf;

use kakitome_fetch::Network;
use kakitome_pki::{RevocationMode, UnixTime};

use super::files::Files;

/// Say who signed a mail, whether it was altered, and whether the signer's certificate leads to a root that is trusted for e-mail.
///
/// The mail is read from FILE or standard input: the mail's source as it arrived (.eml), or a signature file on its own (.p7s, .p7m),
/// which is explained as far as it goes. Nothing is fetched: what is not at hand is named in the answer.
///
/// An encrypted mail is opened where a key for it is at hand, and the signature inside is judged; that it could be opened says nothing
/// about who wrote it. Nothing of its content is printed.
///
/// With --online, what is not at hand is fetched from the addresses in the certificates: whether they have been revoked (OCSP, else
/// revocation lists), and missing certificates of issuers. This leaves the machine: to the certification authorities, in clear over
/// HTTP, the serial number of each certificate that is asked about and your network address. They can tell from it that a mail of this
/// signer is looked at, and when. Nothing of the mail itself is sent. Nothing is asked for a mail that was changed or whose signer's
/// chain is not trusted; addresses in private networks are asked only if --allow-network names them. What was fetched stands in the
/// report and is kept on no disk.
///
/// Exit status: 0 the signature is valid; 1 any other verdict (the report is printed all the same); 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) by: By,
    /// The content that a detached signature file (.p7s) is said to sign.
    #[arg(long, value_name = "FILE")]
    pub(crate) content: Option<PathBuf>,
    /// Keep what a valid mail teaches about its author: the certificate to answer with and what the author's mail program reads. A key that
    /// changed waits until a person confirms it (`kakitome people import`).
    #[arg(long, conflicts_with_all = ["at", "content"])]
    pub(crate) remember: bool,
    /// Print the report as JSON (schema kakitome.report/1).
    #[arg(long)]
    pub(crate) json: bool,
    /// Draw every certification path that was tried, with what was found on each certificate.
    #[arg(long, conflicts_with = "json")]
    pub(crate) tree: bool,
}

/// What a mail is judged by and opened with, and as of when: the same for every command that looks at one.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct By {
    /// Roots to trust for e-mail: a list (authroot.stl, certdata.txt, …), certificates (PEM, DER, PKCS#7, a folder), or the name of a
    /// kept list, which answers as of --at (see `kakitome trust`); may be given again. Without it, `verify` trusts the built-in authority
    /// of the home alone, `explain` Mozilla's list too.
    #[arg(long, value_name = "STORE")]
    pub(crate) trust: Vec<PathBuf>,
    /// More certificates (PEM or DER, or a folder) to build the path with; may be given again. They are not trusted by themselves; a
    /// list that names roots by hash alone finds their certificates here.
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Vec<PathBuf>,
    /// Open what is encrypted with the keys of this PKCS#12 file; may be given again. Without --p12 and --key, the keys of the home open it.
    #[arg(long, value_name = "FILE")]
    pub(crate) p12: Vec<PathBuf>,
    /// Open what is encrypted with this private key (PEM or DER); its certificate is among those of --cert. May be given again.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Vec<PathBuf>,
    /// A file whose first line is the password of --p12 or --key.
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Certificate revocation lists (PEM or DER); may be given again.
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,
    /// OCSP responses (DER); may be given again.
    #[arg(long, value_name = "FILE")]
    pub(crate) ocsp: Vec<PathBuf>,
    /// What it means that nobody says whether a certificate has been revoked: soft tells it beside the verdict, hard refuses the
    /// signature, off does not ask at all. A certificate that is known to be revoked is refused by soft and hard alike.
    #[arg(long, value_name = "MODE", value_enum, default_value_t = Revocation::Soft)]
    pub(crate) revocation: Revocation,
    /// Roots to trust for time stamps: a PEM or DER file; may be given again. Without it, those that are trusted for e-mail.
    #[arg(long, value_name = "STORE")]
    pub(crate) trust_time: Vec<PathBuf>,
    /// Fetch what is not at hand from the addresses in the certificates (`kakitome verify --help` says what leaves the machine).
    #[arg(long)]
    pub(crate) online: bool,
    /// With --online: also ask addresses in this private network (10.1.0.0/16, fd00::/8, 192.0.2.7); may be given again.
    #[arg(long, value_name = "NETWORK", requires = "online")]
    pub(crate) allow_network: Vec<Network>,
    /// With --online: also ask this port beside 80 and 443; may be given again.
    #[arg(long, value_name = "PORT", requires = "online")]
    pub(crate) allow_port: Vec<u16>,
    /// With --online: also fetch certificates of issuers whose organization is that of no trusted root. Whoever wrote the mail may have
    /// chosen the address, and learns from it that the mail is looked at.
    #[arg(long, requires = "online")]
    pub(crate) any_issuer: bool,
    /// When the mail was received, by your own records: says whether the signature was good then. The time of the mail itself is a claim.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) received: Option<UnixTime>,
    /// Judge as of this moment: 2016-01-20, 2016-01-20T09:00:00+09:00, or seconds since 1970. Default: now.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) at: Option<UnixTime>,
    /// The home whose built-in authority is trusted. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// The home's own root is believed also where others are named (`explain` asks so).
    #[arg(skip)]
    pub(crate) own_root: bool,
}

impl By {
    /// The files among it.
    pub(super) fn files(&self) -> Files<'_> {
        Files {
            trust: &self.trust,
            cert: &self.cert,
            crl: &self.crl,
            ocsp: &self.ocsp,
            trust_time: &self.trust_time,
            home: self.home.as_deref(),
            own_root: self.own_root,
        }
    }
}

/// As [`RevocationMode`], for the command line.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub(crate) enum Revocation {
    #[default]
    Soft,
    Hard,
    Off,
}

impl Revocation {
    pub(crate) fn mode(self) -> RevocationMode {
        match self {
            Self::Soft => RevocationMode::Soft,
            Self::Hard => RevocationMode::Hard,
            Self::Off => RevocationMode::Off,
        }
    }
}

fn moment(text: &str) -> Result<UnixTime, String> {
    UnixTime::parse(text).map_err(|error| error.to_string())
}
