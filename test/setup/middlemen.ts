import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import { chooseRunner } from './postgres-binaries.ts'
import { snippetsOf } from './snippets.ts'

/** A program of others that stands between the world, Valetkey and its database. */
export interface Middleman {
  readonly port: number
  readonly log: () => string
  readonly stop: () => Promise<void>
}

/** What docs/deploy.md tells an operator to write, so that a test runs on nothing else. */
export function deploySnippet(beginsWith: string): string {
  const page = fileURLToPath(new URL('../../docs/deploy.md', import.meta.url))
  const found = snippetsOf(page).find(({ text }) => text.startsWith(beginsWith))
  if (!found) throw new Error(`docs/deploy.md has no block that begins with ${beginsWith}`)
  return found.text
}

/** PgBouncer in front of a database, set up as docs/deploy.md says. Speaks for `url`'s user to whoever comes. */
export async function startPgBouncer(url: string): Promise<Middleman> {
  const { hostname, port, username, password } = new URL(url)
  const target = `host=${hostname} port=${port} user=${username} password=${password}`
  const file = (listenPort: number, folder: string): string =>
    [
      '[databases]',
      `* = ${target}`,
      deploySnippet('[pgbouncer]'),
      'auth_type = any',
      'listen_addr = 127.0.0.1',
      `listen_port = ${listenPort}`,
      'unix_socket_dir =',
      `logfile = ${join(folder, 'log')}`,
      // Fewer than the servers open to it, so that sessions are shared.
      'default_pool_size = 4',
    ].join('\n')
  return start({ program: 'pgbouncer', file, args: (settings) => [settings] })
}

/** nginx with this `upstream` and `server`, as the http part of its configuration. */
export async function startNginx(http: (port: number) => string): Promise<Middleman> {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const file = (port: number, folder: string): string =>
    [
      'daemon off; master_process off;',
      `error_log ${join(folder, 'log')} warn; pid ${join(folder, 'pid')};`,
      'events { worker_connections 1024; }',
      'http {',
      'access_log off;',
      ...places.map((name) => `${name}_temp_path ${join(folder, name)};`),
      http(port),
      '}',
    ].join('\n')
  const args = (settings: string, folder: string) => [
    ...['-p', folder, '-c', settings, '-e', join(folder, 'log')],
  ]
  return start({ program: 'nginx', file, args })
}

interface Plan {
  readonly program: string
  readonly file: (port: number, folder: string) => string
  readonly args: (settings: string, folder: string) => string[]
}

async function start({ program, file, args }: Plan): Promise<Middleman> {
  const runner = chooseRunner()
  const folder = mkdtempSync(join(tmpdir(), `valetkey-${program}-`))
  const settings = join(folder, 'settings')
  const port = await freePort()
  writeFileSync(settings, file(port, folder), { mode: 0o600 })
  if (runner.uid !== undefined && runner.gid !== undefined) {
    for (const place of [folder, settings]) chownSync(place, runner.uid, runner.gid)
  }
  const child = spawn(find(program), args(settings, folder), {
    ...runner,
    cwd: folder,
    stdio: 'ignore',
  })
  const onExit = (): void => void child.kill('SIGKILL')
  process.once('exit', onExit)
  const log = (): string => {
    const place = join(folder, 'log')
    return existsSync(place) ? readFileSync(place, 'utf8') : ''
  }
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${log()}`)
  }
  return {
    port,
    log,
    async stop() {
      process.off('exit', onExit)
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Debian keeps both where only root's PATH leads. */
function find(program: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  const found = folders.map((folder) => join(folder, program)).find((place) => existsSync(place))
  if (found !== undefined) return found
  throw new Error(
    `docs/deploy.md makes promises about ${program}, and these tests keep them, so they need it (Debian: apt-get install ${program === 'nginx' ? 'nginx-light' : program}).`,
  )
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => setTimeout(resolve, 20, false))
  })
}
