//! A next hop whose certificate is faulty in one way each, where it is to be checked (T08): relay and outbox send nothing, and say why.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::clear::deferred;
use crate::stage::{Changes, NOREPLY, Script, Stage, mail};
use crate::{attempt, heard_of_it};

pub(crate) struct Authority {
    pub(crate) folder: tempfile::TempDir,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A server's certificate with its key.
pub(crate) struct Server {
    pub(crate) der: Vec<u8>,
    pub(crate) config: Arc<rustls::ServerConfig>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { folder, issuer }
    }

    /// The line within `[next-hop]`.
    pub(crate) fn line(&self) -> String {
        format!("ca = \"{}/ca.pem\"\n", self.folder.path().display())
    }

    pub(crate) fn server(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Server {
        let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        serve(certificate.der().to_vec(), &key)
    }
}

pub(crate) fn serve(der: Vec<u8>, key: &KeyPair) -> Server {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der.clone().into()], key)
        .unwrap();
    Server { der, config: Arc::new(config) }
}

pub(crate) fn expired(params: &mut CertificateParams) {
    params.not_before = time::OffsetDateTime::UNIX_EPOCH;
    params.not_after = time::OffsetDateTime::UNIX_EPOCH + time::Duration::days(1);
}

#[tokio::test]
async fn t08_a_faulty_certificate_defers_and_the_reply_says_what_is_wrong() {
    let authority = Authority::new();
    let self_signed = {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["mx.example".to_owned()]).unwrap();
        serve(params.self_signed(&key).unwrap().der().to_vec(), &key)
    };
    let lines = format!("tls = \"required\"\nname = \"mx.example\"\n{}", authority.line());
    for (server, what) in [
        (self_signed, "does not lead to a trusted authority"),
        (authority.server(&["other.example"], |_| {}), "for another name"),
        (authority.server(&["mx.example"], expired), "has expired"),
        (Authority::new().server(&["mx.example"], |_| {}), "does not lead to a trusted authority"),
    ] {
        let script = Script { tls: Some(Arc::clone(&server.config)), ..Script::default() };
        let (reply, stage) = attempt(script.clone(), &lines).await;
        assert!(reply.starts_with("451 4.7.5") && reply.contains(what), "{what}: {reply}");
        assert!(!heard_of_it(&stage), "{what}");

        let stage = Stage::with(Changes { script, next_hop: &lines, listener: "acknowledge = \"outbox\"\n", ..Changes::default() }).await;
        stage.client().await.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
        let id = stage.journal(1).await[0].id;
        let said = deferred(&stage.store, id, what).await;
        assert!(said.starts_with("451 4.7.5") && said.contains(what), "{what}: {said}");
        assert!(!heard_of_it(&stage), "{what}: the outbox");
    }
    let good = authority.server(&["mx.example"], |_| {});
    let (reply, stage) = attempt(Script { tls: Some(good.config), ..Script::default() }, &lines).await;
    assert!(reply.starts_with("250"), "{reply}");
    let id = stage.journal(1).await[0].id;
    let leg = stage.leg(id).await;
    let tls = leg.tls.unwrap();
    assert_eq!((tls.proven.as_str(), tls.certificate.as_deref()), ("ca", Some("mx.example")));
}
