//! What is known of a request before its door is reached: language, path without language, and who asks.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use kakitome_explain::Lang;
use kakitome_fetch::Network;

use crate::languages;

/// Addresses in `X-Forwarded-For` that are looked at, from its end.
const MOST_HOPS: usize = 16;

/// Who is at the other end of the connection; put there by whoever accepted it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Whom the request is from: the peer, or whom a proxy of ours speaks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Client(pub(crate) IpAddr);

impl Client {
    /// A proxy adds the address of its peer at the end: the last one that is no proxy of ours is the client. Without a proxy of ours the
    /// field is a stranger's word and means nothing.
    pub(crate) fn of(peer: IpAddr, header: &HeaderMap, proxies: &[Network]) -> Self {
        let is_ours = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
        let mut client = peer.to_canonical();
        if !is_ours(client) {
            return Self(client);
        }
        let fields = header.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = fields.flat_map(|value| value.split(',')).collect();
        for hop in hops.iter().rev().take(MOST_HOPS) {
            let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
            client = address.to_canonical();
            if !is_ours(client) {
                break;
            }
        }
        Self(client)
    }
}

/// For handlers.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) lang: Lang,
    /// The path without its language, `/explain`.
    pub(crate) path: String,
}

impl Asked {
    /// A page's language is that of its path; anything else is told in the language that the visitor's program asks for.
    pub(crate) fn of(path: &str, header: &HeaderMap) -> Self {
        let (lang, rest) = languages::of_path(path).unwrap_or_else(|| {
            let accepted = header.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            (languages::accepted(accepted), "/")
        });
        Self { lang, path: rest.to_owned() }
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.path(), &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn client(peer: &str, forwarded: &[&str], proxies: &[&str]) -> String {
        let mut header = HeaderMap::new();
        for value in forwarded {
            header.append("x-forwarded-for", value.parse().unwrap());
        }
        let proxies: Vec<Network> = proxies.iter().map(|network| network.parse().unwrap()).collect();
        Client::of(peer.parse().unwrap(), &header, &proxies).0.to_string()
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"], &[]), "192.0.2.1");
        assert_eq!(client("127.0.0.1", &["198.51.100.7"], &["127.0.0.0/8"]), "198.51.100.7");
        // what the client wrote itself stands before what the proxy added
        assert_eq!(client("127.0.0.1", &["203.0.113.9, 198.51.100.7"], &["127.0.0.1"]), "198.51.100.7");
        assert_eq!(client("127.0.0.1", &["203.0.113.9", "198.51.100.7, 10.0.0.2"], &["127.0.0.1", "10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(client("127.0.0.1", &["junk"], &["127.0.0.1"]), "127.0.0.1");
        assert_eq!(client("::ffff:127.0.0.1", &["2001:db8::1"], &["127.0.0.1"]), "2001:db8::1");
    }
}
