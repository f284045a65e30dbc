//! Who is to read the mail: from the command line, else from the header. Which certificate each gets is for `recipients`.

use kakitome_mime::Message;
use kakitome_mime::address::parse;
use kakitome_pki::{Certificate, check_address};
use kakitome_smime::seal::RecipientPolicy;
use kakitome_store::Address;

use super::args::Args;
use crate::failure::Failure;
use crate::home;
use crate::input;

/// Who is to read the mail.
pub(super) struct Asked {
    pub(super) visible: Vec<Address>,
    pub(super) blind: Vec<Address>,
    /// Certificates that are recipients by themselves.
    pub(super) alone: Vec<Certificate>,
    /// Certificates from files that are of an address above.
    pub(super) given: Vec<Certificate>,
    /// Issuers from the same files.
    pub(super) issuers: Vec<Certificate>,
    pub(super) sender: Option<Address>,
    /// Addresses of To and Cc that are not asked for: they get what they cannot read.
    pub(super) left_out: Vec<Address>,
}

impl Asked {
    pub(super) fn count(&self) -> usize {
        self.visible.len().saturating_add(self.blind.len()).saturating_add(self.alone.len())
    }
}

/// From the command line; from the header where it names nobody.
pub(super) fn asked(args: &Args, index: &Message) -> Result<Asked, Failure> {
    let from_header = args.to.is_empty() && args.bcc.is_empty() && args.cert.is_empty();
    let open = named(index, &["To", "Cc", "Resent-To", "Resent-Cc"])?;
    let (visible, blind) = match from_header {
        true => (open.clone(), named(index, &["Bcc", "Resent-Bcc"])?),
        false => (addresses(&args.to)?, addresses(&args.bcc)?),
    };
    let mut asked = Asked { visible, blind, alone: Vec::new(), given: Vec::new(), issuers: Vec::new(), sender: None, left_out: Vec::new() };
    let path = RecipientPolicy::default().path;
    for file in &args.cert {
        let mut certificates = input::certificates(file)?.into_iter();
        let Some(leaf) = certificates.next() else { return Err(Failure::new("encrypt-no-certificate").with("file", file.display())) };
        asked.issuers.extend(certificates);
        let is_of = |address: &Address| check_address(address.as_str(), &leaf, &path).is_match();
        if asked.visible.iter().chain(&asked.blind).any(is_of) { asked.given.push(leaf) } else { asked.alone.push(leaf) }
    }
    if asked.count() == 0 {
        return Err(Failure::new("encrypt-nobody").hint("encrypt-nobody-hint"));
    }
    let is_served = |address: &Address| {
        let by_certificate = |certificate: &Certificate| check_address(address.as_str(), certificate, &path).is_match();
        asked.visible.contains(address) || asked.blind.contains(address) || asked.alone.iter().any(by_certificate)
    };
    asked.left_out = open.iter().filter(|address| !is_served(address)).cloned().collect();
    asked.sender = match &args.identity {
        Some(text) => Some(home::address(text)?),
        None => sender(index),
    };
    Ok(asked)
}

fn addresses(texts: &[String]) -> Result<Vec<Address>, Failure> {
    let mut all = Vec::new();
    for text in texts {
        let address = home::address(text)?;
        if !all.contains(&address) {
            all.push(address);
        }
    }
    Ok(all)
}

/// The addresses of these fields. A field that cannot be read with certainty is nobody's list of recipients.
fn named(index: &Message, fields: &[&str]) -> Result<Vec<Address>, Failure> {
    let mut all = Vec::new();
    for field in fields.iter().flat_map(|name| index.root.header.named(name)) {
        let list = parse(field.value(), field.value_offset());
        if list.is_ambiguous() {
            return Err(Failure::new("encrypt-field-unclear").with("field", field.name()).hint("encrypt-nobody-hint"));
        }
        for mailbox in list.mailboxes() {
            let address = home::address(&mailbox.address.to_string())?;
            if !all.contains(&address) {
                all.push(address);
            }
        }
    }
    Ok(all)
}

/// The one address of the one From; anything else is nobody who needs a copy.
fn sender(index: &Message) -> Option<Address> {
    let mut fields = index.root.header.named("From");
    let (Some(field), None) = (fields.next(), fields.next()) else { return None };
    Address::parse(&parse(field.value(), field.value_offset()).single()?.address.to_string()).ok()
}
