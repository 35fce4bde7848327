import type { Config } from '../config.ts'
import type { Launched } from './launch.ts'

/** The one line that `start --json` prints. */
export function readyLine(launched: Launched): string {
  return JSON.stringify({
    url: launched.url,
    api_key: launched.apiKey?.reveal() ?? null,
    connection_id: launched.connectionId,
    simulator_url: launched.simulatorUrl,
    dashboard_url: `${launched.publicUrl}/`,
  })
}

/** What a person reads after `start`, with one line to paste. */
export function readyText(launched: Launched, config: Config): string {
  const { url, publicUrl, simulatorUrl, apiKey } = launched
  const row = (name: string, value: string) => `  ${name.padEnd(11)} ${value}`
  return [
    'Valetkey is ready.',
    '',
    row('Gateway', url),
    row('Dashboard', `${publicUrl}/`),
    ...(simulatorUrl === null ? [] : [row('Simulator', simulatorUrl), simulatorNote(config)]),
    ...(apiKey === null ? [] : [row('API key', apiKey.reveal()), keyNote]),
    '',
    ...callText(launched, config),
    '',
    'Ctrl+C stops it.',
  ].join('\n')
}

const indent = ' '.repeat(14)
const keyNote = `${indent}Shown once. Keep it now: it cannot be read again.`

function simulatorNote({ appClients }: Config): string {
  const settings = appClients[0]?.app.settings
  if (!settings) return ''
  return `${indent}It stands in for the real API. Set ${settings.clientId} and ${settings.clientSecret} to use your own app.`
}

function callText({ url, apiKey, connectionId }: Launched, { appClients }: Config): string[] {
  const app = appClients[0]?.app
  if (!app) return []
  const key = apiKey?.reveal() ?? '$VALETKEY_API_KEY'
  const call = `curl -sS -H "Authorization: Bearer ${key}" ${url}/${app.name}${app.identity.path}`
  return [
    ...(connectionId === null
      ? [
          `Nobody has connected yet. "valetkey connection create ${app.name}" gives the address to open. Then:`,
        ]
      : ['Try it:']),
    call,
    ...(apiKey === null
      ? [
          'Put your key into VALETKEY_API_KEY first. "valetkey key create --data-dir DIR" makes a new one.',
        ]
      : []),
  ]
}
