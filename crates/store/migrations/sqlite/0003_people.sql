-- Correspondents' certificates: whom mail is encrypted to. One row for each address of a certificate. Unlike one's own keys they may
-- be forgotten: another copy comes with the next mail.

CREATE TABLE people (
    id           INTEGER PRIMARY KEY,
    address      TEXT    NOT NULL,
    sha256       BLOB    NOT NULL,
    der          BLOB    NOT NULL,
    spki_sha256  BLOB    NOT NULL,
    subject      TEXT    NOT NULL,
    issuer       TEXT    NOT NULL,
    serial       TEXT    NOT NULL,
    not_before   BIGINT  NOT NULL,
    not_after    BIGINT  NOT NULL,
    trust        TEXT    NOT NULL CHECK (trust IN ('imported', 'directory', 'harvested')),
    state        TEXT    NOT NULL CHECK (state IN ('usable', 'review')),
    capabilities BLOB,
    first_seen   BIGINT  NOT NULL,
    last_seen    BIGINT  NOT NULL,
    UNIQUE (address, sha256)
);
