import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'

import { freePort } from './free-port.ts'
import { chooseRunner, findBinaries } from './postgres-binaries.ts'
import type { Runner } from './postgres-binaries.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string | undefined
  }
}

export interface PostgresServer {
  /** A superuser's address of the database `postgres`. */
  readonly url: string
  stop(): Promise<void>
}

/** Vitest's global setup: one PostgreSQL for the whole run. Without one the run fails, because half of the promises would be untested. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'] ?? ''
  if (given !== '') {
    project.provide('postgresUrl', given)
    return () => Promise.resolve()
  }
  const server = await startPostgres()
  project.provide('postgresUrl', server.url)
  return () => server.stop()
}

export interface FreshDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** An empty database on the server of this run. */
export async function freshPostgresDatabase(): Promise<FreshDatabase> {
  const name = `valetkey_test_${randomBytes(6).toString('hex')}`
  const admin = adminUrl()
  await asAdmin(admin, `create database ${name}`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => asAdmin(admin, `drop database if exists ${name} with (force)`),
  }
}

/** A data folder of its own, for SQLite. */
export function freshSqlite(): { dataDir: string; remove(): void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'valetkey-test-'))
  return {
    dataDir,
    remove: () => {
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Runs one statement as the superuser of this run's server, for roles and other things that outlive a database. */
export async function runAsPostgresAdmin(statement: string): Promise<void> {
  await asAdmin(adminUrl(), statement)
}

function adminUrl(): string {
  const url = inject('postgresUrl')
  if (url !== undefined) return url
  throw new Error(
    'Add test/setup/postgres.ts to the globalSetup of this project in vitest.config.ts.',
  )
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Starts a throw-away PostgreSQL on 127.0.0.1. It ends with `stop()`, and also when this process is killed. */
export async function startPostgres(): Promise<PostgresServer> {
  const runner = chooseRunner()
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-postgres-'))
  if (runner.uid !== undefined && runner.gid !== undefined) {
    chownSync(folder, runner.uid, runner.gid)
  }
  try {
    const home: Home = { folder, runner, binaries: findBinaries(runner, folder) }
    const password = createCluster(home)
    return await runCluster(home, password)
  } catch (error) {
    removeFolder(folder)
    throw error
  }
}

interface Home {
  readonly folder: string
  readonly runner: Runner
  readonly binaries: string
}

function createCluster({ folder, runner, binaries }: Home): string {
  const password = randomBytes(12).toString('hex')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (runner.uid !== undefined && runner.gid !== undefined) {
    chownSync(passwordFile, runner.uid, runner.gid)
  }
  const cluster = ['--pgdata', join(folder, 'data'), '--username', 'postgres', '--no-sync']
  const login = ['--auth', 'scram-sha-256', '--pwfile', passwordFile]
  const text = ['--encoding', 'UTF8', '--locale', 'C']
  execFileSync(join(binaries, 'initdb'), [...cluster, ...login, ...text], {
    ...runner,
    cwd: folder,
    stdio: 'pipe',
  })
  return password
}

async function runCluster(home: Home, password: string): Promise<PostgresServer> {
  const port = await freePort()
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const keeper = spawnWithKeeper(home, port)
  try {
    await waitUntilReady(url, keeper)
  } catch (cause) {
    const log = readLog(home.folder)
    await stopKeeper(keeper)
    throw new Error(`PostgreSQL from ${home.binaries} did not start:\n${log}`, { cause })
  }
  return {
    url,
    stop: async () => {
      await stopKeeper(keeper)
      removeFolder(home.folder)
    },
  }
}

/** The shell removes the folder as well, so entries may vanish under our hands. */
function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/**
 * A shell keeps PostgreSQL and reads a pipe that only this process holds open. When this process ends, by whatever signal, the pipe
 * ends too, and the shell stops PostgreSQL and removes its folder. Its own process group keeps Ctrl-C from reaching it first.
 */
function spawnWithKeeper({ folder, runner, binaries }: Home, port: number): ChildProcess {
  const script = `
    "$1" -D "$2/data" -p "$3" -h 127.0.0.1 -k "" -N 200 -c fsync=off -c full_page_writes=off 3<&- >"$2/log" 2>&1 &
    server=$!
    (
      cat <&3 >/dev/null
      kill -QUIT $server 2>/dev/null
      while kill -0 $server 2>/dev/null; do sleep 0.1; done
      cd / && rm -rf "$2"
    ) &
    wait $server
  `
  const names = [join(binaries, 'postgres'), folder, String(port)]
  const keeper = spawn('/bin/sh', ['-c', script, 'keep-postgres', ...names], {
    ...runner,
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  keeper.unref()
  pipeTo(keeper).unref()
  return keeper
}

function pipeTo(keeper: ChildProcess): Socket {
  const pipe = keeper.stdio[3]
  if (!(pipe instanceof Socket)) throw new Error('The shell around PostgreSQL has no pipe.')
  return pipe
}

async function stopKeeper(keeper: ChildProcess): Promise<void> {
  const gone = hasEnded(keeper) ? Promise.resolve() : once(keeper, 'exit')
  pipeTo(keeper).destroy()
  keeper.ref()
  await gone
}

function hasEnded(keeper: ChildProcess): boolean {
  return keeper.exitCode !== null || keeper.signalCode !== null
}

async function waitUntilReady(url: string, keeper: ChildProcess): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    if (hasEnded(keeper)) throw new Error('PostgreSQL ended while it started.')
    try {
      await asAdmin(url, 'select 1')
      return
    } catch (error) {
      if (attempt === 600) throw error
    }
    await sleep(50)
  }
}

function readLog(folder: string): string {
  try {
    return readFileSync(join(folder, 'log'), 'utf8')
  } catch {
    return '(no log)'
  }
}
