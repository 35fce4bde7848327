/** Where a command reads and writes. Data goes to stdout, talk to stderr, so that a pipe carries only data. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** A line of data. */
  readonly print: (line: string) => void
  /** A line of talk. */
  readonly say: (line: string) => void
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. A second one ends the process, a third one at once. */
  readonly interrupted: AbortSignal
  /** What a second signal still waits for. Nothing, unless a command says so. */
  lastThings: () => Promise<unknown>
}

const interruptedCode = 130

/** The terminal of this process. From here on signals are ours to answer. */
export function createTerminal(): Terminal {
  const controller = new AbortController()
  let signals = 0
  const end = (): never => process.exit(interruptedCode)
  const onSignal = () => {
    signals += 1
    if (signals === 1) controller.abort()
    else if (signals === 2) void terminal.lastThings().finally(end)
    else end()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  // `valetkey … | head` closes the pipe early. That is no error of ours, and there is nobody left to write to.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  // Whoever read our talk is gone: a closed terminal, a log collector that died. That must not end a server.
  process.stderr.on('error', () => undefined)
  const terminal: Terminal = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    print: (line) => void process.stdout.write(`${line}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    interrupted: controller.signal,
    lastThings: () => Promise.resolve(),
  }
  return terminal
}
