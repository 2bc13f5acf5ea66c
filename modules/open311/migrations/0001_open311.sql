-- What a program sent by GeoReport v2, beside the request that was made of it.
CREATE TABLE open311_requests (
    -- the request, and the token by which a client asks for its number
    request_id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL,
    token_id UUID NOT NULL,
    service_code TEXT NOT NULL,
    description TEXT NOT NULL,
    -- kept as it came, never fetched
    media_url TEXT NOT NULL,
    -- digest of all that was sent: the same key with another body is another report
    body BYTEA NOT NULL,
    received_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX open311_requests_by_case ON open311_requests (case_id);
