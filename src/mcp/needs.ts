import type { Client } from '../client/client.ts'

/** What a server works with: one API key's client, and nothing else of this product. */
export interface McpNeeds {
  readonly client: Client
  /** For calls that name no connection. */
  readonly connection: string | undefined
  readonly version: string
  readonly now: () => number
}
