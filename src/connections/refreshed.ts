import type { OpenConnection } from './open-connection.ts'

/**
 * What a refresh came to. Only `dead` asks something of the person; `failed` leaves the connection as it was. `ending`: the
 * grant was refused, and its access token is good until its own end.
 */
export type Refreshed =
  | { readonly kind: 'fresh'; readonly open: OpenConnection }
  | { readonly kind: 'ending'; readonly open: OpenConnection }
  | { readonly kind: 'dead'; readonly open: OpenConnection }
  | {
      readonly kind: 'failed'
      readonly fault: 'operator' | 'upstream'
      readonly reason: string
      /** Until then nobody asks again, here or on another server. */
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'gone' }

export const tooLong: Refreshed = {
  kind: 'failed',
  fault: 'upstream',
  reason: 'the refresh takes too long',
}
