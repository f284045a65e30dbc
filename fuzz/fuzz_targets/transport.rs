//! What a stranger's domain says of TLS: a policy, the records that announce it and reports, a TLSA record with a server's certificate, a name in
//! a certificate. Octets are shared out by the first one.
#![no_main]
use kakitome_dns::Tlsa;
use kakitome_pki::UnixTime;
use kakitome_transport::{Policy, dns_name_fits, judge_dane, misuse, read_report_records, read_sts_records};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    match kind % 5 {
        0 => {
            if let Ok(policy) = Policy::read(rest) {
                assert!(policy.mx.iter().all(|mx| !mx.is_empty() && !mx.contains(char::is_whitespace)));
                assert!(!policy.names(""), "a policy names no nameless host");
            }
        }
        1 => {
            let texts: Vec<Vec<u8>> = rest.split(|octet| *octet == 0).map(<[u8]>::to_vec).collect();
            if let Ok(Some(record)) = read_sts_records(&texts) {
                assert!(record.id.len() <= 32 && record.id.bytes().all(|octet| octet.is_ascii_alphanumeric()));
            }
        }
        2 => {
            let texts: Vec<Vec<u8>> = rest.split(|octet| *octet == 0).map(<[u8]>::to_vec).collect();
            if let Ok(Some(record)) = read_report_records(&texts) {
                assert!(!record.targets.is_empty());
            }
        }
        3 => {
            let [usage, selector, matching, length, rest @ ..] = rest else { return };
            let (data, chain) = rest.split_at(usize::from(*length).min(rest.len()));
            let record = Tlsa { usage: *usage, selector: *selector, matching: *matching, data: data.to_vec() };
            let chain: Vec<Vec<u8>> = chain.split(|octet| *octet == 0xff).map(<[u8]>::to_vec).collect();
            let judged = judge_dane(std::slice::from_ref(&record), &chain, &["mx.example.jp"], UnixTime(1_795_000_000));
            assert!(judged.is_err() || misuse(&record).is_none(), "a record that does not count proves nothing");
        }
        _ => {
            let Ok(text) = std::str::from_utf8(rest) else { return };
            let (pattern, name) = text.split_once('\n').unwrap_or((text, "mx.example.jp"));
            if dns_name_fits(pattern, name) {
                let same = pattern.strip_suffix('.').unwrap_or(pattern).eq_ignore_ascii_case(name);
                assert!(same != pattern.starts_with("*."), "the same name, or one below a star");
            }
        }
    }
});
