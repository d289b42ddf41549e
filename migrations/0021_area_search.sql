-- Areas are searched by name as the program folds it (lower case, no accents, words apart). Official names
-- are plain ASCII, for which lower() on both databases comes to the same; the program folds anew whenever an
-- area is saved.
ALTER TABLE area ADD COLUMN folded text NOT NULL DEFAULT '';
UPDATE area SET folded = lower(name);
