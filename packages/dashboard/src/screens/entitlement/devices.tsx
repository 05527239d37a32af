import { Button, Group, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { orGone } from '../../api/or-gone.js';
import { useSendOnce } from '../../api/use-send-once.js';
import { ApiForm } from '../../components/api-form.js';
import { Confirm } from '../../components/confirm.js';
import { Dialog } from '../../components/dialog.js';
import { StatusBadge } from '../../components/status-badge.js';
import { namedBy } from '../../format/customer.js';
import { useTimeFormat } from '../../format/use-time-format.js';
import { entitlementTexts } from '../../texts/entitlement.js';
import { useTexts } from '../../texts/use-texts.js';
import { type Details } from './index.js';
import { Part } from '../../components/part.js';
import { useChanged } from './use-change.js';

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

/** Removes a device; one that is gone already is what was asked for. */
const removeDevice = (id: string, mac: string): Promise<unknown> =>
  orGone(
    answerOf(
      api.DELETE('/access/entitlements/{id}/devices/{mac}/', { params: { path: { id, mac } } }),
    ),
  );

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
  const texts = useTexts(entitlementTexts);
  const attach = useSendOnce(async ({ id: of, from, mac }: Attached, key) => {
    // Its place must be free before another device can take it.
    if (from !== null) await removeDevice(of, from);
    return answerOf(
      api.POST('/access/entitlements/{id}/devices/', {
        params: { path: { id: of }, header: { 'Idempotency-Key': key } },
        body: { mac_address: mac },
      }),
    );
  });
  const from = asked?.act === 'move' ? asked.mac : null;
  return (
    <Dialog
      isOpen={asked !== null}
      isBusy={attach.isPending}
      onClose={onClose}
      title={from === null ? texts.attachTitle : texts.moveTitle}
    >
      {asked !== null && (
        <AttachForm
          from={from}
          attach={(mac) => attach.mutateAsync({ id, from, mac })}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

interface Attached {
  readonly id: string;
  /** The device whose place is taken; null when the access gets one more. */
  readonly from: string | null;
  readonly mac: string;
}

function AttachForm({
  from,
  attach,
  onClose,
}: Pick<Attached, 'from'> & {
  readonly attach: (mac: string) => Promise<unknown>;
  readonly onClose: () => void;
}): ReactNode {
  const texts = useTexts(entitlementTexts);
  const changed = useChanged();
  const form = useForm({
    initialValues: { mac_address: '' },
    validate: { mac_address: (text) => (namedBy(text) === 'mac' ? null : texts.macInvalid) },
  });
  return (
    <ApiForm
      form={form}
      send={({ mac_address: mac }) => attach(mac)}
      onDone={() => {
        onClose();
        return changed(from === null ? texts.attached : texts.moved);
      }}
      submit={from === null ? texts.attach : texts.move}
      onCancel={onClose}
    >
      <Text>{from === null ? texts.attachText : texts.moveText(from)}</Text>
      <TextInput
        label={texts.mac}
        required
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('mac_address')}
      />
    </ApiForm>
  );
}
