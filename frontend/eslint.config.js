import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

const features = ['account', 'chat', 'conversations', 'documents', 'reader'];

/** A feature knows lib, components, config and types; never another feature, never the app that composes it. */
const walls = features.map((feature) => ({
  files: [`src/features/${feature}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: [{ name: 'aws-amplify/auth', message: 'Only src/lib/auth.ts speaks to Amplify.' }],
        patterns: [
          { group: ['@/app/*'], message: 'The app composes features, not the other way round.' },
          {
            group: features.filter((other) => other !== feature).map((other) => `@/features/${other}/*`),
            message: 'Features never import each other; compose them in src/app.',
          },
        ],
      },
    ],
  },
}));

export default ts.config(
  { ignores: ['dist', 'node_modules', 'shots'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [...ts.configs.strict, ...ts.configs.stylistic],
    plugins: { 'react-hooks': hooks, 'jsx-a11y': a11y },
    languageOptions: { globals: globals.browser },
    rules: {
      ...hooks.configs.recommended.rules,
      ...a11y.flatConfigs.recommended.rules,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // The attribute is used only where a dialog or field has just been opened by the person.
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  ...walls,
  {
    files: ['*.{js,ts}', 'test-support/**/*.mjs', 'test-browser/**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { 'no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }] },
  },
);
