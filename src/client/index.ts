export { createClient } from './client.ts'
export type { AppClient, AppName, CallOptions } from './app-types.ts'
export type { Client, Connections, Keys } from './client.ts'
export { ConnectionFailed, GatewayError, UpstreamError, ValetkeyError } from './errors.ts'
export type { FieldError } from './errors.ts'
export type {
  ApiKey,
  Approval,
  Connection,
  ConnectionChanges,
  ConnectionFilter,
  ConnectionPage,
  DeletedConnection,
  ImportedGrant,
  KeyRestrictions,
  NewApiKey,
  NewConnection,
  Policy,
  User,
} from './objects.ts'
export type { ClientOptions, RequestOptions } from './send.ts'
