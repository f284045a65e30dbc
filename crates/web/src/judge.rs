//! A mail is judged: by the lists of this server and with no key, fetching nothing unless that was asked for; then what each mail
//! program shows of it. The arithmetic runs beside the threads that answer.

use std::sync::Arc;

use kakitome_clients::{Journey, Mail, Promised, Shown, Unsigned, predict, promised, shipped_observations};
use kakitome_evidence::{Asked, of_report};
use kakitome_explain::page::Subject;
use kakitome_explain::{Lang, words};
use kakitome_mime::{Header, Message, address};
use kakitome_pki::UnixTime;
use kakitome_roots::{Snapshot, Trouble, troubles};
use kakitome_smime::{Evidence, Policy, Report, open_with};
use tempfile::SpooledTempFile;

use crate::lists::Lists;
use crate::outlook;
use crate::refusal::Refusal;
use crate::shown::shown;
use crate::site::Site;
use crate::upload::{self, Given, PrivateFiles};
use crate::wish::Wish;

/// What was found out about one mail. Nothing of its content is in it.
pub(crate) struct Judged {
    pub(crate) report: Report,
    /// What was asked of others on its behalf.
    pub(crate) asked: Vec<Asked>,
    pub(crate) shown: Vec<Shown>,
    pub(crate) journey: Option<Journey>,
    /// Its index; none where what was given is no mail.
    message: Option<Message>,
    recipients: Vec<String>,
    pub(crate) troubles: Vec<Trouble>,
    /// By which it was judged.
    pub(crate) lists: Arc<Lists>,
    pub(crate) wish: Wish,
}

impl Judged {
    /// For the page builder; `titles` as [`Judged::titles`] gives them.
    pub(crate) fn subject<'a>(&'a self, titles: &'a [String]) -> Subject<'a> {
        Subject {
            report: &self.report,
            shown: &self.shown,
            journey: self.journey.as_ref(),
            troubles: &self.troubles,
            lists: titles,
            only: &[],
            replayed: self.wish.at.is_some(),
            promise: self.promise(),
        }
    }

    /// What its sender has promised. It came when the last server says so, else now: its Date is the word of whoever wrote it.
    fn promise(&self) -> Option<Promised<'_>> {
        let last = self.journey.as_ref().and_then(Journey::last).and_then(|hop| hop.at);
        let (from, recipients) = (self.report.author.from.as_slice(), self.recipients.as_slice());
        let mail = self.message.as_ref().map(|message| &message.root);
        promised(&self.lists.promises, &Unsigned { from, recipients, mail, at: last.unwrap_or(self.report.at) })
    }

    /// The lists that it was judged by, in words, and whom this server believes beside them.
    pub(crate) fn titles(&self, lang: Lang) -> Vec<String> {
        let own = self.lists.own.iter().map(|root| {
            let name = root.subject().common_name().unwrap_or_else(|| root.subject().display());
            words(lang).get("web-own-root", &[("name", shown(&name).into())])
        });
        std::iter::once(title(&self.lists.judged_by, lang)).chain(own).collect()
    }
}

/// A list of roots in words.
pub(crate) fn title(list: &Snapshot, lang: Lang) -> String {
    let certificates = list.roots().iter().filter(|root| root.certificate.is_some()).count();
    let facts = [("title", list.title().into()), ("roots", list.roots().len().into()), ("certificates", certificates.into())];
    words(lang).get("trust-list-line", &facts)
}

/// Judges what was given.
pub(crate) async fn judge(site: &Arc<Site>, given: Given) -> Result<Judged, Refusal> {
    let Given { mail, wish, place } = given;
    let (lists, now) = (site.lists(), wish.at.unwrap_or_else(UnixTime::now));
    let evidence = Evidence::new(lists.anchors());
    let mut search = site.online.search(evidence);
    let first = Work { site: Arc::clone(site), mail, wish, evidence: search.evidence().clone(), now };
    let (mut work, mut report) = beside(site, first, Work::first).await?;
    if wish.online {
        while search.further(&of_report(&report)).await {
            work.evidence = search.evidence().clone();
            (work, report) = beside(site, work, Work::judge).await?;
        }
    }
    let asked = search.into_asked();
    let told = Arc::clone(&lists);
    let judged = beside(site, (work, report), move |(work, report)| work.told(report, asked, told)).await;
    drop(place);
    judged
}

/// On a thread of its own, in its turn. What panics there is an answer of ours, and no end of the process.
async fn beside<A: Send + 'static, T: Send + 'static>(
    site: &Site,
    what: A,
    work: impl FnOnce(A) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let turn = upload::place(&site.judgements, site.settings.limits.turn).await?;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work(what)
    });
    done.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a mail could not be judged");
        Err(Refusal::Internal)
    })
}

struct Work {
    site: Arc<Site>,
    mail: SpooledTempFile,
    wish: Wish,
    evidence: Evidence,
    now: UnixTime,
}

impl Work {
    /// What Outlook wrote becomes a mail first.
    fn first(mut self) -> Result<(Self, Report), Refusal> {
        let limits = &self.site.settings.limits;
        if outlook::is_msg(&mut self.mail).map_err(|error| ours(&error))? {
            let empty = || SpooledTempFile::new_in(limits.memory_bytes, &self.site.settings.spill);
            let file = std::mem::replace(&mut self.mail, empty());
            self.mail = outlook::mail(file, empty(), limits.upload_bytes)?;
        }
        self.judge()
    }

    fn judge(mut self) -> Result<(Self, Report), Refusal> {
        let spill = PrivateFiles(self.site.settings.spill.clone());
        let report = open_with(&mut self.mail, &self.evidence, &Policy::default(), self.now, &spill).map_err(|error| ours(&error))?;
        let report = if self.wish.pasted { report.pasted() } else { report };
        Ok((self, report))
    }

    /// What follows from the report.
    fn told(mut self, report: Report, asked: Vec<Asked>, lists: Arc<Lists>) -> Result<Judged, Refusal> {
        use std::io::Seek;
        self.mail.rewind().map_err(|error| ours(&error))?;
        // what cannot be indexed has been told by the report
        let message = Message::read(&mut self.mail, &kakitome_mime::Limits::default()).ok();
        let recipients = message.as_ref().map(|message| recipients(&message.root.header)).unwrap_or_default();
        let journey = message.as_ref().map(|message| Journey::read(&message.root.header));
        let observations = shipped_observations().map_err(|error| ours(&error))?;
        let shown = predict(Mail { report: &report, recipients: &recipients }, &lists.programs, &observations);
        let mut found: Vec<Trouble> = Vec::new();
        for signer in report.signers.iter().filter(|signer| signer.path.is_none()) {
            let new = troubles(&signer.tried, &lists.judged_by, &lists.history, report.at);
            found.extend(new.into_iter().filter(|trouble| !found.iter().any(|known| known.root == trouble.root)).collect::<Vec<_>>());
        }
        Ok(Judged { report, asked, shown, journey, message, recipients, troubles: found, lists, wish: self.wish })
    }
}

/// Addresses of To and Cc.
fn recipients(header: &Header) -> Vec<String> {
    let fields = header.named("To").chain(header.named("Cc"));
    let lists = fields.map(|field| address::parse(field.value(), field.value_offset()));
    lists.flat_map(|list| list.mailboxes().map(|one| format!("{}@{}", one.address.local, one.address.domain)).collect::<Vec<_>>()).collect()
}

fn ours(error: &dyn std::error::Error) -> Refusal {
    tracing::error!(%error, "a mail could not be judged");
    Refusal::Internal
}
