//! The marks that stand for what a program shows: a rosette with a tick, a triangle, a rosette struck through, a file, broken letters, a
//! question. Each has a shape of its own, so that it is told without colour.

use kakitome_clients::Shows;

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Good.
    Good,
    /// To be looked at.
    Ask,
    /// Not good.
    Struck,
    /// A file that nobody sent.
    File,
    /// Letters that cannot be read.
    Broken,
    /// Nothing.
    None,
    /// Not known.
    Unknown,
}

impl From<Shows> for Mark {
    fn from(shows: Shows) -> Self {
        match shows {
            Shows::Trusted => Self::Good,
            Shows::Warning => Self::Ask,
            Shows::Invalid => Self::Struck,
            Shows::Attachment => Self::File,
            Shows::Unreadable => Self::Broken,
            Shows::Unsigned => Self::None,
            Shows::Unknown => Self::Unknown,
        }
    }
}

impl Mark {
    /// The class of its colour.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Good => "mark-good",
            Self::Ask | Self::Struck => "mark-ask",
            _ => "mark-dim",
        }
    }

    /// Its lines in a square of 20 by 20 around this point.
    pub(super) fn drawn(self, x: f32, y: f32) -> String {
        let lines = match self {
            Self::Good => {
                "<circle r=\"8\" fill=\"currentColor\" fill-opacity=\".14\"/><path d=\"M-4 .4 -1.2 3.2 4.2 -3\"/><path d=\"M-3.6 7.3-5 12l3-1.5M3.6 7.3 5 12l-3-1.5\"/>"
            }
            Self::Ask => {
                "<path d=\"M0-8.4 9 7.2H-9Z\" fill=\"currentColor\" fill-opacity=\".14\"/><path d=\"M0-3.2V2\"/><circle cy=\"4.7\" r=\".6\" fill=\"currentColor\"/>"
            }
            Self::Struck => {
                "<circle r=\"8\" fill=\"currentColor\" fill-opacity=\".14\"/><path d=\"M-3.2-3.2 3.2 3.2M3.2-3.2-3.2 3.2\"/><path d=\"M-3.6 7.3-5 12l3-1.5M3.6 7.3 5 12l-3-1.5\"/>"
            }
            Self::File => {
                "<path d=\"M-5-8H2L6-4V8H-5Z\" fill=\"currentColor\" fill-opacity=\".1\"/><path d=\"M2-8V-4H6\"/><path d=\"M-2 0H3M-2 3.4H3\"/>"
            }
            Self::Broken => "<path d=\"M-8-5H-3M0-5H7M-8 0H-5M-2 0H2M5 0H8M-8 5H1M4 5H7\"/>",
            Self::None => "<circle r=\"8\" stroke-dasharray=\"2.4 2.4\"/>",
            Self::Unknown => {
                "<circle r=\"8\" stroke-dasharray=\"2.4 2.4\"/><path d=\"M-2.6-1.9A2.6 2.6 0 1 1 0 1.2V2\"/><circle cy=\"4.8\" r=\".6\" fill=\"currentColor\"/>"
            }
        };
        format!(
            "<g class=\"{}\" transform=\"translate({x} {y})\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{lines}</g>",
            self.class()
        )
    }
}
