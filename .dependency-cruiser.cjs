/** Who may import whom. A home may import itself and what its row names; nothing else of ours. */
const MAY_IMPORT = {
  'lib/base': [],
  'lib/engine': [],
  'lib/script': ['lib/base'],
  'lib/exercise': ['lib/base', 'lib/script', 'lib/engine'],
  'lib/access': ['lib/base'],
  'lib/grading': ['lib/base', 'lib/script', 'lib/exercise', 'lib/engine', 'lib/diagnosis'],
  'lib/diagnosis': ['lib/base', 'lib/script', 'lib/exercise', 'lib/grading'],
  db: ['lib/base', 'lib/exercise'],
  'lib/jobs': ['lib/base', 'db'],
  'lib/runner': ['lib/base', 'lib/script'],
  'lib/content': ['lib/base', 'lib/script', 'lib/exercise', 'lib/grading'],
  'lib/authoring': ['lib/base', 'lib/script', 'lib/exercise', 'lib/engine', 'lib/grading', 'lib/diagnosis', 'lib/content', 'lib/runner'],
  'lib/features': ['lib/base', 'lib/access', 'lib/script', 'lib/exercise', 'lib/grading', 'lib/content', 'lib/runner', 'lib/jobs', 'db'],
  'lib/boot': ['lib/base', 'lib/access', 'lib/exercise', 'lib/features', 'lib/content', 'lib/authoring', 'lib/runner', 'lib/jobs', 'db'],
  app: ['lib/base', 'lib/access', 'lib/engine', 'lib/script', 'lib/exercise', 'lib/grading', 'lib/diagnosis', 'lib/features', 'lib/boot'],
  exercises: ['lib/exercise', 'lib/engine'],
};
/** Each outside package has one door. */
const ONE_DOOR = {
  'isolated-vm': '^lib/runner/child/',
  'drizzle-orm': '^db/|^lib/(features|jobs)/.*store[.]ts$',
  '@electric-sql/pglite': '^db/',
  postgres: '^db/',
  'pg-boss': '^lib/jobs/',
  'next-auth': '^lib/boot/auth[.]ts$|^app/api/auth/|^app/sign-in/|^app/ui/user-menu',
  'monaco-editor': '^app/ui/code-',
  esbuild: '^lib/content/bundle[.]ts$',
  amaro: '^lib/script/compile[.]ts$',
  katex: '^lib/content/|^app/',
  '(next|react|react-dom)': '^app/|^lib/boot/',
};
const OURS = '^(app|db|exercises|lib)/';
const TESTS = '[.]test[.]tsx?$';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'tests-stay-out',
      severity: 'error',
      from: { path: OURS, pathNot: TESTS },
      to: { path: `^tests/|${TESTS}` },
    },
    ...Object.entries(MAY_IMPORT).map(([home, row]) => ({
      name: `${home}-imports`,
      comment: `${home} may import: ${row.join(', ') || 'nothing of ours'}`,
      severity: 'error',
      from: { path: `^${home}/`, pathNot: TESTS },
      to: { path: OURS, pathNot: `^(${[home, ...row].join('|')})/` },
    })),
    {
      name: 'features-apart',
      comment: 'a feature may know what another shows (views.ts), never how it works',
      severity: 'error',
      from: { path: '^lib/features/([^/]+)/', pathNot: TESTS },
      to: { path: '^lib/features/([^/]+)/', pathNot: '^lib/features/$1/|/views[.]ts$' },
    },
    {
      name: 'only-stores-touch-db',
      severity: 'error',
      from: { path: '^lib/features/', pathNot: `store[.]ts$|${TESTS}` },
      to: { path: '^db/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'client-files',
      comment: 'client code sees actions, its own kind and the pure homes',
      severity: 'error',
      from: { path: '[.]client[.]tsx$' },
      to: { path: '^(db|lib/(boot|features|runner|jobs|content|authoring))/', dependencyTypesNot: ['type-only'] },
    },
    ...Object.entries(ONE_DOOR).map(([name, door]) => ({
      name: `one-door-${name}`,
      severity: 'error',
      from: { path: OURS, pathNot: `${door}|${TESTS}` },
      to: { path: `^${name}(/|$)|node_modules/${name}/` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.]next/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['react-server', 'import', 'require', 'node', 'default'],
    },
  },
};
