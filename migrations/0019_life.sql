-- Where a ticket is in its life (src/tickets/life.rs); status stays the coarse word for it.
ALTER TABLE ticket ADD COLUMN stage text NOT NULL DEFAULT 'submitted';
-- The agency that referred it here: where it goes when this one declines.
ALTER TABLE ticket ADD COLUMN referred_by bigint REFERENCES agency (id);
-- Why it was turned away.
ALTER TABLE ticket ADD COLUMN refusal text;

UPDATE ticket SET stage = CASE status WHEN 'open' THEN 'verified' WHEN 'in_progress' THEN 'in_work'
    WHEN 'waiting' THEN 'waiting_citizen' WHEN 'resolved' THEN 'answered' ELSE status END
WHERE status <> 'new';

-- Answered tickets whose time to dispute runs out.
CREATE INDEX ticket_answered ON ticket (resolved_at) WHERE stage = 'answered';
