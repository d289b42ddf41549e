-- Tickets that came under a limit are put back in their place when it is lifted or the citizen was right.
CREATE INDEX nuisance_limited_limit ON nuisance_limited (limit_id, at);
