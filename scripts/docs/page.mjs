/** The note at the head of every generated page. */
export const note = (source) =>
  `<!-- Written by scripts/docs.mjs from ${source}. Do not edit; run: npm run docs -->`

/** A Markdown table. A cell may hold anything but a line break. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')

export const code = (text) => `\`${text}\``

export const page = (parts) => `${parts.filter((part) => part !== '').join('\n\n')}\n`
