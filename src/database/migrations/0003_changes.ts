import { PostgresAdapter, sql } from 'kysely'
import type { Kysely, Migration } from 'kysely'

/**
 * A short log of what changed, written by triggers so that no statement can forget it. Servers read it to know which of
 * the answers that they keep in memory have ended. A topic is the name under which such an answer is kept.
 */
export const changes: Migration = {
  async up(db: Kysely<unknown>) {
    const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
    for (const statement of isPostgres ? onPostgres : onSqlite) await sql.raw(statement).execute(db)
  },
}

/** What an access token is made of. Leases and times of use change often, and no answer depends on them. */
const ofConnections = [
  'owner_id',
  'app',
  'method',
  'status',
  'label',
  'metadata',
  'created_at',
  'account_email',
  'account_id',
  'account_user_id',
  'scopes',
  'api_url',
  'issuer',
  'client_id',
  'error_code',
  'error_detail',
  'error_at',
  'tokens',
  'credentials',
  'access_expires_at',
  'token_version',
].join(', ')

/** A connection by its id, and its owner's default, which it may be or become. */
const topicsOf = (row: 'old' | 'new'): string => {
  const place = `${row}.owner_id || ' ' || ${row}.app || ' '`
  return `(${place} || ${row}.id), (${place})`
}

/** One writer at a time, so numbers rise in the order of the commits (https://sqlite.org/isolation.html). */
const onSqlite = [
  `create table changes (
  "mark" integer primary key autoincrement not null,
  "topic" text not null,
  "at" bigint not null default (cast(round(unixepoch('subsec') * 1000) as integer)))`,
  `create index changes_at on changes ("at")`,
  ...['update', 'delete'].map(
    (event) => `create trigger api_keys_${event} after ${event} on api_keys begin
      insert into changes (topic) values (old.hash); end`,
  ),
  `create trigger connections_insert after insert on connections begin
    insert into changes (topic) values ${topicsOf('new')}; end`,
  `create trigger connections_update after update of ${ofConnections} on connections begin
    insert into changes (topic) values ${topicsOf('old')}; end`,
  `create trigger connections_delete after delete on connections begin
    insert into changes (topic) values ${topicsOf('old')}; end`,
]

/** Many writers: a mark is the number of the transaction, which tells a reader together with its snapshot what it has seen. */
const onPostgres = [
  `create table changes (
    mark bigint not null default (pg_current_xact_id()::text::bigint),
    topic text not null,
    at bigint not null default ((extract(epoch from clock_timestamp()) * 1000)::bigint))`,
  `create index changes_mark on changes (mark)`,
  `create index changes_at on changes (at)`,
  `create function note_api_key() returns trigger language plpgsql as $$ begin
    insert into changes (topic) values (old.hash); return null; end $$`,
  `create function note_connection() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' then insert into changes (topic) values ${topicsOf('new')};
    else insert into changes (topic) values ${topicsOf('old')}; end if;
    return null; end $$`,
  `create trigger api_keys_change after update or delete on api_keys
    for each row execute function note_api_key()`,
  `create trigger connections_change after insert or delete or update of ${ofConnections} on connections
    for each row execute function note_connection()`,
]
