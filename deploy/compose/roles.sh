#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Once, in an empty database: the application role beside the owner (docs/instellingen.md, "A PostgreSQL of your own").
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set wachtwoord="$TOEPASSING_WACHTWOORD" <<'SQL'
CREATE ROLE bv_toepassing LOGIN PASSWORD :'wachtwoord';
SQL
