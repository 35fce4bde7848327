import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { proxyVariables, type Config } from '../../config.ts'
import { fine, warning, wrong, type Finding } from './finding.ts'

/** What can be seen without asking anybody. */
export function machineFindings(config: Config): Finding[] {
  return [nodeVersion(process.versions.node), ...fileModes(config), proxies(proxyVariables())]
}

/** Node 20 got its last security fix in April 2026 (nodejs.org, "Previous releases"). */
export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    return wrong('node', `Node ${version} is too old.`, 'Install Node 22 or later.')
  }
  if (major < 22) {
    return warning(
      'node',
      `Node ${version} gets no security fixes any more since April 2026.`,
      'Install Node 22 or later.',
    )
  }
  return fine('node', `Node ${version}.`)
}

/** Files that only the server's own user may read. */
function fileModes({ dataDir }: Config): Finding[] {
  if (process.platform === 'win32' || !existsSync(dataDir)) return []
  const open = ['sealing-key', 'simulator-key', 'valetkey.db', 'valetkey.db-wal']
    .map((name) => join(dataDir, name))
    .filter((file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0)
  if (open.length === 0) return [fine('files', `Nobody else can read the secrets in ${dataDir}.`)]
  const list = open.join(' ')
  return [wrong('files', `Other users can read ${list}.`, `Run: chmod 600 ${list}`)]
}

function proxies(names: readonly string[]): Finding {
  if (names.length === 0) return fine('proxy', 'No proxy is set in the environment.')
  return warning(
    'proxy',
    `${names.join(', ')} is set. Valetkey connects directly and does not use it.`,
    'Let this machine reach the API without a proxy, or name an address inside your network with the API URL setting of the app.',
  )
}
