-- Rejected tickets, counted on the day they came: they are neither resolved nor still open.

ALTER TABLE ticket_rollup ADD COLUMN rejected bigint NOT NULL DEFAULT 0;

INSERT INTO ticket_rollup (day, agency_id, category_id, channel, class, opened, resolved, in_time, rejected)
SELECT created_day, agency_id, category_id, channel, class, 0, 0, 0, COUNT(*)
FROM ticket WHERE status = 'rejected' GROUP BY created_day, agency_id, category_id, channel, class
ON CONFLICT (day, agency_id, category_id, channel, class) DO UPDATE SET rejected = excluded.rejected;
