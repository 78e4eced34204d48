#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Makes geheim/ once: keys, passwords, a CA with a certificate for the proxy and one for a party. Only for trying.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir geheim
cd geheim
random() { openssl rand -hex 16; }
owner=$(random) application=$(random) oidc=$(random)

cat > database.env <<EOF
POSTGRES_USER=bv_eigenaar
POSTGRES_PASSWORD=$owner
POSTGRES_DB=berichtenverkeer
TOEPASSING_WACHTWOORD=$application
EOF
cat > gateway.env <<EOF
DATABASE_URL=postgresql://bv_toepassing:$application@database:5432/berichtenverkeer
BV_HOOFDSLEUTEL=$(openssl rand -base64 32)
BV_ZOEKSLEUTEL=$(openssl rand -base64 32)
EOF
echo "DATABASE_OWNER_URL=postgresql://bv_eigenaar:$owner@database:5432/berichtenverkeer" > owner.env
echo "OIDC_SECRET=$oidc" > provider.env
echo "$oidc" > oidc-secret
: > metrics-token

issue() { # name, subject, extensions
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -subj "$2" -out "$1.csr" 2>/dev/null
    printf '%s\n' "$3" | openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -days 90 -extfile /dev/stdin -out "$1.pem" 2>/dev/null
    rm "$1.csr"
}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -keyout ca.key -out ca.pem \
    -subj "/CN=Proef-CA berichtenverkeer" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
issue server "/CN=berichten.test" "subjectAltName=DNS:berichten.test,DNS:api.berichten.test,DNS:inloggen.test
extendedKeyUsage=serverAuth"
issue partij "/CN=Proefpartij" "extendedKeyUsage=clientAuth"
# What another user reads in a container; geheim itself stays closed for others on this machine.
chmod 0644 ca.pem server.pem server.key oidc-secret metrics-token
echo "geheim/ is made: keys, passwords and certificates for 90 days"
