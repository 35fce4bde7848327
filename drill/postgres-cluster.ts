import { execFile, execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { chooseRunner, findBinaries, type Runner } from '../test/setup/postgres-binaries.ts'

/** A PostgreSQL of the drill's own, for it is stopped and killed. It keeps its promises about the disk, unlike the tests' one. */
export interface PostgresCluster {
  readonly createDatabase: (name: string) => Promise<string>
  readonly start: () => Promise<void>
  /** `immediate` is a crash: no checkpoint, everybody is cut off, the next start replays the log. */
  readonly stop: () => Promise<void>
  readonly remove: () => Promise<void>
}

export async function startCluster(): Promise<PostgresCluster> {
  const runner = chooseRunner()
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-drill-postgres-'))
  if (runner.uid !== undefined && runner.gid !== undefined) {
    chownSync(folder, runner.uid, runner.gid)
  }
  const binaries = findBinaries(runner, folder)
  const data = join(folder, 'data')
  const port = await freePort()
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale', 'C'],
    { ...runner, cwd: folder, stdio: 'pipe' },
  )
  const settings = `-p ${port} -h 127.0.0.1 -k "" -N 200`
  const control = (args: readonly string[]) => run(join(binaries, 'pg_ctl'), args, runner)
  const start = () =>
    control(['-D', data, '-w', '-t', '60', '-l', join(folder, 'log'), '-o', settings, 'start'])
  const stop = () => control(['-D', data, '-w', '-m', 'immediate', 'stop'])
  const address = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`
  await start()
  return {
    async createDatabase(name) {
      const admin = new pg.Client({ connectionString: address('postgres') })
      await admin.connect()
      await admin.query(`create database ${name}`)
      await admin.end()
      return address(name)
    },
    start,
    stop,
    async remove() {
      await stop().catch(() => undefined)
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

/** pg_ctl leaves the server behind with its own output, so nothing of ours may be inherited and waited for. */
async function run(program: string, args: readonly string[], runner: Runner): Promise<void> {
  await promisify(execFile)(program, args, { ...runner, cwd: '/' })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
