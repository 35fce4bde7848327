import type { ConnectionRow } from '../database/schema.ts'
import type { ConnectionErrorCode } from './connection.ts'

/** The columns of a connection that does not work, and why. */
export function failed(
  { code, detail }: { code: ConnectionErrorCode; detail: string },
  at: number,
): Pick<ConnectionRow, 'status' | 'error_code' | 'error_detail' | 'error_at' | 'updated_at'> {
  return { status: 'FAILED', error_code: code, error_detail: detail, error_at: at, updated_at: at }
}
