// Everything that the contenders stand on: a folder, an upstream, a filled store, and lists of who calls.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { has } from './machine.mjs'
import { startNginxUpstream } from './nginx.mjs'
import { startNodeUpstream } from './node-upstream.mjs'
import { environment } from './ours.mjs'
import { freePort } from './process.mjs'
import { newAccessToken, seed } from './seed.mjs'

/**
 * A kept folder is filled once and used again: grants belong to the upstream's address, so that is kept too.
 * `settingsIn` may start something that the store needs there.
 */
export async function createWorld({
  node,
  keep,
  profile,
  keys,
  connections,
  settingsIn = nothing,
}) {
  const folder = keep ? resolve(keep) : mkdtempSync(join(tmpdir(), 'valetkey-bench-'))
  mkdirSync(folder, { recursive: true })
  if (!keep) process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'callers.json')
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  const port = kept?.port ?? (await freePort())
  const startUpstream = () =>
    has('nginx') ? startNginxUpstream(folder, port) : startNodeUpstream(port)
  let upstream = await startUpstream()
  const { settings, stop } = await settingsIn(folder)
  const filled = join(folder, 'data')
  const { url } = upstream
  const world = {
    node,
    profile,
    folder,
    upstream: { url, port },
    settings,
    accessToken: newAccessToken(),
  }
  const callers =
    kept?.callers ??
    (await seed(
      { ...environment({ ...world, dataDir: filled }), ...settings },
      { keys, connections },
    ))
  writeFileSync(file, JSON.stringify({ port, callers }))
  return {
    ...world,
    dataDir: copyOf(filled, 'of-this-run'),
    callers,
    lists: listsOf(folder, callers),
    /** For a server that stands beside others, which write too. */
    withStoreOfItsOwn(name) {
      return { ...this, dataDir: copyOf(filled, name) }
    },
    /** While somebody else answers in its place. */
    withoutUpstream: async (work) => {
      await upstream.stop()
      const done = await work()
      upstream = await startUpstream()
      return done
    },
    stop: async () => {
      await upstream.stop()
      await stop()
    },
  }
}

/** What a run writes, its audit above all, is not kept: the next one would pay for its retention. */
function copyOf(filled, name) {
  const copy = `${filled}-${name}`
  rmSync(copy, { recursive: true, force: true })
  cpSync(filled, copy, { recursive: true })
  return copy
}

const nothing = async () => ({ settings: {}, stop: async () => undefined })

/** Who calls: a few keys, every key, or every connection by its name. */
function listsOf(folder, callers) {
  const list = (name, lines) => {
    const file = join(folder, `${name}.callers`)
    writeFileSync(file, `${lines.join('\n')}\n`)
    return file
  }
  const keys = callers.map(({ key }) => key)
  const named = callers.flatMap(({ key, connections }) => connections.map((id) => `${key} ${id}`))
  return {
    few: list('few', keys.slice(0, 16)),
    many: list('many', keys),
    all: list('all', shuffled(named)),
  }
}

/** Always the same order, without the order of the table in it. */
function shuffled(lines) {
  let state = 1
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  for (let last = lines.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[lines[last], lines[other]] = [lines[other], lines[last]]
  }
  return lines
}
