import type { Config } from '../../config.ts'
import { needsSimulator } from '../built-in-simulator.ts'
import { clockFinding } from './addresses.ts'
import { fine, warning, wrong, type Finding } from './finding.ts'

const timeoutMs = 5_000

/** Asks the server, the API and the authorization server for a sign of life. No key and no token is sent. */
export async function networkFindings(config: Config, serverUrl: string): Promise<Finding[]> {
  const upstreams = needsSimulator(config) ? [simulated] : await Promise.all(askUpstreams(config))
  return [...(await askServer(serverUrl)), ...upstreams.flat()]
}

const simulated = fine('upstream', 'No app is configured, so the built-in simulator stands in.')

async function askServer(url: string): Promise<Finding[]> {
  const answer = await ask(`${url}/readyz`, 'GET')
  if (answer === null) {
    return [
      warning(
        'server',
        `No server answers at ${url}.`,
        'Start it, or set VALETKEY_URL to where it is.',
      ),
    ]
  }
  if (answer.status !== 200) {
    const detail = `${url}/readyz answers HTTP ${answer.status}.`
    return [wrong('server', detail, 'Check that it is Valetkey, and look into its log.')]
  }
  return [fine('server', `${url} is ready.`), ...clockOf('server_clock', answer)]
}

function askUpstreams({ appClients }: Config): Promise<Finding[]>[] {
  const api = new Map(appClients.map(({ apiUrl, app }) => [apiUrl, app.settings.apiUrl]))
  const oauth = new Map(appClients.map(({ oauthUrl, app }) => [oauthUrl, app.settings.oauthUrl]))
  return [
    ...[...api].map(([url, setting]) => askUpstream('api', { url, setting })),
    ...[...oauth].map(([url, setting]) => askUpstream('authorization_server', { url, setting })),
  ]
}

async function askUpstream(
  check: string,
  { url, setting }: { url: string; setting: string },
): Promise<Finding[]> {
  const answer = await ask(`${url}/`, 'HEAD')
  if (answer === null) {
    const fix = `Check the network, the firewall and ${setting}.`
    return [wrong(check, `${url} cannot be reached from here.`, fix)]
  }
  return [fine(check, `${url} answers.`), ...clockOf(`${check}_clock`, answer)]
}

interface Answer {
  readonly status: number
  readonly date: string | null
  readonly at: number
}

const clockOf = (check: string, { date, at }: Answer): Finding[] =>
  [clockFinding(check, { date, now: at })].filter((finding) => finding !== null)

/** Any status is a sign of life. Null: nothing came. */
async function ask(url: string, method: 'GET' | 'HEAD'): Promise<Answer | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { method, redirect: 'manual', signal })
    await response.body?.cancel()
    return { status: response.status, date: response.headers.get('date'), at: Date.now() }
  } catch {
    return null
  }
}
