//! Every kind of record as a value.

use std::net::IpAddr;

use kakitome_dns::{Anchor, Found, Mx, Srv, Tlsa};

use crate::zone::{Signing, Zone};
use crate::{name, resolver, served, wait};

#[test]
fn every_kind_of_record_is_read() {
    let long = "x".repeat(250);
    // more than fits a packet of UDP: it comes over TCP
    let many: String = (0..30).map(|at| format!("many IN TXT \"{at} {long}\"\n")).collect();
    let records = format!(
        "@ IN MX 20 second\n@ IN MX 10 first\nnull IN MX 0 .\nfirst IN A 127.0.0.1\nfirst IN AAAA ::1\n_submissions._tcp IN SRV 0 1 465 first\n\
         split IN TXT \"v=STSv1; \" \"id=1;\"\n{many}\
         2e79a34d1f15c3a1a6c8e0e5a0a3e7a2d0c1b2a39485766554433221._smimecert IN SMIMEA 3 0 1 0011\n\
         c93f1e400f26708f98cb19d936620da35eec8f72e57f9eec01c1afd6._smimecert IN SMIMEA 3 0 0 3082\n\
         _465._tcp.first IN TLSA 2 0 2 {}\n",
        "ab".repeat(64)
    );
    let Some(server) = served("every_kind_of_record_is_read", &[Zone::new("all.example", Signing::Good, records)]) else { return };
    let resolver = resolver(server.address, &Anchor::read(&server.anchor).unwrap());
    let host = name("first.all.example");
    let mx = wait(resolver.mx(&name("all.example"))).unwrap();
    assert_eq!(mx.records()[0], Mx { preference: 10, host: host.clone() });
    assert_eq!((mx.records().len(), mx.lifetime().as_secs() <= 60), (2, true));
    assert!(wait(resolver.mx(&name("null.all.example"))).unwrap().records()[0].host.is_root());
    let found = wait(resolver.addresses(&host)).unwrap();
    assert_eq!(found.records(), ["::1".parse::<IpAddr>().unwrap(), "127.0.0.1".parse().unwrap()]);
    assert!(found.proof().is_secure());
    assert_eq!(wait(resolver.txt(&name("split.all.example"))).unwrap().records(), [b"v=STSv1; id=1;".to_vec()]);
    assert_eq!(wait(resolver.txt(&name("many.all.example"))).unwrap().records().len(), 30);
    let srv = wait(resolver.srv("_submissions._tcp", &name("all.example"))).unwrap();
    assert_eq!(srv.records(), [Srv { priority: 0, weight: 1, port: 465, host: host.clone() }]);
    assert_eq!(wait(resolver.tlsa(&host, 465)).unwrap().records(), [Tlsa { usage: 2, selector: 0, matching: 2, data: vec![0xab; 64] }]);
    assert!(matches!(wait(resolver.tlsa(&host, 25)).unwrap(), Found::Nothing(_)));
    // RFC 8162 3.1's own example: hugh@example.com
    let smimea = wait(resolver.smimea("hugh", &name("all.example"))).unwrap();
    assert_eq!(smimea.records(), [Tlsa { usage: 3, selector: 0, matching: 0, data: vec![0x30, 0x82] }]);
}
