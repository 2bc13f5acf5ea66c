-- The deadline rests on a year whose holidays are not announced: it is computed anew when they are.
ALTER TABLE clocks ADD COLUMN provisional BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX clocks_provisional ON clocks (id) WHERE provisional;
