import { readOptions, usage, type Options } from './options.ts'
import { run } from './run.ts'

/** The whole command. 0: every promise held. 1: one was broken. 2: the command line makes no sense. */
export async function drill(
  args: readonly string[],
  print: (line: string) => void,
): Promise<0 | 1 | 2> {
  let options: Options
  try {
    options = readOptions(args, Date.now() % 1_000_000)
  } catch (error) {
    print(`${error instanceof Error ? error.message : 'This makes no sense.'}\n${usage}`)
    return 2
  }
  return (await run(options, print)) ? 0 : 1
}
