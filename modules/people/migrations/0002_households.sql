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

-- Who opened somebody's sealed numbers, and why: the person concerned can read it (PIPL, Art. 44).
CREATE TABLE number_openings (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES persons (id),
    household_id UUID NOT NULL REFERENCES households (id),
    opened_by UUID,
    post_id UUID,
    -- visit errand danger check
    why TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE INDEX number_openings_by_household ON number_openings (household_id, at);
CREATE INDEX number_openings_by_person ON number_openings (person_id, at);
