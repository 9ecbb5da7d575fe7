UPDATE audit_rows SET id = 1900 WHERE request_id = 'r-1';
