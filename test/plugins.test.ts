import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commands } from '../src/cli/commands.ts'
import { snippetsOf } from './setup/snippets.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string) =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>
const own = read('package.json')

/*
 * The published formats: code.claude.com/docs/en/plugins, cursor.com/docs/plugins/building, developers.openai.com/codex/plugins.
 * A name in kebab case, a version, and paths that begin with ./ and stay inside.
 */
const manifests = [
  '.claude-plugin/plugin.json',
  '.cursor-plugin/plugin.json',
  '.codex-plugin/plugin.json',
]

it.each(manifests)('%s names this package, its version, and files that are there', (file) => {
  const manifest = read(file)
  expect(manifest).toMatchObject({
    name: 'valetkey',
    version: own['version'],
    license: 'Apache-2.0',
  })
  expect(manifest['description']).toEqual(expect.any(String))
  for (const member of ['skills', 'mcpServers']) {
    const path = manifest[member]
    if (path === undefined) continue
    expect(path).toMatch(/^\.\/(?!.*\.\.)/)
    expect(existsSync(join(root, path as string)), path as string).toBe(true)
  }
})

it('the marketplace offers the plugin that lies beside it', () => {
  const { name, owner, plugins } = read('.claude-plugin/marketplace.json')
  expect(name).toMatch(/^[a-z][a-z-]*$/)
  expect(owner).toHaveProperty('name')
  expect(plugins).toEqual([expect.objectContaining({ name: 'valetkey', source: './' })])
})

it.each(['.mcp.json', '.codex-plugin/mcp.json'])('%s starts a command that there is', (file) => {
  const { mcpServers } = read(file) as { mcpServers: Record<string, Record<string, unknown>> }
  const { command, args } = mcpServers['valetkey']!
  expect(own['bin']).toHaveProperty(command as string)
  expect(Object.keys(commands)).toContain((args as string[])[0])
  expect(readFileSync(join(root, file), 'utf8')).not.toContain('vk_')
})

it('docs/mcp.md shows clients the address, or a command that there is', () => {
  const blocks = snippetsOf(join(root, 'docs/mcp.md')).filter(({ language }) => language === 'json')
  expect(blocks).toHaveLength(3)
  for (const { text, line } of blocks) {
    const { mcpServers, servers } = JSON.parse(text) as Record<string, Record<string, object>>
    const { url, command, args } = (mcpServers ?? servers)?.['valetkey'] as Record<string, unknown>
    if (command === undefined) {
      expect(url, `line ${line}`).toBe('http://127.0.0.1:8787/mcp')
      continue
    }
    expect(own['bin']).toHaveProperty(command as string)
    expect(Object.keys(commands)).toContain((args as string[])[0])
  }
})

it('all of them are in the package', () => {
  expect(own['files']).toEqual(
    expect.arrayContaining(['.claude-plugin', '.cursor-plugin', '.codex-plugin', '.mcp.json']),
  )
})
