UPDATE streams SET closed_at = 7, closed_seq = 9, closed_hash = 'closed' WHERE stream = 'stream';
