import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { Confirm } from '../../components/confirm.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { StatusBadge } from '../../components/status-badge.js';
import { namedBy } from '../../format/customer.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { commonTexts } from '../../texts/common.js';
import { entitlementTexts } from '../../texts/entitlement.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Details } from './index.js';
import { Part } from '../../components/part.js';
import { useChanged } from './use-change.js';

const NOT_FOUND = 404;

type Device = Details['devices'][number];

/** What is asked: to remove a device, or to attach one, which may take the place of another. */
type Asked =
  | { readonly act: 'remove'; readonly mac: string }
  | { readonly act: 'move'; readonly mac: string }
  | { readonly act: 'attach' };

/** The devices that use the access, with what can be done about each. */
export function Devices({ details }: { readonly details: Details }): ReactNode {
  const texts = useTexts(entitlementTexts);
  const [asked, setAsked] = useState<Asked | null>(null);
  const isOver = details.state === 'ended' || details.state === 'revoked';
  const close = (): void => {
    setAsked(null);
  };
  return (
    <Part
      title={texts.devices}
      action={
        !isOver && (
          <Button
            variant="default"
            onClick={() => {
              setAsked({ act: 'attach' });
            }}
          >
            {texts.attach}
          </Button>
        )
      }
    >
      {details.devices.length === 0 ? (
        <Text c="dimmed">{texts.noDevices}</Text>
      ) : (
        <ul className="plain-list">
          {details.devices.map((device) => (
            <li key={device.mac_address}>
              <DeviceLine device={device} {...(!isOver && { onAsk: setAsked })} />
            </li>
          ))}
        </ul>
      )}
      <Remove id={details.id} mac={asked?.act === 'remove' ? asked.mac : null} onClose={close} />
      <Attach id={details.id} asked={asked?.act === 'remove' ? null : asked} onClose={close} />
    </Part>
  );
}

function DeviceLine({
  device,
  onAsk,
}: {
  readonly device: Device;
  readonly onAsk?: (asked: Asked) => void;
}): ReactNode {
  const texts = useTexts(entitlementTexts);
  const format = useTimeFormat();
  const { mac_address: mac } = device;
  const button = (act: 'move' | 'remove', label: string): ReactNode => (
    <Button variant="subtle" aria-label={label} onClick={() => onAsk?.({ act, mac })}>
      {texts[act]}
    </Button>
  );
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text fw={600}>{mac}</Text>
        {device.online_since === null ? (
          <Text size="sm" c="dimmed">
            {device.last_seen === null
              ? texts.neverSeen
              : texts.lastSeen(format.short(device.last_seen))}
          </Text>
        ) : (
          <StatusBadge tone="good">
            {texts.onlineSince(format.short(device.online_since))}
          </StatusBadge>
        )}
      </div>
      {onAsk && (
        <Group gap={0}>
          {button('move', texts.moveLabel(mac))}
          {button('remove', texts.removeLabel(mac))}
        </Group>
      )}
    </Group>
  );
}

/** Removes a device; one that is gone already, such as after a lost answer, counts as removed. */
const removeDevice = (id: string, mac: string): Promise<unknown> =>
  answerOf(
    api.DELETE('/access/entitlements/{id}/devices/{mac}/', { params: { path: { id, mac } } }),
  ).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === NOT_FOUND)) throw error;
  });

function Remove({
  id,
  mac,
  onClose,
}: {
  readonly id: string;
  readonly mac: string | null;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts(entitlementTexts);
  const changed = useChanged();
  return (
    <Confirm
      isOpen={mac !== null}
      onClose={onClose}
      title={texts.removeTitle}
      text={texts.removeText(mac ?? '')}
      confirm={texts.remove}
      onConfirm={async () => {
        await removeDevice(id, mac ?? '');
        await changed(texts.removed);
      }}
    />
  );
}

function Attach({
  id,
  asked,
  onClose,
}: {
  readonly id: string;
  readonly asked: Exclude<Asked, { act: 'remove' }> | null;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(entitlementTexts)];
  return (
    <Modal
      opened={asked !== null}
      onClose={onClose}
      title={asked?.act === 'attach' ? texts.attachTitle : texts.moveTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {asked !== null && (
        <AttachForm id={id} from={asked.act === 'attach' ? null : asked.mac} onClose={onClose} />
      )}
    </Modal>
  );
}

function AttachForm({
  id,
  from,
  onClose,
}: {
  readonly id: string;
  /** The device whose place is taken; null when the access gets one more. */
  readonly from: string | null;
  readonly onClose: () => void;
}): ReactNode {
  const [common, texts] = [useTexts(commonTexts), useTexts(entitlementTexts)];
  const changed = useChanged();
  const form = useForm({
    initialValues: { mac_address: '' },
    validate: { mac_address: (text) => (namedBy(text) === 'mac' ? null : texts.macInvalid) },
  });
  const [isRemoved, setRemoved] = useState(false);
  const attach = useSendOnce(
    async (body: typeof form.values, key) => {
      // Its place must be free before another device can take it.
      if (from !== null && !isRemoved) await removeDevice(id, from);
      setRemoved(true);
      return answerOf(
        api.POST('/access/entitlements/{id}/devices/', {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
          body,
        }),
      );
    },
    async () => {
      onClose();
      await changed(from === null ? texts.attached : texts.moved);
    },
  );
  return (
    <form
      onSubmit={form.onSubmit((body) => {
        attach.mutate(body);
      })}
    >
      <Stack>
        <Text>{from === null ? texts.attachText : texts.moveText(from)}</Text>
        <TextInput
          label={texts.mac}
          required
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('mac_address')}
        />
        {attach.isError && <ErrorNotice error={attach.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" loading={attach.isPending}>
            {from === null ? texts.attach : texts.move}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
