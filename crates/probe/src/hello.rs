//! A ClientHello of our own for versions and suites that rustls does not speak, and the head of the ServerHello that answers it
//! (RFC 5246 7.4.1, RFC 4346, RFC 2246). Nothing is computed: the handshake ends there. No socket here.

/// TLS 1.0 on the wire.
pub(crate) const TLS_1_0: u16 = 0x0301;
/// TLS 1.1 on the wire.
pub(crate) const TLS_1_1: u16 = 0x0302;
/// TLS 1.2 on the wire.
pub(crate) const TLS_1_2: u16 = 0x0303;

/// Suites of TLS 1.0 to 1.2 that are in use: what an old client would offer.
pub(crate) const USUAL_SUITES: &[u16] = &[
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca8, 0xcca9, 0xc023, 0xc027, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035, 0x0033,
    0x0039, 0x000a,
];

/// Suites that RFC 9325 4.1 and RFC 7465 forbid: no encryption, export keys, RC4, DES, triple DES. Without certificates
/// ("anon") is not among them: between mail servers nobody looks at certificates anyway.
pub(crate) const WEAK_SUITES: &[(u16, &str)] = &[
    (0x0001, "TLS_RSA_WITH_NULL_MD5"),
    (0x0002, "TLS_RSA_WITH_NULL_SHA"),
    (0x003b, "TLS_RSA_WITH_NULL_SHA256"),
    (0xc006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA"),
    (0xc010, "TLS_ECDHE_RSA_WITH_NULL_SHA"),
    (0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"),
    (0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"),
    (0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"),
    (0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"),
    (0x0004, "TLS_RSA_WITH_RC4_128_MD5"),
    (0x0005, "TLS_RSA_WITH_RC4_128_SHA"),
    (0xc007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"),
    (0xc011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA"),
    (0x0009, "TLS_RSA_WITH_DES_CBC_SHA"),
    (0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA"),
    (0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    (0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"),
    (0xc008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"),
    (0xc012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"),
];

/// The name of a version.
pub(crate) fn version_name(version: u16) -> String {
    match version {
        0x0300 => "SSL 3.0".to_owned(),
        TLS_1_0 => "TLS 1.0".to_owned(),
        TLS_1_1 => "TLS 1.1".to_owned(),
        TLS_1_2 => "TLS 1.2".to_owned(),
        other => format!("{other:#06x}"),
    }
}

/// One record with a ClientHello that offers up to this version. `name` goes into SNI (RFC 6066 3) unless it is empty.
pub(crate) fn client_hello(version: u16, suites: &[u16], random: &[u8; 32], name: &str) -> Vec<u8> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend(random);
    body.push(0); // no session
    let all: Vec<u8> = suites.iter().flat_map(|suite| suite.to_be_bytes()).collect();
    body.extend(counted(&all));
    body.extend([1, 0]); // no compression
    body.extend(counted(&extensions(version, name)));
    let mut handshake = vec![1, 0];
    handshake.extend(counted(&body));
    // RFC 5246 E.1: the record says 1.0, so that nobody stumbles before having read the hello
    let mut record = vec![22, 3, 1];
    record.extend(counted(&handshake));
    record
}

fn extensions(version: u16, name: &str) -> Vec<u8> {
    let mut all = Vec::new();
    let mut add = |number: u16, content: &[u8]| {
        all.extend(number.to_be_bytes());
        all.extend(counted(content));
    };
    if !name.is_empty() {
        let mut entry = vec![0];
        entry.extend(counted(name.as_bytes()));
        add(0, &counted(&entry));
    }
    add(10, &counted(&[0, 0x1d, 0, 0x17, 0, 0x18, 0, 0x19])); // X25519, P-256, P-384, P-521
    add(11, &[1, 0]); // points without compression
    if version >= TLS_1_2 {
        add(13, &counted(&[4, 3, 5, 3, 6, 3, 8, 4, 8, 5, 8, 6, 4, 1, 5, 1, 6, 1, 2, 3, 2, 1])); // ECDSA, RSA-PSS, RSA; SHA-1 last
    }
    add(0xff01, &[0]); // RFC 5746
    all
}

/// With its length in two octets before it. What is written here is far shorter than 64 KiB.
fn counted(content: &[u8]) -> Vec<u8> {
    let mut all = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes().to_vec();
    all.extend(content);
    all
}

/// How a server answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A ServerHello with this version and suite.
    Takes { version: u16, suite: u16 },
    /// An alert, or something that is not TLS.
    Refuses,
    /// More octets are needed.
    More,
}

/// Reads the head of a ServerHello, wherever records cut it.
pub(crate) fn answer(octets: &[u8]) -> Answer {
    let mut handshake = Vec::new();
    let mut rest = octets;
    while let Some((head, after)) = rest.split_at_checked(5) {
        let &[kind, major, _, high, low] = head else { break };
        if kind != 22 || major != 3 {
            return Answer::Refuses;
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        handshake.extend(after.iter().take(length));
        rest = after.get(length..).unwrap_or_default();
    }
    match octets.first() {
        None | Some(22) => server_hello(&handshake).unwrap_or(Answer::More),
        Some(_) => Answer::Refuses,
    }
}

/// ServerHello: type, length, version, random, session, suite.
fn server_hello(octets: &[u8]) -> Option<Answer> {
    if *octets.first()? != 2 {
        return Some(Answer::Refuses);
    }
    let version = u16::from_be_bytes([*octets.get(4)?, *octets.get(5)?]);
    let session = usize::from(*octets.get(38)?);
    let suite = octets.get(39 + session..41 + session)?;
    Some(Answer::Takes { version, suite: u16::from_be_bytes(suite.try_into().ok()?) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "tests may panic")]
    use super::*;

    fn reply(version: u16, session: usize, suite: u16) -> Vec<u8> {
        let mut body = version.to_be_bytes().to_vec();
        body.extend([7; 32]);
        body.push(session as u8);
        body.extend(vec![9; session]);
        body.extend(suite.to_be_bytes());
        body.push(0);
        let mut hello = vec![2, 0, 0, body.len() as u8];
        hello.extend(body);
        hello
    }

    #[test]
    fn a_server_hello_is_read_however_records_cut_it() {
        for session in [0, 32] {
            let hello = reply(TLS_1_1, session, 0xc013);
            for cut in 1..hello.len() {
                let mut octets = Vec::new();
                for piece in [&hello[..cut], &hello[cut..]] {
                    octets.extend([22, 3, 2, 0, piece.len() as u8]);
                    octets.extend(piece);
                }
                assert_eq!(answer(&octets), Answer::Takes { version: TLS_1_1, suite: 0xc013 });
                for end in 0..40 {
                    assert_eq!(answer(&octets[..end]), Answer::More, "cut {cut}, first {end}");
                }
            }
        }
    }

    #[test]
    fn alerts_and_other_protocols_are_refusals() {
        for octets in [&[21, 3, 1, 0, 2, 2, 70][..], b"220 mta.test ESMTP\r\n", b"-ERR what\r\n", &[22, 3, 1, 0, 4, 11, 0, 0, 0]] {
            assert_eq!(answer(octets), Answer::Refuses, "{octets:?}");
        }
    }

    #[test]
    fn a_client_hello_counts_what_it_holds() {
        let hello = client_hello(TLS_1_0, USUAL_SUITES, &[1; 32], "mail.example");
        let length = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
        assert_eq!(hello.len(), 5 + length);
        assert_eq!(usize::from(u16::from_be_bytes([hello[7], hello[8]])), length - 4);
        assert_eq!(&hello[9..11], &[3, 1]);
        assert!(hello.windows(12).any(|window| window == b"mail.example"));
    }
}
