export { createClient } from './client.ts'
export type { Client, ClientOptions, Connections, Keys, RequestOptions } from './client.ts'
export { ConnectionFailed, ValetkeyError } from './errors.ts'
export type {
  ApiKey,
  Connection,
  ConnectionChanges,
  ConnectionFilter,
  ConnectionPage,
  DeletedConnection,
  ImportedGrant,
  NewApiKey,
  NewConnection,
  User,
} from './objects.ts'
