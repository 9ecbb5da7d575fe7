#!/bin/bash
# Runs once, when PostgreSQL makes its data folder. The server must not be the superuser
# that the image creates: row-level security does not hold for a superuser.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/database-password)" --username postgres <<'SQL'
CREATE ROLE cellsweep LOGIN PASSWORD :'password';
CREATE DATABASE cellsweep OWNER cellsweep;
SQL
