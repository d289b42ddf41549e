-- Which of a citizen's addresses the last message came from: answers go there.
ALTER TABLE conversation ADD COLUMN reply_to text;
