//! `[web]` from what is written to what it means.

use std::net::SocketAddr;

use toml::Spanned;

use super::Reading;
use crate::config::network::Cidr;
use crate::config::web::{Web, WebLimits, WebTls};
use crate::config::written::{WebConfig, WebLimitsConfig};

/// More of anything than this is a slip of a digit: a million.
const MOST: u64 = 1_000_000;
/// Largest mail that can be asked for: 1 GiB, of which every visitor could make the disk hold one.
const LARGEST: u64 = 1 << 30;

impl Reading<'_> {
    pub(super) fn web(&mut self, web: &WebConfig) -> Web {
        if web.listen.is_empty() {
            self.faults.at(0..0, "[web] listens nowhere", Some("write listen = [\"127.0.0.1:8025\"], or leave [web] out"));
        }
        let mut listen = Vec::new();
        for address in &web.listen {
            match address.get_ref().parse::<SocketAddr>() {
                Ok(address) => listen.push(address),
                Err(_) => {
                    let what = format!("{:?} is not an address with a port", address.get_ref());
                    self.faults.at(address.span(), what, Some("write \"127.0.0.1:8025\" or \"[::1]:8025\""));
                }
            }
        }
        let public_url = web.public_url.as_ref().map(|url| self.public_url(url));
        Web {
            listen,
            tls: web.tls.as_ref().map(|tls| WebTls { cert: self.path(&tls.cert), key: self.path(&tls.key) }),
            public_url,
            lookup: web.lookup,
            proxies: self.parsed::<Cidr>(&web.proxies),
            limits: self.web_limits(&web.limits),
        }
    }

    fn public_url(&mut self, url: &Spanned<String>) -> String {
        let text = url.get_ref().trim_end_matches('/');
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        let is_host = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(is_host) {
            let hint = Some("write the scheme and the host alone: https://mail.example.jp");
            self.faults.at(url.span(), format!("{:?} is no address of a web server", url.get_ref()), hint);
        }
        text.to_owned()
    }

    fn web_limits(&mut self, limits: &WebLimitsConfig) -> WebLimits {
        let upload_bytes = *limits.upload_bytes.get_ref();
        if upload_bytes == 0 || upload_bytes > LARGEST {
            self.faults.at(limits.upload_bytes.span(), format!("upload-bytes must be from 1 to {LARGEST}"), None);
        }
        WebLimits {
            upload_bytes,
            uploads: self.places(&limits.uploads),
            connections: self.places(&limits.connections),
            connections_per_client: self.places(&limits.connections_per_client),
            pages_per_minute: self.pace(&limits.pages_per_minute),
            mails_per_minute: self.pace(&limits.mails_per_minute),
            lookups_per_minute: self.pace(&limits.lookups_per_minute),
        }
    }

    fn places(&mut self, number: &Spanned<u64>) -> usize {
        usize::try_from(self.within(number)).unwrap_or(usize::MAX)
    }

    fn pace(&mut self, number: &Spanned<u64>) -> u32 {
        u32::try_from(self.within(number)).unwrap_or(u32::MAX)
    }

    fn within(&mut self, number: &Spanned<u64>) -> u64 {
        let value = *number.get_ref();
        if value == 0 || value > MOST {
            self.faults.at(number.span(), format!("{value} is not from 1 to {MOST}"), None);
        }
        value
    }
}
