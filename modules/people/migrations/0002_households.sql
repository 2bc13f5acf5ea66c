-- Who lived in a household, in which relation, from and until. Where somebody lives now stands in `persons`
-- (`household_id`).
CREATE TABLE household_members (
    id UUID NOT NULL PRIMARY KEY,
    household_id UUID NOT NULL REFERENCES households (id),
    person_id UUID NOT NULL REFERENCES persons (id),
    -- head spouse child parent other
    relation TEXT NOT NULL,
    joined_at TIMESTAMPTZ NOT NULL,
    left_at TIMESTAMPTZ,
    -- moved died mistake; empty while the person lives there
    left_why TEXT NOT NULL
);
CREATE INDEX household_members_by_household ON household_members (household_id, left_at);
CREATE INDEX household_members_by_person ON household_members (person_id, left_at);
CREATE INDEX persons_by_household ON persons (household_id);
CREATE INDEX persons_by_id_number ON persons (id_number_blind);
