//! Arrows between crates, read from the manifests: down only, no fenced crate outside its room, no key at the doors.

use std::path::Path;

use anyhow::{Context, Result};

use super::plan;
use crate::shell;

/// One crate of the house with what its manifest names (dev-dependencies do not count: tests may look down anywhere).
pub(super) struct Room {
    pub(super) name: String,
    needs: Vec<String>,
}

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    Ok(rooms(root)?.iter().flat_map(judge).collect())
}

pub(super) fn rooms(root: &Path) -> Result<Vec<Room>> {
    let folder = root.join("crates");
    let mut rooms = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path().join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        rooms.push(read(&text).with_context(|| format!("in {}", path.display()))?);
    }
    rooms.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(rooms)
}

fn read(manifest: &str) -> Result<Room> {
    let table: toml::Table = manifest.parse()?;
    let name = table.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let name = name.context("a manifest without package.name")?.trim_start_matches("kakitome-").to_owned();
    let mut needs = Vec::new();
    for section in ["dependencies", "build-dependencies"] {
        if let Some(toml::Value::Table(section)) = table.get(section) {
            needs.extend(section.keys().cloned());
        }
    }
    Ok(Room { name, needs })
}

fn judge(room: &Room) -> Vec<String> {
    let mut faults = Vec::new();
    let Some(floor) = floor(&room.name) else {
        return vec![format!("crate `{}` has no floor in the plan", room.name)];
    };
    for need in &room.needs {
        if let Some(other) = need.strip_prefix("kakitome-") {
            match floor_of(other) {
                Some(below) if below < floor => {}
                Some(below) => faults.push(format!("`{}` (floor {floor}) -> `{other}` (floor {below}): arrows point down", room.name)),
                None => faults.push(format!("`{}` -> `{other}`, which has no floor in the plan", room.name)),
            }
            for (from, to, why) in plan::NEVER {
                if *from == room.name && *to == other {
                    faults.push(format!("`{from}` -> `{to}` is forbidden: {why}"));
                }
            }
        }
        for (fenced, allowed, why) in plan::FENCED {
            if fenced == need && !allowed.contains(&room.name.as_str()) {
                faults.push(format!("`{}` names `{fenced}`: {why}", room.name));
            }
        }
    }
    faults
}

fn floor(name: &str) -> Option<u8> {
    floor_of(name)
}

fn floor_of(name: &str) -> Option<u8> {
    plan::FLOORS.iter().find(|(known, _)| *known == name).map(|(_, floor)| *floor)
}

/// The keyholder must not be in the tree of a program that speaks to the network.
pub(super) fn key_free(root: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for program in plan::WITHOUT_KEYS {
        if !root.join("crates").join(program).is_dir() {
            continue; // a door that has not been built yet
        }
        let package = format!("kakitome-{program}");
        let tree = shell::output(shell::cargo().args(["tree", "--offline", "--edges", "normal", "--package", &package]))?;
        if tree.contains("kakitome-keyholder") {
            faults.push(format!("`{program}` has the keyholder in its tree"));
        }
        if !tree.contains(&package) {
            faults.push(format!("the tree of `{program}` could not be read"));
        }
    }
    Ok(faults)
}

/// Crates that the front page does not name.
pub(super) fn undrawn(root: &Path) -> Result<Vec<String>> {
    let page = root.join("ARCHITECTURE.md");
    let text = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let missing = rooms(root)?.into_iter().filter(|room| !text.contains(&format!("`{}`", room.name)));
    Ok(missing.map(|room| format!("ARCHITECTURE.md does not name `{}`", room.name)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn faults_of(manifest: &str) -> Vec<String> {
        judge(&read(manifest).unwrap())
    }

    #[test]
    fn an_upward_arrow_is_found() {
        let faults = faults_of("[package]\nname = \"kakitome-pki\"\n[dependencies]\nkakitome-cms = \"1\"\n");
        assert_eq!(faults, ["`pki` (floor 3) -> `cms` (floor 4): arrows point down"]);
    }

    #[test]
    fn an_arrow_on_one_floor_is_found() {
        assert_eq!(faults_of("[package]\nname = \"kakitome-mime\"\n[dependencies]\nkakitome-ber = \"1\"\n").len(), 1);
    }

    #[test]
    fn a_forbidden_arrow_is_found() {
        let faults = faults_of("[package]\nname = \"kakitome-smime\"\n[dependencies]\nkakitome-store = \"1\"\n");
        assert_eq!(faults, ["`smime` -> `store` is forbidden: it is handed values"]);
    }

    #[test]
    fn a_fenced_crate_outside_its_room_is_found() {
        let faults = faults_of("[package]\nname = \"kakitome-smime\"\n[dependencies]\naws-lc-rs = \"1\"\n");
        assert_eq!(faults, ["`smime` names `aws-lc-rs`: only `crypto` names a primitive"]);
    }

    #[test]
    fn a_crate_without_a_floor_is_found() {
        assert_eq!(faults_of("[package]\nname = \"kakitome-attic\"\n"), ["crate `attic` has no floor in the plan"]);
    }
}
