-- Accounts: who may hand in mail by login. Of a password only what it is checked with is kept: Argon2id as a PHC string, and the keys of
-- SCRAM-SHA-256 (RFC 5802 3). `login` is the mail address in the form that is compared: lower case, domain in A-labels.

CREATE TABLE accounts (
    id               INTEGER PRIMARY KEY,
    login            TEXT    NOT NULL UNIQUE,
    disabled         BIGINT  NOT NULL CHECK (disabled IN (0, 1)),
    password_hash    TEXT    NOT NULL,
    scram_salt       BLOB    NOT NULL,
    scram_iterations BIGINT  NOT NULL,
    scram_stored_key BLOB    NOT NULL,
    scram_server_key BLOB    NOT NULL,
    created          BIGINT  NOT NULL,
    changed          BIGINT  NOT NULL
);

-- As whom an account may send beside its own address: an address, or `@domain`.
CREATE TABLE account_addresses (
    account BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    address TEXT   NOT NULL,
    PRIMARY KEY (account, address)
);
