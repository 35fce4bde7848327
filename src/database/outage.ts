import { Failure } from '../errors.ts'

/** The sentence for a store that cannot be used at start. `place` names it without a password. */
export function cannotBeUsed(place: string, error: unknown): Failure {
  return new Failure('store_unavailable', `${place} cannot be used: ${reasonOf(error)}.`, {
    cause: error,
  })
}

function reasonOf(error: unknown): string {
  // Node reports a host with several addresses as an AggregateError, whose own message is empty.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const text = first instanceof Error ? first.message.replace(/\.+$/, '') : ''
  return text === '' ? 'it gave no reason' : text
}
