-- By which door an account hands in mail, and with which program as far as it tells: a row for each account, way, port and program, so
-- that the table is bounded by the accounts. `said` is what the program last called itself, shortened. Nothing of a mail's content.

CREATE TABLE door_uses (
    account    TEXT   NOT NULL,
    way        TEXT   NOT NULL CHECK (way IN ('implicit', 'starttls')),
    port       BIGINT NOT NULL,
    program    TEXT   NOT NULL,
    said       TEXT,
    first_seen BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL,
    sessions   BIGINT NOT NULL,
    PRIMARY KEY (account, way, port, program)
);

-- Which account was written to in which stage of a series of letters about it. A row that was begun and not sent: a program ended in
-- between, and nobody knows whether the letter left.
CREATE TABLE starttls_letters (
    series  TEXT   NOT NULL,
    stage   TEXT   NOT NULL,
    account TEXT   NOT NULL,
    begun   BIGINT NOT NULL,
    sent    BIGINT,
    PRIMARY KEY (series, stage, account)
);
