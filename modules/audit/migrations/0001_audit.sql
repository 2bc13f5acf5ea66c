-- What an auditor asks about, made from the log of events: who came in or could not, read personal data, took lists away,
-- gave rights, changed settings. It can be made anew from the log at any time.
CREATE TABLE audit_lines (
    event_id UUID NOT NULL PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    -- sign-in personal export rights settings audit
    kind TEXT NOT NULL,
    verb TEXT NOT NULL,
    person UUID,
    post UUID,
    subject_kind TEXT NOT NULL,
    subject_id UUID NOT NULL,
    -- whom or what it was about, beside the subject: a person, an organisation
    about UUID,
    -- how many rows were taken away
    many BIGINT
);
CREATE INDEX audit_lines_by_kind ON audit_lines (kind, event_id);
CREATE INDEX audit_lines_by_person ON audit_lines (person, event_id);
CREATE INDEX audit_lines_by_subject ON audit_lines (subject_kind, subject_id);
