-- The versions of the playbook that were in force, in the order in which the program began to work by them. Going back
-- to an earlier one is a version too.
CREATE TABLE playbook_versions (
    id UUID NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL CONSTRAINT playbook_versions_number UNIQUE,
    -- As its authors call it: 2026.1
    name TEXT NOT NULL,
    effective DATE NOT NULL,
    -- SM3 of all its files
    digest TEXT NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    changed BIGINT NOT NULL,
    -- Who noted that it was approved, and on which document
    approved_on DATE,
    approved_by UUID,
    approved_post UUID,
    document TEXT NOT NULL,
    noted_at TIMESTAMPTZ,
    revision BIGINT NOT NULL
);

-- Each file once, by its digest: most of them stay as they are from one version to the next.
CREATE TABLE playbook_files (
    digest TEXT NOT NULL PRIMARY KEY,
    content BYTEA NOT NULL
);

CREATE TABLE playbook_version_files (
    version_id UUID NOT NULL REFERENCES playbook_versions (id),
    file TEXT NOT NULL,
    digest TEXT NOT NULL REFERENCES playbook_files (digest),
    PRIMARY KEY (version_id, file)
);

-- What a version changed in the one before it, cell by cell.
CREATE TABLE playbook_changes (
    version_id UUID NOT NULL REFERENCES playbook_versions (id),
    place BIGINT NOT NULL,
    file TEXT NOT NULL,
    code TEXT NOT NULL,
    field TEXT NOT NULL,
    was TEXT,
    became TEXT,
    PRIMARY KEY (version_id, place)
);
