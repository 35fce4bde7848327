import { Failure } from '../errors.ts'
import type { AppClient } from '../oauth/app-client.ts'
import type { ClientCredentials, TokenEndpoint } from '../oauth/token-endpoint.ts'

/** An app as this server knows it: its configuration and the way to its token endpoint. */
export interface ConfiguredApp {
  readonly appClient: AppClient
  readonly tokenEndpoint: TokenEndpoint
}

export interface AppClients {
  /** Every app, configured or not, by name. */
  all: () => readonly ConfiguredApp[]
  find: (name: string) => ConfiguredApp | null
  /** The OAuth client of an app, or a failure that tells the operator which settings are missing. */
  required: (name: string) => ConfiguredApp & { readonly client: ClientCredentials }
}

export function createAppClients(configured: readonly ConfiguredApp[]): AppClients {
  const byName = new Map(configured.map((entry) => [entry.appClient.app.name, entry]))
  return {
    all: () => configured,
    find: (name) => byName.get(name) ?? null,
    required(name) {
      const entry = byName.get(name)
      if (!entry) {
        throw new Failure(
          'invalid_request',
          `There is no app "${name}". Known apps: ${[...byName.keys()].join(', ')}.`,
        )
      }
      const { client, app } = entry.appClient
      if (!client) {
        const { clientId, clientSecret } = app.settings
        throw new Failure(
          'app_not_configured',
          `${app.title} is not set up on this server. The operator has to set ${clientId} and ${clientSecret} and restart.`,
        )
      }
      return { ...entry, client }
    },
  }
}
