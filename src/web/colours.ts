/** Every colour is named here once. Text colours keep 4.5:1 against every ground they stand on (WCAG 2.2, 1.4.3; a test computes it). */
export const light = {
  paper: '#f6f3ec',
  card: '#fffdf9',
  sunk: '#f0ece2',
  ink: '#1e2421',
  soft: '#5a605b',
  line: '#dcd6c8',
  edge: '#857f70',
  accent: '#1d5c4c',
  'accent-deep': '#144639',
  'on-accent': '#ffffff',
  brass: '#8a5f10',
  good: '#1f6544',
  'good-ground': '#e3f0e6',
  wait: '#7a5206',
  'wait-ground': '#faedcf',
  bad: '#9c2f22',
  'bad-ground': '#fae4df',
} as const

export type ColourName = keyof typeof light

export const dark: Readonly<Record<ColourName, string>> = {
  paper: '#151917',
  card: '#1d2220',
  sunk: '#262c29',
  ink: '#ebe8e0',
  soft: '#a9aea7',
  line: '#363d39',
  edge: '#79817b',
  accent: '#86cdb4',
  'accent-deep': '#a5dfca',
  'on-accent': '#0f2019',
  brass: '#dcb262',
  good: '#8ed3a9',
  'good-ground': '#1c3427',
  wait: '#e8c274',
  'wait-ground': '#3a2f15',
  bad: '#f2a497',
  'bad-ground': '#42211c',
}

const declarations = (scheme: Readonly<Record<string, string>>): string =>
  Object.entries(scheme)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

export const colours = `:root{color-scheme:light dark;${declarations(light)}}
@media (prefers-color-scheme:dark){:root{${declarations(dark)}}}`
