//! `[metrics]` as written.

use serde::Deserialize;
use toml::Spanned;

/// `[metrics]`: numbers and health for monitors, by HTTP without a login: `/metrics` (Prometheus text format), `/health/live`,
/// `/health/ready`. Off unless an address is given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct MetricsConfig {
    /// Address and port, or `unix:` and a path. Whoever reaches it learns how much mail passes and which addresses are signed for: keep it
    /// on this machine, or in the monitors' own network.
    pub address: Option<Spanned<String>>,
}
