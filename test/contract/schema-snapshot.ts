import { sql } from 'kysely'
import type { Kysely } from 'kysely'

import type { Database } from '../../src/database/database.ts'
import type { Schema } from '../../src/database/schema.ts'

/** The tables and indexes as the engine itself reports them, as SQL text in a fixed order. */
export async function describeSchema({ engine, db }: Database): Promise<string> {
  const statements = engine === 'sqlite' ? await fromSqlite(db) : await fromPostgres(db)
  const title = engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'
  return [`-- ${title}`, ...statements].join('\n\n')
}

async function fromSqlite(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ sql: string }>`
    select sql from sqlite_master where sql is not null and tbl_name not like 'valetkey_migrations%'
    order by tbl_name, type desc, name`.execute(db)
  return rows.map((row) => `${row.sql.replace(/(\(|,) ?(?="\w+" \w)/g, '$1\n  ')};`)
}

async function fromPostgres(db: Kysely<Schema>): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string; parts: string[] }>`
    select class.relname as name, array(
      select format('%I %s', attname, format_type(atttypid, atttypmod))
        || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
        || case when attnotnull then ' not null' else '' end
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = class.oid and attnum > 0 and not attisdropped order by attnum
    ) || array(
      select format('constraint %I %s', conname, pg_get_constraintdef(oid))
      from pg_constraint where conrelid = class.oid and contype in ('p', 'u', 'f', 'c') order by conname
    ) as parts
    from pg_class class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace
      and relname not like 'valetkey_migrations%'
    order by relname`.execute(db)
  const { rows: indexes } = await sql<{ table: string; definition: string }>`
    select tablename as table, indexdef as definition from pg_indexes
    where schemaname = current_schema() and indexname not like '%_pkey'
    order by tablename, indexname`.execute(db)
  return tables.flatMap(({ name, parts }) => [
    `create table ${name} (\n  ${parts.join(',\n  ')}\n);`,
    ...indexes
      .filter(({ table }) => table === name)
      .map(({ definition }) => `${definition.replace(/ ON \w+\./, ' ON ')};`),
  ])
}
