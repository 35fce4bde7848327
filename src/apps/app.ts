import type { AgentResource, AgentView } from './agent-view.ts'
import type { Mask, MaskName } from './mask.ts'
import type { Parameter } from './parameter.ts'

/** What an endpoint does to the person's data. `destroy` covers everything that cannot be taken back with the same key. */
export type Effect = 'read' | 'write' | 'destroy'

/** The rate class of an endpoint, in the vendor's words, e.g. `LIGHT`. */
export type RateClass = string

/** One method and path pattern of an app: a row of the endpoint table, from which every surface derives. */
export interface Endpoint {
  /** The vendor's operation id, stable and unique within the app, e.g. `meetingCreate`. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the app's name with named segments, e.g. `/v2/meetings/{meetingId}`. */
  readonly path: string
  /** Names of its query parameters. What they are stands once in the app's `parameters`. */
  readonly query: readonly string[]
  /** Members of its JSON body; null when it takes none. */
  readonly body: readonly Parameter[] | null
  /** Member of the answer that holds the items of a list; null when the answer is no list. */
  readonly list: string | null
  /** Its command after the app's name, e.g. `meetings list`. A public name: it never changes. */
  readonly cli: string
  readonly summary: string
  readonly effect: Effect
  readonly rateClass: RateClass
  /** The least scope that is enough for the token's own user, for messages and documentation. */
  readonly scope: string
}

/** Which environment variables configure the OAuth client of an app. */
export interface AppSettings {
  readonly clientId: string
  readonly clientSecret: string
  readonly apiUrl: string
  readonly oauthUrl: string
  /** Names the plan of accounts whose answers do not tell it. */
  readonly plan: string
}

/** Files that live on the vendor's other hosts and need the same token, e.g. recordings. */
export interface Downloads {
  /** Id of the endpoint that fetches such a file; its `url` query value names it. */
  readonly endpoint: string
  /** A host qualifies when it equals a suffix without its dot or ends with the suffix, e.g. `.zoom.us`. */
  readonly hostSuffixes: readonly string[]
  readonly pathPrefixes: readonly string[]
  readonly listing: Listing
}

/** Where the files of one recording are listed, and what the members of that answer are called. */
export interface Listing {
  /** Id of an endpoint whose path takes the recording's id. */
  readonly endpoint: string
  readonly files: string
  readonly url: string
  readonly kind: string
  /** Where a file says how far it is. One that says nothing is ready. */
  readonly status: string
  readonly ready: string
}

/** Who a token belongs to, asked once after each consent. `fields` name members of the answer. */
export interface Identity {
  readonly path: string
  readonly fields: { readonly userId: string; readonly accountId: string; readonly email: string }
}

/** How many calls of one rate class may leave in any stretch of time of that length. */
export interface RateQuota {
  readonly limit: number
  readonly windowMs: number
}

/** What one of the vendor's plans allows to an account. */
export interface RatePlan {
  readonly name: string
  readonly quotas: Readonly<Record<RateClass, RateQuota>>
  /** Calls a day, where answers tell this number: by it the plan is recognised. */
  readonly daily: Readonly<Record<RateClass, number>> | null
}

/** How the vendor limits the calls of one account, whoever makes them. */
export interface RateLimits {
  /** Lower-case names of the answer headers. `category` is in every answer of a vendor that counts. */
  readonly headers: {
    readonly category: string
    readonly limit: string
    readonly remaining: string
    readonly type: string
  }
  /** Value of the `type` header for a limit that ends at 00:00 UTC. */
  readonly dailyType: string
  /** The strictest first: it holds until an answer tells more. */
  readonly plans: readonly [RatePlan, ...RatePlan[]]
  /** Name of the plan that is assumed unless the operator says otherwise. */
  readonly usualPlan: string
  /** Creates and updates a day that one host of meetings gets (UTC), and the ids of the endpoints that count. */
  readonly hostDay: { readonly limit: number; readonly endpoints: readonly string[] }
}

/** Everything that can be said about an app, as data. It knows nobody. */
export interface App {
  /** First path segment at the gateway, and the `app` of a connection. */
  readonly name: string
  readonly title: string
  readonly settings: AppSettings
  /** Where API calls go unless configured otherwise, and which other hosts a token answer may name (RFC 9700, section 4.9: tokens go only where they are meant for). */
  readonly apiUrl: string
  readonly apiHosts: readonly string[]
  readonly oauthUrl: string
  readonly authorizationPath: string
  readonly tokenPath: string
  readonly revocationPath: string
  /** The non-standard grant of the vendor's server-to-server clients, if it has one. */
  readonly serverToServerGrant: string | null
  /** The member `code` of an API's 401 body that says: this token, not this call, was refused. */
  readonly refusedTokenCode: number
  readonly identity: Identity
  readonly downloads: Downloads | null
  /** Literal segments of the vendor's API paths, of operations that the table does not have. Its own count without being named. */
  readonly pathWords: readonly string[]
  /** Members of answers that tell a person what a thing is, e.g. its title, most telling first. */
  readonly facts: readonly string[]
  /** Prefix of the response header that keeps a vendor's own form of a standard header, e.g. `x-zoom-` + `retry-after`. */
  readonly headerPrefix: string
  readonly scopes: readonly string[]
  /**
   * Path and query parameters by name. `operationId.name` stands before `name`, where one name means different things.
   */
  readonly parameters: Readonly<Record<string, Parameter>>
  /** Null: the vendor has no limits that we know of. */
  readonly rateLimits: RateLimits | null
  readonly endpoints: readonly Endpoint[]
  /** What agents are offered by name, by id of the endpoint. */
  readonly agentViews: Readonly<Partial<Record<string, AgentView>>>
  readonly agentResources: readonly AgentResource[]
  /** What may be hidden in answers from a key that is not to see it. */
  readonly masks: Readonly<Record<MaskName, Mask>>
}
