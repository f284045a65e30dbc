-- What lists of roots say of the roots that our certificates lead to: a row for each change that was found; the newest of a
-- certificate, a list and a root is what holds. `state` is free of the clock: what the list says for this certificate, announced days
-- included. A row that is due and not told waits for a mail to its owner.

CREATE TABLE root_changes (
    id          INTEGER PRIMARY KEY,
    found       BIGINT  NOT NULL,
    list        TEXT    NOT NULL,
    edition     BLOB    NOT NULL,
    title       TEXT    NOT NULL,
    came        BIGINT  NOT NULL,
    address     TEXT    NOT NULL,
    certificate BLOB    NOT NULL,
    serial      TEXT    NOT NULL,
    root        BLOB    NOT NULL,
    root_name   TEXT    NOT NULL,
    earlier     TEXT,
    state       TEXT    NOT NULL,
    another     TEXT,
    due         BIGINT  NOT NULL CHECK (due IN (0, 1)),
    told        BIGINT,
    UNIQUE (address, certificate, list, root, edition)
);

CREATE INDEX root_changes_due ON root_changes (due, told);
