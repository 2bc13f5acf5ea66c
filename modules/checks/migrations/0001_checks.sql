-- The last run of each integrity check. `since` is when it was first found broken in an unbroken row of runs.
CREATE TABLE check_runs (
    number TEXT NOT NULL PRIMARY KEY,
    checked_at TIMESTAMPTZ NOT NULL,
    millis BIGINT NOT NULL,
    -- rows that break the promise; -1 when the check itself could not run
    broken BIGINT NOT NULL,
    -- numbers and ids of the first few, with blanks between: never a word that a person wrote
    first TEXT NOT NULL,
    since TIMESTAMPTZ
);
