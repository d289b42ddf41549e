-- One table of sums instead of two, at four grains, so that reading a period costs as many rows as it has
-- weeks, however many tickets there were:
--   'day'         a local day        × agency × category × channel × class
--   'week'        the days from a Monday on, the same
--   'ever'        all days (day 0),          the same
--   'agency_day'  a local day × agency; category 0, channel and class empty
CREATE TABLE ticket_sum (
    grain       text   NOT NULL,
    day         bigint NOT NULL,
    agency_id   bigint NOT NULL,
    category_id bigint NOT NULL,
    channel     text   NOT NULL,
    class       text   NOT NULL,
    opened      bigint NOT NULL,
    resolved    bigint NOT NULL,
    in_time     bigint NOT NULL,
    -- Of those that came in these days: turned away.
    rejected    bigint NOT NULL,
    -- How long resolving took, 'bucket:count bucket:count …' (days and weeks only).
    times       text   NOT NULL DEFAULT '',
    PRIMARY KEY (grain, day, agency_id, category_id, channel, class)
);

INSERT INTO ticket_sum
SELECT 'day', r.day, r.agency_id, r.category_id, r.channel, r.class, r.opened, r.resolved, r.in_time, r.rejected,
       COALESCE((SELECT string_agg(CAST(t.bucket AS text) || ':' || CAST(t.count AS text), ' ')
                 FROM ticket_rollup_time t
                 WHERE t.day = r.day AND t.agency_id = r.agency_id AND t.category_id = r.category_id
                   AND t.channel = r.channel AND t.class = r.class AND t.count <> 0), '')
FROM ticket_rollup r;

INSERT INTO ticket_sum
SELECT 'week', day - (day + 3) % 7, agency_id, category_id, channel, class, SUM(opened), SUM(resolved),
       SUM(in_time), SUM(rejected), COALESCE(string_agg(NULLIF(times, ''), ' '), '')
FROM ticket_sum WHERE grain = 'day'
GROUP BY day - (day + 3) % 7, agency_id, category_id, channel, class;

INSERT INTO ticket_sum
SELECT 'ever', 0, agency_id, category_id, channel, class, SUM(opened), SUM(resolved), SUM(in_time),
       SUM(rejected), ''
FROM ticket_sum WHERE grain = 'day' GROUP BY agency_id, category_id, channel, class;

INSERT INTO ticket_sum
SELECT 'agency_day', day, agency_id, 0, '', '', SUM(opened), SUM(resolved), SUM(in_time), SUM(rejected), ''
FROM ticket_sum WHERE grain = 'day' GROUP BY day, agency_id;

DROP TABLE ticket_rollup_time;
DROP TABLE ticket_rollup;
