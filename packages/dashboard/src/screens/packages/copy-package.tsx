import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { StatusBadge } from '../../components/status-badge.js';
import { packagesTexts } from '../../texts/packages.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Router } from '../routers/routers.js';
import { type Package } from './packages.js';

/** As many as one request takes. */
const MOST_CHOSEN = 50;
/** Of more routers, a part of the name says which are shown. */
const FEW = 20;
const MOST_SHOWN = 100;

/**
 * Copies a package to other routers: to all that are chosen, or to none.
 *
 * @param copyTo sends {@link sendCopy} with a key that outlives the dialog
 */
export function CopyPackage({
  routers,
  copyTo,
}: {
  readonly routers: readonly Router[];
  readonly copyTo: (routerIds: readonly number[]) => Promise<readonly Package[]>;
}): ReactNode {
  const texts = useTexts(packagesTexts);
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [done, setDone] = useState<readonly number[]>([]);
  const [part, setPart] = useState('');
  const copy = useMutation({
    mutationFn: copyTo,
    onSuccess: (copies) => {
      setDone((known) => [...known, ...copies.map(({ router }) => router)]);
      setChosen([]);
      // Read anew once the dialog is closed: the copies may push its row off the page.
      return queryClient.invalidateQueries({ queryKey: ['packages'], refetchType: 'none' });
    },
  });
  const open = routers.filter(({ id }) => !done.includes(id));
  const found = routersNamed(part, routers);
  return (
    <Stack>
      <Text size="sm">{texts.copyHint}</Text>
      {routers.length > FEW && (
        <TextInput
          type="search"
          label={texts.copyFind}
          description={texts.copyChosen(chosen.length, MOST_CHOSEN)}
          autoComplete="off"
          value={part}
          onChange={({ currentTarget }) => {
            setPart(currentTarget.value);
          }}
        />
      )}
      <Stack gap="sm">
        {open.length > 1 && routers.length <= FEW && (
          <Checkbox
            label={texts.copyAll}
            checked={chosen.length === open.length}
            indeterminate={chosen.length > 0 && chosen.length < open.length}
            disabled={copy.isPending}
            onChange={({ currentTarget }) => {
              setChosen(currentTarget.checked ? open.map(({ id }) => id) : []);
            }}
          />
        )}
        {found.slice(0, MOST_SHOWN).map(({ id, name }) => (
          <div key={id}>
            <Checkbox
              label={name}
              checked={chosen.includes(id)}
              disabled={
                copy.isPending ||
                done.includes(id) ||
                (chosen.length >= MOST_CHOSEN && !chosen.includes(id))
              }
              onChange={({ currentTarget }) => {
                setChosen(
                  currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id),
                );
              }}
            />
            {done.includes(id) && (
              <Text component="div" size="sm" ml={36} mt={4} role="status">
                <StatusBadge tone="good">{texts.copyDone}</StatusBadge>
              </Text>
            )}
          </div>
        ))}
        {found.length > MOST_SHOWN && (
          <Text size="sm" c="dimmed">
            {texts.copyMore(found.length - MOST_SHOWN)}
          </Text>
        )}
      </Stack>
      {copy.isError && <ErrorNotice error={copy.error} />}
      <Button
        loading={copy.isPending}
        disabled={chosen.length === 0}
        onClick={() => {
          // In one order: the same routers are the same request.
          copy.mutate([...chosen].sort((one, other) => one - other));
        }}
      >
        {texts.copy}
      </Button>
    </Stack>
  );
}

/** The routers with this part of a name; a whole name comes before those that it is a part of. */
const routersNamed = (part: string, routers: readonly Router[]): readonly Router[] =>
  part === ''
    ? routers
    : routers
        .filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()))
        .sort((one, other) => one.name.length - other.name.length);

/** @returns the copies */
export const sendCopy = async (
  { id }: Package,
  routerIds: readonly number[],
  key: string,
): Promise<readonly Package[]> => {
  const { packages } = await answerOf(
    api.POST('/routers/packages/{id}/copy/', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body: { router_ids: [...routerIds] },
    }),
  );
  return packages;
};
