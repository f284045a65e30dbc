//! Many envelopes unlocked together: the holder of a key gets its questions in one go and may answer them in less time than one by
//! one (`Opener::unwrap_many`). What is asked, and what an answer means, stands in `unlock`.

use kakitome_crypto::{OpenError, Zeroizing};

use crate::envelope::Envelope;
use crate::error::Error;
use crate::unlock::{Asked, Keys, UnlockPolicy, Unlocked, Unlocking};

/// [`Envelope::unlock`] for many envelopes, with an answer for each in their order; what one of them is does not show in the answer for
/// another. With a [`kakitome_crypto::MemoryOpener`] of an RSA key it takes much less time, where the processor has AVX-512 IFMA;
/// eight at a time are enough for that. Elsewhere, and for other keys, it takes the same time as one by one.
///
/// ```
/// use kakitome_cms::{Envelope, Error, Keys, Limits, UnlockPolicy, unlock_many};
/// use std::io::Cursor;
///
/// fn contents(messages: &[Vec<u8>], keys: &Keys<'_>) -> Result<Vec<Vec<u8>>, Error> {
///     let mut contents = Vec::new();
///     for messages in messages.chunks(8) {
///         let mut sources: Vec<_> = messages.iter().map(Cursor::new).collect();
///         let envelopes = sources.iter_mut().map(|source| Envelope::read(source, &Limits::default()));
///         let envelopes = envelopes.collect::<Result<Vec<_>, _>>()?;
///         let unlocked = unlock_many(&envelopes.iter().collect::<Vec<_>>(), keys, &UnlockPolicy::default());
///         for ((envelope, source), unlocked) in envelopes.iter().zip(&mut sources).zip(unlocked) {
///             let mut content = Vec::new();
///             envelope.check(source, &unlocked?)?.write_to(source, &mut content)?;
///             contents.push(content);
///         }
///     }
///     Ok(contents)
/// }
/// ```
#[must_use]
pub fn unlock_many(envelopes: &[&Envelope], keys: &Keys<'_>, policy: &UnlockPolicy) -> Vec<Result<Unlocked, Error>> {
    let begun = envelopes.iter().map(|envelope| match Unlocking::new(envelope, keys, policy) {
        Ok(unlocking) => State::Waiting(unlocking),
        Err(error) => State::Done(Err(error)),
    });
    let mut states: Vec<State<'_>> = begun.collect();
    // One round where every key answers; another, with the next key, for what the holder of one would not open.
    loop {
        let mut asked = questions(&mut states);
        if asked.is_empty() {
            break;
        }
        asked.sort_by_key(|(_, asked, _)| asked.key);
        for same in asked.chunk_by(|(_, one, _), (_, other, _)| one.key == other.key) {
            for ((at, asked, _), answer) in same.iter().zip(answers(same)) {
                if let Some(state) = states.get_mut(*at) {
                    state.take(asked.recipient, answer);
                }
            }
        }
    }
    states.into_iter().map(State::end).collect()
}

enum State<'a> {
    Done(Result<Unlocked, Error>),
    Waiting(Unlocking<'a>),
}

/// Which envelope, whom it asks what, and how long the key is to be.
type Question<'a> = (usize, Asked<'a>, usize);

/// The next question of every envelope that still has one; the others come to their end.
fn questions<'a>(states: &mut [State<'a>]) -> Vec<Question<'a>> {
    let mut asked = Vec::new();
    for (at, state) in states.iter_mut().enumerate() {
        let State::Waiting(unlocking) = state else { continue };
        match unlocking.next_own() {
            Some(question) => asked.push((at, question, unlocking.length)),
            None => *state = State::Done(unlocking.without_own()),
        }
    }
    asked
}

/// What the one whom all of these ask answers to each.
fn answers(asked: &[Question<'_>]) -> Vec<Result<Zeroizing<Vec<u8>>, OpenError>> {
    let Some((_, first, _)) = asked.first() else { return Vec::new() };
    let questions: Vec<_> = asked.iter().map(|(_, asked, length)| (asked.question.wrapped(), *length)).collect();
    let mut answers = first.opener.unwrap_many(&questions);
    // Somebody else's opener may have lost some.
    let lost = questions.get(answers.len()..).unwrap_or_default();
    answers.extend(lost.iter().map(|(wrapped, length)| first.opener.unwrap(wrapped, *length)));
    answers
}

impl State<'_> {
    fn take(&mut self, recipient: usize, answer: Result<Zeroizing<Vec<u8>>, OpenError>) {
        let Self::Waiting(unlocking) = self else { return };
        match unlocking.take(recipient, answer) {
            Ok(None) => {}
            Ok(Some(unlocked)) => *self = Self::Done(Ok(unlocked)),
            Err(error) => *self = Self::Done(Err(error)),
        }
    }

    fn end(self) -> Result<Unlocked, Error> {
        match self {
            Self::Done(result) => result,
            Self::Waiting(mut unlocking) => unlocking.without_own(),
        }
    }
}
