import type { App, Endpoint } from '../app.ts'
import { agentResources, agentViews } from './agent-views.ts'
import { adminEndpoints, userEndpoints } from './endpoints.ts'
import { masks } from './masks.ts'
import { parameters } from './parameters.ts'
import { pathWords } from './path-words.ts'
import { rateLimits } from './rate-limits.ts'

const scopesOf = (endpoints: readonly Endpoint[]): string[] => [
  ...new Set(endpoints.map((endpoint) => endpoint.scope)),
]

/** An administrator's scope covers what the user's scope of the same name does (Zoom, "OAuth scopes": the `:admin` level). */
const adminScope = (scope: string): string => (scope.endsWith(':admin') ? scope : `${scope}:admin`)

const withAdminScopes: readonly Endpoint[] = [...userEndpoints, ...adminEndpoints].map(
  (endpoint: Endpoint) => ({
    ...endpoint,
    scope: adminScope(endpoint.scope),
  }),
)

/** What both apps share: the same upstream, the same authorization server. */
const platform = {
  apiUrl: 'https://api.zoom.us',
  // The regional hosts that `api_url` in a token answer may name (Zoom, "OAuth": api_url). Everything else is refused.
  apiHosts: [
    'api.zoom.us',
    'api-au.zoom.us',
    'api-ca.zoom.us',
    'api-eu.zoom.us',
    'api-in.zoom.us',
    'api-sa.zoom.us',
    'api-sg.zoom.us',
    'api-uk.zoom.us',
    'api-us.zoom.us',
  ],
  oauthUrl: 'https://zoom.us',
  authorizationPath: '/oauth/authorize',
  tokenPath: '/oauth/token',
  revocationPath: '/oauth/revoke',
  serverToServerGrant: 'account_credentials',
  // "Invalid access token.", "Access token is expired." (Zoom, "Errors": code 124).
  refusedTokenCode: 124,
  identity: {
    path: '/v2/users/me',
    fields: { userId: 'id', accountId: 'account_id', email: 'email' },
  },
  // Recordings come from the web cluster that made them, e.g. us02web.zoom.us/rec/download/… (Zoom, "Cloud recording": download_url).
  downloads: {
    endpoint: 'recordingDownload',
    hostSuffixes: ['.zoom.us'],
    pathPrefixes: ['/rec/'],
    listing: {
      endpoint: 'recordingGet',
      files: 'recording_files',
      url: 'download_url',
      kind: 'file_type',
      status: 'status',
      ready: 'completed',
    },
  },
  pathWords,
  parameters,
  agentViews,
  agentResources,
  facts: [
    'topic',
    'start_time',
    'timezone',
    'duration',
    'host_email',
    'title',
    'first_name',
    'last_name',
    'name',
    'email',
    'recording_count',
    'recording_type',
    'status',
  ],
  masks,
  rateLimits,
  headerPrefix: 'x-zoom-',
} as const

/** Zoom as one person sees it: a user-managed Marketplace app. */
export const zoom: App = {
  ...platform,
  name: 'zoom',
  title: 'Zoom',
  settings: {
    clientId: 'ZOOM_CLIENT_ID',
    clientSecret: 'ZOOM_CLIENT_SECRET',
    apiUrl: 'ZOOM_API_URL',
    oauthUrl: 'ZOOM_OAUTH_URL',
    plan: 'ZOOM_PLAN',
  },
  scopes: scopesOf(userEndpoints),
  endpoints: userEndpoints,
}

/** Zoom as an account's administrator sees it: an admin-managed Marketplace app, which is another OAuth client. */
export const zoomAdmin: App = {
  ...platform,
  name: 'zoom-admin',
  title: 'Zoom (account admin)',
  settings: {
    clientId: 'ZOOM_ADMIN_CLIENT_ID',
    clientSecret: 'ZOOM_ADMIN_CLIENT_SECRET',
    apiUrl: 'ZOOM_API_URL',
    oauthUrl: 'ZOOM_OAUTH_URL',
    plan: 'ZOOM_PLAN',
  },
  scopes: scopesOf(withAdminScopes),
  endpoints: withAdminScopes,
}
