import { createReadStream, statSync } from 'node:fs'
import { validateHeaderName, validateHeaderValue, type OutgoingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { apps } from '../../apps/registry.ts'
import { readConfig } from '../../config.ts'
import { UsageError, type Command, type Input } from '../command.ts'
import { exitCodeOf } from '../exit-codes.ts'
import { bodyOf, queryOf, type Fields } from '../fields.ts'
import { gatewayHeaders, gatewayOptions } from '../gateway-options.ts'
import { serverOf } from '../open-client.ts'
import { progress } from '../progress.ts'
import { sendRaw } from '../raw-request.ts'
import { deliver } from '../deliver.ts'
import type { Terminal } from '../terminal.ts'

export const api: Command = {
  summary: 'Send one request through the gateway and print the answer.',
  usage: 'api METHOD PATH [-f NAME=TEXT] [-F NAME=VALUE] [-H NAME:VALUE] [--input FILE] [-i]',
  details: `For example: valetkey api GET /${apps[0]?.name ?? 'app'}${apps[0]?.identity.path ?? '/'}\nThe path is sent as typed. The answer is streamed to stdout, whatever it is.`,
  options: {
    field: {
      short: 'f',
      value: 'NAME=TEXT',
      multiple: true,
      summary: 'A text field: of the JSON body, or of the query with GET.',
    },
    'typed-field': {
      short: 'F',
      value: 'NAME=VALUE',
      multiple: true,
      summary:
        'The same, where true, false, null and numbers are read as such, and @FILE is a file.',
    },
    header: { short: 'H', value: 'NAME:VALUE', multiple: true, summary: 'A request header.' },
    input: { value: 'FILE', summary: 'Send this file as the body; - is stdin.' },
    include: { short: 'i', summary: 'Print status and headers too.' },
    ...gatewayOptions,
    output: { short: 'o', value: 'FILE', summary: 'Write the body into this file.' },
  },
  words: { least: 2, most: 2 },
  async run(input, terminal) {
    const wish = wishOf(input, terminal)
    const { url, apiKey } = serverOf(readConfig())
    const response = await sendRaw({
      ...wish,
      server: url,
      headers: { ...wish.headers, authorization: `Bearer ${apiKey}` },
      signal: terminal.interrupted,
    })
    await deliver(response, terminal, {
      include: input.flag('include'),
      output: input.text('output') ?? null,
    })
    const code = response.headers['valetkey-error']
    return exitCodeOf(response.statusCode ?? 500, typeof code === 'string' ? code : null)
  },
}

interface Wish {
  readonly method: string
  readonly path: string
  readonly headers: OutgoingHttpHeaders
  readonly body: Readable | null
}

function wishOf(input: Input, terminal: Terminal): Wish {
  const [method, path] = [methodOf(input.words[0]), pathOf(input.words[1])]
  const fields = { raw: input.texts('field'), typed: input.texts('typed-field') }
  const hasFields = fields.raw.length + fields.typed.length > 0
  const file = input.text('input')
  if (file !== undefined && hasFields) {
    throw new UsageError('--input and fields cannot be combined: both are the body.')
  }
  const own = headersOf(input)
  if (file !== undefined) {
    const { body, length } = fileBody(file, terminal)
    return {
      method,
      path,
      body,
      headers: { 'content-type': 'application/json', ...length, ...own },
    }
  }
  if (!hasFields) return { method, path, body: null, headers: own }
  return withFields({ method, path, headers: own }, fields)
}

function withFields(wish: Omit<Wish, 'body'>, fields: Fields): Wish {
  if (['GET', 'HEAD', 'DELETE'].includes(wish.method)) {
    const join = wish.path.includes('?') ? '&' : '?'
    return { ...wish, path: wish.path + join + queryOf(fields), body: null }
  }
  const bytes = Buffer.from(JSON.stringify(bodyOf(fields)))
  const headers = {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...wish.headers,
  }
  return { ...wish, headers, body: Readable.from([bytes]) }
}

function fileBody(
  file: string,
  terminal: Terminal,
): { body: Readable; length: OutgoingHttpHeaders } {
  if (file === '-') return { body: terminal.stdin, length: {} }
  const { size } = statSync(file)
  const counted = progress(terminal, { name: 'Sent', total: size, now: () => Date.now() })
  const source = createReadStream(file)
  source.on('error', (error) => counted.destroy(error))
  return { body: source.pipe(counted), length: { 'content-length': size } }
}

function methodOf(text = ''): string {
  if (!/^[a-z]+$/i.test(text)) throw new UsageError('METHOD is GET, POST, PUT, PATCH or DELETE.')
  return text.toUpperCase()
}

function pathOf(text = ''): string {
  if (!text.startsWith('/'))
    throw new UsageError('PATH starts with a slash and the name of an app.')
  // What a request line cannot carry (RFC 9112, section 3.2). Encoding it here would be a guess.
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new UsageError('PATH has to be percent-encoded: only visible ASCII can be sent.')
  }
  return text
}

function headersOf(input: Input): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {}
  for (const text of input.texts('header')) {
    const at = text.indexOf(':')
    const [name, value] = [text.slice(0, Math.max(at, 0)).trim(), text.slice(at + 1).trim()]
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      throw new UsageError('A header is written as NAME:VALUE.')
    }
    headers[name.toLowerCase()] = value
  }
  return { ...headers, ...gatewayHeaders(input) }
}
