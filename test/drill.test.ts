import { expect, it } from 'vitest'
import { drill } from '../drill/drill.ts'

/** The command as it is run, without a process around it. Its servers and its databases are real. */
async function drilled(...args: string[]) {
  const lines: string[] = []
  const code = await drill(args, (line) => lines.push(line))
  return { code, text: lines.join('\n') }
}

it('the quick drill holds every promise, on both engines, and says how to replay it', async () => {
  const { code, text } = await drilled('--quick', '--seed', '7')
  expect(code, text).toBe(0)
  expect(text).toContain('seed 7')
  expect(text).toMatch(/kill-steps +postgres +\d+/)
  expect(text).toMatch(/kill-steps +sqlite +\d+/)
  expect(text).not.toContain('BROKEN')
}, 600_000)

it('an endpoint whose pairs cannot be kept makes the drill fail, and it names what broke', async () => {
  const args = ['--quick', '--only', 'expiry', '--engine', 'sqlite', '--sabotage']
  const { code, text } = await drilled(...args)
  expect(code).toBe(1)
  expect(text).toContain('BROKEN expiry (sqlite): 1 grants are lost')
  expect(text).toMatch(/Replay: npm run drill -- --seed \d+ --only expiry/)
}, 120_000)

it('a name that no scenario has is said, with the names there are', async () => {
  const { code, text } = await drilled('--only', 'earthquake')
  expect(code).toBe(2)
  expect(text).toContain('No scenario is called earthquake. There are expiry, ')
})
