-- A password that somebody else made (a one-time code) works until then, and only to choose an own one.
ALTER TABLE accounts ADD COLUMN password_until TIMESTAMPTZ;
ALTER TABLE accounts ADD COLUMN signed_in_at TIMESTAMPTZ;

-- Tries with a login that nobody has. They count and lock like those with one that somebody has, so that no login is
-- betrayed. Only a keyed digest is kept: people type passwords into the wrong field.
CREATE TABLE sign_in_tries (
    digest BYTEA NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    locked_until TIMESTAMPTZ,
    tried_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sign_in_tries_old ON sign_in_tries (tried_at);

-- What the holder of an account must be told: locked, code-given, password-changed, second-step-on, second-step-off.
CREATE TABLE account_notices (
    id UUID NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    -- from where, when a try caused it; empty otherwise
    address TEXT NOT NULL,
    by_person UUID,
    made_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ
);
CREATE INDEX account_notices_by_account ON account_notices (account_id, made_at);

CREATE INDEX sessions_old ON sessions (ends_at);
