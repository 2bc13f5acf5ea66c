-- A household of a grid. What is known of its members stands in `persons` (`household_id`).
CREATE TABLE households (
    id UUID NOT NULL PRIMARY KEY,
    org_id UUID NOT NULL,
    number TEXT NOT NULL /*postgres: COLLATE "C"*/,
    made_at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL,
    CONSTRAINT households_number UNIQUE (org_id, number)
);

-- The rota: which post is on duty for a role of an organisation, from and to.
CREATE TABLE duties (
    id UUID NOT NULL PRIMARY KEY,
    org_id UUID NOT NULL,
    role TEXT NOT NULL,
    post_id UUID NOT NULL,
    from_at TIMESTAMPTZ NOT NULL,
    to_at TIMESTAMPTZ NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    revision BIGINT NOT NULL
);
CREATE INDEX duties_by_org ON duties (org_id, role, to_at);
CREATE INDEX duties_by_post ON duties (post_id);

-- Logins that the sign-in page of a demonstration offers; empty everywhere else.
CREATE TABLE demo_logins (
    place BIGINT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL,
    password TEXT NOT NULL,
    role_zh TEXT NOT NULL,
    role_en TEXT NOT NULL
);
