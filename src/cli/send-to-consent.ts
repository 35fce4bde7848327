import type { Client } from '../client/client.ts'
import type { Connection } from '../client/objects.ts'
import { readConfig } from '../config.ts'
import { awaitConsent } from './await-consent.ts'
import { openInBrowser } from './browser.ts'
import type { Input } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { showConnection } from './show-connection.ts'
import type { Terminal } from './terminal.ts'

/** Shows a connection whose `url` a person has to open, opens it and waits, as the options ask. */
export async function sendToConsent(
  client: Client,
  connection: Connection,
  { input, terminal }: { input: Input; terminal: Terminal },
): Promise<number> {
  if (input.flag('open')) {
    await openInBrowser(terminal, { url: connection.url, browser: readConfig().browser })
  }
  if (!input.flag('wait')) {
    showConnection(input, terminal, connection)
    return exitCodes.ok
  }
  if (!input.flag('open')) terminal.say(`Open this address in a browser: ${connection.url}`)
  const { connection: after, code } = await awaitConsent(client, connection, { input, terminal })
  showConnection(input, terminal, after)
  return code
}
