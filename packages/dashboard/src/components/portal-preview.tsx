import './portal-preview.css';
import { Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { answerOf, api } from '../api/client.js';
import { type components } from '../api/openapi.js';
import { apiBase } from '../base-path.js';
import { portalTexts } from '../texts/portal.js';
import { useTexts } from '../texts/use-texts.js';
import { useErrorSentence } from './error-notice.js';

export type PreviewRequest = components['schemas']['PortalPreviewRequest'];

/** How long nothing has to be typed before the preview follows, in milliseconds. */
const PAUSE_MS = 400;
/** An address serves for five minutes; its page stays longer. */
const FRESH_MS = 4 * 60_000;

/**
 * The portal with settings that may not be saved, as a phone shows it. The server renders it at an
 * address of its own, with the policy and the origin that keep it away from this page.
 */
export function PortalPreview({
  request,
  onLogo,
}: {
  readonly request: PreviewRequest;
  /** Called with the logo as the server would store it. */
  readonly onLogo?: (logo: string | null) => void;
}): ReactNode {
  const texts = useTexts(portalTexts);
  const sentence = useErrorSentence();
  const [wanted] = useDebouncedValue(request, PAUSE_MS);
  const preview = useQuery({
    queryKey: ['portal', 'preview', wanted],
    queryFn: ({ signal }) => answerOf(api.POST('/portal/preview/', { body: wanted, signal })),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    gcTime: FRESH_MS,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const shown = preview.data;
  const isCurrent = shown !== undefined && !preview.isPlaceholderData && wanted === request;
  useEffect(() => {
    if (isCurrent) onLogo?.(shown.logo);
  }, [isCurrent, shown, onLogo]);
  return (
    <Stack gap="xs">
      <div className="portal-preview">
        {shown ? (
          <iframe
            src={apiBase + shown.path}
            title={texts.previewTitle}
            sandbox=""
            referrerPolicy="no-referrer"
          />
        ) : (
          <Skeleton height="100%" radius={0} />
        )}
      </div>
      <div aria-live="polite">
        {preview.isError && (
          <Text size="sm" c="dimmed">
            {texts.previewWaits(sentence(preview.error))}
          </Text>
        )}
      </div>
    </Stack>
  );
}
