-- What the migrations make, as the engines report it. Review a change of this file like code.
-- Written by: UPDATE_SCHEMA=1 npx vitest run --project journeys test/contract/schema.test.ts

-- SQLite

CREATE TRIGGER api_keys_delete after delete on api_keys begin
      insert into changes (topic) values (old.hash); end;

CREATE TRIGGER api_keys_update after update on api_keys begin
      insert into changes (topic) values (old.hash); end;

CREATE TABLE "api_keys" (
  "id" text not null primary key,
  "owner_id" text not null references "owners" ("id") on delete cascade,
  "name" text not null,
  "hash" text not null,
  "created_at" bigint not null,
  "revoked_at" bigint,
  "policy" text,
  "cidrs" text,
  "profile" text,
  "expires_at" bigint,
  "rps" bigint,
  "daily_writes" bigint);

CREATE UNIQUE INDEX "api_keys_hash" on "api_keys" ("hash");

CREATE INDEX "api_keys_owner" on "api_keys" ("owner_id", "created_at");

CREATE TABLE "approvals" (
  "id" text not null primary key,
  "owner_id" text not null references "owners" ("id") on delete cascade,
  "key_id" text not null,
  "connection_id" text not null,
  "app" text not null,
  "operation" text not null,
  "slot" text,
  "status" text not null,
  "details" text not null,
  "created_at" bigint not null,
  "expires_at" bigint not null,
  "decided_at" bigint,
  "decided_by" text,
  "used_at" bigint);

CREATE INDEX "approvals_end" on "approvals" ("expires_at");

CREATE INDEX "approvals_key" on "approvals" ("key_id", "status", "expires_at");

CREATE INDEX "approvals_owner" on "approvals" ("owner_id", "created_at");

CREATE UNIQUE INDEX "approvals_slot" on "approvals" ("slot");

CREATE TABLE "audit_blocks" (
  "first_seq" bigint not null primary key,
  "last_seq" bigint not null,
  "seed" text not null,
  "started_at" bigint not null,
  "ended_at" bigint not null,
  "total_bytes" bigint not null,
  "proof" text not null,
  "rows" text not null);

CREATE UNIQUE INDEX "audit_blocks_seed" on "audit_blocks" ("seed");

CREATE INDEX "audit_blocks_time" on "audit_blocks" ("ended_at");

CREATE TABLE changes (
  "mark" integer primary key autoincrement not null,
  "topic" text not null,
  "at" bigint not null default (cast(round(unixepoch('subsec') * 1000) as integer)));

CREATE INDEX changes_at on changes ("at");

CREATE TABLE "connect_sessions" (
  "id" text not null primary key,
  "connection_id" text not null references "connections" ("id") on delete cascade,
  "token_hash" text not null,
  "token" text not null,
  "created_at" bigint not null,
  "expires_at" bigint not null,
  "state_hash" text,
  "browser_hash" text,
  "code_verifier" text,
  "consumed_at" bigint,
  "same_account" bigint);

CREATE INDEX "connect_sessions_connection" on "connect_sessions" ("connection_id", "created_at");

CREATE INDEX "connect_sessions_expiry" on "connect_sessions" ("expires_at");

CREATE INDEX "connect_sessions_state" on "connect_sessions" ("state_hash");

CREATE UNIQUE INDEX "connect_sessions_token" on "connect_sessions" ("token_hash");

CREATE TRIGGER connections_delete after delete on connections begin
    insert into changes (topic) values (old.owner_id || ' ' || old.app || ' ' || old.id), (old.owner_id || ' ' || old.app || ' '); end;

CREATE TRIGGER connections_insert after insert on connections begin
    insert into changes (topic) values (new.owner_id || ' ' || new.app || ' ' || new.id), (new.owner_id || ' ' || new.app || ' '); end;

CREATE TRIGGER connections_update after update of owner_id, app, method, status, label, metadata, created_at, account_email, account_id, account_user_id, scopes, api_url, issuer, client_id, error_code, error_detail, error_at, tokens, credentials, access_expires_at, token_version on connections begin
    insert into changes (topic) values (old.owner_id || ' ' || old.app || ' ' || old.id), (old.owner_id || ' ' || old.app || ' '); end;

CREATE TABLE "connections" (
  "id" text not null primary key,
  "owner_id" text not null references "owners" ("id") on delete cascade,
  "app" text not null,
  "method" text not null,
  "status" text not null,
  "label" text,
  "metadata" text not null,
  "created_at" bigint not null,
  "updated_at" bigint not null,
  "account_email" text,
  "account_id" text,
  "account_user_id" text,
  "scopes" text,
  "api_url" text,
  "issuer" text,
  "client_id" text,
  "error_code" text,
  "error_detail" text,
  "error_at" bigint,
  "tokens" text,
  "credentials" text,
  "access_expires_at" bigint,
  "token_version" bigint default 0 not null,
  "lease_generation" bigint default 0 not null,
  "lease_until" bigint,
  "granted_at" bigint,
  "issued_at" bigint,
  "last_used_at" bigint,
  "refresh_after" bigint,
  "refresh_failures" bigint,
  "refused_client" text,
  "identity_after" bigint,
  "identity_attempts" bigint);

CREATE INDEX "connections_account" on "connections" ("account_user_id", "status");

CREATE INDEX "connections_expiry" on "connections" ("status", "access_expires_at");

CREATE INDEX "connections_identity" on "connections" ("status", "identity_after");

CREATE INDEX "connections_list" on "connections" ("owner_id", "created_at", "id");

CREATE INDEX "connections_owner" on "connections" ("owner_id", "app", "status", "created_at", "id");

CREATE TABLE "daily_budgets" (
  "scope" text not null,
  "day" text not null,
  "used" bigint not null, constraint "daily_budgets_key" primary key ("scope", "day"));

CREATE TABLE "idempotent_requests" (
  "id" text not null primary key,
  "key_id" text not null,
  "claim" text not null,
  "fingerprint" text not null,
  "answer" text,
  "created_at" bigint not null,
  "alive_until" bigint not null);

CREATE INDEX "idempotent_requests_created" on "idempotent_requests" ("created_at");

CREATE TABLE "owners" (
  "id" text not null primary key,
  "name" text not null,
  "created_at" bigint not null);

CREATE UNIQUE INDEX "owners_name" on "owners" ("name");

CREATE TABLE "revocations" (
  "id" text not null primary key,
  "app" text not null,
  "issuer" text,
  "client_id" text,
  "secrets" text not null,
  "created_at" bigint not null,
  "attempts" bigint default 0 not null,
  "next_at" bigint not null,
  "until" bigint not null);

CREATE INDEX "revocations_next" on "revocations" ("next_at", "id");

CREATE TABLE "servers" (
  "id" text not null primary key,
  "started_at" bigint not null,
  "seen_at" bigint not null);

CREATE TABLE "settings" (
  "name" text not null primary key,
  "value" text not null);

CREATE TABLE sqlite_sequence(name,seq);

-- PostgreSQL

create table api_keys (
  id text not null,
  owner_id text not null,
  name text not null,
  hash text not null,
  created_at bigint not null,
  revoked_at bigint,
  policy text,
  cidrs text,
  profile text,
  expires_at bigint,
  rps bigint,
  daily_writes bigint,
  constraint api_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id) ON DELETE CASCADE,
  constraint api_keys_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX api_keys_hash ON api_keys USING btree (hash);

CREATE INDEX api_keys_owner ON api_keys USING btree (owner_id, created_at);

create table approvals (
  id text not null,
  owner_id text not null,
  key_id text not null,
  connection_id text not null,
  app text not null,
  operation text not null,
  slot text,
  status text not null,
  details text not null,
  created_at bigint not null,
  expires_at bigint not null,
  decided_at bigint,
  decided_by text,
  used_at bigint,
  constraint approvals_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id) ON DELETE CASCADE,
  constraint approvals_pkey PRIMARY KEY (id)
);

CREATE INDEX approvals_end ON approvals USING btree (expires_at);

CREATE INDEX approvals_key ON approvals USING btree (key_id, status, expires_at);

CREATE INDEX approvals_owner ON approvals USING btree (owner_id, created_at);

CREATE UNIQUE INDEX approvals_slot ON approvals USING btree (slot);

create table audit_blocks (
  first_seq bigint not null,
  last_seq bigint not null,
  seed text not null,
  started_at bigint not null,
  ended_at bigint not null,
  total_bytes bigint not null,
  proof text not null,
  rows text not null,
  constraint audit_blocks_pkey PRIMARY KEY (first_seq)
);

CREATE UNIQUE INDEX audit_blocks_seed ON audit_blocks USING btree (seed);

CREATE INDEX audit_blocks_time ON audit_blocks USING btree (ended_at);

create table changes (
  mark bigint default ((pg_current_xact_id())::text)::bigint not null,
  topic text not null,
  at bigint default ((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric))::bigint not null
);

CREATE INDEX changes_at ON changes USING btree (at);

CREATE INDEX changes_mark ON changes USING btree (mark);

create table connect_sessions (
  id text not null,
  connection_id text not null,
  token_hash text not null,
  token text not null,
  created_at bigint not null,
  expires_at bigint not null,
  state_hash text,
  browser_hash text,
  code_verifier text,
  consumed_at bigint,
  same_account bigint,
  constraint connect_sessions_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE CASCADE,
  constraint connect_sessions_pkey PRIMARY KEY (id)
);

CREATE INDEX connect_sessions_connection ON connect_sessions USING btree (connection_id, created_at);

CREATE INDEX connect_sessions_expiry ON connect_sessions USING btree (expires_at);

CREATE INDEX connect_sessions_state ON connect_sessions USING btree (state_hash);

CREATE UNIQUE INDEX connect_sessions_token ON connect_sessions USING btree (token_hash);

create table connections (
  id text not null,
  owner_id text not null,
  app text not null,
  method text not null,
  status text not null,
  label text,
  metadata text not null,
  created_at bigint not null,
  updated_at bigint not null,
  account_email text,
  account_id text,
  account_user_id text,
  scopes text,
  api_url text,
  issuer text,
  client_id text,
  error_code text,
  error_detail text,
  error_at bigint,
  tokens text,
  credentials text,
  access_expires_at bigint,
  token_version bigint default 0 not null,
  lease_generation bigint default 0 not null,
  lease_until bigint,
  granted_at bigint,
  issued_at bigint,
  last_used_at bigint,
  refresh_after bigint,
  refresh_failures bigint,
  refused_client text,
  identity_after bigint,
  identity_attempts bigint,
  constraint connections_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id) ON DELETE CASCADE,
  constraint connections_pkey PRIMARY KEY (id)
);

CREATE INDEX connections_account ON connections USING btree (account_user_id, status);

CREATE INDEX connections_expiry ON connections USING btree (status, access_expires_at);

CREATE INDEX connections_identity ON connections USING btree (status, identity_after);

CREATE INDEX connections_list ON connections USING btree (owner_id, created_at, id);

CREATE INDEX connections_owner ON connections USING btree (owner_id, app, status, created_at, id);

create table daily_budgets (
  scope text not null,
  day text not null,
  used bigint not null,
  constraint daily_budgets_key PRIMARY KEY (scope, day)
);

CREATE UNIQUE INDEX daily_budgets_key ON daily_budgets USING btree (scope, day);

create table idempotent_requests (
  id text not null,
  key_id text not null,
  claim text not null,
  fingerprint text not null,
  answer text,
  created_at bigint not null,
  alive_until bigint not null,
  constraint idempotent_requests_pkey PRIMARY KEY (id)
);

CREATE INDEX idempotent_requests_created ON idempotent_requests USING btree (created_at);

create table owners (
  id text not null,
  name text not null,
  created_at bigint not null,
  constraint owners_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX owners_name ON owners USING btree (name);

create table revocations (
  id text not null,
  app text not null,
  issuer text,
  client_id text,
  secrets text not null,
  created_at bigint not null,
  attempts bigint default 0 not null,
  next_at bigint not null,
  until bigint not null,
  constraint revocations_pkey PRIMARY KEY (id)
);

CREATE INDEX revocations_next ON revocations USING btree (next_at, id);

create table servers (
  id text not null,
  started_at bigint not null,
  seen_at bigint not null,
  constraint servers_pkey PRIMARY KEY (id)
);

create table settings (
  name text not null,
  value text not null,
  constraint settings_pkey PRIMARY KEY (name)
);
