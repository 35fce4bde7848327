import type { Client } from '../client/client.ts'
import { isObject, type Json } from './tool.ts'

/** The apps of the server, as it describes them. */
export async function appsKnown(client: Client): Promise<readonly Json[]> {
  const answer = await client.json('GET', '/apps')
  const rows = isObject(answer) && Array.isArray(answer['apps']) ? answer['apps'] : []
  return rows.filter((row) => isObject(row))
}
