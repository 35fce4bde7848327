/**
 * The import table: who may know whom. A new arrow is a decision to be reviewed, not a line to be added.
 * Every rule is shown to fire by test/architecture.test.ts, which plants a forbidden import for each.
 */
const base = ['errors', 'secret']
const rooms = {
  errors: [],
  secret: [],
  'request-id': [],
  apps: [],
  log: ['errors'],
  malformed: ['errors'],
  database: base,
  vault: base,
  oauth: ['apps', ...base],
  keys: ['database', ...base],
  connections: ['apps', 'oauth', 'vault', 'database', 'keys', ...base],
  web: ['apps', ...base],
  settings: ['apps'],
  'setting-values': ['secret'],
  config: ['apps', 'oauth', 'log', 'settings', 'setting-values', ...base],
  gateway: ['apps', 'oauth', 'keys', 'connections', 'log', ...base],
  control: [
    'web',
    'apps',
    'oauth',
    'vault',
    'database',
    'keys',
    'connections',
    'log',
    'request-id',
    ...base,
  ],
  connect: [
    'apps',
    'oauth',
    'vault',
    'database',
    'keys',
    'connections',
    'log',
    'web',
    'request-id',
    ...base,
  ],
  dashboard: [
    'apps',
    'oauth',
    'vault',
    'database',
    'keys',
    'connections',
    'log',
    'web',
    'request-id',
    ...base,
  ],
  rooms: ['apps', 'oauth', 'vault', 'database', 'keys', 'connections', 'log', 'config', ...base],
  operator: ['rooms', 'control', 'keys', 'log', 'config', ...base],
  planes: ['rooms', 'control', 'connect', 'dashboard'],
  server: [
    'apps',
    'database',
    'log',
    'config',
    'rooms',
    'request-id',
    'malformed',
    'gateway',
    'planes',
    ...base,
  ],
  // Types only: see client-imports-no-values.
  client: ['apps', 'errors'],
  cli: [
    'client',
    'server',
    'operator',
    'rooms',
    'config',
    'simulator',
    'log',
    'apps',
    'oauth',
    'vault',
    'database',
    'keys',
    'connections',
    ...base,
  ],
  simulator: [],
}

/** A third-party library lives in one room, so that it can be replaced by rewriting one room. */
const libraries = {
  undici: '^src/gateway/(upstream|exchange|undici-pool[.]d)[.]ts$',
  oauth4webapi: '^src/oauth/',
  pg: '^src/database/postgres',
  '@photostructure/sqlite': '^src/database/(sqlite|server-lock)',
  kysely: '^src/database/|-store[.]ts$|-row[.]ts$|^src/connections/',
  hono: '^src/(control|connect|dashboard|web|simulator)/|^src/planes[.]ts$',
  '@hono/node-server': '^src/simulator/|^src/planes[.]ts$',
  '@hono/zod-openapi': '^src/control/',
  zod: '^src/control/',
}

const own = (room) => `^src/${room}([.]test)?([.]ts$|/)`
const escaped = (name) => name.replace('/', '\\/')

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-room-is-in-the-table',
      severity: 'error',
      comment: 'A new file beside the rooms, or a new room, has to say whom it may know.',
      from: { path: '^src/', pathNot: Object.keys(rooms).map(own) },
      to: {},
    },
    ...Object.entries(rooms).map(([room, known]) => ({
      name: `${room}-knows-only-its-neighbours`,
      severity: 'error',
      from: { path: own(room), pathNot: '[.]test[.]ts$' },
      to: { path: '^src/', pathNot: [own(room), ...known.map(own)] },
    })),
    {
      name: 'client-imports-no-values',
      severity: 'error',
      comment:
        'The SDK runs in browsers and other runtimes: types may come from apps, code may not.',
      from: { path: '^src/client/', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '^src/client/', dependencyTypesNot: ['type-only'] },
    },
    ...Object.entries(libraries).map(([library, where]) => ({
      name: `${library.replace(/\W+/g, '-').replace(/^-/, '')}-has-one-room`,
      severity: 'error',
      from: { path: '^src/', pathNot: [where, '[.]test[.]ts$'] },
      to: { path: `node_modules/${escaped(library)}/` },
    })),
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { path: '^src/', pathNot: '[.]test[.]ts$' },
      to: { path: '[.]test[.]ts$|^test/' },
    },
    {
      name: 'no-undeclared-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.js', '.d.ts'],
    },
  },
}
