-- Recipients are looked up whatever the case that somebody typed them in.
CREATE INDEX people_in_any_case ON people (lower(address));
CREATE INDEX identities_in_any_case ON identities (lower(address));
