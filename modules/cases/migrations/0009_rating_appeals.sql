-- An appeal of a bad rating is an ask as well: whose rating, and which word of theirs (rating: by number and query word;
-- satisfaction: at the call-back).
ALTER TABLE asks ADD COLUMN request_id UUID;
ALTER TABLE asks ADD COLUMN rate TEXT NOT NULL DEFAULT '';
