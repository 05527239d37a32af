import { Button, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode } from 'react';
import { CsvButton } from '../../components/csv-button.js';
import { Page } from '../../components/page.js';
import { Updated } from '../../components/updated.js';
import { usePreferences } from '../../preferences/preferences.js';
import { accessTexts } from '../../texts/access.js';
import { commonTexts } from '../../texts/common.js';
import { useTexts } from '../../texts/use-texts.js';
import { useSearchValues } from '../../use-search.js';
import { AllAccess } from './all-access.js';
import { Diagnosis } from './diagnosis.js';
import { sessionsExport } from './filters.js';
import { GiveAccess } from './give-access.js';
import { OnlineNow } from './online-now.js';
import { useEntitlements } from './use-entitlements.js';
import { useOnline } from './use-online.js';

const VIEWS = ['online', 'all', 'why'] as const;
type View = (typeof VIEWS)[number];

/** Who is online, all access that was sold or given, and why somebody is not online. */
export function Screen(): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(accessTexts)];
  const { timeZone } = usePreferences();
  const [search, setSearch] = useSearchValues();
  const view = VIEWS.find((each) => each === search['view']) ?? 'online';
  const [isGiving, giving] = useDisclosure(false);
  const file = view === 'why' ? null : sessionsExport(search, view === 'online', timeZone);
  return (
    <Page
      title={common.screens.access}
      aside={<Age view={view} />}
      actions={
        <>
          {file !== null && (
            <CsvButton path={file} name="connections" label={texts.connectionsCsv} />
          )}
          <Button onClick={giving.open}>{texts.give}</Button>
        </>
      }
    >
      <SegmentedControl
        aria-label={texts.viewsLabel}
        fullWidth
        maw="30rem"
        data={VIEWS.map((each) => ({ value: each, label: texts.views[each] }))}
        value={view}
        onChange={(chosen: View) => {
          setSearch({ view: chosen, cursor: undefined });
        }}
      />
      {view === 'online' && <OnlineNow />}
      {view === 'all' && <AllAccess />}
      {view === 'why' && <Diagnosis />}
      <GiveAccess isOpen={isGiving} onClose={giving.close} />
    </Page>
  );
}

function Age({ view }: { readonly view: View }): ReactNode {
  if (view === 'online') return <AgeOfOnline />;
  return view === 'all' ? <AgeOfAll /> : null;
}

const AgeOfOnline = (): ReactNode => <Updated query={useOnline()} />;
const AgeOfAll = (): ReactNode => <Updated query={useEntitlements()} />;
