//! Settings for a domain's mail: what mail programs read by themselves (Thunderbird's autoconfig, Outlook's autodiscover, Apple's
//! profiles, SRV records), guides for what they do not, and the self-check for customers. RFC 8314 is the source of the ports: TLS from
//! the first byte, 465 for sending.
//!
//! Everything is made from [`MailService`], checked when it is made. Pages get fragments with classes and no style of their own.

mod apple;
mod field;
mod guide;
mod guide_html;
mod guide_picture;
mod guide_text;
mod markup;
mod outlook;
mod program;
mod self_check;
mod self_check_html;
mod service;
mod srv;
mod thunderbird;

pub use apple::mobileconfig;
pub use field::Field;
pub use guide::{Guide, ProgramGuide, guide};
pub use guide_html::html as guide_html;
pub use guide_picture::drawing as guide_drawing;
pub use guide_text::text as guide_text;
pub use outlook::{DiscoverFault, autodiscover, autodiscover_fault, autodiscover_json};
pub use program::{Program, programs};
pub use self_check::{Advice, Encryption, Port, advice, self_check_text};
pub use self_check_html::{answer as self_check_answer, html as self_check_html};
pub use service::{Error, Login, MailService, Security, Server};
pub use srv::srv_records;
pub use thunderbird::autoconfig;
