-- What is handed over sealed: an accusation or a gang lead, whose words stand nowhere else, or a copy of a matter that the
-- petition body has. Only the body that it was handed to opens it.
CREATE TABLE sealed_notes (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    unit_id UUID NOT NULL,
    -- code of the category, or petition
    ground TEXT NOT NULL,
    -- the words stand here alone; false for a copy
    alone BOOLEAN NOT NULL,
    matter_sealed BYTEA NOT NULL,
    handed_by UUID,
    handed_at TIMESTAMPTZ NOT NULL,
    -- what the body said last of how far it is
    answered_at TIMESTAMPTZ
);
CREATE INDEX sealed_notes_by_unit ON sealed_notes (unit_id, handed_at);
CREATE INDEX sealed_notes_by_case ON sealed_notes (case_id);

-- Who opened one, and why: the person who wrote it reads that somebody did.
CREATE TABLE sealed_openings (
    id UUID NOT NULL PRIMARY KEY,
    note_id UUID NOT NULL REFERENCES sealed_notes (id),
    opened_by UUID,
    post_id UUID,
    why TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sealed_openings_by_note ON sealed_openings (note_id, at);
