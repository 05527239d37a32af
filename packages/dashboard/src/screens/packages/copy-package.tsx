import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import { fieldErrors } from '../../api/field-errors.js';
import { useErrorSentence } from '../../components/error-notice.js';
import { StatusBadge } from '../../components/status-badge.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';
import { type Package } from './packages.js';

/** How the copy to a router ended: null is well. */
type Outcomes = Readonly<Record<number, { readonly error: unknown }>>;

/**
 * Adds a package to other routers, one after another. Names are unique at a router, so what is
 * repeated after a lost answer is refused, and never there twice.
 */
export function CopyPackage({
  sold,
  routers,
}: {
  readonly sold: Package;
  readonly routers: readonly Router[];
}): ReactNode {
  const texts = useTexts(packagesTexts);
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [outcomes, setOutcomes] = useState<Outcomes>({});
  const copy = useMutation({
    mutationFn: async () => {
      for (const router of chosen) {
        const error = await add(sold, router);
        setOutcomes((known) => ({ ...known, [router]: { error } }));
      }
      setChosen([]);
      await queryClient.invalidateQueries({ queryKey: ['packages'] });
    },
  });
  return (
    <Stack>
      <Text size="sm">{texts.copyHint}</Text>
      <Stack gap="sm">
        {routers.map(({ id, name }) => (
          <div key={id}>
            <Checkbox
              label={name}
              checked={chosen.includes(id)}
              disabled={copy.isPending || outcomes[id]?.error === null}
              onChange={({ currentTarget }) => {
                setChosen(
                  currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id),
                );
              }}
            />
            <Outcome of={outcomes[id]} />
          </div>
        ))}
      </Stack>
      <Button
        loading={copy.isPending}
        disabled={chosen.length === 0}
        onClick={() => {
          copy.mutate();
        }}
      >
        {texts.copy}
      </Button>
    </Stack>
  );
}

function Outcome({ of }: { readonly of: Outcomes[number] | undefined }): ReactNode {
  const texts = useTexts(packagesTexts);
  const sentence = useErrorSentence();
  if (!of) return null;
  const { error } = of;
  const [first] = Object.values(fieldErrors(error));
  return (
    <Text component="div" size="sm" ml={36} mt={4} className="sentence" role="status">
      {error === null ? (
        <StatusBadge tone="good">{texts.copyDone}</StatusBadge>
      ) : (
        <StatusBadge tone="bad">{first ?? sentence(error)}</StatusBadge>
      )}
    </Text>
  );
}

/** @returns why it was not added; null when it was */
async function add(sold: Package, router: number): Promise<unknown> {
  try {
    await answerOf(
      api.POST('/routers/packages/', {
        body: {
          name: sold.name,
          router,
          package_type: sold.package_type,
          duration_hours: sold.duration_hours,
          price: sold.price,
          download_speed_mbps: sold.download_speed_mbps,
          upload_speed_mbps: sold.upload_speed_mbps,
          device_limit: sold.device_limit,
          data_cap_mb: sold.data_cap_mb,
          description: sold.description,
          is_active: sold.is_active,
        },
      }),
    );
    return null;
  } catch (error) {
    return error instanceof ApiError || error instanceof Error ? error : new Error(String(error));
  }
}
