import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '../client/client.ts'
import type { Connection } from '../client/objects.ts'
import { UsageError, type Input, type Option } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export const waitOptions: Readonly<Record<string, Option>> = {
  open: { summary: 'Open the consent address in the browser.' },
  wait: { summary: 'Wait until a person has consented, or has refused.' },
  timeout: {
    value: 'SECONDS',
    summary: 'How long --wait waits. Default 1800, the life of the link.',
  },
}

const pauseMs = 1_000

/** Asks for the connection until its consent is through. `before` is how it stood when the person was sent away. */
export async function awaitConsent(
  client: Client,
  before: Connection,
  { input, terminal }: { input: Input; terminal: Terminal },
): Promise<{ connection: Connection; code: number }> {
  const rounds = Math.ceil((secondsOf(input.text('timeout')) * 1_000) / pauseMs)
  terminal.say('Waiting for consent. Ctrl+C stops waiting; the link stays good.')
  let connection = before
  for (let round = 0; round < rounds && !isDecided(before, connection); round++) {
    await wait(pauseMs, undefined, { signal: terminal.interrupted })
    connection = await client.connections.get(before.connection_id)
  }
  if (!isDecided(before, connection)) {
    terminal.say('Nobody has consented yet.')
    return { connection, code: exitCodes.pending }
  }
  terminal.say(connection.status === 'ACTIVE' ? 'Connected.' : 'The consent failed.')
  return { connection, code: connection.status === 'ACTIVE' ? exitCodes.ok : exitCodes.error }
}

/** A connection that worked or failed before has to change; one that was PENDING has to stop being so. */
function isDecided(before: Connection, now: Connection): boolean {
  if (now.status === 'PENDING') return false
  return before.status === 'PENDING' || now.last_updated_time !== before.last_updated_time
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return 1_800
  const seconds = Number(text)
  if (!Number.isFinite(seconds) || seconds <= 0) {
    throw new UsageError('--timeout takes a number of seconds.')
  }
  return seconds
}
