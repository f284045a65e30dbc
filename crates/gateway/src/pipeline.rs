//! From a mail that is there to what goes out: facts, rules, signature (design, sections 2 and 5).
//!
//! Every way out of here has a reply or a mail to send, and a word for the journal.

use std::io;
use std::sync::Arc;

use kakitome_crypto::{DigestAlgorithm, random_fill};
use kakitome_mime::seven_bit::{self, Fields};
use kakitome_mime::{Error as MimeError, Message};
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Ambiguous, NotSevenBit, Prepared, Recipe, Refusal};
use kakitome_store::{MailId, Millis, SignedForm};
use kakitome_wire::Reply;
use kakitome_wire::client::Capabilities;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::config::{Dkim, Mode, Sign, Signing, Unauthorised, Unsignable, WhenExpired};
use crate::content::{Arrived, Source};
use crate::facts::{Facts, facts, is_automatic};
use crate::identities::Signatory;
use crate::keyholder::SignatureError;
use crate::login::Login;
use crate::outgoing::{Form, Outgoing};
use crate::record::Signed;
use crate::replies;
use crate::rollout::{fragile, gentle, in_share, observed, would_sign};
use crate::rules::Question;
use crate::state::{Live, State};
use crate::submission;

/// What the pipeline is told about a mail beside its bytes.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    /// The client, after XCLIENT.
    pub(crate) client: std::net::IpAddr,
    /// Who has logged in.
    pub(crate) login: Option<&'a Login>,
    /// It was handed in by somebody who had to log in.
    pub(crate) submission: bool,
    /// The mail's name.
    pub(crate) id: MailId,
    /// `MAIL FROM:<>`.
    pub(crate) null_sender: bool,
    /// Accepted recipients.
    pub(crate) to: Vec<&'a str>,
    /// `Received:`.
    pub(crate) received: Vec<u8>,
    /// What the next hop offers.
    pub(crate) offers: Option<Capabilities>,
}

/// What is done with a mail, and why.
#[derive(Debug)]
pub(crate) struct Judgement {
    /// `Message-ID`.
    pub(crate) message_id: Option<String>,
    /// The one author.
    pub(crate) from: Option<String>,
    /// A stable word: `identity.unknown`, `rule.unauthorised`.
    pub(crate) reason: Option<&'static str>,
    /// Who signed what.
    pub(crate) signed: Option<Signed>,
    /// Recipients whose mail programs may break on a signature. They matter to the sender where it was signed.
    pub(crate) fragile: Vec<String>,
    /// The mail to send, or the reply that refuses it.
    pub(crate) result: Result<Outgoing, Reply>,
}

/// How a mail goes on, before it is done.
enum Course {
    Unsigned(&'static str),
    Refuse(&'static str, Reply),
    Sign(Arc<Signatory>, Signing),
}

/// A mail and what is known of it.
struct Case {
    source: Source,
    index: Message,
}

/// Decides and, where it is to be, signs.
pub(crate) async fn judge(state: &State, live: &Live, mut envelope: Envelope<'_>, arrived: Arrived) -> Judgement {
    let index = match arrived.index {
        Ok(index) => index,
        Err(error) => return Judgement::without_index(&error),
    };
    let facts = facts(&index, envelope.null_sender);
    let case = Case { source: arrived.source, index };
    let mut judgement = Judgement {
        message_id: facts.message_id.clone(),
        from: facts.from.as_ref().ok().map(ToString::to_string),
        reason: None,
        signed: None,
        fragile: Vec::new(),
        result: Err(replies::own_trouble()),
    };
    if envelope.submission {
        if let Some((reason, reply)) = not_theirs(live, &envelope, &facts, &case.index) {
            judgement.reason = Some(reason);
            judgement.result = Err(reply);
            return judgement;
        }
        complete(live, &mut envelope, &case.index, &mut judgement);
    }
    judgement.result = match course(state, live, &envelope, &facts, &mut judgement.fragile).await {
        Course::Refuse(reason, reply) => {
            judgement.reason = Some(reason);
            Err(reply)
        }
        Course::Unsigned(reason) => {
            judgement.reason = Some(reason);
            unsigned(case, envelope)
        }
        Course::Sign(signatory, signing) => sign(state, case, envelope, signatory, &signing, &mut judgement).await,
    };
    judgement
}

impl Judgement {
    /// Refused before anything was read.
    pub(crate) fn refused(reply: Reply) -> Self {
        Self { message_id: None, from: None, reason: Some("mail.not-kept"), signed: None, fragile: Vec::new(), result: Err(reply) }
    }

    fn without_index(error: &MimeError) -> Self {
        let reply = match error {
            MimeError::Limit { .. } => replies::too_much(&error.to_string()),
            _ => {
                tracing::error!(%error, "a mail could not be indexed");
                replies::own_trouble()
            }
        };
        Self {
            message_id: None,
            from: None,
            reason: Some("mail.too-much-structure"),
            signed: None,
            fragile: Vec::new(),
            result: Err(reply),
        }
    }
}

/// Why somebody who has logged in may not send this mail: it is not from one of its own addresses (S14).
fn not_theirs(live: &Live, envelope: &Envelope<'_>, facts: &Facts, index: &Message) -> Option<(&'static str, Reply)> {
    let Some(login) = envelope.login else { return Some(("login.missing", kakitome_wire::replies::LOGIN_FIRST)) };
    let may = |address: &str| live.settings.may_send(login, address);
    match &facts.from {
        Err(why) => Some((why.word(), replies::no_one_author())),
        Ok(from) if !may(from.as_str()) => Some(("from.not-the-logins", replies::not_your_address(&login.name, from.as_str()))),
        Ok(_) => {
            let foreign = submission::foreign_sender(index, may)?;
            Some(("sender.not-the-logins", replies::not_your_address(&login.name, &foreign)))
        }
    }
}

/// Adds what a mail that is handed in lacks (RFC 6409 8).
fn complete(live: &Live, envelope: &mut Envelope<'_>, index: &Message, judgement: &mut Judgement) {
    let now = OffsetDateTime::from_unix_timestamp(Millis::now().seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let date = now.format(&Rfc2822).unwrap_or_default();
    let added = submission::additions(index, &envelope.id.to_string(), &live.settings.hostname, &date);
    envelope.received.extend_from_slice(&added.fields);
    if added.message_id.is_some() {
        judgement.message_id = added.message_id;
    }
}

async fn course(state: &State, live: &Live, envelope: &Envelope<'_>, facts: &Facts, fragile: &mut Vec<String>) -> Course {
    let settings = &live.settings;
    if facts.hops > settings.limits.hops {
        return Course::Refuse("mail.loop", replies::looping(facts.hops, settings.limits.hops));
    }
    if state.is_off() {
        return Course::Unsigned("gateway.off");
    }
    if let Some(protected) = facts.protected {
        return Course::Unsigned(protected);
    }
    let address = match &facts.from {
        Ok(address) => address,
        Err(why) => return Course::Unsigned(why.word()),
    };
    let signatory = match state.identities.find(address).await {
        Ok(Some(signatory)) => signatory,
        Ok(None) => return Course::Unsigned("identity.unknown"),
        Err(error) => {
            tracing::error!(from = %address, %error, "the identity cannot be looked up");
            if settings.signing.mode == Mode::Observe {
                return Course::Unsigned("identity.not-available");
            }
            return Course::Refuse("identity.not-available", replies::no_identities());
        }
    };
    let question = Question {
        client: envelope.client,
        login: envelope.login,
        submission: envelope.submission,
        from: signatory.address.as_str(),
        to: &envelope.to,
    };
    let treatment = settings.treatment(&question);
    if !treatment.by.is_empty() {
        tracing::debug!(from = %address, rules = ?treatment.by, "rules hold");
    }
    *fragile = self::fragile(&treatment.signing, &envelope.to).into_iter().map(str::to_owned).collect();
    let signing = gentle(treatment.signing, !fragile.is_empty());
    if !fragile.is_empty() {
        tracing::debug!(from = %address, "a recipient's mail program may break on the signature");
    }
    let refuse = |reason, reply| match signing.mode {
        Mode::Sign => Course::Refuse(reason, reply),
        Mode::Observe => Course::Unsigned(observed(reason)),
    };
    if signing.sign == Sign::No {
        return Course::Unsigned("rule.no");
    }
    if let Some(kind) = facts.kinds.iter().find(|kind| !signing.also_signs(**kind)) {
        return Course::Unsigned(kind.word());
    }
    if !settings.may_sign(&question) {
        return match signing.unauthorised {
            Unauthorised::Refuse => refuse("rule.unauthorised", replies::unauthorised(address.as_str())),
            Unauthorised::Unsigned => Course::Unsigned("rule.unauthorised"),
        };
    }
    if let Some(how) = signatory.out_of_time(UnixTime(Millis::now().seconds())) {
        return match signing.when_expired {
            WhenExpired::Refuse => refuse("certificate.expired", replies::expired(address.as_str(), &how)),
            WhenExpired::Unsigned => Course::Unsigned("certificate.expired"),
        };
    }
    if !in_share(signing.percent, address.as_str(), facts.message_id.as_deref(), &envelope.to) {
        return Course::Unsigned("rule.not-in-share");
    }
    Course::Sign(signatory, signing)
}

/// The mail goes on as it is; converted if the next hop takes no 8-bit content (RFC 6152 3).
fn unsigned(case: Case, envelope: Envelope<'_>) -> Result<Outgoing, Reply> {
    let Case { source, index } = case;
    let eight_bit = index.lines.eight_bit > index.root.header.lines.eight_bit;
    let takes_it = envelope.offers.as_ref().is_none_or(|offers| offers.eight_bit_mime);
    let form = if eight_bit && !takes_it {
        let options = seven_bit::Options { fields: Fields::All, keep_odd_line_ends: true, state_type: false };
        match seven_bit::plan(&index.root, options) {
            Ok(plan) => Form::SevenBit(plan),
            Err(obstacles) => {
                let why = obstacles.first().map(|o| format!("part {}: {:?}", o.part, o.reason)).unwrap_or_default();
                return Err(replies::eight_bit(&why));
            }
        }
    } else {
        Form::AsIs
    };
    fits(index.len, &envelope)?;
    Ok(Outgoing { received: envelope.received, source, form })
}

async fn sign(
    state: &State,
    case: Case,
    envelope: Envelope<'_>,
    signatory: Arc<Signatory>,
    signing: &Signing,
    judgement: &mut Judgement,
) -> Result<Outgoing, Reply> {
    let loses_dkim = signing.dkim == Dkim::Remove && case.index.root.header.first("DKIM-Signature").is_some();
    let recipe = recipe(signing).ok_or_else(replies::own_trouble)?;
    let (case, prepared) = prepare(case, &signatory, recipe).await.map_err(|error| {
        tracing::error!(%error, "a mail could not be prepared for its signature");
        replies::own_trouble()
    })?;
    let observing = signing.mode == Mode::Observe;
    let prepared = match prepared {
        Ok(prepared) if observing => {
            judgement.reason = Some(would_sign(prepared.form() == seal::Form::Opaque, loses_dkim));
            return unsigned(case, envelope);
        }
        Ok(prepared) => prepared,
        Err(Refusal::LeaveAsIs(reason) | Refusal::Refuse(reason)) if observing => {
            judgement.reason = Some(observed(reason.word()));
            return unsigned(case, envelope);
        }
        Err(Refusal::LeaveAsIs(reason)) => {
            judgement.reason = Some(reason.word());
            return unsigned(case, envelope);
        }
        Err(Refusal::Refuse(reason)) => {
            judgement.reason = Some(reason.word());
            return Err(replies::unsignable(&reason.to_string()));
        }
        Err(Refusal::Failed(error)) => {
            tracing::error!(%error, "a mail could not be prepared for its signature");
            judgement.reason = Some("signing.failed");
            return Err(replies::own_trouble());
        }
    };
    let signature = match state.keyholder.sign(signatory.key, &signatory.algorithm, prepared.request()).await {
        Ok(signature) => signature,
        Err(SignatureError::Away(why)) => {
            tracing::error!(identity = %signatory.address, why, "the keyholder does not sign now");
            judgement.reason = Some("keyholder.away");
            return Err(replies::no_signature());
        }
        Err(SignatureError::Refused(why)) => {
            tracing::error!(identity = %signatory.address, why, "the keyholder refuses to sign");
            judgement.reason = Some("keyholder.refused");
            return Err(replies::signature_refused(signatory.address.as_str()));
        }
    };
    let content_sha256 = prepared.digest().as_bytes().try_into().ok().filter(|_| prepared.digest().algorithm() == DigestAlgorithm::Sha256);
    let form = match prepared.form() {
        seal::Form::Opaque => SignedForm::Opaque,
        seal::Form::Clear => SignedForm::Clear,
    };
    let automatic = is_automatic(&case.index);
    let sealed = prepared.finish(&signature);
    fits(sealed.len(), &envelope)?;
    let (identity, serial) = (signatory.address.to_string(), signatory.serial.clone());
    judgement.signed = Some(Signed { identity, serial, content_sha256, form, automatic });
    Ok(Outgoing { received: envelope.received, source: case.source, form: Form::Sealed(sealed) })
}

fn recipe(signing: &Signing) -> Option<Recipe> {
    let mut random = [0; 16];
    if let Err(error) = random_fill(&mut random) {
        tracing::error!(%error, "no random numbers");
        return None;
    }
    let now = UnixTime(Millis::now().seconds());
    let mut recipe = Recipe::new(now, random);
    recipe.form = match signing.sign {
        Sign::Opaque => seal::Form::Opaque,
        Sign::Clear | Sign::No => seal::Form::Clear,
    };
    recipe.not_seven_bit = match signing.unsignable {
        Unsignable::Opaque => NotSevenBit::Opaque,
        Unsignable::Unsigned => NotSevenBit::LeaveUnsigned,
        Unsignable::Refuse => NotSevenBit::Refuse,
    };
    recipe.dkim = match signing.dkim {
        Dkim::Remove => seal::Dkim::Remove,
        Dkim::Unsigned => seal::Dkim::LeaveUnsigned,
        Dkim::Refuse => seal::Dkim::Refuse,
    };
    recipe.ambiguous = Ambiguous::LeaveUnsigned;
    recipe.keep_bcc = false;
    Some(recipe)
}

/// Hashes the mail and plans its signed form; a large one on a thread of its own.
async fn prepare(case: Case, signatory: &Arc<Signatory>, recipe: Recipe) -> io::Result<(Case, Result<Prepared, Refusal>)> {
    let signatory = Arc::clone(signatory);
    let large = case.source.is_file();
    let work = move || {
        let prepared = {
            let mut reader = case.source.reader()?;
            seal::prepare(&mut reader, &case.index, &signatory.prepared, &recipe)
        };
        Ok((case, prepared))
    };
    if large { tokio::task::spawn_blocking(work).await.map_err(io::Error::other)? } else { work() }
}

/// The next hop's limit on the size of what goes out (RFC 1870 6.1); the `SIZE` of `MAIL` was an estimate.
fn fits(size: u64, envelope: &Envelope<'_>) -> Result<(), Reply> {
    let size = size + envelope.received.len() as u64;
    match envelope.offers.as_ref().and_then(|offers| offers.size) {
        Some(limit) if limit > 0 && size > limit => Err(replies::too_large_for_hop(size, limit)),
        _ => Ok(()),
    }
}
