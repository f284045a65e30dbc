-- What the salts of accounts that are not there are made with, so that they stay the same over restarts and on every node. One row.

CREATE TABLE login_secret (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL
);
