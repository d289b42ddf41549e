-- What was learned from the tickets that staff have filed: one row, replaced by every training.
CREATE TABLE routing_model (
    id         bigint PRIMARY KEY CHECK (id = 1),
    -- Of `words`: a node that reads another format goes on without a model until it is trained anew.
    format     bigint NOT NULL,
    trained_at bigint NOT NULL,
    -- Categories, words and their weights as JSON; empty when too little was filed to learn from.
    words      text   NOT NULL,
    -- How right it was about tickets that it had not learned from.
    measured   jsonb  NOT NULL
);
