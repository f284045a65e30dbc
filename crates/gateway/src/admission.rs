//! Who may come in, and how much of it: logins by password, certificate or Dovecot, wrong ones counted, limits of connections,
//! mails and time. What is refused here never sees a rule. Nothing here knows what a mail is.

pub(crate) mod accounts;
pub(crate) mod census;
pub(crate) mod client_certificates;
pub(crate) mod dovecot;
pub(crate) mod guard;
pub(crate) mod half_login;
pub(crate) mod login;
pub(crate) mod one_client;
pub(crate) mod pace;
pub(crate) mod quota;
