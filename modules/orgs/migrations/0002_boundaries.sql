-- Where a place ends, as it was and as it is: WGS-84, GeoJSON coordinates of a MultiPolygon. The box finds the few that
-- may hold a point.
CREATE TABLE org_boundaries (
    id UUID NOT NULL PRIMARY KEY,
    org_id UUID NOT NULL,
    shape TEXT NOT NULL,
    west DOUBLE PRECISION NOT NULL,
    south DOUBLE PRECISION NOT NULL,
    east DOUBLE PRECISION NOT NULL,
    north DOUBLE PRECISION NOT NULL,
    points BIGINT NOT NULL,
    -- In which system it came: wgs84 gcj02
    came_as TEXT NOT NULL,
    valid_from TIMESTAMPTZ NOT NULL,
    valid_to TIMESTAMPTZ
);
CREATE INDEX org_boundaries_by_org ON org_boundaries (org_id, valid_to);
CREATE INDEX org_boundaries_by_box ON org_boundaries (valid_to, west);
