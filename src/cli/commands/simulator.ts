import { apps } from '../../apps/registry.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { Command } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { aborted, portOf } from './start.ts'

export const simulator: Command = {
  summary: 'Run the simulator alone: a pretend vendor for tests and demos.',
  usage: 'simulator [--port N] [--seed S] [--json]',
  options: {
    port: { value: 'N', summary: 'Port to listen on; 0 picks a free one. Default 8788.' },
    seed: { value: 'S', summary: 'The same seed makes the same people, ids and credentials.' },
    json: { summary: 'Print one JSON line on stdout once ready; talk goes to stderr.' },
  },
  async run(input, terminal) {
    const port = Number(portOf(input.text('port')) ?? defaultPort)
    const { createSimulator } = await import('../../simulator/simulator.ts')
    const seed = input.text('seed')
    const made = createSimulator(seed === undefined ? {} : { seed })
    const { url } = await made.listen({ port })
    terminal.print(input.flag('json') ? line(made, url) : text(made, url))
    await aborted(terminal.interrupted)
    await made.close()
    return exitCodes.ok
  },
}

const defaultPort = 8788

function line({ clientId, clientSecret, adminClient, server }: Simulator, url: string): string {
  return JSON.stringify({
    simulator_url: url,
    client_id: clientId,
    client_secret: clientSecret,
    admin_client_id: adminClient.clientId,
    admin_client_secret: adminClient.clientSecret,
    server_to_server: {
      account_id: server.accountId,
      client_id: server.clientId,
      client_secret: server.clientSecret,
    },
  })
}

/** The settings that point a server at it, ready to be pasted into a shell. Its secrets are pretend ones. */
function text({ clientId, clientSecret, adminClient }: Simulator, url: string): string {
  const values = new Map<string, string>()
  for (const { name, settings } of apps) {
    const client = name.endsWith('-admin') ? adminClient : { clientId, clientSecret }
    values.set(settings.apiUrl, url).set(settings.oauthUrl, url)
    values.set(settings.clientId, client.clientId).set(settings.clientSecret, client.clientSecret)
  }
  return [
    `The simulator is ready at ${url}`,
    '',
    'To use it from a server, start that server with these settings:',
    ...[...values].map(([name, value]) => `export ${name}=${value}`),
    '',
    `Journal: ${url}/_simulator/journal`,
    'Ctrl+C stops it.',
  ].join('\n')
}
