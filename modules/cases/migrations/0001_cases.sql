-- One matter that somebody holds until it is honestly ended.
CREATE TABLE cases (
    id UUID NOT NULL PRIMARY KEY,
    number TEXT NOT NULL /*postgres: COLLATE "C"*/ CONSTRAINT cases_number UNIQUE,
    revision BIGINT NOT NULL,
    -- registered refused answered merged accepted dispatched signed done closed ended
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    -- advice help complaint report suggestion
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    item TEXT NOT NULL,
    service TEXT NOT NULL,
    pace TEXT NOT NULL,
    sensitive BOOLEAN NOT NULL,
    emergency BOOLEAN NOT NULL,
    -- code web staff proxy sheet api open311 hotline rider firm
    channel TEXT NOT NULL,
    place_id UUID NOT NULL,
    place_words TEXT NOT NULL,
    lon DOUBLE PRECISION,
    lat DOUBLE PRECISION,
    -- who leads now, and the person there who handles
    unit_id UUID,
    handler_id UUID,
    -- complained about: has no reach to the case
    accused_id UUID,
    master_id UUID,
    parent_id UUID,
    round BIGINT NOT NULL,
    returns BIGINT NOT NULL,
    whistled BOOLEAN NOT NULL,
    registered_at TIMESTAMPTZ NOT NULL,
    accepted_at TIMESTAMPTZ,
    dispatched_at TIMESTAMPTZ,
    signed_at TIMESTAMPTZ,
    contacted_at TIMESTAMPTZ,
    done_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    suspended_at TIMESTAMPTZ,
    -- the promise to the person: in force, and as first given
    promise_due TIMESTAMPTZ,
    promise_original TIMESTAMPTZ,
    -- the nearest deadline that runs
    due_at TIMESTAMPTZ,
    yellow_at TIMESTAMPTZ,
    due_stage TEXT NOT NULL,
    -- solved explained not-possible out-of-duty withdrawn · refused: why
    ending TEXT NOT NULL,
    answer TEXT NOT NULL,
    hotline_number TEXT NOT NULL,
    hotline_due TIMESTAMPTZ
);
CREATE INDEX cases_by_master ON cases (master_id);
CREATE INDEX cases_by_parent ON cases (parent_id);
CREATE INDEX cases_by_hotline ON cases (hotline_number);
CREATE INDEX cases_by_unit ON cases (unit_id, state);
CREATE INDEX cases_by_handler ON cases (handler_id, ended_at);
CREATE INDEX cases_by_place ON cases (place_id, id);
CREATE INDEX cases_suspended ON cases (id) WHERE suspended_at IS NOT NULL;

-- What one person asked. Merging moves requests to the master case; every requester still gets the answer.
CREATE TABLE requests (
    id UUID NOT NULL PRIMARY KEY,
    number TEXT NOT NULL /*postgres: COLLATE "C"*/ CONSTRAINT requests_number UNIQUE,
    case_id UUID NOT NULL REFERENCES cases (id),
    first_case_id UUID NOT NULL,
    -- digest of what was sent: the same id with another body is another request
    body BYTEA NOT NULL,
    channel TEXT NOT NULL,
    words TEXT NOT NULL,
    place_id UUID NOT NULL,
    anonymous BOOLEAN NOT NULL,
    proxy BOOLEAN NOT NULL,
    lang TEXT NOT NULL,
    person_id UUID,
    name_sealed BYTEA,
    phone_sealed BYTEA,
    phone_blind BYTEA,
    word_hash BYTEA NOT NULL,
    registered_at TIMESTAMPTZ NOT NULL,
    registered_by UUID,
    called_back_at TIMESTAMPTZ,
    call_back_tries BIGINT NOT NULL,
    -- yes partly no; empty when nobody was reached
    solved TEXT NOT NULL,
    -- five levels, 5 best; 0 when nothing was said: silence is not a good rating
    satisfaction BIGINT NOT NULL,
    rated_at TIMESTAMPTZ,
    rating BIGINT NOT NULL
);
CREATE INDEX requests_by_case ON requests (case_id);
CREATE INDEX requests_by_phone ON requests (phone_blind, registered_at);
CREATE INDEX requests_by_person ON requests (person_id, registered_at);

-- What one unit has to do: the lead, supporting units, units that were whistled for.
CREATE TABLE parts (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    unit_id UUID NOT NULL,
    -- lead support whistle
    kind TEXT NOT NULL,
    round BIGINT NOT NULL,
    -- dispatched signed returned done dropped
    state TEXT NOT NULL,
    task TEXT NOT NULL,
    handler_id UUID,
    dispatched_by UUID,
    dispatched_at TIMESTAMPTZ NOT NULL,
    signed_at TIMESTAMPTZ,
    -- this order was assigned after review and may not be returned (Weifang rule, Art. 22)
    return_barred BOOLEAN NOT NULL,
    whistle_id UUID,
    reported_in_at TIMESTAMPTZ,
    reported_in_by UUID,
    result TEXT NOT NULL,
    done_at TIMESTAMPTZ
);
CREATE INDEX parts_by_case ON parts (case_id);
CREATE INDEX parts_by_unit ON parts (unit_id, state);
CREATE INDEX parts_by_handler ON parts (handler_id, state);

-- A limit that runs, ran or was stopped. What was promised first stays readable.
CREATE TABLE clocks (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    part_id UUID,
    request_id UUID,
    ask_id UUID,
    stage TEXT NOT NULL,
    pace TEXT NOT NULL,
    round BIGINT NOT NULL,
    allowed TEXT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    original_due TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    yellow_at TIMESTAMPTZ,
    stopped_at TIMESTAMPTZ,
    -- met late dropped; empty while it runs
    result TEXT NOT NULL,
    ended_at TIMESTAMPTZ,
    yellow_told BOOLEAN NOT NULL,
    red_told BOOLEAN NOT NULL,
    then_told BOOLEAN NOT NULL
);
CREATE INDEX clocks_by_case ON clocks (case_id, result);
CREATE INDEX clocks_running ON clocks (result, due_at);
CREATE INDEX clocks_yellow ON clocks (result, yellow_at);

-- A return, an extension or a suspension that a unit asks for and another person decides.
CREATE TABLE asks (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    part_id UUID NOT NULL,
    -- return extend suspend
    kind TEXT NOT NULL,
    ground TEXT NOT NULL,
    words TEXT NOT NULL,
    -- for an extension: 5wd; for a return: the unit that should have it
    amount TEXT NOT NULL,
    unit_id UUID,
    asked_by UUID,
    asked_at TIMESTAMPTZ NOT NULL,
    -- asked confirmed refused lapsed lifted
    state TEXT NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMPTZ,
    lifted_at TIMESTAMPTZ
);
CREATE INDEX asks_by_case ON asks (case_id, state);
CREATE INDEX asks_waiting ON asks (asked_at) WHERE state = 'asked';

-- A whistle: a town calls departments to a matter that it cannot settle alone.
CREATE TABLE whistles (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    -- emergency urgent ordinary
    kind TEXT NOT NULL,
    town_id UUID NOT NULL,
    matter TEXT NOT NULL,
    meeting_at TIMESTAMPTZ,
    meeting_place TEXT NOT NULL,
    blown_by UUID,
    blown_at TIMESTAMPTZ NOT NULL,
    closed_at TIMESTAMPTZ
);
CREATE INDEX whistles_by_case ON whistles (case_id);
CREATE INDEX whistles_by_town ON whistles (town_id, closed_at);

-- Town scores each department, each department scores the town.
CREATE TABLE whistle_scores (
    whistle_id UUID NOT NULL REFERENCES whistles (id),
    part_id UUID NOT NULL,
    -- town unit
    side TEXT NOT NULL,
    score BIGINT NOT NULL,
    scored_by UUID,
    scored_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (part_id, side)
);

-- What people wrote beside an event. Retention may erase these; the event keeps its place in the chain.
CREATE TABLE notes (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    event_id UUID NOT NULL,
    words TEXT NOT NULL,
    -- the requester may read it
    open BOOLEAN NOT NULL
);
CREATE INDEX notes_by_case ON notes (case_id);

CREATE TABLE attachments (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    request_id UUID,
    event_id UUID,
    -- photo voice
    kind TEXT NOT NULL,
    -- raised before after
    phase TEXT NOT NULL,
    file_key TEXT NOT NULL,
    small_key TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX attachments_by_case ON attachments (case_id);

-- One row per person who was called after the end of a round.
CREATE TABLE call_backs (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    request_id UUID NOT NULL,
    round BIGINT NOT NULL,
    -- phone landline visit message
    way TEXT NOT NULL,
    reached BOOLEAN NOT NULL,
    solved TEXT NOT NULL,
    satisfaction BIGINT NOT NULL,
    called_by UUID,
    called_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX call_backs_by_request ON call_backs (request_id);
CREATE INDEX call_backs_by_case ON call_backs (case_id);

-- Who can see a case, written down when the case changes: one row per ancestor of its place and of each unit that
-- holds a part; none for a unit that the case complains about. Lists are an equality and a keyset.
CREATE TABLE case_reach (
    unit_id UUID NOT NULL,
    case_id UUID NOT NULL,
    -- place part
    why TEXT NOT NULL,
    open BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    category TEXT NOT NULL /*postgres: COLLATE "C"*/,
    due_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (unit_id, case_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX case_reach_due ON case_reach (unit_id, open, due_at, case_id);
CREATE INDEX case_reach_state ON case_reach (unit_id, state, due_at, case_id);
CREATE INDEX case_reach_category ON case_reach (unit_id, category, open, due_at, case_id);
CREATE INDEX case_reach_case ON case_reach (case_id);

-- Characters and pairs of characters of the words, for search. The newest case of a gram comes first: ids sort by time.
CREATE TABLE case_grams (
    gram TEXT NOT NULL /*postgres: COLLATE "C"*/,
    case_id UUID NOT NULL,
    PRIMARY KEY (gram, case_id)
) /*sqlite: WITHOUT ROWID*/;

-- Who has looked at a case, once per person and post.
CREATE TABLE case_looks (
    case_id UUID NOT NULL,
    person_id UUID NOT NULL,
    post_id UUID NOT NULL,
    first_at TIMESTAMPTZ NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (case_id, person_id, post_id)
);

-- Two cases that have to do with each other but are not one matter.
CREATE TABLE case_links (
    one_id UUID NOT NULL,
    other_id UUID NOT NULL,
    -- related split child not-same
    kind TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (one_id, other_id)
);

CREATE INDEX case_links_other ON case_links (other_id);

-- What was left out of a rate, why, and who approved.
CREATE TABLE exclusions (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    request_id UUID,
    -- response closing resolution satisfaction
    rate TEXT NOT NULL,
    reason TEXT NOT NULL,
    approved_by UUID,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX exclusions_by_case ON exclusions (case_id);

-- Told to a post, or to a role of an organisation.
CREATE TABLE notices (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL,
    org_id UUID NOT NULL,
    role TEXT NOT NULL,
    person_id UUID,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ
);
CREATE INDEX notices_by_person ON notices (person_id, read_at);
CREATE INDEX notices_by_org ON notices (org_id, role, read_at);

-- A list that somebody keeps: an address.
CREATE TABLE views (
    id UUID NOT NULL PRIMARY KEY,
    person_id UUID NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX views_by_person ON views (person_id);

-- How many dispatches of a day followed the suggestion (accepted), changed it, or had none.
CREATE TABLE triage_days (
    day DATE NOT NULL,
    fared TEXT NOT NULL,
    many BIGINT NOT NULL,
    PRIMARY KEY (day, fared)
);
