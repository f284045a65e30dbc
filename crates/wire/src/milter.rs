//! Milter, the filter's end, as a state machine without sockets: version 6 of the protocol that Sendmail began and Postfix speaks
//! (libmilter's `mfdef.h`; Postfix `MILTER_README`).
//!
//! The owner hands bytes of the MTA to [`Session::next`], answers each event that wants an answer, and writes [`Session::output`].
//! A header field comes as the MTA holds it (name, and value with line feeds for line ends), content in pieces of at most a packet.
//! What this module does not do: it decides nothing, and asks for no change that was not negotiated.
//!
//! ```
//! use kakitome_wire::milter::{Answer, Change, Event, Session, Settings};
//!
//! let mut session = Session::new(Settings::default());
//! let offer = [0, 0, 0, 13, b'O', 0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff];
//! let mut input: &[u8] = &offer;
//! assert_eq!(session.next(&mut input), Event::NeedInput); // agreed; the answer is in the output
//! assert_eq!(session.output()[..5], [0, 0, 0, 13, b'O']);
//! ```

mod change;
mod command;
mod event;
mod macros;
mod negotiation;
mod packet;
mod session;

pub use change::Change;
pub use event::{Answer, Event, Fault, Peer};
pub use macros::Macros;
pub use negotiation::{Actions, Agreement};
pub use session::{Session, Settings};
