/** Where a command reads and writes. Data goes to stdout, talk to stderr, so that a pipe carries only data. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** A line of data. */
  readonly print: (line: string) => void
  /** A line of talk. */
  readonly say: (line: string) => void
  /** Aborted by the first SIGINT or SIGTERM. A second one ends the process at once. */
  readonly interrupted: AbortSignal
}

const interruptedCode = 130

/** The terminal of this process. From here on signals are ours to answer. */
export function createTerminal(): Terminal {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(interruptedCode)
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  // `valetkey … | head` closes the pipe early. That is no error of ours, and there is nobody left to write to.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    print: (line) => void process.stdout.write(`${line}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    interrupted: controller.signal,
  }
}
