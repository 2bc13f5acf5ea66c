-- What an errand is about besides its case: when the person wishes to be visited. One row per ordered errand.
CREATE TABLE errands (
    case_id UUID NOT NULL PRIMARY KEY REFERENCES cases (id),
    -- the day and hour that the person chose; none: as soon as the limit says
    wished_at TIMESTAMPTZ,
    visited_at TIMESTAMPTZ
);

-- One row per service item of the order: each has the limit of its own from the day its papers are complete.
CREATE TABLE errand_items (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    service TEXT NOT NULL,
    position BIGINT NOT NULL,
    -- ordered complete handed-in done explained not-possible
    state TEXT NOT NULL,
    -- what came of it, as the person reads it
    result TEXT NOT NULL,
    papers_at TIMESTAMPTZ,
    handed_in_at TIMESTAMPTZ,
    done_at TIMESTAMPTZ
);
CREATE INDEX errand_items_by_case ON errand_items (case_id, position);

-- A person's own consent to what may not be kept without it (Personal Information Protection Law Art. 28-30): what for,
-- until when, how it was given. What was noted under it is sealed, and erased when it is withdrawn or its time is over.
CREATE TABLE consents (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    -- health identity account face
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- fingerprint signature spoken
    way TEXT NOT NULL,
    -- self guardian family
    given_by TEXT NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    taken_by UUID,
    keep_until DATE NOT NULL,
    note_sealed BYTEA,
    number_sealed BYTEA,
    withdrawn_at TIMESTAMPTZ,
    erased_at TIMESTAMPTZ
);
CREATE INDEX consents_by_case ON consents (case_id);
CREATE INDEX consents_kept ON consents (keep_until) WHERE erased_at IS NULL;

-- The limit of a service item, and the notices that a clock gave.
ALTER TABLE clocks ADD COLUMN item_id UUID;
ALTER TABLE notices ADD COLUMN clock_id UUID;
CREATE INDEX notices_by_clock ON notices (clock_id) WHERE read_at IS NULL;
CREATE INDEX clocks_bad_rating ON clocks (part_id) WHERE result = '' AND stage = 'bad-rating-fix';

-- A second need that was taken out of one request: answered and called back by itself, counted as no request.
ALTER TABLE requests ADD COLUMN origin_id UUID;
CREATE INDEX requests_by_origin ON requests (origin_id);

-- A dispatcher has a case before the eyes: nobody else takes it in meanwhile.
CREATE TABLE claims (
    case_id UUID NOT NULL PRIMARY KEY REFERENCES cases (id),
    person_id UUID NOT NULL,
    claimed_at TIMESTAMPTZ NOT NULL
);
