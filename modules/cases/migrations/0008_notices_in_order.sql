-- The newest unread of a person or of a role are read in order, without the rest; and what is unread about one case.
DROP INDEX notices_by_person;
DROP INDEX notices_by_org;
CREATE INDEX notices_of_person ON notices (person_id, made_at DESC, id DESC) WHERE read_at IS NULL;
CREATE INDEX notices_of_role ON notices (org_id, role, made_at DESC, id DESC) WHERE read_at IS NULL AND person_id IS NULL;
CREATE INDEX notices_of_case ON notices (case_id) WHERE read_at IS NULL;
