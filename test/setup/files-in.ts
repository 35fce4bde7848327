import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The contents of every file in a folder and in the folders inside it. */
export function filesIn(folder: string): Buffer[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [readFileSync(path)]
  })
}
