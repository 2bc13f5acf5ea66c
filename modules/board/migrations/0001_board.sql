-- What each case adds to the figures now: one row per figure, day, place, unit and category. The next time the case
-- changes, only the difference is carried over, and each figure opens to the cases that stand here.
CREATE TABLE contributions (
    case_id UUID NOT NULL,
    -- the figure: requests accepted closed in-time response ... (src/name.rs)
    name TEXT NOT NULL /*postgres: COLLATE "C"*/,
    -- the day in China; 1970-01-01 for what is so now
    day DATE NOT NULL,
    place_id UUID NOT NULL,
    -- 00000000-... where no unit answers for it
    unit_id UUID NOT NULL,
    category TEXT NOT NULL /*postgres: COLLATE "C"*/,
    -- how many of `total` were so; for a plain count both are the same
    value BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (case_id, name, day, place_id, unit_id, category)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX contributions_by_day ON contributions (name, day, case_id);
CREATE INDEX contributions_by_place ON contributions (name, place_id, day, case_id);

-- The sums, by day, for each place with everything below it and each unit. Category is the top category where a figure
-- is also counted by category, else empty.
CREATE TABLE figures (
    org_id UUID NOT NULL,
    name TEXT NOT NULL /*postgres: COLLATE "C"*/,
    day DATE NOT NULL,
    category TEXT NOT NULL /*postgres: COLLATE "C"*/,
    value BIGINT NOT NULL,
    total BIGINT NOT NULL,
    PRIMARY KEY (org_id, name, day, category)
) /*sqlite: WITHOUT ROWID*/;

-- The tree by which the sums stand. It follows the log, so that a village that moves takes its sums along exactly when
-- its event is read, whatever else has happened meanwhile.
CREATE TABLE board_orgs (
    org_id UUID NOT NULL PRIMARY KEY,
    parent_id UUID,
    place BOOLEAN NOT NULL
);

-- What the level above does for a place that needs a hand: said on the board beside the reason.
CREATE TABLE board_helps (
    id UUID NOT NULL PRIMARY KEY,
    org_id UUID NOT NULL,
    words TEXT NOT NULL,
    given_by UUID,
    given_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX board_helps_by_org ON board_helps (org_id, ends_at);
