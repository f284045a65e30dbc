//! Which sender was told when of a domain whose readers' phones may break on signatures: once in a while, whichever node asks first.

use crate::database::Store;
use crate::error::Error;
use crate::millis::Millis;

impl Store {
    /// Takes the turn to tell a sender of a domain; no turn if it was told after that moment. Of several who ask at once one gets it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn may_tell_sender(&self, sender: &str, domain: &str, now: Millis, after: Millis) -> Result<bool, Error> {
        let done = sqlx::query(
            "INSERT INTO senders_told (sender, domain, told) VALUES ($1, $2, $3)
             ON CONFLICT (sender, domain) DO UPDATE SET told = excluded.told WHERE senders_told.told <= $4",
        )
        .bind(sender.to_owned())
        .bind(domain.to_owned())
        .bind(now.0)
        .bind(after.0)
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Gives a turn back: the sender could not be told after all.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sender_not_told(&self, sender: &str, domain: &str) -> Result<(), Error> {
        let question = sqlx::query("DELETE FROM senders_told WHERE sender = $1 AND domain = $2");
        question.bind(sender.to_owned()).bind(domain.to_owned()).execute(self.pool()).await?;
        Ok(())
    }
}
