//! One password, and the octets that programs make of it. RFC 7292 appendix B.1 says which; files of twenty years say what was done.

use encoding_rs::SHIFT_JIS;
use kakitome_crypto::{Zeroizing, bmp_password, bmp_password_by_octets};

/// Octets of a password, with the name of the programs that make them so where the standard does not.
pub(super) struct Octets {
    pub(super) octets: Zeroizing<Vec<u8>>,
    pub(super) made_by: Option<&'static str>,
}

/// All octets of one password, the standard's first.
pub(super) struct Passwords {
    /// For PKCS#12's own key derivation: a BMPString.
    bmp: Vec<Octets>,
    /// For PBES2 and PBMAC1 (RFC 8018): UTF-8.
    utf8: Vec<Octets>,
}

/// Takes each octet of the password for a character; from 1.1.0 on it reads UTF-8 and falls back to this.
const OLD_OPENSSL: &str = "OpenSSL before 1.1";
const OPENSSL_ON_WINDOWS: &str = "OpenSSL on Japanese Windows";
/// Before 3.31 it gave PBES2 the BMPString too; policies of enterprises can still ask for that.
const OLD_NSS: &str = "NSS (Firefox, Thunderbird) before 3.31";
/// "No password" and "the empty password" are two things to them.
const NO_PASSWORD: &str = "programs that tell no password from an empty one";

impl Passwords {
    pub(super) fn new(password: &str) -> Self {
        let plain = Zeroizing::new(password.as_bytes().to_vec());
        let mut bmp = vec![Octets { octets: bmp_password(password), made_by: None }];
        let mut utf8 = vec![Octets { octets: plain, made_by: None }];
        if password.is_empty() {
            bmp.push(Octets { octets: Zeroizing::new(Vec::new()), made_by: Some(NO_PASSWORD) });
        }
        if !password.is_ascii() {
            bmp.push(Octets { octets: bmp_password_by_octets(password.as_bytes()), made_by: Some(OLD_OPENSSL) });
            let (shift_jis, _, unmapped) = SHIFT_JIS.encode(password);
            let shift_jis = Zeroizing::new(shift_jis.into_owned());
            if !unmapped {
                bmp.push(Octets { octets: bmp_password_by_octets(&shift_jis), made_by: Some(OPENSSL_ON_WINDOWS) });
                utf8.push(Octets { octets: shift_jis, made_by: Some(OPENSSL_ON_WINDOWS) });
            }
        }
        utf8.push(Octets { octets: bmp_password(password), made_by: Some(OLD_NSS) });
        Self { bmp, utf8 }
    }

    /// Those that a scheme wants.
    pub(super) fn of(&self, as_bmp_string: bool) -> &[Octets] {
        if as_bmp_string { &self.bmp } else { &self.utf8 }
    }

    /// Tries these first from now on.
    pub(super) fn prefer(&mut self, as_bmp_string: bool, position: usize) {
        let all = if as_bmp_string { &mut self.bmp } else { &mut self.utf8 };
        if let Some(front) = all.get_mut(..=position) {
            front.rotate_right(1);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_programs_make_of_a_password() {
        let octets = |all: &[Octets]| all.iter().map(|one| one.octets.to_vec()).collect::<Vec<_>>();
        let ascii = Passwords::new("a");
        assert_eq!(octets(&ascii.bmp), [vec![0, 0x61, 0, 0]]);
        assert_eq!(octets(&ascii.utf8), [vec![0x61], vec![0, 0x61, 0, 0]]);
        let empty = Passwords::new("");
        assert_eq!(octets(&empty.bmp), [vec![0, 0], vec![]]);
        assert_eq!(octets(&empty.utf8), [vec![], vec![0, 0]]);
        let kanji = Passwords::new("書");
        assert_eq!(octets(&kanji.bmp), [vec![0x66, 0xf8, 0, 0], vec![0, 0xe6, 0, 0x9b, 0, 0xb8, 0, 0], vec![0, 0x8f, 0, 0x91, 0, 0]]);
        assert_eq!(octets(&kanji.utf8), [vec![0xe6, 0x9b, 0xb8], vec![0x8f, 0x91], vec![0x66, 0xf8, 0, 0]]);
        // Beyond the basic plane: not in Shift_JIS.
        assert_eq!(octets(&Passwords::new("𠮷").bmp).len(), 2);
    }
}
