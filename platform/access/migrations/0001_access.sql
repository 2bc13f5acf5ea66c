-- People as the system knows them. Names of staff are public; phone and ID numbers are sealed, with a keyed blind
-- index for equality search.
CREATE TABLE persons (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    phone_sealed BYTEA,
    phone_blind BYTEA,
    id_number_sealed BYTEA,
    id_number_blind BYTEA,
    household_id UUID,
    home_id UUID,
    revision BIGINT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX persons_by_phone ON persons (phone_blind);
CREATE INDEX persons_by_home ON persons (home_id);

-- The organisations of the county: places (district, town, area, village, grid, micro-grid) and units (departments,
-- bodies, offices). Names and codes change: `valid_to` ends a name, `replaced_by` says what came after.
CREATE TABLE orgs (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL /*postgres: COLLATE "C"*/ CONSTRAINT orgs_code UNIQUE,
    kind TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    short_zh TEXT NOT NULL,
    short_en TEXT NOT NULL,
    parent_id UUID,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ,
    replaced_by UUID,
    revision BIGINT NOT NULL
);
CREATE INDEX orgs_by_parent ON orgs (parent_id);

-- Who stands above whom, and when: one row per organisation and ancestor (itself included, depth 0). Reports read it
-- as it was and as it is; nothing is ever deleted from it.
CREATE TABLE org_above (
    org_id UUID NOT NULL,
    above_id UUID NOT NULL,
    depth BIGINT NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ
);
CREATE INDEX org_above_by_org ON org_above (org_id, valid_to);
CREATE INDEX org_above_by_above ON org_above (above_id, valid_to);

-- A post: person x organisation x position x period.
CREATE TABLE posts (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES persons (id),
    role TEXT NOT NULL,
    org_id UUID NOT NULL,
    stands_in_for UUID,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ,
    revision BIGINT NOT NULL
);
CREATE INDEX posts_by_person ON posts (person_id);
CREATE INDEX posts_by_org ON posts (org_id, role);

CREATE TABLE accounts (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES persons (id),
    login TEXT NOT NULL CONSTRAINT accounts_login UNIQUE,
    password TEXT NOT NULL,
    failures BIGINT NOT NULL,
    locked_until TIMESTAMPTZ,
    totp_sealed BYTEA,
    totp_step BIGINT,
    lang TEXT NOT NULL,
    closed_at TIMESTAMPTZ,
    revision BIGINT NOT NULL
);
CREATE INDEX accounts_by_person ON accounts (person_id);

-- Only the digest of the cookie is kept: whoever reads this table cannot sign in with it.
CREATE TABLE sessions (
    digest BYTEA NOT NULL PRIMARY KEY,
    id UUID NOT NULL CONSTRAINT sessions_id UNIQUE,
    account_id UUID NOT NULL REFERENCES accounts (id),
    post_id UUID,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE tokens (
    digest BYTEA NOT NULL PRIMARY KEY,
    id UUID NOT NULL CONSTRAINT tokens_id UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    org_id UUID NOT NULL,
    addresses TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    made_by UUID,
    valid_to TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ
);
