//! Who the header says wrote the mail (RFC 5322 3.6.2, RFC 8550 3): From, and nothing but From, can match a signer.

use kakitome_mime::address::{self, AddrSpec, AddressList};
use kakitome_mime::{Header, date};
use kakitome_pki::UnixTime;

use crate::finding::{Finding, Place};
use crate::report::{Author, Report};

/// Reads From, Sender and Date of the mail's own header into the report.
pub(crate) fn read(header: &Header, report: &mut Report) {
    let from: Vec<_> = header.named("From").collect();
    let place = Place::Field("From".to_owned());
    match from.as_slice() {
        [] => report.note(Finding::FromMissing, Place::Message),
        [_] => {}
        several => report.note(Finding::FromRepeated { count: several.len() }, place.clone()),
    }
    let mut author = Author::default();
    for field in &from {
        let list = address::parse(field.value(), field.value_offset());
        author.from.extend(list.mailboxes().map(|mailbox| written(&mailbox.address)));
        if from.len() == 1 {
            author.single = list.single().map(|mailbox| written(&mailbox.address));
        }
        let text = String::from_utf8_lossy(&field.unfolded()).into_owned();
        note_list(&list, text, &place, report);
    }
    for field in header.named("Sender") {
        let list = address::parse(field.value(), field.value_offset());
        author.sender.extend(list.mailboxes().map(|mailbox| written(&mailbox.address)));
    }
    if let Some(field) = header.first("Date") {
        match date::parse(field.value(), field.value_offset()) {
            Ok(date) => author.date = Some(UnixTime(date.unix)),
            Err(finding) => report.note(Finding::Mime(finding), Place::Field("Date".to_owned())),
        }
    }
    report.author = author;
}

fn note_list(list: &AddressList, text: String, place: &Place, report: &mut Report) {
    for finding in &list.findings {
        report.note(Finding::Mime(finding.clone()), place.clone());
    }
    let count = list.mailboxes().count();
    if count != 1 {
        report.note(Finding::FromNotOne { count }, place.clone());
    } else if list.single().is_none() {
        report.note(Finding::FromAmbiguous { text }, place.clone());
    }
}

/// The address as it is compared and shown.
fn written(address: &AddrSpec) -> String {
    format!("{}@{}", address.local, address.domain)
}
