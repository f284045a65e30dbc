//! January 2016 on a stage: one mail, four days, three switches (cross-root certificate in the mail, newer root on the machine,
//! automatic root updates), and what each program showed: computed by the same search, rules and words as every other answer, from a
//! small table of facts of those days. Also the other mails to try with, judged the same way.

mod table;

use std::io::Cursor;

use kakitome_pki::{Anchors, Certificate, EmailLimit, EmailState, LimitedWhen, UnixTime};
use kakitome_roots::{History, Machine, Root, Snapshot, Source, Trouble, troubles};
use kakitome_smime::{Evidence, Policy, Report, Verdict, open};

use crate::case::{Case, Condition};
use crate::error::Error;
use crate::observation::shipped_observations;
use crate::predict::{Mail, Shown, predict};
use crate::profile::StoreKind;
use crate::specimen::{self, LOOKED_AT, Specimen};
use crate::stores::Stores;

pub use table::{Day, NamedRoot, Table, table};

/// How the switches stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Which of [`Table::days`].
    pub day: usize,
    /// The sender includes the cross-root certificate.
    pub cross: bool,
    /// The newer root is in the machine's store. The older one always is: every Windows of those days had it.
    pub newer_root: bool,
    /// Automatic root updates work.
    pub updates: bool,
}

impl Choice {
    /// The one in which it turned bad.
    pub const HIT: Self = Self { day: 1, cross: true, newer_root: false, updates: true };
}

/// What is seen then.
#[derive(Debug)]
#[non_exhaustive]
pub struct Scene {
    /// The report of the machine with these switches; of the good and the altered mail, of one that trusts the example's root.
    pub report: Report,
    /// What each program shows. On the stage one case for each; elsewhere with conditions, as everywhere.
    pub shown: Vec<Shown>,
    /// The root that is not for e-mail, if that is the reason.
    pub troubles: Vec<Trouble>,
    /// The list that it was judged by.
    pub list: Snapshot,
    /// The mail.
    pub mail: &'static [u8],
}

/// Plays one scene.
///
/// # Errors
/// There is no such day, or what comes with the program cannot be read, which tests rule out.
pub fn play(choice: Choice) -> Result<Scene, Error> {
    let table = table()?;
    let day = table.days.get(choice.day).ok_or(Error::NoSuchDay { index: choice.day })?;
    let roots = Roots { old: specimen::old_root()?, new: specimen::new_root()? };
    let list = roots.microsoft(table, day);
    let mail = if choice.cross { specimen::WITH_CROSS } else { specimen::WITHOUT_CROSS };
    let mut present = vec![roots.old.clone()];
    present.extend(choice.newer_root.then(|| roots.new.clone()));
    let machine = Machine { present: &present, updates: choice.updates.then_some(&list), heeds_dates: false };
    let report = judge(mail, day.date, |leaf, message| machine.anchors(leaf, message, day.date))?;
    let stores = Stores { mozilla: Some(roots.mozilla(table)), ..Stores::none() }.with(list.clone());
    let all = predict(Mail { report: &report, recipients: &[] }, &stores, &shipped_observations()?);
    let names = &table.programs.shown;
    let find = |name: &String| all.iter().find(|one| one.program.id == *name);
    let shown = names.iter().filter_map(find).filter_map(|one| narrowed(one, choice, &table.new.name)).collect();
    // a machine that no update reaches knows nothing of what the list says; a path that is good needs no remedy for another one
    let tried = report.signers.first().map(|signer| signer.tried.as_slice()).unwrap_or_default();
    let history = History::new(table.days.iter().map(|day| roots.microsoft(table, day)));
    let is_hit = choice.updates && report.verdict() != Verdict::Valid;
    let troubles = if is_hit { troubles(tried, &list, &history, day.date) } else { Vec::new() };
    Ok(Scene { report, shown, troubles, list, mail })
}

/// A mail to try with, as the pages explain it.
///
/// # Errors
/// What comes with the program cannot be read, which tests rule out.
pub fn explained(specimen: &Specimen) -> Result<Scene, Error> {
    if specimen.mail == specimen::WITH_CROSS {
        return play(Choice::HIT);
    }
    let root = specimen::example_root()?;
    let listed = |source| Snapshot::new(source, LOOKED_AT, *root.sha256(), vec![Root::of(root.clone())]);
    let (list, mozilla) = (listed(Source::Microsoft), listed(Source::Mozilla));
    let report = judge(specimen.mail, LOOKED_AT, |_, _| mozilla.anchors())?;
    let stores = Stores { mozilla: Some(mozilla), ..Stores::none() }.with(list.clone());
    let shown = predict(Mail { report: &report, recipients: &[] }, &stores, &shipped_observations()?);
    Ok(Scene { report, shown, troubles: Vec::new(), list, mail: specimen.mail })
}

/// The report, with the anchors that depend on what came along in the mail.
fn judge(mail: &[u8], at: UnixTime, anchors: impl Fn(&Certificate, &[Certificate]) -> Anchors) -> Result<Report, Error> {
    let unreadable = |error: &dyn std::error::Error| Error::Data { what: "a mail to try with", line: 1, problem: error.to_string() };
    let look = |evidence: &Evidence| open(&mut Cursor::new(mail), evidence, &Policy::default(), at).map_err(|error| unreadable(&error));
    let first = look(&Evidence::default())?;
    let Some(signer) = first.signers.first() else { return Ok(first) };
    let Some(leaf) = &signer.certificate else { return Ok(first) };
    let mut message: Vec<Certificate> = Vec::new();
    for one in signer.tried.iter().flat_map(|path| &path.certificates) {
        if one != leaf && !message.contains(one) {
            message.push(one.clone());
        }
    }
    look(&Evidence::new(anchors(leaf, &message)))
}

/// The one case that these switches lead to; of programs that do not judge by Windows' store, the usual one.
fn narrowed(one: &Shown, choice: Choice, newer: &str) -> Option<Shown> {
    let holds = |condition: &Condition| match condition {
        Condition::Updates { holds, .. } => *holds == choice.updates,
        Condition::RootPresent { root, holds } if root == newer => *holds == choice.newer_root,
        Condition::RootPresent { holds, .. } => *holds,
        Condition::HeedsDates { holds } => !holds,
        _ => true,
    };
    let fits = |case: &&Case| case.when.iter().all(holds);
    let case = if one.program.store == StoreKind::Windows { one.cases.iter().find(fits) } else { one.usual() };
    let case = Case { when: Vec::new(), usual: true, ..case?.clone() };
    Some(Shown { program: one.program, likely: false, cases: vec![case] })
}

/// The two that stand in for the real ones.
struct Roots {
    old: Certificate,
    new: Certificate,
}

impl Roots {
    fn microsoft(&self, table: &Table, day: &Day) -> Snapshot {
        let roots = vec![entry(&self.old, &table.old.name, day.old), entry(&self.new, &table.new.name, day.new)];
        let mut list = Snapshot::new(Source::Microsoft, day.produced, octets(&day.sha256), roots);
        list.seen = Some(day.seen);
        list
    }

    fn mozilla(&self, table: &Table) -> Snapshot {
        let said = &table.mozilla;
        let roots = vec![entry(&self.old, &table.old.name, said.old), entry(&self.new, &table.new.name, said.new)];
        Snapshot::new(Source::Mozilla, said.date, [0; 32], roots)
    }
}

fn entry(certificate: &Certificate, name: &str, state: EmailState) -> Root {
    let limit = EmailLimit { state, when: LimitedWhen::Always, attribute: "ENHKEY_USAGE".to_owned(), value: String::new() };
    let limits = if state == EmailState::Ok { Vec::new() } else { vec![limit] };
    Root { name: name.to_owned(), limits, ..Root::of(certificate.clone()) }
}

/// Hexadecimal, as the table has it; a test reads every one.
fn octets(text: &str) -> [u8; 32] {
    let mut out = [0; 32];
    for (octet, pair) in out.iter_mut().zip(text.as_bytes().chunks(2)) {
        *octet = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or_default();
    }
    out
}
