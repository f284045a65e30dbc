//! The configuration file: what is written (`Config`) and what it means (`Settings`).
//!
//! Unknown keys and wrong values are faults with line and column. This folder opens no file but the
//! configuration itself.

mod believed;
mod carriers;
mod describe;
mod fault;
mod internet;
mod meant;
mod network;
mod pattern;
mod place;
mod settings;
mod telling;
mod template;
mod treated;
mod web;
mod written;

pub use believed::Believed;
pub use carriers::{CARRIERS, Carrier};
pub use describe::Meaning;
pub use fault::{ConfigError, Fault};
pub use internet::{Dns, DnsAnchor, Mx};
pub use network::{Cidr, CidrError};
pub use pattern::{Pattern, PatternError};
pub use place::Place;
pub use settings::{
    Accounts, ClientCa, ClientCrl, HopTls, Limits, ListenerSettings, LogSettings, MaySign, Mirror, NetworkSettings, NextHop,
    OutboxSettings, Rule, ServerTls, Settings, Signing, Timeouts, Users, Watch,
};
pub use telling::{Alerts, Senders};
pub use template::{Blanks, default_toml, template};
pub use treated::{Encryption, Roots, Triggers};
pub use web::{Web, WebLimits, WebTls};
pub use written::{
    AccountsConfig, Acknowledge, AlertsConfig, BareNewline, Check, ClientCertificates, Config, Dkim, DnsConfig, Encrypt, EncryptionConfig,
    HomeConfig, HopConfig, HopProtocol, HopTlsMode, HopVerify, KeyholderConfig, Kind, Language, LimitsConfig, ListenerConfig, ListenerKind,
    LogConfig, LogFormat, LogLevel, MailServiceConfig, MaySignConfig, Mechanism, MetricsConfig, MirrorConfig, Mode, MxConfig,
    NetworkConfig, OutboxConfig, RuleConfig, SendersConfig, ServiceLogin, Sign, SigningConfig, StartTls, TlsConfig, TriggersConfig,
    Unauthorised, Unsignable, UsersConfig, WatchConfig, WebConfig, WebLimitsConfig, WebTlsConfig, WhenExpired, WhenImpossible,
    WhenOutdated, WithoutIdentity,
};
