import { Button, Modal, NativeSelect, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { PortalPreview, type PreviewRequest } from '../../components/portal-preview.js';
import { usePreferences } from '../../preferences/preferences.js';
import { commonTexts } from '../../texts/common.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';

/** A button that shows the packages of a router as its portal does. */
export function ShownPortal({ routers }: { readonly routers: readonly Router[] }): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(packagesTexts)];
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const router = chosen ?? routers[0]?.id;
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setOpen(true);
        }}
      >
        {texts.preview}
      </Button>
      <Modal
        opened={isOpen && router !== undefined}
        onClose={() => {
          setOpen(false);
        }}
        title={texts.previewTitle}
        closeButtonProps={{ 'aria-label': common.close }}
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
      </Modal>
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
