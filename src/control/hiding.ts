import type { MiddlewareHandler } from 'hono'
import type { AppClients } from '../connections/app-clients.ts'
import { masking } from '../profiles/mask.ts'
import { masksOf } from '../profiles/masks-of.ts'
import { rewriteJson } from '../profiles/rewrite-json.ts'
import type { ControlEnv } from './needs.ts'

/** What a key may not see in the answers of an app, it does not see in ours either. Here and not in the handlers, so that none forgets it. */
export function hiding(apps: AppClients): MiddlewareHandler<ControlEnv> {
  return async (c, next) => {
    await next()
    const mask = c.get('key').restrictions?.profile?.mask
    if (!mask) return
    const masks = apps.all().flatMap(({ appClient: { app } }) => masksOf(mask, app))
    const body = rewriteJson(Buffer.from(await c.res.clone().arrayBuffer()), masking(masks))
    if (body) c.res = new Response(new Uint8Array(body), c.res)
  }
}
