//! Handshakes of a visit: STARTTLS (RFC 3207), TLS from the first byte (RFC 8314), and who a client's certificate says it is.

use std::io;
use std::sync::Arc;

use kakitome_pki::{Certificate, EmailSource};
use tokio::time::timeout;

use super::{Next, Visit};
use crate::config::Pattern;
use crate::login::Login;
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
        self.stream = timeout(self.live.settings.limits.handshake, stream.accept_tls(config)).await??;
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
        let Some(login) = self.stream.peer_certificate().and_then(of_certificate) else { return };
        let peer = self.client.peer;
        for address in &login.own {
            match self.state.accounts.is_disabled(&address.to_string()).await {
                Ok(false) => {}
                Ok(true) => return tracing::warn!(%peer, login = %address, "a certificate was shown whose account is disabled"),
                Err(error) => return tracing::error!(%peer, %error, "a certificate cannot be held against the accounts"),
            }
        }
        tracing::info!(%peer, login = %login.name, by = "certificate", "logged in");
        self.session.known_by_certificate();
        self.client.login = Some(Arc::new(login));
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
