import { type ReactNode } from 'react';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';
import { Logins, useLogins } from './logins.js';
import { SecurityLog } from './security-log.js';

/** Where the operator is logged in, and the log of what concerns the security of the account. */
export function Screen(): ReactNode {
  const texts = useTexts(commonTexts);
  return (
    <Page title={texts.screens.logins} aside={<Updated query={useLogins()} />}>
      <Logins />
      <SecurityLog />
    </Page>
  );
}
