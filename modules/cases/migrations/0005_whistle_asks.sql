-- Somebody below asks the town leader to whistle. What the leader then blows stands in whistles, and may differ.
CREATE TABLE whistle_asks (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    -- emergency urgent ordinary
    kind TEXT NOT NULL,
    matter TEXT NOT NULL,
    -- ids of the units to call, a space between them
    units TEXT NOT NULL,
    meeting_at TIMESTAMPTZ,
    meeting_place TEXT NOT NULL,
    asked_by UUID,
    asked_post UUID,
    asked_at TIMESTAMPTZ NOT NULL,
    -- asked blown declined lapsed
    state TEXT NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMPTZ,
    whistle_id UUID
);
CREATE INDEX whistle_asks_by_case ON whistle_asks (case_id, state);
CREATE INDEX whistle_asks_waiting ON whistle_asks (asked_at) WHERE state = 'asked';
