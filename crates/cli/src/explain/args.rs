//! What `kakitome explain` is asked for, as typed.

use std::path::PathBuf;

use kakitome_pki::UnixTime;

use crate::verify;

/// Explain a mail in plain words: who signed it, whether that is the sender, whether it was altered, what each mail program shows
/// and why, the way it came, and what sender and recipient can do, with the price of each remedy.
///
/// The mail is read from FILE or standard input: the mail's source as it arrived (.eml), or a signature file on its own (.p7s, .p7m).
/// What a program shows depends on its list of root certificates and often on the recipient's machine: that is told as cases with
/// their conditions, each with what it rests on (documented, seen in source code, seen by somebody on a day, reported, inferred). What
/// is not known is called unknown. Microsoft's list is used if it is kept (`kakitome trust update microsoft`); Mozilla's comes along.
///
/// Nothing is fetched, unless --online asks for it (see `kakitome verify --help` for what leaves the machine then).
///
/// Exit status: 0 the signature is valid; 1 any other verdict (the page is printed all the same); 2 it could not be done.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Roots to trust for e-mail: a list, certificates, or the name of a kept list (see `kakitome trust`); may be given again. Without
    /// it, Mozilla's list and the built-in authority of the home.
    #[arg(long, value_name = "STORE")]
    pub(crate) trust: Vec<PathBuf>,
    /// More certificates (PEM or DER, or a folder) to build the path with; may be given again. They are not trusted by themselves.
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
    /// Fetch what is not at hand from the addresses in the certificates.
    #[arg(long)]
    pub(crate) online: bool,
    /// When the mail was received, by your own records.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) received: Option<UnixTime>,
    /// Explain as of this moment: 2016-01-20, 2016-01-20T09:00:00+09:00, or seconds since 1970. Default: now.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) at: Option<UnixTime>,
    /// Only this mail program (outlook-classic, gmail-web, ios-mail, thunderbird, no-smime, …); may be given again.
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Vec<String>,
    /// An address of a recipient: programs in which it is usually read are marked; may be given again. Without it, To and Cc.
    #[arg(long, value_name = "ADDR")]
    pub(crate) to: Vec<String>,
    /// Print JSON: the report (schema kakitome.report/1) with clients, way and page.
    #[arg(long, conflicts_with = "html")]
    pub(crate) json: bool,
    /// Write one HTML page to this file: no script, nothing fetched, nothing of the mail's content.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// The home whose built-in authority is trusted and whose kept lists are used. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

impl Args {
    /// The same question to `verify`; without --trust, Mozilla's list.
    pub(super) fn as_verify(&self) -> verify::Args {
        verify::Args {
            file: self.file.clone(),
            trust: if self.trust.is_empty() { vec![PathBuf::from("mozilla")] } else { self.trust.clone() },
            cert: self.cert.clone(),
            p12: self.p12.clone(),
            key: self.key.clone(),
            password_file: self.password_file.clone(),
            revocation: verify::Revocation::Soft,
            remember: false,
            crl: self.crl.clone(),
            ocsp: self.ocsp.clone(),
            trust_time: Vec::new(),
            online: self.online,
            allow_network: Vec::new(),
            allow_port: Vec::new(),
            any_issuer: false,
            received: self.received,
            at: self.at,
            content: None,
            json: false,
            tree: false,
            home: self.home.clone(),
            own_root: self.trust.is_empty(),
        }
    }
}

fn moment(text: &str) -> Result<UnixTime, String> {
    UnixTime::parse(text).map_err(|error| error.to_string())
}
