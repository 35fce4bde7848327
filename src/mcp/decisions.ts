import type { Client } from '../client/client.ts'
import { isObject } from './tool.ts'

export type Decision = 'allow' | 'approve' | 'deny'

/** What the key's policy says to each endpoint of an app, by id. An endpoint that the server does not pass on is not in it. */
export async function decisionsOf(
  client: Client,
  app: string,
): Promise<ReadonlyMap<string, Decision>> {
  const answer = await client.json('GET', `/apps/${app}/endpoints`)
  const rows = isObject(answer) && Array.isArray(answer['endpoints']) ? answer['endpoints'] : []
  return new Map(
    rows
      .filter((row) => isObject(row))
      .map((row) => [String(row['id']), decisionIn(row['decision'])] as const),
  )
}

/** A server without policies names no decision: there, a key may do everything. */
const decisionIn = (value: unknown): Decision =>
  value === 'approve' || value === 'deny' ? value : 'allow'
