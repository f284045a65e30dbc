-- When a correspondent last asked, under a signature, to be answered with a certificate (milliseconds; NULL: never, or without a time),
-- and the certificates above it as DER one after another: whoever encrypts to it judges its path again.

ALTER TABLE people ADD COLUMN asked_for BIGINT;
ALTER TABLE people ADD COLUMN issuers BLOB;
