//! The head of one mail as a mail program shows it: window or phone, sender, the mark where the program puts it, and the program's own
//! words. A likeness of where to look, not a copy of any screen.

use std::fmt::Write;

use kakitome_clients::{Case, Program, Shown, Shows};

use super::letters::{HEAVY, width, wrapped};
use super::mark::Mark;
use crate::lang::Lang;
use crate::markup::escaped;
use crate::sentence::shown as harmless;
use crate::words::words;

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The mail program.
    pub program: &'a Program,
    /// What it shows.
    pub shows: Shows,
    /// Its own words in the reader's language, letter by letter, if they are known.
    pub words: Option<&'a str>,
    /// The sender's address, where one is to be seen; without it a grey bar stands for it.
    pub from: Option<&'a str>,
}

impl<'a> View<'a> {
    /// What a program shows in one case.
    #[must_use]
    pub fn of_case(program: &'a Program, case: &'a Case, lang: Lang) -> Self {
        let own = match lang {
            Lang::Ja => &case.quote.ja,
            Lang::En => &case.quote.en,
        };
        Self { program, shows: case.shows, words: own.as_deref(), from: None }
    }

    /// What a program shows on a machine as its vendor ships and updates it.
    #[must_use]
    pub fn of(shown: &'a Shown, lang: Lang) -> Option<Self> {
        shown.usual().map(|case| Self::of_case(shown.program, case, lang))
    }
}

/// Where the program has its mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the right of the head.
    Right,
    /// In a button of the head that says S/MIME.
    Button,
    /// Beside the sender's name.
    Beside,
    /// In a line below the sender.
    Line,
    /// In the strip with the words alone.
    Strip,
}

/// What it is looked at on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    Window,
    Browser,
    Phone,
}

fn placed(program: &str) -> (Place, Frame) {
    match program {
        "outlook-classic" | "windows-mail" | "windows-live-mail" | "outlook-express" | "notes" => (Place::Right, Frame::Window),
        "thunderbird" => (Place::Button, Frame::Window),
        "ios-mail" => (Place::Beside, Frame::Phone),
        "apple-mail" | "outlook-mac" => (Place::Line, Frame::Window),
        "gmail-app" | "outlook-mobile" | "android-mail" | "jp-mms" | "docomo-mail" => (Place::Strip, Frame::Phone),
        "gmail-web" | "gmail-hosted" | "outlook-web" | "outlook-com" | "zimbra" | "roundcube" | "yahoo-japan" => {
            (Place::Strip, Frame::Browser)
        }
        _ => (Place::Strip, Frame::Window),
    }
}

/// Size of the picture.
const SIZE: (u16, u16) = (280, 120);
/// Room for the words in the strip, and their size.
const STRIP: (f32, f32) = (222.0, 11.0);

/// The picture.
#[must_use]
pub fn program_view(view: &View<'_>, lang: Lang) -> String {
    drawn(view, false, lang)
}

/// The same with the numbers of the steps that a recipient takes: 1 where the address stands, 2 where to press, 3 what is then read.
#[must_use]
pub fn guide_view(view: &View<'_>, lang: Lang) -> String {
    drawn(view, true, lang)
}

fn drawn(view: &View<'_>, numbered: bool, lang: Lang) -> String {
    let words = words(lang);
    let name = match lang {
        Lang::Ja => &view.program.ja,
        Lang::En => &view.program.en,
    };
    let (place, frame) = placed(&view.program.id);
    let said = view.words.map(harmless);
    let told = match &said {
        Some(said) if is_spoken(view.shows) => words.get("page-row-quote", &[("words", said.into())]),
        _ => words.get(&format!("picture-shows-{}", view.shows.word()), &[("file", file(view).into())]),
    };
    let label = escaped(&words.get("picture-view", &[("program", name.into()), ("shows", (&told).into())]));
    let (wide, high) = SIZE;
    let mut out = format!(
        "<svg class=\"picture program-view\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" role=\"img\" \
         aria-label=\"{label}\" font-family=\"system-ui, sans-serif\" fill=\"currentColor\"><title>{label}</title>"
    );
    out.push_str(&framed(frame, name));
    out.push_str(&head(view, place));
    out.push_str(&strip(view, &told));
    if numbered {
        let (x, y) = pressed(view, place);
        for (number, x, y) in [(1, 39.0, 36.0), (2, x, y), (3, 14.0, 71.0)] {
            out.push_str(&number_at(number, x, y));
        }
    }
    out.push_str("</svg>");
    out
}

/// Where the reader presses: beside the mark, or where details fold out.
fn pressed(view: &View<'_>, place: Place) -> (f32, f32) {
    if !is_spoken(view.shows) {
        return (142.0, 56.0);
    }
    match place {
        Place::Right => (270.0, 35.0),
        Place::Button => (270.0, 36.0),
        Place::Beside => ((name_end(view, place) + 28.0).min(270.0), 36.0),
        Place::Line => (164.0, 56.0),
        Place::Strip => (142.0, 56.0),
    }
}

/// The number of a step in a filled disc.
fn number_at(number: u8, x: f32, y: f32) -> String {
    format!(
        "<g class=\"step\"><circle cx=\"{x}\" cy=\"{y}\" r=\"7.5\" class=\"disc\" fill=\"currentColor\"/>\
         <text x=\"{x}\" y=\"{}\" class=\"digit\" font-size=\"10.5\" font-weight=\"700\" text-anchor=\"middle\" fill=\"Canvas\">{number}</text></g>",
        y + 3.8
    )
}

/// It says something of the signature in words of its own.
const fn is_spoken(shows: Shows) -> bool {
    matches!(shows, Shows::Trusted | Shows::Warning | Shows::Invalid)
}

/// The file that a program shows, by the name it gives it.
fn file(view: &View<'_>) -> String {
    view.words.map_or_else(|| "smime.p7s".to_owned(), harmless)
}

fn framed(frame: Frame, name: &str) -> String {
    let (round, left) = match frame {
        Frame::Window => (7, 44.0),
        Frame::Browser => (7, 52.0),
        Frame::Phone => (16, 18.0),
    };
    let mut out = format!(
        "<rect x=\".75\" y=\".75\" width=\"278.5\" height=\"118.5\" rx=\"{round}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".4\" stroke-width=\"1.5\"/>\
         <path d=\"M1 24.5H279\" stroke=\"currentColor\" stroke-opacity=\".25\"/>"
    );
    match frame {
        Frame::Window | Frame::Browser => {
            for x in [12, 22, 32] {
                let _ = write!(out, "<circle cx=\"{x}\" cy=\"12.5\" r=\"3\" fill-opacity=\".25\"/>");
            }
            if frame == Frame::Browser {
                out.push_str("<rect x=\"43\" y=\"4.5\" width=\"228\" height=\"16\" rx=\"8\" fill-opacity=\".08\"/>");
            }
        }
        Frame::Phone => out.push_str("<rect x=\"236\" y=\"9\" width=\"26\" height=\"7\" rx=\"3.5\" fill-opacity=\".2\"/>"),
    }
    let room = 264.0 - left - if frame == Frame::Phone { 34.0 } else { 0.0 };
    let line = wrapped(name, room, 11.0 * HEAVY, 1).concat();
    let _ = write!(out, "<text x=\"{left}\" y=\"16.5\" font-size=\"11\" font-weight=\"600\">{}</text>", escaped(&line));
    out
}

/// Sender and subject, with the mark where this program has it.
fn head(view: &View<'_>, place: Place) -> String {
    let mark = Mark::from(view.shows);
    let marked = is_spoken(view.shows);
    let mut out = String::from(
        "<circle cx=\"25\" cy=\"48\" r=\"13\" fill-opacity=\".12\"/><path d=\"M25 48a4.4 4.4 0 1 0 0-8.8 4.4 4.4 0 0 0 0 8.8M17 56.6c1-9 15-9 16 0\" fill-opacity=\".35\"/>",
    );
    match view.from {
        Some(_) => {
            let (line, size) = address(view, place);
            let _ = write!(out, "<text x=\"46\" y=\"47\" font-size=\"{size}\" font-weight=\"600\">{}</text>", escaped(&line));
        }
        None => out.push_str("<rect x=\"46\" y=\"39\" width=\"112\" height=\"8\" rx=\"4\" fill-opacity=\".5\"/>"),
    }
    out.push_str("<rect x=\"46\" y=\"53\" width=\"84\" height=\"6\" rx=\"3\" fill-opacity=\".22\"/>");
    if !marked {
        return out;
    }
    match place {
        Place::Right => out.push_str(&mark.drawn(258.0, 46.0)),
        Place::Beside => out.push_str(&mark.drawn((name_end(view, place) + 14.0).min(262.0), 43.0)),
        Place::Line => _ = write!(out, "<g transform=\"translate(146 56) scale(.72)\">{}</g>", mark.drawn(0.0, 0.0)),
        Place::Button => {
            let _ = write!(
                out,
                "<g class=\"{}\"><rect x=\"206\" y=\"37\" width=\"66\" height=\"20\" rx=\"4\" fill=\"none\" stroke=\"currentColor\"/><text x=\"226\" y=\"51\" font-size=\"10.5\" fill=\"currentColor\">S/MIME</text></g>",
                mark.class()
            );
            let _ = write!(out, "<g transform=\"translate(216 46) scale(.62)\">{}</g>", mark.drawn(0.0, 0.0));
        }
        Place::Strip => {}
    }
    out
}

/// Sizes of the sender's address: it is there to be compared, so that it is rather small than cut.
const ADDRESS_SIZES: [f32; 4] = [12.0, 11.0, 10.0, 9.0];

/// The sender's address in the largest size in which the whole of it has room, and that size.
fn address(view: &View<'_>, place: Place) -> (String, f32) {
    let room = match place {
        _ if !is_spoken(view.shows) => 226.0,
        Place::Button => 158.0,
        Place::Right | Place::Beside => 196.0,
        Place::Line | Place::Strip => 226.0,
    };
    let from = view.from.map(harmless).unwrap_or_default();
    let size = ADDRESS_SIZES.into_iter().find(|size| width(&from, size * HEAVY) <= room).unwrap_or(9.0);
    (wrapped(&from, room, size * HEAVY, 1).concat(), size)
}

fn name_end(view: &View<'_>, place: Place) -> f32 {
    if view.from.is_none() {
        return 158.0;
    }
    let (line, size) = address(view, place);
    46.0 + width(&line, size * HEAVY)
}

/// The words, or what stands in their place.
fn strip(view: &View<'_>, told: &str) -> String {
    let mark = Mark::from(view.shows);
    let dashes = if matches!(view.shows, Shows::Unsigned | Shows::Unknown) { " stroke-dasharray=\"4 3\"" } else { "" };
    let mut out = format!(
        "<g class=\"{}\"><rect x=\"9\" y=\"69\" width=\"262\" height=\"43\" rx=\"6\" fill=\"currentColor\" fill-opacity=\".07\" stroke=\"currentColor\" stroke-opacity=\".45\"{dashes}/></g>",
        mark.class()
    );
    out.push_str(&mark.drawn(27.0, 89.0));
    let (room, size) = STRIP;
    let lines = wrapped(told, room, size, 2);
    let first = if lines.len() == 1 { 94.5 } else { 87.0 };
    for (at, line) in (0_u8..).zip(&lines) {
        let y = f32::from(at).mul_add(15.0, first);
        let _ = write!(out, "<text x=\"44\" y=\"{y}\" font-size=\"{size}\">{}</text>", escaped(line));
    }
    out
}
