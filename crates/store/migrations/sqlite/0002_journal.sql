-- The journal: one row for each mail that was handled. `id` is made by the process that handled the mail and begins with
-- its time in milliseconds (`MailId`), so that it is the order and the index of time as well.

CREATE TABLE journal (
    id              INTEGER PRIMARY KEY,
    message_id      TEXT,
    header_from     TEXT,
    envelope_sender TEXT   NOT NULL,
    recipients      TEXT   NOT NULL,
    peer            TEXT,
    decision        TEXT   NOT NULL,
    reason          TEXT,
    reply           TEXT   NOT NULL,
    identity        TEXT,
    serial          TEXT,
    content_sha256  BLOB,
    next_hop        TEXT,
    size            BIGINT NOT NULL
);

-- The names of some thousand mails stay together, so that writing touches a few pages however long the journal grows.
-- `first` and `last` are the least and the greatest id in it; two processes may make neighbours overlap.
CREATE TABLE journal_eras (
    id    INTEGER PRIMARY KEY,
    mails BIGINT  NOT NULL,
    first BIGINT  NOT NULL,
    last  BIGINT  NOT NULL
);

-- What a mail is found by: a 64-bit name of (kind, text) for its message id, From, envelope sender and every recipient.
-- A name is not the text: whoever searches compares the text of the row too.
CREATE TABLE journal_names (
    era  BIGINT NOT NULL,
    name BIGINT NOT NULL,
    mail BIGINT NOT NULL,
    PRIMARY KEY (era, name, mail)
) WITHOUT ROWID;
