import { OpenAPIHono } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { Failure, problem } from '../errors.ts'
import { addApiKeyRoutes } from './api-key-routes.ts'
import { addAuditRoutes } from './audit-routes.ts'
import { addApprovalRoutes } from './approval-routes.ts'
import { addAppRoutes } from './app-routes.ts'
import { addConnectionRoutes } from './connection-routes.ts'
import { addDocumentRoutes } from './document-routes.ts'
import { labelled, refuseKeysInQuery, requireKey } from './guard.ts'
import { addHealthRoutes } from './health-routes.ts'
import { hiding } from './hiding.ts'
import type { ControlApp, ControlEnv, ControlNeeds } from './needs.ts'
import { recorded } from './recorded.ts'
import { addRpcRoutes } from './rpc-routes.ts'
import { unknownRoute } from './unknown-route.ts'
import { addUserRoutes } from './user-routes.ts'
import { invalid } from './validation.ts'

/** First path segments where every route needs a key, and answers may hold what an app's answers hold. */
const aboutAccounts = [
  'connections',
  'create-connection',
  'list-connections',
  'get-connection',
  'delete-connection',
  'user',
  'approvals',
]

/** First path segments where every route needs a key. */
const behindKey = [...aboutAccounts, 'api-keys', 'apps', 'audit']

/** First path segments that this plane answers. None of them can be the name of an app. */
export const controlSegments: readonly string[] = [
  ...behindKey,
  'openapi.json',
  'docs',
  'healthz',
  'health',
  'readyz',
  'ready',
  'version',
]

/**
 * The control plane: who may call, what is connected, and how this server is. JSON in, JSON out, problem documents otherwise.
 * It answers every path, the unknown ones too. Where several planes are mounted in one app, it comes last.
 */
export function createControl(needs: ControlNeeds): ControlApp {
  const app = new OpenAPIHono<ControlEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.error, result.target)
    },
  })
  answerFailures(app, needs)
  app.use(labelled(), refuseKeysInQuery)
  const keyRequired = requireKey(needs.authenticator)
  const noted = recorded(needs.acts)
  for (const segment of behindKey) app.use(`/${segment}/*`, keyRequired)
  for (const segment of aboutAccounts) app.use(`/${segment}/*`, hiding(needs.apps))
  for (const segment of behindKey) app.use(`/${segment}/*`, noted)
  addConnectionRoutes(app, needs)
  addRpcRoutes(app, needs)
  addUserRoutes(app, needs)
  addApiKeyRoutes(app, needs)
  addApprovalRoutes(app, needs)
  addAppRoutes(app, needs)
  addAuditRoutes(app, needs)
  addHealthRoutes(app, needs)
  addDocumentRoutes(app, needs)
  // A handler and not `notFound`: that one would be lost when this app is mounted in another.
  app.all('*', (c) => {
    throw unknownRoute(app, c.req)
  })
  return app
}

function answerFailures(app: ControlApp, { database, log }: ControlNeeds): void {
  app.onError((thrown, c) => {
    const at = { path: c.req.path, requestId: c.get('requestId') }
    const error = understood(thrown, database.isUnavailable)
    if (!(thrown instanceof Failure) || thrown.code === 'internal') {
      // That answer says little of its cause, so the log has to.
      log.error('control_failed', { request_id: at.requestId, path: at.path }, thrown)
    }
    const { status, headers, body } = problem(error, at)
    return new Response(body, { status, headers })
  })
}

/** Gives the errors of others our words, where we know what they mean. */
function understood(error: Error, isUnavailable: (error: unknown) => boolean): Error {
  if (error instanceof Failure) return error
  if (isUnavailable(error)) {
    return new Failure(
      'store_unavailable',
      'The database cannot be used right now. Try again soon.',
      {
        extras: { retry_after_s: 2 },
        cause: error,
      },
    )
  }
  if (error instanceof HTTPException && error.status < 500) {
    return new Failure('invalid_request', 'The request could not be read.', { cause: error })
  }
  return error
}
