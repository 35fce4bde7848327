// What the benchmark says: lines for the terminal, tables for that and for the page.

export const say = (text) => process.stdout.write(`${text}\n`)

export function table([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
