-- Resolving times by channel and class as well, so that every filter of the trends holds for the
-- median, too. The sums are counted anew from the tickets; bucket edges as in `tickets/rollup.rs`:
-- four steps an octave from 15 minutes, powers of two exact.

DROP TABLE ticket_rollup_time;

CREATE TABLE ticket_rollup_time (
    day         bigint NOT NULL,
    agency_id   bigint NOT NULL,
    category_id bigint NOT NULL,
    channel     text   NOT NULL,
    class       text   NOT NULL,
    bucket      bigint NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (day, agency_id, category_id, channel, class, bucket)
);

INSERT INTO ticket_rollup_time (day, agency_id, category_id, channel, class, bucket, count)
WITH RECURSIVE octave (step, starts) AS (
    SELECT 0, CAST(900000 AS double precision)
    UNION ALL
    SELECT step + 4, starts * 2 FROM octave WHERE step < 60
), edge (starts) AS (
    SELECT o.starts * q.factor FROM octave o CROSS JOIN (
        SELECT 0 AS part, CAST(1 AS double precision) AS factor
        UNION ALL SELECT 1, 1.189207115002721
        UNION ALL SELECT 2, 1.4142135623730951
        UNION ALL SELECT 3, 1.681792830507429) q
    WHERE o.step + q.part < 63
), done (day, agency_id, category_id, channel, class, bucket) AS (
    SELECT t.resolved_day, t.agency_id, t.category_id, t.channel, t.class,
        CASE WHEN t.resolved_at - t.created_at <= 900000 THEN 0
             ELSE (SELECT COUNT(*) FROM edge e WHERE e.starts <= t.resolved_at - t.created_at) END
    FROM ticket t WHERE t.resolved_at IS NOT NULL AND t.resolved_day IS NOT NULL
)
SELECT day, agency_id, category_id, channel, class, bucket, COUNT(*)
FROM done GROUP BY day, agency_id, category_id, channel, class, bucket;
