// A PostgreSQL of our own, for the store with a million connections.
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cores } from './machine.mjs'
import { freePort, start } from './process.mjs'

/** Debian keeps each version in a folder of its own. */
function binaries() {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root)
    ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a))
    : []
  const folder = versions
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')))
  return folder ?? null
}

export const hasPostgres = () => binaries() !== null

/** Its data stay in the folder, so that a kept folder has them next time. */
export async function startPostgres(folder) {
  const bin = binaries()
  const data = join(folder, 'postgres')
  const as = asWhom()
  if (!existsSync(join(data, 'PG_VERSION'))) {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    if (as.uid !== null) {
      chownSync(data, as.uid, as.gid)
      // The folder above is ours alone, and the server has to get through it.
      chmodSync(folder, 0o711)
    }
    const made = spawnSync(as.command[0] ?? join(bin, 'initdb'), [
      ...(as.command.length > 0 ? [...as.command.slice(1), join(bin, 'initdb')] : []),
      ...['-D', data, '-U', 'valetkey', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    ])
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  } else readOnce(data)
  const port = await freePort()
  const settings = [
    'shared_buffers=512MB',
    'max_wal_size=4GB',
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
  ]
  const server = start(
    [
      ...as.command,
      join(bin, 'postgres'),
      '-D',
      data,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { core: cores.load, log: join(folder, 'postgres.log') },
  )
  const deadline = performance.now() + 60_000
  while (
    spawnSync(join(bin, 'pg_isready'), [
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'valetkey',
      '-d',
      'postgres',
    ]).status !== 0
  ) {
    if (performance.now() > deadline)
      throw new Error(`PostgreSQL did not start; see ${folder}/postgres.log`)
    await sleep(100)
  }
  return {
    url: `postgres://valetkey@127.0.0.1:${port}/postgres`,
    pid: server.pid,
    // A fast shutdown: it does not wait for clients.
    stop: () => server.stop('SIGINT'),
  }
}

/** What was just filled lies in memory. What was kept may be on the disk only, and a cold look-up would measure that. */
function readOnce(data) {
  const read = spawnSync('sh', ['-c', 'cat "$1"/base/*/* > /dev/null', 'sh', data])
  if (read.status !== 0) throw new Error(`${data} cannot be read: ${read.stderr}`)
}

/** PostgreSQL refuses to run as root. */
function asWhom() {
  if (process.getuid?.() !== 0) return { command: [], uid: null, gid: null }
  const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  const [uid, gid] = [id('-u'), id('-g')]
  return { command: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'], uid, gid }
}
