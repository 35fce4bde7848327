import type { Connection } from '../../src/connections/connection.ts'
import { Secret } from '../../src/secret.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'
import type { TestGateway } from './gateway.ts'

/** An ACTIVE connection with a real grant of the simulator. */
export async function simulatedConnection(
  gateway: Pick<TestGateway, 'server' | 'ownerId'>,
  simulator: Simulator,
): Promise<Connection> {
  const grant = simulator.issueGrant()
  const { connections, apps } = gateway.server.rooms
  const pending = await connections.create({
    ownerId: gateway.ownerId,
    app: 'zoom',
    method: 'OAUTH2',
    label: null,
    metadata: {},
  })
  const { appClient } = apps.find('zoom')!
  const active = await connections.activate(pending.id, {
    tokens: {
      accessToken: new Secret(grant.access_token),
      refreshToken: new Secret(grant.refresh_token!),
      accessExpiresAt: Date.now() + 3_600_000,
      scopes: [],
      apiUrl: null,
    },
    account: { userId: pending.id, accountId: 'simulated-account', email: null },
    issuance: { issuer: appClient.issuer, clientId: simulator.clientId },
  })
  return active!
}
