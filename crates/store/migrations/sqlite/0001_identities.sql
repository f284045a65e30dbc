-- Identities: a mail address with its history of keys and certificates. Times are milliseconds since 1970-01-01 UTC.
-- Only BIGINT, TEXT and BLOB: the same tables stand in PostgreSQL (INTEGER PRIMARY KEY is SQLite's way to number rows).

CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
-- 'generation' grows with every change of identities; 'writer' numbers the processes that name mails.
INSERT INTO counters (name, value) VALUES ('generation', 1), ('writer', 0);

CREATE TABLE identities (
    id      INTEGER PRIMARY KEY,
    address TEXT    NOT NULL UNIQUE,
    name    TEXT,
    created BIGINT  NOT NULL
);

-- A row is never deleted: the keys of old mail are needed for as long as the mail is kept.
CREATE TABLE keys (
    id          INTEGER PRIMARY KEY,
    identity    BIGINT REFERENCES identities (id) ON DELETE RESTRICT,
    holder_id   TEXT    NOT NULL UNIQUE,
    spki        BLOB    NOT NULL,
    spki_sha256 BLOB    NOT NULL UNIQUE,
    kind        TEXT    NOT NULL,
    purpose     TEXT    NOT NULL CHECK (purpose IN ('both', 'sign', 'decrypt', 'authority')),
    source      TEXT    NOT NULL CHECK (source IN ('made', 'imported')),
    state       TEXT    NOT NULL CHECK (state IN ('requested', 'active', 'superseded', 'expired', 'revoked')),
    created     BIGINT  NOT NULL,
    changed     BIGINT  NOT NULL,
    CHECK ((identity IS NULL) = (purpose = 'authority'))
);
CREATE INDEX keys_of_identity ON keys (identity);
-- One active key of an identity for each purpose: which key signs is never a matter of luck.
CREATE UNIQUE INDEX keys_active ON keys (identity, purpose) WHERE state = 'active' AND identity IS NOT NULL;

CREATE TABLE certificates (
    id         INTEGER PRIMARY KEY,
    sha256     BLOB    NOT NULL UNIQUE,
    der        BLOB    NOT NULL,
    key        BIGINT REFERENCES keys (id) ON DELETE RESTRICT,
    role       TEXT    NOT NULL CHECK (role IN ('leaf', 'intermediate', 'root')),
    subject    TEXT    NOT NULL,
    issuer     TEXT    NOT NULL,
    serial     TEXT    NOT NULL,
    not_before BIGINT  NOT NULL,
    not_after  BIGINT  NOT NULL,
    added      BIGINT  NOT NULL
);
CREATE INDEX certificates_of_key ON certificates (key);
CREATE INDEX certificates_serial ON certificates (serial);

-- What belongs to a leaf, in order: position 0 issued the leaf. `crossed` certificates are not needed to reach the root;
-- only what is `sent` goes into mails.
CREATE TABLE chains (
    leaf        BIGINT NOT NULL REFERENCES certificates (id) ON DELETE RESTRICT,
    position    BIGINT NOT NULL,
    certificate BIGINT NOT NULL REFERENCES certificates (id) ON DELETE RESTRICT,
    crossed     BIGINT NOT NULL CHECK (crossed IN (0, 1)),
    sent        BIGINT NOT NULL CHECK (sent IN (0, 1)),
    PRIMARY KEY (leaf, position),
    UNIQUE (leaf, certificate)
);

-- The built-in private CA: the newest row of a role issues.
CREATE TABLE authorities (
    id          INTEGER PRIMARY KEY,
    role        TEXT   NOT NULL CHECK (role IN ('root', 'issuing')),
    certificate BIGINT NOT NULL UNIQUE REFERENCES certificates (id) ON DELETE RESTRICT,
    key         BIGINT NOT NULL REFERENCES keys (id) ON DELETE RESTRICT,
    url         TEXT   NOT NULL,
    created     BIGINT NOT NULL
);
