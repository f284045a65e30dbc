//! Accounts: made, found, changed, removed. A login is compared without regard to case.

use std::collections::BTreeMap;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::account::{Account, AccountKeys};
use crate::address::Address;
use crate::database::{Changes, Store};
use crate::error::Error;
use crate::millis::Millis;
use crate::names::folded;
use crate::rows;

const COLUMNS: &str =
    "id, login, disabled, password_hash, scram_salt, scram_iterations, scram_stored_key, scram_server_key, created, changed";

impl Store {
    /// Makes an account that may send as its own address and as `may`. `false`: there is one already, nothing was changed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn add_account(&self, login: &Address, may: &[String], keys: &AccountKeys, now: Millis) -> Result<bool, Error> {
        let mut transaction = self.begin().await?;
        let row: Option<AnyRow> = sqlx::query(
            "INSERT INTO accounts (login, disabled, password_hash, scram_salt, scram_iterations, scram_stored_key, scram_server_key,
                 created, changed)
             VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (login) DO NOTHING RETURNING id",
        )
        .bind(folded(login.as_str()).into_owned())
        .bind(keys.password_hash.clone())
        .bind(keys.scram_salt.clone())
        .bind(i64::from(keys.scram_iterations))
        .bind(keys.scram_stored_key.to_vec())
        .bind(keys.scram_server_key.to_vec())
        .bind(now.0)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(false);
        };
        set_addresses(&mut transaction, row.try_get(0)?, may).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The account of this login; `None`: there is none.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn account(&self, login: &str) -> Result<Option<Account>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE login = $1");
        let row: Option<AnyRow> = sqlx::query(AssertSqlSafe(sql)).bind(folded(login).into_owned()).fetch_optional(self.pool()).await?;
        let account = row.as_ref().map(read).transpose()?;
        // Asked for an account that is not there as well: whether it is must not be told by the time that the answer takes.
        let id = account.as_ref().map_or(0, |account| account.id);
        let rows: Vec<AnyRow> = sqlx::query("SELECT address FROM account_addresses WHERE account = $1 ORDER BY address")
            .bind(id)
            .fetch_all(self.pool())
            .await?;
        let Some(mut account) = account else { return Ok(None) };
        account.may = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        Ok(Some(account))
    }

    /// What the salts of accounts that are not there are made with: `new` the first time, the same ever after.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn login_secret(&self, new: &[u8; 32]) -> Result<[u8; 32], Error> {
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO login_secret (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING")
            .bind(new.to_vec())
            .execute(&mut *transaction)
            .await?;
        let row = sqlx::query("SELECT secret FROM login_secret WHERE id = 1").fetch_one(&mut *transaction).await?;
        transaction.commit().await?;
        rows::digest(&row, "secret")?.ok_or(Error::Damaged { table: "login_secret", row: 1, what: "secret" })
    }

    /// All accounts, by login.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn accounts(&self) -> Result<Vec<Account>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM accounts ORDER BY login");
        let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(sql)).fetch_all(self.pool()).await?;
        let mut accounts = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<AnyRow> =
            sqlx::query("SELECT account, address FROM account_addresses ORDER BY account, address").fetch_all(self.pool()).await?;
        let mut addresses: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for row in &rows {
            addresses.entry(row.try_get(0)?).or_default().push(row.try_get(1)?);
        }
        for account in &mut accounts {
            account.may = addresses.remove(&account.id).unwrap_or_default();
        }
        Ok(accounts)
    }

    /// Gives an account another password. `false`: there is no such account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn change_account_keys(&self, login: &Address, keys: &AccountKeys, now: Millis) -> Result<bool, Error> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE accounts SET password_hash = $1, scram_salt = $2, scram_iterations = $3, scram_stored_key = $4, scram_server_key = $5,
                 changed = $6
             WHERE login = $7",
        )
        .bind(keys.password_hash.clone())
        .bind(keys.scram_salt.clone())
        .bind(i64::from(keys.scram_iterations))
        .bind(keys.scram_stored_key.to_vec())
        .bind(keys.scram_server_key.to_vec())
        .bind(now.0)
        .bind(folded(login.as_str()).into_owned())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Says as whom an account may send beside its own address. `false`: there is no such account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn change_account_addresses(&self, login: &Address, may: &[String], now: Millis) -> Result<bool, Error> {
        let mut transaction = self.begin().await?;
        let row: Option<AnyRow> = sqlx::query("UPDATE accounts SET changed = $1 WHERE login = $2 RETURNING id")
            .bind(now.0)
            .bind(folded(login.as_str()).into_owned())
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(row) = row else {
            transaction.rollback().await?;
            return Ok(false);
        };
        set_addresses(&mut transaction, row.try_get(0)?, may).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Keeps an account from logging in, or lets it again. `false`: there is no such account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn disable_account(&self, login: &Address, disabled: bool, now: Millis) -> Result<bool, Error> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("UPDATE accounts SET disabled = $1, changed = $2 WHERE login = $3")
            .bind(i64::from(disabled))
            .bind(now.0)
            .bind(folded(login.as_str()).into_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Removes an account, and what was written down of the doors that it used. `false`: there is no such account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn remove_account(&self, login: &Address) -> Result<bool, Error> {
        let mut transaction = self.begin().await?;
        let login = folded(login.as_str()).into_owned();
        let done = sqlx::query("DELETE FROM accounts WHERE login = $1").bind(login.clone()).execute(&mut *transaction).await?;
        sqlx::query("DELETE FROM door_uses WHERE account = $1").bind(login.clone()).execute(&mut *transaction).await?;
        sqlx::query("DELETE FROM starttls_letters WHERE account = $1").bind(login).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

async fn set_addresses(transaction: &mut Changes, account: i64, may: &[String]) -> Result<(), Error> {
    sqlx::query("DELETE FROM account_addresses WHERE account = $1").bind(account).execute(&mut **transaction).await?;
    for address in may {
        sqlx::query("INSERT INTO account_addresses (account, address) VALUES ($1, $2) ON CONFLICT (account, address) DO NOTHING")
            .bind(account)
            .bind(address.clone())
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

fn read(row: &AnyRow) -> Result<Account, Error> {
    let id = row.try_get("id")?;
    let damaged = |what| Error::Damaged { table: "accounts", row: id, what };
    let key = |column: &'static str| rows::digest(row, column)?.ok_or_else(|| damaged(column));
    let iterations: i64 = row.try_get("scram_iterations")?;
    let disabled: i64 = row.try_get("disabled")?;
    Ok(Account {
        id,
        login: row.try_get("login")?,
        may: Vec::new(),
        disabled: disabled != 0,
        keys: AccountKeys {
            password_hash: row.try_get("password_hash")?,
            scram_salt: row.try_get("scram_salt")?,
            scram_iterations: u32::try_from(iterations).map_err(|_| damaged("scram_iterations"))?,
            scram_stored_key: key("scram_stored_key")?,
            scram_server_key: key("scram_server_key")?,
        },
        created: Millis(row.try_get("created")?),
        changed: Millis(row.try_get("changed")?),
    })
}
