/** One request as a server that forgives nothing reads it (RFC 9112). */
export interface StrictRequest {
  readonly line: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

const token = /^[!#$%&'*+.^_`|~\w-]+$/
const line = /^[A-Z]+ \/[\x21-\x7e\x80-\xff]* HTTP\/1\.1$/

/** Every request in the bytes of one connection. Throws at the first byte that two servers could read in two ways. */
export function strictRequests(bytes: string): StrictRequest[] {
  const requests: StrictRequest[] = []
  for (let rest = bytes; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) throw new Error(`a head without end: ${JSON.stringify(rest)}`)
    const [first = '', ...fields] = rest.slice(0, end).split('\r\n')
    if (!line.test(first)) throw new Error(`a strange request line: ${JSON.stringify(first)}`)
    const headers = fields.map(strictField)
    const read = strictBody(headers, rest.slice(end + 4))
    if (!read) return requests
    requests.push({ line: first, headers, body: read.body })
    rest = read.after
  }
  return requests
}

/** What follows the one answer in the bytes of a connection that was closed behind it. Without any framing, all is its body. */
export function afterStrictAnswer(bytes: string): string {
  const end = bytes.indexOf('\r\n\r\n')
  const [first = '', ...fields] = bytes.slice(0, end).split('\r\n')
  if (!/^HTTP\/1\.1 \d{3} [\t\x20-\x7e\x80-\xff]*$/.test(first))
    throw new Error(`a strange status line: ${first}`)
  const headers = fields.map(strictField)
  const framed = headers.some(([name]) => name === 'content-length' || name === 'transfer-encoding')
  const empty = / (204|304) /.test(first)
  if (empty) return bytes.slice(end + 4)
  return framed ? (strictBody(headers, bytes.slice(end + 4))?.after ?? '') : ''
}

function strictField(field: string): [string, string] {
  const colon = field.indexOf(':')
  const [name, value] = [field.slice(0, colon), field.slice(colon + 1).replace(/^ /, '')]
  if (!token.test(name) || /[\r\n\0]/.test(value)) {
    throw new Error(`a strange field: ${JSON.stringify(field)}`)
  }
  return [name.toLowerCase(), value]
}

interface Read {
  readonly body: string
  readonly after: string
}

/** Null when it breaks off. */
function strictBody(headers: readonly (readonly [string, string])[], rest: string): Read | null {
  const all = (wanted: string) =>
    headers.filter(([name]) => name === wanted).map(([, value]) => value)
  const [lengths, codings] = [all('content-length'), all('transfer-encoding')]
  if (lengths.length + codings.length > 1) throw new Error('two ways to find the end of the body')
  if (codings.length === 1) {
    if (codings[0] !== 'chunked') throw new Error(`transfer-encoding ${codings[0] ?? ''}`)
    return strictChunks(rest)
  }
  if (lengths.length === 0) return { body: '', after: rest }
  if (!/^\d{1,9}$/.test(lengths[0] ?? '')) throw new Error(`content-length ${lengths[0] ?? ''}`)
  const length = Number(lengths[0])
  if (rest.length < length) return null
  return { body: rest.slice(0, length), after: rest.slice(length) }
}

function strictChunks(bytes: string): Read | null {
  let [body, rest] = ['', bytes]
  for (;;) {
    const size = /^([0-9a-f]{1,6})\r\n/i.exec(rest)
    if (!size && /^([0-9a-f]{1,6}\r?)?$/i.test(rest)) return null
    if (!size) throw new Error(`a strange chunk: ${JSON.stringify(rest.slice(0, 40))}`)
    const length = parseInt(size[1] ?? '', 16)
    rest = rest.slice(size[0].length)
    if (rest.length < length + 2) return null
    if (rest.slice(length, length + 2) !== '\r\n') throw new Error('a chunk that ends elsewhere')
    body += rest.slice(0, length)
    rest = rest.slice(length + 2)
    if (length === 0) return { body, after: rest }
  }
}
