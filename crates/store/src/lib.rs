//! Identities, chains and the journal, in SQLite
