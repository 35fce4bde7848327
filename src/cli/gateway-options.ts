import { UsageError, type Input, type Option } from './command.ts'

/** What can be wished of the gateway itself, whatever is sent through it. */
export const gatewayOptions = {
  connection: {
    value: 'ID',
    summary: "Which connection; the owner's oldest active one otherwise.",
  },
  select: {
    value: 'MEMBERS',
    summary: 'Let the server send only these members of the answer: id,topic.',
  },
  'dry-run': { summary: 'Say what would happen, and send nothing to the API.' },
} satisfies Readonly<Record<string, Option>>

export function gatewayHeaders(input: Input): Readonly<Record<string, string>> {
  const [connection, select] = [sendable(input, 'connection'), sendable(input, 'select')]
  return {
    ...(connection !== undefined && { 'valetkey-connection': connection }),
    ...(select !== undefined && { 'valetkey-select': select }),
    ...(input.flag('dry-run') && { 'valetkey-dry-run': 'true' }),
  }
}

/** A file from another system leaves its line end behind the id that was read from it. */
function sendable(input: Input, option: 'connection' | 'select'): string | undefined {
  const text = input.text(option)
  if (text === undefined || /^[\x20-\x7e]*$/.test(text)) return text
  throw new UsageError(`--${option} has a character that cannot be sent, maybe a line break.`)
}
