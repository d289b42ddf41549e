-- What supervisors decided about a citizen's appeal against a limit. No verdict: nobody decided yet, whether the limit
-- still runs or not.
ALTER TABLE nuisance_limit ADD COLUMN verdict text CHECK (verdict IN ('upheld', 'turned_down'));
ALTER TABLE nuisance_limit ADD COLUMN judged_by bigint REFERENCES staff (id);
ALTER TABLE nuisance_limit ADD COLUMN judged_at bigint;
ALTER TABLE nuisance_limit ADD COLUMN judged_why text;
-- How a ticket stood before it was put last, so that it can stand there again; not known of earlier ones.
ALTER TABLE nuisance_limited ADD COLUMN category_id bigint REFERENCES category (id);
ALTER TABLE nuisance_limited ADD COLUMN priority bigint;
CREATE INDEX nuisance_limited_limit ON nuisance_limited (limit_id);
-- Every confirmed strike asks for a limit, also one that is dismissed later: months count it by this.
CREATE INDEX nuisance_limit_asked ON nuisance_limit (asked_at);

-- Until now lifting the limit was all that an appeal could bring, and a closed appeal was one that brought nothing.
UPDATE nuisance_limit SET verdict = 'upheld', judged_by = lifted_by, judged_at = lifted_at, judged_why = why
WHERE state = 'lifted'
  AND lifted_at >= (SELECT a.created_at FROM ticket a WHERE a.id = nuisance_limit.appeal_id);
UPDATE nuisance_limit SET verdict = 'turned_down',
    judged_at = (SELECT a.updated_at FROM ticket a WHERE a.id = nuisance_limit.appeal_id)
WHERE verdict IS NULL AND appeal_id IN (SELECT a.id FROM ticket a WHERE NOT a.is_open);

-- What a supervisor did not agree to, or took back for the citizen, is no strike.
UPDATE nuisance_mark SET state = 'dismissed', decided_by = l.lifted_by, decided_at = l.lifted_at, why = l.why
FROM nuisance_limit l
WHERE l.mark_id = nuisance_mark.id AND nuisance_mark.state = 'strike' AND (l.state = 'refused' OR l.verdict = 'upheld');
