-- TLS on the way: what a next hop has shown, how each mail left, what domains demand, and how often it went well.

-- Hops that have done TLS. `downgraded` is the last time that one did not do it any more.
CREATE TABLE hops (
    hop         TEXT   NOT NULL PRIMARY KEY,
    since       BIGINT NOT NULL,
    seen        BIGINT NOT NULL,
    version     TEXT   NOT NULL,
    cipher      TEXT   NOT NULL,
    certificate TEXT,
    sha256      BLOB,
    spki_sha256 BLOB,
    proven      TEXT   NOT NULL,
    downgraded  BIGINT,
    why         TEXT
);

-- How a mail left for a hop: one row for each transaction that the hop took. `version` is empty where it was not encrypted.
CREATE TABLE journal_legs (
    mail        BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    hop         TEXT   NOT NULL,
    recipients  TEXT   NOT NULL,
    version     TEXT,
    cipher      TEXT,
    certificate TEXT,
    sha256      BLOB,
    spki_sha256 BLOB,
    proven      TEXT   NOT NULL,
    since       BIGINT,
    why         TEXT,
    PRIMARY KEY (mail, at, hop)
) WITHOUT ROWID;

-- Policies of domains (RFC 8461), as they were fetched.
CREATE TABLE sts_policies (
    domain  TEXT   NOT NULL PRIMARY KEY,
    id      TEXT   NOT NULL,
    fetched BIGINT NOT NULL,
    policy  TEXT   NOT NULL
);

-- Connections by day (days since 1970), domain, what was demanded, and how it ended.
CREATE TABLE hop_days (
    day    BIGINT NOT NULL,
    domain TEXT   NOT NULL,
    hop    TEXT   NOT NULL,
    demand TEXT   NOT NULL,
    result TEXT   NOT NULL,
    count  BIGINT NOT NULL,
    PRIMARY KEY (day, domain, hop, demand, result)
) WITHOUT ROWID;
