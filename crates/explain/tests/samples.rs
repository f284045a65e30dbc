//! The sample explanations of the glossary (section 5) as acceptance cases: each situation is made here, and what is said is the
//! sample's sentences in its order. Names are invented.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[path = "../../smime/tests/support/mod.rs"]
mod support;
#[path = "../../clients/tests/town/mod.rs"]
mod town;

use std::io::Cursor;

use const_oid::ObjectIdentifier;
use kakitome_clients::{Journey, Mail, Promise, Shown, Stores, Unsigned, predict, promised, shipped_observations};
use kakitome_crypto::KeyKind;
use kakitome_explain::page::{self, Page, Subject};
use kakitome_explain::{Lang, words};
use kakitome_pki::UnixTime;
use kakitome_roots::{History, Root, Snapshot, Source, troubles};
use kakitome_smime::{Policy, Report, open};
use rcgen::DnType;
use support::{Authority, NOW, Person, TEXT, clear, mail};

const ALICE: &str = "noreply@bank.example";

/// 株式会社見本銀行, organisation-validated.
fn bank(root: &Authority) -> Person {
    let kind = ObjectIdentifier::from_arcs([2, 23, 140, 1, 5, 2, 2]).unwrap();
    let value = kakitome_ber::der::sequence(&[&kakitome_ber::der::sequence(&[&kakitome_ber::der::oid(&kind)])]);
    root.person_with(ALICE, KeyKind::P256, |params| {
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::OrganizationName, "株式会社見本銀行");
        params.distinguished_name.push(DnType::CommonName, "株式会社見本銀行");
        params.custom_extensions.push(rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 32], value));
    })
}

fn stores(root: &Authority) -> Stores {
    let list = |source| Snapshot::new(source, NOW, [7; 32], vec![Root::of(root.certificate.clone())]);
    Stores::none().with(list(Source::Microsoft)).with(list(Source::Mozilla))
}

fn shown(report: &Report, stores: &Stores) -> Vec<Shown> {
    predict(Mail { report, recipients: &[] }, stores, &shipped_observations().unwrap())
}

fn subject<'a>(report: &'a Report, shown: &'a [Shown]) -> Subject<'a> {
    Subject { report, shown, journey: None, troubles: &[], lists: &[], only: &[], replayed: false, promise: None }
}

fn journey(mail: &[u8]) -> Journey {
    Journey::read(&kakitome_mime::Message::from_bytes(mail, &kakitome_mime::Limits::default()).unwrap().root.header)
}

/// A part is these sentences, word by word.
fn is(part: &[String], expected: &[&str]) {
    assert_eq!(part, expected);
}

/// No rule of tone is broken, in either language.
fn tone(page: &Page) {
    let text = page::text(page).replace("Yahoo!", "Yahoo");
    assert!(!text.contains(['⟨', '!', '！']) && !text.contains("{$"), "{text}");
    assert!(text.matches("可能性があります").count() <= 1, "{text}");
    for word in ["危険", "偽物", "安全です", "問題ありません", "心配ありません", "安心", "書留", "改ざんされています"]
    {
        assert!(!text.contains(word), "{word}: {text}");
    }
    let prose = [&page.known, &page.unknown, &page.clients, &page.todo].map(|part| part.join("")).join("");
    let call = "電話で確かめるときは、このメールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。";
    assert!(!prose.contains("送信元にお確かめください") || prose.contains(call), "{prose}");
}

#[test]
fn sample_1_good() {
    let root = Authority::new("Example CA");
    let report = root.judge(&mail(ALICE, &clear(TEXT, &bank(&root).detached(TEXT.as_bytes()))));
    let all = shown(&report, &stores(&root));
    let page = page::build(&subject(&report, &all), Lang::Ja);
    assert_eq!((page.badge.as_str(), page.heading.as_str()), ("有効", "署名は有効です"));
    is(
        &page.known,
        &[
            "このメールは noreply@bank.example の電子証明書(証明書)で署名されています。",
            "差出人のアドレスと署名者のアドレスは一致しています。",
            "本文と添付ファイルは、署名されたときから変わっていません。",
            "証明書の名義は「株式会社見本銀行」で、認証局「Example CA」が組織の実在を確認して発行したものです(企業認証)。",
        ],
    );
    assert_eq!(
        page.unknown[0],
        "件名・宛先・日付は、この署名の対象に含まれていません。リンク先や用件が正しいかどうかも、署名ではわかりません。"
    );
    is(
        &page.clients,
        &[
            "Outlook(従来版)は「デジタル署名:有効」、Thunderbird は「メッセージは署名されています」と表示する見込みです。",
            "S/MIME に対応していないメールソフトでは、smime.p7s という添付ファイルが見えます。",
        ],
    );
    is(&page.todo, &["特にありません。入力や支払いを求める内容のときは、ふだんお使いの公式サイトやアプリからお進みください。"]);
    tone(&page);
    // what it was judged by: whose list, of when; and as of when nobody was on the revocation list
    let alice = bank(&root);
    let crl = kakitome_pki::Crl::from_der(root.crl(&[])).unwrap();
    let mail = mail(ALICE, &clear(TEXT, &alice.detached(TEXT.as_bytes())));
    let report = open(&mut Cursor::new(&mail), &root.evidence().with_crls([crl]), &Policy::default(), NOW).unwrap();
    let lists = ["Mozilla のルート証明書一覧(2026年5月時点)".to_owned()];
    let page = page::build(&Subject { lists: &lists, ..subject(&report, &shown(&report, &stores(&root))) }, Lang::Ja);
    let basis = page.basis.join("");
    assert!(basis.contains("Mozilla のルート証明書一覧(2026年5月時点)") && basis.contains("失効の確認: 失効していません。"), "{basis}");
    assert!(page::text(&page).contains("失効リスト「CN=Example CA」、2026年11月21日 9時00分(日本時間) 現在"));
    // then revocation is no longer among what is not known
    is(&page.unknown, &["件名・宛先・日付は、この署名の対象に含まれていません。リンク先や用件が正しいかどうかも、署名ではわかりません。"]);
    // a certificate that was issued for an address says nothing of a name
    let kind = ObjectIdentifier::from_arcs([2, 23, 140, 1, 5, 1, 2]).unwrap();
    let value = kakitome_ber::der::sequence(&[&kakitome_ber::der::sequence(&[&kakitome_ber::der::oid(&kind)])]);
    let policies = rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 32], value);
    let mailbox = root.person_with(ALICE, KeyKind::P256, |params| params.custom_extensions.push(policies));
    let report = root.judge(&support::mail(ALICE, &clear(TEXT, &mailbox.detached(TEXT.as_bytes()))));
    let page = page::build(&subject(&report, &[]), Lang::Ja);
    assert_eq!(
        page.known[3],
        "証明書で確認されているのはメールアドレスだけです。組織名や氏名は、認証局による確認の対象ではありません(メールアドレス認証)。"
    );
}

#[test]
fn sample_2_altered() {
    let root = Authority::new("Example CA");
    let whole = mail(ALICE, &clear(TEXT, &bank(&root).detached(TEXT.as_bytes())));
    let report = root.judge(String::from_utf8(whole).unwrap().replace("nobody", "Mallory").as_bytes());
    let all = shown(&report, &stores(&root));
    let page = page::build(&subject(&report, &all), Lang::Ja);
    assert_eq!((page.badge.as_str(), page.heading.as_str()), ("不一致", "署名と内容が一致しません"));
    // what differs is not named here: the other sentence stands (glossary, 5.2)
    is(
        &page.known,
        &[
            "このメールには noreply@bank.example の署名がありますが、届いた内容は署名されたときと異なります。どこが変わったかは特定できませんでした。",
        ],
    );
    is(&page.unknown, &["配送の途中で自動的に加えられたのか、だれかが書き換えたのかは、このメールだけでは判断できません。"]);
    assert_eq!(
        page.clients[0],
        "Outlook(従来版)は「デジタル署名が不正です」、Thunderbird は「デジタル署名が正しくありません」と表示する見込みです。"
    );
    is(
        &page.todo,
        &[
            "受信者の方: この内容をもとに手続きをする前に、送信元にお確かめください。電話で確かめるときは、このメールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。",
            "送信元の方: 署名したあとでフッターの追加や文字コードの変換をしている装置がないか、配送チェックでお調べください。",
        ],
    );
    tone(&page);
}

#[test]
fn sample_3_the_root_of_2016() {
    let chain = town::Chain::new();
    let day = |text: &str| UnixTime::parse(text).unwrap();
    let editions = ["2015-11-24", "2016-01-20", "2016-01-25", "2016-01-29"];
    let history = History::new(editions.map(|date| chain.stand_in(&town::authroot(date))));
    let list = history.at(day("2016-01-21")).unwrap();
    let report = chain.report_with(list, day("2016-01-21"), true, vec![chain.crl(day("2016-01-21"))]);
    let tried: Vec<_> = report.signers.iter().flat_map(|signer| signer.tried.clone()).collect();
    let found = troubles(&tried, list, &history, report.at);
    // Mozilla's list of those days: both roots are for e-mail in it
    let mozilla = chain.stand_in(&town::certdata("2013-02-28-bf65ba4ce1c2"));
    let all = shown(&report, &Stores::shipped().unwrap().with(list.clone()).with(mozilla));
    let subject = Subject { troubles: &found, replayed: true, ..subject(&report, &all) };
    let page = page::build(&subject, Lang::Ja);
    assert_eq!(page.heading, "この環境では、証明書が電子メール用として信頼されていません");
    assert_eq!(page.replayed.as_deref(), Some("2016年1月21日 9時00分(日本時間)時点の再現"));
    is(
        &page.known,
        &[
            "内容は署名されたときから変わっておらず、差出人と署名者は一致しています。警告の原因はメールではなく、Windows のルート証明書の設定です。",
            "2016年1月20日に配信が始まったルート証明書更新情報で、ルート証明書「VeriSign Class 3 Public Primary CA」の利用目的から「電子メールの保護」が削除(オフ)になりました。",
            "このメールはクロスルート証明書(古いルートにもつながるようにするための中間の証明書)を含むため、検証がこのルートに行き着くことがあります。",
            "署名者の証明書が失効したという記録は、確認した失効リストにはありません。",
        ],
    );
    assert_eq!(
        page.unknown[0],
        "お使いの環境に更新が適用されているか、別のルート証明書「VeriSign Class 3 Public Primary Certification Authority - G3」が入っているかは、メールからはわかりません。入っている場合、警告は表示されない見込みです。"
    );
    assert_eq!(
        page.clients[0],
        "Windows Live メール、Windows メール(Vista)、Outlook(従来版)では「デジタルIDは取り消されています。」と表示される場合があります(2016年1月25日、DigiCert Japan ALERT1958 による)。"
    );
    assert_eq!(page.clients[1], "Thunderbird と iPhone・iPad のメールは Windows の設定を使わないため、影響を受けない見込みです(推定)。");
    let price = "この認証局が発行する証明書をすべて信頼することになります。組織のパソコンでは管理者にご相談のうえ、拇印を公式の資料と照合してください。";
    assert!(
        page.todo[0].starts_with(
            "受信者の方: 修正されたルート証明書更新情報が配信された場合は、自動的に適用されます。手動の操作は必要ありません。"
        )
    );
    assert!(page.todo[0].contains(price), "{}", page.todo[0]);
    assert_eq!(
        page.todo[1],
        "送信元の方: クロスルート証明書を含めずに署名すると、解消する場合があります。ただし、新しいルート証明書がなく、自動更新も働かない古い環境では、そのために警告が表示される場合があります。"
    );
    assert_eq!(page.later.len(), 1);
    assert!(
        page.later[0].starts_with("その後: 2016年1月25日の更新情報で、電子メール用として再び信頼されるようになりました"),
        "{}",
        page.later[0]
    );
    tone(&page);
    // without a revocation list nothing is said of one
    let report = chain.report(list, day("2016-01-21"), true);
    let page = page::build(&Subject { report: &report, ..subject }, Lang::Ja);
    assert_eq!((page.known.len(), page.unknown.len()), (3, 2), "{:?}", page.unknown);
}

#[test]
fn sample_4_a_red_lock_and_a_valid_signature() {
    let root = Authority::new("Example CA");
    let entity = clear(TEXT, &bank(&root).detached(TEXT.as_bytes()));
    let way = "Received: from out.mail.example by mx.google.com with ESMTP id y; Sun, 22 Nov 2026 10:00:01 +0900\r\n\
               Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=bounce@mail.example\r\n";
    let whole = [way.as_bytes(), &mail(ALICE, &entity)].concat();
    let report = root.judge(&whole);
    let all = shown(&report, &stores(&root));
    let way = journey(&whole);
    let page = page::build(&Subject { journey: Some(&way), ..subject(&report, &all) }, Lang::Ja);
    assert_eq!(page.heading, "署名は有効です。赤い鍵アイコンは、署名とは別のことを示しています");
    let known = page.known.join("");
    assert!(known.starts_with("このメールは noreply@bank.example の電子証明書(証明書)で署名されています。"));
    assert!(known.contains("本文と添付ファイルは、署名されたときから変わっていません。"));
    assert!(known.ends_with(
        "Gmail の赤い鍵アイコン「暗号化されていません」(「暗号化なし」)は、Gmail に届くときの通信が暗号化(TLS)されていなかったことを示します。\
         署名や証明書の良し悪しを示すものではありません。メールの記録でも、mx.google.com に渡された区間に TLS の記載がありません。"
    ));
    assert_eq!(
        page.unknown[0],
        "通信の途中で内容を読まれたかどうかは、だれにもわかりません。このメールには署名だけが付いていて、本文は暗号化されていません。"
    );
    let clients = page.clients.join("");
    assert!(clients.contains("差出人の横の「経由 mail.example」は、配信に使われたサーバーのドメインが差出人のドメインと異なることを示します。配信を委託しているときによくある表示で、それだけで不審とはいえません。"));
    assert!(clients.contains("Gmail に「証明書は信頼されていません。」と表示される場合は、発行元や証明書の有効期間(27か月以内)など別の条件によるもので、赤い鍵とは関係がありません。"));
    assert_eq!(
        page.todo[1],
        "受信者の方: 設定で消すことはできません。このメールへの返信で、パスワードなどの大切な情報を送らないでください。"
    );
    assert_eq!(page.todo[2], "送信元の方: 送信サーバーを TLS に対応させると、この表示は出なくなります。");
    // under TLS there is no red lock to speak of, and elsewhere than at Google no lock at all
    for (from, to) in [("with ESMTP ", "with ESMTPS "), ("mx.google.com", "mx.home.example")] {
        let other = String::from_utf8(whole.clone()).unwrap().replace(from, to);
        let way = journey(other.as_bytes());
        let page = page::build(&Subject { journey: Some(&way), ..subject(&report, &all) }, Lang::Ja);
        assert_eq!(page.heading, "署名は有効です");
        assert!(!page::text(&page).contains("赤い鍵アイコン「"));
    }
    tone(&page);
}

#[test]
fn sample_5_smime_p7s() {
    let root = Authority::new("Example CA");
    let report = root.judge(&mail(ALICE, &clear(TEXT, &bank(&root).detached(TEXT.as_bytes()))));
    let all = shown(&report, &stores(&root));
    let only = ["no-smime".to_owned()];
    let page = page::build(&Subject { only: &only, ..subject(&report, &all) }, Lang::Ja);
    assert_eq!(page.heading, "smime.p7s は、電子署名のデータです");
    assert_eq!(
        page.known[0],
        "このメールには電子署名が付いています。お使いのメールソフトが S/MIME に対応していない場合、署名が添付ファイルとして見えます。"
    );
    assert_eq!(
        page.known[1],
        "中身を調べたところ、署名のデータだけでした。本文は、そのままお読みいただけます。開く必要はなく、開いても署名の確認はできません。"
    );
    assert_eq!(
        page.unknown[0],
        "smime.p7s が付いているだけでは、差出人が本人かどうかはわかりません。ほかのメールから写すこともできるためです。"
    );
    is(&page.clients, &["S/MIME に対応していないメールソフトでは、smime.p7s という添付ファイルが見えます。"]);
    is(
        &page.todo,
        &[
            "メールのファイル(.eml)をこのプログラムに渡すと、差出人と内容を検証します(Gmail では、パソコンで「元のメールをダウンロード」を選びます)。または、S/MIME に対応したメールソフトで開いてください。",
        ],
    );
    tone(&page);
    // only the signature file: nothing can be said of a mail
    let lone = root.judge(&bank(&root).detached(TEXT.as_bytes()));
    let page = page::build(&subject(&lone, &shown(&lone, &stores(&root))), Lang::Ja);
    assert_eq!(page.heading, "これだけでは判定できません");
    assert!(page.known[1].starts_with("証明書の名義は「株式会社見本銀行」、発行者は「Example CA」、署名者の証明書のシリアル番号は "));
    is(&page.unknown, &["この署名がどの本文に付いていたか、本文が変わっていないかは、署名のファイルだけではわかりません。"]);
    assert!(page.rows.is_empty());
}

#[test]
fn sample_6_no_signature_from_a_sender_who_says_that_he_signs() {
    let root = Authority::new("Example CA");
    let mail = mail("noreply@sign.example", TEXT);
    let report = root.judge(&mail);
    let all = shown(&report, &stores(&root));
    let file = "[[promise]]\naddress = \"noreply@sign.example\"\nsince = \"2023-10-18\"\n";
    let promises = Promise::read_all(file).unwrap();
    let message = kakitome_mime::Message::from_bytes(&mail, &kakitome_mime::Limits::default()).unwrap();
    let unsigned = Unsigned { from: &report.author.from, recipients: &[], mail: Some(&message.root), at: report.at };
    let found = promised(&promises, &unsigned);
    let page = page::build(&Subject { promise: found, ..subject(&report, &all) }, Lang::Ja);
    assert_eq!(page.heading, "電子署名はありません");
    is(
        &page.known,
        &[
            "このメールには署名がありません。",
            "差出人の noreply@sign.example は、2023年10月18日以降にこのアドレスから送るメールすべてに署名を付けると公表しています。",
        ],
    );
    is(&page.unknown, &["配送の途中で署名が外れたのか、別のだれかが送ったのかは、判断できません。"]);
    is(&page.clients, &["署名の表示はありません。"]);
    is(&page.todo, &["リンクを開かず、公式サイトやアプリから手続きの有無をお確かめください。"]);
    tone(&page);
    // whose word it is, and what is left out
    let heard = "except = [\"calendar\"]\nsaid_by = \"見本商事\"\nheard = \"2026-11-01\"\n";
    let promises = Promise::read_all(&format!("{file}{heard}")).unwrap();
    let page = page::build(&Subject { promise: promised(&promises, &unsigned), ..subject(&report, &all) }, Lang::Ja);
    assert!(page.known[1].ends_with("署名を付けると公表しています。ただし、会議などの招待には付けないとしています。"));
    assert_eq!(page.known[2], "この公表の内容は、見本商事から2026年11月1日に受け取ったものです。");
    tone(&page);
    // a signed mail is not spoken of
    let signed = root.judge(&support::mail(ALICE, &clear(TEXT, &bank(&root).detached(TEXT.as_bytes()))));
    let page = page::build(&Subject { promise: promised(&promises, &unsigned), ..subject(&signed, &all) }, Lang::Ja);
    assert!(!page.known.join("").contains("公表"));
}

#[test]
fn every_language_and_format_says_the_same_and_nothing_of_the_mail_gets_through() {
    let root = Authority::new("Example CA");
    let hostile = "<script>alert(1)</script>@x.example";
    let entity = clear(TEXT, &bank(&root).detached(TEXT.as_bytes()));
    let way = format!(
        "Received: from <img/src=x> by \"><script>.google.com with ESMTP; x\r\nAuthentication-Results: <b>; dkim=pass header.d=<i>\r\nTo: {hostile}\r\n"
    );
    let whole = [way.as_bytes(), &mail("\"<script>x\" <noreply@bank.example>", &entity)].concat();
    let report = root.judge(&whole);
    let (all, way) = (shown(&report, &stores(&root)), journey(&whole));
    let lists = ["<script>list".to_owned()];
    let subject = Subject { journey: Some(&way), lists: &lists, ..subject(&report, &all) };
    for lang in Lang::ALL {
        let page = page::build(&subject, lang);
        let html = page::html(&page);
        let body = html.split("<body>").nth(1).unwrap();
        // what a stranger wrote stands there as text: none of its brackets is one
        for mark in ["<script", "<img", "<b>", "<i>"] {
            assert!(!body.contains(mark), "{mark} in {lang}");
        }
        for tag in body.split('<').skip(1) {
            let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
            let known = [
                "main", "header", "span", "h1", "h2", "h3", "p", "section", "details", "summary", "dl", "dt", "dd", "ul", "li", "footer",
                "body", "html", "a",
            ];
            assert!(known.contains(&name.as_str()), "{name}");
            let attributes = tag.split('>').next().unwrap();
            // links lead to the page's own terms alone
            assert!(name != "a" || tag.starts_with('/') || attributes.starts_with("a href=\"#"), "{attributes}");
            // and no attribute is one that acts
            let acts = attributes.split_whitespace().skip(1).any(|one| one.starts_with("on") || one.starts_with("src"));
            assert!(!acts, "{attributes}");
        }
        assert!(html.contains("default-src 'none'") && html.contains("name=\"viewport\""));
        assert!(!html.contains("Pay nobody"), "nothing of the content");
        for part in ["part-known", "part-unknown", "part-clients", "part-todo"] {
            assert!(html.contains(&words(lang).get(part, &[])));
        }
        let object = page::json(&page, &subject);
        assert_eq!(object["schema"], "kakitome.report/1");
        assert_eq!(object["page"]["heading"], page.heading);
        let clients = object["clients"].as_array().unwrap();
        assert_eq!(clients.len(), page.rows.len());
        for case in clients.iter().flat_map(|one| one["cases"].as_array().unwrap()) {
            let shows = ["trusted", "warning", "invalid", "unsigned", "attachment", "unreadable", "unknown"];
            assert!(shows.contains(&case["shows"].as_str().unwrap()));
            let confidence = ["documented", "source", "observed", "reported", "inferred", "unknown"];
            assert!(confidence.contains(&case["confidence"].as_str().unwrap()));
            for whom in ["sender", "recipient"] {
                let remedy = &case["remedy"][whom];
                assert!(remedy.is_null() || !remedy["price"].as_str().unwrap().is_empty());
            }
            assert!(!case.to_string().contains('⟨'), "{case}");
        }
        assert!(!page::text(&page).contains('⟨'));
    }
}

#[test]
fn every_remedy_of_a_profile_has_words_and_a_price() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../clients/data/rules");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines().filter(|line| line.starts_with("sender = ") || line.starts_with("recipient = ")) {
            let id = line.split('"').nth(1).unwrap();
            for lang in Lang::ALL {
                assert!(words(lang).has(&format!("remedy-{id}")) && words(lang).has(&format!("remedy-{id}-price")), "{id}");
            }
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}
