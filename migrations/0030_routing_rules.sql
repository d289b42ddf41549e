-- Whose duty it is, where the category alone does not say: the first active rule whose conditions all hold
-- decides. Kept in memory by every node; few.
CREATE TABLE routing_rule (
    id           bigint  PRIMARY KEY,
    position     bigint  NOT NULL,
    name         text    NOT NULL,
    is_active    boolean NOT NULL,
    -- Conditions; NULL, 0 or '' ask nothing.
    category_id  bigint  REFERENCES category (id),
    area_code    text    REFERENCES area (code),
    channel      text,
    class        text,
    -- Words or phrases, one a line; one of them is enough.
    words        text    NOT NULL,
    -- Bits from Monday (1) to Sunday (64).
    weekdays     bigint  NOT NULL,
    -- Minutes of the local day; a span over midnight has its end before its beginning.
    from_minute  bigint,
    until_minute bigint,
    -- What follows; at least one.
    to_category  bigint  REFERENCES category (id),
    to_agency    bigint  REFERENCES agency (id),
    to_priority  bigint  CHECK (to_priority BETWEEN 1 AND 4),
    updated_at   bigint  NOT NULL,
    updated_by   bigint  NOT NULL REFERENCES staff (id),
    CHECK ((from_minute IS NULL) = (until_minute IS NULL))
);
