import type { z } from '@hono/zod-openapi'
import type { Connection } from '../connections/connection.ts'
import type { ApiKey } from '../keys/key-store.ts'
import { Secret } from '../secret.ts'
import { orRemoved } from './create-connection.ts'
import type { importRequest } from './import-request.ts'
import type { ControlNeeds } from './needs.ts'
import { requireManage } from './rights.ts'

/** Brings along a grant that another program obtained with the same OAuth client, without asking the person again. */
export async function importConnection(
  needs: ControlNeeds,
  key: ApiKey,
  request: z.output<typeof importRequest>,
): Promise<Connection> {
  requireManage(key, 'bring grants along')
  needs.apps.required(request.app)
  const connection = await needs.connections.create({
    ownerId: key.ownerId,
    app: request.app,
    method: 'OAUTH2',
    label: request.label ?? null,
    metadata: request.metadata ?? {},
  })
  return orRemoved(needs, connection, () =>
    needs.grants.fromImport(connection, {
      accessToken: new Secret(request.access_token),
      refreshToken: request.refresh_token == null ? null : new Secret(request.refresh_token),
      // Without a time the token counts as ended, so that its first use renews it.
      accessExpiresAt: request.expires_at ?? needs.now(),
      scopes: request.scopes ?? [],
      apiUrl: null,
    }),
  )
}
