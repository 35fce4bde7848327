import tseslint from 'typescript-eslint'

/** Taste, not style: prettier owns the looks. Everything is an error; a rule that is off says why. */
export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'dist-drill/**',
      'coverage/**',
      'node_modules/**',
      'examples/**',
      'scripts/**',
      'bench/**',
      'fuzz/main.mjs',
      '*.cjs',
      'eslint.config.js',
    ],
  },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Numbers in template strings are what a status line or a port is made of.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Store functions share one async signature on both engines, also where one of them has nothing to await.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      'max-depth': ['error', 3],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment.' },
        { object: 'Date', property: 'now', message: 'The clock is an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'The clock is an argument.',
        },
      ],
    },
  },
  {
    // The edges of the process: here the clock is wound and the environment is read.
    files: [
      'src/config.ts',
      'src/server.ts',
      'src/log.ts',
      'src/cli/**',
      'src/simulator/simulator.ts',
      'drill/**',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  { files: ['src/cli/**', 'scripts/**', 'test/**', 'fuzz/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.test.ts', 'test/**', 'fuzz/**', 'scripts/**', 'vitest.config.ts'],
    rules: {
      // A test file is a list of facts; a describe block is not a function anybody has to hold in mind.
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-exports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
)
