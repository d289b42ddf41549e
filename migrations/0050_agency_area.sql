-- Where an agency works. An area stands for everything inside it.
CREATE TABLE agency_area (
    agency_id bigint NOT NULL REFERENCES agency (id),
    area_code text   NOT NULL REFERENCES area (code),
    PRIMARY KEY (agency_id, area_code)
);
-- Areas are asked for by name.
CREATE INDEX area_folded ON area (folded);
