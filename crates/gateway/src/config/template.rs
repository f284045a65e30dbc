//! The configuration that `kakitome init` writes: short, commented, ready to be changed.

/// What differs from home to home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blanks {
    /// Our name.
    pub hostname: String,
    /// Address and port of the relay listener.
    pub listen: String,
    /// Host of the next hop.
    pub next_hop: String,
    /// Port of the next hop.
    pub next_hop_port: u16,
    /// Address and port of the pages; `None`: the lines are there, switched off.
    pub web: Option<String>,
    /// As whom clients on this machine may sign: addresses, `@domain` or `*`.
    pub may_sign_as: Vec<String>,
}

impl Default for Blanks {
    fn default() -> Self {
        Self {
            hostname: "localhost".into(),
            listen: "127.0.0.1:2525".into(),
            next_hop: "127.0.0.1".into(),
            next_hop_port: 25,
            web: None,
            may_sign_as: vec!["*".into()],
        }
    }
}

/// The template with the default blanks.
pub fn default_toml() -> String {
    template(&Blanks::default())
}

/// The template with `blanks` filled in.
pub fn template(blanks: &Blanks) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let whom: Vec<String> = blanks.may_sign_as.iter().map(|w| quoted(w)).collect();
    let (web, off) = blanks.web.as_deref().map_or(("127.0.0.1:8025", "# "), |web| (web, ""));
    TEMPLATE
        .replace("{web}", &quoted(web))
        .replace("{off}", off)
        .replace("{hostname}", &quoted(&blanks.hostname))
        .replace("{listen}", &quoted(&blanks.listen))
        .replace("{next-hop}", &quoted(&blanks.next_hop))
        .replace("{next-hop-port}", &blanks.next_hop_port.to_string())
        .replace("{may-sign-as}", &whom.join(", "))
}

const TEMPLATE: &str = r#"# Kakitome. Check after a change: kakitome config check
# Paths are taken from the folder of this file. Unknown keys are errors.

# Our name in the greeting and in Received: lines.
hostname = {hostname}

# Who may send. A network has a name; listeners and signing rules use the name.
[[network]]
name = "this-machine"
addresses = ["127.0.0.0/8", "::1"]
# bare-newline = "repair"   # only for own programs that end lines with LF alone; otherwise such mail gets 550
# mta = true                # the clients are mail servers that queue and retry
# xclient = true            # the clients may say for whom they relay (XCLIENT)

# A door: SMTP without login, from these networks only.
[[listener]]
kind = "relay"
address = {listen}
networks = ["this-machine"]
# acknowledge = "outbox"    # 250 when the mail is safe here, for applications that do not come again; default: when the next hop has it
# tls = { cert = "cert.pem", key = "key.pem" }
# starttls = "required"     # "off", "optional", "required"

# Doors for people and programs that log in (kakitome account add); 587 with kind = "submission-starttls".
# [[listener]]
# kind = "submission"
# address = "0.0.0.0:465"
# tls = { cert = "cert.pem", key = "key.pem" }

# Another door: a milter, for an MTA that keeps its mail in its own hands (Postfix: smtpd_milters = inet:127.0.0.1:8891).
# [[listener]]
# kind = "milter"
# address = "127.0.0.1:8891"
# networks = ["this-machine"]   # where the MTA is; [[may-sign]] looks at the MTA's clients

# The server that every mail is handed to: usually your MTA. There is no queue here:
# a mail is accepted when the next hop has accepted it.
[next-hop]
address = {next-hop}
port = {next-hop-port}
tls = "optional"            # "none", "optional", "required", "dane". A hop that has done TLS once must do it from then on (kakitome hop)
# sticky = false            # with "optional": it may stop
# ca = "ca.pem"             # with "required": who has signed its certificate (default: the system's list)
# name = "mail.example.jp"  # with "required": the name in its certificate (default: address)

# address = "mx:" in place of a host: mail goes to the mail servers of each recipient's domain; every door then needs acknowledge = "outbox".
# [mx]
# mta-sts = true            # keep to domains' policies; DANE is used wherever a domain has it
# [dns]
# servers = ["192.0.2.53:53"]   # default: the system's

# How mail is signed whose From is a known identity (kakitome identity list).
[signing]
mode = "sign"               # "observe": pass everything as it came, and write down what would be done
# percent = 100             # so many of a hundred mails are signed; raise it step by step
sign = "clear"              # "clear", "opaque", "no"
when-expired = "refuse"     # certificate out of time: "refuse" the mail, or send it "unsigned"
unsignable = "opaque"       # cannot be made 7-bit safe: "opaque", "unsigned", "refuse"
dkim = "remove"             # it has a DKIM-Signature: "remove", "unsigned", "refuse"
unauthorised = "refuse"     # the client may not sign as From: "refuse", "unsigned"
also-sign = []              # "auto-submitted", "calendar", "report", "null-sender" stay unsigned otherwise

# without-identity = "refuse" # From is no identity: default "unsigned"

# Who gets ciphertext, with the certificates of kakitome people. Rules say it for each recipient (docs/rules.md).
[encryption]
encrypt = "never"           # "if-possible", "required"
when-impossible = "refuse"  # "refuse" the mail, or "defer" it until a certificate is there
# trust = ["mozilla"]       # roots of recipients' certificates; those that a person imported need none
# crls = ["partner.crl"]    # revocation lists at hand; nothing is fetched while a mail waits

# What whoever has logged in may ask for in the subject; taken out of every mail.
# [triggers]
# encrypt = ["[encrypt]", "【暗号化】"]

# Who may sign as whom: addresses, "@domain", or "*" for every identity. Accounts may as themselves without an entry;
# logins = ["app@example.jp"] in place of networks gives one more.
[[may-sign]]
networks = ["this-machine"]
as = [{may-sign-as}]

# Exceptions, first match first. Conditions: from, to (each recipient alone), networks.
# [[rule]]
# name = "partner cannot read signed mail"
# to = ["@partner.example"]
# sign = "no"

# Started as root, keyholder and gateway run as these users if the system has them: then only the keyholder's can read the keys.
[users]
gateway = "kakitome"
keyholder = "kakitome-keyholder"

# Mail of listeners with acknowledge = "outbox" waits here, encrypted, until the next hop has it.
[outbox]
folder = "outbox"
lifetime-hours = 120        # then it is given up and its sender told

# Once a day the root stores' lists are fetched. If a change touches a certificate of an identity, its owner gets a mail.
[watch]
# lists = []                # look at none
# to = ["admin@example.jp"] # tell them of every certificate instead of each identity of its own
# from = "admin@example.jp" # signed, if it is an identity; default: postmaster at our name

# Who is told by mail of certificates that expire, a keyholder or next hop that is away, trouble of the outbox, and what a daily check finds.
[alerts]
# to = ["admin@example.jp"]  # try it with: kakitome alerts test
# from = "admin@example.jp"  # signed, if it is an identity; default: postmaster at our name
# language = "both"          # "ja", "en"

# A person whose signed mail went to a carrier's address is told once in 30 days what may happen on which phones.
[senders]
tell-of-carriers = true

# Pages and API: drop a mail, read what it means; look a certificate up. A process of its own, without keys.
{off}[web]
{off}listen = [{web}]
# tls = { cert = "web.pem", key = "web.key" }
# public-url = "https://mail.example.jp"
# proxies = ["127.0.0.1"]   # a reverse proxy before it

# A domain whose customers get settings: the pages /guide, what Thunderbird, Outlook and Apple's devices ask for, letters on leaving STARTTLS.
# [[mail-service]]
# domain = "example.jp"
# smtp = "smtp.example.jp"  # port 465 unless you say another
# imap = "imap.example.jp"  # port 993

# Numbers for Prometheus and health for load balancers: /metrics, /health/live, /health/ready. Keep it on this machine.
# [metrics]
# address = "127.0.0.1:9125" # or "unix:run/metrics.sock"

# Budgets; kakitome config check prints those in force.
[limits]
message-bytes = 52428800
connections = 2000
connections-per-client = 200
# recipients-per-hour-per-login = 500       # further ones get 450; 0: any. Also mails-per-hour-, -per-client, -per-identity
"#;
