//! Every reply of the gateway that is not the protocol's (those are wire's) and not the next hop's, one wording each
//! (RFC 5321 4.2.3, enhanced codes RFC 3463). A client's log is where these are read: each says what to do.

use kakitome_wire::{Enhanced, Error, Reply};

/// Too many connections of this client.
pub(crate) fn full_for_client() -> Reply {
    Reply::new(421, Enhanced(4, 7, 0), "Too many connections from your address; try again later")
}

/// Too many connections of this client in a short time.
pub(crate) fn too_fast_for_client() -> Reply {
    Reply::new(421, Enhanced(4, 7, 0), "Too many connections from your address within a minute; try again later")
}

/// As much was sent in this hour as may be ([limits] mails-per-hour-…, recipients-per-hour-…).
pub(crate) fn allowance_spent(whose: &str) -> Reply {
    Reply::new(450, Enhanced(4, 7, 1), &format!("Too much mail from {whose} within an hour; nothing was accepted, try again later"))
}

/// The client's network may not send here.
pub(crate) fn not_allowed() -> Reply {
    Reply::new(554, Enhanced(5, 7, 1), "Your address may not send here; ask the administrator to add it to [[network]]")
}

/// A client whose network has been taken out of the configuration since it was let in. For the moment: it comes again and is told at the greeting.
pub(crate) fn no_longer_allowed() -> Reply {
    Reply::new(421, Enhanced(4, 7, 1), "Your address may no longer send here; nothing was accepted")
}

/// A peer whose rights are not those of its greeting any more.
pub(crate) fn rights_changed() -> Reply {
    Reply::new(421, Enhanced(4, 7, 1), "What your address may do here has changed; nothing was accepted, connect again")
}

/// A login that is not checked.
pub(crate) fn too_many_wrong_logins() -> Reply {
    Reply::new(454, Enhanced(4, 7, 0), "Too many wrong logins; none is checked for some minutes, try again later")
}

/// EXTERNAL as somebody whom the certificate does not name.
pub(crate) fn not_in_certificate() -> Reply {
    Reply::new(535, Enhanced(5, 7, 8), "Your certificate does not have this address; leave it out, or name one that it has")
}

/// A sender that is not the login's.
pub(crate) fn not_your_address(login: &str, address: &str) -> Reply {
    Reply::new(550, Enhanced(5, 7, 1), &format!("You are logged in as {login} and may not send as {address}"))
}

/// Somebody who has logged in and no longer may.
pub(crate) fn no_longer() -> Reply {
    Reply::new(421, Enhanced(4, 7, 0), "Your login is no longer valid; nothing was accepted, log in again")
}

/// A mail of somebody who has logged in, from nobody in particular.
pub(crate) fn no_one_author() -> Reply {
    Reply::new(550, Enhanced(5, 6, 0), "The mail needs one From field with one address")
}

/// The content came too slowly.
pub(crate) fn too_slow() -> Reply {
    Reply::new(421, Enhanced(4, 4, 2), "The mail came too slowly; nothing was accepted")
}

/// Something of ours failed; the log says what.
pub(crate) const fn own_trouble() -> Reply {
    Reply::fixed(451, "4.3.0 Local trouble; nothing was accepted, try again later")
}

/// The outbox has as many or as large mails as it may have.
pub(crate) fn outbox_full() -> Reply {
    Reply::new(452, Enhanced(4, 3, 1), "Too much mail waits for the next hop; nothing was accepted, try again later")
}

/// The mail has waited as long as it may; what the next hop said last.
pub(crate) fn too_old(last: &Reply) -> Reply {
    Reply::new(554, Enhanced(5, 4, 7), &format!("The mail could not be handed on in time; the last answer was: {last}"))
}

/// Other mail was on the way to the domain whenever this one was to be tried.
pub(crate) const NO_TURN: Reply =
    Reply::fixed(451, "4.4.5 Other mail is on the way to this domain, and there has been no place for this one yet");

/// A person has dropped the mail.
pub(crate) fn dropped() -> Reply {
    Reply::new(554, Enhanced(5, 7, 0), "The mail was dropped by the administrator of the gateway")
}

/// The keyholder gives no key for the outbox.
pub(crate) fn no_data_key() -> Reply {
    Reply::new(451, Enhanced(4, 3, 0), "The mail cannot be kept safely now; nothing was accepted, try again later")
}

/// The mail is safe in the outbox.
pub(crate) const QUEUED: Reply = Reply::fixed(250, "2.0.0 Ok: queued");

/// The journal cannot be written.
pub(crate) fn no_journal() -> Reply {
    Reply::new(451, Enhanced(4, 3, 0), "The journal cannot be written; nothing was accepted, try again later")
}

/// The identities cannot be looked up.
pub(crate) fn no_identities() -> Reply {
    Reply::new(451, Enhanced(4, 3, 0), "Identities cannot be looked up; nothing was accepted, try again later")
}

/// The keyholder does not sign now.
pub(crate) fn no_signature() -> Reply {
    Reply::new(451, Enhanced(4, 3, 0), "The mail cannot be signed now; nothing was accepted, try again later")
}

/// The keyholder refuses this signature for good.
pub(crate) fn signature_refused(from: &str) -> Reply {
    Reply::new(550, Enhanced(5, 7, 1), &format!("The key of {from} may not sign this mail; not sent"))
}

/// The client may not sign as `From`.
pub(crate) fn unauthorised(from: &str) -> Reply {
    Reply::new(550, Enhanced(5, 7, 1), &format!("You may not send signed mail as {from}; not sent"))
}

/// The identity's certificate is out of time.
pub(crate) fn expired(from: &str, when: &str) -> Reply {
    Reply::new(550, Enhanced(5, 7, 1), &format!("The certificate of {from} {when}; not sent, as the rule says"))
}

/// The mail cannot be signed as the rule wants it.
pub(crate) fn unsignable(why: &str) -> Reply {
    Reply::new(550, Enhanced(5, 6, 0), &format!("Not sent, as the rule says: {why}"))
}

/// Too many `Received:` fields.
pub(crate) fn looping(hops: usize, limit: usize) -> Reply {
    Reply::new(554, Enhanced(5, 4, 6), &format!("The mail goes in circles: {hops} Received lines, the limit is {limit}"))
}

/// Gateways that have each other as next hop.
pub(crate) fn asking_in_circles(waiting: usize) -> Reply {
    Reply::new(
        554,
        Enhanced(5, 4, 6),
        &format!("The mail goes in circles: {waiting} gateways wait for each other; look at their next hops"),
    )
}

/// A budget of the mail's structure is passed.
pub(crate) fn too_much(what: &str) -> Reply {
    Reply::new(552, Enhanced(5, 3, 4), &format!("The mail has too much structure: {what}"))
}

/// The next hop takes no mail of this size.
pub(crate) fn too_large_for_hop(size: u64, limit: u64) -> Reply {
    Reply::new(552, Enhanced(5, 3, 4), &format!("The mail has {size} bytes, the next hop takes {limit}"))
}

/// 8-bit content that can neither be sent nor be converted.
pub(crate) fn eight_bit(why: &str) -> Reply {
    Reply::new(554, Enhanced(5, 6, 3), &format!("The next hop takes no 8-bit mail and it cannot be converted: {why}"))
}

/// A recipient that a rule treats differently from the first.
pub(crate) fn other_treatment() -> Reply {
    Reply::new(452, Enhanced(4, 5, 3), "This recipient is treated differently from the first; send the mail again for it")
}

/// Encryption is required and cannot be done: `why` names the recipient and what to do.
pub(crate) fn unencryptable(why: &str, defer: bool) -> Reply {
    match defer {
        true => Reply::new(451, Enhanced(4, 7, 5), &format!("Encryption is required, and impossible now: {why}")),
        false => Reply::new(550, Enhanced(5, 7, 5), &format!("Encryption is required, and impossible: {why}")),
    }
}

/// Encryption is required, and the gateway was switched off.
pub(crate) fn off_and_required(to: &str) -> Reply {
    let text = format!("The gateway is switched off, and mail to {to} must not go in clear; nothing was sent, try again later");
    Reply::new(451, Enhanced(4, 7, 1), &text)
}

/// Encryption is required, and the mail only says that it is encrypted.
pub(crate) fn only_labelled() -> Reply {
    let text =
        "The mail says that it is encrypted, and does not begin so; encryption is required, so it is not sent: send it without that label";
    Reply::new(550, Enhanced(5, 7, 5), text)
}

/// Certificates of recipients cannot be looked up.
pub(crate) fn no_correspondents() -> Reply {
    Reply::new(451, Enhanced(4, 3, 0), "Certificates of recipients cannot be looked up; nothing was accepted, try again later")
}

/// A milter has one body for all recipients, and they need several.
pub(crate) fn one_body() -> Reply {
    let text = "The recipients need different forms of this mail (one is encrypted for, another not, or blind), and a milter can give one; \
        send it to each alone, or by another door of the gateway (relay, LMTP, submission)";
    Reply::new(451, Enhanced(4, 7, 1), text)
}

/// A mail server speaks milter wrongly: the body that it shows has the header in it.
pub(crate) fn header_again() -> Reply {
    let text = "The mail server shows the header again in the body, so that the mail cannot be signed as it is; give it to another door of the gateway";
    Reply::new(451, Enhanced(4, 3, 5), text)
}

/// So many copies of a mail, of this size together, are more than the outbox may hold.
pub(crate) fn too_many_copies(copies: usize, size: u64) -> Reply {
    let text = format!(
        "{copies} recipients need a copy of their own, {size} bytes in all: more than the outbox may hold; send it to fewer at once"
    );
    Reply::new(552, Enhanced(5, 3, 4), &text)
}

/// `From` is no identity, and a rule wants one.
pub(crate) fn no_identity(from: &str) -> Reply {
    Reply::new(
        550,
        Enhanced(5, 7, 1),
        &format!("{from} has no certificate here, and the rule says not to send without; ask the administrator"),
    )
}

/// A subject in which a word may ask for encryption cannot be decoded.
pub(crate) fn unreadable_subject() -> Reply {
    let text = "The subject cannot be decoded, and a word in it may ask for encryption; send it again in UTF-8";
    Reply::new(550, Enhanced(5, 6, 0), text)
}

/// The field that asks has a word that means nothing.
pub(crate) fn unknown_wish(field: &str, word: &str) -> Reply {
    Reply::new(550, Enhanced(5, 6, 0), &format!("{field} says {word}; it knows encrypt, sign and no-sign"))
}

/// The next hop was lost, came back, and answers otherwise than before.
pub(crate) fn changed_its_mind() -> Reply {
    Reply::new(451, Enhanced(4, 4, 2), "The next hop was lost and answers differently now; nothing was sent, try again later")
}

/// A hop is not what it must be.
pub(crate) fn hop_unproven(hop: &str, why: &str) -> Reply {
    Reply::new(451, Enhanced(4, 7, 5), &format!("{hop}: {why}; nothing was sent, it is tried again"))
}

/// A hop that has done TLS does not do it now.
pub(crate) fn hop_downgraded(hop: &str, since: &str, why: &str) -> Reply {
    let text = format!("{hop} has done TLS since {since} and does not now ({why}); nothing was sent, it is tried again");
    Reply::new(451, Enhanced(4, 7, 4), &text)
}

/// The name system did not say what is needed.
pub(crate) fn names_unknown(what: &str, why: &str) -> Reply {
    Reply::new(451, Enhanced(4, 4, 3), &format!("{what} could not be found out: {why}; it is tried again"))
}

/// A domain that does not exist, or has neither mail servers nor an address.
pub(crate) fn no_such_domain(domain: &str, why: &str) -> Reply {
    Reply::new(550, Enhanced(5, 1, 2), &format!("{domain}: {why}"))
}

/// The domain takes no mail (RFC 7505 3).
pub(crate) fn null_mx(domain: &str) -> Reply {
    Reply::new(556, Enhanced(5, 1, 10), &format!("{domain} takes no mail (null MX)"))
}

/// The domain's mail would come back to us (RFC 5321 5.1).
pub(crate) fn mx_loop(domain: &str) -> Reply {
    Reply::new(554, Enhanced(5, 4, 6), &format!("{domain}: the best mail server is this one, and it has no other place for the mail"))
}

/// All mail servers of the domain are where nobody can be reached.
pub(crate) fn unroutable(domain: &str, why: &str) -> Reply {
    Reply::new(550, Enhanced(5, 4, 4), &format!("{domain}: {why}"))
}

/// What cannot be said to the next hop.
pub(crate) fn unsayable(error: &Error) -> Reply {
    match error {
        Error::SmtpUtf8NotOffered => kakitome_wire::replies::NO_SMTPUTF8,
        Error::TooLargeForHop { size, limit } => too_large_for_hop(*size, *limit),
        other => {
            tracing::error!(error = %other, "a command to the next hop could not be made");
            own_trouble()
        }
    }
}
