//! What the MTA has to do to its header so that it says what ours says. Fields are compared by name, in order.

use kakitome_wire::milter::Change;

use super::fields::Field;

/// A change of the header, with what it borrows from the new header.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Edit<'a> {
    /// One more field.
    Add(&'a Field),
    /// Another value for the n-th field of this name, from 1.
    Replace(u32, &'a Field),
    /// The n-th field of this name goes.
    Remove(u32, &'a [u8]),
}

impl Edit<'_> {
    /// As milter says it.
    pub(super) fn as_change(&self, keeps_leading_space: bool) -> Change<'_> {
        match self {
            Self::Add(field) => Change::AddHeader { name: &field.name, value: field.telling(keeps_leading_space) },
            Self::Replace(index, field) => {
                Change::ChangeHeader { index: *index, name: &field.name, value: Some(field.telling(keeps_leading_space)) }
            }
            Self::Remove(index, name) => Change::ChangeHeader { index: *index, name, value: None },
        }
    }
}

/// The edits that make `before` say what `after` says. Of one name, surplus fields go from the last to the first, so that the numbers of
/// those before stay.
pub(super) fn between<'a>(before: &'a [Field], after: &'a [Field]) -> Vec<Edit<'a>> {
    let mut edits = Vec::new();
    let mut done: Vec<&[u8]> = Vec::new();
    for name in before.iter().chain(after).map(|field| field.name.as_slice()) {
        if done.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            continue;
        }
        done.push(name);
        let of_name = |field: &&'a Field| field.name.eq_ignore_ascii_case(name);
        let (mut old, mut new) = (before.iter().filter(of_name), after.iter().filter(of_name));
        for n in 1.. {
            match (old.next(), new.next()) {
                (Some(old), Some(new)) if old.value == new.value => {}
                (Some(_), Some(new)) => edits.push(Edit::Replace(n, new)),
                (Some(_), None) => {
                    let last = n.saturating_add(u32::try_from(old.count()).unwrap_or(u32::MAX));
                    edits.extend((n..=last).rev().map(|n| Edit::Remove(n, name)));
                    break;
                }
                (None, Some(first)) => {
                    edits.extend(std::iter::once(first).chain(new).map(Edit::Add));
                    break;
                }
                (None, None) => break,
            }
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    fn field(name: &str, value: &str) -> Field {
        Field { name: name.as_bytes().to_vec(), value: value.as_bytes().to_vec() }
    }

    /// What an MTA makes of the edits.
    fn applied(mut fields: Vec<Field>, edits: &[Edit<'_>]) -> Vec<Field> {
        let place = |fields: &[Field], n: u32, name: &[u8]| {
            let mut of_name = fields.iter().enumerate().filter(|(_, field)| field.name.eq_ignore_ascii_case(name));
            of_name.nth(n as usize - 1).map(|(at, _)| at)
        };
        for edit in edits {
            match edit {
                Edit::Add(field) => fields.push((*field).clone()),
                Edit::Replace(n, new) => match place(&fields, *n, &new.name) {
                    Some(at) => fields[at].value = new.value.clone(),
                    None => panic!("no field {n} of this name"),
                },
                Edit::Remove(n, name) => match place(&fields, *n, name) {
                    Some(at) => drop(fields.remove(at)),
                    None => panic!("no field {n} of this name"),
                },
            }
        }
        fields
    }

    fn sorted(mut fields: Vec<Field>) -> Vec<Field> {
        fields.sort_by_key(|field| (field.name.to_ascii_lowercase(), field.value.clone()));
        fields
    }

    #[test]
    fn the_edits_make_one_header_of_the_other() {
        let all = [
            field("From", " a@b"),
            field("Content-Type", " text/plain"),
            field("content-type", " text/html"),
            field("DKIM-Signature", " 1"),
            field("DKIM-Signature", " 2"),
            field("Bcc", " x"),
            field("MIME-Version", " 1.0"),
        ];
        // Every pair of subsets.
        let subset = |bits: usize| all.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, f)| f.clone()).collect::<Vec<_>>();
        for before in 0..1 << all.len() {
            for after in 0..1 << all.len() {
                let (before, after) = (subset(before), subset(after));
                let result = applied(before.clone(), &between(&before, &after));
                let lower =
                    |fields: Vec<Field>| sorted(fields).into_iter().map(|f| (f.name.to_ascii_lowercase(), f.value)).collect::<Vec<_>>();
                assert_eq!(lower(result), lower(after));
            }
        }
    }

    #[test]
    fn an_unchanged_header_needs_nothing() {
        let header = [field("From", " a@b"), field("Subject", " x\n y")];
        assert_eq!(between(&header, &header), []);
    }
}
