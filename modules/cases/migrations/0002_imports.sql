-- Where an imported case came from. The source's own number is taken once, so that a file can be imported again.
CREATE TABLE imports (
    source TEXT NOT NULL,
    number TEXT NOT NULL /*postgres: COLLATE "C"*/,
    case_id UUID NOT NULL REFERENCES cases (id),
    imported_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (source, number)
);
CREATE INDEX imports_by_case ON imports (case_id);
