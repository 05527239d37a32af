import './styles.js';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isTold } from './api/api-error.js';
import { Messages } from './layout/messages.js';
import { preferences } from './preferences/preferences.js';
import { queryClient } from './query-client.js';
import { router } from './router.js';
import { forgetOnChange } from './session/forget-on-change.js';
import { hideWhileAway } from './session/hide-while-away.js';
import { theme } from './theme.js';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no root');

/** Styles of Mantine that are made in the browser carry it, or the policy of the page refuses them. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
const colorSchemeManager = localStorageColorSchemeManager({ key: 'lipafi-color-scheme' });

// The library that keeps the page still behind a dialog takes it from this name.
Object.assign(window, { __webpack_nonce__: nonce });
document.documentElement.lang = preferences().language;
forgetOnChange(queryClient);
hideWhileAway();
createRoot(root, {
  // What the operator has been told in a sentence is no fault of the dashboard.
  onCaughtError: (error) => {
    if (!isTold(error)) reportError(error);
  },
}).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      getStyleNonce={() => nonce}
    >
      <Messages />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
