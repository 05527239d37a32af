import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Rules that hold everywhere; flat config replaces a rule's options, so the exceptions below restate them. */
const noAmbientTime = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time is injected: use Clock of clock.ts.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time is injected: use Clock of clock.ts.',
  },
];
const noAmbientRandom = {
  selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
  message: 'Randomness is injected or comes from node:crypto.',
};

/** The packages of this repository that only development and tests use. */
const DEVELOPMENT_PACKAGES = [
  'intasend-simulator',
  'kopokopo-simulator',
  'simulator-core',
  'embedded-postgres-server',
  'router-simulator',
].flatMap((name) => [name, `${name}/*`]);

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      'coverage/',
      '.data/',
      '**/node_modules/',
      'packages/dashboard/src/api/openapi.ts',
    ],
  },
  js.configs.recommended,
  { files: ['**/*.{ts,tsx}'], extends: [...tseslint.configs.strictTypeChecked] },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      // An abstract class doubles as interface and injection token; literals implement it.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Settings are read in src/config, or in settings.ts of a package.',
        },
      ],
      'no-restricted-syntax': ['error', ...noAmbientTime, noAmbientRandom],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: DEVELOPMENT_PACKAGES,
              allowTypeImports: true,
              message: 'Production does not install it: see src/development-packages.ts.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/(src|test|migrations|bench)/',
              message: 'A package imports nothing of the server.',
            },
          ],
        },
      ],
    },
  },
  {
    // Scripts of pages: there is no clock to inject, and nothing that depends on chance.
    files: ['packages/portal/client/**/*.ts', 'packages/dashboard/src/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['packages/dashboard/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    files: ['src/config/**/*.ts', 'packages/*/src/settings.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/common/clock.ts', 'packages/*/src/clock.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: [
      'test/**/*.ts',
      'bench/**/*.ts',
      '**/*.spec.ts',
      'packages/*/src/testing/**/*.ts',
      'packages/**/*.int-spec.ts',
    ],
    rules: {
      'no-restricted-properties': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  { files: ['**/*.js'], languageOptions: { globals: { process: 'readonly' } } },
  prettier,
);
