//! What a visitor wants beside the answer: parameters of the address or fields of the form, the same names in both.

use axum::extract::Query;
use axum::http::Uri;
use kakitome_explain::Lang;
use kakitome_pki::UnixTime;

use crate::refusal::Refusal;

/// All parameters there are; the OpenAPI document names the same.
#[cfg(test)]
pub(crate) const NAMES: [&str; 5] = ["lang", "online", "at", "pasted", "download"];
/// Most parameters of one request.
const MOST: usize = 8;

/// What is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// In which language; else that of the path or of the visitor's program.
    pub(crate) lang: Option<Lang>,
    /// What is not at hand may be fetched from the addresses in the certificates.
    pub(crate) online: bool,
    /// As of which moment; else now.
    pub(crate) at: Option<UnixTime>,
    /// The source was copied out of a program that shows mails.
    pub(crate) pasted: bool,
    /// To be kept as a file.
    pub(crate) download: bool,
}

impl Wish {
    /// Out of an address. An unknown name is a slip, and told.
    pub(crate) fn of(uri: &Uri) -> Result<Self, Refusal> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| Refusal::BadRequest)?;
        if pairs.len() > MOST {
            return Err(Refusal::BadRequest);
        }
        let mut wish = Self::default();
        pairs.iter().try_for_each(|(name, value)| wish.set(name, value))?;
        Ok(wish)
    }

    /// One parameter.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        let yes = || match value {
            "true" | "on" | "1" => Ok(true),
            "false" | "0" | "" => Ok(false),
            _ => Err(Refusal::BadRequest),
        };
        match name {
            "lang" => self.lang = Some(value.parse().map_err(|_| Refusal::BadRequest)?),
            "online" => self.online = yes()?,
            "at" => self.at = Some(UnixTime::parse(value).map_err(|_| Refusal::BadRequest)?),
            "pasted" => self.pasted = yes()?,
            "download" => self.download = yes()?,
            _ => return Err(Refusal::BadRequest),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn of(query: &str) -> Result<Wish, Refusal> {
        Wish::of(&format!("/api/v1/explain{query}").parse().unwrap())
    }

    #[test]
    fn parameters_are_read_and_slips_told() {
        let wish = of("?lang=ja&online=true&at=2016-01-20").unwrap();
        assert_eq!((wish.lang, wish.online, wish.at.is_some()), (Some(Lang::Ja), true, true));
        assert_eq!(of("").unwrap(), Wish::default());
        for bad in ["?lang=fr", "?onlin=true", "?online=perhaps", "?at=yesterday", "?a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1", "?lang=%ff"] {
            assert_eq!(of(bad), Err(Refusal::BadRequest), "{bad}");
        }
        for name in NAMES {
            let value = if name == "lang" {
                "en"
            } else if name == "at" {
                "0"
            } else {
                "true"
            };
            assert!(of(&format!("?{name}={value}")).is_ok(), "{name}");
        }
    }
}
