// The built product, started as `npm start` does it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cores } from './machine.mjs'
import { start } from './process.mjs'

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

export const metricsToken = 'of-the-benchmark'

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
/** Those that `npm start` gives to Node. */
export const flags = scripts.start.split(' ').filter((word) => word.startsWith('--'))

export function environment({ dataDir, upstream }) {
  return {
    PORT: '0',
    VALETKEY_DATA_DIR: dataDir,
    VALETKEY_METRICS_TOKEN: metricsToken,
    ZOOM_CLIENT_ID: 'benchmark',
    ZOOM_CLIENT_SECRET: 'benchmark',
    ZOOM_API_URL: upstream.url,
    ZOOM_OAUTH_URL: upstream.url,
  }
}

export async function startOurs(world) {
  const profiling = world.profile ? ['--cpu-prof', `--cpu-prof-dir=${world.profile}`] : []
  const server = start([world.node, ...flags, ...profiling, program, 'start', '--json'], {
    core: cores.proxy,
    env: { ...environment(world), ...world.settings },
    log: join(world.folder, 'valetkey.log'),
  })
  const { url } = JSON.parse(await server.firstLine())
  return { ...server, url }
}
