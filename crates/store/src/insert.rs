//! Many rows in few statements: 64 in one, then 32, 16 and so on down to one, so that any number of rows takes few, and the statements'
//! texts are always the same, so that SQLite compiles each once. Every statement is a way to SQLite's thread and back.

use std::sync::OnceLock;

use sqlx::any::AnyArguments;
use sqlx::{Arguments as _, AssertSqlSafe};

use crate::database::Changes;

/// Texts at most: 256 rows, 128, and so on.
const TEXTS: usize = 9;

/// Why values cannot be bound.
pub(crate) type Unbindable = Box<dyn std::error::Error + Send + Sync>;

/// Rows that go into one table.
pub(crate) struct Insert {
    table: &'static str,
    columns: &'static str,
    /// Values of a row.
    values: usize,
    /// Rows of a statement at most: two to this power. SQLite takes 32,766 values in one statement.
    most: usize,
    texts: [OnceLock<String>; TEXTS],
}

impl Insert {
    /// What is there already stays as it is, so that a write whose answer was lost may be tried again.
    pub(crate) const fn into(table: &'static str, columns: &'static str, values: usize, most: usize) -> Self {
        assert!(most < TEXTS, "more rows than there are texts");
        Self { table, columns, values, most, texts: [const { OnceLock::new() }; TEXTS] }
    }

    /// Writes them in their order.
    pub(crate) async fn write<T>(
        &self,
        transaction: &mut Changes,
        mut all: &[T],
        bind: impl Fn(&mut AnyArguments, &T) -> Result<(), Unbindable>,
    ) -> Result<(), sqlx::Error> {
        for (power, text) in self.texts.iter().enumerate().take(self.most + 1).rev() {
            while let Some((now, later)) = all.split_at_checked(1 << power) {
                let mut values = AnyArguments::default();
                values.reserve(now.len() * self.values, 0);
                for one in now {
                    bind(&mut values, one).map_err(sqlx::Error::Encode)?;
                }
                let sql = text.get_or_init(|| self.text(now.len()));
                sqlx::query_with(AssertSqlSafe(sql.as_str()), values).execute(&mut **transaction).await?;
                all = later;
            }
        }
        Ok(())
    }

    /// Places are written `?`, not `$1`: SQLite looks for a named place along the list of all names, which for a statement of
    /// 900 costs more than the write itself. (PostgreSQL counts them and wants the numbers.)
    fn text(&self, rows: usize) -> String {
        let group = format!("({})", vec!["?"; self.values].join(", "));
        let groups = vec![group; rows].join(", ");
        format!("INSERT INTO {} ({}) VALUES {groups} ON CONFLICT DO NOTHING", self.table, self.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_a_place_for_every_value() {
        let insert = Insert::into("t", "a, b", 2, 1);
        assert_eq!(insert.text(2), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING");
    }
}
