import { readFileSync } from 'node:fs'

/** One fenced block of a page, and what the page says about running it. */
export interface Snippet {
  readonly file: string
  /** Line of the opening fence. */
  readonly line: number
  /** The heading above it. */
  readonly title: string
  readonly language: string
  readonly text: string
  /** The reason in `<!-- not run: reason -->` on the line before. */
  readonly notRun: string | null
  /** The text of a `json` block right below, with nothing but one short line such as "Answer:" between. */
  readonly answer: string | null
}

const reason = /^<!-- not run: (.+) -->$/

/** Every fenced block of a Markdown file, in its order. A fence that never closes is an error of the page. */
export function snippetsOf(path: string, file = path): Snippet[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  const found: Snippet[] = []
  let answerTo: { index: number; line: number } | null = null
  let title = ''
  for (let at = 0; at < lines.length; at++) {
    title = /^#+ (.+)$/.exec(lines[at] ?? '')?.[1] ?? title
    const fence = /^```(\S*)$/.exec(lines[at] ?? '')
    if (!fence) continue
    const end = lines.indexOf('```', at + 1)
    if (end < 0) throw new Error(`${file}:${at + 1}: this block never ends`)
    const language = fence[1] ?? ''
    const text = lines.slice(at + 1, end).join('\n') + '\n'
    const asked = answerTo && isNear(lines, answerTo.line, at) ? found[answerTo.index] : undefined
    if (language === 'json' && asked && answerTo) {
      found[answerTo.index] = { ...asked, answer: text }
      answerTo = null
    } else {
      const notRun = reason.exec(lines[at - 1] ?? '')?.[1] ?? null
      answerTo = { index: found.length, line: end }
      found.push({ file, line: at + 1, title, language, text, notRun, answer: null })
    }
    at = end
  }
  return found
}

/** At most one line of words between the end of one block and the start of the next. */
function isNear(lines: readonly string[], end: number, start: number): boolean {
  const between = lines.slice(end + 1, start).filter((line) => line.trim() !== '')
  return between.length <= 1 && (between[0] ?? 'Answer:').startsWith('Answer')
}

/** A request of an `http` block: its first line, its headers, and what follows an empty line. */
export interface SpelledRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** Reads an `http` block. Several lines that each begin with a method are several requests without a body. */
export function requestsIn(text: string): SpelledRequest[] {
  const [head = '', ...rest] = text.split('\n\n')
  const body = rest.join('\n\n').trim()
  const requests: { method: string; path: string; headers: Record<string, string> }[] = []
  for (const line of head.split('\n').filter((it) => it !== '')) {
    const request = /^(GET|POST|PUT|PATCH|DELETE) (\S+)$/.exec(line)
    const header = /^([A-Za-z-]+): (.+)$/.exec(line)
    const last = requests.at(-1)
    if (request) requests.push({ method: request[1]!, path: request[2]!, headers: {} })
    else if (header && last) last.headers[header[1]!] = header[2]!
    else throw new Error(`"${line}" is neither a request nor a header`)
  }
  return requests.map((it) => ({ ...it, body: body === '' ? null : body }))
}

/** Members that an example answer shows and a real one lacks, as paths. Lists are compared by their first items. */
export function missingMembers(example: unknown, real: unknown, at = ''): string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(real)) return [at]
    return example.length > 0 && real.length > 0
      ? missingMembers(example[0], real[0], `${at}[0]`)
      : []
  }
  if (typeof example !== 'object' || example === null) return []
  if (typeof real !== 'object' || real === null) return [at]
  const members = new Map(Object.entries(real))
  return Object.entries(example).flatMap(([name, value]) =>
    members.has(name)
      ? missingMembers(value, members.get(name), `${at}.${name}`)
      : [`${at}.${name}`],
  )
}
