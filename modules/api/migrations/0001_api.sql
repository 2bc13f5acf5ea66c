-- What a program sent under an id of its own: the same again gets the same answer, another body is refused.
CREATE TABLE api_calls (
    id UUID NOT NULL PRIMARY KEY,
    token_id UUID NOT NULL,
    -- case progress hotline-order
    kind TEXT NOT NULL,
    body BYTEA NOT NULL,
    case_id UUID NOT NULL,
    -- the event that it made, and the revision of the case after it
    event_id UUID,
    revision BIGINT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);

-- What the city's hotline is told about its orders, in the order in which it happened. Learnt from events.
CREATE TABLE hotline_replies (
    position BIGINT NOT NULL PRIMARY KEY,
    event_id UUID NOT NULL UNIQUE,
    case_id UUID NOT NULL,
    hotline_number TEXT NOT NULL,
    -- accepted refused answered done closed called-back reopened merged withdrawn
    step TEXT NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
