/** A folder knows those before it in this list, never one behind it. */
const LAYERS = ['types', 'config', 'lib', 'components', 'features', 'app'];

const NOT_SHIPPED = '\\.(test\\.tsx?|fixtures\\.ts|d\\.ts)$';
const AMPLIFY = '^src/lib/(auth|sign-in|account-security|company-sign-in)\\.ts$';

export default {
  forbidden: [
    { name: 'no-cycle', comment: 'Types count too.', severity: 'error', from: {}, to: { circular: true } },
    ...LAYERS.slice(0, -1).map((layer, index) => ({
      name: `${layer}-import-nothing-above`,
      severity: 'error',
      from: { path: `^src/${layer}/`, pathNot: NOT_SHIPPED },
      to: { path: `^src/(${LAYERS.slice(index + 1).join('|')})/` },
    })),
    {
      name: 'features-apart',
      comment: 'The app composes features.',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'amplify-behind-auth',
      severity: 'error',
      from: { path: '^src/', pathNot: AMPLIFY },
      to: { path: 'node_modules/@?aws-amplify/' },
    },
    {
      name: 'shipped-packages-only',
      comment: 'The page is built without development packages.',
      severity: 'error',
      from: { path: '^src/', pathNot: NOT_SHIPPED },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-dead-file',
      severity: 'error',
      from: { path: '^src/main\\.tsx$' },
      to: { path: '^src/', pathNot: NOT_SHIPPED, reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.app.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'browser', 'default'] },
  },
};
