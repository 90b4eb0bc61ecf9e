#!/bin/sh
# Prints fresh secrets for .env:  ./secrets.sh >> .env
set -eu
random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
word() { random "$1" | tr '+/' '-_' | tr -d '='; }
printf 'ADMIN_TOKEN=%s\n' "$(word 32)"
printf 'KEYS_PEPPER=%s\n' "$(random 32)"
printf 'REDIS_PASSWORD=%s\n' "$(word 24)"
printf 'POSTGRES_PASSWORD=%s\n' "$(word 24)"
