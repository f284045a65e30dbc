-- Since when an identity's certificates may be looked up by strangers (milliseconds; NULL: they may not, which is the default).

ALTER TABLE identities ADD COLUMN published BIGINT;
