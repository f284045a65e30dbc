//! A request for a public CA and its certificate back in: chain in any order, what is missing named, what would trouble every
//! recipient refused.

use crate::support::{EXPIRED, Home, PublicCa, openssl, texts};

const ADDRESS: &str = "noreply@bank.example";

/// A home that has asked for a certificate, the CA, and its answer in issued.pem.
fn asked(section: &str, days: &[&str]) -> (Home, PublicCa) {
    let home = Home::new();
    let ca = PublicCa::new(home.dir.path());
    let request = ca.path("request.pem");
    let said = home.run(&["identity", "csr", ADDRESS, "--out", &request]).good();
    assert!(said.out.contains("request.pem") && said.out.contains(&format!("identity import {ADDRESS} --cert FILE")), "{said:?}");
    ca.sign("request.pem", section, "intermediate", days, "issued.pem");
    (home, ca)
}

#[test]
fn the_request_is_one_that_openssl_accepts() {
    let home = Home::new();
    for kind in ["rsa2048", "p256", "p384"] {
        let asked = home.run(&["identity", "csr", ADDRESS, "--key", kind]).good();
        assert!(asked.err.contains(&format!("kakitome identity import {ADDRESS} --cert FILE")), "{asked:?}");
        let csr = asked.out;
        let file = home.write("request.pem", &csr);
        let said = openssl(home.dir.path(), &["req", "-in", file.to_str().unwrap(), "-noout", "-verify", "-text"]);
        assert!(said.contains("verify OK") && said.contains("email:noreply@bank.example"), "{said}");
    }
    let shown = home.json(&["identity", "show", ADDRESS]);
    assert_eq!(texts(&shown["keys"], "state"), ["requested", "requested", "requested"]);
    assert!(shown["state"].is_null());
    assert!(home.run_in("ja", &["identity", "list"]).good().out.contains("証明書の到着待ち"));
}

#[test]
fn asked_again_the_same_key_waits() {
    let home = Home::new();
    let first = home.json(&["identity", "csr", ADDRESS]);
    assert_eq!(first["schema"], "kakitome.csr/1");
    assert_eq!(first["kind"], "rsa2048");
    assert_eq!(home.json(&["identity", "csr", ADDRESS])["spki_sha256"], first["spki_sha256"]);
    assert_ne!(home.json(&["identity", "csr", ADDRESS, "--new-key"])["spki_sha256"], first["spki_sha256"]);
    let out = home.write("there.pem", "somebody's file");
    let said = home.run(&["identity", "csr", ADDRESS, "--out", out.to_str().unwrap()]).failed();
    assert!(said.contains("there.pem") && said.contains("not overwritten"), "{said}");
    assert_eq!(std::fs::read_to_string(out).unwrap(), "somebody's file");
}

#[test]
fn a_chain_in_the_wrong_order_is_put_right() {
    let (home, ca) = asked("leaf", &["-days", "300"]);
    let chain = ca.join(&["root.pem", "intermediate.pem"], "chain.pem");
    let done = home.json(&["identity", "import", ADDRESS, "--cert", &ca.path("issued.pem"), "--chain", &chain]);
    assert_eq!(done["state"], "active");
    assert!(done["missing"].is_null());
    let links = &done["keys"][0]["certificates"][0]["chain"];
    assert_eq!(texts(links, "role"), ["intermediate", "root"]);
    assert_eq!((&links[0]["sent"], &links[1]["sent"]), (&true.into(), &false.into()), "a root is never sent");
    // The leaf last in one file, after its chain.
    let all = ca.join(&["root.pem", "intermediate.pem", "issued.pem"], "all.pem");
    let again = home.json(&["identity", "import", ADDRESS, "--cert", &all]);
    // but for the second in which it was done
    let same = |shown: &serde_json::Value| (shown["keys"][0]["certificates"].clone(), shown["keys"].as_array().unwrap().len());
    assert_eq!(same(&again), same(&done));
}

#[test]
fn a_missing_intermediate_is_named_with_its_place() {
    let (home, ca) = asked("leaf", &["-days", "300"]);
    for chain in [&[][..], &["--chain", "public-ca/root.pem"][..]] {
        let mut words = vec!["identity", "import", ADDRESS, "--cert", "public-ca/issued.pem"];
        words.extend(chain);
        let said = home.run(&words).failed();
        for wanted in ["Example Mail CA 2", "http://ca.example/intermediate.cer", "--chain"] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        let said = home.run_in("ja", &words).failed();
        assert!(said.contains("中間CA証明書") && said.contains("Example Mail CA 2"), "{said}");
    }
    let shown = home.json(&["identity", "show", ADDRESS]);
    assert_eq!(texts(&shown["keys"], "state"), ["requested"], "nothing was put in use");
    // Without the root it is put in use, and the end of the chain is told.
    let done = home.json(&["identity", "import", ADDRESS, "--cert", &ca.path("issued.pem"), "--chain", &ca.path("intermediate.pem")]);
    assert!(done["missing"]["subject"].as_str().unwrap().contains("Example Root R1"), "{done}");
}

#[test]
fn the_new_certificate_supersedes_the_private_one() {
    let (home, ca) = asked("leaf", &["-days", "300"]);
    home.run(&["identity", "add", ADDRESS]).good();
    let said =
        home.run(&["identity", "import", ADDRESS, "--cert", &ca.path("issued.pem"), "--chain", &ca.path("intermediate.pem")]).good().out;
    assert!(said.contains("superseded") && said.contains("Example Root R1"), "{said}");
    let shown = home.json(&["identity", "show", ADDRESS]);
    assert_eq!(texts(&shown["keys"], "state"), ["superseded", "active"]);
}

#[test]
fn what_mail_programs_would_stumble_over_is_refused() {
    for (section, days, wanted) in [
        ("other", &["-days", "300"][..], ["noreply@bank.example", "somebody@else.example"]),
        ("tls", &["-days", "300"], ["emailProtection", "serverAuth"]),
        ("leaf", &EXPIRED, ["expired", "identity csr"]),
        ("ca", &["-days", "300"], ["CA", "noreply@bank.example"]),
    ] {
        let (home, ca) = asked(section, days);
        let said =
            home.run(&["identity", "import", ADDRESS, "--cert", &ca.path("issued.pem"), "--chain", &ca.path("intermediate.pem")]).failed();
        for wanted in wanted {
            assert!(said.contains(wanted), "{section}: {wanted}: {said}");
        }
        let shown = home.json(&["identity", "show", ADDRESS]);
        assert_eq!(texts(&shown["keys"], "state"), ["requested"]);
    }
}

#[test]
fn a_certificate_for_no_key_of_ours_is_refused() {
    let (home, ca) = asked("leaf", &["-days", "300"]);
    ca.leaf("leaf", &["-days", "300"]);
    let said = home.run(&["identity", "import", ADDRESS, "--cert", &ca.path("leaf.pem")]).failed();
    assert!(said.contains("leaf.pem") && said.contains("import-p12"), "{said}");
    let said = home.run(&["identity", "import", "other@bank.example", "--cert", &ca.path("issued.pem")]).failed();
    assert!(said.contains(ADDRESS), "{said}");
    let said = home.run(&["identity", "import", ADDRESS, "--cert", &ca.path("request.pem")]).failed();
    assert!(said.contains("request.pem"), "{said}");
    let said = home.run(&["identity", "import", ADDRESS, "--cert", "nowhere.pem"]).failed();
    assert!(said.contains("nowhere.pem"), "{said}");
}

#[test]
fn a_cross_root_certificate_stays_at_home_unless_asked_for() {
    let (home, ca) = asked("leaf", &["-days", "300"]);
    // The root's name and key, once more certified by an older root.
    ca.key("old");
    ca.request("old", "/O=Example Trust/CN=Class 3 Public Primary");
    ca.ssl(&[
        "x509",
        "-req",
        "-in",
        "old.csr",
        "-key",
        "old.key",
        "-days",
        "900",
        "-extfile",
        "ext.cnf",
        "-extensions",
        "ca",
        "-out",
        "old.pem",
    ]);
    ca.sign("root.csr", "ca", "old", &["-days", "800"], "cross.pem");
    let chain = ca.join(&["cross.pem", "root.pem", "intermediate.pem"], "chain.pem");
    let mut words = vec!["identity", "import", ADDRESS, "--cert", "public-ca/issued.pem", "--chain", &chain];
    for sent in [false, true] {
        let done = home.json(&words);
        let links = done["keys"][0]["certificates"][0]["chain"].as_array().unwrap().clone();
        assert_eq!(links.len(), 3, "{done}");
        assert_eq!(links[2]["crossed"], true);
        assert!(links[2]["issuer"].as_str().unwrap().contains("Class 3"));
        assert_eq!(links[2]["sent"], sent);
        assert_eq!(links[0]["sent"], true);
        words.push("--with-cross");
    }
    let said = home.run_in("ja", &["identity", "show", ADDRESS]).good().out;
    assert!(said.contains("メールに付けるクロスルート証明書"), "{said}");
}
