#![allow(warnings)]
mod support;
use kakitome_cms::*;
use support::*;
#[test]
fn explore() {
    for row in manifest() {
        if row.kind != "cms" || !row.structure.contains("igned") && !row.path.contains("osig") {
            continue;
        }
        let bytes = std::fs::read(shared().join("corpus").join(&row.path)).unwrap();
        match read(&bytes) {
            Err(e) => println!("{} ERR {e} | {} ", row.path, row.openssl),
            Ok((sd, content)) => {
                let certs = certificates(&sd);
                let checks = sd.check(&sd.content_digests, &certs, &Policy { tolerate_weak_digests: true });
                println!(
                    "{} v{} {} content={} certs={}/{} crls={} findings={:?}",
                    row.path,
                    sd.version,
                    sd.has_content,
                    content.len(),
                    certs.len(),
                    sd.certificates.len(),
                    sd.crls.len(),
                    ids(&sd.findings)
                );
                for c in checks {
                    let w = match &c.integrity {
                        Integrity::Good(_) => "GOOD".to_string(),
                        Integrity::Flawed(_) => "flawed".into(),
                        o => format!("{o:?}"),
                    };
                    println!("     {w} {:?}     | {}", ids(&c.findings), row.openssl);
                }
            }
        }
    }
}
