//! The messages of SCRAM-SHA-256 on the server's side (RFC 5802 5 and 7, RFC 7677): read, checked against each other, written.
//! No arithmetic: whoever has the keys is given the authentication message and the proof. Channel binding is not offered.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::server::credentials::read_login;

/// Longest nonce of a client; programs send 18 to 48 characters.
const NONCE: usize = 256;
/// SHA-256.
const PROOF: usize = 32;

/// client-first-message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct First {
    /// `n,,` as sent: the final message has to repeat it.
    gs2: String,
    bare: String,
    nonce: String,
    pub(crate) login: String,
}

/// What was said up to server-first-message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Begun {
    first: First,
    nonce: String,
    server_first: String,
}

/// What the client's final message proves, for whoever has the keys.
#[derive(Clone, PartialEq, Eq)]
pub struct ScramProof {
    /// AuthMessage (RFC 5802 3).
    pub auth_message: String,
    /// ClientProof.
    pub proof: [u8; PROOF],
}

/// Without the proof: together with a stolen StoredKey it would be as good as the password.
impl fmt::Debug for ScramProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScramProof").field("auth_message", &self.auth_message).finish_non_exhaustive()
    }
}

impl First {
    /// Reads client-first-message.
    pub(crate) fn read(message: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(message).ok()?;
        let (flag, rest) = text.split_once(',')?;
        // "y": the client could bind and believes that we cannot, which is so; "p=": it demands it
        if flag != "n" && flag != "y" {
            return None;
        }
        let (authzid, bare) = rest.split_once(',')?;
        let mut fields = bare.split(',');
        // a mandatory extension ("m=") is none that we know
        let login = saslname(fields.next()?.strip_prefix("n=")?)?;
        let nonce = fields.next()?.strip_prefix("r=").filter(|nonce| is_nonce(nonce))?;
        let acts_for_itself = match authzid.strip_prefix("a=") {
            Some(name) => saslname(name)? == login,
            None => authzid.is_empty(),
        };
        acts_for_itself.then(|| Self { gs2: format!("{flag},{authzid},"), bare: bare.to_owned(), nonce: nonce.to_owned(), login })
    }

    /// With our part of the nonce: server-first-message.
    pub(crate) fn begin(self, server_nonce: &str, salt: &[u8], iterations: u32) -> Begun {
        let nonce = format!("{}{server_nonce}", self.nonce);
        let server_first = format!("r={nonce},s={},i={iterations}", STANDARD.encode(salt));
        Begun { first: self, nonce, server_first }
    }
}

impl Begun {
    pub(crate) fn server_first(&self) -> &str {
        &self.server_first
    }

    /// Reads client-final-message, which has to fit what was said before.
    pub(crate) fn read_final(&self, message: &[u8]) -> Option<ScramProof> {
        let text = std::str::from_utf8(message).ok()?;
        let (without_proof, proof) = text.rsplit_once(",p=")?;
        let mut fields = without_proof.split(',');
        let binding = fields.next()?.strip_prefix("c=")?;
        let nonce = fields.next()?.strip_prefix("r=")?;
        if binding != STANDARD.encode(&self.first.gs2) || nonce != self.nonce {
            return None;
        }
        let proof = STANDARD.decode(proof).ok()?.try_into().ok()?;
        Some(ScramProof { auth_message: format!("{},{},{without_proof}", self.first.bare, self.server_first), proof })
    }
}

fn is_nonce(text: &str) -> bool {
    (1..=NONCE).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'!'..=b'~') && b != b',')
}

/// A name in which `,` and `=` are written `=2C` and `=3D`.
fn saslname(text: &str) -> Option<String> {
    let mut name = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        name.push_str(before);
        let code = after.get(..2)?;
        name.push(match code {
            "2C" => ',',
            "3D" => '=',
            _ => return None,
        });
        rest = after.get(2..)?;
    }
    name.push_str(rest);
    read_login(name.as_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    /// RFC 7677 3.
    #[test]
    fn the_example_of_rfc_7677() {
        let first = First::read(b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO").unwrap();
        assert_eq!(first.login, "user");
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let begun = first.begin("%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", &salt, 4096);
        assert_eq!(begun.server_first(), "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        let proof = begun
            .read_final(b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            .unwrap();
        assert!(proof.auth_message.starts_with("n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYD"));
        assert!(proof.auth_message.ends_with(",c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for bad in [
            &b""[..],
            b"n,,",
            b"p=tls-unique,,n=a,r=x",
            b"n,a=other,n=a,r=x",
            b"n,,m=ext,n=a,r=x",
            b"n,,n=,r=x",
            b"n,,n=a,r=",
            b"n,,n=a=2,r=x",
            b"n,,n=a=2c,r=x",
            b"n,,n=a\0,r=x",
            b"n,,r=x,n=a",
            b"n,,n=a,r=x\x7f",
        ] {
            assert_eq!(First::read(bad), None, "{}", String::from_utf8_lossy(bad));
        }
        assert_eq!(First::read(b"y,a=a=2Cb,n=a=2Cb,r=x,e=later").unwrap().login, "a,b");
        let begun = First::read(b"n,,n=a,r=x").unwrap().begin("y", b"salt", 4096);
        let proof = STANDARD.encode([7; 32]);
        assert!(begun.read_final(format!("c=biws,r=xy,p={proof}").as_bytes()).is_some());
        for bad in [format!("c=eSws,r=xy,p={proof}"), format!("c=biws,r=xz,p={proof}"), "c=biws,r=xy,p=AAAA".into(), "c=biws,r=xy".into()] {
            assert_eq!(begun.read_final(bad.as_bytes()), None, "{bad}");
        }
    }
}
