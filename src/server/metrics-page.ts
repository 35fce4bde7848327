import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Failure, problem } from '../errors.ts'
import { contentType, exposition } from '../metrics/exposition.ts'
import { addUp, type Family } from '../metrics/family.ts'
import type { StoreFigures } from '../metrics/of-store.ts'
import type { Secret } from '../secret.ts'

export interface MetricsPageNeeds {
  readonly token: Secret
  /** What this process counts. */
  readonly own: () => Family[]
  /** What the other processes of this server count. */
  readonly others: (own: readonly Family[]) => Promise<readonly (readonly Family[])[]>
  readonly store: StoreFigures
}

export type MetricsPage = (
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
) => Promise<void>

/** `/metrics`, outside of the web framework: a server that only proxies and is watched never loads one. */
export function createMetricsPage({ token, own, others, store }: MetricsPageNeeds): MetricsPage {
  const expected = digest(token.reveal())
  return async (request, response, requestId) => {
    if (!timingSafeEqual(digest(shown(request)), expected)) {
      const { status, headers, body } = problem(refused(), { path: '/metrics', requestId })
      response.writeHead(status, headers).end(body)
      return
    }
    const counted = own()
    const [ofOthers, ofStore] = await Promise.all([others(counted), store.read()])
    const text = exposition([...addUp([counted, ...ofOthers]), ...ofStore])
    response
      .writeHead(200, {
        'content-type': contentType,
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
      })
      .end(text)
  }
}

/** Of one length, whatever is shown. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const shown = ({ headers }: IncomingMessage): string =>
  /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? ''

const refused = (): Failure =>
  new Failure(
    'invalid_api_key',
    'This page opens to whoever shows the value of VALETKEY_METRICS_TOKEN, as Authorization: Bearer. API keys do not open it.',
  )
