import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const fileOf = (target: string): string =>
  fileURLToPath(new URL(`seeds/${target}.jsonl`, import.meta.url))

/** Inputs that once showed a difference, one JSON value a line. They outlive changes of the generators. */
export function seedsOf(target: string): unknown[] {
  const file = fileOf(target)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

export function keepSeed(target: string, input: unknown): void {
  appendFileSync(fileOf(target), `${JSON.stringify(input)}\n`)
}
