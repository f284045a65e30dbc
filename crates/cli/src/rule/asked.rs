//! What `kakitome rule explain` is asked, as typed.

use std::net::IpAddr;

use clap::ValueEnum;
use kakitome_gateway::config::Kind;
use kakitome_store::Address;

use crate::home::InHome;

/// Say what the gateway would do with a mail, and by which rules: who signs, who gets it encrypted and with which certificate, and in how
/// many mails it leaves. Exit status 0: it would go out; 1: it would be refused or deferred.
///
/// Nothing is sent. The configuration is read from the file: after a change, `kakitome serve` follows at SIGHUP.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The one mailbox of From.
    #[arg(long, value_name = "ADDR", value_parser = Address::parse)]
    pub(super) from: Address,
    /// A recipient; may be given again.
    #[arg(long, value_name = "ADDR", required_unless_present = "bcc")]
    pub(super) to: Vec<String>,
    /// A recipient who is not named in To or Cc; may be given again.
    #[arg(long, value_name = "ADDR")]
    pub(super) bcc: Vec<String>,
    /// The subject: its words may ask for something, where a login is given.
    #[arg(long, value_name = "TEXT")]
    pub(super) subject: Option<String>,
    /// The address that the mail comes from.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(super) client: IpAddr,
    /// Who has logged in: an account, or a login of Dovecot, of a client certificate, or of a milter's mail server.
    #[arg(long, value_name = "LOGIN")]
    pub(super) login: Option<String>,
    /// The mail is of a kind that usually stays unsigned; may be given again.
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Vec<KindName>,
    /// One JSON object.
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) place: InHome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum KindName {
    NullSender,
    AutoSubmitted,
    Report,
    Calendar,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::NullSender => Self::NullSender,
            KindName::AutoSubmitted => Self::AutoSubmitted,
            KindName::Report => Self::Report,
            KindName::Calendar => Self::Calendar,
        }
    }
}
