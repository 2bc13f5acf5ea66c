-- Everything that happens, once, for ever. Data hold ids, codes, times and salted digests only: never free text and
-- never personal data, which retention must be able to erase without breaking the chain.
CREATE TABLE events (
    id UUID NOT NULL PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    person UUID,
    post UUID,
    verb TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    revision BIGINT NOT NULL,
    place UUID,
    unit UUID,
    data TEXT NOT NULL,
    CONSTRAINT events_one_revision UNIQUE (subject_kind, subject_id, revision)
);

-- Committed and not yet in the chain.
CREATE TABLE events_unsealed (
    event_id UUID NOT NULL PRIMARY KEY
);

-- A dense order and a link (SM3 of the link before, the number and the event).
CREATE TABLE chain (
    seq BIGINT NOT NULL PRIMARY KEY,
    event_id UUID NOT NULL UNIQUE,
    hash BYTEA NOT NULL
);

-- How far each consumer has read.
CREATE TABLE consumers (
    name TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
