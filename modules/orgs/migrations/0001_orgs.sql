-- Names that an organisation had before. The present one stands in `orgs`; its first one began when the organisation
-- did, so a report as of any day finds the name of that day.
CREATE TABLE org_names (
    org_id UUID NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    short_zh TEXT NOT NULL,
    short_en TEXT NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ NOT NULL
);
CREATE INDEX org_names_by_org ON org_names (org_id, valid_to);

-- The number that people may call, printed on posters. A number of an office, never of a person.
CREATE TABLE org_phones (
    org_id UUID NOT NULL PRIMARY KEY,
    phone TEXT NOT NULL
);

-- One row, raised by each change of the tree: whoever keeps the tree in memory compares it and reads anew.
CREATE TABLE orgs_generation (
    id BIGINT NOT NULL PRIMARY KEY,
    generation BIGINT NOT NULL
);
INSERT INTO orgs_generation (id, generation) VALUES (1, 0);

-- The codes on posters. A code that was printed is never used again for another place.
CREATE TABLE place_codes (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL /*postgres: COLLATE "C"*/ CONSTRAINT place_codes_code UNIQUE,
    org_id UUID NOT NULL,
    venue_zh TEXT NOT NULL,
    venue_en TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    revision BIGINT NOT NULL
);
CREATE INDEX place_codes_by_org ON place_codes (org_id);
