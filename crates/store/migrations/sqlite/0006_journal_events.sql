-- What became of a mail after it was taken into the outbox, one row for each event; `recipient` is empty where an event is of the
-- whole mail. Mail without a row here went through in one transaction.
CREATE TABLE journal_events (
    mail      BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    event     TEXT   NOT NULL,
    recipient TEXT   NOT NULL,
    reply     TEXT,
    PRIMARY KEY (mail, at, event, recipient)
) WITHOUT ROWID;
