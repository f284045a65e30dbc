-- What people are told by mail. `name` is what makes an alert the same as one before: it is raised once, and told once, over restarts.
-- `facts` is a JSON object of texts; the words are chosen when it is told. `told` is one moment for all alerts of one mail.

CREATE TABLE alerts (
    id    INTEGER PRIMARY KEY,
    name  TEXT   NOT NULL UNIQUE,
    kind  TEXT   NOT NULL,
    facts TEXT   NOT NULL,
    found BIGINT NOT NULL,
    told  BIGINT
);

CREATE INDEX alerts_told ON alerts (told);
CREATE INDEX alerts_kind ON alerts (kind, id);

-- The last check of each identity before its mail is sent: what was found, as JSON, of the certificate with this serial number.
CREATE TABLE preflights (
    address TEXT   NOT NULL PRIMARY KEY,
    serial  TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    result  TEXT   NOT NULL
);

-- Which sender was told last when that recipients of a domain may read mail on phones that break on signatures.
CREATE TABLE senders_told (
    sender TEXT   NOT NULL,
    domain TEXT   NOT NULL,
    told   BIGINT NOT NULL,
    PRIMARY KEY (sender, domain)
);

-- The form of the signature that a mail got, or would have got: 'clear' or 'opaque'; NULL: none.
ALTER TABLE journal ADD COLUMN form TEXT;
