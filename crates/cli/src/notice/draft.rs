//! `kakitome notice draft`: a notice in both languages from a forecast, from a change that the watch found, or from observations, as a file
//! to be edited. Writes to standard output and keeps nothing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kakitome_clients::notice::Occasion;
use kakitome_clients::shipped_observations;
use kakitome_explain::notice::{draft, json, of_forecast};
use kakitome_pki::UnixTime;
use kakitome_roots::Plan;
use kakitome_store::RootChange;

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::{Home, InHome};
use crate::input;
use crate::observe;
use crate::outcome::Outcome;
use crate::trust::told::harmless;
use crate::values;
use crate::written::print;

/// Longest forecast that is read.
const BYTES: u64 = 64 << 20;
/// Changes that are listed and found by number.
const CHANGES: u32 = 1000;

/// Draft a notice in Japanese and English from what is known; what only you know is left as a blank in 【】.
///
/// Examples: `kakitome forecast --json --cert our.pem | kakitome notice draft --forecast -`;
/// `kakitome notice draft --changes`, then `--change 12`; `kakitome notice draft --seen outlook-classic --status root-off`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What `kakitome forecast --json` wrote; `-` for standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["change", "changes", "seen"])]
    forecast: Option<PathBuf>,
    /// Which of the forecast's events that turn something bad, counted from 1.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "forecast")]
    event: usize,
    /// The number of a change of a root that `kakitome trust watch` found.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["changes", "seen"])]
    change: Option<i64>,
    /// List those changes with their numbers.
    #[arg(long, conflicts_with = "seen")]
    changes: bool,
    /// Observations of this mail program (see `kakitome observe list`).
    #[arg(long, value_name = "NAME")]
    seen: Option<String>,
    /// Only observations of this situation.
    #[arg(long, value_name = "WORD", requires = "seen")]
    status: Option<String>,
    /// The notice's id. Without it, day and kind.
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = args.place.home.as_deref();
    let occasion = match (&args.forecast, args.change, &args.seen) {
        _ if args.changes => return list(home, context),
        (Some(file), ..) => of_file(file, args.event)?,
        (_, Some(number), _) => of_change(home, number)?,
        (.., Some(program)) => of_observations(home, program, args.status.as_deref())?,
        _ => return Err(Failure::new("notice-no-source")),
    };
    let now = UnixTime::now();
    let id = args.id.clone().unwrap_or_else(|| name(&occasion, now));
    let notice = draft(&occasion, &id, now);
    if args.json {
        print(&format!("{:#}\n", json(&notice)))?;
    } else {
        print(&notice.written())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Day and kind, as an id may be.
fn name(occasion: &Occasion, now: UnixTime) -> String {
    let day: String = occasion.day.unwrap_or(now).to_string().chars().take(10).collect();
    let kind = if occasion.change.is_empty() { "display" } else { &occasion.change };
    let letter = |one: char| if one.is_ascii_lowercase() || one.is_ascii_digit() { one } else { '-' };
    format!("{day}-{kind}").chars().map(letter).take(64).collect()
}

fn of_file(file: &Path, number: usize) -> Result<Occasion, Failure> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        let mut input = std::io::Read::take(std::io::stdin().lock(), BYTES);
        std::io::Read::read_to_end(&mut input, &mut bytes)
            .map_err(|error| failed("cli-input-unreadable", &error).with("file", file.display()))?;
        bytes
    } else {
        input::small(file, BYTES)?
    };
    let none = || Failure::new("notice-no-forecast").with("file", file.display());
    let forecast = serde_json::from_slice(&bytes).map_err(|_| none())?;
    let all = of_forecast(&forecast).ok_or_else(none)?;
    if all.is_empty() {
        return Err(Failure::new("notice-nothing-breaks").with("file", file.display()));
    }
    let count = all.len();
    let chosen = number.checked_sub(1).and_then(|at| all.into_iter().nth(at));
    chosen.ok_or_else(|| Failure::new("notice-no-event").with("number", number).with("count", count))
}

fn changes(home: Option<&Path>) -> Result<Vec<RootChange>, Failure> {
    Home::open(home)?.ask(async |store| store.root_changes(CHANGES).await)
}

fn list(home: Option<&Path>, context: Context) -> Outcome {
    let all = changes(home)?;
    if all.is_empty() {
        tell(&context.say("notice-no-changes", &[]));
    }
    for one in &all {
        let change = &one.change;
        let values = [
            ("number", one.id.into()),
            ("day", values::date(change.came, context).into()),
            ("address", harmless(&change.address).into()),
            ("root", harmless(&change.root_name).into()),
            ("list", harmless(&change.title).into()),
            ("state", harmless(&change.state).into()),
        ];
        tell(&context.say("notice-change-line", &values));
    }
    Ok(ExitCode::SUCCESS)
}

/// One change, and all others of the same root and edition: they are one incident.
fn of_change(home: Option<&Path>, number: i64) -> Result<Occasion, Failure> {
    let all = changes(home)?;
    let unknown = || Failure::new("notice-no-change").with("number", number).hint("notice-no-change-hint");
    let change = &all.iter().find(|one| one.id == number).ok_or_else(unknown)?.change;
    let same = all.iter().map(|one| &one.change).filter(|one| one.root == change.root && one.edition == change.edition);
    let mut touched: Vec<String> = same.map(|one| one.address.clone()).collect();
    touched.sort();
    touched.dedup();
    let came = UnixTime(change.came.seconds());
    let plan = change.state.parse::<Plan>().ok();
    if plan.as_ref().is_some_and(Plan::is_ok) {
        return Err(Failure::new("notice-change-good").with("number", number).with("root", &change.root_name));
    }
    let state = plan.as_ref().map(|plan| plan.at(came).map_or("absent", kakitome_pki::EmailState::word));
    let whose = list_owner(&change.list);
    // what a list says already has begun, whatever day its edition bears
    let now = UnixTime::now();
    let day = plan.as_ref().and_then(|plan| plan.since(now)).unwrap_or(came).min(now);
    Ok(Occasion {
        day: Some(day),
        change: "root-state".to_owned(),
        subject: change.root_name.clone(),
        state: state.map(str::to_owned),
        programs: whose.map(|whose| whose.programs().into_iter().map(str::to_owned).collect()).unwrap_or_default(),
        old_mail: true,
        new_mail: true,
        touched,
        another: change.another.clone(),
        sender: Some(if change.another.is_some() { "leave-out-cross" } else { "reissue" }.to_owned()),
        recipient: None,
        source: change.title.clone(),
        observations: Vec::new(),
    })
}

/// Whose list a name in the home stands for.
fn list_owner(name: &str) -> Option<kakitome_clients::forecast::Whose> {
    use kakitome_clients::forecast::Whose;
    [("microsoft", Whose::Microsoft), ("mozilla", Whose::Mozilla), ("apple", Whose::Apple)]
        .into_iter()
        .find(|(begins, _)| name.starts_with(begins))
        .map(|(_, whose)| whose)
}

fn of_observations(home: Option<&Path>, program: &str, status: Option<&str>) -> Result<Occasion, Failure> {
    kakitome_clients::program(program)
        .map_err(|error| failed("explain-no-client", &error).with("client", program).hint("explain-no-client-hint"))?;
    let shipped = shipped_observations().map_err(|error| failed("explain-data", &error))?;
    let mut all = [shipped, observe::kept(home)?].concat();
    all.retain(|one| one.program == program && status.is_none_or(|status| one.status == status));
    if all.is_empty() {
        return Err(Failure::new("notice-no-observation"));
    }
    all.sort_by(|one, other| other.date.cmp(&one.date));
    Ok(Occasion::seen(all))
}
