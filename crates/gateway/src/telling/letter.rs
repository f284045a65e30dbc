//! A mail of our own to the next hop: what serve has to tell its owner. One connection, one mail, the same TLS as for everybody's.
//! There is no queue here either: whoever calls keeps what was not taken (RFC 5321 4.5.4).

use std::io::Write;
use std::sync::Arc;

use kakitome_wire::client::{Event, Outcome, Step};
use kakitome_wire::{Mail, Mailbox, Rcpt, Reply};

use crate::config::Settings;
use crate::error::Error;
use crate::next_hop::fixed::Fixed;
use crate::next_hop::internet::Internet;
use crate::next_hop::memory::HopMemory;
use crate::next_hop::way::Way;

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LetterFate {
    /// The next hop has it.
    Taken(Reply),
    /// The next hop does not want it: the answer that says so.
    Refused(Reply),
    /// The next hop could not be reached, or was lost before it had answered.
    Lost(String),
}

/// Hands one mail with CRLF line ends to the next hop. `sender` without a value is the null sender.
///
/// # Errors
/// An address is none, or a file that the settings name for TLS cannot be used. What the next hop says is a [`LetterFate`].
pub async fn hand_over(settings: &Settings, sender: Option<&str>, recipient: &str, mail: &[u8]) -> Result<LetterFate, Error> {
    let mailbox = |text: &str| {
        let no_address = || std::io::Error::new(std::io::ErrorKind::InvalidInput, format!("{text} is not a mail address"));
        Mailbox::parse(text).ok_or_else(no_address)
    };
    let envelope = (Mail::new(sender.map(mailbox).transpose()?), Rcpt::new(mailbox(recipient)?));
    let memory = Arc::new(HopMemory::default());
    let way = if settings.next_hop.by_mx {
        let domain = envelope.1.to.domain().unwrap_or_default().to_lowercase();
        Way::Domain(Arc::new(Internet::new(settings, memory)?), domain)
    } else {
        Way::Fixed(Box::new(Fixed::new(settings, memory)?))
    };
    match say(&way, &envelope.0, &envelope.1, mail).await {
        Ok(fate) => Ok(fate),
        Err(why) => Ok(LetterFate::Lost(why)),
    }
}

/// Whether the next hop can be had for mail: one connection as far as EHLO and TLS. Of the Internet nobody can say that.
///
/// # Errors
/// Why not.
pub(crate) async fn reach(settings: &Settings) -> Result<(), String> {
    if settings.next_hop.by_mx {
        return Ok(());
    }
    let way = Fixed::new(settings, Arc::default()).map_err(|error| error.to_string())?;
    way.connect().await.map_err(|failure| failure.to_string())?.quit().await;
    Ok(())
}

async fn say(way: &Way, sender: &Mail, recipient: &Rcpt, mail: &[u8]) -> Result<LetterFate, String> {
    let mut hop = match way.connect().await {
        Ok(hop) => hop,
        Err(failure) if failure.outcome() == Outcome::Rejected => return Ok(LetterFate::Refused(failure.to_reply())),
        Err(failure) => return Err(failure.to_string()),
    };
    let lost = |error: &dyn std::fmt::Display| error.to_string();
    hop.session().mail(sender).map_err(|error| lost(&error))?;
    loop {
        match hop.event().await {
            Event::Answer { step: Step::Mail, reply } if reply.is_positive() => {
                hop.session().rcpt(recipient).map_err(|error| lost(&error))?;
            }
            Event::Answer { step: Step::Rcpt, reply } if reply.is_positive() => hop.session().data().map_err(|error| lost(&error))?,
            Event::Answer { step: Step::Data, reply } if reply.code() == 354 => {
                hop.gather().write_all(mail).map_err(|error| lost(&error))?;
                hop.session().content_end().map_err(|error| lost(&error))?;
            }
            Event::Answer { reply, .. } => {
                hop.quit().await;
                return Ok(if reply.is_positive() { LetterFate::Taken(reply) } else { LetterFate::Refused(reply) });
            }
            Event::Failed(failure) => return Err(failure.to_string()),
            other => return Err(format!("the next hop's session ended: {other:?}")),
        }
    }
}
