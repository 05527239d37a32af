import { Button, NativeSelect, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { PortalPreview, type PreviewRequest } from '../../components/portal-preview.js';
import { usePreferences } from '../../preferences/preferences.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';

/** A button that shows the packages of a router as its portal does. */
export function ShownPortal({ routers }: { readonly routers: readonly Router[] }): ReactNode {
  const texts = useTexts(packagesTexts);
  const [isOpen, showing] = useDisclosure(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const router = chosen ?? routers[0]?.id;
  return (
    <>
      <Button variant="default" onClick={showing.open}>
        {texts.preview}
      </Button>
      <Dialog
        isOpen={isOpen && router !== undefined}
        onClose={showing.close}
        title={texts.previewTitle}
      >
        <Stack align="center">
          {routers.length > 1 && (
            <NativeSelect
              label={texts.router}
              w="100%"
              value={String(router)}
              data={routers.map(({ id, name }) => ({ value: String(id), label: name }))}
              onChange={({ currentTarget }) => {
                setChosen(Number(currentTarget.value));
              }}
            />
          )}
          {router !== undefined && <Saved router={router} />}
        </Stack>
      </Dialog>
    </>
  );
}

/** The portal of a router with the settings that are saved. */
function Saved({ router }: { readonly router: number }): ReactNode {
  const { language } = usePreferences();
  const settings = useQuery({
    queryKey: ['portal', 'settings', null],
    queryFn: ({ signal }) => answerOf(api.GET('/portal/settings/', { signal })),
  });
  const saved = settings.data;
  const request = useMemo<PreviewRequest | null>(
    () => (saved ? { ...saved, router, language, settings_for: 'all' } : null),
    [saved, router, language],
  );
  if (request) return <PortalPreview request={request} />;
  return settings.isError ? (
    <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />
  ) : null;
}
