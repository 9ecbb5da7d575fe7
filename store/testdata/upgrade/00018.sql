UPDATE streams SET clock_ahead = -31536000000 WHERE stream = 'stream';
