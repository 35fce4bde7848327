/** One column whose values the vault has sealed. */
export interface SealedColumn {
  readonly table: string
  /** The column that names a row: the seal is bound to it. */
  readonly key: string
  readonly column: string
}

/** Every sealed column there is. A contract test compares this list with docs/storage.md, which says of each field how it is kept. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'connections', key: 'id', column: 'tokens' },
  { table: 'connections', key: 'id', column: 'credentials' },
  { table: 'connect_sessions', key: 'id', column: 'token' },
  { table: 'connect_sessions', key: 'id', column: 'code_verifier' },
  { table: 'revocations', key: 'id', column: 'secrets' },
  { table: 'idempotent_requests', key: 'id', column: 'answer' },
  { table: 'approvals', key: 'id', column: 'details' },
  // Only the check value of the sealing key; what is plain here does not look like a seal.
  { table: 'settings', key: 'name', column: 'value' },
]
