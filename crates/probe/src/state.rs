//! Is what was said in clear forgotten at the handshake? (RFC 3207 4.2.) Only SMTP has a state worth asking for: a sender.
//! The transaction is given up at once; DATA is never said.

use crate::finding::{Check, Finding, Severity};
use crate::limits::CLIENT_NAME;
use crate::reply::Shape;
use crate::session::Caller;
use crate::talk::Stop;

/// A recipient that every server knows (RFC 5321 4.5.1), so that nobody's address is tried.
const RECIPIENT: &str = "RCPT TO:<postmaster>\r\n";

/// At a port for SMTP with STARTTLS that works.
pub(crate) async fn check(caller: &mut Caller<'_>) -> Finding {
    match asked(caller).await {
        Ok(Some(line)) => Finding::new(Check::StateKept, Severity::Fault).with("line", line),
        Ok(None) => Finding::new(Check::StateForgotten, Severity::Good),
        Err(stop) => Finding::new(Check::StateUndecided, Severity::Undecided).with("why", stop.because()),
    }
}

/// The words with which a recipient was taken for a sender that was given in clear.
async fn asked(caller: &mut Caller<'_>) -> Result<Option<String>, Stop> {
    let farewell = caller.service().farewell();
    let mut talk = caller.greeted().await?.talk;
    let sender = talk.say("MAIL FROM:<>\r\n", Shape::Smtp, "MAIL").await?;
    if !sender.is_yes() {
        // nothing is begun without TLS: nothing can be kept
        talk.leave(farewell).await;
        return Ok(None);
    }
    let mut inside = match caller.upgraded(talk).await? {
        Ok(inside) => inside.talk,
        // a server may want no STARTTLS in the middle of a mail: then nothing is kept either
        Err(_) => return Ok(None),
    };
    let taken = inside.say(RECIPIENT, Shape::Smtp, "RCPT inside TLS").await?;
    let mut kept = None;
    if taken.is_yes() {
        // the second probe: without any sender the same server must not take it
        inside.say(&format!("EHLO {CLIENT_NAME}\r\n"), Shape::Smtp, "EHLO inside TLS").await?;
        let without = inside.say(RECIPIENT, Shape::Smtp, "RCPT without MAIL").await?;
        kept = (!without.is_yes()).then(|| taken.said());
    }
    inside.leave(farewell).await;
    Ok(kept)
}
