import { ConnectionFailed, GatewayError, UpstreamError, ValetkeyError } from '../client/errors.ts'
import { Failure } from '../errors.ts'
import { UsageError } from './command.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { printable } from './printable.ts'
import type { Terminal } from './terminal.ts'

/** Says in one sentence what stopped a command, and gives the exit code that goes with it. Never a stack trace. */
export function report(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) return told(terminal, error.message, exitCodes.usage)
  if (terminal.interrupted.aborted && isAbort(error))
    return told(terminal, 'Interrupted.', exitCodes.interrupted)
  if (error instanceof ValetkeyError) {
    const code = exitCodeOf(error.status, error.source === 'gateway' ? error.code : null)
    return told(terminal, printable(error.message) + linkIn(error) + fieldsOf(error), code)
  }
  if (error instanceof ConnectionFailed || error instanceof Failure) {
    return told(terminal, error.message, codeOfFailure(error))
  }
  return told(terminal, ofTheSystem(error), exitCodes.error)
}

/** Where a person goes on. */
function linkIn(error: ValetkeyError): string {
  const url = error instanceof GatewayError ? (error.approvalUrl ?? error.reconnectUrl) : null
  return url === null ? '' : `\nOpen this address: ${printable(url)}`
}

/** What the API behind the gateway says of single members, a line each. */
function fieldsOf(error: ValetkeyError): string {
  const fields = error instanceof UpstreamError ? error.fieldErrors : []
  return fields
    .map(({ field, message }) => `\n  ${printable(field)}: ${printable(message)}`)
    .join('')
}

function codeOfFailure(error: ConnectionFailed | Failure): number {
  return error instanceof Failure && error.code === 'invalid_api_key'
    ? exitCodes.notAuthenticated
    : exitCodes.error
}

function told(terminal: Terminal, sentence: string, code: number): number {
  terminal.say(`valetkey: ${sentence}`)
  return code
}

/** Errors of Node and of libraries. Their own text may quote what they choked on, so only the kind and the file are repeated. */
function ofTheSystem(error: unknown): string {
  if (!(error instanceof Error)) return 'Something failed that says nothing of itself.'
  const { code, path, syscall } = error as NodeJS.ErrnoException
  if (code !== undefined && path !== undefined) {
    return `${path}: ${reasons[code] ?? `${syscall ?? 'the operation'} failed`} (${code}).`
  }
  const place = error.stack?.split('\n').find((row) => row.includes('    at '))
  return `Something failed inside Valetkey: ${error.name}${code === undefined ? '' : ` ${code}`}${place === undefined ? '' : `,${place.trim().replace(/^at/, ' at')}`}. This is a bug; please report it with this line.`
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission was denied; check who owns it and its mode',
  EPERM: 'permission was denied; check who owns it and its mode',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of this path is a file and not a folder',
  EISDIR: 'this is a folder and not a file',
  EEXIST: 'something else already has this name',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk can only be read',
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'
