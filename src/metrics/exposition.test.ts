import { expect, it } from 'vitest'
import { readScrape } from '../../test/setup/prometheus.ts'
import { exposition } from './exposition.ts'
import type { Family } from './family.ts'

const gauge = (samples: Family['samples'], help = 'What it is.'): Family => ({
  name: 'a_thing',
  help,
  type: 'gauge',
  across: 'sum',
  samples,
})

it('a family is its help, its type and its samples', () => {
  const text = exposition([
    gauge([
      { labels: {}, value: 1.5 },
      { labels: { app: 'one', b: '' }, value: 2e-7 },
    ]),
  ])
  expect(text).toBe(
    '# HELP a_thing What it is.\n# TYPE a_thing gauge\na_thing 1.5\na_thing{app="one",b=""} 2e-7\n',
  )
})

it('whatever a label or a help says, the page stays within its grammar', () => {
  const text = exposition([
    gauge([{ labels: { odd: 'a"b\\c\nd{} 1' }, value: Infinity }], 'two\nlines \\ and "more"'),
  ])
  expect(text).toContain('a_thing{odd="a\\"b\\\\c\\nd{} 1"} +Inf\n')
  expect(readScrape(text).values.size).toBe(1)
})

it('the reader of these tests refuses what Prometheus would refuse', () => {
  const head = '# HELP a b\n# TYPE a gauge\n'
  expect(readScrape(`${head}a 1\n`).sum('a')).toBe(1)
  for (const wrong of [
    'a 1',
    'a{b="c} 1\n',
    'a{b="c"d="e"} 1\n',
    'a\n',
    'b 1\n',
    'a 1\na 1\n',
    'a_sum 1\n',
  ])
    expect(() => readScrape(head + wrong), wrong).toThrow()
})
