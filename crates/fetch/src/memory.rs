//! What was fetched and may be used again: answers until the moment their reader named, failures for a minute.

use std::collections::HashMap;
use std::time::{Duration, Instant, SystemTime};

use crate::body::Body;
use crate::error::Error;
use crate::request::Request;
use crate::rules::Rules;

/// Answers and failures, bounded in number and in bytes; the ones used longest ago go first.
#[derive(Default)]
pub(crate) struct Memory {
    entries: HashMap<Request, Entry>,
    bytes: u64,
    uses: u64,
}

struct Entry {
    outcome: Outcome,
    used: u64,
}

enum Outcome {
    Answer { body: Body, fetched: SystemTime, until: SystemTime },
    Failure { error: Error, until: Instant },
}

impl Memory {
    /// What is known of this request.
    pub(crate) fn recall(&mut self, request: &Request, now: SystemTime) -> Option<Result<(Body, SystemTime), Error>> {
        let over = match &self.entries.get(request)?.outcome {
            Outcome::Answer { until, fetched, .. } => now >= *until || now < *fetched,
            Outcome::Failure { until, .. } => Instant::now() >= *until,
        };
        if over {
            self.forget(request);
            return None;
        }
        self.uses += 1;
        let entry = self.entries.get_mut(request)?;
        entry.used = self.uses;
        Some(match &entry.outcome {
            Outcome::Answer { body, fetched, .. } => Ok((body.clone(), *fetched)),
            Outcome::Failure { error, .. } => Err(error.clone()),
        })
    }

    pub(crate) fn keep(&mut self, request: &Request, body: &Body, fetched: SystemTime, until: SystemTime, rules: &Rules) {
        if body.len() > rules.remembered_bytes {
            return;
        }
        let until = fetched.checked_add(rules.longest).map_or(until, |longest| until.min(longest));
        self.insert(request, Outcome::Answer { body: body.clone(), fetched, until }, rules);
    }

    pub(crate) fn fail(&mut self, request: &Request, error: &Error, rules: &Rules) {
        let until = Instant::now() + rules.failure.max(Duration::ZERO);
        self.insert(request, Outcome::Failure { error: error.clone(), until }, rules);
    }

    fn insert(&mut self, request: &Request, outcome: Outcome, rules: &Rules) {
        self.forget(request);
        self.uses += 1;
        let entry = Entry { outcome, used: self.uses };
        self.bytes += entry.bytes();
        self.entries.insert(request.clone(), entry);
        while self.entries.len() > rules.remembered || self.bytes > rules.remembered_bytes {
            let Some(oldest) = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(request, _)| request.clone()) else { return };
            self.forget(&oldest);
        }
    }

    fn forget(&mut self, request: &Request) {
        if let Some(entry) = self.entries.remove(request) {
            self.bytes -= entry.bytes();
        }
    }
}

impl Entry {
    fn bytes(&self) -> u64 {
        match &self.outcome {
            Outcome::Answer { body, .. } => body.len(),
            Outcome::Failure { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;
    use crate::address::Address;
    use crate::rules::Kind;

    fn request(name: &str) -> Request {
        Request::get(Kind::Crl, Address::read(&format!("http://crl.example/{name}")).unwrap())
    }

    #[test]
    fn an_answer_is_kept_until_its_time_and_not_before_its_own() {
        let mut memory = Memory::default();
        let (now, hour) = (SystemTime::now(), Duration::from_secs(3600));
        memory.keep(&request("a"), &Body::memory(b"list"), now, now + hour, &Rules::default());
        assert_eq!(memory.recall(&request("a"), now).unwrap().unwrap().0.len(), 4);
        assert!(memory.recall(&request("b"), now).is_none());
        // A clock set back would make an answer of the future look fresh for ever.
        assert!(memory.recall(&request("a"), now - hour).is_none());
        memory.keep(&request("a"), &Body::memory(b"list"), now, now + hour, &Rules::default());
        assert!(memory.recall(&request("a"), now + hour).is_none());
        assert_eq!(memory.bytes, 0);
        // whoever sits on the way could promise no newer answer for a hundred years
        memory.keep(&request("a"), &Body::memory(b"list"), now, now + 876_000 * hour, &Rules::default());
        assert!(memory.recall(&request("a"), now + 239 * hour).is_some() && memory.recall(&request("a"), now + 241 * hour).is_none());
    }

    #[test]
    fn the_number_and_the_bytes_are_bounded_and_the_oldest_go() {
        let rules = Rules { remembered: 3, remembered_bytes: 100, ..Rules::default() };
        let (now, mut memory) = (SystemTime::now(), Memory::default());
        let later = now + Duration::from_secs(60);
        for name in ["a", "b", "c"] {
            memory.keep(&request(name), &Body::memory(&[0; 10]), now, later, &rules);
        }
        assert!(memory.recall(&request("a"), now).is_some());
        memory.fail(&request("d"), &Error::Setup { why: "x".to_owned() }, &rules);
        assert!(memory.recall(&request("b"), now).is_none(), "used longest ago");
        assert!(memory.recall(&request("a"), now).is_some() && memory.recall(&request("d"), now).unwrap().is_err());
        memory.keep(&request("e"), &Body::memory(&[0; 95]), now, later, &rules);
        assert_eq!(memory.bytes, 95);
        memory.keep(&request("f"), &Body::memory(&[0; 101]), now, later, &rules);
        assert!(memory.recall(&request("f"), now).is_none());
    }
}
