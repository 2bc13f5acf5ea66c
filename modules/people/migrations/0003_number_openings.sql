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
