-- A token that reads what people said opens nothing until somebody else has confirmed it. Those that are there go on.
ALTER TABLE tokens ADD COLUMN confirmed_at TIMESTAMPTZ;
ALTER TABLE tokens ADD COLUMN confirmed_by UUID;
UPDATE tokens SET confirmed_at = made_at;
