//! Handshakes of a visit: STARTTLS (RFC 3207), TLS from the first byte (RFC 8314), and who a client's certificate says it is.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use kakitome_pki::{Certificate, EmailSource};
use kakitome_wire::Reply;
use tokio::time::timeout;

use super::{Next, Visit};
use crate::admission::client_certificates::Clients;
use crate::admission::login::Login;
use crate::config::Pattern;
use crate::replies;
use crate::stream::Stream;

impl Visit {
    /// STARTTLS: not a byte of before the handshake is looked at after it (RFC 3207 4.2, T01 to T03).
    pub(super) async fn start_tls(&mut self) -> io::Result<Next> {
        self.drop_mail().await;
        if self.used < self.pending.len() || self.stream.at_hand(&mut self.pending).is_some_and(|count| count > 0) {
            // Bytes that did not wait for our answer: the session is told and ends.
            return Ok(Next::Go);
        }
        self.flush().await?;
        self.shake_hands().await?;
        self.session.tls_established().map_err(io::Error::other)?;
        self.recognise().await;
        Ok(Next::Go)
    }

    /// TLS from the first byte.
    pub(super) async fn begin_inside_tls(&mut self) -> io::Result<()> {
        self.shake_hands().await?;
        self.recognise().await;
        Ok(())
    }

    async fn shake_hands(&mut self) -> io::Result<()> {
        let Some(config) = self.live.doors.get(self.door).and_then(|door| door.tls.clone()) else {
            return Err(io::Error::other("TLS without a certificate"));
        };
        let stream = std::mem::replace(&mut self.stream, Stream::Gone);
        let shaken = timeout(self.live.settings.limits.handshake, stream.accept_tls(config)).await?;
        self.stream = shaken.inspect_err(|error| tell_of_certificate(self.client.peer, error))?;
        self.pending = Vec::new();
        self.used = 0;
        self.client.hello.clear();
        self.client.extended = false;
        self.client.secured = true;
        tracing::debug!(peer = %self.client.peer, tls = self.stream.tls_name(), "inside TLS");
        self.pace.command();
        Ok(())
    }

    /// A certificate that the handshake has let in says who the client is by its mail address. An account of that name may forbid it.
    async fn recognise(&mut self) {
        let Some(login) = self.stream.peer_certificates().first().and_then(|own| of_certificate(own)) else { return };
        let peer = self.client.peer;
        if self.introduced {
            return tracing::debug!(%peer, "a certificate of a peer that passes on somebody else's mail says nothing of that somebody");
        }
        for address in &login.own {
            match self.state.accounts.is_disabled(&address.to_string()).await {
                Ok(false) => {}
                Ok(true) => return tracing::warn!(%peer, login = %address, "a certificate was shown whose account is disabled"),
                Err(error) => return tracing::error!(%peer, %error, "a certificate cannot be held against the accounts"),
            }
        }
        if self.clients().is_some_and(Clients::is_outdated) {
            tracing::warn!(%peer, login = %login.name, "let in by a list of revoked certificates that is out of date");
        }
        tracing::info!(%peer, login = %login.name, by = "certificate", "logged in");
        self.session.known_by_certificate();
        self.client.login = Some(Arc::new(login));
    }
}

impl Visit {
    fn clients(&self) -> Option<&Clients> {
        self.live.doors.get(self.door)?.clients.as_ref()
    }

    /// Why whoever is logged in no longer may: the account was disabled or removed, the certificate revoked or out of time meanwhile.
    pub(super) async fn no_longer(&self) -> Option<Reply> {
        let login = self.client.login.as_ref()?;
        let peer = self.client.peer;
        let shown = self.stream.peer_certificates();
        if let Some(Err(error)) = self.clients().map(|clients| clients.still_good(shown)) {
            tracing::warn!(%peer, login = %login.name, %error, "the certificate is no longer good: the session ends");
            return Some(replies::no_longer());
        }
        // By the certificate that was shown, said again by EXTERNAL or not: then every address of it counts.
        let shown = shown.first().and_then(|own| of_certificate(own));
        let certified = !login.own.is_empty() && shown.is_some_and(|shown| login.own.iter().all(|one| shown.own.contains(one)));
        if certified && self.clients().is_none() {
            tracing::warn!(%peer, login = %login.name, "certificates of clients no longer count at this door: the session ends");
            return Some(replies::no_longer());
        }
        let names: Vec<String> = match certified {
            true => login.own.iter().map(ToString::to_string).collect(),
            false => vec![login.name.clone()],
        };
        let ours = !certified && self.live.settings.accounts.dovecot.is_none();
        for name in names {
            let may =
                if ours { self.state.accounts.may_log_in(&name).await } else { self.state.accounts.is_disabled(&name).await.map(|no| !no) };
            match may {
                Ok(true) => {}
                Ok(false) => {
                    tracing::warn!(%peer, login = %login.name, "the account was disabled or removed: the session ends");
                    return Some(replies::no_longer());
                }
                Err(error) => {
                    tracing::error!(%peer, login = %login.name, %error, "a login cannot be held against the accounts");
                    return Some(replies::own_trouble());
                }
            }
        }
        None
    }
}

/// A certificate that was shown and is not let in is worth a line: revoked, out of time, of an authority that is not ours.
fn tell_of_certificate(peer: SocketAddr, error: &io::Error) {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    if let Some(rustls::Error::InvalidCertificate(why)) = inner {
        tracing::warn!(%peer, ?why, "a client's certificate was refused");
    }
}

/// Addresses of the subject alternative name; those of the subject count only if there are none (RFC 8550 3).
fn of_certificate(der: &[u8]) -> Option<Login> {
    let certificate = Certificate::from_der(der.to_vec()).ok()?;
    let emails = certificate.emails();
    let of = |in_subject: bool| {
        let right = emails.iter().filter(|email| (email.source == EmailSource::Subject) == in_subject);
        right.filter_map(|email| email.text.parse().ok()).filter(|pattern| matches!(pattern, Pattern::Address(_))).collect::<Vec<_>>()
    };
    let own = match of(false) {
        own if own.is_empty() => of(true),
        own => own,
    };
    let name = own.first()?.to_string().to_lowercase();
    Some(Login { name, own, by_certificate: true })
}
